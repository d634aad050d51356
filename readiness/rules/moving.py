"""What becomes of the answers when an assessment goes on with a newer version of its instrument."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

from library.kinds.instrument import Factor, Instrument, Scale
from readiness.rules.combining import Said


@dataclass(frozen=True, slots=True)
class Moved:
    """An answer that is rescaled: what it was and what it becomes; both None where several raters answered."""

    factor: str
    label: str
    before: Decimal | None = None
    after: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """An answer that the newer version has no place for, and why: "gone", "changed" or "scale"."""

    factor: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Account:
    """What a move keeps, rescales and loses, by factor key; `new` are factors that the older version did not ask."""

    kept: tuple[str, ...]
    rescaled: tuple[Moved, ...]
    lost: tuple[Lost, ...]
    new: tuple[str, ...]


def carry_over(
    older: Instrument, newer: Instrument, said: Mapping[str, Said], *, rescale: bool = False
) -> tuple[dict[str, Said], Account]:
    """Return the answers as the newer version takes them, and the account of it.

    A factor whose question and anchors are the same keeps its answer where the scale is the same too. On another scale
    a score is lost, or with `rescale` moved linearly to the same place of the new scale and rounded to its steps;
    "not known" needs no scale and is kept. A factor that is gone or asks something else loses its answer.
    """
    before = {factor.key: factor for factor in older.factors}
    after = {factor.key: factor for factor in newer.factors}
    same_scale = _steps(older.scale) == _steps(newer.scale)
    carried: dict[str, Said] = {}
    kept, rescaled, lost = [], [], []
    for key, answer in said.items():
        label = before[key].label
        if key not in after:
            lost.append(Lost(key, label, "gone"))
        elif not _same_question(before[key], after[key]):
            lost.append(Lost(key, label, "changed"))
        elif answer.score is None or (same_scale and _anchors(older, before[key]) == _anchors(newer, after[key])):
            carried[key] = answer
            kept.append(key)
        elif same_scale:
            lost.append(Lost(key, label, "changed"))
        elif rescale:
            score = rescaled_score(answer.score, older.scale, newer.scale)
            carried[key] = Said(score)
            rescaled.append(Moved(key, label, answer.score, score))
        else:
            lost.append(Lost(key, label, "scale"))
    new = tuple(key for key in after if key not in before)
    return carried, Account(tuple(kept), tuple(rescaled), tuple(lost), new)


def outlook(older: Instrument, newer: Instrument, *, rescale: bool = False) -> Account:
    """Return the account by factors alone, as if each were answered: what may be told while sheets are sealed."""
    every = {factor.key: Said(older.scale.lowest) for factor in older.factors}
    _carried, account = carry_over(older, newer, every, rescale=rescale)
    return replace(account, rescaled=tuple(Moved(item.factor, item.label) for item in account.rescaled))


def rescaled_score(score: Decimal, older: Scale, newer: Scale) -> Decimal:
    """Return the step of the newer scale nearest to the same place: lowest to lowest, highest to highest."""
    share = (score - older.lowest) / (older.highest - older.lowest)
    exact = share * (newer.highest - newer.lowest) / newer.step
    return newer.lowest + exact.quantize(Decimal(1), ROUND_HALF_EVEN) * newer.step


def _steps(scale: Scale) -> tuple[Decimal, Decimal, Decimal]:
    return scale.lowest, scale.highest, scale.step


def _same_question(before: Factor, after: Factor) -> bool:
    return (before.label, before.guidance) == (after.label, after.guidance)


def _anchors(instrument: Instrument, factor: Factor) -> list[tuple[Decimal, str]]:
    return [(anchor.score, anchor.text) for anchor in instrument.anchors_of(factor)]
