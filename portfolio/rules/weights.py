"""Ways to reach weights, how several people's weights are combined, and where they disagree.

Weights are fractions of 1 by criterion key, in the order of the keys given. Sources: swing weights and rank order
centroid as in decision analysis (Edwards and Barron 1994); golden values SW-1 and the table of centroids.
"""

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _

Weights = dict[str, float]
HUNDREDTH = Decimal("0.01")
HUNDRED = Decimal(100)


class Order(StrEnum):
    """How an order of importance becomes weights."""

    CENTROID = "centroid"
    SUM = "sum"
    RECIPROCAL = "reciprocal"


class Combination(StrEnum):
    """How the weights of several people become one set."""

    MEAN = "mean"
    GEOMETRIC = "geometric"
    MEDIAN = "median"


def normalized(values: Mapping[str, float]) -> Weights:
    """Return values as shares of their sum. Raises Invalid when one is negative or no number, or all are 0."""
    for key, value in values.items():
        if not math.isfinite(value):
            raise Invalid(_("Enter a number."), field=key)
        if value < 0:
            raise Invalid(_("A weight cannot be negative: enter 0 or more."), field=key)
    total = math.fsum(values.values())
    if total <= 0:
        raise Invalid(_("At least one criterion must count: all of them are 0."), field="weights")
    return {key: value / total for key, value in values.items()}


def swing(points: Mapping[str, float]) -> Weights:
    """Return swing weights: the best swing has 100 points, the others as many as they are worth beside it.

    Raises Invalid at a criterion with points below 0 or above 100, and at `weights` when all are 0.
    """
    for key, value in points.items():
        if not math.isfinite(value) or not 0 <= value <= 100:
            raise Invalid(_("Enter points from 0 to 100."), field=key)
    return normalized(points)


def _by_place(method: Order, count: int) -> list[float]:
    if method is Order.CENTROID:
        return [math.fsum(1 / k for k in range(place, count + 1)) / count for place in range(1, count + 1)]
    raw = [count + 1 - place if method is Order.SUM else 1 / place for place in range(1, count + 1)]
    return [value / math.fsum(raw) for value in raw]


def rank_order(places: Mapping[str, int], method: Order = Order.CENTROID) -> Weights:
    """Return the weights that follow from an order of importance, 1 for the most important.

    Criteria that share a place share what the places they take up together are worth. Gaps are closed: 1, 1, 3 and
    1, 1, 2 say the same. Raises Invalid at a criterion whose place is below 1 or beyond the number of criteria.
    """
    count = len(places)
    for key, place in places.items():
        if not 1 <= place <= count:
            raise Invalid(_("Enter a place from 1 to %(count)s."), field=key, count=count)
    worth = _by_place(method, count)
    ordered = sorted(places, key=lambda key: places[key])
    out: Weights = {}
    start = 0
    while start < count:
        tied = [key for key in ordered if places[key] == places[ordered[start]]]
        share = math.fsum(worth[start : start + len(tied)]) / len(tied)
        out |= dict.fromkeys(tied, share)
        start += len(tied)
    return {key: out[key] for key in places}


def percentages(fractions: Mapping[str, float]) -> dict[str, Decimal]:
    """Return weights as percentages with 2 decimals that add up to exactly 100.

    The method of the largest remainder: what rounding down leaves goes to those that lost most by it. Of equal losses
    the smallest weight is raised, then the first in the order of the keys, so that the weights that count most stand as
    published: an order of four gives 52.08, 27.08, 14.59 and 6.25.
    """
    exact = {key: Decimal(repr(float(value))) * HUNDRED for key, value in fractions.items()}
    total = sum(exact.values(), Decimal(0))
    if total <= 0:
        raise Invalid(_("At least one criterion must count: all of them are 0."), field="weights")
    exact = {key: value * HUNDRED / total for key, value in exact.items()}
    down = {key: value.quantize(HUNDREDTH, ROUND_DOWN) for key, value in exact.items()}
    left = int((HUNDRED - sum(down.values(), Decimal(0))) / HUNDREDTH)
    for key in sorted(exact, key=lambda key: (round(down[key] - exact[key], 9), down[key]))[:left]:
        down[key] += HUNDREDTH
    return down


def combined(sheets: Sequence[Mapping[str, float]], how: Combination) -> Weights:
    """Return one set of weights from several people's.

    The mean of each criterion; the geometric mean, which suits comparisons in pairs (a criterion that anybody gives 0
    then gets 0); or the median. The last two are brought back to a sum of 1. Raises Invalid for no sheets, and where
    nothing is left because each criterion has a 0.
    """
    if not sheets:
        raise Invalid(_("Nobody has given weights yet."), field="weights")
    columns = {key: [sheet[key] for sheet in sheets] for key in sheets[0]}
    if how is Combination.GEOMETRIC:
        if all(min(values) <= 0 for values in columns.values()):
            raise Invalid(
                _("Somebody gives 0 to each criterion, so the geometric mean leaves nothing. Take the mean."),
                field="combination",
            )
        return normalized({key: math.prod(values) ** (1 / len(values)) for key, values in columns.items()})
    if how is Combination.MEDIAN:
        middle = {key: statistics.median(values) for key, values in columns.items()}
        if math.fsum(middle.values()) <= 0:
            raise Invalid(_("The medians are all 0. Take the mean."), field="combination")
        return normalized(middle)
    return normalized({key: math.fsum(values) / len(values) for key, values in columns.items()})


@dataclass(frozen=True)
class Spread:
    """How far people's weights of one criterion lie apart; `lowest_by` and `highest_by` are places in the sheets."""

    key: str
    lowest: float
    median: float
    mean: float
    highest: float
    lowest_by: int
    highest_by: int

    @property
    def width(self) -> float:
        """The distance between the lowest and the highest."""
        return self.highest - self.lowest


def spreads(sheets: Sequence[Mapping[str, float]]) -> list[Spread]:
    """Return the spread of each criterion, in the order of the criteria; empty without sheets."""
    if not sheets:
        return []
    out = []
    for key in sheets[0]:
        values = [sheet[key] for sheet in sheets]
        low, high = min(values), max(values)
        out.append(
            Spread(
                key=key,
                lowest=low,
                median=statistics.median(values),
                mean=statistics.fmean(values),
                highest=high,
                lowest_by=values.index(low),
                highest_by=values.index(high),
            )
        )
    return out


def disputed(found: Sequence[Spread]) -> Spread | None:
    """Return the criterion on which people lie furthest apart; None when all say the same. Ties: the first."""
    widest = max(found, key=lambda spread: spread.width, default=None)
    return widest if widest is not None and widest.width > 0 else None
