"""Reading the files of records."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from foundation.evidence import rules, subjects
from foundation.evidence.models import File
from foundation.people.actors import Actor
from foundation.ui.verdicts import Verdict, verdict


@dataclass(frozen=True, slots=True)
class Box:
    """The files at one place of a record, and whether the reader may attach and withdraw there."""

    kind: str
    uid: UUID
    place: str
    label: str
    files: tuple[File, ...]
    verdict: Verdict

    @property
    def key(self) -> str:
        """What tells this box from the others of a page."""
        return f"{self.uid}-{self.place}" if self.place else str(self.uid)

    @property
    def accept(self) -> str:
        """The endings that a browser's file dialog offers."""
        return rules.ACCEPT


def files_of(actor: Actor, kind: str, uids: Collection[UUID]) -> QuerySet[File]:
    """Return the standing files of records of one kind that the actor may read, the first one first."""
    found = File.objects.visible_to(actor).standing().filter(subject_kind=kind, subject_uid__in=uids)
    return found.select_related("uploaded_by")


def boxes(actor: Actor, record: Any) -> Mapping[str, Box]:
    """Return the box of each place of a record, in a constant number of queries."""
    subject = subjects.describe(record)
    may = verdict(actor, "evidence.attach", record)
    files: dict[str, list[File]] = {}
    for file in files_of(actor, subject.kind, [subject.uid]):
        files.setdefault(file.place, []).append(file)
    return {
        place: Box(subject.kind, subject.uid, place, label or subject.label, tuple(files.get(place, ())), may)
        for place, label in subject.places.items()
    }
