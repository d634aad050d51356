"""What it is worth to decide later: stages, waiting, and knowing (domain facts D5). Amounts are exact decimals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from roi.rules.finance import DIGITS, check_rate


@dataclass(frozen=True, slots=True)
class Gate:
    """A stage that costs `cost` in period `period` and succeeds with the chance `chance` (0 to 1)."""

    cost: Decimal
    chance: Decimal
    period: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Staged:
    """The value of going stage by stage. `nodes` is the worth of entering each stage, in the money of its period."""

    nodes: tuple[Decimal, ...]
    committed: Decimal

    @property
    def value(self) -> Decimal:
        """What the first stage is worth today: nothing when it is better not to begin."""
        return max(self.nodes[0], Decimal(0))

    @property
    def flexibility(self) -> Decimal:
        """What it is worth that one may stop after each stage."""
        return self.nodes[0] - self.committed


def staged(gates: Sequence[Gate], payoff: Decimal, *, at: Decimal = Decimal(0), rate: Decimal = Decimal(0)) -> Staged:
    """Roll back from the payoff (in period `at`): after each success one goes on only if that is worth it.

    `committed` is the value if all stages are paid for whatever happens. Raises Invalid at `rate`.
    """
    check_rate(rate)
    with localcontext(prec=DIGITS):
        nodes: list[Decimal] = []
        later, when, all_succeed, costs = payoff, at, Decimal(1), Decimal(0)
        for gate in reversed(gates):
            value = gate.chance * max(later, Decimal(0)) / (1 + rate) ** (when - gate.period) - gate.cost
            nodes.insert(0, value)
            later, when = value, gate.period
        start = gates[0].period
        for gate in gates:
            all_succeed *= gate.chance
            costs += gate.cost / (1 + rate) ** (gate.period - start)
        return Staged(tuple(nodes), all_succeed * payoff / (1 + rate) ** (at - start) - costs)


@dataclass(frozen=True, slots=True)
class Choice:
    """The best choice before and after knowing which state comes true."""

    expected: Mapping[str, Decimal]
    informed: Decimal

    @property
    def best(self) -> str:
        """The choice with the highest expected value."""
        return max(self.expected, key=lambda name: self.expected[name])

    @property
    def information(self) -> Decimal:
        """What it is worth at most to know beforehand (expected value of perfect information)."""
        return self.informed - self.expected[self.best]


def choose(payoffs: Mapping[str, Sequence[Decimal]], chances: Sequence[Decimal]) -> Choice:
    """Compare choices by their payoffs in each state of the world, with the chance of each state."""
    expected = {
        name: sum((value * chance for value, chance in zip(row, chances, strict=True)), Decimal(0))
        for name, row in payoffs.items()
    }
    best = (max(row[state] for row in payoffs.values()) * chance for state, chance in enumerate(chances))
    return Choice(expected, sum(best, Decimal(0)))
