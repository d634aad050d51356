"""From answers to dimension scores, overall score, band and recommendations (documents A, R1, and C, R2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import mean
from typing import Any

from library.kinds.base import Band, band_for
from library.kinds.instrument import Instrument

Scores = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """A dimension: mean of its known factors, None until all are answered; `so_far` is the mean of those given so far.

    `answered` counts scores and "not known", `known` scores alone. In a weighted instrument `weight` is the share (0 to
    1) of the overall score, scaled to the dimensions that are known, and `contribution` what it adds to that score;
    both are None where the dimension does not count.
    """

    key: str
    label: str
    score: Decimal | None
    so_far: Decimal | None
    answered: int
    total: int
    known: int
    weight: Decimal | None = None
    contribution: Decimal | None = None

    @property
    def is_partial(self) -> bool:
        """Whether the score is averaged over some of the factors only, the others being not known."""
        return self.score is not None and self.known < self.total


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
    """What an assessment says. `overall` and `band` are None until every factor is answered, or when none is known."""

    dimensions: tuple[DimensionScore, ...]
    overall: Decimal | None
    band: Band | None
    recommendations: tuple[Recommendation, ...]
    answered: int
    total: int
    scores: Scores
    not_known: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every factor has a score or is said to be not known."""
        return self.answered == self.total

    @property
    def known(self) -> int:
        """How many factors have a score."""
        return self.answered - len(self.not_known)

    @property
    def is_weighted(self) -> bool:
        """Whether dimensions count by weight."""
        return any(dimension.weight is not None for dimension in self.dimensions)

    def as_data(self) -> dict[str, Any]:
        """The result as plain data, to be frozen with a submitted assessment."""
        return {
            "overall": self.overall,
            "band": self.band.key if self.band else "",
            "dimensions": [
                {
                    "key": d.key,
                    "label": d.label,
                    "score": d.score,
                    "known": d.known,
                    "total": d.total,
                    "weight": d.weight,
                    "contribution": d.contribution,
                }
                for d in self.dimensions
            ],
            "weak": [r.factor for r in self.recommendations],
            "scores": dict(self.scores),
            "not_known": list(self.not_known),
        }


def result(instrument: Instrument, scores: Scores, not_known: Collection[str] = ()) -> Result:
    """Compute the result from what is answered so far: scores by factor key, and the factors said to be not known.

    Dimension = mean of its known factors; overall = mean of the known dimensions (document A), or their mean by the
    instrument's weights scaled to those known (document C). "Not known" counts as answered and is never averaged.
    Recommendations are those of the factors below the instrument's `weak_below`, weakest first.
    """
    unknown = tuple(factor.key for factor in instrument.factors if factor.key in not_known and factor.key not in scores)
    known = {factor.key: scores[factor.key] for factor in instrument.factors if factor.key in scores}
    dimensions = []
    for dimension in instrument.dimensions:
        keys = [factor.key for factor in dimension.factors]
        given = [known[key] for key in keys if key in known]
        answered = len(given) + sum(key in unknown for key in keys)
        so_far = mean(given) if given else None
        score = so_far if answered == len(keys) else None
        dimensions.append(
            DimensionScore(dimension.key, dimension.label, score, so_far, answered, len(keys), len(given))
        )
    complete = all(d.answered == d.total for d in dimensions)
    levels = [d.score for d in dimensions if d.score is not None]
    overall = mean(levels) if complete and levels else None
    if instrument.combine == "weighted":
        dimensions, overall = _weighted(instrument, dimensions)
        overall = overall if complete else None
    return Result(
        tuple(dimensions),
        overall,
        band_for(overall, instrument.bands),
        _recommendations(instrument, known),
        sum(d.answered for d in dimensions),
        sum(d.total for d in dimensions),
        known,
        unknown,
    )


def frozen(instrument: Instrument, data: Mapping[str, Any]) -> Result:
    """Read back the result that was frozen on submission (`Result.as_data`), computing nothing anew."""
    scores = {key: Decimal(str(score)) for key, score in data["scores"].items()}
    dimensions = tuple(
        DimensionScore(
            d["key"],
            d["label"],
            _decimal(d["score"]),
            _decimal(d["score"]),
            d["total"],
            d["total"],
            d["known"],
            _decimal(d["weight"]),
            _decimal(d["contribution"]),
        )
        for d in data["dimensions"]
    )
    overall = _decimal(data["overall"])
    return Result(
        dimensions,
        overall,
        next((band for band in instrument.bands if band.key == data["band"]), None),
        _recommendations(instrument, {key: scores[key] for key in data["weak"]}),
        sum(d.total for d in dimensions),
        sum(d.total for d in dimensions),
        scores,
        tuple(data["not_known"]),
    )


def is_on_scale(instrument: Instrument, score: Decimal) -> bool:
    """Say whether a score is one of the steps of the instrument's scale."""
    scale = instrument.scale
    return score.is_finite() and scale.lowest <= score <= scale.highest and (score - scale.lowest) % scale.step == 0


def _weighted(instrument: Instrument, dimensions: list[DimensionScore]) -> tuple[list[DimensionScore], Decimal | None]:
    """Give each known dimension its share and what it adds; and the sum, None when nothing that counts is known."""
    weights = {d.key: d.weight for d in instrument.dimensions if d.weight is not None}
    known = [(d.score, weights[d.key]) for d in dimensions if d.score is not None]
    total = sum((weight for _score, weight in known), Decimal(0))
    if not total:
        return dimensions, None
    shared = [
        d
        if d.score is None
        else replace(d, weight=weights[d.key] / total, contribution=weights[d.key] * d.score / total)
        for d in dimensions
    ]
    return shared, sum((weight * score for score, weight in known), Decimal(0)) / total


def _recommendations(instrument: Instrument, scores: Scores) -> tuple[Recommendation, ...]:
    weak = [
        Recommendation(factor.key, factor.label, dimension.label, scores[factor.key], factor.recommendation)
        for dimension in instrument.dimensions
        for factor in dimension.factors
        if factor.key in scores and scores[factor.key] < instrument.weak_below
    ]
    return tuple(sorted(weak, key=lambda item: item.score))


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
