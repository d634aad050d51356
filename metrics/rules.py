"""What a figure says against its baseline and target, and which figures can be kept."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from foundation.kernel.errors import Invalid
from foundation.kernel.numbers import digits_of
from foundation.kernel.text import gettext_noop as _
from metrics.workflow import FRESH_DAYS, Cadence, Direction, State

DECIMALS = 6
DIGITS = 15
"""Significant digits that both databases keep exactly (SQLite stores decimals as IEEE 754 doubles)."""
LIMIT = Decimal(10) ** 12
EARLIEST = date(1990, 1, 1)
LATEST = date(2100, 12, 31)

SAME_AS_BASELINE = _("The target equals the baseline, so there is no way between them to measure progress by.")
IN_A_BAND = _("A range has no single figure to come to, so there is no share of the way.")
NO_BASELINE = _("No baseline is recorded.")
NO_TARGET = _("No target is set.")
NO_VALUE = _("Nothing is measured yet.")


@dataclass(frozen=True, slots=True)
class Range:
    """What is aimed at: a lowest or a highest figure, or both; `strict` leaves the ends out."""

    low: Decimal | None = None
    high: Decimal | None = None
    strict: bool = False

    @property
    def is_set(self) -> bool:
        """Whether anything is aimed at."""
        return self.low is not None or self.high is not None

    def holds(self, value: Decimal) -> bool:
        """Whether a figure lies in the range."""
        if value in (self.low, self.high):
            return not self.strict
        return (self.low is None or value > self.low) and (self.high is None or value < self.high)


def read_value(text: str, *, field: str = "value") -> Decimal:
    """Read a figure as people type it ("1,250.5"). Raises Invalid (at `field`) for what is none or cannot be kept."""
    try:
        value = Decimal(digits_of(text, field=field))
    except InvalidOperation:
        raise Invalid(_("Enter a number, for example 12.5."), field=field) from None
    return keepable(value, field=field)


def keepable(value: Decimal, *, field: str = "value") -> Decimal:
    """Return a figure that can be kept exactly, without zeros at its end.

    Raises Invalid (at `field`) for NaN and infinity, more than 6 decimals, more than 15 significant digits, or an
    amount of a trillion and more.
    """
    if not value.is_finite():
        raise Invalid(_("Enter a number; infinite and undefined figures cannot be kept."), field=field)
    if abs(value) >= LIMIT:
        raise Invalid(_("Enter a figure below a trillion; choose a larger unit when it does not fit."), field=field)
    _sign, digits, exponent = value.as_tuple()
    while exponent < 0 and digits and digits[-1] == 0:  # type: ignore[operator]
        digits, exponent = digits[:-1], exponent + 1  # type: ignore[operator]
    if -exponent > DECIMALS or len(digits) > DIGITS:  # type: ignore[operator]
        raise Invalid(
            _("Enter a figure with at most %(decimals)s decimals and %(digits)s digits."),
            field=field,
            decimals=DECIMALS,
            digits=DIGITS,
        )
    return value


def check_range(target: Range, direction: Direction, *, low: str = "target_low", high: str = "target_high") -> None:
    """Raise Invalid when the ends of a target do not fit the direction, or lie the wrong way round."""
    if direction == Direction.UP and target.high is not None:
        raise Invalid(_("Higher is better, so the target is a lowest value; leave the highest empty."), field=high)
    if direction == Direction.DOWN and target.low is not None:
        raise Invalid(_("Lower is better, so the target is a highest value; leave the lowest empty."), field=low)
    if direction == Direction.BAND and target.is_set and (target.low is None or target.high is None):
        raise Invalid(_("A range needs a lowest and a highest value."), field=low if target.low is None else high)
    if target.low is not None and target.high is not None and target.low > target.high:
        raise Invalid(_("The highest value must not lie below the lowest."), field=high)


def goal(target: Range, direction: Direction) -> Decimal | None:
    """The one figure to come to; None for a range or without a target."""
    if direction == Direction.BAND:
        return None
    return target.low if direction == Direction.UP else target.high


@dataclass(frozen=True, slots=True)
class Realization:
    """Which share of the way from baseline to target is gone: 0.75 is 75 %. None is undefined, and `why` says why."""

    share: Decimal | None
    why: str = ""


def realization(
    *, baseline: Decimal | None, target: Range, direction: Direction, actual: Decimal | None
) -> Realization:
    """(baseline - actual) / (baseline - target), the same for both directions; above 1 is more than was aimed at.

    Below 0 the figure has moved the wrong way. Undefined without baseline, target or value, for a range, and where the
    target equals the baseline (domain facts, D3).
    """
    if direction == Direction.BAND and target.is_set:
        return Realization(None, IN_A_BAND)
    aim = goal(target, direction)
    if aim is None:
        return Realization(None, NO_TARGET)
    if baseline is None:
        return Realization(None, NO_BASELINE)
    if aim == baseline:
        return Realization(None, SAME_AS_BASELINE)
    if actual is None:
        return Realization(None, NO_VALUE)
    return Realization((baseline - actual) / (baseline - aim))


def wilson(hits: int, of: int) -> tuple[Decimal, Decimal]:
    """Return the 95 % Wilson interval of a share, 0 to 1 each: 8 of 10 is 0.490 to 0.943 (domain facts, G1).

    Raises ValueError unless 0 <= `hits` <= `of` and `of` is 1 or more.
    """
    from scipy.stats import binomtest

    found = binomtest(hits, of).proportion_ci(confidence_level=0.95, method="wilson")
    return Decimal(str(found.low)), Decimal(str(found.high))


def is_stale(cadence: Cadence, last: date | None, today: date) -> bool:
    """Whether the next value should have come by now; a KPI that was never measured is not stale but without data."""
    fresh = FRESH_DAYS[cadence]
    return last is not None and fresh is not None and (today - last).days > fresh


def due_share(begun: date | None, due: date | None, today: date) -> Decimal | None:
    """Which share of the way should be gone by `today`, on a straight line from one day to the other (0 to 1).

    None without two days in this order; then nothing can be on course, only met or not.
    """
    if begun is None or due is None or due <= begun:
        return None
    days = Decimal((today - begun).days) / Decimal((due - begun).days)
    return min(max(days, Decimal(0)), Decimal(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What the state of a KPI depends on."""

    direction: Direction
    cadence: Cadence
    target: Range
    baseline: Decimal | None
    baseline_on: date | None
    target_on: date | None
    value: Decimal | None
    value_on: date | None


def standing(course: Course, today: date) -> State:
    """How the latest value stands against the target, whether or not it is fresh.

    Met is met at any time. Before its day a target is on course while the share of the way gone is at least the share
    of the time gone, at risk otherwise; from its day on, or without one, it is not met.
    """
    if course.value is None:
        return State.NO_DATA
    if not course.target.is_set:
        return State.NO_TARGET
    if course.target.holds(course.value):
        return State.MET
    if course.target_on is None or today >= course.target_on:
        return State.NOT_MET
    gone = realization(
        baseline=course.baseline, target=course.target, direction=course.direction, actual=course.value
    ).share
    expected = due_share(course.baseline_on, course.target_on, today)
    if gone is not None and expected is not None and gone >= expected:
        return State.ON_COURSE
    return State.AT_RISK


def state(course: Course, today: date) -> State:
    """How a KPI stands: stale when the next value is overdue, else as its latest value stands."""
    if is_stale(course.cadence, course.value_on, today):
        return State.STALE
    return standing(course, today)


def check_day(day: date, today: date, *, field: str = "effective_on") -> None:
    """Raise Invalid for a day that has not come yet or lies before 1990."""
    if day > today:
        raise Invalid(
            _("%(day)s lies in the future; only what has happened can be measured."), field=field, day=day.isoformat()
        )
    if day < EARLIEST:
        raise Invalid(_("Enter a day from 1990 on."), field=field)
