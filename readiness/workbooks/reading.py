"""Reading what stands in a filled workbook, before anything is judged by the instrument."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook

from foundation.kernel.archives import Unpackable, names_in
from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from readiness.workbooks import layout

_SEARCH_ROWS = 200
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")


@dataclass(frozen=True, slots=True)
class Typed:
    """A cell: its value, and whether it is a formula."""

    value: Any = None
    is_formula: bool = False

    @property
    def text(self) -> str:
        """As text without blanks around it."""
        return "" if self.value is None else str(self.value).replace("_x000D_", "").strip()


@dataclass(frozen=True, slots=True)
class Row:
    """A row with a key, or with an answer that has lost its key ("")."""

    number: int
    key: str
    label: str
    score: Typed
    not_known: Typed
    comment: Typed


@dataclass(frozen=True, slots=True)
class Filled:
    """A workbook of ours as it came back: the marks by name, and its rows in their order."""

    marks: Mapping[str, str]
    rows: tuple[Row, ...] = field(default_factory=tuple)


def read(content: bytes) -> Filled:
    """Return what a workbook holds. Raises Invalid at `file` for one that cannot be read or is none of ours."""
    _check(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        for page in book.worksheets:
            page.reset_dimensions()
            cells = list(page.iter_rows(max_row=layout.MOST_ROWS, max_col=layout.MOST_COLUMNS))
            if (column := _key_column(cells)) is not None:
                return _filled([[_typed(cell) for cell in row] for row in cells], column)
    except Invalid:
        raise
    except Exception:  # openpyxl raises whatever the damaged part makes of it
        raise _unreadable() from None
    raise Invalid(
        _("This is not a workbook of an assessment, or its hidden columns were removed. Download it here and fill it."),
        field="file",
    )


def check_size(size: int) -> None:
    """Raise Invalid at `file` for nothing at all, or more bytes than a filled workbook can have."""
    if not size:
        raise Invalid(_("The file is empty."), field="file")
    if size > layout.MOST_BYTES:
        raise Invalid(
            _("The file is larger than %(limit)s MB; a filled workbook is far smaller."),
            field="file",
            limit=layout.MOST_BYTES // 1024 // 1024,
        )


def _check(content: bytes) -> None:
    """Refuse what is no XLSX, what unpacks to too much, and documents that define entities."""
    check_size(len(content))
    if not content.startswith(b"PK"):
        raise Invalid(_("This is not an XLSX workbook. Save the table as XLSX and choose it again."), field="file")
    try:
        names = names_in(content, most=layout.MOST_UNPACKED)
        if "xl/workbook.xml" not in names:
            raise Invalid(_("This is not an XLSX workbook. Save the table as XLSX and choose it again."), field="file")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if any(mark in archive.read(name) for name in names for mark in _FORBIDDEN):
                raise _unreadable()
    except Unpackable as error:
        if error.too_large:
            raise Invalid(
                _("The workbook unpacks to more than %(limit)s MB and is not read."),
                field="file",
                limit=layout.MOST_UNPACKED // 1024 // 1024,
            ) from None
        raise _unreadable() from None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        raise _unreadable() from None


def _unreadable() -> Invalid:
    return Invalid(
        _("The workbook is damaged and cannot be read. Open it in a spreadsheet program, save it, and choose it anew."),
        field="file",
    )


def _key_column(rows: list[Any]) -> int | None:
    """Where the keys stand: the column with the mark of the instrument."""
    for row in rows[:_SEARCH_ROWS]:
        for number, cell in enumerate(row):
            if cell.value == layout.INSTRUMENT:
                return number
    return None


def _typed(cell: Any) -> Typed:
    return Typed(cell.value, getattr(cell, "data_type", "") == "f")


def _filled(rows: list[list[Typed]], column: int) -> Filled:
    marks: dict[str, str] = {}
    names: dict[str, int] = {}
    for row in rows:
        key = row[column].text if len(row) > column else ""
        if key in layout.MARKS:
            marks.setdefault(key, row[column + 1].text if len(row) > column + 1 else "")
        elif key == layout.COLUMNS and not names:
            names = {cell.text: number for number, cell in enumerate(row) if cell.text in layout.ORDER}
    if missing := {layout.SCORE, layout.NOT_KNOWN, layout.COMMENT} - names.keys():
        raise Invalid(
            _("The workbook has lost its column “%(column)s”. Download it anew and fill that one."),
            field="file",
            column=min(missing),
        )
    found = []
    for number, row in enumerate(rows, 1):
        cells = {name: row[at] if at < len(row) else Typed() for name, at in names.items()}
        key = row[column].text if len(row) > column else ""
        if key.startswith("#") or (not key and not _says_something(cells)):
            continue
        label = cells[layout.FACTOR].text if layout.FACTOR in cells else ""
        found.append(Row(number, key, label, cells[layout.SCORE], cells[layout.NOT_KNOWN], cells[layout.COMMENT]))
    return Filled(marks, tuple(found))


def _says_something(cells: Mapping[str, Typed]) -> bool:
    """Whether a row without a key holds an answer; headers and notes below the table are none."""
    value = cells[layout.SCORE].value
    return isinstance(value, int | float) or cells[layout.NOT_KNOWN].text.lower() == layout.TICK
