"""What it is worth to decide later: stages, waiting, and knowing (domain facts D5). Amounts are exact decimals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal

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


def lattice(
    *,
    spot: Decimal,
    strike: Decimal,
    up: Decimal,
    down: Decimal,
    growth: Decimal,
    discount: Decimal,
    steps: int,
    right: Literal["call", "put"] = "call",
    early: bool = True,
) -> Decimal:
    """Return what the right to pay `strike` for something worth `spot` (call), or to get it for that (put), is worth.

    In each of `steps` steps the worth goes `up` or `down` by a factor; it grows by `growth` on average, and what comes
    a step later counts `discount` of it. With `early` the right may be used at any step, else only at the end (Cox,
    Ross and Rubinstein; Hull's figures in domain facts, OPT-4). Raises ValueError unless down < growth < up.
    """
    if not down < growth < up:
        raise ValueError("growth must lie between down and up")
    sign = 1 if right == "call" else -1
    with localcontext(prec=DIGITS):
        chance = (growth - down) / (up - down)

        def used(step: int, ups: int) -> Decimal:
            return max(Decimal(0), sign * (spot * up**ups * down ** (step - ups) - strike))

        values = [used(steps, ups) for ups in range(steps + 1)]
        for step in range(steps - 1, -1, -1):
            values = [discount * (chance * values[ups + 1] + (1 - chance) * values[ups]) for ups in range(step + 1)]
            if early:
                values = [max(value, used(step, ups)) for ups, value in enumerate(values)]
        return values[0]


MONTHS_OF_WAITING = 12


@dataclass(frozen=True, slots=True)
class Waiting:
    """What it is worth to begin now (`now`, 0 when that is not worth it), and to be free to begin within a year."""

    now: Decimal
    free: Decimal
    volatility: Decimal

    @property
    def gain(self) -> Decimal:
        """What the freedom to wait adds; 0 when it is best to begin now."""
        return self.free - self.now


def waiting(*, benefits: Decimal, deviation: Decimal, costs: Decimal, rate: Decimal, years: Decimal) -> Waiting | None:
    """Value the right to begin within the next twelve months, by a lattice of monthly steps.

    `benefits` (mean) and `deviation` are present values drawn at random, `costs` what is paid for them, `rate` the
    yearly rate, `years` how long the benefits flow: each month of waiting loses its share of them. Volatility is that
    of a lognormal worth with this mean and deviation, taken to resolve within the year. Where a month of waiting loses
    more than it can teach, the freedom adds nothing. None without uncertainty or benefits.
    """
    if benefits <= 0 or deviation <= 0 or costs <= 0 or years <= 0:
        return None
    with localcontext(prec=DIGITS):
        volatility = (1 + (deviation / benefits) ** 2).ln().sqrt()
        month = Decimal(1) / MONTHS_OF_WAITING
        up = (volatility * month.sqrt()).exp()
        continuous = (1 + rate).ln()
        growth, discount = ((continuous - 1 / years) * month).exp(), (-continuous * month).exp()
        now = max(benefits - costs, Decimal(0))
        if not 1 / up < growth < up:
            return Waiting(now, now, volatility)
        free = lattice(
            spot=benefits, strike=costs, up=up, down=1 / up, growth=growth, discount=discount, steps=MONTHS_OF_WAITING
        )
        return Waiting(now, free, volatility)
