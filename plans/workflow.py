"""The words of plans, their tasks, the directions of growth and the states of a risk."""

from collections.abc import Mapping
from enum import StrEnum

from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop as _
from foundation.kernel.tones import Tone


class Pick(StrEnum):
    """Which length of a range a plan takes where nobody says it for a phase."""

    SHORTEST = "shortest"
    LIKELY = "likely"
    LONGEST = "longest"


class PlanState(StrEnum):
    """Where a plan stands; its baseline is kept when it begins to run."""

    DRAFT = "draft"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


class TaskState(StrEnum):
    """Where a task stands; a dropped one is done by nobody and counts nowhere."""

    OPEN = "open"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"


class Dimension(StrEnum):
    """The direction in which a wave grows the use of AI (document C names the four)."""

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"
    CROSS_FUNCTIONAL = "cross_functional"
    GEOGRAPHIC = "geographic"


class RiskState(StrEnum):
    """Where a risk stands."""

    OPEN = "open"
    MITIGATED = "mitigated"
    ACCEPTED = "accepted"
    OCCURRED = "occurred"
    CLOSED = "closed"


PICKS: Mapping[Pick, str] = {
    Pick.SHORTEST: _("The shortest lengths"),
    Pick.LIKELY: _("The middle of each range"),
    Pick.LONGEST: _("The longest lengths"),
}
PLAN_STATES: Mapping[PlanState, str] = {
    PlanState.DRAFT: _("Draft"),
    PlanState.RUNNING: _("Running"),
    PlanState.DONE: _("Done"),
    PlanState.CANCELLED: _("Cancelled"),
}
PLAN_TONES: Mapping[PlanState, Tone] = {
    PlanState.DRAFT: Tone.NEUTRAL,
    PlanState.RUNNING: Tone.INFO,
    PlanState.DONE: Tone.GOOD,
    PlanState.CANCELLED: Tone.NEUTRAL,
}
PLAN_NEXT: Mapping[PlanState, frozenset[PlanState]] = {
    PlanState.DRAFT: frozenset({PlanState.RUNNING, PlanState.CANCELLED}),
    PlanState.RUNNING: frozenset({PlanState.DONE, PlanState.CANCELLED}),
    PlanState.DONE: frozenset(),
    PlanState.CANCELLED: frozenset(),
}
LIVE_PLANS = (PlanState.DRAFT, PlanState.RUNNING)

TASK_STATES: Mapping[TaskState, str] = {
    TaskState.OPEN: _("Not begun"),
    TaskState.DOING: _("In progress"),
    TaskState.DONE: _("Done"),
    TaskState.DROPPED: _("Dropped"),
}
TASK_TONES: Mapping[TaskState, Tone] = {
    TaskState.OPEN: Tone.NEUTRAL,
    TaskState.DOING: Tone.INFO,
    TaskState.DONE: Tone.GOOD,
    TaskState.DROPPED: Tone.NEUTRAL,
}
UNFINISHED = (TaskState.OPEN, TaskState.DOING)
SETTLED = (TaskState.DONE, TaskState.DROPPED)

DIMENSIONS: Mapping[Dimension, str] = {
    Dimension.HORIZONTAL: _("Horizontal"),
    Dimension.VERTICAL: _("Vertical"),
    Dimension.CROSS_FUNCTIONAL: _("Cross-functional"),
    Dimension.GEOGRAPHIC: _("Geographic"),
}

RISK_STATES: Mapping[RiskState, str] = {
    RiskState.OPEN: _("Open"),
    RiskState.MITIGATED: _("Mitigated"),
    RiskState.ACCEPTED: _("Accepted"),
    RiskState.OCCURRED: _("Occurred"),
    RiskState.CLOSED: _("Closed"),
}
RISK_TONES: Mapping[RiskState, Tone] = {
    RiskState.OPEN: Tone.WARN,
    RiskState.MITIGATED: Tone.GOOD,
    RiskState.ACCEPTED: Tone.INFO,
    RiskState.OCCURRED: Tone.BAD,
    RiskState.CLOSED: Tone.NEUTRAL,
}
LIVE_RISKS = (RiskState.OPEN, RiskState.MITIGATED, RiskState.ACCEPTED, RiskState.OCCURRED)


def require(now: PlanState, to: PlanState) -> None:
    """Raise Conflict unless a plan that is `now` may become `to`."""
    if to not in PLAN_NEXT[now]:
        raise Conflict(_("A plan that is “%(now)s” cannot become “%(to)s”."), now=PLAN_STATES[now], to=PLAN_STATES[to])
