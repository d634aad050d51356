"""The states of reviews, steps, approvals and conditions: their words, tones, and what may follow what."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol, TypeVar

from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop as _
from foundation.kernel.tones import Tone


class State(StrEnum):
    """Where a round of review stands."""

    OPEN = "open"
    APPROVED = "approved"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def tone(self) -> Tone:
        return TONES[self]


class StepState(StrEnum):
    """Where one step of a route stands; `carried` keeps an approval of the round before that nothing has touched."""

    WAITING = "waiting"
    OPEN = "open"
    APPROVED = "approved"
    CARRIED = "carried"
    RETURNED = "returned"
    REJECTED = "rejected"
    SKIPPED = "skipped"

    @property
    def label(self) -> str:
        return STEP_LABELS[self]

    @property
    def tone(self) -> Tone:
        return STEP_TONES[self]


class Standing(StrEnum):
    """Whether an approval that was given still counts."""

    STANDING = "standing"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        return STANDING_LABELS[self]

    @property
    def tone(self) -> Tone:
        return STANDING_TONES[self]


class ConditionState(StrEnum):
    """A condition is open until somebody confirms it, or until a later round takes its place."""

    OPEN = "open"
    MET = "met"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        return CONDITION_LABELS[self]

    @property
    def tone(self) -> Tone:
        return CONDITION_TONES[self]


class Verdict(StrEnum):
    """What a step decides."""

    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"

    @property
    def label(self) -> str:
        return VERDICT_LABELS[self]

    @property
    def step_state(self) -> StepState:
        """The state in which this verdict leaves the step."""
        return {
            Verdict.APPROVE: StepState.APPROVED,
            Verdict.RETURN: StepState.RETURNED,
            Verdict.REJECT: StepState.REJECTED,
        }[self]


class Choice(StrEnum):
    """What a seat of a board does with its vote. A recused member leaves: that is no vote, and no presence."""

    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"
    ABSTAIN = "abstain"
    RECUSE = "recuse"

    @property
    def label(self) -> str:
        return CHOICE_LABELS[self]

    @property
    def tone(self) -> Tone:
        return CHOICE_TONES[self]


class PolicyAnswer(StrEnum):
    """Whether a case meets a policy. One that nobody has checked has no answer, which is not the same as "not met"."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        return POLICY_LABELS[self]

    @property
    def tone(self) -> Tone:
        return POLICY_TONES[self]


POLICY_LABELS = {
    PolicyAnswer.MET: _("Met"),
    PolicyAnswer.NOT_MET: _("Not met"),
    PolicyAnswer.NOT_APPLICABLE: _("Does not apply"),
}
POLICY_TONES = {
    PolicyAnswer.MET: Tone.GOOD,
    PolicyAnswer.NOT_MET: Tone.BAD,
    PolicyAnswer.NOT_APPLICABLE: Tone.NEUTRAL,
}
LABELS = {
    State.OPEN: _("In review"),
    State.APPROVED: _("Approved"),
    State.RETURNED: _("Returned"),
    State.REJECTED: _("Rejected"),
    State.WITHDRAWN: _("Withdrawn"),
}
TONES = {
    State.OPEN: Tone.INFO,
    State.APPROVED: Tone.GOOD,
    State.RETURNED: Tone.WARN,
    State.REJECTED: Tone.BAD,
    State.WITHDRAWN: Tone.NEUTRAL,
}
STEP_LABELS = {
    StepState.WAITING: _("Not yet open"),
    StepState.OPEN: _("Open"),
    StepState.APPROVED: _("Approved"),
    StepState.CARRIED: _("Stands from the last round"),
    StepState.RETURNED: _("Returned"),
    StepState.REJECTED: _("Rejected"),
    StepState.SKIPPED: _("Not reached"),
}
STEP_TONES = {
    StepState.WAITING: Tone.NEUTRAL,
    StepState.OPEN: Tone.INFO,
    StepState.APPROVED: Tone.GOOD,
    StepState.CARRIED: Tone.GOOD,
    StepState.RETURNED: Tone.WARN,
    StepState.REJECTED: Tone.BAD,
    StepState.SKIPPED: Tone.NEUTRAL,
}
STANDING_LABELS = {
    Standing.STANDING: _("Stands"),
    Standing.SUSPENDED: _("Suspended"),
    Standing.LAPSED: _("Lapsed"),
    Standing.WITHDRAWN: _("Revoked"),
    Standing.SUPERSEDED: _("Replaced by a later approval"),
}
STANDING_TONES = {
    Standing.STANDING: Tone.GOOD,
    Standing.SUSPENDED: Tone.BAD,
    Standing.LAPSED: Tone.BAD,
    Standing.WITHDRAWN: Tone.BAD,
    Standing.SUPERSEDED: Tone.NEUTRAL,
}
CONDITION_LABELS = {
    ConditionState.OPEN: _("Open"),
    ConditionState.MET: _("Met"),
    ConditionState.DROPPED: _("No longer applies"),
}
CONDITION_TONES = {
    ConditionState.OPEN: Tone.WARN,
    ConditionState.MET: Tone.GOOD,
    ConditionState.DROPPED: Tone.NEUTRAL,
}
VERDICT_LABELS = {
    Verdict.APPROVE: _("Approve"),
    Verdict.RETURN: _("Return for changes"),
    Verdict.REJECT: _("Reject"),
}
CHOICE_LABELS = {
    Choice.APPROVE: _("For"),
    Choice.RETURN: _("Return for changes"),
    Choice.REJECT: _("Against"),
    Choice.ABSTAIN: _("Abstained"),
    Choice.RECUSE: _("Recused"),
}
CHOICE_TONES = {
    Choice.APPROVE: Tone.GOOD,
    Choice.RETURN: Tone.WARN,
    Choice.REJECT: Tone.BAD,
    Choice.ABSTAIN: Tone.NEUTRAL,
    Choice.RECUSE: Tone.NEUTRAL,
}

NEXT: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.APPROVED, State.RETURNED, State.REJECTED, State.WITHDRAWN}),
    State.APPROVED: frozenset(),
    State.RETURNED: frozenset(),
    State.REJECTED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
STEP_NEXT: dict[StepState, frozenset[StepState]] = {
    StepState.WAITING: frozenset({StepState.OPEN, StepState.CARRIED, StepState.SKIPPED}),
    StepState.OPEN: frozenset({StepState.APPROVED, StepState.RETURNED, StepState.REJECTED, StepState.SKIPPED}),
    StepState.APPROVED: frozenset(),
    StepState.CARRIED: frozenset(),
    StepState.RETURNED: frozenset(),
    StepState.REJECTED: frozenset(),
    StepState.SKIPPED: frozenset(),
}
STANDING_NEXT: dict[Standing, frozenset[Standing]] = {
    Standing.STANDING: frozenset({Standing.SUSPENDED, Standing.LAPSED, Standing.WITHDRAWN, Standing.SUPERSEDED}),
    Standing.SUSPENDED: frozenset({Standing.STANDING, Standing.LAPSED, Standing.WITHDRAWN, Standing.SUPERSEDED}),
    Standing.LAPSED: frozenset(),
    Standing.WITHDRAWN: frozenset(),
    Standing.SUPERSEDED: frozenset(),
}
CONDITION_NEXT: dict[ConditionState, frozenset[ConditionState]] = {
    ConditionState.OPEN: frozenset({ConditionState.MET, ConditionState.DROPPED}),
    ConditionState.MET: frozenset(),
    ConditionState.DROPPED: frozenset(),
}

DECIDED = frozenset({State.APPROVED, State.RETURNED, State.REJECTED})
PASSED = frozenset({StepState.APPROVED, StepState.CARRIED})
IN_FORCE = frozenset({Standing.STANDING, Standing.SUSPENDED})


class Worded(Protocol):
    """A state that says what it is called."""

    @property
    def label(self) -> str: ...


Place = TypeVar("Place", bound=Worded)


def require(table: Mapping[Place, frozenset[Place]], now: Place, to: Place) -> None:
    """Raise Conflict unless `to` may follow `now` in `table`."""
    if to not in table[now]:
        raise Conflict(_("What is “%(now)s” cannot become “%(to)s”."), now=now.label, to=to.label)
