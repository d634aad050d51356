"""Why nothing can be chosen: the fewest limits that contradict each other."""

import time
from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, milp

from portfolio.rules.choosing import Found, System, matrix, total_of
from portfolio.rules.problem import Limit, Problem

SECONDS = 2.0
FEWEST_SECONDS = 6.0
"""How long a smaller set is looked for; what is there by then contradicts itself too, and none of it can be spared."""


def smallest(problem: Problem) -> tuple[Limit, ...]:
    """Return the fewest limits that cannot hold together; empty when all can hold.

    First a deletion filter: limits are taken away, many at a time and then one by one, as long as the rest still
    contradict each other, so that none of what is left can be spared. Then a smaller set is looked for, until there is
    provably none or the time is over: every contradiction holds a limit of each set whose absence lets the others hold,
    so the fewest limits that meet all such sets known so far either contradict each other, and are the answer, or lead
    to another such set (Ignatiev, Previti, Liffiton and Marques-Silva 2015). Limits stand in the order of the problem.
    """
    system = System(problem)
    numbered = list(range(len(problem.limits)))
    if not _kept(system, numbered).infeasible:
        return ()
    found = _fewer(system, _filtered(system, numbered))
    return tuple(problem.limits[number] for number in sorted(found))


def _filtered(system: System, kept: Sequence[int]) -> list[int]:
    kept = list(kept)
    size = max(len(kept) // 2, 1)
    while True:
        start = 0
        while start < len(kept):
            rest = kept[:start] + kept[start + size :]
            if _kept(system, rest).infeasible:
                kept = rest
            else:
                start += size
        if size == 1:
            return kept
        size = max(size // 2, 1)


def _fewer(system: System, found: list[int]) -> list[int]:
    deadline = time.monotonic() + FEWEST_SECONDS
    every = range(len(system.rows))
    escapes: list[tuple[int, ...]] = []
    while time.monotonic() < deadline:
        tried = _meeting(escapes, len(every))
        if len(tried) >= len(found):
            return found
        answer = _kept(system, tried)
        if answer.infeasible:
            return tried
        if answer.taken is None:
            return found
        escapes.append(_escape(system, tried, answer.taken))
    return found


def _meeting(escapes: Sequence[tuple[int, ...]], count: int) -> list[int]:
    """The fewest limits with one of each escape among them; all of them when that is not found in time."""
    if not escapes:
        return []
    rows = [total_of(escape, low=1) for escape in escapes]
    answer = milp(
        np.ones(count),
        constraints=[matrix(rows, count)],
        integrality=1,
        bounds=Bounds(0, 1),
        options={"time_limit": SECONDS},
    )
    if answer.status != 0:
        return list(range(count))
    return [int(number) for number in np.flatnonzero(answer.x > 0.5)]


def _escape(system: System, holding: Sequence[int], taken: frozenset[int]) -> tuple[int, ...]:
    """Limits without which all others can hold, from some that hold and a choice that keeps to them; few of them."""
    held, broken = set(holding), _broken(system, taken)
    held |= set(range(len(system.rows))) - broken
    for number in sorted(broken):
        if number in held:
            continue
        answer = _kept(system, sorted(held | {number}))
        if answer.taken is not None:
            held |= set(range(len(system.rows))) - _broken(system, answer.taken)
    return tuple(number for number in range(len(system.rows)) if number not in held)


def _broken(system: System, taken: frozenset[int]) -> set[int]:
    return {number for number, row in enumerate(system.rows) if not row.allows(set(taken))}


def _kept(system: System, numbers: Sequence[int]) -> Found:
    """Some choice that keeps to these limits; a search that runs out of time is not called infeasible."""
    return system.best([0] * len(system.columns), [system.rows[number] for number in numbers], seconds=SECONDS)
