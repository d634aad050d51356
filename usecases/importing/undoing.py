"""Undoing an import while nothing has built on it: its cases are archived, what it changed is set back."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from foundation.audit import services as audit
from foundation.audit.models import Entry
from foundation.db.locking import lock
from foundation.jobs import services as jobs
from foundation.jobs.runner import JobRun
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from usecases import hooks
from usecases.importing import fields
from usecases.importing.apply import brings_inputs
from usecases.importing.built_on import built_on
from usecases.importing.fields import RELATED
from usecases.importing.identity import BY_KEY
from usecases.models import Cause, StageMove, UseCase
from usecases.models_import import BY_REFERENCE, ImportBatch, ImportRow, KnownRow, LastImport, Outcome
from usecases.services import scoring
from usecases.services.counts import note_counts
from usecases.workflow import Source

UNDO_JOB = "usecases.import_undo"
ALL, POSSIBLE = "all", "possible"
CHUNK = 200
LOOKED_AT_ONCE = 5_000
"""Rows up to which the page itself looks what would block; beyond, only the job does."""
UNDOING, LOOKING = _("Undoing rows"), _("Looking what was built on the import")


@dataclass(frozen=True, slots=True)
class Blocked:
    """A row that cannot be undone, and what was built on its case since: words for sentences."""

    number: int
    reference: str
    name: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UndoOutlook:
    """What undoing an import would do now."""

    archived: int
    restored: int
    blocked: tuple[Blocked, ...]


def undoable(batch: ImportBatch) -> Any:
    """Return the rows of a batch that made or changed a case and are not undone yet, in their order."""
    done = (Outcome.CREATED, Outcome.UPDATED)
    return batch.rows.filter(outcome__in=done, undone=False, case__isnull=False).order_by("number")


def look(batch: ImportBatch) -> UndoOutlook:
    """Return what an undo would do, writing nothing."""
    counts: Counter[str] = Counter()
    blocked: list[Blocked] = []
    numbers = list(undoable(batch).values_list("number", flat=True))
    for start in range(0, len(numbers), CHUNK):
        rows = _rows(batch, numbers[start : start + CHUNK])
        found = _blocked(batch, rows)
        blocked += found.values()
        counts.update(row.outcome for row in rows if row.number not in found)
    return UndoOutlook(counts[Outcome.CREATED], counts[Outcome.UPDATED], tuple(blocked))


def units_left(batch: ImportBatch) -> list[Unit]:
    """Return the units that an import created and that hold no other use case: an undo leaves them where they are.

    Before the undo the use cases that the import made do not count, after it those that it could not undo do.
    """
    made = Entry.objects.filter(
        action="people.unit.created",
        unit_path__startswith=batch.unit.path or "/",
        recorded_at__gte=batch.started_at or timezone.now(),
        recorded_at__lte=batch.finished_at or timezone.now(),
    )
    uids = list(made.values_list("subject_uid", flat=True))
    if not uids:
        return []
    ours = batch.rows.filter(outcome=Outcome.CREATED, case__isnull=False).values("case")
    below = UseCase.objects.filter(unit__path__startswith=batch.unit.path or "/")
    others = below.active() if batch.is_undone else below.active().exclude(pk__in=ours)
    named, used = _places(below.filter(pk__in=ours)), _places(others)
    units = Unit.objects.active().filter(uid__in=uids).exclude(pk=batch.unit_id).order_by("path")
    return [unit for unit in units if unit.pk in named and unit.pk not in used]


def _places(cases: QuerySet[UseCase]) -> set[int]:
    """Return the keys of the units of some cases, and of those above them."""
    paths = cases.order_by().values_list("unit__path", flat=True).distinct()
    return {int(part) for path in paths for part in (path or "").split("/") if part}


@transaction.atomic
def start_undo(batch: ImportBatch, *, by: Actor, mode: str = ALL) -> ImportBatch:
    """Ask for the undo of an import as a job: of all of it or nothing, or of what is possible.

    Raises Denied, Invalid at "mode"; Conflict when it has not ended, is undone, or is being undone.
    """
    require(by, Permission.CASE_IMPORT, batch.unit.path, to="undo imports")
    if mode not in (ALL, POSSIBLE):
        raise Invalid(_("Choose what is undone."), field="mode")
    batch = lock(batch)
    if not batch.is_finished:
        raise Conflict(_("This import has not ended, so it cannot be undone yet."))
    if batch.undo_job is not None and batch.undo_job.is_open:
        raise Conflict(_("This import is being undone already."))
    if not undoable(batch).exists():
        raise Conflict(_("There is nothing left of this import to undo."))
    batch.undo_job = jobs.enqueue(UNDO_JOB, by=by, params={"batch": str(batch.uid), "mode": mode}, unit=batch.unit)
    batch.save(update_fields=["undo_job"])
    audit.record("usecases.import.undo_asked", batch, by=by, mode=mode)
    return batch


def run(batch: ImportBatch, run: JobRun) -> dict[str, int]:
    """Undo a batch in small transactions, from wherever an earlier attempt stopped; return archived, restored, left.

    Raises Denied when the person may no longer import there, Conflict when all was asked for and something has been
    built on a case: then nothing is undone. What is built on in the middle of the work is left as it is, and counted.
    """
    require(run.by, Permission.CASE_IMPORT, batch.unit.path, to="undo imports")
    if run.params["mode"] == ALL and not run.job.memory.get("looked"):
        run.progress(0, 1, doing=LOOKING)
        if found := look(batch).blocked:
            raise Conflict(
                _("Nothing was undone: %(count)s use cases were built on since, %(first)s among them."),
                count=len(found),
                first=found[0].reference,
            )
        run.remember(looked=True, numbers=list(undoable(batch).values_list("number", flat=True)))
    numbers = run.job.memory.get("numbers") or list(undoable(batch).values_list("number", flat=True))
    run.remember(numbers=numbers)
    counts = Counter(run.job.memory.get("counts", {}))
    for start in range(0, len(numbers), CHUNK):
        with run.once(f"undo:{start}") as first:
            if first:
                counts.update(_undo_chunk(batch, numbers[start : start + CHUNK], run.by))
                run.remember(counts=dict(counts))
        run.progress(min(start + CHUNK, len(numbers)), len(numbers), doing=UNDOING)
    result = {name: counts[name] for name in ("archived", "restored", "left")}
    with run.once("finish") as first:
        if first:
            before = batch.undo_counts
            kept = {name: before.get(name, 0) + result[name] for name in ("archived", "restored")}
            batch.undo_counts, batch.undone_at = kept | {"left": result["left"]}, timezone.now()
            batch.save(update_fields=["undo_counts", "undone_at"])
            audit.record(
                "usecases.import.undone",
                batch,
                by=run.by,
                archived=result["archived"],
                restored=result["restored"],
                left=result["left"],
            )
            if brings_inputs(batch) and result["restored"]:
                scoring.follow_inputs(by=run.by)
    return result


def _rows(batch: ImportBatch, numbers: Sequence[int]) -> list[ImportRow]:
    return list(undoable(batch).filter(number__in=numbers).select_related("case__unit", "case__current_card"))


def _blocked(batch: ImportBatch, rows: Sequence[ImportRow]) -> dict[int, Blocked]:
    """Return by row number what has been built on its case since the import."""
    cases = [row.case for row in rows if row.case is not None]
    found = built_on({case.pk: case.uid for case in cases}, since=batch.started_at or timezone.now())
    last = dict(LastImport.objects.filter(case__in=cases).values_list("case", "batch"))
    blocked: dict[int, Blocked] = {}
    for row in rows:
        case = row.case
        if case is None:
            continue
        reasons = found.get(case.pk, []) if row.outcome == Outcome.CREATED else []
        if case.archived_at:
            reasons = [_("it was archived")]
        elif last.get(case.pk, batch.pk) != batch.pk:
            reasons = [*reasons, _("a later import")]
        elif case.version != row.version or _touched(row, case):
            reasons = [*reasons, _("a change of the use case")]
        if reasons:
            blocked[row.number] = Blocked(row.number, case.reference, case.name, tuple(reasons))
    return blocked


def _touched(row: ImportRow, case: UseCase) -> bool:
    """Whether something changed the case since; being scored again with the portfolio builds nothing on it."""
    card = case.current_card
    if card is not None and card.cause != Cause.SCORED and card.recorded_at == case.updated_at:
        return False
    return bool(row.before.get("at") != case.updated_at.isoformat())


def _undo_chunk(batch: ImportBatch, numbers: Sequence[int], by: Actor) -> Counter[str]:
    """Undo some rows in the caller's transaction, with the cases locked; return archived, restored, left."""
    keys = undoable(batch).filter(number__in=numbers).values_list("case", flat=True)
    cases = {
        case.pk: case
        for case in UseCase.objects.select_for_update(of=("self",))
        .select_related("unit", "owner", "sponsor", "taxonomy")
        .prefetch_related(*RELATED)
        .filter(pk__in=list(keys))
    }
    rows = _rows(batch, numbers)
    blocked = _blocked(batch, rows)
    now, counts, trail = timezone.now(), Counter[str](), []
    moves: list[StageMove] = []
    changes: list[tuple[int, str, str, int]] = []
    people = _people(rows)
    for row in rows:
        if row.number in blocked:
            counts["left"] += 1
            continue
        case = cases[row.case_id or 0]
        before = (case.unit_id, case.category, case.stage)
        if row.outcome == Outcome.CREATED:
            _archive(case, now)
            changes.append((*before, -1))
            counts["archived"] += 1
        else:
            _restore(row, case, now, people)
            counts["restored"] += 1
            if before != (case.unit_id, case.category, case.stage):
                changes += [(*before, -1), (case.unit_id, case.category, case.stage, 1)]
            if before[2] != case.stage:
                moves.append(_move(case, before[2], by, now))
        case.save()
        _ground(row, case)
        row.undone = True
        trail.append({"row": row.number, "case": str(case.uid), "outcome": row.outcome, "changes": row.changes})
        touched = fields.changed_columns(row.changes) or {"archived_at"}
        hooks.changed(case, frozenset(touched), by)
    StageMove.objects.bulk_create(moves)
    ImportRow.objects.bulk_update(rows, ["undone"])
    _hand_back([row for row in rows if row.undone and row.outcome != Outcome.CREATED])
    if changes:
        note_counts(changes)
    if trail:
        audit.record_bulk("usecases.import.rows_undone", batch, by=by, rows=trail, source=batch.source)
    return counts


def _archive(case: UseCase, now: datetime) -> None:
    """Archive a case that the import made, and free its identity, so that the file can be imported again."""
    case.archived_at = case.updated_at = now
    case.identity = case.row_digest = ""
    case.version += 1


def _restore(row: ImportRow, case: UseCase, now: datetime, people: Mapping[str, User]) -> None:
    """Set back what an import changed."""
    old = {target: pair[0] for target, pair in row.changes.items()}
    own = {"name", "summary", "category", "model_description", "impact", "stage", "extra"}
    for target in own & set(old):
        setattr(case, target, old[target])
    further = {target: text for target, text in old.items() if target not in own}
    fields.assign(case, further, people=people, questions=case.tier_questions, at=now)
    fields.write_beside([(case, further)], people=people)
    if "stage" in old and "stage_since" in row.before:
        case.stage_since = datetime.fromisoformat(row.before["stage_since"])
    if not row.before.get("linked"):
        case.row_digest = row.before.get("digest", "")
    case.version += 1
    case.updated_at = now


def _ground(row: ImportRow, case: UseCase) -> None:
    """Bring back what the next import of the source compares with."""
    before, created = row.before, row.outcome == Outcome.CREATED
    values, known = before.get("values"), before.get("batch") is not None
    if before.get("linked"):
        source = BY_REFERENCE if row.identity.startswith(BY_KEY) else row.batch.source
        KnownRow.objects.filter(source=source, identity=row.identity).update(
            values=values or {}, row_digest=before.get("digest", "")
        )
    elif created or not known:
        LastImport.objects.filter(case=case).delete()
    else:
        LastImport.objects.filter(case=case).update(
            batch_id=before["batch"], number=before["number"], values=values or {}
        )


def _hand_back(rows: Sequence[ImportRow]) -> None:
    """Let the imports before know their cases again, as they left them, so that they can be undone in their turn."""
    cases = UseCase.objects.in_bulk([row.case_id for row in rows if row.case_id])
    versions = {(row.before.get("batch"), row.before.get("number")): row.version for row in rows}
    earlier = ImportRow.objects.filter(case__in=cases, batch__in={batch for batch, _number in versions if batch})
    found = []
    for row in earlier:
        case = cases[row.case_id or 0]
        if versions.get((row.batch_id, row.number)) == (row.version or 0) + 1:
            row.version, row.before = case.version, row.before | {"at": case.updated_at.isoformat()}
            found.append(row)
    ImportRow.objects.bulk_update(found, ["version", "before"])


def _move(case: UseCase, before: str, by: Actor, now: datetime) -> StageMove:
    return StageMove(
        case=case,
        from_stage=before,
        to_stage=case.stage,
        source=Source.IMPORTED,
        by=by if isinstance(by, User) else None,
        effective_at=now,
        recorded_at=now,
    )


def _people(rows: Iterable[ImportRow]) -> dict[str, User]:
    """Return, by uid, everybody whom a value to be set back names; also those who have left."""
    texts = {pair[0] for row in rows for target, pair in row.changes.items() if target != "extra"}
    uids = [text for text in texts if isinstance(text, str) and len(text) == 36 and text.count("-") == 4]
    return {str(user.uid): user for user in User.objects.filter(uid__in=[u for u in uids if _is_uid(u)])}


def _is_uid(text: str) -> bool:
    return all(character in "0123456789abcdef-" for character in text)
