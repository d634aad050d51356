"""Whether two use cases claim the same saving: what speaks for it, never a proof."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _

LIKE_AMOUNTS = Decimal("0.05")
"""Amounts that differ by no more than this share of the larger one count as alike: ours, no standard has one."""
SHORTEST_MEMO = 8
SIGNS: Mapping[str, str] = {
    "amount": _("Similar amounts"),
    "memo": _("The same memo"),
    "kpi": _("The same indicator"),
}


@dataclass(frozen=True, slots=True)
class Claim:
    """One month's return of a use case; `minor` in the reporting currency."""

    case: int
    unit: int
    category: str
    month: Month
    minor: int
    memo: str = ""
    kpi: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two use cases that may claim the same, and what speaks for it; the lower key comes first."""

    cases: tuple[int, int]
    unit: int
    category: str
    first: Month
    last: Month
    signs: tuple[str, ...]


def signs_of(one: Claim, other: Claim) -> tuple[str, ...]:
    """Return what speaks for two claims being the same; nothing unless case differs and all else named agrees."""
    if one.case == other.case or (one.unit, one.category, one.month) != (other.unit, other.category, other.month):
        return ()
    larger = max(abs(one.minor), abs(other.minor))
    memo = plain(one.memo)
    found = {
        "amount": larger > 0 and abs(one.minor - other.minor) <= larger * LIKE_AMOUNTS,
        "memo": len(memo) >= SHORTEST_MEMO and memo == plain(other.memo),
        "kpi": bool(one.kpi) and one.kpi == other.kpi,
    }
    return tuple(name for name, speaks in found.items() if speaks)


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Return a memo without case, punctuation and doubled blanks."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split())


def likenesses(fresh: Iterable[Claim], known: Iterable[Claim]) -> Iterator[Likeness]:
    """Return the pairs of use cases with one in `fresh` and the other in `known`, each pair and category once.

    `known` may hold the fresh claims too: a use case is never compared with itself.
    """
    by_place: dict[tuple[int, str, Month], list[Claim]] = {}
    for claim in known:
        by_place.setdefault((claim.unit, claim.category, claim.month), []).append(claim)
    found: dict[tuple[int, int, int, str], tuple[Month, Month, set[str]]] = {}
    for claim in fresh:
        for other in by_place.get((claim.unit, claim.category, claim.month), ()):
            if signs := signs_of(claim, other):
                low, high = sorted((claim.case, other.case))
                key = (low, high, claim.unit, claim.category)
                first, last, so_far = found.get(key, (claim.month, claim.month, set()))
                found[key] = (min(first, claim.month), max(last, claim.month), so_far | set(signs))
    for (low, high, unit, category), (first, last, signs_found) in found.items():
        ordered = tuple(name for name in SIGNS if name in signs_found)
        yield Likeness((low, high), unit, category, first, last, ordered)


def part_of(total: int, before: Decimal, share: Decimal, booked: int) -> int:
    """Return the minor units of one share of `total`: after it the parts add up to the rounded sum of the shares.

    `before` are the shares taken already and `booked` what they came to. Halves are rounded to even.
    """
    return int((total * (before + share)).quantize(Decimal(1))) - booked
