"""What becomes of the answers when an assessment goes on with a newer version of its instrument."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

from library.kinds.instrument import Instrument, Scale
from readiness.rules.carrying import carried
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
    """An answer that the newer version has no place for, and why: "gone" (no longer asked) or "scale"."""

    factor: str
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Account:
    """What a move keeps, rescales and loses, by factor key.

    `reworded` are kept or rescaled though the newer version asks in other words; `new` were not asked before.
    """

    kept: tuple[str, ...]
    rescaled: tuple[Moved, ...]
    lost: tuple[Lost, ...]
    reworded: tuple[str, ...]
    new: tuple[str, ...]


def carry_over(
    older: Instrument, newer: Instrument, said: Mapping[str, Said], *, rescale: bool = False
) -> tuple[dict[str, Said], Account]:
    """Return the answers as the newer version takes them, and the account of it.

    A factor is known by its key and keeps its answer where the scale is the same. On another scale a score is lost, or
    with `rescale` moved linearly to the same place of the new scale and rounded to its steps; "not known" needs no
    scale and is kept. A factor that is gone loses its answer.
    """
    found = carried(older, newer)
    labels = {factor.key: factor.label for factor in older.factors}
    moved_scale = frozenset(found.rescaled)
    answers: dict[str, Said] = {}
    kept, rescaled, lost = [], [], []
    for key, answer in said.items():
        if key in found.lost:
            lost.append(Lost(key, labels[key], "gone"))
        elif answer.score is None or key not in moved_scale:
            answers[key] = answer
            kept.append(key)
        elif rescale:
            score = rescaled_score(answer.score, older.scale, newer.scale)
            answers[key] = Said(score)
            rescaled.append(Moved(key, labels[key], answer.score, score))
        else:
            lost.append(Lost(key, labels[key], "scale"))
    reworded = tuple(key for key in found.reworded if key in answers)
    return answers, Account(tuple(kept), tuple(rescaled), tuple(lost), reworded, found.added)


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
