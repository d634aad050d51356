"""How past promises came true, by unit, sponsor and category."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from foundation.charts.specs import Axis, Bars, Reference, Series
from foundation.charts.units import PERCENT
from foundation.charts.views import chart_response
from foundation.kernel.money import Money
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui import words
from roi import promise_queries
from roi.rules import track

GROUPING_WORDS = {
    "unit": gettext_lazy("Unit"),
    "sponsor": gettext_lazy("Sponsor"),
    "category": gettext_lazy("Category"),
}


def _grouping(request: Request) -> str:
    asked = request.GET.get("by", "")
    return asked if asked in track.GROUPINGS else "unit"


def sentence(whole: track.Track) -> str:
    """Say how far promises came true."""
    if whole.share is None:
        return _("No promise has come due yet")
    return _("%(share)s of what was promised by now is realized") % {"share": words.percent(whole.share)}


def spec(rows: list[track.Past], grouping: str) -> Bars:
    """Realized over promised by group, observed and adjusted for few cases, against a promise kept."""
    groups = track.by_group(rows, grouping)
    whole = track.overall(rows)
    title = sentence(whole)
    if groups and len(groups) > 1:
        title = _("“%(name)s” is furthest below its promises") % {"name": groups[0].name}
    return Bars(
        title=title,
        subtitle=_("Realized over promised benefit up to now; small groups are drawn towards all cases"),
        empty=""
        if groups
        else _("Once finance has approved business cases and their months have begun, they show here."),
        categories=[group.name for group in groups],
        series=[
            Series(name=_("Observed"), values=[group.share for group in groups], tone="neutral"),
            Series(name=_("Adjusted for few cases"), values=[group.shrunk for group in groups], tone="accent"),
        ],
        category_axis=Axis(label=str(GROUPING_WORDS[grouping])),
        value_axis=Axis(label=_("Realized of promised"), unit=PERCENT),
        references=[Reference(at=1, label=_("As promised"))] if groups else (),
    )


@require_safe
def promises(request: Request) -> HttpResponse:
    """The track of past promises, and how good forecasts were."""
    if not access_of(request.user).anywhere(Permission.READ):
        raise Http404
    found = promise_queries.promises(request.user)
    rows, grouping, currency = [past for _version, past in found], _grouping(request), settings.REPORTING_CURRENCY
    whole, quality = track.overall(rows), track.accuracy(rows)

    def shown(line: track.Track) -> dict[str, Any]:
        return {
            "name": line.name,
            "cases": line.cases,
            "promised": Money(line.promised, currency),
            "realized": Money(line.realized, currency),
            "share": line.share,
            "shrunk": line.shrunk,
        }

    context = {
        "title": sentence(whole),
        "whole": shown(whole),
        "quality": quality,
        "grouping": grouping,
        "grouping_word": GROUPING_WORDS[grouping],
        "groupings": [(key, word, key == grouping) for key, word in GROUPING_WORDS.items()],
        "groups": [shown(line) for line in track.by_group(rows, grouping)],
        "chart_title": spec(rows, grouping).title,
        "cases": [
            {
                "version": version,
                "promised": Money(past.promised, currency),
                "realized": Money(past.realized, currency),
                "share": past.share,
            }
            for version, past in sorted(found, key=lambda pair: pair[1].share or 0)
        ],
        "prior": track.PRIOR,
    }
    return render(request, "roi/promises.html", context)


@require_safe
def promises_chart(request: Request) -> HttpResponse:
    """The data of the chart."""
    if not access_of(request.user).anywhere(Permission.READ):
        raise Http404
    rows = [past for _version, past in promise_queries.promises(request.user)]
    return chart_response(spec(rows, _grouping(request)))
