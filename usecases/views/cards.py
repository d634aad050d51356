"""One score card: how it came about, what was not known, and how it differs from an earlier one."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.charts.views import chart_response
from foundation.people.http import Request
from foundation.ui.words import day
from library.kinds.base import Band, band_for
from library.kinds.scoring_model import ScoringModel
from usecases import charts, queries, rules
from usecases.models import ScoreCard, UseCase

EARLIER = 50


def explained(card: ScoreCard) -> dict[str, Any]:
    """What the pages of a card show of it, from the card and the version of the model that it names."""
    model: ScoringModel = card.model.parsed
    gaps = rules.gaps(model, [card.inputs])[0]
    found = rules.explain(model, card.inputs, card.result)
    lines = [(line, _combined(line), [(factor, _written(factor)) for factor in line.factors]) for line in found]
    return {
        "card": card,
        "model": model,
        "band": next((band for band in model.bands if band.key == card.band), None),
        "gaps": gaps,
        "matters": gaps[0] if gaps and gaps[0].width else None,
        "between": _between(model, card) if gaps else None,
        "lines": lines,
        "lowest": card.result["lowest"],
        "highest": card.result["highest"],
        "capped": [
            factor.input_label for _line, _words, factors in lines for factor, _text in factors if factor.capped
        ],
        "divisor": model.divisor,
        "finding": charts.contributions(card).title,
    }


def _between(model: ScoringModel, card: ScoreCard) -> tuple[Band, Band] | None:
    """The lowest and the highest priority that the case can come to; None when it is the same one."""
    low, high = (band_for(Decimal(str(card.result[end])), model.bands) for end in ("lowest", "highest"))
    return None if low is None or high is None or low == high else (low, high)


def _combined(line: rules.CriterionLine) -> str:
    """How the inputs of a criterion make up its score; "" for a single one."""
    words = {
        "mean": _("mean of its inputs"),
        "sum": _("sum of its inputs"),
        "weighted": _("weighted sum of its inputs"),
    }
    return words[line.combine] if len(line.factors) > 1 else ""


def _written(factor: rules.FactorLine) -> str:
    template, params = factor.written
    return _(template) % params if template else ""


def sources(case: UseCase, card: ScoreCard) -> list[dict[str, Any]]:
    """Where inputs of the card come from that nobody typed: label, and what was recorded when they were taken."""
    labels = {entry.key: entry.label for entry in card.model.parsed.inputs}
    return [
        {
            "label": labels[key],
            "unit": source["unit"],
            "score": source["score"],
            "day": datetime.fromisoformat(source["submitted_at"]),
            "url": reverse("readiness:assessment_detail", args=[source["assessment"]]),
        }
        for key, source in case.input_sources.items()
        if key in labels and card.inputs.get(key) == case.inputs.get(key)
    ]


def changed_since(case: UseCase, card: ScoreCard) -> bool:
    """Whether inputs of the card's model were entered or taken away since the card was made."""
    keys = [entry.key for entry in card.model.parsed.inputs]
    return any(case.inputs.get(key) != card.inputs.get(key) for key in keys)


def _card(request: Request, reference: str, uid: UUID) -> tuple[UseCase, ScoreCard]:
    case = queries.by_reference(reference, request.user)
    return case, get_object_or_404(queries.cards(case), uid=uid)


def _earlier(request: Request, case: UseCase, card: ScoreCard) -> ScoreCard | None:
    """The earlier card named in the address; 404 for one that is none."""
    named = request.GET.get("with", "")
    if not named:
        return None
    try:
        uid = UUID(named)
    except ValueError:
        raise Http404 from None
    return get_object_or_404(queries.cards(case).filter(pk__lt=card.pk), uid=uid)


def _scored(card: ScoreCard) -> rules.Scored:
    reference = f"{card.model.title} {card.model.version}"
    return rules.Scored(card.model.parsed, reference, card.inputs, card.total)


def compared(card: ScoreCard, earlier: ScoreCard) -> dict[str, Any]:
    """What differs from an earlier card, with a sentence that says it."""
    changes = rules.compare(_scored(earlier), _scored(card))
    alike = earlier.model.slug == card.model.slug
    difference = card.total - earlier.total
    if not changes:
        sentence = _("Nothing differs from the card of %(day)s")
    elif not alike:
        sentence = _("Made by another model than the card of %(day)s: the totals cannot be compared")
    elif not difference:
        sentence = _("The same total as on %(day)s")
    elif difference > 0:
        sentence = _("%(points)s points more than on %(day)s")
    else:
        sentence = _("%(points)s points less than on %(day)s")
    words = {"points": f"{abs(difference):.2f}", "day": day(earlier.recorded_at)}
    return {
        "earlier": earlier,
        "changes": changes,
        "alike": alike,
        "difference": difference,
        "comparison": sentence % words,
        "cause": charts.changes(earlier, card, changes).title,
        "ordered": card.model.parsed.divisor is not None or (len(changes) > 1 and not changes[0].key),
    }


@require_safe
def card_detail(request: Request, reference: str, uid: UUID) -> HttpResponse:
    """One score card, as it was made; with an earlier one beside it when the address names one."""
    case, card = _card(request, reference, uid)
    earlier = _earlier(request, case, card)
    context = {"case": case, "choices": list(queries.cards(case).filter(pk__lt=card.pk)[:EARLIER])}
    context |= explained(card)
    if earlier is not None:
        context |= compared(card, earlier)
    return render(request, "usecases/card_detail.html", context)


@require_safe
def card_chart(request: Request, reference: str, uid: UUID) -> HttpResponse:
    """The waterfall of a score card, or of what changed since an earlier one."""
    case, card = _card(request, reference, uid)
    earlier = _earlier(request, case, card)
    if earlier is None:
        return chart_response(charts.contributions(card))
    return chart_response(charts.changes(earlier, card, rules.compare(_scored(earlier), _scored(card))))
