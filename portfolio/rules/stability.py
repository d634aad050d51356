"""How far a weight can move before a case loses its place (weight-stability interval). Golden values WSI-1."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_TINY = 1e-9


@dataclass(frozen=True)
class Interval:
    """A case keeps its place while the weight (a fraction of 1) stays from `low` to `high`.

    `below` and `above` are the rows of the cases that push it out beyond either bound; None where the bound is 0 or 1.
    """

    low: float
    weight: float
    high: float
    below: int | None
    above: int | None

    @property
    def is_whole(self) -> bool:
        """Whether no weight at all makes it lose its place."""
        return self.below is None and self.above is None


def interval(criteria: Floats, weights: Floats, case: int, criterion: int, *, places: int = 1) -> Interval | None:
    """Return between which weights of `criterion` the case stays among the first `places`; None when it is not there.

    The other weights keep their proportions and give way to the changed one; where they are all 0 they share evenly.
    `criteria` has a row a case, in the order of registration, which decides between equals. Totals are compared
    unrounded.
    """
    weight = float(weights[criterion])
    others = np.delete(np.arange(len(weights)), criterion)
    rest = float(weights[others].sum())
    shares = weights[others] / rest if rest > _TINY else np.full(len(others), 1 / max(1, len(others)))
    differences = criteria[case] - criteria
    own = differences[:, criterion]
    slopes = own - differences[:, others] @ shares
    now = own - slopes * (1 - weight)
    rows = np.arange(len(criteria))
    ahead = (now < -_TINY) | ((np.abs(now) <= _TINY) & (rows < case))
    ahead[case] = False
    if int(ahead.sum()) >= places:
        return None
    high, above = _bound(_events(now, slopes, ahead, case, upwards=True), int(ahead.sum()), places, 1 - weight)
    low, below = _bound(_events(now, slopes, ahead, case, upwards=False), int(ahead.sum()), places, weight)
    return Interval(max(0.0, weight - low), weight, min(1.0, weight + high), below, above)


def _events(now: Floats, slopes: Floats, ahead: NDArray[np.bool_], case: int, *, upwards: bool) -> "_Events":
    """Give (distance, +1 comes ahead or -1 falls behind, row) of every rival that crosses, nearest first."""
    turn = slopes if upwards else -slopes
    moving = np.abs(turn) > 1e-12
    moving[case] = False
    crossing = moving & (ahead == (turn > 0))
    found = np.flatnonzero(crossing)
    distances = np.maximum(0.0, -now[found] / turn[found])
    steps = np.where(ahead[found], -1, 1)
    order = np.lexsort((found, steps, distances))
    return ((float(distances[i]), int(steps[i]), int(found[i])) for i in order)


_Events = Iterator[tuple[float, int, int]]


def _bound(events: _Events, ahead: int, places: int, room: float) -> tuple[float, int | None]:
    for distance, step, row in events:
        if distance > room - 1e-12:
            break
        ahead += step
        if ahead >= places:
            return distance, row
    return room, None
