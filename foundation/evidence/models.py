"""Files that support what a record says."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.evidence import rules, subjects
from foundation.people.actors import Actor
from foundation.people.models import Unit


class FileQuerySet(models.QuerySet["File"]):
    def visible_to(self, actor: Actor) -> Self:
        """The files of records whose files the actor may read, as the apps of those records answer."""
        condition = Q(pk__in=[])
        for kind, resolver in subjects.resolvers().items():
            readable = resolver.readable(actor).order_by().values("uid")
            condition |= Q(subject_kind=kind, subject_uid__in=readable)
        return self.filter(condition)

    def standing(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class File(Record):
    """A file attached to a record, at one of its places. It is never deleted, only withdrawn with a reason."""

    subject_kind = models.CharField(max_length=40)
    subject_uid = models.UUIDField()
    subject_label = models.CharField(max_length=500)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    place = models.CharField(max_length=64, blank=True)
    name = models.CharField(_("name"), max_length=rules.LONGEST_NAME)
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=100)
    stored = models.CharField(max_length=100, help_text="Where the bytes lie in the storage, under a name of ours.")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    uploaded_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, help_text="Why it was withdrawn.")

    objects = FileQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_uid", "place", "sha256"],
                condition=Q(withdrawn_at=None),
                name="same_bytes_once_at_a_place",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, reason="") | Q(Q(withdrawn_at__isnull=False) & ~Q(reason="")),
                name="file_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("evidence:file_download", args=[self.uid])
