"""What the ledger's amounts add up to: plain integers of minor units, months and exact decimals.

Formulas: ROI = (returns - investment) / investment (document A; domain facts D1). Payback: the periods until the
cumulative cash first reaches zero again, interpolated within the period in which it does (domain facts D1, FIN-15,
FIN-17, FIN-20). Nothing is discounted here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

from foundation.kernel.errors import Invalid
from foundation.kernel.money import Money
from foundation.kernel.periods import EARLIEST_YEAR, LATEST_YEAR, Month, months
from foundation.kernel.text import gettext_noop as _
from roi.workflow import Basis, Grade, Kind

Key = TypeVar("Key")

NO_INVESTMENT = _("No investment is booked, so there is nothing to divide the net benefit by.")
NO_INVESTMENT_TO_REPAY = _("No investment is booked, so there is nothing to pay back.")
NOT_YET = _("The returns booked do not yet cover the investment.")
LONGEST_SPREAD = 600


@dataclass(frozen=True, slots=True)
class Sum:
    """Booked amounts of one month that share everything named here, in minor units of the reporting currency."""

    month: Month
    kind: Kind
    category: str
    basis: Basis
    grade: Grade
    minor: int

    @property
    def flow(self) -> int:
        """The effect on cash: returns come in, investments go out."""
        return self.minor if self.kind == Kind.RETURN else -self.minor


@dataclass(frozen=True, slots=True)
class Totals:
    """What went in and what came out, in one currency."""

    investment: Money
    returns: Money

    @property
    def net(self) -> Money:
        return self.returns - self.investment

    @property
    def roi(self) -> Decimal | None:
        """Net benefit over investment as a fraction (1.4 is 140 %); None when nothing was invested."""
        return Decimal(self.net.minor) / self.investment.minor if self.investment.minor > 0 else None

    @property
    def roi_reason(self) -> str:
        """Why there is no ROI; empty when there is one."""
        return "" if self.roi is not None else NO_INVESTMENT


@dataclass(frozen=True, slots=True)
class CashPoint:
    """A month's net cash and the sum of all months up to it, in minor units."""

    month: Month
    net: int
    cumulative: int


@dataclass(frozen=True, slots=True)
class Payback:
    """`months` counts from the first month with an entry (month 0), with a fraction inside a month; None if never.

    `reached` is the calendar month in which it happens. `falls_again` says that the cumulative cash drops below zero
    later on, so that the figure is not the last word.
    """

    months: Decimal | None
    reached: Month | None = None
    falls_again: bool = False
    reason: str = ""


def _one_basis(sums: Iterable[Sum]) -> list[Sum]:
    """Return the sums; raises ValueError when plan and actual stand among them together."""
    rows = list(sums)
    if len({row.basis for row in rows}) > 1:
        raise ValueError("plan and actual are never added")
    return rows


def totals(sums: Iterable[Sum], currency: str) -> Totals:
    """Add investments and returns of one basis. Raises ValueError when plan and actual are mixed."""
    added = {Kind.INVESTMENT: 0, Kind.RETURN: 0}
    for row in _one_basis(sums):
        added[row.kind] += row.minor
    return Totals(Money(added[Kind.INVESTMENT], currency), Money(added[Kind.RETURN], currency))


def cash(sums: Iterable[Sum]) -> list[CashPoint]:
    """Return net and cumulative cash for every month from the first with an entry to the last, gaps included.

    A month at either end in which every entry is reversed is no month with an entry: a reversal leaves no trace.
    Raises ValueError when plan and actual are mixed.
    """
    rows = _one_basis(sums)
    live = {month for (month, _kind), flow in added(rows, lambda row: (row.month, row.kind)).items() if flow}
    if not live:
        return []
    flows = added(rows, lambda row: row.month)
    points, so_far = [], 0
    for month in months(min(live), max(live)):
        net = flows.get(month, 0)
        so_far += net
        points.append(CashPoint(month, net, so_far))
    return points


def added(sums: Iterable[Sum], key: Callable[[Sum], Key]) -> dict[Key, int]:
    """Add the effect on cash of the sums that share a key."""
    found: dict[Key, int] = defaultdict(int)
    for row in sums:
        found[key(row)] += row.flow
    return dict(found)


def amounts(sums: Iterable[Sum], key: Callable[[Sum], Key]) -> dict[Key, int]:
    """Add the amounts (not their sign on cash) of the sums that share a key. Raises ValueError for mixed bases."""
    found: dict[Key, int] = defaultdict(int)
    for row in _one_basis(sums):
        found[key(row)] += row.minor
    return dict(found)


def payback_periods(flows: Sequence[int | Decimal]) -> tuple[Decimal | None, int | None, bool]:
    """Return (periods, index of the period in which it is reached, whether it falls below zero again).

    `flows` are net flows of equal periods, the first being period 0. A cumulative that never falls below zero is paid
    back at once (0). The fraction assumes that a period's flow comes evenly over it.
    """
    so_far, below, reached, when = Decimal(0), False, None, None
    for index, flow in enumerate(flows):
        before, so_far = so_far, so_far + Decimal(flow)
        if so_far < 0:
            if reached is not None:
                return reached, when, True
            below = True
        elif below and reached is None:
            reached, when = Decimal(index - 1) + -before / Decimal(flow), index
    if reached is None and not below and flows:
        return Decimal(0), 0, False
    return reached, when, False


def payback(points: Sequence[CashPoint], *, invested: int) -> Payback:
    """Return when the cumulative cash of `points` is back at zero; `invested` is the investment in minor units."""
    if invested <= 0 or not points:
        return Payback(None, reason=NO_INVESTMENT_TO_REPAY)
    found, index, again = payback_periods([point.net for point in points])
    if found is None or index is None:
        return Payback(None, reason=NOT_YET)
    return Payback(found, points[index].month, again)


def payback_if_even(total: Totals, *, over: int) -> Decimal | None:
    """Return the months to pay back if the returns came evenly over `over` months after the investment.

    The check of document A's reference: 5M in, 12M over 12 months gives 5. None when it never pays back.
    """
    if total.investment.minor <= 0 or total.returns.minor <= 0 or over < 1:
        return None
    found = Decimal(total.investment.minor) * over / Decimal(total.returns.minor)
    return found if found <= over else None


def spread(minor: int, parts: int) -> list[int]:
    """Divide an amount into `parts` amounts that differ by at most one minor unit and add up to it exactly.

    The sum of the first parts is what an exact division would give, rounded to the nearest minor unit: so two series
    side by side keep in step with their total.

    Raises Invalid (at `months`) for fewer than 1 or more than 600 parts, or when a part would be nothing.
    """
    if not 1 <= parts <= LONGEST_SPREAD:
        raise Invalid(_("Enter a number of months from 1 to %(most)s."), field="months", most=LONGEST_SPREAD)
    if abs(minor) < parts:
        raise Invalid(_("The amount is too small to be spread over %(months)s months."), field="months", months=parts)
    return evenly(minor, parts)


def evenly(minor: int, parts: int) -> list[int]:
    """Divide an amount into parts as `spread` does, where a part may be nothing."""
    so_far = [(2 * minor * count + parts) // (2 * parts) for count in range(parts + 1)]
    return [after - before for before, after in pairwise(so_far)]


def require_month(month: Month, *, field: str = "period") -> None:
    """Raise Invalid (at `field`) for a month outside the years 1990 to 2100."""
    if not (EARLIEST_YEAR <= month.year <= LATEST_YEAR and 1 <= month.month <= 12):
        raise Invalid(
            _("Enter a month between January %(first)s and December %(last)s."),
            field=field,
            first=str(EARLIEST_YEAR),
            last=str(LATEST_YEAR),
        )
