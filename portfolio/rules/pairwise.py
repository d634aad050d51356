"""Comparisons in pairs (analytic hierarchy process): weights, how consistent they are, and which to look at again.

Saaty 1980: weights are the principal eigenvector of the matrix of comparisons, CI = (lambda max - n) / (n - 1), and
CR = CI / RI with the random index RI below. Up to 0.10 is taken as consistent enough. Golden values AHP-1.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _

RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
"""Of 1 to 10 criteria."""
MOST = len(RANDOM_INDEX)
CONSISTENT = 0.10
STRONGEST = 9.0
Pair = tuple[str, str]


@dataclass(frozen=True)
class Odd:
    """The comparison that fits the others least: what was said, and what the other answers together say."""

    pair: Pair
    said: float
    implied: float


@dataclass(frozen=True)
class Pairwise:
    """Weights (fractions of 1 by key) with the consistency of the answers; `odd` is None when all fit."""

    weights: dict[str, float]
    lambda_max: float
    index: float
    ratio: float
    odd: Odd | None

    @property
    def is_consistent(self) -> bool:
        """Whether the ratio is at most 0.10."""
        return self.ratio <= CONSISTENT


def pairs(keys: Sequence[str]) -> list[Pair]:
    """Return every pair of criteria once, in order."""
    return [(first, second) for place, first in enumerate(keys) for second in keys[place + 1 :]]


def pairwise(keys: Sequence[str], judgments: Mapping[Pair, float]) -> Pairwise:
    """Return the weights that follow from comparisons: how many times the first matters as much as the second.

    Raises Invalid for more than 10 criteria, and at a pair (`first__second`) that is missing or not from 1/9 to 9.
    """
    count = len(keys)
    if count > MOST:
        raise Invalid(
            _("Comparing in pairs works for up to %(most)s criteria; this model has %(count)s."),
            field="weights",
            most=MOST,
            count=count,
        )
    matrix = np.ones((count, count))
    place = {key: index for index, key in enumerate(keys)}
    for first, second in pairs(keys):
        value = judgments.get((first, second), math.nan)
        if not math.isfinite(value) or not 1 / STRONGEST - 1e-9 <= value <= STRONGEST + 1e-9:
            raise Invalid(_("Compare these two."), field=f"{first}__{second}")
        matrix[place[first], place[second]] = value
        matrix[place[second], place[first]] = 1 / value
    values, vectors = np.linalg.eig(matrix)
    top = int(np.argmax(values.real))
    lead = float(values[top].real)
    vector = np.abs(vectors[:, top].real)
    shares = vector / vector.sum()
    index = max(0.0, (lead - count) / (count - 1)) if count > 1 else 0.0
    random = RANDOM_INDEX[count - 1]
    ratio = index / random if random else 0.0
    return Pairwise(
        weights={key: float(share) for key, share in zip(keys, shares, strict=True)},
        lambda_max=lead,
        index=index,
        ratio=ratio if ratio > 1e-9 else 0.0,
        odd=_oddest(keys, matrix) if ratio > 1e-9 else None,
    )


def _oddest(keys: Sequence[str], matrix: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> Odd:
    """Find the comparison furthest from what the answers about third criteria imply for it (geometric mean of ways)."""
    count = len(keys)
    logs = np.log(matrix)
    worst, best = 0.0, Odd((keys[0], keys[1]), float(matrix[0, 1]), float(matrix[0, 1]))
    for row in range(count):
        for column in range(row + 1, count):
            ways = [logs[row, via] + logs[via, column] for via in range(count) if via not in (row, column)]
            implied = float(np.mean(ways)) if ways else float(logs[row, column])
            off = abs(float(logs[row, column]) - implied)
            if off > worst + 1e-9:
                worst = off
                best = Odd((keys[row], keys[column]), float(matrix[row, column]), math.exp(implied))
    return best
