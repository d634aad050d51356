"""Versions of a use case's business case, and the futures drawn from them."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.jobs.models import Job
from foundation.kernel.money import Money
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from roi.rules import cases
from usecases.models import UseCase, reference_of

NOTE_LENGTH = 2000
CHANGEABLE = {"is_current", "approved_at", "approved_by", "approval_note"}


class BusinessCaseQuerySet(models.QuerySet["BusinessCase"]):
    def visible_to(self, actor: Actor) -> "BusinessCaseQuerySet":
        """Business cases of the use cases that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "case__unit__path"))

    def delete(self) -> NoReturn:
        raise TypeError("Versions of a business case are never deleted.")


class BusinessCase(Record):
    """One version: what it says never changes. The newest is current; an approved one is the promise.

    The figures of the base scenario are kept beside the content for lists: amounts in minor units of `currency`, `roi`
    and `payback` (months) as far as they are defined.
    """

    case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="business_cases")
    number = models.PositiveIntegerField()
    is_current = models.BooleanField(default=True)
    content = models.JSONField()
    template = models.CharField(max_length=80, blank=True)
    note = models.TextField(blank=True, max_length=NOTE_LENGTH)
    currency = models.CharField(max_length=3)
    costs_minor = models.BigIntegerField()
    benefits_minor = models.BigIntegerField()
    npv_minor = models.BigIntegerField()
    run_minor = models.BigIntegerField()
    delay_minor = models.BigIntegerField(null=True)
    urgency_minor = models.BigIntegerField(null=True)
    roi = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    payback = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approval_note = models.TextField(blank=True, max_length=NOTE_LENGTH)

    objects = BusinessCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("business case")
        verbose_name_plural = _("business cases")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="business_case_version_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(is_current=True), name="one_current_business_case"),
        ]

    def __str__(self) -> str:
        return f"{reference_of(self.case_id)}, {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("roi:business_case", args=[reference_of(self.case_id)]) + f"?version={self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and not set(kwargs.get("update_fields") or ("content",)) <= CHANGEABLE:
            raise TypeError("A version of a business case is never changed: save a new one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Versions of a business case are never deleted.")

    @property
    def audit_unit_path(self) -> str:
        return self.case.unit.path or ""

    @property
    def says(self) -> cases.Content:
        """What this version says, read anew from what is stored."""
        return cases.read(self.content)

    @property
    def is_approved(self) -> bool:
        return self.approved_at is not None

    @property
    def is_needed(self) -> bool:
        """Whether it is a template as it was taken: its return is what is needed, not what somebody expects."""
        return bool(self.template) and self.number == 1

    def money(self, name: str) -> Money | None:
        """One of the kept amounts: "costs", "benefits", "npv", "run", "delay" or "urgency"."""
        minor = getattr(self, f"{name}_minor")
        return None if minor is None else Money(minor, self.currency)


class SimulationQuerySet(models.QuerySet["Simulation"]):
    def visible_to(self, actor: Actor) -> "SimulationQuerySet":
        """Simulations of the business cases that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "business_case__case__unit__path"))


class Simulation(Record):
    """Futures drawn from one version. `seed` draws the same again; `result` is empty until the worker is done."""

    business_case = models.ForeignKey(BusinessCase, on_delete=models.PROTECT, related_name="simulations")
    seed = models.BigIntegerField()
    draws = models.PositiveIntegerField()
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    result = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects = SimulationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.business_case}, {self.draws}"

    @property
    def audit_unit_path(self) -> str:
        return self.business_case.audit_unit_path
