"""What other weights do to an order: who moves, who leads, how alike the orders are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Places = NDArray[np.int64]
MOST_NAMED = 5


@dataclass(frozen=True)
class Move:
    """A row of the matrix that moves from one place to another."""

    row: int
    before: int
    after: int


@dataclass(frozen=True)
class Effect:
    """One order against another. `alike` is Kendall's tau, 1 for the same order and -1 for the reverse; None below two.

    Risers and fallers: at most five of each, the furthest first. `rebanded` holds the rows that change their band.
    """

    count: int
    up: int
    down: int
    risers: tuple[Move, ...]
    fallers: tuple[Move, ...]
    rebanded: tuple[int, ...]
    leader_before: int | None
    leader_after: int | None
    alike: float | None

    @property
    def moved(self) -> int:
        """How many change their place."""
        return self.up + self.down

    @property
    def leader_changes(self) -> bool:
        """Whether another case comes first."""
        return self.leader_before != self.leader_after


def effect(before: Places, after: Places, bands_before: Places, bands_after: Places) -> Effect:
    """Compare two orders of the same rows; places count from 1, each taken once."""
    gained = before - after
    far = np.lexsort((after, -np.abs(gained)))

    def furthest(moving: NDArray[np.bool_]) -> tuple[Move, ...]:
        rows = far[moving[far]][:MOST_NAMED].tolist()
        return tuple(Move(row, int(before[row]), int(after[row])) for row in rows)

    return Effect(
        count=len(before),
        up=int((gained > 0).sum()),
        down=int((gained < 0).sum()),
        risers=furthest(gained > 0),
        fallers=furthest(gained < 0),
        rebanded=tuple(int(row) for row in np.flatnonzero(bands_before != bands_after)),
        leader_before=int(np.argmin(before)) if len(before) else None,
        leader_after=int(np.argmin(after)) if len(after) else None,
        alike=tau(before, after),
    )


def tau(one: Places, other: Places) -> float | None:
    """Return how alike two orders are (Kendall's tau, -1 to 1); None where there are not two rows to compare."""
    return float(stats.kendalltau(one, other).statistic) if len(one) > 1 else None
