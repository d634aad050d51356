"""Incidents: what went wrong with an AI system, which deadlines run, and what is done about it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor, SystemActor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from governance.incident_rules import OPEN, SEVERITIES, ClockState, Harm, IncidentState, Regime
from usecases.models import UseCase

TITLE_LENGTH = 200
STILL_OPEN = sorted(state.value for state in OPEN)
KNOWING = (Permission.INCIDENT_HANDLE, Permission.BOARD_VOTE, Permission.TRAIL_READ)
"""Whoever holds one of these on the unit reads its confidential incidents too."""


def _who(**options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, actor: Actor) -> "IncidentQuerySet":
        """Incidents of the units that the actor may read; confidential ones for those who handle them.

        Whoever reported one, or owns one of its corrective actions, reads that one.
        """
        access = access_of(actor)
        condition = access.q(Permission.READ) & Q(is_confidential=False)
        for permission in KNOWING:
            condition |= access.q(permission)
        if not isinstance(actor, SystemActor) and access.anywhere(Permission.READ):
            mine = CorrectiveAction.objects.filter(owner=actor).values("incident_id")
            condition |= Q(reporter=actor) | Q(pk__in=mine)
        return self.filter(condition)

    def open(self) -> "IncidentQuerySet":
        return self.filter(state__in=STILL_OPEN)


class Incident(Record):
    """Something that went wrong, or nearly did.

    A report without a name has no `reporter`; `follow_up_hash` is the hash of the key that its author was shown once.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    title = models.CharField(_("what happened"), max_length=TITLE_LENGTH)
    description = models.TextField(_("description"))
    happened_on = models.DateField(_("happened on"), null=True, blank=True)
    reporter = _who(null=True, blank=True)
    reported_at = models.DateTimeField(default=timezone.now)
    follow_up_hash = models.CharField(max_length=64, blank=True)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    state = models.CharField(
        max_length=12, default=IncidentState.REPORTED.value, choices=[(s.value, s.label) for s in IncidentState]
    )
    severity = models.PositiveSmallIntegerField(_("severity"), null=True, blank=True)
    harms = models.JSONField(default=list, blank=True)
    classified_by = _who(null=True, blank=True)
    classified_at = models.DateTimeField(null=True, blank=True)
    containment = models.TextField(_("containment"), blank=True)
    contained_by = _who(null=True, blank=True)
    contained_at = models.DateTimeField(null=True, blank=True)
    root_cause = models.TextField(_("root cause"), blank=True)
    ended_by = _who(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    cases = models.ManyToManyField(UseCase, related_name="incidents", verbose_name=_("use cases"))

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["follow_up_hash"], condition=~Q(follow_up_hash=""), name="incident_key_once"
            ),
            models.CheckConstraint(condition=Q(reporter=None) | Q(follow_up_hash=""), name="incident_reporter_or_key"),
            models.CheckConstraint(
                condition=Q(severity=None, classified_at=None, classified_by=None)
                | Q(severity__range=(1, 4), classified_at__isnull=False, classified_by__isnull=False),
                name="incident_classified_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(contained_by=None, contained_at=None)
                | Q(contained_by__isnull=False, contained_at__isnull=False),
                name="incident_contained_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(state__in=STILL_OPEN, ended_by=None, ended_at=None)
                | ~Q(state__in=STILL_OPEN) & Q(ended_by__isnull=False, ended_at__isnull=False),
                name="incident_ended_by_and_at",
            ),
        ]
        indexes = [models.Index(fields=["state", "-reported_at"], name="incident_state_since")]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("governance:incident_detail", args=[self.uid])

    @property
    def reference(self) -> str:
        """The short name: "INC-0007"."""
        return f"INC-{self.pk:04d}"

    @property
    def audit_unit_path(self) -> str:
        return self.unit.path or ""

    @property
    def is_open(self) -> bool:
        return self.state in STILL_OPEN

    @property
    def is_anonymous(self) -> bool:
        return self.reporter_id is None

    @property
    def label(self) -> str:
        return gettext(IncidentState(self.state).label)

    @property
    def tone(self) -> Tone:
        return IncidentState(self.state).tone

    @property
    def severity_label(self) -> str:
        return gettext(SEVERITIES[self.severity][0]) if self.severity else ""

    @property
    def severity_tone(self) -> Tone:
        return SEVERITIES[self.severity][1] if self.severity else Tone.NEUTRAL

    @property
    def severity_help(self) -> str:
        """What a severity asks for, and how fast."""
        return gettext(SEVERITIES[self.severity][2]) if self.severity else ""

    @property
    def harm_labels(self) -> list[str]:
        return [gettext(Harm(harm).label) for harm in self.harms]


class IncidentClock(Record):
    """A legal deadline of an incident, from the moment at which the organization became aware under that law."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="clocks")
    regime = models.CharField(max_length=12, choices=[(r.value, r.label) for r in Regime])
    aware_at = models.DateTimeField()
    due_at = models.DateTimeField()
    zone = models.CharField(max_length=60)
    state = models.CharField(
        max_length=14, default=ClockState.RUNNING.value, choices=[(s.value, s.label) for s in ClockState]
    )
    note = models.TextField(blank=True)
    settled_by = _who(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "regime"], name="clock_once_per_regime"),
            models.CheckConstraint(
                condition=Q(state=ClockState.RUNNING.value, settled_by=None, settled_at=None)
                | ~Q(state=ClockState.RUNNING.value)
                & Q(settled_by__isnull=False, settled_at__isnull=False)
                & ~Q(note=""),
                name="clock_settled_by_and_at",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="clock_running", condition=Q(state="running"))]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return gettext(Regime(self.regime).label)

    @property
    def state_label(self) -> str:
        return gettext(ClockState(self.state).label)

    @property
    def is_running(self) -> bool:
        return self.state == ClockState.RUNNING

    def is_late(self, at: datetime | None = None) -> bool:
        """Whether the deadline passed before a report was made."""
        return (self.settled_at or at or timezone.now()) > self.due_at and self.state != ClockState.NOT_REPORTABLE

    @property
    def tone(self) -> Tone:
        return Tone.BAD if self.is_late() else ClockState(self.state).tone


class CorrectiveAction(Record):
    """What is done so that it does not happen again."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="actions")
    text = models.TextField(_("action"))
    owner = _who(verbose_name=_("owner"))
    due = models.DateField(_("due"))
    set_by = _who()
    set_at = models.DateTimeField(default=timezone.now)
    done_by = _who(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_by=None, done_at=None, evidence="")
                | Q(done_by__isnull=False, done_at__isnull=False) & ~Q(evidence=""),
                name="action_done_by_and_at",
            )
        ]
        indexes = [models.Index(fields=["due"], name="action_open", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return self.text[:120]

    @property
    def is_open(self) -> bool:
        return self.done_at is None


class IncidentMessage(Record):
    """What is said between those who handle an incident and whoever reported it; without an author it is theirs."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="messages")
    author = _who(null=True, blank=True)
    from_reporter = models.BooleanField(default=False)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(author__isnull=False) | Q(from_reporter=True), name="message_has_author")
        ]

    def __str__(self) -> str:
        return self.text[:120]
