"""Why nothing can be chosen: a set of limits that contradict each other and of which none can be spared."""

from collections.abc import Sequence

from portfolio.rules.choosing import Row, System
from portfolio.rules.problem import Limit, Problem

SECONDS = 2.0


def smallest(problem: Problem) -> tuple[Limit, ...]:
    """Return limits that cannot hold together, though any of them left out they could; empty when all can hold.

    A deletion filter: limits are taken away, many at a time and then one by one, as long as the rest still contradict
    each other. It is run from both ends, and the shorter answer is given. Limits stand in the order of the problem.
    """
    system = System(problem)
    numbered = list(range(len(problem.limits)))
    if _feasible(system, numbered):
        return ()
    found = min((_filtered(system, order) for order in (numbered, numbered[::-1])), key=len)
    return tuple(problem.limits[number] for number in sorted(found))


def _filtered(system: System, kept: Sequence[int]) -> list[int]:
    kept = list(kept)
    size = max(len(kept) // 2, 1)
    while True:
        start = 0
        while start < len(kept):
            rest = kept[:start] + kept[start + size :]
            if _feasible(system, rest):
                start += size
            else:
                kept = rest
        if size == 1:
            return kept
        size = max(size // 2, 1)


def _feasible(system: System, numbers: Sequence[int]) -> bool:
    """Say whether some choice keeps to these limits; a search that runs out of time counts as yes."""
    rows: list[Row] = [system.rows[number] for number in numbers]
    return not system.best([0] * len(system.columns), rows, seconds=SECONDS).infeasible
