"""The gates between stages, with every criterion that was answered, and how."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deployments.models.people import who
from deployments.models.rollouts import STAGE_LENGTH, Rollout, stage_label
from deployments.rules import LINK_LIMIT
from deployments.workflow import DECIDED, Answer, GateState, Level
from foundation.db.models import Record
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.kinds.gate import Criterion as Ask
from library.kinds.gate import Gate as Checklist
from library.models import Document

SETTLED = sorted(state.value for state in DECIDED)


class GateQuerySet(models.QuerySet["Gate"]):
    def visible_to(self, actor: Actor) -> Self:
        """Gates of the rollouts that the actor may see."""
        return self.filter(access_of(actor).q(Permission.READ, "rollout__case__unit__path"))

    def open(self) -> Self:
        return self.filter(state=GateState.OPEN)

    def whole(self) -> Self:
        """With all that its page reads."""
        return self.select_related(
            "rollout__case__unit",
            "rollout__case__owner",
            "rollout__plan",
            "rollout__unit",
            "document",
            "opened_by",
            "decided_by",
        )


class Gate(Record):
    """The passage of a rollout from one stage ("" before the first) to the next, by a pinned version of a checklist.

    A decision freezes `record` (canonical JSON of everything it rested on) under `digest`; nothing alters it later.
    """

    rollout = models.ForeignKey(Rollout, on_delete=models.PROTECT, related_name="gates")
    from_stage = models.CharField(max_length=STAGE_LENGTH, blank=True)
    to_stage = models.CharField(max_length=STAGE_LENGTH)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, default=GateState.OPEN.value, choices=[(s.value, s.label) for s in GateState]
    )
    opened_by = who()
    opened_at = models.DateTimeField(default=timezone.now)
    decided_by = who()
    decided_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    outcome = models.CharField(max_length=12, blank=True)
    record = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)

    objects = GateQuerySet.as_manager()

    class Meta:
        verbose_name = _("gate")
        verbose_name_plural = _("gates")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rollout"], condition=Q(state=GateState.OPEN.value), name="gate_one_open_per_rollout"
            ),
            models.UniqueConstraint(
                fields=["rollout", "to_stage"], condition=Q(state=GateState.PASSED.value), name="gate_passed_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SETTLED, decided_at__isnull=False, decided_by__isnull=False)
                | ~Q(state__in=SETTLED) & Q(decided_at=None, decided_by=None),
                name="gate_decided_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SETTLED) & ~Q(digest="") & ~Q(outcome="")
                | ~Q(state__in=SETTLED) & Q(digest="", outcome=""),
                name="gate_frozen_when_decided",
            ),
            models.CheckConstraint(
                condition=Q(state=GateState.CANCELLED.value, cancelled_at__isnull=False)
                | ~Q(state=GateState.CANCELLED.value) & Q(cancelled_at=None),
                name="gate_cancelled_at",
            ),
        ]
        indexes = [models.Index(fields=["state", "opened_at"], name="gate_waiting")]

    def __str__(self) -> str:
        return gettext("%(gate)s of %(case)s") % {"gate": self.document.title, "case": self.rollout.case.reference}

    def get_absolute_url(self) -> str:
        return reverse("deployments:gate_detail", args=[self.uid])

    @property
    def audit_unit_path(self) -> str:
        return self.rollout.audit_unit_path

    @property
    def parsed(self) -> Checklist:
        """The checklist, in the version that this gate pinned."""
        document: Checklist = self.document.parsed
        return document

    @property
    def is_open(self) -> bool:
        return self.state == GateState.OPEN

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED

    @property
    def label(self) -> str:
        return gettext(GateState(self.state).label)

    @property
    def tone(self) -> Tone:
        return GateState(self.state).tone

    @property
    def passage(self) -> str:
        """From where to where: "Alpha → Beta"; only the goal for the first gate."""
        to = stage_label(self.to_stage)
        return f"{stage_label(self.from_stage)} → {to}" if self.from_stage else f"→ {to}"


class Criterion(Record):
    """One line of a gate: answered by hand, or bound to data and then never ticked.

    `evidence` is what the binding said when the gate was decided. An override of a bound criterion needs two people;
    `override_seen` is the evidence they saw, so that an override does not outlive it.
    """

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="criteria")
    key = models.CharField(max_length=64)
    position = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=6, choices=[(level.value, level.label) for level in Level])
    binding = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=8, default=Answer.UNKNOWN.value, choices=[(a.value, a.label) for a in Answer])
    evidence = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True)
    link = models.CharField(max_length=LINK_LIMIT, blank=True)
    answered_by = who()
    answered_at = models.DateTimeField(null=True, blank=True)
    mitigation = models.TextField(blank=True)
    mitigation_owner = who()
    mitigation_due = models.DateField(null=True, blank=True)
    mitigation_by = who()
    mitigation_at = models.DateTimeField(null=True, blank=True)
    override_reason = models.TextField(blank=True)
    override_seen = models.JSONField(default=dict, blank=True)
    override_by = who()
    override_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = who()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["gate", "position"]
        constraints = [
            models.UniqueConstraint(fields=["gate", "key"], name="criterion_once"),
            models.CheckConstraint(
                condition=Q(binding="") | Q(answered_at=None, answered_by=None, note=""),
                name="criterion_bound_is_never_ticked",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | Q(answered_at__isnull=False), name="criterion_answered_by_and_at"
            ),
            models.CheckConstraint(
                condition=Q(
                    mitigation="", mitigation_owner=None, mitigation_due=None, mitigation_by=None, mitigation_at=None
                )
                | ~Q(mitigation="")
                & Q(mitigation_owner__isnull=False, mitigation_due__isnull=False, mitigation_at__isnull=False),
                name="criterion_mitigation_has_owner_and_day",
            ),
            models.CheckConstraint(
                condition=Q(override_reason="", override_by=None, override_at=None)
                | ~Q(override_reason="") & ~Q(binding="") & Q(override_by__isnull=False, override_at__isnull=False),
                name="criterion_override_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False, override_by__isnull=False)
                & ~Q(confirmed_by=F("override_by")),
                name="criterion_override_takes_two",
            ),
        ]
        indexes = [
            models.Index(fields=["mitigation_owner", "mitigation_due"], name="criterion_mitigation"),
        ]

    def __str__(self) -> str:
        return self.ask.ask

    @property
    def audit_unit_path(self) -> str:
        return self.gate.audit_unit_path

    @property
    def ask(self) -> Ask:
        """What the checklist asks here."""
        return self.gate.parsed.criteria[self.position]

    @property
    def is_bound(self) -> bool:
        return bool(self.binding)
