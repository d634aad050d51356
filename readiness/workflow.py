"""The states of an assessment."""

from enum import StrEnum

from foundation.kernel.text import gettext_noop as _
from foundation.kernel.tones import Tone


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    DISCARDED = "discarded"


NEXT: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SUBMITTED, State.DISCARDED}),
    State.SUBMITTED: frozenset(),
    State.DISCARDED: frozenset(),
}
LABELS = {State.DRAFT: _("Being filled"), State.SUBMITTED: _("Submitted"), State.DISCARDED: _("Discarded")}
TONES = {State.DRAFT: Tone.INFO, State.SUBMITTED: Tone.GOOD, State.DISCARDED: Tone.NEUTRAL}
