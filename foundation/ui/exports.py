"""CSV and XLSX of what a list shows. Text that a spreadsheet would run as a formula is made harmless."""

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What Excel, LibreOffice and Google Sheets take for the start of a formula (OWASP, CSV injection)."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST_CELL = 32_767
"""Characters that an XLSX cell holds."""
KINDS = ("csv", "xlsx")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH_SAMPLE = 200
"""Rows that decide how wide the columns are."""
_HEADER_FILL = PatternFill("solid", start_color="E8ECF1")
_NOT_IN_NAMES = re.compile(r"[\\/*?:\[\]]")


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet runs: text starting like a formula gets an apostrophe; numbers stay numbers."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    return value


def as_written(text: str) -> str:
    """A text as it stood before `harmless`: without the apostrophe in front of what looks like a formula."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS) else text


def download(
    kind: str,
    name: str,
    headers: list[str],
    rows: Iterable[list[Any]],
    *,
    title: str = "",
    about: Sequence[str] = (),
) -> HttpResponseBase:
    """The file as an answer: `kind` csv or xlsx, `name` without its ending and date; a title only for xlsx."""
    file_name = f"{name}-{timezone.localdate().isoformat()}.{kind}"
    if kind == "xlsx":
        response: HttpResponseBase = FileResponse(
            workbook(headers, rows, title=title, about=about),
            content_type=XLSX_TYPE,
            as_attachment=True,
            filename=file_name,
        )
    else:
        response = StreamingHttpResponse(
            csv_lines(headers, rows, timezone.get_current_timezone()), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = content_disposition_header(True, file_name) or ""
    response["Cache-Control"] = "no-store"
    return response


def csv_lines(headers: list[str], rows: Iterable[list[Any]], zone: tzinfo | None = None) -> Iterator[bytes]:
    """CSV in pieces of some 200 rows, UTF-8 with a byte order mark, so that Excel reads the letters right.

    Moments are written with their offset in `zone`: the pieces are sent after the request, when no reader's zone is
    in force any more.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([harmless(header) for header in headers])
    first = True
    for index, row in enumerate(rows, 1):
        writer.writerow([_as_text(cell, zone) for cell in row])
        if index % 200 == 0:
            yield _taken(buffer, first)
            first = False
    yield _taken(buffer, first)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook; lines about it (as of, filters) stand between its title and its header."""

    name: str
    headers: list[str]
    rows: Iterable[list[Any]]
    title: str = ""
    about: tuple[str, ...] = ()


def workbook(
    headers: list[str], rows: Iterable[list[Any]], *, title: str = "", about: Sequence[str] = ()
) -> io.BytesIO:
    """An XLSX file of one sheet, open at its start."""
    return book_of([Sheet("Data", headers, rows, title, tuple(about))])


def book_of(sheets: Sequence[Sheet]) -> io.BytesIO:
    """An XLSX file, open at its start; numbers, dates and text keep their kind, the header row stays in view.

    Columns are as wide as their first rows need; the header can be filtered by. Names of sheets are cut to what a
    spreadsheet allows, and told apart.
    """
    book = Workbook(write_only=True)
    taken: set[str] = set()
    for each in sheets:
        _write_sheet(book, each, _sheet_name(each.name, taken))
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def _sheet_name(name: str, taken: set[str]) -> str:
    base = _NOT_IN_NAMES.sub(" ", printable(name)).strip("' ")[:28] or "Sheet"
    found, number = base, 1
    while found.casefold() in taken:
        number += 1
        found = f"{base} {number}"
    taken.add(found.casefold())
    return found


def _write_sheet(book: Workbook, given: Sheet, name: str) -> None:
    sheet = book.create_sheet(name)
    rows = iter(given.rows)
    first = [[_as_cell(cell) for cell in row] for row in itertools.islice(rows, WIDTH_SAMPLE)]
    for index, header in enumerate(given.headers):
        texts = [str(row[index]) for row in first if index < len(row) and row[index] is not None]
        longest = max([len(header) + 3, *(min(len(line), 60) for text in texts for line in text.splitlines()[:3])])
        sheet.column_dimensions[get_column_letter(index + 1)].width = min(60, max(9, longest + 2))
    top = len(given.about) + 3 if given.title else 1
    sheet.freeze_panes = f"A{top + 1}"  # before the first row: views of a sheet are written with it
    if given.title:
        sheet.append([_styled(sheet, given.title, Font(bold=True, size=14))])
        for line in given.about:
            sheet.append([_styled(sheet, line, Font(color="555555"))])
        sheet.append([])
    header_cells = []
    for header in given.headers:
        cell = _styled(sheet, header, Font(bold=True))
        cell.fill = _HEADER_FILL
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        header_cells.append(cell)
    sheet.append(header_cells)
    written = 0
    for cells in itertools.chain(first, (map(_as_cell, row) for row in rows)):
        sheet.append([_formatted(sheet, cell) for cell in cells])
        written += 1
    if given.headers:  # set after the rows, so that it covers all of them
        sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(given.headers))}{top + max(1, written)}"


def _styled(sheet: Any, text: str, font: Font) -> Any:
    cell = WriteOnlyCell(sheet, value=harmless(printable(text)))
    cell.font = font
    return cell


def _formatted(sheet: Any, value: Any) -> Any:
    """A cell with the format that its kind asks for; text and whole numbers need none."""
    if isinstance(value, Decimal | float):
        cell = WriteOnlyCell(sheet, value=value)
        decimals = -value.as_tuple().exponent if isinstance(value, Decimal) else 2  # type: ignore[operator]
        cell.number_format = "#,##0" if decimals <= 0 else "#,##0." + "0" * min(4, decimals)
        return cell
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value=value)
        cell.number_format = "yyyy-mm-dd hh:mm"
        return cell
    return value


def _taken(buffer: io.StringIO, first: bool) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8-sig" if first else "utf-8")


def _as_text(value: Any, zone: tzinfo | None) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return (timezone.localtime(value, zone) if timezone.is_aware(value) else value).isoformat(timespec="seconds")
    return harmless(str(value).replace("\x00", ""))


def _as_cell(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | Decimal):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if hasattr(value, "isoformat"):
        return value
    return harmless(printable(str(value)))


def printable(text: str) -> str:
    """Text as an XLSX cell can hold it: no control characters, at most 32,767 characters."""
    return _CONTROL.sub("", text)[:LONGEST_CELL]
