"""What comes of assessments: the latest profile of each unit, and action items."""

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from readiness.models.assessments import Assessment
from readiness.workflow import ACTION_LABELS, ACTION_TONES, ActionState, State


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

    def dimension_scores(self) -> list[tuple[str, Decimal | None]]:
        """(label, score) of each dimension; None where nothing is known of it."""
        return [(str(d["label"]), None if d["score"] is None else Decimal(str(d["score"]))) for d in self.dimensions]

    @cached_property
    def result_url(self) -> str:
        """The page of the result that this profile shows."""
        return self.assessment.get_absolute_url()

    @cached_property
    def _scores(self) -> dict[str, Decimal | None]:
        return {str(d["key"]): None if d["score"] is None else Decimal(str(d["score"])) for d in self.dimensions}

    def score_of(self, key: str) -> Decimal | None:
        """The score of the dimension with this key; None where nothing is known of it or it was not asked."""
        return self._scores.get(key)

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


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    def visible_to(self, actor: Actor) -> Self:
        """The items of units that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ)).exclude(assessment__state=State.DISCARDED)

    def still_open(self) -> Self:
        """Those that are neither done nor dropped."""
        return self.filter(state=ActionState.OPEN)

    def overdue(self, today: date) -> Self:
        """The open ones whose day has passed."""
        return self.still_open().filter(due_on__lt=today)


class ActionItem(Record):
    """Something that somebody does by a day to get readier. It comes back at the subject's next assessment."""

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="action_items")
    subject_kind = models.CharField(max_length=40)
    subject_uid = models.UUIDField()
    subject_label = models.CharField(max_length=500)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="readiness_actions")
    instrument_slug = models.CharField(max_length=64)
    factor = models.CharField(max_length=64, blank=True)
    factor_label = models.CharField(max_length=300, blank=True)
    text = models.TextField(_("what is to be done"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="readiness_actions", null=True
    )
    due_on = models.DateField(_("due"), null=True)
    state = models.CharField(
        max_length=8, default=ActionState.OPEN, choices=[(s.value, ACTION_LABELS[s]) for s in ActionState]
    )
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)
    closing_note = models.TextField(blank=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | Q(~Q(state="open"), closed_at__isnull=False),
                name="action_closed_has_its_time",
            )
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_uid", "instrument_slug", "state"], name="action_of_subject"),
            models.Index(fields=["owner", "state", "due_on"], name="action_of_owner"),
            models.Index(fields=["unit", "state"], name="action_of_unit"),
        ]

    def __str__(self) -> str:
        return self.text[:250]

    def get_absolute_url(self) -> str:
        return reverse("readiness:action_detail", args=[self.uid])

    @property
    def is_open(self) -> bool:
        return self.state == ActionState.OPEN

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def tone(self) -> Tone:
        return Tone.BAD if self.is_overdue else ACTION_TONES[ActionState(self.state)]

    @property
    def state_label(self) -> str:
        return gettext(ACTION_LABELS[ActionState(self.state)])
