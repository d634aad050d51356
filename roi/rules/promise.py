"""What was promised against what happened: plan and actual beside each other up to a month, never added."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from foundation.kernel.money import Money
from foundation.kernel.periods import Month, months
from roi.rules.cases import Content
from roi.rules.ledger import Sum
from roi.rules.worth import flows_of, inputs
from roi.workflow import Kind


@dataclass(frozen=True, slots=True)
class Pair:
    """Planned and actual amounts of the same thing."""

    plan: Money
    actual: Money

    @property
    def variance(self) -> Money:
        """Actual less plan."""
        return self.actual - self.plan

    @property
    def share(self) -> Decimal | None:
        """Actual over plan; None when nothing was planned."""
        return Decimal(self.actual.minor) / self.plan.minor if self.plan.minor > 0 else None


@dataclass(frozen=True, slots=True)
class Point:
    """Cumulative net cash at the end of a month, in minor units; actual is None after the last month compared."""

    month: Month
    plan: int
    actual: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """How a promise is kept up to the month `through`, included."""

    through: Month
    costs: Pair
    benefits: Pair
    net: Pair
    categories: tuple[tuple[Kind, str, Pair], ...]
    points: tuple[Point, ...]

    @property
    def realization(self) -> Decimal | None:
        """Benefits realized over benefits promised by now; None while none was promised."""
        return self.benefits.share


def compare(content: Content, actual: Iterable[Sum], *, through: Month) -> Kept:
    """Hold the base scenario of a case against what was booked as actual, in the currency of the case.

    Raises ValueError for sums of the plan.
    """
    rows = [row for row in actual if row.month <= through]
    if any(row.basis != "actual" for row in rows):
        raise ValueError("a promise is held against what happened")
    start, values = content.first_month, inputs(content)
    planned: dict[tuple[Kind, str], dict[Month, int]] = defaultdict(lambda: defaultdict(int))
    for line in content.lines:
        for index, minor in enumerate(flows_of(line, content, values)):
            planned[(line.kind, line.category)][start.plus(index)] += minor
    booked: dict[tuple[Kind, str], dict[Month, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        booked[(row.kind, row.category)][row.month] += row.minor

    def pair(kind: Kind | None = None, category: str | None = None) -> Pair:
        """Sums up to the month; of both kinds the net."""

        def added(found: dict[tuple[Kind, str], dict[Month, int]]) -> Money:
            minor = sum(
                (amount if kind or of == Kind.RETURN else -amount)
                for (of, named), by_month in found.items()
                if kind in (None, of) and category in (None, named)
                for month, amount in by_month.items()
                if month <= through
            )
            return Money(minor, content.currency)

        return Pair(added(planned), added(booked))

    keys = sorted({*planned, *booked}, key=lambda key: (key[0] != Kind.RETURN, key[1]))
    return Kept(
        through,
        pair(Kind.INVESTMENT),
        pair(Kind.RETURN),
        pair(),
        tuple((kind, category, pair(kind, category)) for kind, category in keys),
        tuple(_points(content, planned, rows, through)),
    )


def _points(
    content: Content, planned: dict[tuple[Kind, str], dict[Month, int]], rows: list[Sum], through: Month
) -> Iterable[Point]:
    start = content.first_month
    first = min([start, *(row.month for row in rows)])
    last = max([start.plus(content.months - 1), *(row.month for row in rows)])
    plan, actual = 0, 0
    for month in months(first, last):
        plan += sum(
            by_month.get(month, 0) * (1 if kind == Kind.RETURN else -1)
            for (kind, _category), by_month in planned.items()
        )
        actual += sum(row.flow for row in rows if row.month == month)
        yield Point(month, plan, actual if month <= through else None)
