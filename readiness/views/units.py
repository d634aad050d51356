"""Units by dimension: the heat map with its list, and units side by side."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from foundation.charts.views import chart_response
from foundation.people.http import Request
from foundation.ui import words
from foundation.ui.lists import Empty, ListPage
from foundation.ui.search import clean
from library import queries as library
from library.kinds.instrument import Instrument
from readiness import charts, queries
from readiness.filters import ProfileFilters
from readiness.models import UnitProfile
from readiness.tables import profile_table

MAP_ROWS = 30
COLUMNS = 6


@require_GET
def heat_map_start(request: Request) -> HttpResponse:
    """The heat map of the instrument with the most results."""
    return redirect("readiness:heat_map", slug=next(iter(queries.instruments_in_use(request.user)), queries.ENTERPRISE))


@require_GET
def heat_map(request: Request, slug: str) -> HttpResponseBase:
    """The latest result of every unit by dimension: the weakest as a map, all of them as a list."""
    titles, instrument = _titles(slug), _instrument(slug)
    missing = queries.without_result(request.user, slug)
    page = ListPage(
        queries.profiles(request.user, instrument=slug),
        table=profile_table(instrument),
        filters=ProfileFilters,
        search=("unit__name",),
        title=lambda count: (
            ngettext("%(instrument)s: %(count)s unit", "%(instrument)s: %(count)s units", count)
            % {"instrument": instrument.title, "count": words.number(count)}
        ),
        export_name=f"readiness-{slug}",
        empty=Empty(
            _("No unit has a result yet"),
            _("Once units submit assessments with this instrument, this page shows where each of them is weak."),
        ),
    )
    extra = {"tabs": _tabs(request, slug, titles), "slug": slug, "missing": missing, "instrument": instrument}
    return page.render(request, template="readiness/heat_map.html", extra=extra)


@require_GET
def heat_map_chart(request: Request, slug: str) -> HttpResponse:
    """The weakest units of the same filter as a heat map."""
    _titles(slug)
    instrument = _instrument(slug)
    rows = _filtered(request, queries.profiles(request.user, instrument=slug))
    return chart_response(charts.heat_map(instrument, list(rows[:MAP_ROWS]), rows.count()))


@require_GET
def side_by_side(request: Request, slug: str) -> HttpResponse:
    """Dimensions in rows, units in columns, weakest unit first; `under` narrows them to the units right below one."""
    titles, instrument = _titles(slug), _instrument(slug)
    parents = queries.parents_in_use(request.user, slug)
    under = next((unit for unit in parents if str(unit.uid) == request.GET.get("under", "")), None)
    rows = queries.profiles(request.user, instrument=slug)
    if under is not None:
        rows = rows.filter(unit__parent=under)
    page = Paginator(rows, COLUMNS).get_page(request.GET.get("page"))
    context = {
        "instrument": instrument,
        "slug": slug,
        "tabs": _tabs(request, slug, titles),
        "parents": parents,
        "under": under,
        "page": page,
        "found": queries.side_by_side(instrument, list(page.object_list)),
    }
    return render(request, "readiness/side_by_side.html", context)


def _titles(slug: str) -> dict[str, str]:
    """The titles of all instruments by slug; 404 when the library lacks this one."""
    titles = dict(library.published("instrument").values_list("slug", "title"))
    if slug not in titles:
        raise Http404
    return titles


def _instrument(slug: str) -> Instrument:
    """The latest version of an instrument that the library has."""
    parsed: Instrument = library.latest("instrument", slug).parsed
    return parsed


def _tabs(request: Request, slug: str, titles: dict[str, str]) -> list[dict[str, Any]]:
    """The instruments that have results, and the one that is shown."""
    counts = queries.instruments_in_use(request.user)
    found = [key for key in counts if key in titles]
    if slug not in found:
        found.append(slug)
    return [{"slug": key, "title": titles[key], "count": counts.get(key, 0), "active": key == slug} for key in found]


def _filtered(request: Request, rows: QuerySet[UnitProfile]) -> QuerySet[UnitProfile]:
    """The rows of the list without its pages."""
    if ProfileFilters.asked(request.GET):
        rows = ProfileFilters(request.GET, queryset=rows, request=request).qs
    for word in clean(request.GET.get("q", "")).split()[:8]:
        rows = rows.filter(unit__name__icontains=word)
    return rows
