"""Importing a file of measurements, read row by row in the worker: a million rows need no more memory than a few."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext

from foundation.db.models import new_uid
from foundation.jobs import services as jobs
from foundation.jobs.models import Job
from foundation.jobs.runner import JobRun
from foundation.kernel.errors import DomainError, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from metrics import policies, rules
from metrics.services.pushing import Given, Problem, Pushed, push
from metrics.workflow import Origin
from usecases.importing import csv_files, reading, xlsx_files
from usecases.importing.tables import Unreadable

IMPORT_JOB = "metrics.import"
AT_ONCE = 5_000
TOLD = 500
"""Problems that the result of the job lists; all are counted."""
_SAMPLE = 200_000
COLUMNS = {
    "case": ("case", "use case", "reference"),
    "kpi": ("kpi", "kpi key", "indicator"),
    "on": ("on", "day", "date"),
    "value": ("value", "figure"),
    "sample": ("sample", "sample size", "n"),
    "key": ("key", "id"),
    "note": ("note", "comment"),
    "period_from": ("from", "period_from", "period from"),
}
NEEDED = ("case", "kpi", "on", "value")


def request_import(file: File, *, by: Actor) -> Job:
    """Keep a file and ask for its import. Raises Denied; Unreadable (at `file`) for one that is empty or too large."""
    policies.check_import(by)
    path, name = keep(file, "measurements")
    with transaction.atomic():
        return jobs.enqueue(IMPORT_JOB, by=by, params={"path": path, "name": name})


def keep(
    file: File, folder: str, columns: Mapping[str, Sequence[str]] = COLUMNS, needed: Sequence[str] = NEEDED
) -> tuple[str, str]:
    """Store a file whose header names what is needed, for the worker; return where it lies and its name.

    Raises Unreadable (at `file`) for one that is empty, too large, no table, or lacks a column.
    """
    size, limit = file.size or 0, settings.MAX_IMPORT_BYTES
    if size == 0:
        raise Unreadable(_("The file is empty: it has no header and no rows."))
    if size > limit:
        raise Unreadable(
            _("The file is larger than %(limit)s MB. Split it into several files."), limit=limit // 1024 // 1024
        )
    columns_of(next(records(file), []), columns, needed)
    file.seek(0)
    path = default_storage.save(f"{folder}/{new_uid()}", file)
    return path, " ".join((file.name or "file").replace("\x00", "").split())[-200:]


def columns_of(
    header: Sequence[str], columns: Mapping[str, Sequence[str]] = COLUMNS, needed: Sequence[str] = NEEDED
) -> dict[str, int]:
    """Return where each column stands. Raises Unreadable (at `file`) when one that is needed is missing."""
    found: dict[str, int] = {}
    for position, text in enumerate(header):
        plain = " ".join(text.replace("\ufeff", "").strip().lower().split())
        for name, words in columns.items():
            if plain in words:
                found.setdefault(name, position)
    if missing := [name for name in needed if name not in found]:
        raise Unreadable(
            _("The first row must name the columns; it lacks: %(missing)s. The template shows how."),
            missing=", ".join(missing),
        )
    return found


def run_import(run: JobRun) -> dict[str, Any]:
    """Import a file of measurements."""
    return run_rows(
        run,
        read_row,
        lambda rows: push(rows, by=run.by, origin=Origin.IMPORTED, note=run.params["name"]),
        result="/measures/values/",
    )


def run_rows(
    run: JobRun,
    read: Callable[[int, Sequence[str], dict[str, int]], Any],
    record: Callable[[list[Any]], Pushed],
    *,
    result: str,
    columns: Mapping[str, Sequence[str]] = COLUMNS,
    needed: Sequence[str] = NEEDED,
) -> dict[str, Any]:
    """Import a file in steps of 5,000 rows, each once; after an interruption it goes on where it stopped.

    `read(place, cells, columns)` makes a row of the cells, or a Problem; `record(rows)` takes them.
    """
    counts: dict[str, Any] = {"received": 0, "created": 0, "unchanged": 0, "refused": 0, "problems": []}
    counts |= run.job.memory.get("counts", {})
    total = default_storage.size(run.params["path"])
    with default_storage.open(run.params["path"], "rb") as stored:
        rows = records(stored)
        found = columns_of(next(rows, []), columns, needed)
        start = 0
        while chunk := list(islice(rows, AT_ONCE)):
            with run.once(f"rows from {start}") as first:
                if first:
                    _count(record([read(place, cells, found) for place, cells in enumerate(chunk)]), start, counts)
                    run.remember(counts=counts)
            start += len(chunk)
            run.progress(
                min(stored.tell(), total),
                total,
                doing=gettext("Recording values"),
                created=counts["created"],
                unchanged=counts["unchanged"],
                refused=counts["refused"],
            )
    default_storage.delete(run.params["path"])
    run.link_result(result)
    return counts


def _count(done: Pushed, start: int, counts: dict[str, Any]) -> None:
    for name in ("received", "created", "unchanged", "refused"):
        counts[name] += getattr(done, name)
    for problem in done.problems[: max(0, TOLD - len(counts["problems"]))]:
        said = (
            gettext(problem.error.template) % problem.error.params if problem.error.params else problem.error.template
        )
        counts["problems"].append({"row": start + problem.row + 2, "field": problem.field, "message": said})


def read_row(place: int, cells: Sequence[str], columns: dict[str, int]) -> Given | Problem:
    """Read one row. Without a key of its own a value is named by its day: one value a day and KPI."""
    given = {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()}
    try:
        on = read_day(given["on"], "on")
        return Given(
            case=given["case"],
            kpi=given["kpi"],
            on=on,
            value=rules.read_value(given["value"]),
            key=given.get("key") or f"day:{on.isoformat()}",
            sample=read_whole(given.get("sample", "")),
            period_from=read_day(given["period_from"], "period_from") if given.get("period_from") else None,
            note=given.get("note", "")[:500],
        )
    except DomainError as error:
        return Problem(place, error.code, error.field, error)


def read_day(text: str, field: str) -> date:
    """Read a day as 2026-11-30. Raises Invalid at `field`."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise Invalid(_("Write a day as 2026-11-30."), field=field) from None


def read_whole(text: str, field: str = "sample") -> int | None:
    """Read a whole number, None for nothing. Raises Invalid at `field`."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Invalid(_("Enter a whole number."), field=field)
    return int(text)


def records(file: Any) -> Iterator[list[str]]:
    """Yield the rows of a CSV or XLSX file, told by its bytes; CSV is read as a stream."""
    file.seek(0)
    sample = file.read(_SAMPLE)
    file.seek(0)
    if xlsx_files.is_workbook(sample):
        table = reading.read(file.read())
        yield list(table.headers)
        yield from (list(row.cells) for row in table.rows)
        return
    whole = sample if len(sample) < _SAMPLE else sample[: sample.rfind(b"\n") + 1] or sample
    text, encoding, _notes = csv_files.decode(whole)
    reader = csv.reader(_lines(file, encoding), delimiter=csv_files.find_delimiter(text))
    try:
        yield from (cells for cells in reader if any(cell.strip() for cell in cells))
    except csv.Error:
        raise Unreadable(_("The file has a cell that never ends. A quotation mark is probably missing.")) from None


def _lines(file: Any, encoding: str) -> Iterator[str]:
    for line in io.TextIOWrapper(
        io.BufferedReader(_Kept(file), 1 << 16), encoding=encoding, errors="replace", newline=""
    ):
        yield line.replace("\x00", "")


class _Kept(io.RawIOBase):
    """A file that its wrapper does not close."""

    def __init__(self, file: Any) -> None:
        self.file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
