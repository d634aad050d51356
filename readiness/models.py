"""Assessments, their answers, and the latest profile of each unit."""

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.kinds.instrument import Instrument
from library.models import Document
from readiness.workflow import LABELS, TONES, State


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, actor: Actor) -> Self:
        """The assessments of units that the actor may read; discarded drafts are left out."""
        return self.filter(access_of(actor).q(Permission.READ)).exclude(state=State.DISCARDED)


class Assessment(Record):
    """One filling of an instrument about a subject (a unit so far). The result is frozen on submission."""

    instrument = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=40, default="people.unit")
    subject_uid = models.UUIDField()
    subject_label = models.CharField(max_length=250)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assessments")
    state = models.CharField(max_length=12, default=State.DRAFT, choices=[(s.value, LABELS[s]) for s in State])
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    started_at = models.DateTimeField(default=timezone.now)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    submitted_at = models.DateTimeField(null=True)
    answered = models.PositiveSmallIntegerField(default=0)
    overall = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    band = models.CharField(max_length=40, blank=True)
    result = models.JSONField(default=dict)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "subject_kind", "subject_uid"], condition=Q(state="draft"), name="one_open_draft"
            ),
            models.CheckConstraint(
                condition=Q(state="submitted", submitted_at__isnull=False)
                | Q(~Q(state="submitted"), submitted_at__isnull=True),
                name="submitted_has_its_time",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state", "-submitted_at"], name="assessment_of_unit")]

    def __str__(self) -> str:
        return f"{self.instrument.title}, {self.subject_label}"

    def get_absolute_url(self) -> str:
        return reverse("readiness:assessment_detail", args=[self.uid])

    @property
    def parsed(self) -> Instrument:
        """The instrument's document, in the version that this assessment pinned."""
        document: Instrument = self.instrument.parsed
        return document

    @property
    def is_open(self) -> bool:
        return self.state == State.DRAFT

    @property
    def tone(self) -> Tone:
        return TONES[State(self.state)]

    @property
    def state_label(self) -> str:
        return gettext(LABELS[State(self.state)])

    @property
    def band_label(self) -> str:
        """The band's words, "" without one."""
        return next((band.label for band in self.parsed.bands if band.key == self.band), "")

    @property
    def band_tone(self) -> str:
        return next((band.tone for band in self.parsed.bands if band.key == self.band), Tone.NEUTRAL)

    def scores(self) -> dict[str, Decimal]:
        """The scores given so far, by factor key."""
        return {a.factor: a.score for a in self.answers.all() if a.score is not None}


class Answer(models.Model):
    """The score and comment given for one factor."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="answers")
    factor = models.CharField(max_length=64)
    score = models.DecimalField(_("score"), max_digits=6, decimal_places=2, null=True)
    comment = models.TextField(_("comment"), blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "factor"], name="one_answer_a_factor")]

    def __str__(self) -> str:
        return f"{self.factor}: {self.score}"


class UnitProfile(models.Model):
    """The latest submitted result of an instrument for a unit: what dashboards read."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="profiles")
    instrument_slug = models.CharField(max_length=64)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    overall = models.DecimalField(max_digits=7, decimal_places=4)
    band = models.CharField(max_length=40)
    band_label = models.CharField(max_length=300)
    band_tone = models.CharField(max_length=10)
    dimensions = models.JSONField(default=list)
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "instrument_slug"], name="one_profile_a_unit")]

    def __str__(self) -> str:
        return f"{self.unit}: {self.overall}"

    def dimension_scores(self) -> list[tuple[str, Decimal]]:
        """(label, score) of each dimension."""
        return [(str(d["label"]), Decimal(str(d["score"]))) for d in self.dimensions]

    @staticmethod
    def from_result(assessment: Assessment) -> dict[str, Any]:
        """The columns that a submitted assessment gives."""
        return {
            "assessment": assessment,
            "overall": assessment.overall,
            "band": assessment.band,
            "band_label": assessment.band_label,
            "band_tone": assessment.band_tone,
            "dimensions": assessment.result["dimensions"],
            "submitted_at": assessment.submitted_at,
        }
