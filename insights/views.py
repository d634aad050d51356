"""The home page, the executive dashboard and its charts."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.charts.views import chart_response
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui import words
from insights import charts, figures, filters, queries
from insights.filters import FilterForm
from insights.kept import kept
from insights.links import Links
from insights.queries import Scope
from insights.queries import home as homes
from roi import figures as ledger


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the address without it."""

    label: str
    text: str
    remove: str


@dataclass(frozen=True, slots=True)
class Part:
    """What an address asks for."""

    form: FilterForm
    scope: Scope
    present: bool

    @property
    def query(self) -> str:
        """The filters as a query string, for charts and links."""
        return Links(self.scope).query

    @property
    def chips(self) -> list[Chip]:
        """The filters in force."""
        scope = self.scope
        said = [
            ("unit", _("Unit"), scope.unit.name if scope.unit else ""),
            ("first", _("From"), words.month(scope.first) if scope.first else ""),
            ("last", _("To"), words.month(scope.last) if scope.last else ""),
            ("category", _("Category"), scope.category),
        ]
        return [Chip(label, text, self._without(name)) for name, label, text in said if text]

    def _without(self, name: str) -> str:
        kept = [(key, value) for key, value in self._pairs() if key != name]
        return f"?{urlencode(kept)}"

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The filters as names and values, for a form that posts them."""
        return [(key, value) for key, value in self._pairs() if key != "present"]

    def _pairs(self) -> list[tuple[str, str]]:
        scope = self.scope
        pairs = [
            ("unit", str(scope.unit.uid) if scope.unit else ""),
            ("first", str(scope.first or "")),
            ("last", str(scope.last or "")),
            ("category", scope.category),
            ("present", "1" if self.present else ""),
        ]
        return [(key, value) for key, value in pairs if value]

    def toggled(self) -> str:
        """The address of the other mode: presentation, or back."""
        kept = [(key, value) for key, value in self._pairs() if key != "present"]
        return f"?{urlencode(kept if self.present else [*kept, ('present', '1')])}"


def _part(request: Request) -> Part:
    """Read the address. Raises Http404 for a reader who may read nothing at all."""
    if not access_of(request.user).anywhere(Permission.READ):
        raise Http404(_("You hold no role yet that lets you read anything."))
    form = filters.read(request.GET, request.user)
    return Part(form, form.scope(), request.GET.get("present") == "1")


@require_safe
def home(request: Request) -> HttpResponse:
    """What waits for this person, what changed lately; first steps where nothing is there yet."""
    found = homes.home(request.user)
    context = {"home": found, "title": homes.title(found), "headline": _headline(request)}
    return render(request, "insights/home.html", context)


def _headline(request: Request) -> str:
    """What the dashboard says of the money, for those who report on the program; empty for others."""
    if not access_of(request.user).anywhere(Permission.REPORT_MAKE):
        return ""
    found = queries.value(queries.scope_for(request.user), now=queries.present_month(timezone.now()))
    return "" if found.actual.is_empty else ledger.headline(found.actual)


@require_safe
def dashboard(request: Request) -> HttpResponse:
    """The executive dashboard. A filter that cannot be read is said at its field and narrows nothing."""
    part = _part(request)
    wrong = bool(part.form.is_bound and part.form.errors)
    filters_open = wrong or request.GET.get("filters") == "1"
    if filters_open:
        part.form.offer_choices(part.scope)
    headline, content = kept("dashboard", request.user, part.scope, lambda: _drawn(request, part))
    context: dict[str, Any] = {
        "part": part,
        "headline": headline,
        "content": content,
        "as_of": timezone.now(),
        "filters_open": filters_open,
        "may_report": access_of(request.user).anywhere(Permission.REPORT_MAKE),
    }
    return render(request, "insights/dashboard.html", context, status=422 if wrong else 200)


def _drawn(request: Request, part: Part) -> tuple[str, SafeString]:
    """The heading and everything below it."""
    found = queries.dashboard(request.user, part.scope, charts=False)
    context = {
        "part": part,
        "found": found,
        "value": figures.value_figures(found),
        "governance": figures.governance_figures(found),
    }
    return figures.headline(found), render_to_string("insights/_dashboard.html", context, request)


@require_safe
def filter_form(request: Request) -> HttpResponse:
    """The filter form, fetched when it is opened; without script the dashboard shows it in place."""
    part = _part(request)
    part.form.offer_choices(part.scope)
    return render(request, "insights/_filters.html", {"part": part, "action": reverse("insights:dashboard")})


@require_safe
def cash_chart(request: Request) -> HttpResponse:
    """Cumulative cash."""
    scope = _part(request).scope
    now = timezone.now()
    found = queries.value(scope, now=queries.present_month(now))
    return chart_response(charts.cash(found, scope, today=timezone.localdate()))


@require_safe
def pipeline_chart(request: Request) -> HttpResponse:
    """Use cases by stage."""
    scope = _part(request).scope
    found = queries.pipeline(request.user, scope, now=queries.present_month(timezone.now()))
    return chart_response(charts.funnel(found, scope))


@require_safe
def feasibility_chart(request: Request) -> HttpResponse:
    """Value against feasibility."""
    return chart_response(charts.bubble(queries.feasibility(request.user, _part(request).scope)))


@require_safe
def readiness_chart(request: Request) -> HttpResponse:
    """Readiness by unit."""
    return chart_response(charts.readiness(queries.readiness(_part(request).scope)))
