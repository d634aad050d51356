"""The commands around an import: open a file, say how it is understood, look what it would do, start, discard."""

import hashlib
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingType
from dataclasses import asdict
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.jobs import services as jobs
from foundation.kernel.canonical import plain
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from library.kinds.import_profile import ImportProfile
from library.queries import published
from usecases.importing import mapping as mappings
from usecases.importing import planning, reading, suggesting
from usecases.importing.corrections import corrected, notes
from usecases.importing.identity import BY_KEY, Identified, identify
from usecases.importing.known import Known
from usecases.importing.likeness import alike
from usecases.importing.mapping import Mapping
from usecases.importing.matching import NO_SUCH_CASE, Match, is_left_out, matches, reason_to_refuse, remembered
from usecases.importing.merging import merge
from usecases.importing.planning import APPROVED, LEFT_OUT, Outlook, Planned
from usecases.importing.register import known_to
from usecases.importing.rows import Problem, drafts
from usecases.importing.tables import Table
from usecases.models_import import MAPPING_NAME_LENGTH, ImportBatch, SavedMapping
from usecases.workflow import Standing

IMPORT_JOB, PREVIEW_JOB = "usecases.import", "usecases.import_preview"
PREVIEW_AT_ONCE = 5_000
GOOD_FIT = 0.8
SOURCE_LENGTH = 60


def profiles() -> list[ImportProfile]:
    """Return the latest version of every import profile of the library."""
    return [document.parsed for document in published("import_profile")]


def open_batch(
    file: File, *, unit: Unit, by: Actor, profile: ImportProfile | None = None, kept: SavedMapping | None = None
) -> ImportBatch:
    """Take a file for an import below `unit`, read it, and suggest how its columns are understood.

    `profile` or a `kept` mapping decides it; else a kept mapping or a profile that fits, else the names and values of
    the columns.
    Raises Denied, Conflict for an archived unit, Unreadable (at "file") for a file that cannot be imported; its size
    is looked at before its content.
    """
    require(by, Permission.CASE_IMPORT, unit.path, to="import use cases")
    if unit.archived_at:
        raise Conflict(_("This unit is archived; choose another."))
    reading.check_size(file.size or 0)
    content = file.read()
    known = [profile] if profile else profiles()
    table = reading.read(content, preferred=profile.encodings if profile else _encodings(known))
    name = " ".join((file.name or "file").replace("\x00", "").split())[-250:] or "file"
    batch = ImportBatch(
        unit=unit,
        created_by=by if isinstance(by, User) else None,
        file_name=name,
        file_size=len(content),
        file_digest=hashlib.sha256(content).hexdigest(),
    )
    _keep_table(batch, table)
    if profile:
        used, suggestion = profile.slug, mappings.from_profile(profile, table.headers)
        check_fit(profile, suggestion, table.headers)
    elif kept:
        used, suggestion = kept.name, mappings.kept(kept.name, kept.document, table.headers)
    else:
        used, suggestion = suggest(table, known, by, unit)
    batch.profile = used
    batch.mapping = mappings.to_document(_named(suggestion, name), table.headers)
    with transaction.atomic():
        batch.file.save(name, ContentFile(content), save=False)
        batch.save(force_insert=True)
    return batch


def suggest(table: Table, known: Iterable[ImportProfile], by: Actor, unit: Unit) -> tuple[str, Mapping]:
    """Return (name of what was used, mapping): a kept mapping that fits, a profile that fits well, or a guess."""
    known = list(known)
    for saved in SavedMapping.objects.usable_by(by).order_by("-updated_at"):
        if not mappings.missing_columns(saved.document, table.headers):
            return saved.name, mappings.from_document(saved.document, table.headers)
    fitting = max(known, key=lambda each: suggesting.fit(each, table.headers), default=None)
    if fitting is not None and suggesting.fit(fitting, table.headers) >= GOOD_FIT:
        return fitting.slug, mappings.from_profile(fitting, table.headers)
    return "", suggesting.suggest(table, known, known_to(by, unit))


def look(
    content: bytes,
    *,
    unit: Unit | None,
    by: Actor,
    profile: ImportProfile | None = None,
    kept: SavedMapping | None = None,
) -> list[Planned]:
    """Return what importing a file below `unit` would do to each row, writing nothing.

    No unit means one that does not exist yet. Raises Denied, Unreadable, or Invalid at "profile" or "mapping"
    when it does not fit.
    """
    if unit is not None:
        require(by, Permission.CASE_IMPORT, unit.path, to="import use cases")
    table = reading.read(content, preferred=profile.encodings if profile else _encodings(profiles()))
    if kept is not None:
        mapping = mappings.kept(kept.name, kept.document, table.headers)
    else:
        assert profile is not None, "a profile or a kept mapping says what the columns are"
        mapping = mappings.from_profile(profile, table.headers)
        check_fit(profile, mapping, table.headers)
    known = known_to(by, unit)
    rows = identify(
        drafts(table, mapping, known),
        below=str(unit.uid) if unit else "",
        by_identifier=mapping.identity == "external_id",
    )
    return plan_of(rows, mapping.origin, {}, by=by, known=known) if unit else planning.plan(rows, {})


def check_fit(profile: ImportProfile, mapping: Mapping, headers: Sequence[str]) -> None:
    """Raise Invalid at "profile" when a file lacks the column of the name."""
    if mapping.position("name") is None:
        raise Invalid(
            _("The file does not have the columns of %(profile)s; it lacks: %(columns)s."),
            field="profile",
            profile=profile.title,
            columns=", ".join(profile.missing(headers)[:5]),
        )


def table_of(batch: ImportBatch) -> Table:
    """Read the file of a batch again, as before, with its corrections. Raises Unreadable when it is gone or broken."""
    return corrected(file_table_of(batch), batch.corrections)


def file_table_of(batch: ImportBatch) -> Table:
    """Read the file of a batch again as it is, without corrections. Raises Unreadable when it is gone or broken."""
    with batch.file.open("rb") as stored:
        return reading.read(stored.read(), **batch.read_options)


def correction_notes(batch: ImportBatch) -> dict[int, list[Problem]]:
    """Return by row what to say of the values that were corrected on the page."""
    if not batch.corrections:
        return {}
    original = file_table_of(batch)
    return notes(original, corrected(original, batch.corrections))


@transaction.atomic
def read_again(batch: ImportBatch, *, by: Actor, **options: Any) -> ImportBatch:
    """Read the file with another encoding, delimiter, sheet or header row, and suggest its columns anew.

    Raises Conflict once the import is started, Unreadable or Invalid (at "header_row") when it cannot be read so.
    """
    batch = _open(batch)
    with batch.file.open("rb") as stored:
        known = profiles()
        table = reading.read(stored.read(), preferred=_encodings(known), **options)
    _keep_table(batch, table)
    batch.profile, suggestion = suggest(table, known, by, batch.unit)
    batch.mapping = mappings.to_document(_named(suggestion, batch.file_name), table.headers)
    batch.preview, batch.previewed_at = {}, None
    batch.save()
    return batch


@transaction.atomic
def use_profile(batch: ImportBatch, profile: ImportProfile) -> ImportBatch:
    """Understand the columns as a profile says. Raises Conflict once started, Invalid when the file lacks the name."""
    batch = _open(batch)
    found = mappings.from_profile(profile, batch.headers)
    check_fit(profile, found, batch.headers)
    return _keep_mapping(batch, found, profile.slug)


@transaction.atomic
def forget_mapping(batch: ImportBatch, table: Table, known: Iterable[ImportProfile], *, by: Actor) -> ImportBatch:
    """Understand the columns by their names and values alone. Raises Conflict once the import is started."""
    batch = _open(batch)
    return _keep_mapping(batch, _named(suggesting.suggest(table, known, known_to(by, batch.unit)), batch.file_name), "")


@transaction.atomic
def choose_mapping(batch: ImportBatch, mapping: Mapping, *, used: str = "") -> ImportBatch:
    """Keep how the columns are understood; the preview is made anew. Raises Conflict once the import is started."""
    batch = _open(batch)
    if not mapping.origin:
        raise Invalid(_("Give the source a name, so that its cases are recognized the next time."), field="source")
    return _keep_mapping(batch, mapping, used)


@transaction.atomic
def save_mapping(batch: ImportBatch, *, name: str, by: Actor) -> SavedMapping:
    """Keep the mapping of a batch under a name for those who may import at its unit; the same name replaces it.

    Raises Denied, or Invalid at "keep_as" for a name that is empty or too long.
    """
    require(by, Permission.CASE_IMPORT, batch.unit.path, to="keep mappings")
    name = " ".join(name.split())
    if not name or len(name) > MAPPING_NAME_LENGTH:
        raise Invalid(_("Give a name of 1 to %(limit)s characters."), field="keep_as", limit=MAPPING_NAME_LENGTH)
    saved = SavedMapping.objects.filter(unit=batch.unit, name=name).first() or SavedMapping(unit=batch.unit, name=name)
    saved.document = batch.mapping
    saved.created_by = saved.created_by or (by if isinstance(by, User) else None)
    saved.updated_at = timezone.now()
    saved.save()
    audit.record("usecases.mapping.kept", saved, by=by, columns=len(batch.mapping["columns"]))
    return saved


def identified_rows(batch: ImportBatch, *, by: Actor, known: Known | None = None) -> list[Identified]:
    """Return every row of a batch's file with its draft and identity, corrections included."""
    table = table_of(batch)
    mapping = mappings.from_document(batch.mapping, table.headers)
    read = drafts(table, mapping, known or known_to(by, batch.unit))
    return identify(read, below=str(batch.unit.uid), by_identifier=mapping.identity == "external_id")


def plan_of(
    rows: Sequence[Identified],
    source: str,
    decisions: MappingType[str, MappingType[str, str]],
    *,
    by: Actor,
    known: Known,
) -> list[Planned]:
    """Return what an import of these rows would do now; `decisions` are what was chosen for rows like other cases."""
    identities = [row.identity for row in rows]
    found, said = matches(source, identities, decisions, by=by), remembered(source, identities)
    words, outlooks = known.dynamic(), {}
    for row in rows:
        if not row.identity:
            continue
        if is_left_out(row, decisions, said):
            outlooks[row.identity] = Outlook(problems=(LEFT_OUT,), leaves_out=True)
        elif row.identity in found:
            outlooks[row.identity] = _outlook(found[row.identity], row, by, words)
        elif row.identity.startswith(BY_KEY):
            outlooks[row.identity] = Outlook(problems=(NO_SUCH_CASE,))
    return planning.plan(rows, {key: match.digest for key, match in found.items()}, outlooks)


def _outlook(match: Match, row: Identified, by: Actor, words: MappingType[str, str]) -> Outlook:
    case = match.case
    if match.digest == row.draft.digest:
        return Outlook(reference=case.reference)
    if reason := reason_to_refuse(case, by):
        return Outlook(problems=(reason,), reference=case.reference)
    merged = merge(case, match.base, row.draft, words=words)
    told = (APPROVED,) if merged.changes and case.approval_standing == Standing.STANDING else ()
    return Outlook(merged.changes, (*told, *merged.kept), case.reference)


def refresh_preview(batch: ImportBatch, *, by: Actor) -> dict[str, Any]:
    """Work out what a start would do now and keep it with the batch; nothing else is written."""
    known = known_to(by, batch.unit)
    rows = identified_rows(batch, by=by, known=known)
    planned = plan_of(rows, batch.source, batch.decisions, by=by, known=known)
    said = remembered(batch.source, [row.identity for row in rows])
    new = [
        item.row
        for item in planned
        if item.row.identity
        and item.row.identity not in said
        and (item.outcome == planning.CREATED or item.row.identity in batch.decisions)
    ]
    found = alike(new, by=by, source=batch.source, unit_name=batch.unit.name) if batch.source else {}
    batch.preview, batch.previewed_at = (
        plain(planning.summary(planned, known.units, found, correction_notes(batch))),
        timezone.now(),
    )
    batch.save(update_fields=["preview", "previewed_at"])
    return batch.preview


def prepare_preview(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Make the preview: at once for a file of usual size, else in a job that the page shows."""
    if batch.rows_total <= PREVIEW_AT_ONCE:
        refresh_preview(batch, by=by)
        return batch
    with transaction.atomic():
        batch = _open(batch)
        batch.preview, batch.previewed_at = {}, None
        batch.job = jobs.enqueue(PREVIEW_JOB, by=by, params={"batch": str(batch.uid)}, unit=batch.unit)
        batch.save(update_fields=["preview", "previewed_at", "job"])
    return batch


@transaction.atomic
def start(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Start the import as a job. Raises Denied, or Conflict when it was started before or is not yet mapped."""
    require(by, Permission.CASE_IMPORT, batch.unit.path, to="import use cases")
    batch = begin(batch, by=by)
    batch.job = jobs.enqueue(IMPORT_JOB, by=by, params={"batch": str(batch.uid)}, unit=batch.unit)
    batch.save(update_fields=["job"])
    return batch


@transaction.atomic
def begin(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Mark the import as started, once. Raises Conflict when it was, or when no column is the name."""
    batch = _open(batch)
    if not any(entry["to"] == "name" for entry in batch.mapping.get("columns", [])):
        raise Conflict(_("Say first which column holds the name of the use case."))
    batch.started_at = timezone.now()
    batch.save(update_fields=["started_at"])
    audit.record(
        "usecases.import.started",
        batch,
        by=by,
        source=batch.source,
        rows=batch.rows_total,
        file_digest=batch.file_digest,
        mapping=batch.mapping,
    )
    return batch


@transaction.atomic
def go_on(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Do the rest of an import that stopped; what is done stays done. Raises Conflict when nothing has stopped."""
    batch = lock(batch)
    if not batch.is_started or batch.is_finished:
        raise Conflict(_("There is nothing to go on with."))
    if batch.job is not None:
        jobs.retry(batch.job, by=by)
        return batch
    batch.job = jobs.enqueue(IMPORT_JOB, by=by, params={"batch": str(batch.uid)}, unit=batch.unit)
    batch.save(update_fields=["job"])
    return batch


@transaction.atomic
def discard(batch: ImportBatch) -> None:
    """Drop an import that was not started, with its file. Raises Conflict once it was."""
    batch = _open(batch)
    stored = batch.file
    batch.delete()
    transaction.on_commit(lambda: stored.storage.delete(stored.name or ""), robust=True)


def _open(batch: ImportBatch) -> ImportBatch:
    batch = lock(batch)
    if batch.is_started:
        raise Conflict(_("This import was already started."))
    return batch


def _keep_table(batch: ImportBatch, table: Table) -> None:
    batch.headers = list(table.headers)
    batch.rows_total = len(table.rows)
    batch.reading = {
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "sheet": table.sheet,
        "sheets": list(table.sheets),
        "header_row": table.header_row,
    }
    batch.notes = [asdict(note) for note in table.notes]


def _keep_mapping(batch: ImportBatch, mapping: Mapping, used: str) -> ImportBatch:
    batch.mapping = mappings.to_document(mapping, batch.headers)
    batch.profile = used
    batch.preview, batch.previewed_at = {}, None
    batch.save(update_fields=["mapping", "profile", "preview", "previewed_at"])
    return batch


def _named(mapping: Mapping, file_name: str) -> Mapping:
    """Give a guessed mapping the name of its file as the source."""
    if mapping.origin:
        return mapping
    stem = file_name.rsplit(".", 1)[0]
    return mappings.renamed(mapping, slugify(stem)[:SOURCE_LENGTH] or "file")


def _encodings(known: Iterable[ImportProfile]) -> list[str]:
    """The encodings of the profiles, in order and once; those that fit anything come last."""
    listed = dict.fromkeys(encoding for profile in known for encoding in profile.encodings)
    return [name for name in listed if name not in {"utf-16", "latin-1", "cp1252"}]
