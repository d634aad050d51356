"""A problem and what was found for it as plain data, so that both can be kept and read again exactly."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import msgspec

from portfolio.rules.analysis import Certainty, Entry, Point, Price
from portfolio.rules.choosing import Choice
from portfolio.rules.explaining import Reason, Use
from portfolio.rules.problem import Limit, Problem


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was chosen among, frozen: the problem, the names of its candidates, and cases that could not take part.

    `aside` maps a reference to why it has no value or cost.
    """

    problem: Problem
    names: dict[str, str] = field(default_factory=dict)
    aside: dict[str, str] = field(default_factory=dict)
    unmet: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What was found. `levels`, `value`, `bound`, `proven` and `feasible` are those of the choice.

    `conflict` is the smallest set of limits that contradict each other when nothing can be chosen. The parts that were
    left out because there are too many candidates are empty, and `brief` says so.
    """

    levels: dict[str, int]
    value: Decimal
    bound: Decimal | None
    proven: bool
    feasible: bool | None
    seconds: float
    uses: tuple[Use, ...] = ()
    reasons: dict[str, tuple[Reason, ...]] = field(default_factory=dict)
    conflict: tuple[Limit, ...] = ()
    frontier: tuple[Point, ...] = ()
    prices: tuple[Price, ...] = ()
    entries: tuple[Entry, ...] = ()
    certainty: Certainty | None = None
    brief: bool = False

    @property
    def choice(self) -> Choice:
        """The choice itself."""
        return Choice(self.levels, self.value, self.bound, self.proven, self.feasible)


def plain(value: Inputs | Result) -> dict[str, Any]:
    """Write as JSON types, decimals as text."""
    data: dict[str, Any] = msgspec.to_builtins(value)
    return data


def inputs(data: Any) -> Inputs:
    """Read inputs that `plain` wrote."""
    return msgspec.convert(data, Inputs)


def result(data: Any) -> Result:
    """Read a result that `plain` wrote."""
    return msgspec.convert(data, Result)
