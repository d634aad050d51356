"""The portfolio: the ranking, trying other weights, and the two charts."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
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
from foundation.kernel.errors import DomainError, Invalid
from foundation.kernel.periods import Month
from foundation.people.http import Request
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, unit_choices
from foundation.ui import words
from foundation.ui.errors import add_to_form, sentence, status_of
from foundation.ui.verdicts import verdict
from library.kinds.scoring_model import ScoringModel
from library.models import Document
from usecases import charts, queries, rules, services
from usecases.forms import WeightsForm, show_version
from usecases.queries import Preview
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
    """The ranking with its contributions, the weights beside it, and the charts below."""
    document = queries.active_model()
    tried = any(name in request.GET for name in document.parsed.weights)
    form = WeightsForm(request.GET if tried else None, model=document.parsed, initial={"version": document.version})
    return _page(request, form, status=200)


@require_safe
def preview(request: Request) -> HttpResponse:
    """The ranking under the weights in the address; nothing is saved."""
    form = WeightsForm(request.GET, model=queries.active_model().parsed)
    context = _ranking(request, form, Scope(request))
    return render(request, "usecases/_ranking.html", context, status=422 if form.errors else 200)


@require_POST
def adopt(request: Request) -> HttpResponse:
    """Publish the weights as the next version of the model and score everything by it."""
    document = queries.active_model()
    form = WeightsForm(request.POST, model=document.parsed)
    status = 422
    if form.is_valid():
        try:
            adopted = services.adopt_weights(
                form.percentages(),
                by=request.user,
                note=form.cleaned_data["note"],
                version=form.cleaned_data["version"],
            )
        except DomainError as refusal:
            add_to_form(form, refusal)
            status = status_of(refusal)
            show_version(form, queries.active_model().version)
        else:
            messages.success(
                request,
                _("Version %(version)s of the scoring model is in use.") % {"version": adopted.document.version},
            )
            return redirect(f"{reverse('usecases:portfolio')}?job={adopted.job.uid}")
    return _page(request, form, status=status)


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


def _ranking(request: Request, form: WeightsForm, scope: Scope) -> dict[str, Any]:
    """The ranking as the fragment shows it; weights that do not add up are said, and the ranking in use stays."""
    weights: dict[str, Decimal] | None = None
    problem = ""
    if form.is_bound:
        form.is_valid()
        try:
            weights = rules.check_weights(form.model, form.percentages())
        except Invalid as refusal:
            problem = sentence(refusal)
            if not form.errors:
                add_to_form(form, refusal)
    if weights == form.model.weights:
        weights = None
    start = _start(request)
    found = queries.ranking(request.user, **scope.given, weights=weights, start=start, size=PAGE)
    pages = max(1, -(-found.count // PAGE))
    page = start // PAGE + 1
    return {
        "ranking": found,
        "model": found.model,
        "preview": found if isinstance(found, Preview) else None,
        "problem": problem,
        "page": page,
        "pages": pages,
        "first": start + 1,
        "last": start + len(found.rows),
        "previous": page - 1 if page > 1 else None,
        "following": page + 1 if page < pages else None,
        "scope": scope,
        "sentence": _moves_sentence(found) if isinstance(found, Preview) else "",
        "kept": urlencode([(n, v) for n, v in request.GET.items() if n not in ("page", "job") and v]),
    }


def _moves_sentence(found: Preview) -> str:
    moved = found.up + found.down
    if not moved:
        return _("No use case changes its place.")
    text = ngettext(
        "%(moved)s of %(count)s use cases changes its place: %(up)s up, %(down)s down.",
        "%(moved)s of %(count)s use cases change their place: %(up)s up, %(down)s down.",
        moved,
    ) % {"moved": moved, "count": found.count, "up": found.up, "down": found.down}
    if found.rebanded:
        text += " " + ngettext(
            "%(count)s comes into another priority.", "%(count)s come into another priority.", found.rebanded
        ) % {"count": found.rebanded}
    if found.leader_changes and found.rows and found.rows[0].rank == 1:
        text += " " + _("“%(name)s” takes the lead.") % {"name": found.rows[0].name}
    return text


def _page(request: Request, form: WeightsForm, *, status: int) -> HttpResponse:
    scope = Scope(request)
    context = _ranking(request, form, scope)
    found = context["ranking"]
    row = queries.active_row()
    jobs = Job.objects.visible_to(request.user).filter(kind=RECOMPUTE)
    named = request.GET.get("job", "")
    job = jobs.filter(uid=named).first() if _is_uid(named) else jobs.filter(state__in=OPEN).order_by("-id").first()
    newer = queries.newer_model(found.document)
    leader = found.rows[0] if found.rows and found.rows[0].rank == 1 else None
    heading = _("Portfolio")
    if context["preview"]:
        heading = _("Trying other weights")
    elif leader is not None:
        heading = ngettext(
            "“%(leader)s” leads %(count)s ranked use case", "“%(leader)s” leads %(count)s ranked use cases", found.count
        ) % {"leader": leader.name[:80], "count": f"{found.count:,}"}
    context |= {
        "form": form,
        "heading": heading,
        "active": row,
        "job": job,
        "newer": newer,
        "may_adopt": verdict(request.user, "usecases.adopt_weights"),
        "units": unit_choices(request.user, Permission.READ),
        "categories": queries.categories(request.user),
        "chart_query": scope.query,
        "axes": _axes(found.model),
        "sum": _sum(form),
    }
    return render(request, "usecases/portfolio.html", context, status=status)


def _axes(model: ScoringModel) -> str:
    """What the bubble chart sets against each other: "Business value against feasibility"."""
    labels = {criterion.key: criterion.label for criterion in model.criteria}
    return _("%(up)s against %(across)s") % {
        "up": labels[model.axes.up], "across": labels[model.axes.across].lower(),
    }  # fmt: skip


def _sum(form: WeightsForm) -> str:
    total = Decimal(0)
    for bound in form.weights:
        try:
            total += Decimal(str(bound.value() or 0))
        except ArithmeticError:
            return "–"
    return words.number(total) if total.is_finite() else "–"


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
