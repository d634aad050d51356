"""Drawing what is not known about inputs: missing ones over their range, given ones within a stated error."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from library.kinds.scoring_model import Input, ScoringModel
from usecases.rules import criteria_at, turns, weighable

Floats = NDArray[np.float64]
RELATIVE = ("money_per_year", "months")
"""Measures whose error is a share of their value; of a rating, of its scale. Choices and points are exact."""


@dataclass(frozen=True)
class Uncertain:
    """The inputs of n cases, ready to be drawn: `values` with a column an input, NaN where nothing was entered."""

    model: ScoringModel
    values: Floats
    error: float

    @property
    def missing(self) -> int:
        """How many inputs are missing over all cases."""
        return int(np.isnan(self.values).sum())

    def parts(self, chance: np.random.Generator, draws: int) -> Floats:
        """Return what weights are multiplied with: draws, cases, weighed criteria."""
        cases = len(self.values)
        drawn = np.empty((draws, cases, len(self.model.inputs)))
        for column, entry in enumerate(self.model.inputs):
            drawn[:, :, column] = self._drawn(chance, entry, self.values[:, column], draws)
        flat = drawn.reshape(draws * cases, -1)
        return weighable(self.model, criteria_at(self.model, flat)).reshape(draws, cases, -1)

    def _drawn(self, chance: np.random.Generator, entry: Input, values: Floats, draws: int) -> Floats:
        open_ = np.isnan(values)
        low, high = float(entry.bottom), float(entry.top)
        out = np.tile(np.where(open_, 0.0, np.clip(values, low, high)), (draws, 1))
        if self.error and not entry.stops:
            width = np.abs(out) if entry.measure in RELATIVE else high - low
            out = np.clip(out + self.error * width * (2 * chance.random(out.shape) - 1), low, high)
        if open_.any():
            shape = (draws, int(open_.sum()))
            if entry.stops:
                out[:, open_] = chance.choice(np.array([float(stop) for stop in entry.stops]), shape)
            else:
                least, most = telling_range(self.model, entry)
                out[:, open_] = least + chance.random(shape) * (most - least)
        return out


def telling_range(model: ScoringModel, entry: Input) -> tuple[float, float]:
    """Return the part of an input's range in which it changes a score: beyond it, all values are worth the same.

    A value of 0 to a trillion a year that counts up to 10 million is drawn from 0 to 10 million.
    """
    points = sorted(set(turns(model, entry)))
    column = next(index for index, each in enumerate(model.inputs) if each.key == entry.key)
    rows = np.tile([float(each.assumed if each.assumed is not None else each.bottom) for each in model.inputs],
                   (len(points), 1))  # fmt: skip
    rows[:, column] = points
    scores = criteria_at(model, rows)
    first, last = 0, len(points) - 1
    while first < last and np.allclose(scores[first], scores[first + 1]):
        first += 1
    while last > first and np.allclose(scores[last], scores[last - 1]):
        last -= 1
    return (points[first], points[last]) if first < last else (points[0], points[-1])
