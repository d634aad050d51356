"""Pages on how sure the order is."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.charts.views import chart_response
from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.people.models import Unit
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.verdicts import verdict
from library.kinds.scoring_model import ScoringModel
from portfolio import services, weighing_charts
from portfolio.forms.rounds import CertaintyForm
from portfolio.models import Certainty
from portfolio.queries import certainty as queries
from portfolio.queries.certainty import Stability
from portfolio.rules.stability import Interval
from portfolio.sentences import NAME, no_influence, percent
from portfolio.views.scope import Scope
from usecases.queries.matrix import matrix


def _unit(scope: Scope, request: Request) -> Unit | None:
    return scope.unit or queries.default_unit(request.user)


@require_safe
def certainty(request: Request) -> HttpResponse:
    """How far weights can move before the first case loses its place, and the newest result of drawing."""
    scope = Scope(request)
    unit = _unit(scope, request)
    kept = queries.latest(request.user, unit, scope.category) if unit else None
    return _page(request, scope, unit, kept, CertaintyForm(), status=200)


@require_safe
def result(request: Request, uid: UUID) -> HttpResponse:
    """A kept result, as it was drawn."""
    kept = get_object_or_404(queries.results(request.user), uid=uid)
    scope = Scope(request)
    scope.unit, scope.category = kept.unit, kept.category
    return _page(request, scope, kept.unit, kept, CertaintyForm(), status=200)


@require_http_methods(["POST"])
def ask(request: Request) -> HttpResponse:
    """Have places drawn for the unit and category of the address."""
    scope = Scope(request)
    unit = _unit(scope, request)
    if unit is None:
        raise Http404
    form, status = CertaintyForm(request.POST), 422
    if form.is_valid():
        try:
            asked = services.ask_certainty(unit, by=request.user, category=scope.category, **form.values())
        except DomainError as refusal:
            add_to_form(form, refusal)
            status = status_of(refusal)
        else:
            messages.success(request, _("The order is being tested; the result appears here."))
            return redirect(asked)
    kept = queries.latest(request.user, unit, scope.category)
    return _page(request, scope, unit, kept, form, status=status)


def _page(
    request: Request, scope: Scope, unit: Unit | None, kept: Certainty | None, form: CertaintyForm, *, status: int
) -> HttpResponse:
    found = matrix(request.user, unit=unit, category=scope.category)
    stable = queries.stability(found, request.user)
    done = kept is not None and kept.finished_at is not None
    running = kept if kept is not None and not done else (
        queries.running(request.user, unit, scope.category) if unit else None
    )  # fmt: skip
    drawn = dict(kept.result) if kept is not None and done else {}
    if drawn:
        drawn["rows"] = _readable(request, drawn["rows"])
    near = kept is not None and kept.within is not None
    context: dict[str, Any] = {
        "scope": scope,
        "unit": unit,
        "document": found.document,
        "count": len(found.ids),
        "heading": weighing_charts.places_title(drawn, near=near) if drawn else _("How sure is the order?"),
        "stability_title": weighing_charts.stability_title(stable),
        "stable": _stable_rows(found.model, stable),
        "criteria": found.model.weighed,
        "flat": no_influence(found.flat),
        "kept": kept if done else None,
        "near": near,
        "drawn": drawn,
        "places_title": weighing_charts.places_title(drawn, near=near),
        "heat_title": weighing_charts.heat_title(drawn),
        "favors": favors(found.model, drawn) if drawn else [],
        "stale": kept is not None and done and kept.fingerprint != queries.fingerprint(found),
        "running": running,
        "form": form,
        "may_ask": verdict(request.user, "portfolio.ask_certainty", unit),
        "earlier": list(
            queries.results(request.user)
            .filter(finished_at__isnull=False)
            .filter(unit=unit, category=scope.category)[:8]
        )
        if unit
        else [],
    }
    return render(request, "portfolio/certainty.html", context, status=status)


def _readable(request: Request, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the names of cases that the reader may see by now; others keep their place without a name."""
    seen = queries.still_visible(request.user, [row["key"] for row in rows])
    return [dict(row) if row["key"] in seen else dict(row, name=_("A use case that you may not see")) for row in rows]


def _stable_rows(model: ScoringModel, found: Stability) -> list[dict[str, Any]]:
    return [
        {
            "case": case,
            "cells": [_interval_words(case.intervals.get(key), found) for key in model.weights],
        }
        for case in found.cases
    ]


def _interval_words(each: Interval | None, found: Stability) -> dict[str, str]:
    if each is None:
        return {"text": "–", "why": _("Under the unrounded totals it stands one place lower.")}
    if each.is_whole:
        return {"text": _("any"), "why": ""}
    text = f"{percent(each.low, 1)} – {percent(each.high, 1)}"
    why = []
    if each.below is not None:
        why.append(_("below: %(name)s") % {"name": found.names[each.below][:NAME]})
    if each.above is not None:
        why.append(_("above: %(name)s") % {"name": found.names[each.above][:NAME]})
    return {"text": text, "why": "; ".join(why)}


def favors(model: ScoringModel, drawn: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Say for each case that is first at times what would make it so: the weights that favor it, in words."""
    labels = weighing_charts.labels_of(model)
    in_use: Mapping[str, float] = drawn["weights"]
    out = []
    rows = [row for row in drawn["rows"] if row["central"]]
    for row in sorted(rows, key=lambda row: -row["shares"][0])[:6]:
        central = {key: value for key, value in row["central"].items() if key in labels and key in in_use}
        changes = sorted(central, key=lambda key: central[key] - in_use[key])
        more, less = changes[-1], changes[0]
        words = {
            "more": labels[more], "much": percent(central[more]), "now": percent(in_use[more]), "less": labels[less],
        }  # fmt: skip
        if row["place"] == 1:
            text = _("is first with the weights in use; most surely when %(more)s counts %(much)s")
        elif central[more] - in_use[more] < 0.005:
            text = _("is first when inputs turn out in its favor, with weights as in use")
        else:
            text = _("would be first if %(more)s counted more (%(much)s instead of %(now)s) and %(less)s less")
        out.append({"row": row, "share": percent(row["shares"][0]), "text": text % words})
    return out


@require_safe
def stability_chart(request: Request) -> HttpResponse:
    """The interval of each weight for the first case."""
    scope = Scope(request)
    found = matrix(request.user, unit=_unit(scope, request), category=scope.category)
    stable = queries.stability(found, request.user, top=1)
    return chart_response(weighing_charts.stability(found.model, stable))


@require_safe
def result_chart(request: Request, uid: UUID, kind: str) -> HttpResponse:
    """Places as stacked bars, or place by place."""
    kept = get_object_or_404(queries.results(request.user).filter(finished_at__isnull=False), uid=uid)
    drawn = dict(kept.result, rows=_readable(request, kept.result["rows"]))
    if kind == "places":
        return chart_response(weighing_charts.places(drawn, near=kept.within is not None))
    if kind == "heat":
        return chart_response(weighing_charts.heat(drawn))
    raise Http404
