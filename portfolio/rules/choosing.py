"""The best portfolio under limits, exactly (domain facts E3): an integer program, solved by HiGHS through scipy.

Every number of the problem is scaled to whole numbers first. The solver works with floating point, so what it answers
is checked in whole numbers afterwards: a choice that breaks a limit by as little as one cent is cut off and the search
goes on. Ties: among choices of equal value the one that costs least in all periods together is taken; if some are still
equal, the solver's own order decides, which is the same whenever the same candidates and limits are given, in any
order. A search stopped by its time limit may end elsewhere on another machine; its gap says how far off it can be.
"""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from portfolio.rules.problem import Kind, Limit, Problem

Floats = NDArray[np.float64]
USUAL_SECONDS = 8.0
"""How long is searched: with what comes before and after, thousands of candidates have their answer in ten."""
MOST_CUTS = 60
LARGEST_COEFFICIENT = 10_000.0
LARGEST_WORTH = 1_000_000.0
ROUGH_FROM = 1_000
"""Columns from which a good choice is found at once, so that there is an answer when the time is over."""
CHEAPEST_UP_TO = 1_000
"""Columns up to which the cheapest among equally good choices is searched for."""


@dataclass(frozen=True, slots=True)
class Row:
    """`low <= sum(coefficient x column) <= high` in whole numbers; None is no bound."""

    columns: tuple[int, ...]
    coefficients: tuple[int, ...]
    low: int | None = None
    high: int | None = None

    def allows(self, taken: set[int]) -> bool:
        """Say whether a set of taken columns keeps to it, exactly."""
        total = sum(c for column, c in zip(self.columns, self.coefficients, strict=True) if column in taken)
        return (self.low is None or total >= self.low) and (self.high is None or total <= self.high)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen: the level of each funded candidate by its key, and what that is worth.

    `bound` is what no choice can exceed; `proven` says that nothing better exists. Infeasible limits give
    `feasible=False`; a search that found nothing in its time gives `feasible=None`.
    """

    levels: Mapping[str, int] = field(default_factory=dict)
    value: Decimal = Decimal(0)
    bound: Decimal | None = None
    proven: bool = False
    feasible: bool | None = True

    @property
    def gap(self) -> Decimal | None:
        """How much better a choice could at most be, as a share of this one's value; 0 when proven, None if unknown."""
        if self.proven:
            return Decimal(0)
        if self.bound is None or self.value <= 0:
            return None
        return max(self.bound - self.value, Decimal(0)) / self.value


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the taken columns, the objective in whole numbers and its bound; `taken` None is nothing."""

    taken: frozenset[int] | None
    worth: int = 0
    bound: int | None = None
    proven: bool = False
    infeasible: bool = False


class System:
    """A problem as whole numbers in rows and columns; one column for each way to fund a candidate."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        ordered = sorted(problem.candidates, key=lambda candidate: candidate.key)
        self.columns = [(c.key, number) for c in ordered for number in range(len(c.levels))]
        self.levels = [level for candidate in ordered for level in candidate.levels]
        self.of_key: dict[str, tuple[int, ...]] = {}
        self.of_category: dict[str, list[int]] = {}
        start = 0
        for candidate in ordered:
            mine = tuple(range(start, start + len(candidate.levels)))
            start += len(mine)
            self.of_key[candidate.key] = mine
            if candidate.category:
                self.of_category.setdefault(candidate.category, []).extend(mine)
        self.worths, self.scale = whole([level.value for level in self.levels])
        self.costs = [level.cost for level in self.levels]
        self.structure = [Row(mine, (1,) * len(mine), high=1) for mine in self.of_key.values() if len(mine) > 1]
        self.rows = [self.row_of(limit) for limit in problem.limits]

    def row_of(self, limit: Limit) -> Row:
        """A limit as a row of whole numbers."""
        every = range(len(self.levels))
        match limit.kind:
            case Kind.BUDGET:
                place = self.problem.periods.index(limit.first)
                return sparse(every, [level.costs[place] for level in self.levels], high=math.floor(limit.amount))
            case Kind.PEOPLE:
                place = self.problem.skills.index(limit.first)
                numbers, _scale = whole([*(level.people[place] for level in self.levels), limit.amount])
                return sparse(every, numbers[:-1], high=numbers[-1])
            case Kind.MUST:
                return total_of(self.of_key[limit.first], low=1)
            case Kind.MUST_NOT:
                return total_of(self.of_key[limit.first], high=0)
            case Kind.NEEDS:
                mine, other = self.of_key[limit.first], self.of_key[limit.second]
                return Row((*mine, *other), (1,) * len(mine) + (-1,) * len(other), high=0)
            case Kind.EXCLUDES:
                return total_of((*self.of_key[limit.first], *self.of_key[limit.second]), high=1)
            case Kind.AT_LEAST:
                return total_of(tuple(self.of_category[limit.first]), low=int(limit.amount))
            case Kind.AT_MOST:
                return total_of(tuple(self.of_category[limit.first]), high=int(limit.amount))

    def best(
        self,
        worths: Sequence[int],
        rows: Sequence[Row] | None = None,
        *,
        seconds: float = USUAL_SECONDS,
        gap: float = 0.0,
    ) -> Found:
        """Take the columns with the greatest sum of `worths` that keep to all rows (by default those of the limits).

        Stops at a relative gap, or after `seconds` with what it has.
        """
        rows = [*self.structure, *(self.rows if rows is None else rows)]
        deadline = time.monotonic() + seconds
        factor = _factor(worths)
        objective = -np.array([worth / factor for worth in worths])
        cuts: list[Row] = []
        for _attempt in range(MOST_CUTS):
            left = max(deadline - time.monotonic(), 0.05)
            answer = _run(objective, [*rows, *cuts], left, gap)
            if answer.status == 2:
                return Found(None, infeasible=True)
            if answer.x is None:
                return Found(None)
            taken = frozenset(np.flatnonzero(answer.x > 0.5).tolist())
            broken = [row for row in rows if not row.allows(set(taken))]
            if not broken:
                worth = sum(worths[column] for column in taken)
                bound = _bound(answer, factor, worth)
                return Found(taken, worth, bound, proven=(answer.status == 0 and gap == 0) or bound <= worth)
            cuts.extend(_cut(row, taken, len(self.columns)) for row in broken)
        return Found(None)

    def rough(self) -> Found:
        """A good choice at once, with its bound: the program without whole numbers, then taking what fits in its order.

        Nothing is taken when the order leads to no choice that keeps to all rows.
        """
        rows = [*self.structure, *self.rows]
        factor = _factor(self.worths)
        answer = _run(-np.array([worth / factor for worth in self.worths]), rows, USUAL_SECONDS, 0.0, whole=False)
        if answer.x is None:
            return Found(None, infeasible=answer.status == 2)
        taken = _fitting(rows, self.worths, answer.x)
        if not all(row.allows(taken) for row in rows):
            return Found(None)
        worth = sum(self.worths[column] for column in taken)
        bound = math.floor(-float(answer.fun) * factor + 1e-6 * factor + 1e-9 * abs(worth))
        return Found(frozenset(taken), worth, max(bound, worth), proven=bound <= worth)

    def choice(self, found: Found) -> Choice:
        """What the found columns mean."""
        if found.taken is None:
            return Choice(feasible=False if found.infeasible else None)
        levels = dict(self.columns[column] for column in sorted(found.taken))
        value = sum((self.levels[column].value for column in found.taken), Decimal(0))
        bound = None if found.bound is None else Decimal(found.bound) / self.scale
        return Choice(levels, value, bound, found.proven, True)


def solve(problem: Problem, *, seconds: float = USUAL_SECONDS, gap: float = 0.0) -> Choice:
    """Choose the portfolio of the greatest value under all limits. The problem has passed `problem.check`.

    `seconds` is how long to search, `gap` the relative gap at which to stop earlier (0: prove it). The answer says
    whether it is proven; see the module for how ties are decided.
    """
    system = System(problem)
    started = time.monotonic()
    first = system.rough() if len(system.columns) > ROUGH_FROM else None
    if first is not None and first.taken is not None and _within(first, gap):
        return system.choice(first)
    left = max(seconds - (time.monotonic() - started), 0.5)
    found = _better(first, system.best(system.worths, seconds=left, gap=gap))
    if found.taken is not None and found.proven and len(system.columns) <= CHEAPEST_UP_TO:
        left = seconds - (time.monotonic() - started)
        keep = sparse(range(len(system.worths)), system.worths, low=found.worth)
        cheaper = system.best([-cost for cost in system.costs], [*system.rows, keep], seconds=max(left, 0.2))
        if cheaper.taken is not None:
            found = Found(cheaper.taken, found.worth, found.bound, proven=True)
    return system.choice(found)


def _within(found: Found, gap: float) -> bool:
    """Whether nothing can exceed what was found by more than a share of it."""
    return found.proven or (found.bound is not None and found.bound - found.worth <= gap * abs(found.worth))


def _better(first: Found | None, found: Found) -> Found:
    """The better of two finds for the same rows, with the lower of their bounds."""
    if first is None or first.taken is None or found.infeasible:
        return found
    best = first if found.taken is None or found.worth < first.worth else found
    bounds = [each.bound for each in (first, found) if each.bound is not None]
    bound = min(bounds, default=None)
    return Found(best.taken, best.worth, bound, proven=found.proven or (bound is not None and bound <= best.worth))


def _factor(worths: Sequence[int]) -> float:
    """What worths are divided by, so that the solver's tolerances mean little beside them."""
    return max(1.0, max((abs(worth) for worth in worths), default=0) / LARGEST_WORTH)


def _fitting(rows: Sequence[Row], worths: Sequence[int], shares: Floats) -> set[int]:
    """Take columns while they fit, those with the greatest share first; twice, for what needs a later one."""
    within: list[list[tuple[int, int]]] = [[] for _worth in worths]
    for number, row in enumerate(rows):
        for column, coefficient in zip(row.columns, row.coefficients, strict=True):
            within[column].append((number, coefficient))
    sums, taken = [0] * len(rows), set()
    order = sorted(range(len(worths)), key=lambda column: (-round(float(shares[column]), 9), -worths[column], column))
    for column in (*order, *order):
        if column in taken or (worths[column] <= 0 and shares[column] < 0.5):
            continue
        after = [(number, sums[number] + coefficient) for number, coefficient in within[column]]
        if all(rows[number].high is None or total <= (rows[number].high or 0) for number, total in after):
            taken.add(column)
            for number, total in after:
                sums[number] = total
    return taken


def whole(numbers: Sequence[Decimal]) -> tuple[list[int], int]:
    """Scale decimals to whole numbers by the smallest power of ten that keeps them exact; return them and the power."""
    places = max((-int(number.as_tuple().exponent) for number in numbers), default=0)
    scale = 10 ** max(places, 0)
    return [int(number * scale) for number in numbers], scale


def sparse(columns: Sequence[int], numbers: Sequence[int], *, low: int | None = None, high: int | None = None) -> Row:
    pairs = [(column, number) for column, number in zip(columns, numbers, strict=True) if number]
    return Row(tuple(column for column, _n in pairs), tuple(number for _c, number in pairs), low, high)


def total_of(columns: tuple[int, ...], *, low: int | None = None, high: int | None = None) -> Row:
    return Row(columns, (1,) * len(columns), low, high)


def matrix(rows: Sequence[Row], width: int) -> LinearConstraint:
    """Rows as floating-point constraints, each divided by what its coefficients have in common and brought to scale."""
    data: list[float] = []
    places: list[int] = []
    ends = [0]
    low, high = np.full(len(rows), -np.inf), np.full(len(rows), np.inf)
    for number, row in enumerate(rows):
        common = math.gcd(*row.coefficients) or 1
        size = max(1.0, max((abs(c) // common for c in row.coefficients), default=0) / LARGEST_COEFFICIENT)
        data += [(c // common) / size for c in row.coefficients]
        places += row.columns
        ends.append(len(places))
        if row.low is not None:
            low[number] = -(-row.low // common) / size
        if row.high is not None:
            high[number] = (row.high // common) / size
    return LinearConstraint(csr_array((data, places, ends), shape=(len(rows), width)), low, high)


def _run(objective: Floats, rows: Sequence[Row], seconds: float, gap: float, *, whole: bool = True) -> Any:
    return milp(
        objective,
        constraints=[matrix(rows, len(objective))] if rows else (),
        integrality=int(whole),
        bounds=Bounds(0, 1),
        options={"time_limit": seconds, "mip_rel_gap": gap},
    )


def _bound(answer: Any, factor: float, worth: int) -> int:
    """What no choice exceeds, in whole numbers: the solver's bound, rounded down where rounding cannot mislead."""
    bound = -float(answer.mip_dual_bound) * factor
    if not math.isfinite(bound):
        bound = worth if answer.status == 0 else math.inf
    slack = 1e-6 * factor + 1e-9 * abs(worth)
    return max(worth, math.floor(bound + slack)) if math.isfinite(bound) else 2**62


def _cut(row: Row, taken: frozenset[int], width: int) -> Row:
    """A row that forbids what broke another by rounding.

    Of a sum of weights with an upper bound (budgets, people): not all of the fewest columns that together exceed it.
    Of any other: not this very set again.
    """
    pairs = zip(row.columns, row.coefficients, strict=True)
    mine = sorted(((c, column) for column, c in pairs if column in taken), reverse=True)
    if row.high is None or min(row.coefficients) < 0:
        signs = tuple(-1 if column in taken else 1 for column in range(width))
        return Row(tuple(range(width)), signs, low=1 - len(taken))
    cover: list[int] = []
    total = 0
    for coefficient, column in mine:
        cover.append(column)
        total += coefficient
        if total > row.high:
            break
    return total_of(tuple(cover), high=len(cover) - 1)
