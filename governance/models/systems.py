"""The card of an AI system in use: what the register adds to its use case, and what of it the public may read."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from usecases.models import UseCase

LINE_LENGTH = 200


def _who(**options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


class SystemCard(Record):
    """What is said of a system beyond its use case. Nothing is public until somebody with the right switches it on."""

    case = models.OneToOneField(UseCase, on_delete=models.PROTECT, related_name="system_card")
    vendor = models.CharField(_("vendor"), max_length=LINE_LENGTH, blank=True)
    intended_use = models.TextField(_("intended use"), blank=True)
    limits = models.TextField(_("known limits"), blank=True)
    contact = models.CharField(_("contact"), max_length=LINE_LENGTH, blank=True)
    public_fields = models.JSONField(default=list, blank=True)
    is_public = models.BooleanField(default=False)
    published_by = _who(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_public=False, published_by=None, published_at=None)
                | Q(is_public=True, published_by__isnull=False, published_at__isnull=False),
                name="system_published_by_and_at",
            )
        ]

    def __str__(self) -> str:
        return str(self.case)

    def get_absolute_url(self) -> str:
        return reverse("governance:system_detail", args=[self.case.reference])

    @property
    def audit_unit_path(self) -> str:
        return self.case.unit.path or ""
