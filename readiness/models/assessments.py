"""Assessments: one filling of an instrument about one subject."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from foundation.db.models import Record
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.kinds.instrument import Instrument
from library.models import Document
from readiness.rules import Combined, combine_all
from readiness.workflow import LABELS, MODE_LABELS, OPEN, TONES, Mode, SheetState, State

if TYPE_CHECKING:
    from readiness.models.sheets import Sheet


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, actor: Actor) -> Self:
        """The assessments of units that the actor may read; discarded drafts are left out."""
        return self.filter(access_of(actor).q(Permission.READ)).exclude(state=State.DISCARDED)

    def with_answers(self) -> Self:
        """With everything that `values` and `scores` read, in a constant number of queries."""
        return self.select_related("instrument", "unit").prefetch_related("sheets__answers", "settlements")

    def of_subject(self, kind: str, uid: object) -> Self:
        """Those about one subject."""
        return self.filter(subject_kind=kind, subject_uid=uid)

    def due_open(self) -> Self:
        """Those that are not submitted yet."""
        return self.filter(state__in=OPEN)


class Assessment(Record):
    """One filling of an instrument about a subject: a unit, a process or a use case. Submission freezes the result.

    `unit` owns it and decides who may read it; for a process or use case it is the unit to which that belongs.
    """

    instrument = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    subject_kind = models.CharField(max_length=40, default="people.unit")
    subject_uid = models.UUIDField()
    subject_label = models.CharField(max_length=500)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assessments")
    mode = models.CharField(max_length=6, default=Mode.JOINT, choices=[(m.value, MODE_LABELS[m]) for m in Mode])
    state = models.CharField(max_length=12, default=State.DRAFT, choices=[(s.value, LABELS[s]) for s in State])
    due_on = models.DateField(null=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    started_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, help_text="When rating was closed; only of a blind assessment.")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    submitted_at = models.DateTimeField(null=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    answered = models.PositiveSmallIntegerField(default=0)
    overall = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    band = models.CharField(max_length=40, blank=True)
    result = models.JSONField(default=dict)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "subject_kind", "subject_uid"],
                condition=Q(state__in=["draft", "settling"]),
                name="one_open_draft",
            ),
            models.CheckConstraint(
                condition=Q(state="submitted", submitted_at__isnull=False)
                | Q(~Q(state="submitted"), submitted_at__isnull=True),
                name="submitted_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="settling") | Q(mode="blind", closed_at__isnull=False), name="settled_when_closed"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "-submitted_at"], name="assessment_of_unit"),
            models.Index(fields=["subject_kind", "subject_uid", "submitted_at"], name="assessment_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument.title}, {self.subject_label}"[:250]

    def get_absolute_url(self) -> str:
        return reverse("readiness:assessment_detail", args=[self.uid])

    @property
    def parsed(self) -> Instrument:
        """The instrument's document, in the version that this assessment pinned."""
        document: Instrument = self.instrument.parsed
        return document

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_blind(self) -> bool:
        return self.mode == Mode.BLIND

    @property
    def is_sealed(self) -> bool:
        """Whether raters still fill their own sheets, so that nobody may see a score, mean or chart of it."""
        return self.is_blind and self.closed_at is None

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

    def counted_sheets(self) -> list["Sheet"]:
        """The sheets that make up the values: the joint one, or once rating is closed those that were submitted."""
        if self.is_sealed:
            return []
        sheets = list(self.sheets.all())
        if self.is_blind:
            return [sheet for sheet in sheets if sheet.state == SheetState.SUBMITTED]
        return [sheet for sheet in sheets if sheet.rater_id is None]

    def values(self) -> Mapping[str, Combined]:
        """The value of each answered factor, settlements above means; nothing while it is sealed."""
        if self.is_sealed:
            return {}
        settled = {row.factor: row.said for row in self.settlements.all()}
        return combine_all(self.parsed, [sheet.said() for sheet in self.counted_sheets()], settled)

    def scores(self) -> dict[str, Decimal]:
        """The known scores by factor key; nothing while it is sealed."""
        return {key: value.score for key, value in self.values().items() if value.score is not None}

    def not_known(self) -> frozenset[str]:
        """The factors that are answered with "not known"."""
        return frozenset(key for key, value in self.values().items() if value.not_known)
