"""What a deployment template leaves on a case: which version it was filled from, and the checklist to be worked off."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record, new_uid
from library.models import Document

NOTE_LENGTH = 2000


class CaseTemplate(Record):
    """A case was filled from a version of a template: its architecture and target metrics are read from there.

    `key` is that of the form that asked for it, so that sending it twice fills once.
    """

    case = models.OneToOneField("usecases.UseCase", on_delete=models.CASCADE, related_name="filled_from")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(default=new_uid, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.document)


class ChecklistItem(Record):
    """Something to be built and shown; `key` is that of the template's item. Ticked by a person, with a note."""

    case = models.ForeignKey("usecases.UseCase", on_delete=models.CASCADE, related_name="checklist")
    key = models.CharField(max_length=64)
    ask = models.CharField(max_length=500)
    guidance = models.TextField(blank=True)
    place = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(_("note"), blank=True, max_length=NOTE_LENGTH)

    class Meta:
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="checklist_item_once"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=False) | Q(done_by=None, note=""), name="checklist_done_has_time"
            ),
        ]

    def __str__(self) -> str:
        return self.ask
