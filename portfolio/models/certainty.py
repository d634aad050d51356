"""Results on how sure an order is, kept with what they rested on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.jobs.models import Job
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.models import Document
from usecases.models import CATEGORY_LENGTH


class CertaintyQuerySet(models.QuerySet["Certainty"]):
    def visible_to(self, actor: Actor) -> "CertaintyQuerySet":
        """Results about units that the actor may read, with all below them."""
        return self.filter(access_of(actor).q(Permission.READ, "unit__path"))


class Certainty(Record):
    """Places of the cases of a unit under weightings drawn at random; `seed` draws the same again.

    `within` (percentage points) keeps the weightings near those of `model`; None draws from all there are. `error`
    (percent) lets inputs vary; None takes them as entered. `fingerprint` is of the scores it was drawn from.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=CATEGORY_LENGTH, blank=True)
    model = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    within = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    error = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    draws = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    result = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects = CertaintyQuerySet.as_manager()

    class Meta:
        verbose_name = _("certainty of an order")
        verbose_name_plural = _("certainties of orders")
        ordering = ["-id"]
        indexes = [models.Index(fields=["unit", "-id"], name="certainty_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at=None, fingerprint="") | Q(finished_at__isnull=False) & ~Q(fingerprint=""),
                name="certainty_finished_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}, {self.draws}"

    def get_absolute_url(self) -> str:
        return reverse("portfolio:certainty_result", args=[self.uid])

    @property
    def audit_unit_path(self) -> str:
        return self.unit.path or ""
