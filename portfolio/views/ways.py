"""A page for each way to reach weights; nothing is saved, the result is carried into the workbench."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.kernel.errors import Invalid
from foundation.people.http import Request
from foundation.ui import words
from foundation.ui.errors import add_to_form
from library.kinds.scoring_model import ScoringModel
from portfolio import sentences
from portfolio.forms.ways import WayForm
from portfolio.queries import trying
from portfolio.rules import ways
from portfolio.rules.ways import Derived, Way
from portfolio.views.scope import Scope
from usecases.queries.matrix import Matrix, matrix

ASKED = (Way.SWING, Way.ORDER, Way.PAIRS)


def intro(way: Way) -> str:
    """Say what is asked for."""
    return {
        Way.DIRECT: _("Give each criterion a percentage. Together they make 100%."),
        Way.SWING: _(
            "Imagine a use case that is at its worst in everything. Which criterion would you bring from its worst to"
            " its best first? Give that one 100 points, and every other as many as its improvement is worth beside it."
        ),
        Way.ORDER: _("Put the criteria in order of importance. Criteria that matter the same may share a place."),
        Way.PAIRS: _("For each pair: which matters more, and how many times?"),
    }[way]


def swing_words(found: Matrix) -> dict[str, str]:
    """Say for each criterion how far the ranked cases lie apart."""
    model = found.model
    scale = {"lowest": words.number(model.lowest), "highest": words.number(model.highest)}
    return {
        key: _("Scale from %(lowest)s to %(highest)s; the ranked use cases lie between %(low)s and %(high)s.")
        % {**scale, "low": words.number(round(low, 1)), "high": words.number(round(high, 1))}
        for key, (low, high) in trying.swings(found).items()
    }


@require_safe
def way(request: Request, way: str) -> HttpResponse:
    """Answer, and see the weights that follow with what they would do to the order."""
    if way not in ASKED:
        raise Http404
    chosen, scope = Way(way), Scope(request)
    found = matrix(request.user, **scope.given)
    form = WayForm(request.GET, way=chosen, model=found.model, swings=swing_words(found))
    if not form.is_asked:
        form = WayForm(way=chosen, model=found.model, swings=swing_words(found))
    derived = None
    if form.is_bound and form.is_valid():
        try:
            derived = ways.derive(chosen, found.model, form.answers())
        except Invalid as refusal:
            add_to_form(form, refusal)
    tried = trying.try_weights(found, derived.weights, request.user) if derived else None
    context: dict[str, Any] = {
        "way": chosen,
        "title": _(ways.WORDS[chosen]),
        "intro": intro(chosen),
        "others": [(_(ways.WORDS[each]), reverse("portfolio:way", args=[each.value])) for each in ASKED if each != way],
        "form": form,
        "scope": scope,
        "document": found.document,
        "lines": weight_lines(found.model, derived) if derived else [],
        "derived": derived,
        "consistency": consistency(found.model, derived) if derived else "",
        "tried": tried,
        "sentence": sentences.moves(tried) if tried else "",
        "no_influence": sentences.no_influence(found.flat),
        "carry": urlencode({key: f"{value.normalize():f}" for key, value in derived.weights.items()})
        if derived
        else "",
    }
    return render(request, "portfolio/way.html", context, status=422 if form.errors else 200)


def weight_lines(model: ScoringModel, derived: Derived) -> list[dict[str, Any]]:
    """Give label, weight and the weight in use of each criterion."""
    return [
        {
            "label": criterion.label,
            "weight": derived.weights[criterion.key],
            "in_use": criterion.weight * 100,
            "change": derived.weights[criterion.key] - criterion.weight * 100,
        }
        for criterion in model.criteria
        if criterion.key in derived.weights
    ]


def consistency(model: ScoringModel, derived: Derived) -> str:
    """Say how well comparisons in pairs fit each other, and which to look at again; nothing for other ways."""
    if derived.consistency is None:
        return ""
    ratio = f"{derived.consistency:.2f}"
    if derived.is_consistent:
        return _("The comparisons fit each other: consistency ratio %(ratio)s, up to 0.10 is good.") % {"ratio": ratio}
    text = _("The comparisons contradict each other: consistency ratio %(ratio)s, up to 0.10 is good.") % {
        "ratio": ratio
    }
    if derived.odd is None:
        return text
    labels = {criterion.key: criterion.label for criterion in model.criteria}
    first, second = (labels[key] for key in derived.odd.pair)
    return (
        text
        + " "
        + _("Look again at %(first)s and %(second)s: you said %(said)s, your other answers together say %(implied)s.")
        % {
            "first": first,
            "second": second,
            "said": _times(first, second, derived.odd.said),
            "implied": _times(first, second, derived.odd.implied),
        }
    )


def _times(first: str, second: str, ratio: float) -> str:
    if abs(ratio - 1) < 0.05:
        return _("both the same")
    name, times = (first, ratio) if ratio > 1 else (second, 1 / ratio)
    return _("%(name)s matters %(times)s times as much") % {"name": name, "times": words.number(round(times, 1))}
