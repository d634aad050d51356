"""Files of ledger entries: read, checked row by row, and booked in small transactions."""

import csv
import io
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.files import File as StoredFile
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.jobs import services as jobs
from foundation.jobs.runner import JobRun
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.ui.exports import harmless
from roi import policies
from roi.import_models import LedgerImport
from roi.services.bulk import FIELDS, Outcome, Places, book_rows
from roi.services.rates import person
from roi.workflow import ImportState
from usecases.importing import csv_files, reading, xlsx_files

MOST_ROWS = 300_000
CHUNK = 500
SHOWN_PROBLEMS = 200
NAMES: Mapping[str, tuple[str, ...]] = {
    "unit": ("unit", "unit code", "unit name", "department", "cost center", "cost centre"),
    "case": ("case", "use case", "use case reference", "reference"),
    "category": ("category",),
    "period": ("period", "month", "date"),
    "amount": ("amount", "value"),
    "currency": ("currency", "amount currency", "ccy"),
    "basis": ("basis", "plan or actual"),
    "grade": ("grade", "evidence"),
    "memo": ("memo", "note", "description", "text"),
    "key": ("key", "id", "external id", "document number"),
}
TEMPLATE_ROWS = (
    ["SALES", "", "licenses", "2026-01", "1250.00", "USD", "actual", "asserted", "Invoice 4711", "inv-4711"],
    ["", "UC-0042", "cost_savings", "2026-02", "9800.50", "EUR", "plan", "", "First month of use", "plan-0042-1"],
)


@transaction.atomic
def upload(*, by: Actor, name: str, content: bytes) -> LedgerImport:
    """Keep a file and have it checked by the worker. Raises Denied, Invalid at `file` for what is no table."""
    policies.check_book_somewhere(by)
    reading.check_size(len(content))
    header, _rows, notes = opened(content)
    made = LedgerImport(created_by=person(by), file_name=(name or "file")[:250], file_size=len(content), notes=notes)
    made.file.save("file", ContentFile(content), save=False)
    made.save()
    audit.record("roi.import.uploaded", made, by=by, columns=sorted(header))
    made.job = jobs.enqueue("roi.import_check", by=by, params={"import": str(made.uid)})
    made.save(update_fields=["job"])
    return made


@transaction.atomic
def start(upload_: LedgerImport, *, by: Actor) -> LedgerImport:
    """Have what was checked booked by the worker, or go on where the worker stopped.

    What a stopped booking had booked already is known by its keys and stays unchanged. Raises Denied; Conflict when the
    file is being worked on, was booked, or has nothing to book.
    """
    upload_ = lock(upload_)
    policies.check_import(by, upload_)
    if upload_.is_stopped:
        return _go_on(upload_, by)
    if upload_.state != ImportState.CHECKED:
        raise Conflict(_("This file is being worked on, or was booked already."))
    if not upload_.counts.get("created"):
        raise Conflict(_("There is nothing to book in this file."))
    upload_.state = ImportState.BOOKING
    upload_.job = jobs.enqueue("roi.import", by=by, params={"import": str(upload_.uid)})
    upload_.save(update_fields=["state", "job"])
    audit.record("roi.import.started", upload_, by=by)
    return upload_


def _go_on(upload_: LedgerImport, by: Actor) -> LedgerImport:
    """Run the job of a stopped file again, or a new one where it is gone."""
    checking = upload_.state == ImportState.CHECKING
    if upload_.job is not None:
        upload_.job = jobs.retry(upload_.job, by=by)
    else:
        kind = "roi.import_check" if checking else "roi.import"
        upload_.job = jobs.enqueue(kind, by=by, params={"import": str(upload_.uid)})
        upload_.save(update_fields=["job"])
    if not checking:
        audit.record("roi.import.started", upload_, by=by)
    return upload_


def opened(content: bytes) -> tuple[dict[str, int], Iterator[tuple[int, list[str]]], list[str]]:
    """Return (position of each known column, numbered rows, what was noticed) of a CSV or XLSX file.

    Raises Invalid at `file` when it cannot be read, or lacks a column that every entry needs.
    """
    if xlsx_files.is_workbook(content):
        records: Iterator[tuple[int, list[str]]] = iter(xlsx_files.read_sheet(content).records)
    else:
        text, _encoding, _notes = csv_files.decode(content)
        delimiter = csv_files.find_delimiter(text)
        records = _csv_rows(text, delimiter)
    first = next(records, None)
    if first is None:
        raise Invalid(_("The file is empty: it has no header and no rows."), field="file")
    known, unknown = _header(first[1])
    missing = [name for name in ("category", "period", "amount") if name not in known]
    if "unit" not in known and "case" not in known:
        missing.append("unit")
    if missing:
        raise Invalid(
            _("The first row lacks these columns: %(columns)s. Download the template to see all of them."),
            field="file",
            columns=", ".join(missing),
        )
    notes = [gettext("Not read: column “%(name)s”.") % {"name": name[:80]} for name in unknown if name]
    return known, records, notes


def _csv_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    try:
        for cells in reader:
            number += 1
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error:
        raise Invalid(
            _("Row %(row)s cannot be read: a quotation mark is probably missing."), field="file", row=number + 1
        ) from None


def _header(cells: list[str]) -> tuple[dict[str, int], list[str]]:
    by_name = {name: field for field, names in NAMES.items() for name in names}
    known: dict[str, int] = {}
    unknown: list[str] = []
    for position, cell in enumerate(cells):
        field = by_name.get(re.sub(r"[^a-z0-9]+", " ", cell.lower()).strip())
        if field and field not in known:
            known[field] = position
        else:
            unknown.append(cell.strip())
    return known, unknown


def _chunks(content: bytes) -> Iterator[list[tuple[int, dict[str, str]]]]:
    known, records, _notes = opened(content)
    chunk: list[tuple[int, dict[str, str]]] = []
    for count, (number, cells) in enumerate(records, 1):
        if count > MOST_ROWS:
            raise Invalid(
                _("The file has more than %(limit)s rows. Split it into several files."), field="file", limit=MOST_ROWS
            )
        chunk.append((number, {name: cells[at] if at < len(cells) else "" for name, at in known.items()}))
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def run(job: JobRun, *, dry: bool) -> dict[str, Any]:
    """Check a file, or book it, in small transactions; after an interruption rows are known by their key."""
    upload_ = LedgerImport.objects.get(uid=job.params["import"])
    job.link_result(upload_.get_absolute_url())
    with upload_.file.open("rb") as stored:
        content = stored.read()
    places, counts, problems = Places(job.by), Counter[str](), list[dict[str, Any]]()
    total = max(1, content.count(b"\n"))
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as result:
        writer = csv.writer(result)
        writer.writerow(["row", "outcome", "column", "message", "key", "entry"])
        for chunk in _chunks(content):
            for outcome in book_rows(chunk, by=job.by, places=places, subject=upload_, dry=dry, watching=not dry):
                counts[outcome.state] += 1
                writer.writerow([harmless(cell) for cell in _line(outcome)])
                if outcome.state == "refused" and len(problems) < SHOWN_PROBLEMS:
                    problems += [
                        {"row": fault.number, "field": fault.field, "said": _told(fault)}
                        for fault in (outcome, *outcome.more)
                    ]
            done = sum(counts.values())
            job.progress(min(done, total), total, doing=gettext("Reading rows"), refused=counts["refused"])
        if not counts:
            problems.append({"row": 0, "field": "file", "said": gettext("The file has no rows below its header.")})
        result.seek(0)
        if upload_.result:
            upload_.result.delete(save=False)
        upload_.result.save("result", StoredFile(result), save=False)
    upload_.counts = {state: counts[state] for state in ("created", "unchanged", "refused")}
    upload_.problems, upload_.state = problems, ImportState.CHECKED if dry else ImportState.DONE
    upload_.finished_at = None if dry else timezone.now()
    with transaction.atomic():
        upload_.save()
        if not dry:
            audit.record("roi.import.booked", upload_, by=job.by, rows=upload_.counts)
    return dict(upload_.counts)


def _told(outcome: Outcome) -> str:
    return gettext(outcome.message) % outcome.params if outcome.params else gettext(outcome.message)


def _line(outcome: Outcome) -> list[Any]:
    faults = (outcome, *outcome.more) if outcome.message else ()
    columns, message = ", ".join(each.field for each in faults), " ".join(_told(each) for each in faults)
    return [outcome.number, outcome.state, columns, message, outcome.key, outcome.uid]


def sentence(upload_: LedgerImport) -> str:
    """Say what a file would book, or has booked."""
    created = int(upload_.counts.get("created", 0))
    if upload_.state == ImportState.CHECKED:
        said = ngettext("%(count)s entry can be booked", "%(count)s entries can be booked", created)
    elif upload_.state == ImportState.DONE:
        said = ngettext("%(count)s entry is booked", "%(count)s entries are booked", created)
    elif not upload_.is_stopped:
        return gettext("The file is being worked on")
    elif upload_.state == ImportState.CHECKING:
        return gettext("The file was not checked to its end")
    else:
        return gettext("The file was not booked to its end")
    return said % {"count": created}


__all__ = ["FIELDS", "TEMPLATE_ROWS", "opened", "run", "sentence", "start", "upload"]
