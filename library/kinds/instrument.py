"""Instrument: questions that people answer with a score, such as a readiness assessment.

factor score      what a person gives, on the scale; or "not known", which is no score at all
dimension score   mean of its factors that are known
overall score     mean of the dimensions that are known; where `combine` is "weighted", by their weights, scaled
                  up to 1 over those that are known
band              the highest band that the overall score reaches
recommendation    that of each factor whose score is below `weak_below`
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Band, Header, Key, Kind, Line, Part, Problem, Problems, Prose

SubjectKind = Literal["enterprise", "unit", "process", "use_case"]


class Anchor(Part, frozen=True, kw_only=True):
    """What a given score looks like in practice, so that two raters mean the same by it."""

    score: Decimal
    text: Line


class Scale(Part, frozen=True, kw_only=True):
    """Scores run from `lowest` to `highest` in steps of `step`; `anchors` hold for factors without their own."""

    lowest: Decimal
    highest: Decimal
    step: Decimal = Decimal(1)
    anchors: tuple[Anchor, ...] = ()


class Factor(Part, frozen=True, kw_only=True):
    """One question, its anchors (those of the scale when it has none), and what to do when its score is weak."""

    key: Key
    label: Line
    guidance: Prose
    recommendation: Prose
    anchors: tuple[Anchor, ...] = ()


class Dimension(Part, frozen=True, kw_only=True):
    """A group of factors; its score is their mean. `weight` (0 to 1) where the instrument is weighted."""

    key: Key
    label: Line
    guidance: Prose
    factors: tuple[Factor, ...]
    weight: Decimal | None = None


class Instrument(Header, tag="instrument", frozen=True, kw_only=True):
    """The whole instrument. Factor keys are unique over all dimensions, so answers are kept by factor key alone.

    `suits` says what it is meant to be filled for; anything may be assessed with it.
    """

    scale: Scale
    dimensions: tuple[Dimension, ...]
    bands: tuple[Band, ...]
    weak_below: Decimal
    combine: Literal["mean", "weighted"] = "mean"
    suits: tuple[SubjectKind, ...] = ("enterprise", "unit")

    @property
    def factors(self) -> Iterator[Factor]:
        """Every factor, in the order in which they are asked."""
        return (factor for dimension in self.dimensions for factor in dimension.factors)

    def anchors_of(self, factor: Factor) -> tuple[Anchor, ...]:
        """The anchors of a factor, or else those of the scale."""
        return factor.anchors or self.scale.anchors

    def keys(self) -> Iterator[str]:
        """Yield the keys of dimensions and factors."""
        for dimension in self.dimensions:
            yield dimension.key
            yield from (factor.key for factor in dimension.factors)


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
    stands = scale.lowest < scale.highest
    if stands and not scale.lowest < document.weak_below <= scale.highest:
        found.add("weak_below", _("%(value)s does not lie on the scale."), value=document.weak_below)
    found.not_empty("dimensions", document.dimensions)
    found.same_keys("dimensions", (dimension.key for dimension in document.dimensions))
    found.same_keys("dimensions[].factors", (factor.key for factor in document.factors))
    _check_anchors(found, "scale.anchors", scale, scale.anchors)
    for row, dimension in enumerate(document.dimensions):
        found.not_empty(f"dimensions[{row}].factors", dimension.factors)
        for column, factor in enumerate(dimension.factors):
            place = f"dimensions[{row}].factors[{column}]"
            if not document.anchors_of(factor):
                found.add(
                    place, _("Neither the factor nor the scale says what a score looks like: anchors are missing.")
                )
            _check_anchors(found, f"{place}.anchors", scale, factor.anchors)
    _check_weights(found, document)
    if stands:
        found.bands("bands", document.bands, scale.lowest, scale.highest)
    return found


def _check_anchors(found: Problems, place: str, scale: Scale, anchors: tuple[Anchor, ...]) -> None:
    scores = [anchor.score for anchor in anchors]
    if scale.lowest < scale.highest and any(not scale.lowest <= score <= scale.highest for score in scores):
        found.add(place, _("An anchor lies outside the scale."))
    if scores != sorted(set(scores)):
        found.add(place, _("Anchors go from the lowest to the highest score, each once."))


def _check_weights(found: Problems, document: Instrument) -> None:
    weights = [dimension.weight for dimension in document.dimensions]
    if document.combine == "mean":
        for row, weight in enumerate(weights):
            if weight is not None:
                found.add(f"dimensions[{row}].weight", _("A weight counts only where `combine` is “weighted”."))
        return
    for row, weight in enumerate(weights):
        if weight is None:
            found.add(f"dimensions[{row}]", _("The dimension has no weight, though `combine` is “weighted”."))
    if None not in weights:
        found.weights("dimensions", [weight for weight in weights if weight is not None])


KIND = Kind(
    key="instrument",
    folder="instruments",
    label=_("Instrument"),
    plural=_("Instruments"),
    purpose=_("What is asked when a unit, a process or a deployment is assessed."),
    struct=Instrument,
    check=check,
)
