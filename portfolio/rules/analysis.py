"""What lies around a choice: more or less budget, what each forced choice costs, what would bring a candidate in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from portfolio.rules import conflicts
from portfolio.rules.choosing import LARGEST_COEFFICIENT, Choice, Row, System, matrix, solve, sparse
from portfolio.rules.problem import COUNTED, FORCED, PAIRED, Kind, Limit, Problem

FACTORS = tuple(Decimal(share) / 100 for share in (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150))
DRAWS = 200
Tell = Callable[[int, int], None]


def _silent(done: int, of: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Point:
    """What the best choice is worth when every budget is multiplied by `factor`; `budget` in minor units in all."""

    factor: Decimal
    budget: int
    value: Decimal
    chosen: int
    proven: bool


def frontier(
    problem: Problem,
    *,
    factors: Sequence[Decimal] = FACTORS,
    seconds: float = 4.0,
    gap: float = 0.0,
    tell: Tell = _silent,
) -> list[Point]:
    """The best value at each size of the budget, all periods growing alike; empty without a budget.

    A size at which the forced choices do not fit has no point. Value never falls as the budget grows: what a search
    found with less money is also open with more.
    """
    budgets = problem.of(Kind.BUDGET)
    found: list[Point] = []
    if not budgets:
        return found
    for number, factor in enumerate(sorted(factors)):
        tell(number, len(factors))
        smaller = problem.scaled(factor)
        choice = solve(smaller, seconds=seconds, gap=gap)
        if not choice.feasible:
            continue
        value, chosen = choice.value, len(choice.levels)
        if found and found[-1].value > value:
            value, chosen = found[-1].value, found[-1].chosen
        budget = sum(int(limit.amount) for limit in smaller.of(Kind.BUDGET))
        found.append(Point(factor, budget, value, chosen, choice.proven))
    return found


@dataclass(frozen=True, slots=True)
class Price:
    """What one limit costs: how much more the best choice would be worth without it; None when that was not found."""

    limit: Limit
    value: Decimal | None


def prices(
    problem: Problem, choice: Choice, *, most: int = 60, seconds: float = 2.0, tell: Tell = _silent
) -> list[Price]:
    """The price of each forced choice, then of categories and pairs, at most `most` of them."""
    limits = [*problem.of(*FORCED), *problem.of(*COUNTED), *problem.of(*PAIRED)][:most]
    found = []
    for number, limit in enumerate(limits):
        tell(number, len(limits))
        free = solve(problem.without(limit), seconds=seconds)
        found.append(Price(limit, max(free.value - choice.value, Decimal(0)) if free.proven else None))
    return found


@dataclass(frozen=True, slots=True)
class Entry:
    """What would bring a candidate in.

    `value`: it enters when it is worth this much more (0: it is as good as what is chosen). `budget`: at this much more
    money (minor units, over all periods) a choice with it is worth no less than today's. None where that alone never
    brings it in; `blocked` are then the limits that keep it out.
    """

    key: str
    value: Decimal | None
    budget: int | None
    blocked: tuple[Limit, ...] = ()


def entry(problem: Problem, choice: Choice, key: str, *, seconds: float = 2.0) -> Entry:
    """What would bring in a candidate that is left out. A ban of this very candidate is looked past."""
    must = Limit(Kind.MUST, key)
    free = problem.without(Limit(Kind.MUST_NOT, key)).plus(must)
    system = System(free)
    best = system.best(system.worths, seconds=seconds)
    value: Decimal | None = None
    blocked: tuple[Limit, ...] = ()
    if best.taken is not None and best.proven:
        value = max(choice.value - system.choice(best).value, Decimal(0))
    elif best.infeasible:
        blocked = tuple(limit for limit in conflicts.smallest(free) if limit != must)
    return Entry(key, value, least_budget(system, choice.value, seconds=seconds), blocked)


def least_budget(system: System, value: Decimal, *, seconds: float = 2.0) -> int | None:
    """The least money beyond the budgets with which all other limits hold and the choice is worth `value`.

    In minor units over all periods; None when no amount does it or the search did not end. With several budgets, one
    more column for each holds what is added to it.
    """
    width = len(system.columns)
    pairs = list(zip(system.problem.limits, system.rows, strict=True))
    budgets = [row for limit, row in pairs if limit.kind == Kind.BUDGET]
    if not budgets:
        return None
    fixed = [row for limit, row in pairs if limit.kind != Kind.BUDGET]
    fixed.append(sparse(range(width), system.worths, low=int(value * system.scale)))
    if len(budgets) == 1:  # then the cheapest choice needs the least on top
        cheapest = system.best([-cost for cost in system.costs], fixed, seconds=seconds)
        if cheapest.taken is None or not cheapest.proven:
            return None
        return max(0, -cheapest.worth - (budgets[0].high or 0))
    fixed = [*system.structure, *fixed]
    largest = max((c for row in budgets for c in row.coefficients), default=1)
    size = max(largest / LARGEST_COEFFICIENT, 1.0)
    count = len(budgets)
    soft = coo_array(
        (
            [c / size for row in budgets for c in row.coefficients] + [-1.0] * count,
            (
                [number for number, row in enumerate(budgets) for _c in row.columns] + list(range(count)),
                [column for row in budgets for column in row.columns] + list(range(width, width + count)),
            ),
        ),
        shape=(count, width + count),
    ).tocsr()
    answer = milp(
        np.concatenate([np.zeros(width), np.ones(count)]),
        constraints=[
            _widened(fixed, width, count),
            LinearConstraint(soft, -np.inf, [(row.high or 0) / size for row in budgets]),
        ],
        integrality=np.concatenate([np.ones(width), np.zeros(count)]),
        bounds=Bounds(np.zeros(width + count), np.concatenate([np.ones(width), np.full(count, np.inf)])),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    if answer.status != 0 or answer.x is None:
        return None
    taken = set(np.flatnonzero(answer.x[:width] > 0.5).tolist())
    if not all(row.allows(taken) for row in fixed):
        return None
    return sum(max(0, _total(row, taken) - (row.high or 0)) for row in budgets)


def _widened(rows: Sequence[Row], width: int, more: int) -> LinearConstraint:
    narrow = matrix(rows, width)
    wide = coo_array(narrow.A)
    return LinearConstraint(
        coo_array((wide.data, wide.coords), shape=(len(rows), width + more)).tocsr(), narrow.lb, narrow.ub
    )


def _total(row: Row, taken: set[int]) -> int:
    return sum(c for column, c in zip(row.columns, row.coefficients, strict=True) if column in taken)


@dataclass(frozen=True, slots=True)
class Certainty:
    """How often each candidate is in the best choice when values are drawn from their ranges (0 to 1, by key).

    `same` is the share of draws in which exactly the same candidates are chosen as without drawing.
    """

    seed: int
    draws: int
    shares: dict[str, Decimal]
    same: Decimal


def is_uncertain(problem: Problem) -> bool:
    """Say whether any value has a range."""
    return any(level.low is not None or level.high is not None for c in problem.candidates for level in c.levels)


def certainty(
    problem: Problem, choice: Choice, *, seed: int, draws: int = DRAWS, seconds: float = 2.0, tell: Tell = _silent
) -> Certainty:
    """Draw the values and choose anew each time; the same seed draws the same values.

    A value follows a triangle from the least over the expected to the greatest; the levels of one candidate move
    together, candidates independently of each other. Draws in which nothing was found in time are left out.
    """
    system = System(problem)
    chance = np.random.Generator(np.random.PCG64(seed))
    keys = list(system.of_key)
    places = {key: number for number, key in enumerate(keys)}
    owner = np.array([places[key] for key, _level in system.columns])
    likely = np.array([float(level.value) for level in system.levels])
    low = np.array([float(level.value if level.low is None else level.low) for level in system.levels])
    high = np.array([float(level.value if level.high is None else level.high) for level in system.levels])
    chosen = np.zeros(len(keys), dtype=np.int64)
    today, same, counted = frozenset(choice.levels), 0, 0
    for number in range(draws):
        tell(number, draws)
        drawn = _triangle(chance.random(len(keys))[owner], low, likely, high)
        found = system.best([round(value * system.scale) for value in drawn.tolist()], seconds=seconds)
        if found.taken is None:
            continue
        counted += 1
        taken = {system.columns[column][0] for column in found.taken}
        same += taken == today
        for key in taken:
            chosen[places[key]] += 1
    of = Decimal(max(counted, 1))
    shares = {key: _share(Decimal(int(chosen[places[key]])) / of) for key in keys}
    return Certainty(seed, counted, shares, _share(Decimal(same) / of))


def _share(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.001"), ROUND_HALF_EVEN)


def _triangle(u: np.ndarray, low: np.ndarray, likely: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The value at the share `u` of a triangular distribution (inverse of its distribution function)."""
    spread = high - low
    turn = np.divide(likely - low, spread, out=np.zeros_like(spread), where=spread > 0)
    rising = low + np.sqrt(u * spread * (likely - low))
    falling = high - np.sqrt((1 - u) * spread * (high - likely))
    return np.where(u < turn, rising, falling)
