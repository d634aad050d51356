"""What becomes of a rollout after its trial: scale, pivot, extend, kill or pause, and what that rested on."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deployments.models.people import who
from deployments.models.rollouts import Rollout
from deployments.workflow import Answer, DecisionState
from foundation.db.models import Record
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.kinds.decision_guide import DecisionGuide
from library.kinds.decision_guide import Option as Choice
from library.models import Document
from metrics.models import figure
from plans.models import Plan

DECIDED = DecisionState.DECIDED.value


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, actor: Actor) -> Self:
        """Decisions on the rollouts that the actor may see."""
        return self.filter(access_of(actor).q(Permission.READ, "rollout__case__unit__path"))

    def whole(self) -> Self:
        """With all that its page reads."""
        return self.select_related(
            "rollout__case__unit", "rollout__case__owner", "rollout__plan", "rollout__unit", "document", "opened_by",
            "decided_by", "plan",
        )  # fmt: skip


class Decision(Record):
    """One round of the question, by a pinned version of the guide.

    `recommended` is what the matrix said when it was decided ("" when it gave no answer), `choice` what a person said,
    `departure` why the two differ. `record` (canonical JSON under `digest`) keeps everything it rested on.
    """

    rollout = models.ForeignKey(Rollout, on_delete=models.PROTECT, related_name="decisions")
    round = models.PositiveSmallIntegerField()
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=9, default=DecisionState.OPEN.value, choices=[(s.value, s.label) for s in DecisionState]
    )
    opened_by = who()
    opened_at = models.DateTimeField(default=timezone.now)
    recommended = models.CharField(max_length=12, blank=True)
    choice = models.CharField(max_length=12, blank=True)
    reason = models.TextField(blank=True)
    departure = models.TextField(blank=True)
    pivots = models.JSONField(default=list, blank=True)
    announcement = models.TextField(blank=True)
    again_on = models.DateField(_("decided again on"), null=True, blank=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = who()
    decided_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    record = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["rollout", "round"], name="decision_round_once"),
            models.UniqueConstraint(
                fields=["rollout"], condition=Q(state=DecisionState.OPEN.value), name="decision_one_open_per_rollout"
            ),
            models.CheckConstraint(
                condition=Q(state=DECIDED, decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(choice="")
                & ~Q(digest="")
                | ~Q(state=DECIDED) & Q(decided_at=None, decided_by=None, choice="", digest=""),
                name="decision_frozen_when_decided",
            ),
            models.CheckConstraint(
                condition=Q(state=DecisionState.WITHDRAWN.value, withdrawn_at__isnull=False)
                | ~Q(state=DecisionState.WITHDRAWN.value) & Q(withdrawn_at=None),
                name="decision_withdrawn_at",
            ),
        ]
        indexes = [models.Index(fields=["again_on"], name="decision_again", condition=Q(again_on__isnull=False))]

    def __str__(self) -> str:
        return gettext("%(case)s, decision %(round)s") % {"case": self.rollout.case.reference, "round": self.round}

    def get_absolute_url(self) -> str:
        return reverse("deployments:decision_detail", args=[self.uid])

    @property
    def audit_unit_path(self) -> str:
        return self.rollout.audit_unit_path

    @property
    def parsed(self) -> DecisionGuide:
        """The guide, in the version that this decision pinned."""
        document: DecisionGuide = self.document.parsed
        return document

    @property
    def is_open(self) -> bool:
        return self.state == DecisionState.OPEN

    @property
    def is_decided(self) -> bool:
        return self.state == DecisionState.DECIDED

    @property
    def label(self) -> str:
        return self.chosen.label if self.chosen else gettext(DecisionState(self.state).label)

    @property
    def tone(self) -> Tone:
        return Tone(self.chosen.tone) if self.chosen else DecisionState(self.state).tone

    @property
    def chosen(self) -> Choice | None:
        """What was decided; None before."""
        return next((option for option in self.parsed.options if option.key == self.choice), None)


class SignAnswer(Record):
    """What a person says about a sign of the guide: seen, not seen, unknown; with a figure where the sign has one."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="answers")
    key = models.CharField(max_length=64)
    state = models.CharField(max_length=8, default=Answer.UNKNOWN.value, choices=[(a.value, a.label) for a in Answer])
    figure = figure(null=True, blank=True)
    note = models.TextField(blank=True)
    answered_by = who()
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["decision", "id"]
        constraints = [models.UniqueConstraint(fields=["decision", "key"], name="sign_answer_once")]

    def __str__(self) -> str:
        return self.key

    @property
    def audit_unit_path(self) -> str:
        return self.decision.audit_unit_path
