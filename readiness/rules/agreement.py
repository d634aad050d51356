"""How far several raters agree: spread of each factor, r_wg, Krippendorff's alpha, and what to talk about.

r_wg      James, Demaree and Wolf (1984): 1 - s^2 / ((A^2 - 1) / 12), with s^2 the sample variance in steps of the scale
          and A the number of steps; below 0 when raters differ more than chance would have them.
alpha     Krippendorff (2011): 1 - observed / expected disagreement over all pairs of values given to the same factor;
          a factor that a rater left out or does not know is simply missing.
Cut-offs  .800 and .667 for alpha (Krippendorff), .70 for r_wg (customary); the two limits of spread are this product's
          own: 3 points of range and 1 point between the quartiles on a scale of 1 to 5, as shares of any scale.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from statistics import mean, median, quantiles, stdev, variance
from typing import Any, Literal

from foundation.kernel.text import gettext_noop as _
from library.kinds.instrument import Instrument, Scale

Metric = Literal["nominal", "ordinal", "interval"]
Ratings = Mapping[str, Mapping[str, Decimal]]
"""Rater -> factor key -> score; what a rater does not know is left out."""

RWG_ENOUGH = Decimal("0.70")
RELIABLE = Decimal("0.800")
TENTATIVE = Decimal("0.667")
WIDE_RANGE = Decimal(3) / 4
WIDE_QUARTILES = Decimal(1) / 4


class Flag(StrEnum):
    """Why a factor deserves a talk."""

    RANGE = "range"
    QUARTILES = "quartiles"
    RWG = "rwg"


FLAG_WORDS = {
    Flag.RANGE: _("far apart"),
    Flag.QUARTILES: _("wide middle half"),
    Flag.RWG: _("weak agreement"),
}


class Reliability(StrEnum):
    """How far the combined scores can be relied on, by alpha."""

    RELIABLE = "reliable"
    TENTATIVE = "tentative"
    UNRELIABLE = "unreliable"


RELIABILITY_WORDS = {
    Reliability.RELIABLE: _("the raters agree well enough to rely on the combined scores"),
    Reliability.TENTATIVE: _("the raters agree only partly: take the combined scores as tentative"),
    Reliability.UNRELIABLE: _("the raters agree too little to rely on the combined scores"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """What the raters gave one factor. Deviation, quartiles and r_wg need two raters and are None below that.

    `rwg` is as computed and can be negative; `rwg_shown` is cut off at 0.
    """

    factor: str
    raters: int
    mean: Decimal | None
    median: Decimal | None
    low: Decimal | None
    high: Decimal | None
    deviation: Decimal | None
    quartile_range: Decimal | None
    rwg: Decimal | None
    flags: tuple[Flag, ...] = ()

    @property
    def rwg_shown(self) -> Decimal | None:
        return None if self.rwg is None else max(Decimal(0), self.rwg)

    @property
    def range(self) -> Decimal | None:
        return None if self.low is None or self.high is None else self.high - self.low


@dataclass(frozen=True, slots=True)
class Agreement:
    """All factors with their spread, in the instrument's order, and alpha over them; None where it is undefined."""

    raters: int
    items: tuple[Item, ...]
    alpha: Decimal | None
    alpha_ordinal: Decimal | None

    @property
    def reliability(self) -> Reliability | None:
        """What alpha (interval) says, None without one."""
        return reliability(self.alpha)

    @property
    def to_discuss(self) -> list[Item]:
        """The factors with a flag: the most reasons first, then the widest apart."""
        flagged = [item for item in self.items if item.flags]
        return sorted(flagged, key=lambda item: (-len(item.flags), -(item.deviation or 0)))

    def as_data(self) -> dict[str, Any]:
        """Plain data, to be frozen with the assessment."""
        return {
            "raters": self.raters,
            "alpha": self.alpha,
            "alpha_ordinal": self.alpha_ordinal,
            "items": [
                {
                    "factor": item.factor,
                    "raters": item.raters,
                    "mean": item.mean,
                    "median": item.median,
                    "low": item.low,
                    "high": item.high,
                    "deviation": item.deviation,
                    "quartile_range": item.quartile_range,
                    "rwg": item.rwg,
                    "flags": [flag.value for flag in item.flags],
                }
                for item in self.items
            ],
        }

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> "Agreement":
        """Read back what was frozen."""
        return Agreement(
            data["raters"],
            tuple(
                Item(
                    factor=row["factor"],
                    raters=row["raters"],
                    mean=_decimal(row["mean"]),
                    median=_decimal(row["median"]),
                    low=_decimal(row["low"]),
                    high=_decimal(row["high"]),
                    deviation=_decimal(row["deviation"]),
                    quartile_range=_decimal(row["quartile_range"]),
                    rwg=_decimal(row["rwg"]),
                    flags=tuple(Flag(flag) for flag in row["flags"]),
                )
                for row in data["items"]
            ),
            _decimal(data["alpha"]),
            _decimal(data["alpha_ordinal"]),
        )


def agreement(instrument: Instrument, ratings: Ratings) -> Agreement:
    """Compare what the raters gave, factor by factor, and over all factors together."""
    given = {
        factor.key: [scores[factor.key] for scores in ratings.values() if factor.key in scores]
        for factor in instrument.factors
    }
    return Agreement(
        len(ratings),
        tuple(item(key, scores, instrument.scale) for key, scores in given.items()),
        alpha(given.values(), "interval"),
        alpha(given.values(), "ordinal"),
    )


def item(factor: str, scores: Sequence[Decimal], scale: Scale) -> Item:
    """Describe the scores that raters gave one factor; quartiles are interpolated between the given scores."""
    if not scores:
        return Item(factor, 0, None, None, None, None, None, None, None)
    low, high = min(scores), max(scores)
    if len(scores) == 1:
        return Item(factor, 1, scores[0], scores[0], low, high, None, None, None)
    first, _half, third = quantiles(scores, n=4, method="inclusive")
    apart, rwg, width = third - first, within_group(scores, scale), scale.highest - scale.lowest
    found = {
        Flag.RANGE: high - low >= WIDE_RANGE * width,
        Flag.QUARTILES: apart > WIDE_QUARTILES * width,
        Flag.RWG: rwg < RWG_ENOUGH,
    }
    return Item(
        factor,
        len(scores),
        mean(scores),
        median(scores),
        low,
        high,
        stdev(scores),
        apart,
        rwg,
        tuple(flag for flag, raised in found.items() if raised),
    )


def within_group(scores: Sequence[Decimal], scale: Scale) -> Decimal:
    """Return r_wg of two or more scores on the scale: 1 for agreement, 0 for chance, negative for two camps."""
    options = (scale.highest - scale.lowest) / scale.step + 1
    by_chance = (options**2 - 1) / 12
    return 1 - variance(scores) / scale.step**2 / by_chance


def alpha(units: Iterable[Sequence[Decimal]], metric: Metric = "interval") -> Decimal | None:
    """Return Krippendorff's alpha over units (the scores that raters gave one factor each), at most 1.

    Units with fewer than two scores say nothing and are left out. None when no unit has two, or when all scores are
    alike: without any difference there is nothing to compare agreement with.
    """
    paired = [Counter(map(Fraction, scores)) for scores in units if len(scores) > 1]
    totals: Counter[Fraction] = sum(paired, Counter())
    count = totals.total()
    distance = _distances(totals, metric)
    expected = Fraction(_disagreement(totals, distance), count - 1) if count > 1 else Fraction(0)
    if not expected:
        return None
    observed = sum((Fraction(_disagreement(unit, distance), unit.total() - 1) for unit in paired), Fraction(0))
    found = 1 - observed / expected
    return Decimal(found.numerator) / Decimal(found.denominator)


def reliability(alpha: Decimal | None) -> Reliability | None:
    """Say how far scores with this alpha can be relied on; None for no alpha."""
    if alpha is None:
        return None
    if alpha >= RELIABLE:
        return Reliability.RELIABLE
    return Reliability.TENTATIVE if alpha >= TENTATIVE else Reliability.UNRELIABLE


Distance = Callable[[Fraction, Fraction], Fraction]


def _disagreement(values: Counter[Fraction], distance: Distance) -> Fraction:
    """Sum the distance over all ordered pairs of values."""
    return sum(
        (n * m * distance(a, b) for a, n in values.items() for b, m in values.items() if a != b),
        Fraction(0),
    )


def _distances(totals: Counter[Fraction], metric: Metric) -> Distance:
    if metric == "nominal":
        return lambda _a, _b: Fraction(1)
    if metric == "interval":
        return lambda a, b: (a - b) ** 2
    # Ordinal: how many values stand between the two, those on the ends counted by half.
    place, ranks = Fraction(0), {}
    ordered = sorted(totals)
    if ordered:
        ranks[ordered[0]] = place
    for before, after in pairwise(ordered):
        place += Fraction(totals[before] + totals[after], 2)
        ranks[after] = place
    return lambda a, b: (ranks[a] - ranks[b]) ** 2


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
