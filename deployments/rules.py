"""Planned dates, cohorts and the outcome of a gate; plain values in, plain values out.

Stages, weeks and cohort limits come from the stage plan (document B), criteria and levels from the gate (document E).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from deployments.workflow import Answer, Level, Reached
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
LARGEST_COHORT = 10_000_000
LARGEST_SAMPLE = 1_000_000_000
MOST_THRESHOLDS = 12
TEXT_LIMIT = 4000
LINK_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both counted."""

    start: date
    end: date


def planned(start_on: date, first_week: int, last_week: int) -> Span:
    """Return the days of a stage: weeks count from 1, begin on the weekday of `start_on`, and include both ends."""
    return Span(start_on + timedelta(weeks=first_week - 1), start_on + timedelta(weeks=last_week, days=-1))


def require_start(day: date, last_week: int) -> None:
    """Raise Invalid (at `start_on`) unless the whole plan lies between the years 2000 and 2100."""
    if not EARLIEST <= day <= LATEST - timedelta(weeks=last_week):
        raise Invalid(
            _("Enter a date between %(first)s and %(last)s."), field="start_on",
            first=EARLIEST, last=LATEST - timedelta(weeks=last_week),
        )  # fmt: skip


def require_order(spans: Sequence[tuple[str, Span]]) -> None:
    """Raise Invalid (at `start_<stage>` or `end_<stage>`) unless stages follow one another without an overlap."""
    before: Span | None = None
    for key, span in spans:
        for field, day in ((f"start_{key}", span.start), (f"end_{key}", span.end)):
            if not EARLIEST <= day <= LATEST:
                raise Invalid(
                    _("Enter a date between %(first)s and %(last)s."), field=field, first=EARLIEST, last=LATEST
                )
        if span.end < span.start:
            raise Invalid(_("A stage cannot end before it starts."), field=f"end_{key}")
        if before is not None and span.start <= before.end:
            raise Invalid(
                _("This stage starts before the one before it ends, on %(day)s."), field=f"start_{key}", day=before.end
            )
        before = span


def days_late(plan: Span, actual_start: date | None, actual_end: date | None, today: date) -> int:
    """Return by how many days a stage is behind its plan; 0 when it is not.

    A stage that is over counts by its end, one that runs by today, one that has not begun by its planned start.
    """
    if actual_end is not None:
        late = actual_end - plan.end
    elif actual_start is not None:
        late = today - plan.end
    else:
        late = today - plan.start
    return max(0, late.days)


def inside(size: int, least: int | None, most: int | None) -> bool:
    """Say whether a cohort lies within the limits of its stage; no number means no limit on that side."""
    return (least is None or size >= least) and (most is None or size <= most)


def require_cohort(size: int, least: int | None, most: int | None, reason: str) -> None:
    """Raise Invalid for no person, an impossible number, or a cohort outside its limits without a reason."""
    if not 1 <= size <= LARGEST_COHORT:
        raise Invalid(_("Enter a number of people from 1 to %(most)s."), field="size", most=LARGEST_COHORT)
    if inside(size, least, most) or reason:
        return
    if most is not None and size > most:
        raise Invalid(_("The plan has at most %(most)s people in this stage. Say why more."), field="reason", most=most)
    raise Invalid(
        _("The plan has at least %(least)s people in this stage. Say why fewer."), field="reason", least=least
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure that is success and one at which to stop, both counted in; `higher` says which way is better.

    It is read once the mean rests on `least` observations.
    """

    higher: bool
    success: Decimal
    stop: Decimal | None = None
    least: int = 1

    def reached(self, mean: Decimal | None, observations: int) -> Reached:
        """Return what a mean over so many observations comes to; unknown without enough of them."""
        if mean is None or observations < self.least:
            return Reached.UNKNOWN
        sign = 1 if self.higher else -1
        if mean * sign >= self.success * sign:
            return Reached.SUCCESS
        if self.stop is not None and mean * sign <= self.stop * sign:
            return Reached.STOP
        return Reached.SHORT


def require_bar(bar: Bar) -> None:
    """Raise Invalid (at `stop` or `least`) unless the figure to stop at is worse than success."""
    if bar.stop is not None:
        if bar.higher and bar.stop >= bar.success:
            raise Invalid(_("Higher is better here, so stop at a figure below success."), field="stop")
        if not bar.higher and bar.stop <= bar.success:
            raise Invalid(_("Lower is better here, so stop at a figure above success."), field="stop")
    if not 1 <= bar.least <= LARGEST_SAMPLE:
        raise Invalid(_("Enter a number from 1 to %(most)s."), field="least", most=LARGEST_SAMPLE)


def together(reached: Sequence[Reached]) -> Answer:
    """Return what all thresholds of a trial come to: met when each is success, not met as soon as one is not."""
    if any(one in {Reached.STOP, Reached.SHORT} for one in reached):
        return Answer.NOT_MET
    if not reached or Reached.UNKNOWN in reached:
        return Answer.UNKNOWN
    return Answer.MET


MOST_SHARE = Decimal(2)
"""A share of a target is drawn and kept up to twice the target; whatever lies above says no more."""


def share_of_target(value: Decimal, target: Decimal, *, higher: bool) -> Decimal | None:
    """Return which share of a target a value reaches: value / target, or target / value where lower is better.

    0 to 2; 70 % where 80 % was wanted is 0.875 (document E). None for a target of zero or below, which has no share.
    """
    if target <= 0:
        return None
    if higher:
        return max(Decimal(0), min(value / target, MOST_SHARE))
    return MOST_SHARE if value <= 0 else min(target / value, MOST_SHARE)


@dataclass(frozen=True, slots=True)
class Point:
    """A criterion as the outcome sees it: `overridden` by two people, `mitigated` by a plan."""

    key: str
    level: Level
    answer: Answer
    overridden: bool = False
    mitigated: bool = False

    @property
    def counts_as_met(self) -> bool:
        return self.answer == Answer.MET or self.overridden


class Result(StrEnum):
    """What a gate's criteria allow."""

    READY = "ready"
    MITIGATED = "mitigated"
    NEEDS_PLAN = "needs_plan"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the criteria of a gate come to, and which of them are the reason (keys, in the order of the checklist).

    `checks` are the exit checks of the stage being left that were not shown.
    """

    result: Result
    blocking: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    without_plan: tuple[str, ...] = ()
    with_plan: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()
    nice_missing: tuple[str, ...] = ()

    @property
    def can_pass(self) -> bool:
        return self.result in {Result.READY, Result.MITIGATED}


def outcome(points: Iterable[Point], *, open_checks: Sequence[str] = ()) -> Outcome:
    """Decide what a gate's criteria allow (document E).

    A must that is not met or unknown blocks, and so does an exit check of the stage being left that was not shown. A
    should that is not met or unknown asks for a mitigation plan. A nice one changes nothing.
    """
    missing: Mapping[Level, list[Point]] = {level: [] for level in Level}
    overridden = []
    for point in points:
        if not point.counts_as_met:
            missing[point.level].append(point)
        elif point.answer != Answer.MET:
            overridden.append(point.key)
    blocking = tuple(point.key for point in missing[Level.MUST])
    without = tuple(point.key for point in missing[Level.SHOULD] if not point.mitigated)
    planned_for = tuple(point.key for point in missing[Level.SHOULD] if point.mitigated)
    if blocking or open_checks:
        result = Result.BLOCKED
    elif without:
        result = Result.NEEDS_PLAN
    else:
        result = Result.MITIGATED if planned_for else Result.READY
    return Outcome(
        result, blocking, tuple(open_checks), without, planned_for, tuple(overridden),
        tuple(point.key for point in missing[Level.NICE]),
    )  # fmt: skip
