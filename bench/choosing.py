"""P12: a portfolio of 500 and 5,000 candidates chosen under four limits with prerequisites.

The last figure is all that the worker finds for the largest portfolio: the choice, its reasons and the frontier.

Each figure is this product's whole way (whole numbers, HiGHS, exact check, cheapest among equals) against the bare call
of the same solver on the same matrix, in turn, in CPU time. The search ends after eight seconds of the clock, so a busy
machine shows a larger gap. Where ortools is installed, CP-SAT is timed as well.
"""

import importlib
import random
import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
from scipy.optimize import Bounds, milp

from bench.floor import main as in_database
from bench.floor import show
from portfolio.rules import choosing, explaining
from portfolio.rules.problem import Candidate, Kind, Level, Limit, Problem, check

ROUNDS = {500: 3, 5_000: 1}
SECONDS = choosing.USUAL_SECONDS


def portfolio(size: int, seed: int = 12) -> Problem:
    """Costs over two years and people of two skills, a budget for about a third, one prerequisite for every tenth."""
    chance = random.Random(seed)
    candidates = []
    for number in range(size):
        cost = chance.randint(20, 2_000) * 100_000
        first = cost * chance.randint(4, 10) // 10
        value = Decimal(cost // 100_000) * chance.randint(60, 160) / 100
        people = tuple(Decimal(chance.randint(0, 40)) / 10 for _skill in range(2))
        candidates.append(Candidate(f"UC-{number + 1:05d}", (Level(value, (first, cost - first), people),)))
    limits = [
        Limit(Kind.BUDGET, year, amount=Decimal(sum(c.levels[0].costs[at] for c in candidates) // 3))
        for at, year in enumerate(("2027", "2028"))
    ]
    for at, skill in enumerate(("engineers", "scientists")):
        total = sum((c.levels[0].people[at] for c in candidates), Decimal(0))
        limits.append(Limit(Kind.PEOPLE, skill, amount=round(total / Decimal("2.5"), 1)))
    keys = [candidate.key for candidate in candidates]
    limits += [Limit(Kind.NEEDS, keys[at], keys[chance.randrange(at)]) for at in range(5, size, 10)]
    return Problem(tuple(candidates), tuple(limits), ("2027", "2028"), ("engineers", "scientists"))


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of CPU and what the work gave."""
    started = time.process_time()
    answer = work()
    return time.process_time() - started, answer


def bare(system: choosing.System) -> Any:
    """The solver on the same matrix, without anything around it."""
    return milp(
        -np.array([float(worth) for worth in system.worths]),
        constraints=[choosing.matrix([*system.structure, *system.rows], len(system.columns))],
        integrality=1,
        bounds=Bounds(0, 1),
        options={"time_limit": SECONDS, "mip_rel_gap": 0.0},
    )


def by_cp_sat(system: choosing.System, module: Any) -> int:
    """The same rows and whole numbers given to CP-SAT."""
    model = module.CpModel()
    columns = [model.new_bool_var(str(number)) for number in range(len(system.columns))]
    for row in [*system.structure, *system.rows]:
        total = sum(c * columns[at] for at, c in zip(row.columns, row.coefficients, strict=True))
        if row.high is not None:
            model.add(total <= row.high)
        if row.low is not None:
            model.add(total >= row.low)
    model.maximize(sum(worth * column for worth, column in zip(system.worths, columns, strict=True)))
    solver = module.CpSolver()
    solver.parameters.max_time_in_seconds = 30.0
    return int(solver.solve(model))


def cp_sat() -> Any:
    """The module of CP-SAT; None where ortools is not installed."""
    try:
        return importlib.import_module("ortools.sat.python.cp_model")
    except ImportError:
        return None


def main() -> None:
    from portfolio.rules.written import Inputs
    from portfolio.services.solving import find

    other = cp_sat()
    for size, rounds in ROUNDS.items():
        problem = portfolio(size)
        check(problem)
        ours, plain, theirs = [], [], []
        choice = choosing.Choice()
        for _round in range(rounds):
            seconds, choice = timed(lambda problem=problem: choosing.solve(problem))  # type: ignore[misc]
            ours.append(seconds)
            system = choosing.System(problem)
            plain.append(timed(lambda system=system: bare(system))[0])  # type: ignore[misc]
            if other is not None:
                theirs.append(timed(lambda system=system: by_cp_sat(system, other))[0])  # type: ignore[misc]
        show("P12", f"{size:,} candidates / bare HiGHS", ratio(ours, plain), "times", "at most 1.5")
        show("P12", f"{size:,} candidates, gap at the end", float(choice.gap or 0) * 100, "%", "0, or shown")
        if theirs:
            show("P12", f"{size:,} candidates / CP-SAT", ratio(ours, theirs), "times", "at most 0.2 at 500")
        reasons = statistics.median(timed(lambda: explaining.reasons(problem, choice))[0] for _round in range(3))  # noqa: B023
        show("P12", f"{size:,} candidates, reasons for all / choosing", reasons / statistics.median(ours), "times")

    seconds, _found = timed(lambda: find(Inputs(portfolio(5_000)), seed=1))
    show("P12", "5,000 candidates, the whole answer", seconds, "seconds of CPU", "at most 10")


def ratio(ours: list[float], theirs: list[float]) -> float:
    """Median over median."""
    return statistics.median(ours) / max(statistics.median(theirs), 1e-9)


if __name__ == "__main__":
    in_database(main)
