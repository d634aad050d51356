"""What a business case says: lines of cost and benefit over months, and what they assume.

Amounts are decimals in major units of the case's currency. Month 0 is the month in which the case begins. Three views
of the same lines: `base` takes the likely amounts and the base assumptions, `optimistic` the low costs, the high
benefits and the optimistic assumptions, `pessimistic` the reverse.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

import msgspec

from foundation.kernel.errors import Invalid
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from roi.rules import estimates, finance
from roi.rules.estimates import Estimate, Shape
from roi.rules.finance import Timing
from roi.workflow import Kind

LONGEST, MOST_LINES, MOST_ASSUMPTIONS, MOST_STAGES = 240, 60, 30, 8
LARGEST = Decimal(10) ** 12
LOWEST_RATE, HIGHEST_RATE = Decimal("-0.5"), Decimal(10)

Pattern = Literal["once", "monthly", "spread"]
PATTERNS: dict[str, str] = {
    "once": _("Once"),
    "monthly": _("Every month"),
    "spread": _("Spread evenly"),
}


class Scenario(StrEnum):
    """Which of the three views."""

    PESSIMISTIC = "pessimistic"
    BASE = "base"
    OPTIMISTIC = "optimistic"


SCENARIOS: dict[Scenario, str] = {
    Scenario.PESSIMISTIC: _("Pessimistic"),
    Scenario.BASE: _("Base"),
    Scenario.OPTIMISTIC: _("Optimistic"),
}


class Assumption(msgspec.Struct, frozen=True, kw_only=True):
    """A named value that lines are multiplied by; its scenarios are also the range it is drawn from."""

    key: str
    label: str
    unit: str = ""
    pessimistic: Decimal
    base: Decimal
    optimistic: Decimal

    @property
    def estimate(self) -> Estimate:
        """The value as a three-point estimate (PERT)."""
        return Estimate(min(self.pessimistic, self.optimistic), self.base, max(self.pessimistic, self.optimistic))


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A cost or a benefit. `first` and `last` are months of the case, both included; `times` are assumption keys."""

    key: str
    label: str
    kind: Kind
    category: str
    pattern: Pattern
    first: int
    last: int
    amount: Estimate
    times: tuple[str, ...] = ()

    @property
    def sign(self) -> int:
        """The effect on cash."""
        return 1 if self.kind == Kind.RETURN else -1

    @property
    def count(self) -> int:
        """In how many months it falls due."""
        return 1 if self.pattern == "once" else self.last - self.first + 1

    def point(self, scenario: Scenario) -> Decimal:
        """The amount of one scenario, before it is multiplied."""
        if scenario == Scenario.BASE:
            return self.amount.likely
        return self.amount.high if (scenario == Scenario.OPTIMISTIC) == (self.kind == Kind.RETURN) else self.amount.low


class Stage(msgspec.Struct, frozen=True, kw_only=True):
    """A stage that is decided on by itself: what it costs, in which month, and the chance that it succeeds (0 to 1)."""

    label: str
    cost: Decimal
    month: int
    chance: Decimal


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """All that a version of a business case says. `rate` is the annual discount rate as a fraction."""

    start: str
    months: int
    currency: str
    rate: Decimal
    timing: Timing = "end"
    note: str = ""
    assumptions: tuple[Assumption, ...] = ()
    lines: tuple[Line, ...] = ()
    stages: tuple[Stage, ...] = ()
    payoff: Decimal = Decimal(0)
    payoff_month: int = 0

    @property
    def first_month(self) -> Month:
        """The calendar month of month 0."""
        return Month.parse(self.start, field="start")

    @property
    def years(self) -> Decimal:
        """How long the case is looked at."""
        return Decimal(self.months) / finance.MONTHS_A_YEAR


def read(data: Any) -> Content:
    """Read a content from plain data, amounts as text. Raises Invalid at `content` for a shape that is none."""
    try:
        return msgspec.convert(data, Content)
    except (msgspec.ValidationError, ArithmeticError) as error:
        raise Invalid(_("This is no business case: %(problem)s"), field="content", problem=str(error)) from None


def written(content: Content) -> dict[str, Any]:
    """Write a content as plain data, amounts as text."""
    data: dict[str, Any] = msgspec.to_builtins(content)
    return data


def check(content: Content, categories: Mapping[str, Kind]) -> Content:
    """Return a content that can be worked with.

    Raises Invalid at `start`, `months`, `rate`, `lines`, or at one part ("lines[2].amount", "assumptions[0].base",
    "stages[1].chance").
    """
    content.first_month  # noqa: B018  (reading it checks it)
    if not 1 <= content.months <= LONGEST:
        raise Invalid(_("Enter a number of months from 1 to %(most)s."), field="months", most=LONGEST)
    if not LOWEST_RATE <= finance.check_rate(content.rate) <= HIGHEST_RATE:
        raise Invalid(_("A discount rate lies between −50% and 1,000% a year."), field="rate")
    if not content.lines:
        raise Invalid(_("Enter at least one cost or benefit."), field="lines")
    for name, most in (("lines", MOST_LINES), ("assumptions", MOST_ASSUMPTIONS), ("stages", MOST_STAGES)):
        if len(getattr(content, name)) > most:
            raise Invalid(_("These are more rows than the %(most)s that fit."), field=name, most=most)
    keys = _check_assumptions(content)
    for index, line in enumerate(content.lines):
        _check_line(line, content, categories, keys, f"lines[{index}]")
    _check_stages(content)
    return content


def _check_assumptions(content: Content) -> set[str]:
    keys: set[str] = set()
    for index, row in enumerate(content.assumptions):
        place = f"assumptions[{index}]"
        if not row.key or not row.label.strip() or row.key in keys:
            raise Invalid(_("Every assumption has a name of its own."), field=f"{place}.label")
        keys.add(row.key)
        estimates.check(row.estimate, field=f"{place}.base")
        if row.estimate.low < 0 or row.estimate.high > LARGEST:
            raise Invalid(_("Enter a value from 0 to a trillion."), field=f"{place}.base")
    return keys


def _check_line(line: Line, content: Content, categories: Mapping[str, Kind], keys: set[str], place: str) -> None:
    if not line.label.strip():
        raise Invalid(_("Say what is paid or gained."), field=f"{place}.label")
    if categories.get(line.category) != line.kind:
        raise Invalid(_("Choose one of the categories."), field=f"{place}.category")
    if not 0 <= line.first <= line.last < content.months:
        raise Invalid(
            _("Months run from 0 to %(last)s, the first not after the last."),
            field=f"{place}.last",
            last=content.months - 1,
        )
    estimates.check(line.amount, field=f"{place}.amount")
    if line.amount.low < 0 or line.amount.high > LARGEST:
        raise Invalid(
            _("Enter an amount from 0 to a trillion; a cost is no negative benefit."), field=f"{place}.amount"
        )
    if not line.times:
        for point in (line.amount.low, line.amount.likely, line.amount.high):
            Money.of(point, content.currency, field=f"{place}.amount")
    if set(line.times) - keys:
        raise Invalid(_("This assumption is not in the list."), field=f"{place}.times")


def _check_stages(content: Content) -> None:
    before = 0
    for index, stage in enumerate(content.stages):
        place = f"stages[{index}]"
        if not stage.label.strip():
            raise Invalid(_("Name the stage."), field=f"{place}.label")
        if not 0 < stage.chance <= 1:
            raise Invalid(_("A chance lies above 0% and goes up to 100%."), field=f"{place}.chance")
        if not 0 <= stage.cost <= LARGEST:
            raise Invalid(_("Enter a cost from 0 to a trillion."), field=f"{place}.cost")
        if not before <= stage.month <= LONGEST:
            raise Invalid(_("A stage does not begin before the one ahead of it."), field=f"{place}.month")
        before = stage.month
    if content.stages and not (0 <= content.payoff <= LARGEST and before <= content.payoff_month <= LONGEST):
        raise Invalid(_("Enter what the last stage brings, in a month that is not before it."), field="payoff")


def building(months: int) -> int:
    """Return how many of the months of a template building takes: a quarter, at least one but for a single month.

    An assumption of this product (24 months: 6); document B gives cost and return of the whole time and no more.
    """
    return min(max(months // 4, 1), months - 1)


def from_template(
    *,
    one_off: Decimal,
    monthly: Decimal,
    months: int,
    needed_return: Decimal,
    currency: str,
    start: Month,
    rate: Decimal,
    labels: tuple[str, str, str],
) -> Content:
    """Return the case of a deployment template (document B): one-off and monthly cost, and the return that it needs.

    The running cost falls due in each of the months, the first included. Costs come first: document B does not say when
    returns begin, so building is assumed to take the first quarter of the months (`building`), and the return comes
    evenly over the rest. It is what is needed, not what somebody expects. `labels` name the three lines. All amounts
    are fixed until somebody estimates their range.
    """

    def line(
        key: str, label: str, kind: Kind, category: str, pattern: Pattern, amount: Decimal, last: int, first: int = 0
    ) -> Line:
        fixed = Estimate(amount, amount, amount, Shape.FIXED)
        return Line(
            key=key, label=label, kind=kind, category=category, pattern=pattern, first=first, last=last, amount=fixed
        )

    once, running, gain = labels
    rows = (
        line("one-off", once, Kind.INVESTMENT, "labor", "once", one_off, 0),
        line("running", running, Kind.INVESTMENT, "run_cost", "monthly", monthly, months - 1),
        line("return", gain, Kind.RETURN, "cost_savings", "spread", needed_return, months - 1, building(months)),
    )
    lines = tuple(row for row in rows if row.amount.likely)
    return Content(start=str(start), months=months, currency=currency, rate=rate, lines=lines)
