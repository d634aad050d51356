"""Imports: the file and how it is understood, what became of each row, and mappings kept for the next time."""

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
from usecases.importing.tables import Note

MAPPING_NAME_LENGTH = 120


class Outcome(models.TextChoices):
    """What became of a row; "" while it waits."""

    CREATED = "created", _("Created")
    UPDATED = "updated", _("Updated")
    UNCHANGED = "unchanged", _("Unchanged")
    REFUSED = "refused", _("Refused")


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, actor: Actor) -> "ImportBatchQuerySet":
        """One's own imports; a file may hold what only its owner should see."""
        return self if actor.is_system else self.filter(created_by=actor.pk)  # type: ignore[union-attr]


def file_path(batch: "ImportBatch", _name: str) -> str:
    """Where the file of an import is stored: a name of ours, whatever the file was called."""
    return f"imports/{batch.uid}"


class ImportBatch(Record):
    """One import: its file, where it goes, how its columns are understood, and what came of it.

    `reading` holds what was chosen or found for encoding, delimiter, sheet and header row; `mapping` is the document of
    `importing.mapping.to_document`; `preview` what a start would do as of `previewed_at`. `corrections` are values put
    right on the page (`importing.corrections`); `decisions` say by the identity of a row which case it is, or that it
    is left out.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="imports")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="imports"
    )
    file = models.FileField(upload_to=file_path, max_length=200)
    file_name = models.CharField(max_length=250)
    file_size = models.PositiveBigIntegerField()
    file_digest = models.CharField(max_length=64)
    reading = models.JSONField(default=dict)
    headers = models.JSONField(default=list)
    rows_total = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list)
    profile = models.CharField(max_length=120, blank=True)
    mapping = models.JSONField(default=dict)
    corrections = models.JSONField(default=list)
    decisions = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)
    previewed_at = models.DateTimeField(null=True, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undo_job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    undo_counts = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["created_by", "-id"], name="import_created_by")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(finished_at=None) | models.Q(started_at__isnull=False),
                name="import_starts_then_ends",
            ),
            models.CheckConstraint(
                condition=models.Q(undone_at=None) | models.Q(finished_at__isnull=False), name="import_ends_then_undone"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("usecases:import_detail", args=[self.uid])

    @property
    def source(self) -> str:
        """The source its cases carry, for example "us-federal-2024"."""
        return str(self.mapping.get("origin", ""))[:60]

    @property
    def is_started(self) -> bool:
        return self.started_at is not None

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None

    @property
    def read_options(self) -> dict[str, Any]:
        """The options with which its file is read again exactly as before."""
        names = ("encoding", "delimiter", "sheet", "header_row")
        return {name: self.reading[name] for name in names if name in self.reading}

    @property
    def said(self) -> list[Note]:
        """What was noticed about the file as a whole."""
        return [Note(note["template"], note["params"]) for note in self.notes]


class ImportRow(models.Model):
    """One row of an import: what it was to become, until it is applied; then what became of it, and why.

    `draft` is emptied once the row is applied. What the row said in the file is read there again when it is needed.
    `changes` holds, by target, what the case said before and after; `before` the ground of comparison that the import
    replaced, and `version` that of the case after it: with these an import is undone while nothing has built on it.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    identity = models.CharField(max_length=250, blank=True)
    draft = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    same_as = models.PositiveIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=9, blank=True, choices=Outcome.choices)
    case = models.ForeignKey(
        "usecases.UseCase", on_delete=models.SET_NULL, null=True, blank=True, related_name="import_rows"
    )
    changes = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    version = models.PositiveIntegerField(null=True, blank=True)
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_row_once")]
        indexes = [models.Index(fields=["batch", "outcome", "number"], name="import_row_outcome")]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.number}"


class LastImport(models.Model):
    """What the last import said about a case: the ground on which the next one tells its changes from edits here."""

    case = models.OneToOneField(
        "usecases.UseCase", on_delete=models.CASCADE, primary_key=True, related_name="last_import"
    )
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    values = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.case_id} from row {self.number}"


class Chosen(models.TextChoices):
    """What a person said about a row that looks like a case of another source."""

    SAME = "same", _("The same case: update it")
    OWN = "own", _("A case of its own")
    LEAVE = "leave", _("Leave the row out")


class KnownRow(models.Model):
    """A row of a source that is another source's case, or none on purpose: remembered for the next import.

    Also the ground of comparison for such a case, as `LastImport` is for a case of the source itself. Rows that name a
    case by our reference have the source `BY_REFERENCE`.
    """

    source = models.CharField(max_length=60)
    identity = models.CharField(max_length=250)
    chosen = models.CharField(max_length=5, choices=Chosen.choices)
    case = models.ForeignKey(
        "usecases.UseCase", on_delete=models.CASCADE, null=True, blank=True, related_name="known_rows"
    )
    values = models.JSONField(default=dict)
    row_digest = models.CharField(max_length=64, blank=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "identity"], name="known_row_once"),
            models.CheckConstraint(
                condition=models.Q(chosen="same", case__isnull=False) | ~models.Q(chosen="same"),
                name="known_row_same_has_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.identity}: {self.chosen}"


BY_REFERENCE = "our reference"
"""No mapping can have this source: a source's name is a word of its own."""


class SavedMappingQuerySet(models.QuerySet["SavedMapping"]):
    def usable_by(self, actor: Actor) -> "SavedMappingQuerySet":
        """Mappings kept at units where the actor may import."""
        return self.filter(access_of(actor).q(Permission.CASE_IMPORT, "unit__path"))


class SavedMapping(Record):
    """A mapping made by hand and kept under a name, for files with the same columns."""

    name = models.CharField(_("name"), max_length=MAPPING_NAME_LENGTH)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    document = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = SavedMappingQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="mapping_name_once_in_unit")]

    def __str__(self) -> str:
        return self.name
