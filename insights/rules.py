"""What deserves a reader's attention first: weights and a choice, without any database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from foundation.kernel.tones import Tone

MOST = 5
OF_A_KIND = 2


class Concern(StrEnum):
    """Why something needs attention."""

    UNCOVERED = "uncovered"
    OVERDUE = "overdue"
    BLOCKED = "blocked"
    BEHIND = "behind"
    UNREADY = "unready"
    LAPSING = "lapsing"


@dataclass(frozen=True, slots=True)
class Attention:
    """One item: what it is, why it is named, and the page where something can be done about it.

    `weight` only orders items among each other (0 to 999, the heaviest first); `key` breaks ties, so that the same
    data always gives the same list.
    """

    concern: Concern
    title: str
    reason: str
    url: str
    tone: Tone
    weight: int
    key: str = ""
    since: datetime | date | None = None


def uncovered_weight(*, is_running: bool) -> int:
    """A case whose approval no longer counts weighs most, and more once people use it."""
    return 950 if is_running else 900


def overdue_weight(days: int, *, is_high: bool) -> int:
    """A decision past its deadline weighs by the days it is late, and more for a high-risk case."""
    return 700 + (100 if is_high else 0) + min(max(days, 0), 99)


def blocked_weight(days: int) -> int:
    """A gate that cannot be passed as things stand weighs by the days it is open."""
    return 640 + min(max(days, 0), 39)


def behind_weight(share: float) -> int:
    """Value behind plan weighs by its share of the plan (0 to 1, more counts as 1)."""
    return 600 + int(min(max(share, 0.0), 1.0) * 39)


def unready_weight(tone: str) -> int:
    """A unit in the lowest bands of readiness."""
    return 560 if tone == Tone.BAD else 400


def lapsing_weight(days: int, *, within: int) -> int:
    """An approval that lapses soon weighs more the fewer days are left."""
    return 450 + max(0, min(99, (within - days) * 99 // max(within, 1)))


def most_pressing(items: Iterable[Attention], *, most: int = MOST, of_a_kind: int = OF_A_KIND) -> list[Attention]:
    """Return the `most` heaviest items, at first no more than `of_a_kind` for one reason, so that none hides the rest.

    Places that stay free are filled with what is left over, heaviest first.
    """
    ordered = sorted(items, key=lambda item: (-item.weight, item.concern, item.key, item.title))
    taken: dict[Concern, int] = {}
    first: list[Attention] = []
    rest: list[Attention] = []
    for item in ordered:
        taken[item.concern] = taken.get(item.concern, 0) + 1
        (first if taken[item.concern] <= of_a_kind else rest).append(item)
    chosen = [*first[:most], *rest[: max(0, most - len(first))]]
    return sorted(chosen, key=lambda item: (-item.weight, item.concern, item.key, item.title))
