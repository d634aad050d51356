"""What a scoring model makes of inputs: one evaluation in columns, for a single case and for a whole portfolio.

Formulas, defaults and limits come from the scoring model's document; the golden figures are document A's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from library.kinds.scoring_curves import Lookup, Piecewise, bends
from library.kinds.scoring_model import Criterion, Factor, Input, ScoringModel

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

DECIMALS = 4
_SCALE = 10**DECIMALS
_TINY = 1e-9


def rounded(values: Floats) -> Floats:
    """Round half-even to 4 decimals.

    Binary fractions miss exact ties by about 1e-11, so the scaled value is first cleaned at its fifth decimal.
    """
    return np.rint(np.round(values * _SCALE, 5)) / _SCALE


@dataclass(frozen=True)
class Evaluation:
    """The outcome for n cases: one row a case, columns in the order of the model's inputs, factors and criteria.

    Scores are rounded half-even to 4 decimals (`exact` holds the criteria unrounded) and lie between the model's
    `lowest` and `highest`. `contributions` has a column for each criterion that is added up. A case that lacks an input
    without a default, or has no input at all, has NaN as its total, and -1 as its band.
    """

    model: ScoringModel
    given: Flags
    values: Floats
    factors: Floats
    capped: Flags
    criteria: Floats
    exact: Floats
    contributions: Floats
    totals: Floats
    low: Floats
    high: Floats
    bands: NDArray[np.int64]

    @property
    def scored(self) -> Flags:
        """Which cases have a total."""
        return ~np.isnan(self.totals)

    def result(self, row: int) -> dict[str, Any]:
        """Return what the score card of one case keeps: scores as text with 4 decimals, by key."""
        criteria = [criterion.key for criterion in self.model.criteria]
        factors = [factor.key for factor in self.model.factors]
        return {
            "criteria": dict(zip(criteria, map(text, self.criteria[row].tolist()), strict=True)),
            "contributions": dict(zip(self.model.weights, map(text, self.contributions[row].tolist()), strict=True)),
            "factors": dict(zip(factors, map(text, self.factors[row].tolist()), strict=True)),
            "assumed": [
                entry.key for entry, given in zip(self.model.inputs, self.given[row], strict=True) if not given
            ],
            "capped": [key for key, held in zip(factors, self.capped[row], strict=True) if held],
            "lowest": text(float(self.low[row])),
            "highest": text(float(self.high[row])),
        }

    def band_key(self, row: int) -> str:
        """Return the key of the band that a case falls into; "" without a total."""
        index = int(self.bands[row])
        return self.model.bands[index].key if index >= 0 else ""

    def total(self, row: int) -> Decimal | None:
        """Return the total of one case; None when it could not be scored."""
        value = float(self.totals[row])
        return None if np.isnan(value) else Decimal(text(value))


def criteria_texts(evaluation: Evaluation) -> list[dict[str, str]]:
    """Return the criterion scores of every case as the case keeps them for ranking: text by key, 10 decimals.

    So fine that a total under other weights comes out exactly as if it were evaluated from the inputs.
    """
    keys = [criterion.key for criterion in evaluation.model.criteria]
    return [{key: f"{value:.10f}" for key, value in zip(keys, row, strict=True)} for row in evaluation.exact.tolist()]


def result_texts(evaluation: Evaluation, rows: Sequence[int]) -> Iterator[tuple[str, str]]:
    """Yield for each of `rows` the JSON of `Evaluation.result` and that of `criteria_texts`: a portfolio at a time.

    One format string a model instead of a dictionary a case: this is most of what a recompute costs.
    """
    model = evaluation.model
    factor_keys = [factor.key for factor in model.factors]
    input_keys = [entry.key for entry in model.inputs]

    def named(keys: Iterable[str], decimals: int = DECIMALS) -> str:
        return "{" + ",".join(f'"{key}":"%.{decimals}f"' for key in keys) + "}"

    criterion_keys = [criterion.key for criterion in model.criteria]
    by_criterion, by_factor, exactly = named(criterion_keys), named(factor_keys), named(criterion_keys, 10)
    by_part = named(model.weights)
    known: dict[tuple[bool, bytes], str] = {}

    def listed(of_inputs: bool, flags: Flags) -> str:
        mark = (of_inputs, flags.tobytes())
        if mark not in known:
            keys = input_keys if of_inputs else factor_keys
            known[mark] = "[" + ",".join(f'"{key}"' for key, flag in zip(keys, flags, strict=True) if flag) + "]"
        return known[mark]

    picked = list(rows)
    criteria, parts = evaluation.criteria[picked].tolist(), evaluation.contributions[picked].tolist()
    factors, exact = evaluation.factors[picked].tolist(), evaluation.exact[picked].tolist()
    low, high = evaluation.low[picked].tolist(), evaluation.high[picked].tolist()
    for place, row in enumerate(picked):
        yield (
            f'{{"criteria":{by_criterion % tuple(criteria[place])},'
            f'"contributions":{by_part % tuple(parts[place])},'
            f'"factors":{by_factor % tuple(factors[place])},'
            f'"assumed":{listed(True, ~evaluation.given[row])},'
            f'"capped":{listed(False, evaluation.capped[row])},'
            f'"lowest":"{text(low[place])}","highest":"{text(high[place])}"}}',
            exactly % tuple(exact[place]),
        )


def text(value: float) -> str:
    """Write a score with its 4 decimals: "7.6667"."""
    return f"{value:.{DECIMALS}f}"


def columns(model: ScoringModel, cases: Sequence[Mapping[str, Any]]) -> Floats:
    """Turn the inputs of cases (key to number, as text or None) into columns; NaN is missing or not a number.

    The level of a choice becomes its place, from 0.
    """
    out = np.empty((len(cases), len(model.inputs)))
    for column, entry in enumerate(model.inputs):
        key = entry.key
        given = [case.get(key) for case in cases]
        if entry.levels:
            places = {level.key: place for place, level in enumerate(entry.levels)}
            given = [places.get(value) if isinstance(value, str) else None for value in given]
        try:
            out[:, column] = given  # numpy reads texts as numbers and None as NaN
        except (TypeError, ValueError):
            out[:, column] = [_number(value) for value in given]
    out[~np.isfinite(out)] = np.nan
    return out


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def evaluate(model: ScoringModel, given_values: Floats) -> Evaluation:
    """Score n cases by `model`; `given_values` is n rows by the model's inputs, NaN where nothing was entered.

    A value outside what the model allows (entered under an earlier version) counts as the nearest allowed one.
    """
    given = ~np.isnan(given_values)
    lowest = np.array([float(entry.bottom) for entry in model.inputs])
    highest = np.array([float(entry.top) for entry in model.inputs])
    defaults = np.array([np.nan if entry.assumed is None else float(entry.assumed) for entry in model.inputs])
    values = np.where(given, np.clip(given_values, lowest, highest), defaults)
    place = {entry.key: index for index, entry in enumerate(model.inputs)}

    factor_columns, capped_columns, criterion_columns = [], [], []
    for criterion in model.criteria:
        scores = []
        for factor in criterion.factors:
            score, held = _curve(factor, values[:, place[factor.input]])
            scores.append(score)
            capped_columns.append(held)
        factor_columns += scores
        criterion_columns.append(_combined(criterion, scores))
    criteria = np.column_stack(criterion_columns)
    contributions = weighable(model, criteria) * weights_of(model)
    totals = rounded(contributions.sum(axis=1))
    totals[~given.any(axis=1)] = np.nan
    low, high = _reach(model, values, given, place)
    return Evaluation(
        model=model,
        given=given,
        values=values,
        factors=rounded(np.column_stack(factor_columns)),
        capped=np.column_stack(capped_columns),
        criteria=rounded(criteria),
        exact=criteria,
        contributions=rounded(contributions),
        totals=totals,
        low=rounded(low),
        high=rounded(high),
        bands=band_indices(model, totals),
    )


def criteria_at(model: ScoringModel, values: Floats) -> Floats:
    """Return the criterion scores, unrounded, at `values` (a column for each input, nothing missing).

    What draws of uncertain inputs compute with: `evaluate` without anything that a score card tells.
    """
    place = {entry.key: index for index, entry in enumerate(model.inputs)}
    return np.column_stack(
        [
            _combined(criterion, [_curve(factor, values[:, place[factor.input]])[0] for factor in criterion.factors])
            for criterion in model.criteria
        ]
    )


def _combined(criterion: Criterion, scores: list[Floats]) -> Floats:
    """Return the criterion's score of every case from those of its factors."""
    if criterion.combine == "mean":
        return np.asarray(np.mean(scores, axis=0))
    return np.asarray(sum(float(share) * score for share, score in zip(criterion.shares, scores, strict=True)))


def weighable(model: ScoringModel, criteria: Floats) -> Floats:
    """Return what the weights are multiplied with, a column for each weighed criterion: its score, divided by that of
    the model's divisor where there is one. `criteria` holds a column for each criterion of the model.

    The product with the weights (in the order of `model.weights`) is the total, also under other weights.
    """
    kept = [index for index, criterion in enumerate(model.criteria) if criterion.key != model.divide_by]
    if len(kept) == len(model.criteria):
        return criteria
    by = criteria[:, [index for index in range(len(model.criteria)) if index not in kept]]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(by > 0, criteria[:, kept] / by, np.nan)


def weights_of(model: ScoringModel) -> Floats:
    """Return the weights of the criteria that are added up, in the model's order."""
    return np.array([float(weight) for weight in model.weights.values()])


def band_indices(model: ScoringModel, totals: Floats) -> NDArray[np.int64]:
    """Return for each total the index of its band in the model; -1 for none. Bands go from the highest down."""
    out = np.full(len(totals), -1, dtype=np.int64)
    for index in range(len(model.bands) - 1, -1, -1):
        out[totals >= float(model.bands[index].at_least)] = index
    return out


def _curve(factor: Factor, values: Floats) -> tuple[Floats, Flags]:
    """Return the scores of a factor, and which of them a limit of its curve held."""
    curve = factor.curve
    if isinstance(curve, Lookup):
        table = np.array([float(row.score) for row in curve.scores])
        known = ~np.isnan(values)
        places = np.where(known, values, 0).astype(np.int64)
        return np.where(known, table[places], np.nan), np.zeros(len(values), dtype=bool)
    if isinstance(curve, Piecewise):
        xs, ys = [float(point.x) for point in curve.points], [float(point.y) for point in curve.points]
        scores = np.interp(values, xs, ys)
        return np.where(np.isnan(values), np.nan, scores), (values < xs[0]) | (values > xs[-1])
    line = curve.line
    free = float(line.start) + float(line.points) * values / float(line.per)
    low = -np.inf if line.at_least is None else float(line.at_least)
    high = np.inf if line.at_most is None else float(line.at_most)
    held = np.clip(free, low, high)
    return held, np.abs(held - free) > _TINY


def _reach(model: ScoringModel, values: Floats, given: Flags, place: Mapping[str, int]) -> tuple[Floats, Floats]:
    """Return the lowest and highest total each case could have once its missing inputs are known.

    What is added up is a sum of one function of each input, so its extremes are the sum of theirs; each such function
    is made of straight pieces, so its extremes lie at a bend or at an end of the allowed range. A divisor is such a sum
    of other inputs, and above 0.
    """
    low, high = _sum_reach(model, model.weighed, values, given, place)
    if model.divisor is not None:
        least, most = _sum_reach(model, (model.divisor,), values, given, place)
        low, high = low / most, high / least
    return low, high


def _sum_reach(
    model: ScoringModel, criteria: Sequence[Criterion], values: Floats, given: Flags, place: Mapping[str, int]
) -> tuple[Floats, Floats]:
    low, high = np.zeros(len(values)), np.zeros(len(values))
    for entry in model.inputs:
        column = place[entry.key]
        now = _share(model, criteria, entry, values[:, column])
        ends = _share(model, criteria, entry, np.array(turns(model, entry)))
        low += np.where(given[:, column], now, ends.min())
        high += np.where(given[:, column], now, ends.max())
    return low, high


def _share(model: ScoringModel, criteria: Sequence[Criterion], entry: Input, values: Floats) -> Floats:
    """Return what an input adds to the sum of `criteria` at each of `values`; a divisor counts as it is."""
    out = np.zeros(len(values))
    for criterion in criteria:
        weight = 1.0 if criterion.key == model.divide_by else float(criterion.weight)
        for factor, share in zip(criterion.factors, criterion.shares, strict=True):
            if factor.input == entry.key:
                out += weight * float(share) * _curve(factor, values)[0]
    return out


def turns(model: ScoringModel, entry: Input) -> list[float]:
    """Return the values of an input among which its least and its greatest effect on the total are found."""
    if entry.stops:
        return [float(value) for value in entry.stops]
    ends = [float(entry.bottom), float(entry.top)]
    found = [float(value) for factor in model.factors if factor.input == entry.key for value in bends(factor.curve)]
    return ends + [value for value in found if ends[0] < value < ends[1]]


def totals_with(parts: Floats, weights: Floats) -> Floats:
    """Return the totals of cases under other weights; `parts` are their rows of `weighable`. A preview ranks by it."""
    return rounded(parts @ weights)


def ranks(totals: Floats) -> NDArray[np.int64]:
    """Return the rank of each row, 1 for the highest total; equal totals rank in the order of the rows."""
    order = np.argsort(-totals, kind="stable")
    out = np.empty(len(totals), dtype=np.int64)
    out[order] = np.arange(1, len(totals) + 1)
    return out
