"""Values put right on the page: kept beside the file, which stays as it is, and laid over it when it is read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from foundation.kernel.text import gettext_noop as _
from library.kinds.import_profile import normalize
from usecases.importing.rows import Problem
from usecases.importing.tables import Row, Table

MOST_CORRECTIONS = 1000
CORRECTED = _("Corrected before the import; the file says “%(old)s”.")


def correction(table: Table, position: int, old: str, new: str, *, row: int | None) -> dict[str, Any]:
    """Return a correction as plain JSON: of one row, or (row None) of every row that has the text `old` there."""
    header = table.headers[position]
    before = [h for h in table.headers[: position + 1] if normalize(h) == normalize(header)]
    return {"header": header, "occurrence": len(before), "row": row, "old": old, "new": new}


def position_of(table: Table, kept: Mapping[str, Any]) -> int | None:
    """Return the column that a correction is about, None when the file is read in a way that has no such column."""
    seen = 0
    for position, header in enumerate(table.headers):
        if normalize(header) == normalize(kept["header"]):
            seen += 1
            if seen == kept["occurrence"]:
                return position
    return None


def corrected(table: Table, corrections: Sequence[Mapping[str, Any]]) -> Table:
    """Return the table with the corrections laid over it one after the other, each over what the earlier ones left."""
    places = {row.number: place for place, row in enumerate(table.rows)}
    cells: dict[int, list[str]] = {}
    groups: dict[int, dict[str, set[int]]] = {}
    for kept in corrections:
        position = position_of(table, kept)
        if position is None or (kept["row"] is not None and kept["row"] not in places):
            continue
        if position not in groups:
            groups[position] = {}
            for place, row in enumerate(table.rows):
                groups[position].setdefault(same(row.cells[position]), set()).add(place)
        alike, new = groups[position], kept["new"]
        if kept["row"] is None:
            touched = alike.pop(same(kept["old"]), set())
        else:
            place = places[kept["row"]]
            alike[same(cells.get(place, table.rows[place].cells)[position])].discard(place)
            touched = {place}
        for place in touched:
            cells.setdefault(place, list(table.rows[place].cells))[position] = new
        alike.setdefault(same(new), set()).update(touched)
    if not cells:
        return table
    rows = list(table.rows)
    for place, changed in cells.items():
        rows[place] = Row(rows[place].number, tuple(changed))
    return replace(table, rows=tuple(rows))


def notes(original: Table, now: Table) -> dict[int, list[Problem]]:
    """Return what to say of each corrected row: column, the value used, and what the file says."""
    found: dict[int, list[Problem]] = {}
    for before, after in zip(original.rows, now.rows, strict=True):
        if before is after:
            continue
        for position, (old, new) in enumerate(zip(before.cells, after.cells, strict=True)):
            if old != new:
                note = Problem(now.title(position), _short(new), CORRECTED, {"old": _short(old)}, position=position)
                found.setdefault(after.number, []).append(note)
    return found


def same(text: str) -> str:
    """Return what cells that are corrected together have in common: blanks at the ends and doubled do not count."""
    return " ".join(text.split())


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else line[:119] + "…"
