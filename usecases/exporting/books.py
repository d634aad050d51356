"""Making the files: a workbook with a sheet for each noun, and one case as plain JSON."""

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from foundation.people.actors import Actor
from foundation.ui import words
from foundation.ui.exports import Sheet, book_of
from usecases import hooks
from usecases.exporting.sheets import AT_ONCE, case_headers, case_rows
from usecases.models import UseCase

Tell = Callable[[int, int, str], None]


def register_book(
    keys: Sequence[int], *, by: Actor, title: str, about: Sequence[str] = (), tell: Tell | None = None
) -> io.BytesIO:
    """Return a workbook of these cases and what is linked to them that `by` may read; ids are the references.

    `tell(done, total, doing)` is called before each sheet.
    """
    lines = (gettext("As of %(when)s") % {"when": words.when(timezone.now())}, *about)
    found = [Sheet(gettext("Use cases"), case_headers(), case_rows(keys), title, lines)]
    parts = hooks.sheets()
    for number, part in enumerate(parts):
        if tell:
            tell(number, len(parts) + 1, gettext(part.label))
        rows = [row for start in range(0, len(keys), AT_ONCE) for row in part.rows(keys[start : start + AT_ONCE], by)]
        label = gettext(part.label)
        found.append(Sheet(label, [gettext(header) for header in part.headers], rows, f"{title}: {label}", lines))
    return book_of(found)


def case_json(case: UseCase, *, by: Actor) -> dict[str, Any]:
    """Return a case as plain JSON: all that it says under the words of its sheet, and a list for each linked noun."""
    (row,) = case_rows([case.pk])
    linked = {
        part.key: [
            {header: _plain(cell) for header, cell in zip(map(gettext, part.headers[1:]), row[1:], strict=True)}
            for row in part.rows([case.pk], by)
        ]
        for part in hooks.sheets()
    }
    said = {header: _plain(cell) for header, cell in zip(case_headers(), row, strict=True)}
    return {"as_of": timezone.now(), "uid": str(case.uid), "use_case": said, **linked}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date | datetime) else value
