"""Instrument: questions that people answer with a score, such as a readiness assessment.

    factor score      what a person gives, on the scale
    dimension score   mean of its factors
    overall score     mean of the dimensions
    band              the highest band that the overall score reaches
    recommendation    that of each factor whose score is below `weak_below`

Plain means are the only combination so far; both `combine` fields exist so that the document itself says so.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Band, Header, Key, Line, Part, Problem, Problems, Prose


class Scale(Part, frozen=True, kw_only=True):
    """Scores run from `lowest` to `highest` in steps of `step`."""

    lowest: Decimal
    highest: Decimal
    step: Decimal = Decimal(1)


class Anchor(Part, frozen=True, kw_only=True):
    """What a given score looks like in practice, so that two raters mean the same by it."""

    score: Decimal
    text: Line


class Factor(Part, frozen=True, kw_only=True):
    """One question, its anchors, and what to do when its score is weak."""

    key: Key
    label: Line
    guidance: Prose
    anchors: tuple[Anchor, ...]
    recommendation: Prose


class Dimension(Part, frozen=True, kw_only=True):
    """A group of factors; its score is their mean."""

    key: Key
    label: Line
    guidance: Prose
    factors: tuple[Factor, ...]
    combine: Literal["mean"] = "mean"


class Instrument(Header, tag="instrument", frozen=True, kw_only=True):
    """The whole instrument. Factor keys are unique over all dimensions, so answers are kept by factor key alone."""

    scale: Scale
    dimensions: tuple[Dimension, ...]
    bands: tuple[Band, ...]
    weak_below: Decimal
    combine: Literal["mean"] = "mean"

    @property
    def factors(self) -> Iterator[Factor]:
        """Every factor, in the order in which they are asked."""
        return (factor for dimension in self.dimensions for factor in dimension.factors)


def check(document: Instrument) -> list[Problem]:
    """Return what the schema cannot see: repeated keys, anchors and bands off the scale, uneven steps."""
    found = Problems()
    scale = document.scale
    if scale.lowest >= scale.highest:
        found.add("scale", _("The highest score must lie above the lowest."))
    elif scale.step <= 0 or (scale.highest - scale.lowest) % scale.step:
        found.add(
            "scale.step", _("Steps of %(step)s do not lead from the lowest to the highest score."), step=scale.step
        )
    if not scale.lowest < document.weak_below <= scale.highest:
        found.add("weak_below", _("%(value)s does not lie on the scale."), value=document.weak_below)
    found.not_empty("dimensions", document.dimensions)
    found.same_keys("dimensions", (dimension.key for dimension in document.dimensions))
    found.same_keys("dimensions[].factors", (factor.key for factor in document.factors))
    for row, dimension in enumerate(document.dimensions):
        found.not_empty(f"dimensions[{row}].factors", dimension.factors)
        for column, factor in enumerate(dimension.factors):
            place = f"dimensions[{row}].factors[{column}].anchors"
            scores = [anchor.score for anchor in factor.anchors]
            if any(not scale.lowest <= score <= scale.highest for score in scores):
                found.add(place, _("An anchor lies outside the scale."))
            if scores != sorted(set(scores)):
                found.add(place, _("Anchors go from the lowest to the highest score, each once."))
    found.bands("bands", document.bands, scale.lowest, scale.highest)
    return found
