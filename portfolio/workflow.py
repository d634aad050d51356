"""Where a scenario stands. Solving again, and adopting, are asked for by people; the rest follows from records."""

from enum import StrEnum

from foundation.kernel.text import gettext_noop as _
from foundation.kernel.tones import Tone


class State(StrEnum):
    """The state of a scenario."""

    DRAFT = "draft"
    SOLVED = "solved"
    IMPOSSIBLE = "impossible"
    ADOPTED = "adopted"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


LABELS: dict[State, str] = {
    State.DRAFT: _("Draft"),
    State.SOLVED: _("Solved"),
    State.IMPOSSIBLE: _("Limits conflict"),
    State.ADOPTED: _("Adopted"),
    State.REPLACED: _("Replaced"),
    State.WITHDRAWN: _("Withdrawn"),
}
TONES: dict[State, Tone] = {
    State.DRAFT: Tone.NEUTRAL,
    State.SOLVED: Tone.INFO,
    State.IMPOSSIBLE: Tone.BAD,
    State.ADOPTED: Tone.GOOD,
    State.REPLACED: Tone.NEUTRAL,
    State.WITHDRAWN: Tone.WARN,
}
ONCE_ADOPTED = (State.ADOPTED, State.REPLACED, State.WITHDRAWN)
"""States in which a scenario is kept as it was when it was adopted: copy it to go on."""
