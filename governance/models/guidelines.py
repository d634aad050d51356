"""Guidelines and policies in versions, and who has acknowledged which."""

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
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.models import Document

TITLE_LENGTH = 200


def _who(**options: Any) -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **options)


class GuidelineQuerySet(models.QuerySet["Guideline"]):
    def visible_to(self, actor: Actor) -> "GuidelineQuerySet":
        """Guidelines of the units that the actor may read, and of the units above, which count there too."""
        access = access_of(actor)
        if access.everything:
            return self
        above: set[int] = set()
        for path in access.paths.get(Permission.READ, ()):
            above |= {int(part) for part in path.split("/") if part}
        return self.filter(access.q(Permission.READ) | Q(unit_id__in=above))

    def in_force(self) -> "GuidelineQuerySet":
        return self.filter(retired_at=None)


class Guideline(Record):
    """What people of a unit and below are to know and keep; `audience` narrows it to some roles."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    audience = models.JSONField(default=list, blank=True)
    days = models.PositiveSmallIntegerField(_("days to acknowledge"), default=14)
    created_at = models.DateTimeField(default=timezone.now)
    retired_by = _who(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    retire_reason = models.TextField(blank=True)

    objects = GuidelineQuerySet.as_manager()

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "title"], condition=Q(retired_at=None), name="guideline_once_per_unit"
            ),
            models.CheckConstraint(
                condition=Q(retired_by=None, retired_at=None) | Q(retired_by__isnull=False, retired_at__isnull=False),
                name="guideline_retired_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("governance:guideline_detail", args=[self.uid])

    @property
    def audit_unit_path(self) -> str:
        return self.unit.path or ""

    @property
    def label(self) -> str:
        return gettext("Retired") if self.retired_at else gettext("In force")

    @property
    def tone(self) -> Tone:
        return Tone.NEUTRAL if self.retired_at else Tone.GOOD


class GuidelineVersion(Record):
    """One version of a guideline, written once. It may rest on a pinned document of the library."""

    guideline = models.ForeignKey(Guideline, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("text"))
    changes = models.TextField(_("what changed"), blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    published_by = _who()
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["guideline", "number"], name="guideline_version_once")]

    def __str__(self) -> str:
        return gettext("%(title)s, version %(number)s") % {"title": self.guideline.title, "number": self.number}


class Acknowledgement(Record):
    """Somebody has read a version and keeps to it."""

    version = models.ForeignKey(GuidelineVersion, on_delete=models.CASCADE, related_name="acknowledgements")
    user = _who()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="acknowledged_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.version_id}"
