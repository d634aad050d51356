"""Sheets with their answers, and what the facilitator settled."""

from collections.abc import Mapping
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.kernel.tones import Tone
from foundation.people.models import Unit, User
from readiness.models.assessments import Assessment
from readiness.rules import Said
from readiness.workflow import OPEN, SHEET_LABELS, SHEET_OPEN, SHEET_TONES, SheetState, State


def within_token(user: User, unit: Unit) -> bool:
    """Whether the token that a person came with, if any, reaches as far as this unit."""
    token = user.token
    return token is None or token.unit is None or (unit.path or "").startswith(token.unit.path or "/")


class SheetQuerySet(models.QuerySet["Sheet"]):
    def of_rater(self, user: User) -> Self:
        """The rater's own sheets, whatever unit they belong to; withdrawn ones and discarded assessments left out."""
        token = user.token
        below = Q(assessment__unit__path__startswith=token.unit.path) if token and token.unit else Q()
        return (
            self.filter(below, rater=user)
            .exclude(state=SheetState.WITHDRAWN)
            .exclude(assessment__state=State.DISCARDED)
            .select_related("assessment__instrument", "assessment__unit", "rater", "invited_by")
        )

    def waiting_for(self, user: User) -> Self:
        """The sheets that this person still has to submit."""
        return self.filter(rater=user, state__in=SHEET_OPEN, assessment__state=State.DRAFT)


class Sheet(Record):
    """What one rater says, or (without a rater) what several people fill together. One of each in an assessment."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="sheets")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sheets", null=True)
    state = models.CharField(
        max_length=10, default=SheetState.FILLING, choices=[(s.value, SHEET_LABELS[s]) for s in SheetState]
    )
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    invited_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True, help_text="When the invitation went out by mail.")
    reminded_at = models.DateTimeField(null=True, help_text="When the rater was last reminded.")
    submitted_at = models.DateTimeField(null=True)
    answered = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField(blank=True, help_text="Why it was declined or withdrawn.")

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "rater"], name="one_sheet_a_rater"),
            models.UniqueConstraint(fields=["assessment"], condition=Q(rater=None), name="one_joint_sheet"),
        ]
        indexes = [models.Index(fields=["rater", "state"], name="sheet_of_rater")]

    def __str__(self) -> str:
        return str(self.assessment)

    def get_absolute_url(self) -> str:
        if self.rater_id is None:
            return self.assessment.get_absolute_url()
        return reverse("readiness:sheet_detail", args=[self.uid])

    @property
    def audit_unit_path(self) -> str:
        return self.assessment.unit.path or ""

    @property
    def is_joint(self) -> bool:
        return self.rater_id is None

    @property
    def is_open(self) -> bool:
        """Whether answers may still be given."""
        return self.state in SHEET_OPEN and self.assessment.state in OPEN and not self.assessment.closed_at

    @property
    def can_be_mailed(self) -> bool:
        """Whether the rater has an address that leads somewhere; those below .example never do (RFC 2606)."""
        email = self.rater.email if self.rater else ""
        return bool(email) and not email.endswith(".example")

    @property
    def tone(self) -> Tone:
        return SHEET_TONES[SheetState(self.state)]

    @property
    def state_label(self) -> str:
        return gettext(SHEET_LABELS[SheetState(self.state)])

    def said(self) -> Mapping[str, Said]:
        """What this sheet says about each factor that it answers."""
        return {row.factor: row.said for row in self.answers.all() if row.said.is_answer}


class Answer(models.Model):
    """The score, or "not known", and the comment given for one factor. `revision` counts its changes from 1."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="answers")
    factor = models.CharField(max_length=64)
    score = models.DecimalField(_("score"), max_digits=6, decimal_places=2, null=True)
    not_known = models.BooleanField(_("not known"), default=False)
    comment = models.TextField(_("comment"), blank=True)
    revision = models.PositiveIntegerField(default=0)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "factor"], name="one_answer_a_factor"),
            models.CheckConstraint(condition=Q(not_known=False) | Q(score=None), name="not_known_has_no_score"),
        ]

    def __str__(self) -> str:
        return f"{self.factor}: {self.score}"

    @property
    def said(self) -> Said:
        return Said(self.score, self.not_known)


class Settlement(models.Model):
    """What the facilitator settled for one factor after the raters had spoken, with the reason."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="settlements")
    factor = models.CharField(max_length=64)
    score = models.DecimalField(_("score"), max_digits=6, decimal_places=2, null=True)
    not_known = models.BooleanField(_("not known"), default=False)
    reason = models.TextField(_("reason"))
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    settled_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "factor"], name="one_settlement_a_factor"),
            models.CheckConstraint(
                condition=Q(not_known=False, score__isnull=False) | Q(not_known=True, score=None),
                name="settled_to_a_score_or_not_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.factor}: {self.score}"

    @property
    def said(self) -> Said:
        return Said(self.score, self.not_known)
