"""Rank acceptability (SMAA-2): how often a case takes a place when weights, and inputs, are drawn at random.

Lahdelma and Salminen 2001. Weights are uniform on the simplex (a Dirichlet distribution of ones), or uniform within so
many points of given ones. The central weights of a case are the mean of the weightings under which it comes first.
Golden values SMAA-1.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BLOCK_CELLS = 1_000_000
"""Totals held at once: a block of draws times the cases."""
_TIE = 1e-12


def any_weights(chance: np.random.Generator, draws: int, count: int) -> Floats:
    """Return weightings drawn uniformly from all there are: `draws` rows of `count` fractions that add up to 1."""
    return chance.dirichlet(np.ones(count), draws)


def near_weights(chance: np.random.Generator, draws: int, weights: Floats, within: float) -> Floats:
    """Return weightings drawn uniformly from those whose every weight lies within `within` of the one given.

    Each row walks on its own: again and again a random pair of weights shares its sum anew, evenly over what the
    limits allow. That leaves the uniform distribution as it is, and after 40 steps a criterion nothing is left of
    where the walk began.
    """
    count = len(weights)
    low, high = np.maximum(0.0, weights - within), np.minimum(1.0, weights + within)
    rows = np.tile(weights, (draws, 1))
    for _step in range(40 * count if count > 1 else 0):
        one, other = chance.choice(count, 2, replace=False)
        both = rows[:, one] + rows[:, other]
        least, most = np.maximum(low[one], both - high[other]), np.minimum(high[one], both - low[other])
        rows[:, one] = least + chance.random(draws) * np.maximum(0.0, most - least)
        rows[:, other] = both - rows[:, one]
    return rows


@dataclass
class Tally:
    """Counts over draws: `places[case, r]` how often the case takes place r + 1, up to the number of places kept.

    `firsts[case]` adds up the weightings under which the case comes first. Rows are in the order of registration, which
    decides between equals.
    """

    cases: int
    criteria: int
    kept: int
    draws: int = 0
    places: NDArray[np.int64] = field(init=False)
    firsts: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.kept = min(self.kept, self.cases)
        self.places = np.zeros((self.cases, self.kept), dtype=np.int64)
        self.firsts = np.zeros((self.cases, self.criteria))
        self._ties = np.arange(self.cases) * _TIE

    def add(self, totals: Floats, weights: Floats) -> None:
        """Count a block: `totals` has a row a draw and a column a case, `weights` a row a draw."""
        if not self.cases:
            return
        scores = totals - self._ties
        kept = self.kept
        top = np.argpartition(-scores, kept - 1, axis=1)[:, :kept]
        inner = np.argsort(-np.take_along_axis(scores, top, axis=1), axis=1)
        top = np.take_along_axis(top, inner, axis=1)
        cells = (top * kept + np.arange(kept)).ravel()
        self.places += np.bincount(cells, minlength=self.cases * kept).reshape(self.cases, kept)
        np.add.at(self.firsts, top[:, 0], weights)
        self.draws += len(scores)

    def shares(self) -> Floats:
        """Return the share of draws (0 to 1) in which each case takes each place kept."""
        return self.places / max(1, self.draws)

    def central(self, case: int) -> Floats | None:
        """Return the mean of the weightings under which the case comes first; None when it never does."""
        first = int(self.places[case, 0]) if self.kept else 0
        return self.firsts[case] / first if first else None


Totals = Callable[[Floats], Floats]
"""From a block of weightings to totals, a row a draw and a column a case; draws uncertain inputs itself."""


def block_size(cases: int) -> int:
    """Return how many draws are counted at once."""
    return max(1, min(4096, BLOCK_CELLS // max(1, cases)))


def simulate(
    totals: Totals, weights: Floats, *, cases: int, kept: int, tell: Callable[[int], None] | None = None
) -> Tally:
    """Count the places over all weightings, block by block; `tell` hears how many draws are done."""
    tally = Tally(cases, weights.shape[1], kept)
    size = block_size(cases)
    for start in range(0, len(weights), size):
        block = weights[start : start + size]
        tally.add(totals(block), block)
        if tell is not None:
            tell(tally.draws)
    return tally


def holistic(shares: Floats) -> Floats:
    """Return one figure a case to list them by: the shares of its places, better ones counting more (1, 1/2, 1/3)."""
    return shares @ (1 / np.arange(1, shares.shape[1] + 1)) if shares.shape[1] else np.zeros(len(shares))
