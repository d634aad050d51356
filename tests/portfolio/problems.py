"""Portfolios of the literature and small ways to write one down (domain facts E3)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from portfolio.rules.problem import Candidate, Kind, Level, Limit, Problem


def must(key: str) -> Limit:
    return Limit(Kind.MUST, key)


def needs(key: str, other: str) -> Limit:
    return Limit(Kind.NEEDS, key, other)


def apart(key: str, other: str) -> Limit:
    return Limit(Kind.EXCLUDES, key, other)


def budget(period: str, amount: int) -> Limit:
    return Limit(Kind.BUDGET, period, amount=Decimal(amount))


def knapsack(values: str, rows: Sequence[str], ends: str, limits: Iterable[Limit] = (), names: str = "") -> Problem:
    """Values, one row of costs a period and the budgets, as numbers in text; candidates are A, B, C and so on."""
    periods = tuple(f"row {number}" for number in range(1, len(rows) + 1))
    costs = [row.split() for row in rows]
    candidates = tuple(
        Candidate(
            names.split()[number] if names else chr(65 + number),
            (Level(Decimal(value), tuple(int(row[number]) for row in costs)),),
        )
        for number, value in enumerate(values.split())
    )
    budgets = tuple(budget(period, int(end)) for period, end in zip(periods, ends.split(), strict=True))
    return Problem(candidates, (*budgets, *limits), periods)


PETERSEN_1 = knapsack(
    "100 600 1200 2400 500 2000",
    [
        "8 12 13 64 22 41",
        "8 12 13 75 22 41",
        "3 6 4 18 6 4",
        "5 10 8 32 6 12",
        "5 13 8 42 6 20",
        "5 13 8 48 6 20",
        "0 0 0 0 8 0",
        "3 0 4 0 8 0",
        "3 2 4 0 8 4",
        "3 2 4 8 8 4",
    ],
    "80 96 20 36 44 48 10 18 22 24",
)
PETERSEN_2 = knapsack(
    "600.1 310.5 1800 3850 18.6 198.7 882 4200 402.5 327",
    [
        "20 5 100 200 2 4 60 150 80 40",
        "20 7 130 280 2 8 110 210 100 40",
        "60 3 50 100 4 2 20 40 6 12",
        "60 8 70 200 4 6 40 70 16 20",
        "60 13 70 250 4 10 60 90 20 24",
        "60 13 70 280 4 10 70 105 22 28",
        "5 2 20 100 2 5 10 60 0 0",
        "45 14 80 180 6 10 40 100 20 0",
        "55 14 80 200 6 10 50 140 30 40",
        "65 14 80 220 6 10 50 180 30 50",
    ],
    "450 540 200 360 440 480 200 360 440 480",
)
CALIFORNIA = knapsack("9 5 6 4", ["6 3 5 2"], "10", [apart("C", "D"), needs("C", "A"), needs("D", "B")])
STOCKCO = knapsack("16 22 12 8", ["5 7 4 3"], "14")
FSU_1 = knapsack("92 57 49 68 60 43 67 84 87 72", ["23 31 29 44 53 38 63 85 89 82"], "165")

_ROWS = zip(
    "ABCDEFGH",
    (120, 90, 150, 60, 200, 80, 110, 40),
    (50, 30, 70, 20, 100, 30, 45, 10),
    (3, 2, 4, 1, 6, 2, 3, 1),
    strict=True,
)
OURS = Problem(
    tuple(Candidate(key, (Level(Decimal(v), (cost,), (Decimal(people),)),)) for key, v, cost, people in _ROWS),
    (
        budget("2027", 200),
        Limit(Kind.PEOPLE, "engineers", amount=Decimal(12)),
        needs("E", "A"),
        needs("G", "B"),
        apart("C", "E"),
        must("H"),
    ),
    ("2027",),
    ("engineers",),
)
