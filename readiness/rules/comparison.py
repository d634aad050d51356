"""Two results of one instrument against each other; versions may differ, so factors are matched by key."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from foundation.kernel.text import gettext_noop as _
from library.kinds.instrument import Dimension, Instrument
from readiness.rules.scoring import Result


class Gap(StrEnum):
    """Why two figures have no difference."""

    SCALE = "scale"
    ONLY_FIRST = "only_first"
    ONLY_SECOND = "only_second"
    OTHER_FACTORS = "other_factors"
    OTHER_WEIGHTS = "other_weights"
    NOT_KNOWN = "not_known"


GAP_WORDS = {
    Gap.SCALE: _("the two versions use different scales"),
    Gap.ONLY_FIRST: _("asked only in the first one's version"),
    Gap.ONLY_SECOND: _("asked only in the second one's version"),
    Gap.OTHER_FACTORS: _("made of other factors in the other version"),
    Gap.OTHER_WEIGHTS: _("weighted in another way in the other version"),
    Gap.NOT_KNOWN: _("not known in at least one of them"),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """One figure in both results; `gap` says why there is no difference. `within` names a factor's dimension."""

    key: str
    label: str
    first: Decimal | None
    second: Decimal | None
    gap: Gap | None = None
    within: str = ""

    @property
    def difference(self) -> Decimal | None:
        """Second less first, None where they cannot be compared."""
        return None if self.gap or self.first is None or self.second is None else self.second - self.first


@dataclass(frozen=True, slots=True)
class Comparison:
    """The overall score, the dimensions in the order of the second instrument, and all factors."""

    overall: Pair
    dimensions: tuple[Pair, ...]
    factors: tuple[Pair, ...]

    @property
    def moves(self) -> list[Pair]:
        """The factors that differ, biggest difference first."""
        moved = [pair for pair in self.factors if pair.difference]
        return sorted(moved, key=lambda pair: abs(pair.difference or Decimal(0)), reverse=True)

    @property
    def unchanged(self) -> int:
        """How many factors have the same score in both."""
        return sum(pair.difference == 0 for pair in self.factors)

    @property
    def incomparable(self) -> list[Pair]:
        """Overall, dimensions and factors without a difference, each with its reason."""
        return [pair for pair in (self.overall, *self.dimensions, *self.factors) if pair.gap]


def compare(first: Instrument, one: Result, second: Instrument, two: Result) -> Comparison:
    """Match two results by key. Raises ValueError when they are not results of the same instrument.

    A dimension is compared when it is made of the same factors in both versions, the overall score when all dimensions
    are and count alike. Nothing is compared across two scales.
    """
    if first.slug != second.slug:
        raise ValueError(f"{first.slug} and {second.slug} are two instruments")
    same_scale = (first.scale.lowest, first.scale.highest) == (second.scale.lowest, second.scale.highest)
    before = {dimension.key: dimension for dimension in first.dimensions}
    after = {dimension.key: dimension for dimension in second.dimensions}
    scores = {d.key: d.score for d in one.dimensions}, {d.key: d.score for d in two.dimensions}
    labels = {d.key: d.label for d in (*first.dimensions, *second.dimensions)}
    dimensions = []
    for key in _in_order(after, before):
        old, new = before.get(key), after.get(key)
        gap = _presence(old, new) or (None if same_scale else Gap.SCALE) or _make(old, new)
        dimensions.append(_pair(key, labels[key], scores[0].get(key), scores[1].get(key), gap))
    factors = tuple(_factors(first, one, second, two, same_scale=same_scale))
    return Comparison(
        _pair("overall", "", one.overall, two.overall, _whole(first, second, dimensions, same_scale=same_scale)),
        tuple(dimensions),
        factors,
    )


def _factors(first: Instrument, one: Result, second: Instrument, two: Result, *, same_scale: bool) -> Iterator[Pair]:
    before = {f.key: (f.label, d.label) for d in first.dimensions for f in d.factors}
    after = {f.key: (f.label, d.label) for d in second.dimensions for f in d.factors}
    for key in _in_order(after, before):
        label, within = after.get(key) or before[key]
        gap = _presence(before.get(key), after.get(key)) or (None if same_scale else Gap.SCALE)
        yield _pair(key, label, one.scores.get(key), two.scores.get(key), gap, within)


def _pair(
    key: str, label: str, first: Decimal | None, second: Decimal | None, gap: Gap | None, within: str = ""
) -> Pair:
    if gap is None and (first is None or second is None):
        gap = Gap.NOT_KNOWN
    return Pair(key, label, first, second, gap, within)


def _presence(old: object | None, new: object | None) -> Gap | None:
    if old is None:
        return Gap.ONLY_SECOND
    return Gap.ONLY_FIRST if new is None else None


def _make(old: Dimension | None, new: Dimension | None) -> Gap | None:
    """Say whether a dimension is made of other factors than before."""
    if old is None or new is None or {f.key for f in old.factors} == {f.key for f in new.factors}:
        return None
    return Gap.OTHER_FACTORS


def _whole(first: Instrument, second: Instrument, dimensions: Iterable[Pair], *, same_scale: bool) -> Gap | None:
    if not same_scale:
        return Gap.SCALE
    if any(pair.gap in (Gap.ONLY_FIRST, Gap.ONLY_SECOND, Gap.OTHER_FACTORS) for pair in dimensions):
        return Gap.OTHER_FACTORS
    weights = [{d.key: d.weight for d in document.dimensions} for document in (first, second)]
    return None if (first.combine, weights[0]) == (second.combine, weights[1]) else Gap.OTHER_WEIGHTS


def _in_order(after: Iterable[str], before: Iterable[str]) -> Iterator[str]:
    """Yield the keys of the later version, then those that only the earlier one has."""
    return iter(dict.fromkeys([*after, *before]))
