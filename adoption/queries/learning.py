"""Lessons for a use case: what pilots of similar ones taught, and what casebooks tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from adoption.models import PilotResult
from foundation.people.actors import Actor
from library.kinds.casebook import Advice, Casebook, CaseStudy, Pilot
from library.models import Document
from library.queries import published
from usecases.models import UseCase
from usecases.queries import similar_to
from usecases.rules.likeness import Index, read

OFFERED = 4
CASEBOOK_LIKENESS = 0.22
"""From which likeness (cosine of TF-IDF, see `usecases.rules.likeness`) an entry of a casebook is offered."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a casebook: its kind ("case", "pilot", "practice", "pitfall", "lesson"), what it says, where."""

    kind: str
    title: str
    text: str
    url: str
    book: str


def casebook_entries() -> list[Entry]:
    """Return all entries of the published casebooks, in their order; one query."""
    return [entry for document in published("casebook") for entry in _entries(document)]


def _entries(document: Document) -> Iterable[Entry]:
    book: Casebook = document.parsed
    for item in book.entries:
        url = f"{document.get_absolute_url()}#{item.key}"
        yield Entry(_kind(item), item.label if isinstance(item, Advice) else item.title, _text(item), url, book.title)


def _kind(item: CaseStudy | Pilot | Advice) -> str:
    if isinstance(item, Advice):
        return item.is_a
    return "case" if isinstance(item, CaseStudy) else "pilot"


def _text(item: CaseStudy | Pilot | Advice) -> str:
    if isinstance(item, Advice):
        return item.text
    if isinstance(item, CaseStudy):
        return " ".join([item.challenge, item.answer, *(factor.label for factor in item.factors)])
    return " ".join([item.summary, *item.lessons])


def found_in_casebooks(text: str) -> list[Entry]:
    """Return the entries that hold every word of a text; none for an empty one."""
    words = text.casefold().split()[:8]
    if not words:
        return []
    return [
        entry for entry in casebook_entries() if all(word in f"{entry.title} {entry.text}".casefold() for word in words)
    ]


@dataclass(frozen=True, slots=True)
class Offered:
    """What may help with a use case: results of pilots of cases like it, and entries of casebooks."""

    pilots: list[tuple[PilotResult, str]]
    entries: list[Entry]


def lessons_like(actor: Actor, case: UseCase) -> Offered:
    """Return what pilots of the cases most like this one taught, and the casebook entries most like it."""
    alike = {hit.case.pk: hit for hit in similar_to(actor, case, limit=20)}
    rows: Any = PilotResult.objects.visible_to(actor).filter(case_id__in=alike).select_related("case", "unit")
    pilots = sorted(rows, key=lambda row: -alike[row.case_id].score)[:OFFERED]
    entries = casebook_entries()
    hits = Index([read(entry.title, entry.text) for entry in entries]).nearest(
        read(case.name, case.summary), most=OFFERED, least=CASEBOOK_LIKENESS
    ) if entries else []  # fmt: skip
    return Offered([(row, alike[row.case_id].words) for row in pilots], [entries[hit.place] for hit in hits])
