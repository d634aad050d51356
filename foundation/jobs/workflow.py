"""The states of a job."""

from enum import StrEnum

from foundation.kernel.text import gettext_noop as _
from foundation.kernel.tones import Tone


class State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


LABELS = {
    State.QUEUED: _("Waiting for a worker"),
    State.RUNNING: _("Running"),
    State.DONE: _("Done"),
    State.FAILED: _("Failed"),
    State.CANCELLED: _("Cancelled"),
}
TONES = {
    State.QUEUED: Tone.NEUTRAL,
    State.RUNNING: Tone.INFO,
    State.DONE: Tone.GOOD,
    State.FAILED: Tone.BAD,
    State.CANCELLED: Tone.NEUTRAL,
}
OPEN = frozenset({State.QUEUED, State.RUNNING})
