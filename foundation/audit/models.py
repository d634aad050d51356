"""Entries of the trail: what was done, by whom, to what, when and why."""

from typing import Any, NoReturn

from django.db import models
from django.utils import timezone

from foundation.db.models import Record


class Actor(models.Model):
    """Who a commitment stands for. Deleting the row forgets the person; the chain still verifies."""

    commitment = models.CharField(max_length=64, primary_key=True)
    salt = models.CharField(max_length=64)
    person_uid = models.CharField(max_length=36, db_index=True, blank=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class Entry(Record):
    """One recorded act. `body` is canonical JSON and `digest` its SHA-256; both are written once.

    `sequence` and `chain` are empty until the sealer appends the entry to the chain.
    """

    recorded_at = models.DateTimeField(default=timezone.now)
    action = models.CharField(max_length=80)
    actor = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=60)
    subject_uid = models.UUIDField()
    subject_label = models.CharField(max_length=250)
    unit_path = models.CharField(max_length=250, blank=True, db_index=True)
    reason = models.TextField(blank=True)
    body = models.TextField()
    digest = models.CharField(max_length=64)
    sequence = models.BigIntegerField(null=True, unique=True)
    chain = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_uid", "-id"], name="entry_subject"),
            models.Index(fields=["action", "-id"], name="entry_action"),
            models.Index(fields=["actor", "-id"], name="entry_actor"),
            models.Index(fields=["id"], name="entry_unsealed", condition=models.Q(sequence__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.subject_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Entries of the trail cannot be changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Entries of the trail cannot be deleted.")


class BulkRows(models.Model):
    """The row-level before and after of a set-wise write, compressed; the entry's body carries its digest."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="bulk_rows")
    compressed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.entry)


class Head(models.Model):
    """The end of the chain: one row, locked while the sealer appends."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    chain = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_head")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.chain}"
