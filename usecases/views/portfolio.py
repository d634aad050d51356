"""The portfolio: the ranking and its two charts. Other weights are tried on a page of the app above."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from foundation.charts.views import chart_response
from foundation.jobs.models import Job
from foundation.jobs.workflow import OPEN
from foundation.kernel.periods import Month
from foundation.people.http import Request
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, unit_choices
from foundation.ui import words
from foundation.ui.verdicts import verdict
from library.kinds.scoring_model import ScoringModel
from library.models import Document
from usecases import charts, queries, services
from usecases.services.scoring import RECOMPUTE

PAGE = 40
BUBBLES = 60


class Scope:
    """The unit and category that the page is narrowed to, from the address; what cannot be read is ignored."""

    def __init__(self, request: Request) -> None:
        self.unit: Unit | None = None
        readable = Unit.objects.filter(access_of(request.user).q(Permission.READ, "path"))
        uid = request.GET.get("unit", "")
        if len(uid) == 36:
            self.unit = next((unit for unit in readable.filter(uid=uid)), None) if _is_uid(uid) else None
        self.category = request.GET.get("category", "").replace("\x00", "")[:120]

    @property
    def given(self) -> dict[str, Any]:
        """As keyword arguments of the queries."""
        return {"unit": self.unit, "category": self.category}

    @property
    def query(self) -> str:
        """As the query string of a link."""
        pairs = {"unit": str(self.unit.uid) if self.unit else "", "category": self.category}
        return urlencode({name: value for name, value in pairs.items() if value})


def _is_uid(text: str) -> bool:
    import uuid

    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def _start(request: Request) -> int:
    page = request.GET.get("page", "1")
    return (max(1, int(page)) - 1) * PAGE if page.isascii() and page.isdigit() and len(page) < 7 else 0


@require_safe
def portfolio(request: Request) -> HttpResponse:
    """The ranking with what each criterion contributes, and the charts below."""
    scope = Scope(request)
    start = _start(request)
    found = queries.ranking(request.user, **scope.given, start=start, size=PAGE)
    pages = max(1, -(-found.count // PAGE))
    page = start // PAGE + 1
    jobs = Job.objects.visible_to(request.user).filter(kind=RECOMPUTE)
    named = request.GET.get("job", "")
    job = jobs.filter(uid=named).first() if _is_uid(named) else jobs.filter(state__in=OPEN).order_by("-id").first()
    leader = found.rows[0] if found.rows and found.rows[0].rank == 1 else None
    heading = _("Portfolio")
    if leader is not None:
        heading = ngettext(
            "“%(leader)s” leads %(count)s ranked use case", "“%(leader)s” leads %(count)s ranked use cases", found.count
        ) % {"leader": leader.name[:80], "count": f"{found.count:,}"}
    context = {
        "ranking": found,
        "model": found.model,
        "has_weights": len(found.model.weighed) > 1,
        "first": start + 1,
        "last": start + len(found.rows),
        "previous": page - 1 if page > 1 else None,
        "following": page + 1 if page < pages else None,
        "scope": scope,
        "heading": heading,
        "active": queries.active_row(),
        "job": job,
        "newer": queries.newer_model(found.document),
        "may_adopt": verdict(request.user, "usecases.adopt_weights"),
        "units": unit_choices(request.user, Permission.READ),
        "categories": queries.categories(request.user),
        "axes": _axes(found.model),
    }
    return render(request, "usecases/portfolio.html", context)


@require_POST
def use_model(request: Request) -> HttpResponse:
    """Take the newest version of the scoring model into use."""
    document = get_object_or_404(
        Document,
        kind="scoring_model",
        uid=request.POST.get("document") if _is_uid(request.POST.get("document", "")) else None,
    )
    adopted = services.adopt_model(document, by=request.user)
    return redirect(f"{reverse('usecases:portfolio')}?job={adopted.job.uid}")


@require_POST
def recompute(request: Request) -> HttpResponse:
    """Score the whole portfolio again."""
    job = services.request_recompute(by=request.user)
    return redirect(f"{reverse('usecases:portfolio')}?job={job.uid}")


def _axes(model: ScoringModel) -> str:
    """What the bubble chart sets against each other: "Business value against feasibility"."""
    labels = {criterion.key: criterion.label for criterion in model.criteria}
    return _("%(up)s against %(across)s") % {
        "up": labels[model.axes.up], "across": labels[model.axes.across].lower(),
    }  # fmt: skip


@require_safe
def bubble_chart(request: Request) -> HttpResponse:
    """Value against feasibility of the best cases."""
    cases, count = queries.top_cases(request.user, **Scope(request).given, limit=BUBBLES, inventory=True)
    return chart_response(charts.bubble(queries.active_model().parsed, cases, count))


@require_safe
def funnel_chart(request: Request) -> HttpResponse:
    """The pipeline by stage, with what moved this month."""
    scope = Scope(request)
    month = Month.of(timezone.localdate())
    counts = queries.stage_counts(request.user, **scope.given)
    moved = queries.moves_in_month(request.user, month, **scope.given)
    return chart_response(charts.funnel(counts, moved, words.month(month), scope.query))
