"""What the page of a decision guide shows."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from library import queries
from library.kinds.decision_guide import STRENGTHS, Axis, DecisionGuide, Sign
from library.reading.measures import indicators, target_words

WORDS = {"strong": _("strong"), "weak": _("weak")}


def context(guide: DecisionGuide) -> dict[str, Any]:
    kpis = indicators(guide.catalog) if guide.catalog else {}
    instruments = {
        document.slug: document
        for document in queries.published("instrument").filter(slug__in={axis.instrument for axis in guide.axes})
    }

    def cut(axis: Axis) -> dict[str, Any]:
        document = instruments.get(axis.instrument)
        dimensions = document.parsed.dimensions if document else ()
        return {
            "axis": axis,
            "instrument": document,
            "dimension": next((each.label for each in dimensions if each.key == axis.dimension), axis.dimension),
        }

    def row(sign: Sign) -> tuple[Sign, str, Any]:
        target = target_words(sign.target, sign.unit) if sign.target and sign.unit else ""
        return sign, target, kpis.get(sign.kpi or "")

    return {
        "cuts": [cut(axis) for axis in guide.axes],
        "matrix": [
            (WORDS[technical], [(WORDS[business], guide.option_for(technical, business)) for business in STRENGTHS])
            for technical in STRENGTHS
        ],
        "indicators": [(group, [row(sign) for sign in group.signs]) for group in guide.indicators],
        "red_flags": [(group, [row(sign) for sign in group.signs]) for group in guide.red_flags],
    }
