"""Reading XLSX workbooks: a visible sheet that holds something, kept values of formulas, merged cells."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from foundation.kernel.archives import Unpackable, names_in
from foundation.kernel.text import gettext_noop as _
from usecases.importing.tables import HEADER_SEARCH, MAX_COLUMNS, MAX_ROWS, Note, Unreadable

MAX_UNPACKED_BYTES = 400 * 1024 * 1024
MOST_MERGED = 20_000
_MANY_COLUMNS = MAX_COLUMNS * 4
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


def is_workbook(content: bytes) -> bool:
    """Say whether the content is a zip archive, whatever the file is called."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """Numbered records of the sheet that was read, all visible sheets, and where one cell spans columns.

    `spans` gives by row number the first and last position of each cell that is merged over several columns.
    """

    records: list[tuple[int, list[str]]]
    name: str
    names: tuple[str, ...]
    notes: list[Note]
    spans: dict[int, list[tuple[int, int]]]


def read_sheet(content: bytes, *, sheet: str = "") -> Sheet:
    """Read a workbook: the visible sheet called `sheet`, else the first that holds something.

    A formula comes as the value that was last computed and kept for it, else as its text; it is never run. A cell
    merged over several rows stands in each of them. Raises Unreadable for another kind of archive, a damaged or
    unreasonably packed workbook, or one without a filled sheet.
    """
    _check_archive(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        names = tuple(each.title for each in book.worksheets if each.sheet_state == "visible")
        for name in [sheet] if sheet in names else names:
            found = list(_rows(book[name]))
            if found:
                notes = _about(names, name)
                if _has_formulas(found):
                    notes += _compute(content, name, found)
                spans = _merge(content, book[name], found)
                return Sheet(found, name, names, notes, spans)
    except Unreadable:
        raise
    except Exception:  # openpyxl raises whatever the damaged part makes of it
        raise Unreadable(
            _(
                "The workbook is damaged and cannot be read. "
                "Open it in a spreadsheet program, save it again, and choose it anew."
            )
        ) from None
    raise Unreadable(_("The workbook is empty: none of its visible sheets holds anything."))


def _check_archive(content: bytes) -> None:
    try:
        names = names_in(content, most=MAX_UNPACKED_BYTES)
    except Unpackable as error:
        if error.too_large:
            raise Unreadable(
                _("The workbook unpacks to more than %(limit)s MB and is not read. Save the table as CSV."),
                limit=MAX_UNPACKED_BYTES // 1024 // 1024,
            ) from None
        raise Unreadable(_("The file is damaged: it begins like a workbook but cannot be opened.")) from None
    if "xl/workbook.xml" not in names:
        raise Unreadable(_("This archive is not an XLSX workbook. Save the table as XLSX or CSV and choose it again."))


def _has_formulas(records: list[tuple[int, list[str]]]) -> bool:
    return any(cell.startswith("=") for _number, cells in records for cell in cells)


def _compute(content: bytes, name: str, records: list[tuple[int, list[str]]]) -> list[Note]:
    """Put the kept values of formulas in place of their text; return what to say of those without one."""
    kept = dict(_rows(load_workbook(io.BytesIO(content), read_only=True, data_only=True)[name], blank=True))
    without = 0
    for number, cells in records:
        for position, text in enumerate(cells):
            if text.startswith("="):
                values = kept.get(number, [])
                value = values[position] if position < len(values) else ""
                cells[position] = value or text
                without += not value
    if not without:
        return []
    return [Note(_("Formulas without a kept value came as their text: %(count)s."), {"count": without})]


def _merge(content: bytes, sheet: Any, records: list[tuple[int, list[str]]]) -> dict[int, list[tuple[int, int]]]:
    """Let cells merged over rows stand in each of them; return the spans of those merged over columns, by row."""
    spans: dict[int, list[tuple[int, int]]] = {}
    by_number = dict(records)
    for first, top, last, bottom in _merged_ranges(content, getattr(sheet, "_worksheet_path", "")):
        if last > first:
            spans.setdefault(top, []).append((first, last))
        cells = by_number.get(top, [])
        text = cells[first] if first < len(cells) else ""
        for number in range(top + 1, bottom + 1) if text else ():
            below = by_number.get(number)
            if below is not None and first < len(below) and not below[first]:
                below[first] = text
    return spans


def _merged_ranges(content: bytes, path: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield (first position, top row, last position, bottom row) of merged cells; the reader does not tell them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        try:
            part = archive.open(path)
        except KeyError:
            return
        with part:
            rest, yielded = b"", 0
            while piece := part.read(1 << 20):
                text = rest + piece
                for match in _MERGED.finditer(text):
                    first, top, last, bottom = (group.decode() for group in match.groups())
                    yield column_index_from_string(first) - 1, int(top), column_index_from_string(last) - 1, int(bottom)
                    yielded += 1
                    if yielded >= MOST_MERGED:
                        return
                rest = text[max((match.end() for match in _MERGED.finditer(text)), default=0) :][-100:]


def _rows(sheet: Any, *, blank: bool = False) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=_MANY_COLUMNS), start=1):
        cells = [_text(value) for value in values]
        if not blank and not any(cell.strip() for cell in cells):
            continue
        if number > 1_000_000 or number > MAX_ROWS + HEADER_SEARCH:
            raise Unreadable(_("The file has more than %(limit)s rows. Split it into several files."), limit=MAX_ROWS)
        yield number, cells


def _text(value: Any) -> str:
    """Return a cell as a person reads it: whole numbers without ".0", days in ISO form."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    text = str(getattr(value, "text", value))
    return text.replace("_x000D_", "")


def _about(names: Sequence[str], used: str) -> list[Note]:
    if len(names) < 2:
        return []
    return [Note(_("The workbook has %(count)s sheets; “%(sheet)s” was read."), {"count": len(names), "sheet": used})]
