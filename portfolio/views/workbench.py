"""The workbench: other weights are tried on the whole portfolio before anything is saved."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.kernel.errors import DomainError, Invalid
from foundation.people.http import Request
from foundation.ui.errors import add_to_form, sentence, status_of
from foundation.ui.verdicts import verdict
from portfolio import sentences
from portfolio.forms.ways import AdoptForm, WayForm
from portfolio.queries import trying
from portfolio.rules import ways, weights
from portfolio.rules.ways import Way
from portfolio.views.scope import Scope
from usecases import queries as usecases
from usecases import services
from usecases.models import reference_of
from usecases.queries.matrix import Matrix, matrix

PAGE = 25


@require_safe
def workbench(request: Request) -> HttpResponse:
    """The sliders, what the weights in the address would do, and the order under them."""
    document = usecases.active_model()
    form = WayForm(request.GET, way=Way.DIRECT, model=document.parsed)
    if not form.is_asked:
        form = WayForm(way=Way.DIRECT, model=document.parsed)
    elif "fit" in request.GET and (fitted := _fitted(form)):
        return redirect(f"{request.path}?{urlencode(fitted)}")
    return _page(request, form, AdoptForm(initial={"version": document.version}), status=200)


def _fitted(form: WayForm) -> dict[str, str]:
    """The percentages that were typed, brought to a sum of 100 in proportion; nothing when that cannot be."""
    typed = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    try:
        found = weights.percentages({key: float(typed.get(key, 0)) for key in form.fields})
    except Invalid:
        return {}
    return {key: f"{value.normalize():f}" for key, value in found.items()}


@require_POST
def adopt(request: Request) -> HttpResponse:
    """Publish the weights as the next version of the model and score everything by it."""
    document = usecases.active_model()
    form = WayForm(request.POST, way=Way.DIRECT, model=document.parsed)
    note = AdoptForm(request.POST)
    status = 422
    if form.is_valid() and note.is_valid():
        try:
            adopted = services.adopt_weights(form.answers(), by=request.user, **note.cleaned_data)
        except DomainError as refusal:
            add_to_form(form if refusal.field in form.fields else note, refusal)
            status = status_of(refusal)
            note.data = note.data.copy()  # type: ignore[attr-defined]
            note.data["version"] = str(usecases.active_model().version)  # type: ignore[index]
        else:
            messages.success(
                request,
                _("Version %(version)s of the scoring model is in use.") % {"version": adopted.document.version},
            )
            return redirect(f"{reverse('usecases:portfolio')}?job={adopted.job.uid}")
    return _page(request, form, note, status=status)


def _tried(form: WayForm) -> tuple[dict[str, Decimal] | None, str]:
    """The weights of a bound form, and what is wrong with them; None for the weights in use."""
    if not form.is_bound:
        return None, ""
    if not form.is_valid():
        return None, _("These weights cannot be used yet.")
    try:
        found = ways.derive(Way.DIRECT, form.model, form.answers()).weights
    except Invalid as refusal:
        add_to_form(form, refusal)
        return None, sentence(refusal)
    same = all(found[key] == weight * 100 for key, weight in form.model.weights.items())
    return None if same else found, ""


def _page(request: Request, form: WayForm, note: AdoptForm, *, status: int) -> HttpResponse:
    scope = Scope(request)
    given, problem = _tried(form)
    found = matrix(request.user, **scope.given)
    tried = trying.try_weights(found, given, request.user) if given else None
    page = request.GET.get("page", "1")
    start = (max(1, int(page)) - 1) * PAGE if page.isascii() and page.isdigit() and len(page) < 6 else 0
    fractions = {key: value / 100 for key, value in given.items()} if given else None
    ranking = usecases.ranking(request.user, weights=fractions, start=start, size=PAGE, found=found)
    last = start + len(ranking.rows)
    context: dict[str, Any] = {
        "form": form,
        "note": note,
        "model": found.model,
        "document": found.document,
        "scope": scope,
        "in_use": {key: f"{(weight * 100).normalize():f}" for key, weight in found.model.weights.items()},
        "sum": _sum(form),
        "ranking": ranking,
        "tried": tried,
        "problem": problem,
        "sentence": sentences.moves(tried) if tried else "",
        "no_influence": sentences.no_influence(found.flat),
        "first": start + 1,
        "last": last,
        "previous": start // PAGE if start else None,
        "following": start // PAGE + 2 if last < ranking.count else None,
        "kept": urlencode([(name, value) for name, value in request.GET.items() if name != "page" and value]),
        "may_adopt": verdict(request.user, "usecases.adopt_weights"),
        "heading": _("Trying other weights") if tried else _("Weights"),
    }
    return render(request, "portfolio/weights.html", context, status=422 if problem and status == 200 else status)


def _sum(form: WayForm) -> str:
    total = Decimal(0)
    for name in form.fields:
        try:
            total += Decimal(str(form[name].value() or 0))
        except ArithmeticError:
            return "–"
    return f"{total.normalize():f}" if total.is_finite() and abs(total) < 100_000 else "–"


@require_safe
def data(request: Request) -> JsonResponse:
    """The whole portfolio as a matrix, with which the page ranks by itself: a row a case, in order of registration."""
    found = matrix(request.user, **Scope(request).given, named=True)
    return JsonResponse(_written(found))


def _written(found: Matrix) -> dict[str, Any]:
    return {
        "keys": found.keys,
        "rows": [
            [reference_of(key), *named, *scores]
            for key, named, scores in zip(found.ids.tolist(), found.names, found.scores.tolist(), strict=True)
        ],
        "bands": [float(band.at_least) for band in found.model.bands],
    }
