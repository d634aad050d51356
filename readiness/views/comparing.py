"""Two assessments of one instrument against each other."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from foundation.charts.views import chart_response
from foundation.people.http import Request
from foundation.ui.search import clean
from readiness import charts, queries
from readiness.models import Assessment
from readiness.rules.comparison import GAP_WORDS, Pair
from readiness.workflow import State

OFFERED = 50


@require_GET
def compare_choose(request: Request, uid: UUID) -> HttpResponse:
    """Choose what an assessment is compared with."""
    first = _submitted(request, uid)
    text = clean(request.GET.get("q", ""))
    rows = list(queries.candidates(request.user, first, text=text)[: OFFERED + 1])
    context = {"first": first, "rows": rows[:OFFERED], "more": len(rows) > OFFERED, "text": text, "limit": OFFERED}
    return render(request, "readiness/compare_choose.html", context)


@require_GET
def compare(request: Request, uid: UUID, other: UUID) -> HttpResponse:
    """What differs between two assessments, biggest difference first, and what cannot be compared."""
    first, second = _both(request, uid, other)
    found = queries.comparison_of(first, second)
    context = {
        "first": first,
        "second": second,
        "first_name": charts.name_of(first),
        "second_name": charts.name_of(second),
        "found": found,
        "gaps": [(pair, _label(pair), _(GAP_WORDS[pair.gap])) for pair in found.incomparable if pair.gap],
        "same_version": first.instrument_id == second.instrument_id,
    }
    return render(request, "readiness/compare.html", context)


@require_GET
def compare_radar_chart(request: Request, uid: UUID, other: UUID) -> HttpResponse:
    """Both profiles over the dimensions."""
    first, second = _both(request, uid, other)
    return chart_response(charts.both(first, second, queries.comparison_of(first, second)))


@require_GET
def compare_moves_chart(request: Request, uid: UUID, other: UUID) -> HttpResponse:
    """The factors that differ."""
    return chart_response(charts.moves(queries.comparison_of(*_both(request, uid, other))))


def _label(pair: Pair) -> str:
    return pair.label or _("Overall")


def _submitted(request: Request, uid: UUID) -> Assessment:
    rows = Assessment.objects.visible_to(request.user).filter(state=State.SUBMITTED)
    return get_object_or_404(rows.select_related("instrument", "unit"), uid=uid)


def _both(request: Request, uid: UUID, other: UUID) -> tuple[Assessment, Assessment]:
    """Two submitted assessments of one instrument that the reader may see; 404 otherwise."""
    first, second = _submitted(request, uid), _submitted(request, other)
    if first.instrument.slug != second.instrument.slug:
        raise Http404
    return first, second
