"""What a person puts right on the preview: values of cells, and which case a row is. The file stays as it is."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from usecases.importing import batches
from usecases.importing.closed import choices_of
from usecases.importing.corrections import MOST_CORRECTIONS, corrected, correction
from usecases.importing.mapping import from_document
from usecases.importing.register import known_to
from usecases.importing.rows import draft_of
from usecases.importing.tables import MAX_CELL_LENGTH, Table, unstorable
from usecases.models import UseCase
from usecases.models_import import Chosen, ImportBatch


@transaction.atomic
def correct_value(
    batch: ImportBatch, *, by: Actor, row: int, position: int, text: str, everywhere: bool = False
) -> ImportBatch:
    """Use another text for a cell, or for every row that has the same text in this column.

    Raises Conflict once the import is started, Invalid at "text" for one that cannot be stored, changes nothing, or
    cannot be read as what its column is; at "row" for a cell that the file does not have.
    """
    batch = _open(batch)
    if len(text) > MAX_CELL_LENGTH:
        raise Invalid(_("Enter at most %(limit)d characters."), field="text", limit=MAX_CELL_LENGTH)
    if unstorable(text):
        raise Invalid(_("The text holds a control character; remove it."), field="text")
    table = batches.table_of(batch)
    found = next((each for each in table.rows if each.number == row), None)
    if found is None or not 0 <= position < len(table.headers):
        raise Invalid(_("The file has no such cell."), field="row")
    old = found.cells[position]
    if text == old:
        raise Invalid(_("That is what stands there already; enter another value."), field="text")
    fresh = correction(table, position, old, text, row=None if everywhere else row)
    kept = [*batch.corrections, fresh]
    if len(kept) > MOST_CORRECTIONS:
        raise Conflict(
            _("%(limit)s values are corrected already. Correct the file itself and import it."), limit=MOST_CORRECTIONS
        )
    _check_reads(batch, corrected(table, [fresh]), by, row=row, position=position, text=text)
    return _keep(batch, by, corrections=kept)


@transaction.atomic
def take_back(batch: ImportBatch, *, by: Actor, index: int) -> ImportBatch:
    """Use again what the file says instead of the correction at `index`. Raises Conflict, Invalid for none there."""
    batch = _open(batch)
    if not 0 <= index < len(batch.corrections):
        raise Invalid(_("This correction was taken back already."), field="index")
    return _keep(batch, by, corrections=[item for at, item in enumerate(batch.corrections) if at != index])


@transaction.atomic
def decide_rows(batch: ImportBatch, choices: Mapping[str, tuple[str, str]], *, by: Actor) -> ImportBatch:
    """Say what rows are that look like other cases: by identity (same, uid of the case), (own, "") or (leave, "").

    The choice counts for this import and is remembered for the next one of the source. Raises Conflict once started,
    Invalid at "choices" for a row or a case that was not suggested, or one case for two rows.
    """
    batch = _open(batch)
    suggested = {item["identity"]: {each["case"] for each in item["alike"]} for item in batch.preview.get("alike", [])}
    decisions = dict(batch.decisions)
    for identity, (do, case) in choices.items():
        if (
            identity not in suggested
            or do not in set(Chosen)
            or (do == Chosen.SAME and case not in suggested[identity])
        ):
            raise Invalid(
                _("Choose from what is suggested for the row; the preview may have changed."), field="choices"
            )
        decisions[identity] = {"do": do, "case": case if do == Chosen.SAME else ""}
    uids = [choice["case"] for choice in decisions.values() if choice["do"] == Chosen.SAME]
    if len(set(uids)) < len(uids):
        raise Invalid(
            _("Two rows cannot be the same case. Leave one of them out, or make it its own."), field="choices"
        )
    allowed = access_of(by).q(Permission.CASE_IMPORT, "unit__path")
    if UseCase.objects.filter(allowed, uid__in=[UUID(uid) for uid in uids]).count() < len(uids):
        raise Invalid(_("You may not import into one of the units of these cases."), field="choices")
    return _keep(batch, by, decisions=decisions)


def _check_reads(batch: ImportBatch, table: Table, by: Actor, *, row: int, position: int, text: str) -> None:
    """Raise Invalid at "text" when a corrected cell still cannot be read; a choice, or nothing, is what was meant."""
    mapping, known = from_document(batch.mapping, table.headers), known_to(by, batch.unit)
    meant = mapping.is_blank(text) or any(
        text == value for value, _label in choices_of(mapping.columns.get(position, ""), mapping, known)
    )
    found = next(each for each in table.rows if each.number == row)
    for problem in draft_of(table, found, mapping, known).problems:
        if problem.position == position and (problem.refuses or not meant):
            raise Invalid(problem.text, field="text", **problem.params)


def _open(batch: ImportBatch) -> ImportBatch:
    batch = lock(batch)
    if batch.is_started:
        raise Conflict(_("This import was already started."))
    return batch


def _keep(batch: ImportBatch, by: Actor, **columns: Any) -> ImportBatch:
    for name, value in columns.items():
        setattr(batch, name, value)
    batch.save(update_fields=list(columns))
    batches.prepare_preview(batch, by=by)
    return batch
