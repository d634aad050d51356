"""What an approval asks for and how long it counts."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from governance.models.reviews import Review, Step
from governance.workflow import IN_FORCE, ConditionState, Standing
from usecases.models import UseCase

COUNTING = sorted(standing.value for standing in IN_FORCE)


def _who(**options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


class ConditionQuerySet(models.QuerySet["Condition"]):
    def visible_to(self, actor: Actor) -> "ConditionQuerySet":
        """Conditions on the cases that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "review__case__unit__path"))

    def in_force(self) -> "ConditionQuerySet":
        """Conditions of approvals that were given and not replaced, revoked or lapsed."""
        return self.filter(review__approval__standing__in=COUNTING)


class Condition(Record):
    """Something that an approval asks for. A blocking one keeps rollouts from passing their gate.

    Its owner reports it as done (`report`); somebody else confirms that, or sends it back (`sent_back` says why).
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="conditions")
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="conditions")
    text = models.TextField(_("condition"))
    owner = _who(verbose_name=_("owner"))
    due = models.DateField(_("due"))
    is_blocking = models.BooleanField(_("blocking"), default=True)
    state = models.CharField(
        max_length=8, default=ConditionState.OPEN.value, choices=[(s.value, s.label) for s in ConditionState]
    )
    set_by = _who()
    set_at = models.DateTimeField(default=timezone.now)
    met_by = _who(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    report = models.TextField(_("report"), blank=True)
    reported_by = _who(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    sent_back = models.TextField(_("sent back because"), blank=True)

    objects = ConditionQuerySet.as_manager()

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ConditionState.MET.value, met_by__isnull=False, met_at__isnull=False)
                & ~Q(evidence="")
                | ~Q(state=ConditionState.MET.value) & Q(met_by=None, met_at=None),
                name="condition_met_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(reported_by=None, reported_at=None, report="")
                | Q(reported_by__isnull=False, reported_at__isnull=False) & ~Q(report=""),
                name="condition_reported_by_and_at",
            ),
        ]
        indexes = [models.Index(fields=["state", "due"], name="condition_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return self.text[:120]

    def get_absolute_url(self) -> str:
        return f"{self.review.get_absolute_url()}#conditions"

    @property
    def audit_unit_path(self) -> str:
        return self.review.audit_unit_path

    @property
    def is_open(self) -> bool:
        return self.state == ConditionState.OPEN

    @property
    def is_reported(self) -> bool:
        """Whether its owner says it is done and nobody has looked yet."""
        return self.is_open and self.reported_at is not None

    @property
    def label(self) -> str:
        if self.is_reported:
            return gettext("Reported as done")
        return gettext(ConditionState(self.state).label)

    @property
    def tone(self) -> Tone:
        return ConditionState(self.state).tone


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def visible_to(self, actor: Actor) -> "ApprovalQuerySet":
        """Approvals of the cases that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "case__unit__path"))

    def in_force(self) -> "ApprovalQuerySet":
        return self.filter(standing__in=COUNTING)


class Approval(Record):
    """What an approved review gives: it stands until it expires, is suspended, revoked or replaced.

    `valid_until` is the first day on which it no longer counts.
    """

    case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="approvals")
    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="approval")
    standing = models.CharField(
        max_length=10, default=Standing.STANDING.value, choices=[(s.value, s.label) for s in Standing]
    )
    given_at = models.DateTimeField(default=timezone.now)
    valid_until = models.DateField(_("valid until"))
    fingerprint = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(standing__in=COUNTING), name="approval_one_in_force_per_case"
            ),
            models.CheckConstraint(
                condition=Q(standing__in=COUNTING, ended_at=None)
                | ~Q(standing__in=COUNTING) & Q(ended_at__isnull=False),
                name="approval_ended_when_over",
            ),
        ]
        indexes = [models.Index(fields=["standing", "valid_until"], name="approval_expiring")]

    def __str__(self) -> str:
        return gettext("Approval of %(case)s") % {"case": self.case.reference}

    @property
    def audit_unit_path(self) -> str:
        return self.case.unit.path or ""

    @property
    def label(self) -> str:
        return gettext(Standing(self.standing).label)

    @property
    def tone(self) -> Tone:
        return Standing(self.standing).tone
