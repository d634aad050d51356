"""Reading XLSX workbooks: the first visible sheet that holds something, formulas as text."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl import load_workbook

from foundation.kernel.text import gettext_noop as _
from usecases.importing.tables import HEADER_SEARCH, MAX_COLUMNS, MAX_ROWS, Note, Unreadable

MAX_UNPACKED_BYTES = 400 * 1024 * 1024
_MANY_COLUMNS = MAX_COLUMNS * 4


def is_workbook(content: bytes) -> bool:
    """Say whether the content is a zip archive, whatever the file is called."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def records(content: bytes, *, sheet: str = "") -> tuple[list[tuple[int, list[str]]], str, list[Note]]:
    """Return (numbered records, sheet name, notes) of a workbook.

    Formulas come as their text ("=A1+B1") and are never computed. Raises Unreadable for another kind of archive, a
    damaged or unreasonably packed workbook, or one without a filled sheet.
    """
    _check_archive(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        names = [each.title for each in book.worksheets if each.sheet_state == "visible"]
        for name in [sheet] if sheet in names else names:
            found = list(_rows(book[name]))
            if found:
                return found, name, _about(names, name)
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
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            unpacked = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Unreadable(_("The file is damaged: it begins like a workbook but cannot be opened.")) from None
    if "xl/workbook.xml" not in names:
        raise Unreadable(_("This archive is not an XLSX workbook. Save the table as XLSX or CSV and choose it again."))
    if unpacked > MAX_UNPACKED_BYTES:
        raise Unreadable(
            _("The workbook unpacks to more than %(limit)s MB and is not read. Save the table as CSV."),
            limit=MAX_UNPACKED_BYTES // 1024 // 1024,
        )


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=_MANY_COLUMNS), start=1):
        cells = [_text(value) for value in values]
        if not any(cell.strip() for cell in cells):
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


def _about(names: list[str], used: str) -> list[Note]:
    if len(names) < 2:
        return []
    return [Note(_("The workbook has %(count)s sheets; “%(sheet)s” was read."), {"count": len(names), "sheet": used})]
