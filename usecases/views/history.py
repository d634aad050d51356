"""The history of a case, field by field, and the case as it was known on a day."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.people.http import Request
from usecases import queries
from usecases.importing.known import Known
from usecases.importing.register import known_in
from usecases.importing.wording import row_changes
from usecases.models import UseCase
from usecases.queries import history

PAGE = 50
IMPORTS = 20


def tab(request: Request, case: UseCase) -> Mapping[str, Any]:
    """Everything that happened, newest first, narrowed by kind."""
    kind = request.GET.get("kind", "")
    page = Paginator(history.entries(request.user, case, kind), PAGE).get_page(request.GET.get("page"))
    imported = case.import_rows.exclude(outcome="").select_related("batch", "batch__created_by").order_by("-batch_id")
    rows = list(imported[:IMPORTS])
    known = known_in(rows) if any(row.changes for row in rows) else Known()
    return {
        "kinds": [("", _("Everything"), kind not in history.KINDS)]
        + [(key, label, key == kind) for key, (label, _beginnings) in history.KINDS.items()],
        "page": page,
        "happened": history.happened(request.user, case, list(page.object_list)),
        "moves": list(queries.moves(case)),
        "imports": [
            {
                "row": row,
                "changes": [
                    history.change(each["field"], each["before"], each["after"]) for each in row_changes(row, known)
                ],
            }
            for row in rows
        ],
        "today": timezone.localdate(),
    }


def as_of(request: Request, case: UseCase) -> HttpResponse:
    """The case as it was known at the end of a day, in the reader's zone."""
    asked = request.GET.get("as_of", "")
    day, error = _day(asked)
    found = None
    if day is not None:
        end = timezone.make_aware(datetime.combine(day, time.max))
        found = history.as_of(case, min(end, timezone.now()))
    context = {"case": case, "found": found, "day": day, "asked": asked[:40], "error": error}
    return render(request, "usecases/case_as_of.html", context, status=422 if error else 200)


def _day(text: str) -> tuple[date | None, str]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, _("Enter a day as year, month and day, for example 2026-03-31.")
    if day > timezone.localdate():
        return None, _("This day lies in the future.")
    if day.year < 1900:
        return None, _("Enter a day after 1900.")
    return day, ""
