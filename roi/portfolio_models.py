"""Futures drawn for all business cases of a unit together."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.jobs.models import Job
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of


class PortfolioRunQuerySet(models.QuerySet["PortfolioRun"]):
    def visible_to(self, actor: Actor) -> "PortfolioRunQuerySet":
        """Runs over units that the actor may read as a whole."""
        return self.filter(access_of(actor).q(Permission.READ, "unit__path"))


class PortfolioRun(Record):
    """One run: which unit with all below it, how it was drawn, and what came of it once the worker is done."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    seed = models.BigIntegerField()
    draws = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    result = models.JSONField(default=dict)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = PortfolioRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run over the portfolio")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.unit}, {self.draws}"

    def get_absolute_url(self) -> str:
        return reverse("roi:futures") + f"?unit={self.unit.uid}"

    @property
    def outcome(self) -> dict[str, Any]:
        """What came of it; empty until the worker is done."""
        return self.result
