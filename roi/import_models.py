"""Files of ledger entries: what was uploaded, what it would book, and what it booked."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.jobs.models import Job
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from roi.workflow import IMPORT_STATES, ImportState


class LedgerImportQuerySet(models.QuerySet["LedgerImport"]):
    def visible_to(self, actor: Actor) -> "LedgerImportQuerySet":
        """One's own files; they may hold what only their owner should see."""
        return self if actor.is_system else self.filter(created_by=actor.pk)  # type: ignore[union-attr]


def file_path(upload: "LedgerImport", _name: str) -> str:
    """Where a file is stored: a name of ours, whatever it was called."""
    return f"ledger-imports/{upload.uid}"


def result_path(upload: "LedgerImport", _name: str) -> str:
    """Where the result is stored."""
    return f"ledger-imports/{upload.uid}-result.csv"


class LedgerImport(Record):
    """One file. `problems` holds the first refused rows, the result file all rows with what became of them."""

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    file = models.FileField(upload_to=file_path, max_length=200)
    file_name = models.CharField(max_length=250)
    file_size = models.PositiveBigIntegerField()
    state = models.CharField(
        max_length=10, choices=[(state.value, label) for state, (label, _tone) in IMPORT_STATES.items()],
        default=ImportState.CHECKING,
    )  # fmt: skip
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    notes = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    result = models.FileField(upload_to=result_path, max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = LedgerImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of ledger entries")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False), name="ledger_import_ends_with_its_time"
            )
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("roi:import_detail", args=[self.uid])

    @property
    def audit_unit_path(self) -> str:
        return ""

    @property
    def is_stopped(self) -> bool:
        """Whether the worker stopped before the end of the file: its job failed, was cancelled or is gone."""
        under_way = self.state in (ImportState.CHECKING, ImportState.BOOKING)
        return under_way and (self.job is None or not self.job.is_open)

    @property
    def state_label(self) -> str:
        return gettext("Stopped") if self.is_stopped else gettext(IMPORT_STATES[ImportState(self.state)][0])

    @property
    def tone(self) -> Tone:
        return Tone.BAD if self.is_stopped else IMPORT_STATES[ImportState(self.state)][1]

    @property
    def is_booking(self) -> bool:
        return self.state == ImportState.BOOKING

    @property
    def is_checked(self) -> bool:
        return self.state == ImportState.CHECKED
