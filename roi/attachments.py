"""Documents of ledger entries: the invoice, the measurement, the statement that an amount rests on."""

from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery

from foundation.db.locking import lock
from foundation.evidence import subjects
from foundation.evidence.models import File
from foundation.evidence.subjects import Resolver, Subject
from foundation.people.actors import Actor
from roi import policies
from roi.models import LedgerEntry

ENTRY = "roi.ledgerentry"


def readable(actor: Actor) -> QuerySet[LedgerEntry]:
    """Entries whose documents an actor may read: those that the actor sees."""
    return LedgerEntry.objects.visible_to(actor).select_related("unit", "case", "reversal")


def describe(entry: LedgerEntry) -> Subject:
    """An entry as its documents know it."""
    return Subject(ENTRY, entry.uid, str(entry), entry.unit, entry.get_absolute_url(), entry)


def evidenced(entry: LedgerEntry) -> LedgerEntry:
    """Return the entry that holds the documents: of a signed one, the one that was asserted."""
    return entry.signs or entry


def count(uid: str) -> Subquery:
    """Return the number of documents of the entry whose uid stands in the column named; null without any."""
    files = File.objects.standing().filter(subject_kind=ENTRY, subject_uid=OuterRef(uid)).order_by()
    counted = files.values("subject_uid").annotate(count=Count("pk")).values("count")
    return Subquery(counted, output_field=IntegerField())


def has_documents(uid: UUID) -> bool:
    """Say whether a document is attached to the entry with this uid."""
    return File.objects.standing().filter(subject_kind=ENTRY, subject_uid=uid).exists()


def register() -> None:
    """Let documents be attached to entries."""
    subjects.register(ENTRY, Resolver(readable, describe, policies.check_document, lock))
