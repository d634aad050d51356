"""The words of measures: which way is better, how often one is due, how it stands."""

from collections.abc import Mapping
from enum import StrEnum

from foundation.kernel.text import gettext_noop as _
from foundation.kernel.tones import Tone


class Direction(StrEnum):
    """Which way a figure gets better."""

    UP = "up"
    DOWN = "down"
    BAND = "band"


class Timing(StrEnum):
    """Leading figures move early enough to steer by; lagging ones tell, later, whether it paid."""

    LEADING = "leading"
    LAGGING = "lagging"


class Cadence(StrEnum):
    """How often a value is due."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    PER_RELEASE = "per_release"


class State(StrEnum):
    """How a KPI stands against its target, the most pressing first."""

    NOT_MET = "not_met"
    AT_RISK = "at_risk"
    STALE = "stale"
    NO_DATA = "no_data"
    NO_TARGET = "no_target"
    ON_COURSE = "on_course"
    MET = "met"


class Origin(StrEnum):
    """The way on which a value came in."""

    TYPED = "typed"
    IMPORTED = "imported"
    PUSHED = "pushed"


DIRECTIONS: Mapping[Direction, str] = {
    Direction.UP: _("Higher is better"),
    Direction.DOWN: _("Lower is better"),
    Direction.BAND: _("Best within a range"),
}
TIMINGS: Mapping[Timing, str] = {Timing.LEADING: _("Leading"), Timing.LAGGING: _("Lagging")}
CADENCES: Mapping[Cadence, str] = {
    Cadence.DAILY: _("Daily"),
    Cadence.WEEKLY: _("Weekly"),
    Cadence.MONTHLY: _("Monthly"),
    Cadence.QUARTERLY: _("Quarterly"),
    Cadence.YEARLY: _("Yearly"),
    Cadence.PER_RELEASE: _("With each release"),
}
STATES: Mapping[State, str] = {
    State.NOT_MET: _("Not met"),
    State.AT_RISK: _("At risk"),
    State.STALE: _("Stale"),
    State.NO_DATA: _("No data"),
    State.NO_TARGET: _("No target"),
    State.ON_COURSE: _("On course"),
    State.MET: _("Met"),
}
TONES: Mapping[State, Tone] = {
    State.NOT_MET: Tone.BAD,
    State.AT_RISK: Tone.WARN,
    State.STALE: Tone.WARN,
    State.NO_DATA: Tone.NEUTRAL,
    State.NO_TARGET: Tone.NEUTRAL,
    State.ON_COURSE: Tone.INFO,
    State.MET: Tone.GOOD,
}
ORIGINS: Mapping[Origin, str] = {
    Origin.TYPED: _("Typed"),
    Origin.IMPORTED: _("Imported"),
    Origin.PUSHED: _("Pushed over the API"),
}
CATALOG_DIRECTIONS: Mapping[str, Direction] = {
    "higher": Direction.UP,
    "lower": Direction.DOWN,
    "in_range": Direction.BAND,
}

# Days after its effective day for which a value still counts as current: the cadence and a grace of about half of it,
# in which the next value is collected. A KPI measured with each release is never stale by the calendar.
FRESH_DAYS: Mapping[Cadence, int | None] = {
    Cadence.DAILY: 2,
    Cadence.WEEKLY: 10,
    Cadence.MONTHLY: 45,
    Cadence.QUARTERLY: 135,
    Cadence.YEARLY: 400,
    Cadence.PER_RELEASE: None,
}
