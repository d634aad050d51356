"""From answers to dimension scores, overall score, band and recommendations (document A, R1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import mean
from typing import Any

from library.kinds.base import Band, band_for
from library.kinds.instrument import Instrument

Scores = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """A dimension: mean of its factors, None until all of them are answered; `so_far` is the mean of those that are."""

    key: str
    label: str
    score: Decimal | None
    so_far: Decimal | None
    answered: int
    total: int


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What to do about a weak factor."""

    factor: str
    label: str
    dimension: str
    score: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """What an assessment says. `overall` and `band` are None until every factor is answered."""

    dimensions: tuple[DimensionScore, ...]
    overall: Decimal | None
    band: Band | None
    recommendations: tuple[Recommendation, ...]
    answered: int
    total: int

    @property
    def is_complete(self) -> bool:
        return self.answered == self.total

    def as_data(self) -> dict[str, Any]:
        """The result as plain data, to be frozen with a submitted assessment."""
        return {
            "overall": self.overall,
            "band": self.band.key if self.band else "",
            "dimensions": [{"key": d.key, "label": d.label, "score": d.score} for d in self.dimensions],
            "weak": [r.factor for r in self.recommendations],
        }


def result(instrument: Instrument, scores: Scores) -> Result:
    """Compute the result of an instrument from the scores given so far (factor key -> score on its scale).

    Dimension = mean of its factors, overall = mean of the dimensions (document A). Recommendations are those of the
    answered factors below the instrument's `weak_below`, weakest first.
    """
    dimensions, weak = [], []
    for dimension in instrument.dimensions:
        given = [scores[factor.key] for factor in dimension.factors if factor.key in scores]
        complete = len(given) == len(dimension.factors)
        so_far = mean(given) if given else None
        dimensions.append(
            DimensionScore(
                dimension.key, dimension.label, so_far if complete else None, so_far, len(given), len(dimension.factors)
            )
        )
        weak += [
            Recommendation(factor.key, factor.label, dimension.label, scores[factor.key], factor.recommendation)
            for factor in dimension.factors
            if factor.key in scores and scores[factor.key] < instrument.weak_below
        ]
    known = [d.score for d in dimensions if d.score is not None]
    overall = mean(known) if len(known) == len(dimensions) else None
    return Result(
        tuple(dimensions),
        overall,
        band_for(overall, instrument.bands),
        tuple(sorted(weak, key=lambda item: item.score)),
        sum(d.answered for d in dimensions),
        sum(d.total for d in dimensions),
    )


def is_on_scale(instrument: Instrument, score: Decimal) -> bool:
    """Say whether a score is one of the steps of the instrument's scale."""
    scale = instrument.scale
    return score.is_finite() and scale.lowest <= score <= scale.highest and (score - scale.lowest) % scale.step == 0
