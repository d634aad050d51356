"""A table of texts, as it was read from a file, and what may be wrong with a file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _

MAX_ROWS = 100_000
MAX_COLUMNS = 300
MAX_CELLS = 3_000_000
MAX_CELL_LENGTH = 131_072
HEADER_SEARCH = 30
# Control characters except tab and line breaks, and lone surrogates: PostgreSQL or UTF-8 cannot hold them.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Unreadable(Invalid):
    """A file that is no table, or too large a one; the sentence belongs to the field "file"."""

    def __init__(self, template: str, **params: Any) -> None:
        super().__init__(template, field="file", **params)


@dataclass(frozen=True, slots=True)
class Note:
    """Something about the whole file that the person should know: a sentence with its parameters."""

    template: str
    params: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.params if self.params else self.template


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet shows it (the first line of the file is 1), and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Headers and rows of equal width; `encoding`, `delimiter` and `sheet` (of `sheets`) say how the file was read."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    header_row: int
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()

    def column(self, position: int) -> list[str]:
        """Return the texts of one column, from the top."""
        return [row.cells[position] for row in self.rows]

    def title(self, position: int) -> str:
        """Return how people call a column: its header, or "Column 7" when it has none."""
        return title_of(self.headers, position)


def title_of(headers: Sequence[str], position: int) -> str:
    """Return a column's header in one line, or its number when the header is blank."""
    return " ".join(headers[position].split()) or f"Column {position + 1}"


def build(
    records: Sequence[tuple[int, Sequence[str]]],
    *,
    header_row: int | None = None,
    notes: Sequence[Note] = (),
    spans: Mapping[int, Sequence[tuple[int, int]]] | None = None,
    **how: Any,
) -> Table:
    """Make a table of numbered records: find the header, drop wholly blank rows, give all rows the same width.

    Columns at the left that are wholly blank are dropped. `header_row` is the number of the record that holds the
    headers; None finds it. `spans` tell by row which cells are merged over several columns (first and last position):
    such a row only groups the headers below it. Raises Unreadable when there is no
    header, no row below it, or more than the limits allow.
    """
    said = list(notes)
    records, removed = _storable(records)
    if removed:
        said.append(Note(_("Control characters, which no text needs, were removed: %(count)s."), {"count": removed}))
    records = [(number, cells) for number, cells in records if any(cell.strip() for cell in cells)]
    if not records:
        raise Unreadable(_("The file is empty: it has no header and no rows."))
    records, left = _without_left(records)
    if header_row is not None:
        at = _index_of(records, header_row)
    else:
        at = find_header([cells for _n, cells in records])
        merged = [(a - left, b - left) for a, b in (spans or {}).get(records[at][0], ())]
        at += _groups_only(records, at, merged)
    number, headers = records[at]
    below = records[at + 1 :]
    if not below:
        raise Unreadable(_("The file has a header but no rows below it."))
    if at:
        said.append(Note(_("The header was found in row %(row)s; the rows above it are left out."), {"row": number}))
    if len(below) > MAX_ROWS:
        raise Unreadable(
            _("The file has %(rows)s rows; at most %(limit)s can be imported at once. Split it into several files."),
            rows=len(below),
            limit=MAX_ROWS,
        )
    width = max(len(_trimmed(cells)) for _n, cells in records[at:])
    if width > MAX_COLUMNS:
        raise Unreadable(
            _("The file has %(columns)s columns; at most %(limit)s can be imported."), columns=width, limit=MAX_COLUMNS
        )
    if width * len(below) > MAX_CELLS:
        raise Unreadable(
            _("The file has %(cells)s cells; at most %(limit)s can be imported at once. Split it into several files."),
            cells=width * len(below),
            limit=MAX_CELLS,
        )
    if any(len(_trimmed(cells)) > len(_trimmed(headers)) for _n, cells in below):
        said.append(Note(_("Some rows are longer than the header; the further cells are kept under a column number.")))
    return Table(
        headers=tuple(text.strip() for text in _fitted(headers, width)),
        rows=tuple(Row(n, _fitted(cells, width)) for n, cells in below),
        header_row=number,
        notes=tuple(said),
        **how,
    )


def find_header(records: Sequence[Sequence[str]]) -> int:
    """Return the index of the first record that looks like headers: well filled, no numbers, no text twice in a row.

    A title or a note above the table fills one or two cells of many, so a header fills at least half as many cells as
    the fullest of the first rows. When nothing looks like headers, the first record is taken.
    """
    sample = records[:HEADER_SEARCH]
    fullest = max(sum(1 for cell in cells if cell.strip()) for cells in sample)
    for index, cells in enumerate(sample):
        texts = [cell.strip() for cell in cells if cell.strip()]
        numbers = sum(1 for text in texts if _is_number(text))
        if len(texts) * 2 >= fullest and numbers * 2 <= len(texts):
            return index
    return 0


def _without_left(records: Sequence[tuple[int, Sequence[str]]]) -> tuple[list[tuple[int, Sequence[str]]], int]:
    """Return the records without the columns at their left that no record fills, and how many these are."""
    blank = min(next(index for index, cell in enumerate(cells) if cell.strip()) for _n, cells in records)
    return ([(number, cells[blank:]) for number, cells in records] if blank else list(records)), blank


def _groups_only(records: Sequence[tuple[int, Sequence[str]]], at: int, merged: Sequence[tuple[int, int]]) -> int:
    """Return 1 when a header row groups the headers of the row below it, else 0: below its merged cells all is text."""
    if not merged or at + 2 >= len(records):
        return 0
    below = records[at + 1][1]
    texts = [below[p] if p < len(below) else "" for first, last in merged for p in range(first, last + 1) if p >= 0]
    return int(all(text.strip() and not _is_number(text.strip()) for text in texts) and len(set(texts)) == len(texts))


def unstorable(text: str) -> bool:
    """Say whether a text holds what no database stores: control characters but tab and line breaks, lone surrogates."""
    return _UNSTORABLE.search(text) is not None


def _storable(records: Sequence[tuple[int, Sequence[str]]]) -> tuple[list[tuple[int, Sequence[str]]], int]:
    """Return the records without characters that cannot be stored, and how many of these there were."""
    kept: list[tuple[int, Sequence[str]]] = []
    removed = 0
    for number, cells in records:
        found = sum(len(_UNSTORABLE.findall(cell)) for cell in cells)
        removed += found
        kept.append((number, [_UNSTORABLE.sub("", cell) for cell in cells] if found else cells))
    return kept, removed


def _index_of(records: Sequence[tuple[int, Sequence[str]]], number: int) -> int:
    for index, (n, _cells) in enumerate(records):
        if n == number:
            return index
    raise Invalid(
        _("Row %(row)s is blank or does not exist, so it cannot hold the headers."), field="header_row", row=number
    )


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "").replace("-", "").replace("%", "").isdigit()


def _trimmed(cells: Sequence[str]) -> Sequence[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _fitted(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells[:width], *("" for _missing in range(width - len(cells))))
