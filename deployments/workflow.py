"""The states of rollouts, gates and criteria: their words, their tones, and what may follow what."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop as _
from foundation.kernel.tones import Tone


class State(StrEnum):
    """Whether a rollout goes on. Which stage it is in is a fact beside this one."""

    RUNNING = "running"
    FINISHED = "finished"
    ROLLED_BACK = "rolled_back"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def tone(self) -> Tone:
        return TONES[self]


class GateState(StrEnum):
    """Where a gate stands. `held` is a decided no-go: the rollout stays where it is, and a later gate may pass."""

    OPEN = "open"
    PASSED = "passed"
    HELD = "held"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return GATE_LABELS[self]

    @property
    def tone(self) -> Tone:
        return GATE_TONES[self]


class Answer(StrEnum):
    """What is known about a criterion; unknown counts as not met."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return ANSWER_LABELS[self]

    @property
    def tone(self) -> Tone:
        return ANSWER_TONES[self]


class Reached(StrEnum):
    """Where a KPI stands between the figure that is success and the one at which to stop."""

    SUCCESS = "success"
    SHORT = "short"
    STOP = "stop"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return REACHED_LABELS[self]

    @property
    def tone(self) -> Tone:
        return REACHED_TONES[self]


class Level(StrEnum):
    """What a criterion that is not met does: it blocks, it asks for a plan, or it is only noted."""

    MUST = "must"
    SHOULD = "should"
    NICE = "nice"

    @property
    def label(self) -> str:
        return LEVEL_LABELS[self]

    @property
    def meaning(self) -> str:
        return LEVEL_MEANINGS[self]


class Verdict(StrEnum):
    """What is decided at a gate."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    HOLD = "hold"

    @property
    def gate_state(self) -> GateState:
        """The state in which this verdict leaves the gate."""
        return GateState.PASSED if self == Verdict.PASS else GateState.HELD


class DecisionState(StrEnum):
    """Where the question stands what becomes of a rollout."""

    OPEN = "open"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return DECISION_LABELS[self]

    @property
    def tone(self) -> Tone:
        return DECISION_TONES[self]


class Option(StrEnum):
    """What can become of a rollout after its trial (document E)."""

    SCALE = "scale"
    PIVOT = "pivot"
    EXTEND = "extend"
    KILL = "kill"
    PAUSE = "pause"


LABELS = {
    State.RUNNING: _("Running"),
    State.FINISHED: _("Finished"),
    State.ROLLED_BACK: _("Rolled back"),
    State.CANCELLED: _("Cancelled"),
}
TONES = {
    State.RUNNING: Tone.INFO,
    State.FINISHED: Tone.GOOD,
    State.ROLLED_BACK: Tone.BAD,
    State.CANCELLED: Tone.NEUTRAL,
}
GATE_LABELS = {
    GateState.OPEN: _("Open"),
    GateState.PASSED: _("Passed"),
    GateState.HELD: _("No-go"),
    GateState.CANCELLED: _("Cancelled"),
}
GATE_TONES = {
    GateState.OPEN: Tone.INFO,
    GateState.PASSED: Tone.GOOD,
    GateState.HELD: Tone.BAD,
    GateState.CANCELLED: Tone.NEUTRAL,
}
ANSWER_LABELS = {Answer.MET: _("Met"), Answer.NOT_MET: _("Not met"), Answer.UNKNOWN: _("Unknown")}
ANSWER_TONES = {Answer.MET: Tone.GOOD, Answer.NOT_MET: Tone.BAD, Answer.UNKNOWN: Tone.WARN}
REACHED_LABELS = {
    Reached.SUCCESS: _("Success"),
    Reached.SHORT: _("Short of success"),
    Reached.STOP: _("Stop"),
    Reached.UNKNOWN: _("Insufficient data"),
}
REACHED_TONES = {
    Reached.SUCCESS: Tone.GOOD,
    Reached.SHORT: Tone.WARN,
    Reached.STOP: Tone.BAD,
    Reached.UNKNOWN: Tone.NEUTRAL,
}
DECISION_LABELS = {
    DecisionState.OPEN: _("Open"),
    DecisionState.DECIDED: _("Decided"),
    DecisionState.WITHDRAWN: _("Withdrawn"),
}
DECISION_TONES = {
    DecisionState.OPEN: Tone.INFO,
    DecisionState.DECIDED: Tone.GOOD,
    DecisionState.WITHDRAWN: Tone.NEUTRAL,
}
LEVEL_LABELS = {Level.MUST: _("Must"), Level.SHOULD: _("Should"), Level.NICE: _("Nice to have")}
LEVEL_MEANINGS = {
    Level.MUST: _("One that is not met blocks the passage."),
    Level.SHOULD: _("One that is not met needs a mitigation plan."),
    Level.NICE: _("Noted, and changes nothing."),
}

NEXT: dict[State, frozenset[State]] = {
    State.RUNNING: frozenset({State.FINISHED, State.ROLLED_BACK, State.CANCELLED}),
    # What is out with everybody can still be taken back.
    State.FINISHED: frozenset({State.ROLLED_BACK}),
    State.ROLLED_BACK: frozenset(),
    State.CANCELLED: frozenset(),
}
GATE_NEXT: dict[GateState, frozenset[GateState]] = {
    GateState.OPEN: frozenset({GateState.PASSED, GateState.HELD, GateState.CANCELLED}),
    GateState.PASSED: frozenset(),
    GateState.HELD: frozenset(),
    GateState.CANCELLED: frozenset(),
}
DECISION_NEXT: dict[DecisionState, frozenset[DecisionState]] = {
    DecisionState.OPEN: frozenset({DecisionState.DECIDED, DecisionState.WITHDRAWN}),
    DecisionState.DECIDED: frozenset(),
    DecisionState.WITHDRAWN: frozenset(),
}
# A day is set to decide anew after each of these.
LOOKED_AT_AGAIN = frozenset({Option.PIVOT, Option.EXTEND, Option.PAUSE})
DECIDED = frozenset({GateState.PASSED, GateState.HELD})
# A case has at most one primary rollout in one of these.
IN_FORCE = frozenset({State.RUNNING, State.FINISHED})

Place = TypeVar("Place", State, GateState, DecisionState)


def require(table: Mapping[Place, frozenset[Place]], now: Place, to: Place) -> None:
    """Raise Conflict unless `to` may follow `now` in `table`."""
    if to not in table[now]:
        raise Conflict(_("What is “%(now)s” cannot become “%(to)s”."), now=now.label, to=to.label)
