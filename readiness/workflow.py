"""The states of an assessment, of a rater's sheet, and of an action item."""

from enum import StrEnum

from foundation.kernel.text import gettext_noop as _
from foundation.kernel.tones import Tone


class State(StrEnum):
    """Of an assessment. Only a blind one passes through `settling`: rating is closed, the result not yet submitted."""

    DRAFT = "draft"
    SETTLING = "settling"
    SUBMITTED = "submitted"
    DISCARDED = "discarded"


OPEN = (State.DRAFT, State.SETTLING)
NEXT: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SETTLING, State.SUBMITTED, State.DISCARDED}),
    State.SETTLING: frozenset({State.SUBMITTED, State.DISCARDED}),
    State.SUBMITTED: frozenset({State.DRAFT, State.SETTLING}),
    State.DISCARDED: frozenset(),
}
LABELS = {
    State.DRAFT: _("Being filled"),
    State.SETTLING: _("Being settled"),
    State.SUBMITTED: _("Submitted"),
    State.DISCARDED: _("Discarded"),
}
TONES = {
    State.DRAFT: Tone.INFO,
    State.SETTLING: Tone.WARN,
    State.SUBMITTED: Tone.GOOD,
    State.DISCARDED: Tone.NEUTRAL,
}


class Mode(StrEnum):
    """How an assessment is filled: together on one sheet, or each rater alone and unseen by the others."""

    JOINT = "joint"
    BLIND = "blind"


MODE_LABELS = {Mode.JOINT: _("Together, on one sheet"), Mode.BLIND: _("Several raters, each alone")}


class SheetState(StrEnum):
    """Of a sheet. The joint sheet is `filling` until its assessment is submitted."""

    INVITED = "invited"
    FILLING = "filling"
    SUBMITTED = "submitted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


SHEET_OPEN = (SheetState.INVITED, SheetState.FILLING)
SHEET_NEXT: dict[SheetState, frozenset[SheetState]] = {
    SheetState.INVITED: frozenset({SheetState.FILLING, SheetState.DECLINED, SheetState.WITHDRAWN}),
    SheetState.FILLING: frozenset({SheetState.SUBMITTED, SheetState.DECLINED, SheetState.WITHDRAWN}),
    SheetState.SUBMITTED: frozenset({SheetState.FILLING}),
    SheetState.DECLINED: frozenset({SheetState.INVITED}),
    SheetState.WITHDRAWN: frozenset({SheetState.INVITED}),
}
SHEET_LABELS = {
    SheetState.INVITED: _("Invited"),
    SheetState.FILLING: _("Filling"),
    SheetState.SUBMITTED: _("Submitted"),
    SheetState.DECLINED: _("Declined"),
    SheetState.WITHDRAWN: _("Withdrawn"),
}
SHEET_TONES = {
    SheetState.INVITED: Tone.NEUTRAL,
    SheetState.FILLING: Tone.INFO,
    SheetState.SUBMITTED: Tone.GOOD,
    SheetState.DECLINED: Tone.WARN,
    SheetState.WITHDRAWN: Tone.NEUTRAL,
}


class ActionState(StrEnum):
    """Of an action item."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


ACTION_LABELS = {ActionState.OPEN: _("Open"), ActionState.DONE: _("Done"), ActionState.DROPPED: _("Dropped")}
ACTION_TONES = {ActionState.OPEN: Tone.INFO, ActionState.DONE: Tone.GOOD, ActionState.DROPPED: Tone.NEUTRAL}
