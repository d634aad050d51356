"""CSV and XLSX of what a list shows. Text that a spreadsheet would run as a formula is made harmless."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What Excel, LibreOffice and Google Sheets take for the start of a formula (OWASP, CSV injection)."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST_CELL = 32_767
"""Characters that an XLSX cell holds."""
KINDS = ("csv", "xlsx")


def harmless(value: Any) -> Any:
    """A cell that no spreadsheet runs: text starting like a formula gets an apostrophe; numbers stay numbers."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    return value


def download(kind: str, name: str, headers: list[str], rows: Iterable[list[Any]]) -> HttpResponseBase:
    """The file as an answer: `kind` csv or xlsx, `name` without its ending and date."""
    file_name = f"{name}-{timezone.localdate().isoformat()}.{kind}"
    if kind == "xlsx":
        response: HttpResponseBase = FileResponse(
            workbook(headers, rows),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
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


def workbook(headers: list[str], rows: Iterable[list[Any]]) -> io.BytesIO:
    """An XLSX file, open at its start; numbers, dates and text keep their kind, the header row stays in view."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.freeze_panes = "A2"
    top = []
    for header in headers:
        cell = WriteOnlyCell(sheet, value=harmless(printable(header)))
        cell.font = Font(bold=True)
        top.append(cell)
    sheet.append(top)
    for row in rows:
        sheet.append([_as_cell(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


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
