"""Doing an import: rows are staged, then applied in small transactions, each with its trail, counts and progress."""

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone

from foundation.audit import services as audit
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require
from foundation.people.permissions import Permission
from usecases.importing import planning
from usecases.importing.batches import correction_notes, identified_rows
from usecases.importing.known import INPUT, Known
from usecases.importing.planning import problem_json
from usecases.importing.register import known_to
from usecases.importing.units import Units
from usecases.importing.writing import Chunk, draft_json
from usecases.models_import import ImportBatch, ImportRow, Outcome
from usecases.services import scoring

CHUNK = 200
STAGING, APPLYING = _("Reading rows"), _("Importing rows")


class Steps(Protocol):
    """Who runs an import: a job, whose steps take effect once over all attempts, or a command in one go."""

    def once(self, key: str) -> AbstractContextManager[bool]: ...
    def progress(self, done: int, total: int, *, doing: str = "", **counters: int) -> None: ...


def run(batch: ImportBatch, *, by: Actor, steps: Steps) -> dict[str, int]:
    """Import a batch; return rows, created, updated, unchanged, refused (the four add up to the rows).

    Runs from wherever an earlier attempt stopped. Raises Denied when the person may no longer import there, Unreadable
    when the file cannot be read any more.
    """
    require(by, Permission.CASE_IMPORT, batch.unit.path, to="import use cases")
    total = batch.rows_total
    if batch.rows.count() < total:
        _stage(batch, steps, by)
    units, known = Units(batch.unit, by=by), known_to(by)
    numbers = list(batch.rows.order_by("number").values_list("number", flat=True))
    done = Counter(outcome_counts(batch))
    for start in range(0, len(numbers), CHUNK):
        part = numbers[start : start + CHUNK]
        with steps.once(f"apply:{start}") as first:
            if first:
                done.update(_apply_chunk(batch, part, units, by, known))
        steps.progress(
            min(start + CHUNK, total), total, doing=APPLYING, **{name: done[name] for name in planning.OUTCOMES}
        )
    with steps.once("finish") as first:
        if first:
            _finish(batch, by)
    return dict(batch.counts)


def _stage(batch: ImportBatch, steps: Steps, by: Actor) -> None:
    """Keep every row with what it is to become; rows that cannot become anything get their outcome at once."""
    steps.progress(0, batch.rows_total, doing=STAGING)
    rows = identified_rows(batch, by=by)
    noted = correction_notes(batch)
    staged = set(batch.rows.values_list("number", flat=True))
    for start in range(0, len(rows), CHUNK):
        with steps.once(f"stage:{start}") as first:
            if first:
                ImportRow.objects.bulk_create(
                    [
                        ImportRow(
                            batch=batch,
                            number=row.draft.number,
                            identity=row.identity,
                            draft={} if row.is_refused or row.same_as else draft_json(row.draft),
                            problems=[
                                problem_json(problem) for problem in (*noted.get(row.draft.number, ()), *row.problems)
                            ],
                            same_as=row.same_as,
                            outcome=Outcome.REFUSED if row.is_refused else Outcome.UNCHANGED if row.same_as else "",
                        )
                        for row in rows[start : start + CHUNK]
                        if row.draft.number not in staged
                    ]
                )
        steps.progress(min(start + CHUNK, len(rows)), len(rows), doing=STAGING)


def _apply_chunk(batch: ImportBatch, numbers: Sequence[int], units: Units, by: Actor, known: Known) -> list[str]:
    """Apply some staged rows in the caller's transaction; return their outcomes.

    When another import creates one of the same cases at the same moment, the unique identity refuses ours: then the
    chunk is looked at once more, and finds that case.
    """
    for attempt in (1, 2):
        units.begin()
        rows = list(ImportRow.objects.filter(batch=batch, number__in=numbers, outcome="").order_by("number"))
        try:
            with transaction.atomic():
                Chunk(batch, rows, units, by, known).apply()
            return [row.outcome for row in rows]
        except IntegrityError:
            if attempt == 2:
                raise
            units.reload()
    return []


def outcome_counts(batch: ImportBatch) -> dict[str, int]:
    """Return rows and what became of those done so far."""
    found = dict(batch.rows.exclude(outcome="").order_by().values_list("outcome").annotate(Count("id")))
    return {"rows": sum(found.values()), **{name: found.get(name, 0) for name in planning.OUTCOMES}}


def _finish(batch: ImportBatch, by: Actor) -> None:
    batch.counts = outcome_counts(batch)
    batch.finished_at = timezone.now()
    batch.save(update_fields=["counts", "finished_at"])
    audit.record("usecases.import.finished", batch, by=by, **batch.counts)
    if brings_inputs(batch) and batch.counts["created"] + batch.counts["updated"]:
        scoring.follow_inputs(by=by)


def brings_inputs(batch: ImportBatch) -> bool:
    """Whether a column of the file is taken as a scoring input."""
    return any(entry["to"].startswith(INPUT) for entry in batch.mapping["columns"])
