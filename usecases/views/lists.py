"""The list and the board of use cases."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.exports import KINDS
from foundation.ui.filters import Chip, without
from foundation.ui.lists import Empty, ListPage
from foundation.ui.search import clean
from usecases import policies, queries, workflow
from usecases.filters import CaseFilters, case_filters
from usecases.models import reference_of
from usecases.services import bulk
from usecases.tables import case_table
from usecases.workflow import CLOSED, LADDER

BOARD_CARDS = 50


@require_safe
def case_list(request: Request) -> HttpResponseBase:
    """All visible use cases as a table, or as a board by stage."""
    fields = queries.custom_fields()
    rows = queries.list_rows(request.user)
    if request.GET.get("view") == "board" and "export" not in request.GET:
        return _board(request, rows, case_filters(fields))
    bands = queries.bands_in_use()
    board = request.GET.copy()
    for name in ("sort", "cols", "col", "page", "per", "export"):
        board.pop(name, None)
    board["view"] = "board"
    asked = _columns_asked(request)
    shown = fields if asked is None else [field for field in fields if field.name in asked]
    rows = queries.with_custom(rows, shown)
    if asked is None or "tags" in asked:
        rows = queries.with_tags(rows)
    types = queries.type_labels() if asked is None or "case_type" in asked else None
    return ListPage(
        rows,
        table=case_table(bands, queries.inputs_by_importance(), fields, types),
        filters=case_filters(fields),
        search=queries.matching,
        title=lambda count: ngettext("%(count)s use case", "%(count)s use cases", count) % {"count": f"{count:,}"},
        export_name="use-cases",
        acts=[(act.value, _(label)) for act, label in bulk.LABELS.items()]
        if policies.may_change_several(request.user)
        else (),
        acts_url=reverse("usecases:case_bulk"),
        may_export=access_of(request.user).anywhere(Permission.EXPORT),
        empty=Empty(
            _("No use cases yet"),
            _("A use case is one idea for AI, from the first thought to its end. Register one, or import a list."),
            _("Register the first one"),
            reverse("usecases:case_new"),
            icon="cases",
        ),
    ).render(request, template="usecases/case_list.html", extra={"board_url": f"?{board.urlencode()}"})


def _columns_asked(request: Request) -> set[str] | None:
    """Names of columns that the address shows or orders by; None for all, as every file holds added fields."""
    query = request.GET
    if query.get("export") in KINDS:
        return None
    sorts = [term.lstrip("-") for term in query.get("sort", "").split(",")]
    return {*query.get("cols", "").split(","), *query.getlist("col"), *sorts}


def _board(request: Request, rows: QuerySet[Any], filters: type[CaseFilters]) -> HttpResponseBase:
    """A column for each stage with its newest cases, at most BOARD_CARDS; a longer one links to all of its cases."""
    text = clean(request.GET.get("q", ""))
    filterset = filters(request.GET, queryset=rows, request=request)
    rows = filterset.qs
    if text:
        rows = queries.matching(rows, text)
    counts = dict(rows.order_by().values_list("stage").annotate(n=Count("id")))
    numbered = rows.annotate(
        place=Window(RowNumber(), partition_by=[F("stage")], order_by=[F("stage_since").desc(), F("id").desc()])
    ).filter(place__lte=BOARD_CARDS)
    cards: dict[str, list[dict[str, Any]]] = {stage: [] for stage in (*LADDER, *CLOSED)}
    for row in numbered.order_by("-stage_since", "-id"):
        row["reference"] = reference_of(row["id"])
        row["tier_label"] = _(workflow.TIER_LABELS[row["tier"]]) if row["tier"] else ""
        cards[row["stage"]].append(row)
    kept = {name: value for name, value in request.GET.items() if name not in ("view", "stage", "page") and value}
    columns = [
        {
            "label": _(workflow.LABELS[stage]),
            "count": counts.get(stage, 0),
            "cards": cards[stage],
            "is_cut": counts.get(stage, 0) > len(cards[stage]),
            "url": f"?{urlencode(kept | {'stage': stage.value})}",
        }
        for stage in (*LADDER, *CLOSED)
        if stage in LADDER or counts.get(stage)
    ]
    chips = filterset.chips(request.GET)
    if text:
        chips.insert(0, Chip(_("Search"), text, without(request.GET, "q")))
    count = sum(counts.values())
    context = {
        "columns": columns,
        "chips": chips,
        "text": text,
        "count": count,
        "table_url": f"?{urlencode(kept | {n: v for n, v in request.GET.items() if n == 'stage'})}",
        "title": ngettext("%(count)s use case by stage", "%(count)s use cases by stage", count)
        % {"count": f"{count:,}"},
        "others": [(name, value) for name, value in request.GET.items() if name not in ("q", "page") and value],
    }
    return render(request, "usecases/case_board.html", context)
