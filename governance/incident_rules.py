"""Incidents: their states, what harm makes them how severe, and which legal deadlines run from when.

Severity is this product's own scale, mapped to law (`harm` decides it, nobody types it). Deadlines: AI Act (EU)
2024/1689 art. 73(2) to (4), in calendar days; GDPR art. 33(1), in hours; NIS2 (EU) 2022/2555 art. 23(4), in hours.
They are outer limits; the law asks to report as soon as it is known.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from foundation.kernel.text import gettext_noop as _
from foundation.kernel.tones import Tone


class IncidentState(StrEnum):
    """How far an incident has been dealt with."""

    REPORTED = "reported"
    CLASSIFIED = "classified"
    CONTAINED = "contained"
    CLOSED = "closed"
    DISMISSED = "dismissed"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def tone(self) -> Tone:
        return TONES[self]


class Harm(StrEnum):
    """What happened to whom; the worst of them decides how severe an incident is."""

    DEATH = "death"
    HEALTH = "health"
    INFRASTRUCTURE = "infrastructure"
    WIDESPREAD = "widespread"
    RIGHTS = "rights"
    PROPERTY = "property"
    PERSONAL_DATA = "personal_data"
    LIMITED = "limited"
    NEAR_MISS = "near_miss"

    @property
    def label(self) -> str:
        return HARM_LABELS[self]


class Regime(StrEnum):
    """A legal duty to report, with its own start."""

    AI_ACT = "ai_act"
    GDPR = "gdpr"
    NIS2_EARLY = "nis2_early"
    NIS2 = "nis2"

    @property
    def label(self) -> str:
        return REGIME_LABELS[self]


class ClockState(StrEnum):
    """What became of a deadline."""

    RUNNING = "running"
    REPORTED = "reported"
    NOT_REPORTABLE = "not_reportable"

    @property
    def label(self) -> str:
        return CLOCK_LABELS[self]

    @property
    def tone(self) -> Tone:
        return CLOCK_TONES[self]


LABELS = {
    IncidentState.REPORTED: _("Reported"),
    IncidentState.CLASSIFIED: _("Being investigated"),
    IncidentState.CONTAINED: _("Contained"),
    IncidentState.CLOSED: _("Closed"),
    IncidentState.DISMISSED: _("No incident"),
}
TONES = {
    IncidentState.REPORTED: Tone.WARN,
    IncidentState.CLASSIFIED: Tone.BAD,
    IncidentState.CONTAINED: Tone.INFO,
    IncidentState.CLOSED: Tone.GOOD,
    IncidentState.DISMISSED: Tone.NEUTRAL,
}
NEXT: dict[IncidentState, frozenset[IncidentState]] = {
    IncidentState.REPORTED: frozenset({IncidentState.CLASSIFIED, IncidentState.DISMISSED}),
    IncidentState.CLASSIFIED: frozenset({IncidentState.CONTAINED, IncidentState.DISMISSED}),
    IncidentState.CONTAINED: frozenset({IncidentState.CLOSED}),
    IncidentState.CLOSED: frozenset({IncidentState.CLASSIFIED}),
    IncidentState.DISMISSED: frozenset({IncidentState.CLASSIFIED}),
}
OPEN = frozenset({IncidentState.REPORTED, IncidentState.CLASSIFIED, IncidentState.CONTAINED})

HARM_LABELS = {
    Harm.DEATH: _("A person died"),
    Harm.HEALTH: _("Serious harm to a person's health"),
    Harm.INFRASTRUCTURE: _("Serious and irreversible disruption of critical infrastructure"),
    Harm.WIDESPREAD: _("Widespread infringement across several countries"),
    Harm.RIGHTS: _("Infringement of fundamental rights"),
    Harm.PROPERTY: _("Serious harm to property or the environment"),
    Harm.PERSONAL_DATA: _("Breach of personal data"),
    Harm.LIMITED: _("Limited harm that can be made good, or a safeguard failed"),
    Harm.NEAR_MISS: _("Near miss: nobody was harmed"),
}
REGIME_LABELS = {
    Regime.AI_ACT: _("AI Act, Art. 73: report to the market surveillance authority"),
    Regime.GDPR: _("GDPR, Art. 33: notify the data protection authority"),
    Regime.NIS2_EARLY: _("NIS2, Art. 23: early warning"),
    Regime.NIS2: _("NIS2, Art. 23: incident notification"),
}
CLOCK_LABELS = {
    ClockState.RUNNING: _("Running"),
    ClockState.REPORTED: _("Reported to the authority"),
    ClockState.NOT_REPORTABLE: _("Not reportable"),
}
CLOCK_TONES = {ClockState.RUNNING: Tone.WARN, ClockState.REPORTED: Tone.GOOD, ClockState.NOT_REPORTABLE: Tone.NEUTRAL}

SEVERITIES: dict[int, tuple[str, Tone, str]] = {
    1: (_("1 Critical"), Tone.BAD, _("Contain within the hour, tell the chair within four, stop the use.")),
    2: (_("2 Severe"), Tone.BAD, _("Act the same day; suspend or restrict the use.")),
    3: (_("3 Limited"), Tone.WARN, _("Act within one working day; find the root cause within five days.")),
    4: (_("4 Near miss"), Tone.NEUTRAL, _("Look at it in the weekly review.")),
}
SEVERE = frozenset({1, 2})
"""Severities that suspend the approval of the systems concerned."""
_SEVERITY = {
    Harm.DEATH: 1,
    Harm.HEALTH: 1,
    Harm.INFRASTRUCTURE: 1,
    Harm.WIDESPREAD: 1,
    Harm.RIGHTS: 2,
    Harm.PROPERTY: 2,
    Harm.PERSONAL_DATA: 2,
    Harm.LIMITED: 3,
    Harm.NEAR_MISS: 4,
}
_AI_ACT_DAYS = {
    Harm.INFRASTRUCTURE: 2,
    Harm.WIDESPREAD: 2,
    Harm.DEATH: 10,
    Harm.HEALTH: 15,
    Harm.RIGHTS: 15,
    Harm.PROPERTY: 15,
}
_HOURS = {Regime.GDPR: 72, Regime.NIS2_EARLY: 24, Regime.NIS2: 72}


@dataclass(frozen=True, slots=True)
class Term:
    """How long a deadline is: calendar days, or hours."""

    days: int = 0
    hours: int = 0


def severity_of(harms: Collection[Harm]) -> int:
    """Return 1 (worst) to 4. Raises ValueError without any harm: an incident that is not classified has none."""
    return min(_SEVERITY[harm] for harm in harms)


def term_of(regime: Regime, harms: Collection[Harm]) -> Term | None:
    """Return how long a deadline runs for these harms; None when the regime does not ask for a report of them.

    AI Act: 2 days for a widespread infringement or critical infrastructure, 10 for a death, 15 for any other serious
    incident in the sense of art. 3(49); the shortest that applies counts.
    """
    if regime == Regime.AI_ACT:
        days = [_AI_ACT_DAYS[harm] for harm in harms if harm in _AI_ACT_DAYS]
        return Term(days=min(days)) if days else None
    return Term(hours=_HOURS[regime])


def started_by(harms: Collection[Harm]) -> list[Regime]:
    """Return the deadlines that a classification starts by itself; NIS2 is started by a person, where it applies."""
    found = [Regime.AI_ACT] if term_of(Regime.AI_ACT, harms) else []
    return [*found, Regime.GDPR] if Harm.PERSONAL_DATA in harms else found


def due_at(aware_at: datetime, term: Term, zone: ZoneInfo) -> datetime:
    """Return when a deadline ends.

    Days are calendar days in `zone`: the same time on the clock so many days later, also across a change of summer
    time. Hours are hours that pass.
    """
    if term.days:
        local = aware_at.astimezone(zone) + timedelta(days=term.days)  # arithmetic on the wall clock
        return local.astimezone(aware_at.tzinfo)
    return (aware_at.astimezone(ZoneInfo("UTC")) + timedelta(hours=term.hours)).astimezone(aware_at.tzinfo)
