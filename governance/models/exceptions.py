"""Exceptions to policies: a use case may depart from one for a time, against measures that make up for it."""

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
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from governance.register_rules import ExceptionState
from library.models import Document
from usecases.models import UseCase

UNDECIDED = ExceptionState.REQUESTED.value


def _who(**options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


class PolicyExceptionQuerySet(models.QuerySet["PolicyException"]):
    def visible_to(self, actor: Actor) -> "PolicyExceptionQuerySet":
        """Exceptions of the use cases that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "case__unit__path"))

    def in_force(self) -> "PolicyExceptionQuerySet":
        """Granted, and their last day has not passed."""
        return self.filter(state=ExceptionState.GRANTED, until__gte=timezone.localdate())

    def overdue(self) -> "PolicyExceptionQuerySet":
        """Granted, and their last day has passed: they count no more, and the sweep marks them."""
        return self.filter(state=ExceptionState.GRANTED, until__lt=timezone.localdate())


class PolicyException(Record):
    """One departure from one policy, asked for, decided, and over on its last day. An extension is another one."""

    case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="policy_exceptions")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    policy = models.CharField(_("policy"), max_length=64)
    policy_label = models.CharField(max_length=300)
    reason = models.TextField(_("reason"))
    measures = models.TextField(_("compensating measures"))
    until = models.DateField(_("until"))
    extends = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="extensions")
    requested_by = _who()
    requested_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, default=UNDECIDED, choices=[(s.value, s.label) for s in ExceptionState])
    decided_by = _who(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField(_("reasons of the decision"), blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)

    objects = PolicyExceptionQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "policy"], condition=Q(state=UNDECIDED), name="exception_one_wish_per_policy"
            ),
            models.UniqueConstraint(
                fields=["case", "policy"], condition=Q(state=ExceptionState.GRANTED.value),
                name="exception_one_granted_per_policy",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, decision="")
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decision=""),
                name="exception_decided_by_and_at",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "until"], name="exception_until")]

    def __str__(self) -> str:
        return gettext("%(case)s: exception to “%(policy)s”") % {
            "case": self.case.reference, "policy": self.policy_label,
        }  # fmt: skip

    def get_absolute_url(self) -> str:
        return reverse("governance:exception_detail", args=[self.uid])

    @property
    def audit_unit_path(self) -> str:
        return self.case.unit.path or ""

    @property
    def standing(self) -> ExceptionState:
        """The state as of today: one whose last day has passed is over, also before the sweep says so."""
        if self.state == ExceptionState.GRANTED and self.until < timezone.localdate():
            return ExceptionState.EXPIRED
        return ExceptionState(self.state)

    @property
    def is_in_force(self) -> bool:
        return self.standing == ExceptionState.GRANTED

    @property
    def days_left(self) -> int | None:
        """Days until its last day; None when it does not count."""
        return (self.until - timezone.localdate()).days if self.is_in_force else None

    @property
    def label(self) -> str:
        return gettext(self.standing.label)

    @property
    def tone(self) -> Tone:
        return self.standing.tone
