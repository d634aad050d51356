"""Reading the trail, and verifying it."""

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from foundation.audit import actions, rules
from foundation.audit.models import Actor, BulkRows, Entry, Head
from foundation.kernel.canonical import digest_text
from foundation.kernel.money import Money, full

FORGOTTEN = "–"
PERSON_KIND = "people.user"  # its label in the trail is a commitment
TOP_SLASHES = 2  # "/1/" is the path of a top unit


@dataclass(frozen=True)
class Line:
    """One entry as people read it."""

    uid: str
    at: datetime
    action: str
    actor: str
    sentence: str
    reason: str
    changes: list[tuple[str, str, str]]
    facts: list[tuple[str, str]]
    subject_kind: str
    subject_uid: str
    subject_label: str
    sequence: int | None
    digest: str


@dataclass(frozen=True)
class Verdict:
    """What verification found: `bad` names the first broken entry, None when all is well."""

    checked: int
    unsealed: int
    head_sequence: int
    head_chain: str
    bad: str | None = None
    bad_uid: str | None = None


@dataclass
class _Names:
    known: dict[str, str] = field(default_factory=dict)

    def load(self, commitments: Iterable[str]) -> None:
        missing = {c for c in commitments if c not in self.known}
        if missing:
            self.known |= dict(Actor.objects.filter(pk__in=missing).values_list("commitment", "name"))

    def name(self, commitment: str) -> str:
        return self.known.get(commitment, FORGOTTEN)


def kind_of(subject: Any) -> str:
    """Return the kind of a record as the trail names it, for example "usecases.usecase"."""
    return str(subject._meta.label_lower)


def history(subject: Any, *, limit: int = 200) -> list[Line]:
    """Return what happened to a record, newest first, at most `limit` entries."""
    return lines(Entry.objects.filter(subject_kind=kind_of(subject), subject_uid=subject.uid).order_by("-id")[:limit])


def entries_below(paths: Iterable[str]) -> QuerySet[Entry]:
    """Return the entries about records of units at or below any of these unit paths.

    Whoever reads at a top unit also reads what belongs to the whole installation: people, documents, jobs.
    """
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(unit_path__startswith=path)
        if path.count("/") == TOP_SLASHES:
            condition |= Q(unit_path="")
    return Entry.objects.filter(condition)


def lines(entries: Iterable[Entry]) -> list[Line]:
    """Turn entries into readable lines with two queries, whatever their number."""
    rows = list(entries)
    bodies = [json.loads(row.body) for row in rows]
    names = _Names()
    names.load([name for row in rows for name in (row.actor, row.subject_label)])
    names.load(_people(bodies))
    return [_line(row, body, names) for row, body in zip(rows, bodies, strict=True)]


def _people(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if set(value) == {"person"}:
            yield str(value["person"])
        else:
            for item in value.values():
                yield from _people(item)
    elif isinstance(value, list):
        for item in value:
            yield from _people(item)


def _line(row: Entry, body: dict[str, Any], names: _Names) -> Line:
    actor = names.name(row.actor)
    label = subject_name(row, names.known.get(row.subject_label))
    return Line(
        uid=str(row.uid),
        at=row.recorded_at,
        action=row.action,
        actor=actor,
        sentence=actions.sentence(row.action) % {"actor": actor, "subject": label},
        reason=row.reason,
        changes=[(name, _words(old, names), _words(new, names)) for name, (old, new) in body["changes"].items()],
        facts=[(name, _words(value, names)) for name, value in body["facts"].items()],
        subject_kind=row.subject_kind,
        subject_uid=str(row.subject_uid),
        subject_label=label,
        sequence=row.sequence,
        digest=row.digest,
    )


def subject_name(row: Entry, person: str | None) -> str:
    """Return what an entry is about in words: a person by name (an en dash once forgotten), a record by its label."""
    if row.subject_kind == PERSON_KIND:
        return person or FORGOTTEN
    return row.subject_label


def _words(value: Any, names: _Names) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        if set(value) == {"person"}:
            return names.name(str(value["person"]))
        if set(value) == {"minor", "currency"}:
            return full(Money(value["minor"], value["currency"]))
        return ", ".join(f"{key}: {_words(item, names)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(_words(item, names) for item in value)
    return str(value)


def verify(expected_head: tuple[int, str] | None = None) -> Verdict:
    """Check digests, columns, chain, sequence and head of the whole trail; entries not yet sealed are counted.

    `expected_head` is a (sequence, chain) exported earlier: a trail that was cut shorter or rewritten no longer has
    it. Reads in batches, memory stays flat.
    """
    previous, sequence = rules.GENESIS, 0
    head = Head.objects.filter(id=1).first()
    unsealed = 0
    for entry in Entry.objects.filter(sequence__isnull=True).order_by("id").iterator(chunk_size=2000):
        unsealed += 1
        if problem := _broken(entry):
            return Verdict(sequence, unsealed, sequence, previous, problem, str(entry.uid))
    for entry in Entry.objects.filter(sequence__isnull=False).order_by("sequence").iterator(chunk_size=2000):
        sequence += 1
        problem = _broken(entry)
        if problem is None and entry.sequence != sequence:
            problem = _("entry %(n)s of the chain is missing") % {"n": sequence}
        if problem is None and entry.chain != rules.chained(previous, sequence, entry.digest):
            problem = _("entry %(n)s does not continue the chain") % {"n": sequence}
        if problem is None and expected_head and expected_head[0] == sequence and expected_head[1] != entry.chain:
            problem = _("entry %(n)s differs from the head that was exported") % {"n": sequence}
        if problem:
            return Verdict(sequence, unsealed, sequence, previous, problem, str(entry.uid))
        previous = entry.chain
    problem = None
    if head and (head.sequence != sequence or head.chain != previous):
        problem = _("the chain ends at entry %(n)s, its head says %(head)s") % {"n": sequence, "head": head.sequence}
    if head is None and sequence:
        problem = _("the head of the chain is missing")
    if problem is None and expected_head and expected_head[0] > sequence:
        problem = _("the chain ends at entry %(n)s, the exported head is entry %(head)s") % {
            "n": sequence,
            "head": expected_head[0],
        }
    return Verdict(sequence, unsealed, sequence, previous, problem)


def _broken(entry: Entry) -> str | None:
    """Say what is wrong with an entry on its own: its digest, its columns against its body, its bulk rows."""
    if digest_text(entry.body) != entry.digest:
        return _("the content of entry %(n)s was changed") % {"n": entry.sequence or entry.pk}
    body = json.loads(entry.body)
    same = (
        body["action"] == entry.action
        and body["actor"] == entry.actor
        and body["at"] == entry.recorded_at.isoformat(timespec="microseconds")
        and body["subject"] == {"kind": entry.subject_kind, "uid": str(entry.subject_uid), "label": entry.subject_label}
        and body["unit_path"] == entry.unit_path
        and body["reason"] == entry.reason
    )
    if not same:
        return _("a column of entry %(n)s was changed") % {"n": entry.sequence or entry.pk}
    if "rows_digest" in body["facts"]:
        stored = BulkRows.objects.filter(entry=entry).first()
        if (
            stored is None
            or digest_text(zlib.decompress(bytes(stored.compressed)).decode()) != body["facts"]["rows_digest"]
        ):
            return _("the rows behind entry %(n)s were changed") % {"n": entry.sequence or entry.pk}
    return None
