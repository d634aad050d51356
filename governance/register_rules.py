"""The states of exceptions and findings: their words, tones, and what may follow what."""

from enum import StrEnum

from foundation.kernel.text import gettext_noop as _
from foundation.kernel.tones import Tone

LONGEST_EXCEPTION = 365
"""Days for which an exception is granted at most; a longer need is a new decision."""


class ExceptionState(StrEnum):
    """What became of the wish to depart from a policy."""

    REQUESTED = "requested"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"

    @property
    def label(self) -> str:
        return EXCEPTION_WORDS[self][0]

    @property
    def tone(self) -> Tone:
        return EXCEPTION_WORDS[self][1]


EXCEPTION_WORDS: dict[ExceptionState, tuple[str, Tone]] = {
    ExceptionState.REQUESTED: (_("Waits for a decision"), Tone.WARN),
    ExceptionState.GRANTED: (_("Granted"), Tone.INFO),
    ExceptionState.REFUSED: (_("Refused"), Tone.BAD),
    ExceptionState.WITHDRAWN: (_("Withdrawn"), Tone.NEUTRAL),
    ExceptionState.EXPIRED: (_("Expired"), Tone.NEUTRAL),
    ExceptionState.REVOKED: (_("Revoked"), Tone.BAD),
    ExceptionState.REPLACED: (_("Replaced by an extension"), Tone.NEUTRAL),
}
EXCEPTION_NEXT: dict[ExceptionState, frozenset[ExceptionState]] = dict.fromkeys(ExceptionState, frozenset()) | {
    ExceptionState.REQUESTED: frozenset({ExceptionState.GRANTED, ExceptionState.REFUSED, ExceptionState.WITHDRAWN}),
    ExceptionState.GRANTED: frozenset({ExceptionState.EXPIRED, ExceptionState.REVOKED, ExceptionState.REPLACED}),
}


class FindingState(StrEnum):
    """How far a finding has been dealt with."""

    OPEN = "open"
    REPORTED = "reported"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return FINDING_WORDS[self][0]

    @property
    def tone(self) -> Tone:
        return FINDING_WORDS[self][1]


FINDING_WORDS: dict[FindingState, tuple[str, Tone]] = {
    FindingState.OPEN: (_("Open"), Tone.WARN),
    FindingState.REPORTED: (_("Reported as done"), Tone.INFO),
    FindingState.CLOSED: (_("Closed"), Tone.GOOD),
}
FINDING_NEXT: dict[FindingState, frozenset[FindingState]] = {
    FindingState.OPEN: frozenset({FindingState.REPORTED, FindingState.CLOSED}),
    FindingState.REPORTED: frozenset({FindingState.OPEN, FindingState.CLOSED}),
    FindingState.CLOSED: frozenset(),
}


class Grade(StrEnum):
    """How much a finding weighs."""

    MAJOR = "major"
    MINOR = "minor"
    OBSERVATION = "observation"

    @property
    def label(self) -> str:
        return GRADE_WORDS[self][0]

    @property
    def tone(self) -> Tone:
        return GRADE_WORDS[self][1]


GRADE_WORDS: dict[Grade, tuple[str, Tone]] = {
    Grade.MAJOR: (_("Major"), Tone.BAD),
    Grade.MINOR: (_("Minor"), Tone.WARN),
    Grade.OBSERVATION: (_("Observation"), Tone.NEUTRAL),
}


class Origin(StrEnum):
    """Where a finding comes from."""

    INTERNAL = "internal"
    EXTERNAL = "external"
    AUTHORITY = "authority"
    SELF = "self"

    @property
    def label(self) -> str:
        return ORIGIN_LABELS[self]


ORIGIN_LABELS: dict[Origin, str] = {
    Origin.INTERNAL: _("Internal audit"),
    Origin.EXTERNAL: _("External audit"),
    Origin.AUTHORITY: _("Authority"),
    Origin.SELF: _("Own check"),
}


class MeetingState(StrEnum):
    """Whether a meeting took place."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return MEETING_WORDS[self][0]

    @property
    def tone(self) -> Tone:
        return MEETING_WORDS[self][1]


MEETING_WORDS: dict[MeetingState, tuple[str, Tone]] = {
    MeetingState.PLANNED: (_("Planned"), Tone.INFO),
    MeetingState.HELD: (_("Held"), Tone.GOOD),
    MeetingState.CANCELLED: (_("Cancelled"), Tone.NEUTRAL),
}
MEETING_NEXT: dict[MeetingState, frozenset[MeetingState]] = {
    MeetingState.PLANNED: frozenset({MeetingState.HELD, MeetingState.CANCELLED}),
    MeetingState.HELD: frozenset(),
    MeetingState.CANCELLED: frozenset(),
}
