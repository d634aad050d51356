"""P10: net present values of a portfolio by Monte Carlo, against the same in bare numpy.

Both sides draw every uncertain line of every case, fold the months into a discount-weighted factor beforehand, add
the lines up, and take the 10th, 50th and 90th percentile and the chance of a loss of each case. The product's side
reads the business cases from their stored form first. CPU time, medians of runs in turns.

    .venv/bin/python -m bench.monte_carlo
    .venv/bin/python -m bench.monte_carlo --cases 500 --draws 100000
"""

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from bench.floor import main, show

ROUNDS = 5
MONTHS = 36
SEED = 20261127
RATE = 0.08
POINTS = ("low", "likely", "high")
LINES = (
    # amount in thousands: low, likely, high; first month, last month, sign
    (300, 500, 900, 0, 0, -1),
    (20, 30, 60, 1, MONTHS - 1, -1),
    (30, 70, 90, 6, MONTHS - 1, 1),
    (0, 20, 40, 12, MONTHS - 1, 1),
)


def stored(count: int) -> list[dict[str, Any]]:
    """Return business cases as they are stored."""
    return [
        {
            "start": "2026-01",
            "months": MONTHS,
            "currency": "USD",
            "rate": str(RATE),
            "lines": [
                {
                    "key": str(number),
                    "label": "Line",
                    "kind": "return" if sign > 0 else "investment",
                    "category": "revenue" if sign > 0 else "labor",
                    "pattern": "once" if first == last else "monthly",
                    "first": first,
                    "last": last,
                    "amount": {
                        **{
                            name: str(value * (1000 + case))
                            for name, value in zip(("low", "likely", "high"), points, strict=True)
                        },
                        "shape": "triangular" if number % 2 else "pert",
                    },
                }
                for number, (*points, first, last, sign) in enumerate(LINES)
            ],
        }
        for case in range(count)
    ]


def ours(rows: list[dict[str, Any]], draws: int) -> list[Any]:
    """Simulate the portfolio with the product's rules."""
    from roi.rules import cases, simulation, worth

    models = (worth.model(cases.read(row)) for row in rows)
    return [spread for spread, _values in simulation.portfolio(models, seed=SEED, draws=draws)]


def whole(rows: list[dict[str, Any]], draws: int) -> list[Any]:
    """What the worker does for the page of futures: all cases added up, with the fan of their cash by month."""
    from roi.rules import cases, simulation, worth

    models = ((worth.model(cases.read(row)), 0) for row in rows)
    return list(simulation.together(models, months=MONTHS, seed=SEED, draws=draws))


def bare(count: int, draws: int) -> list[Any]:
    """The same lines in numpy alone, amounts written into the program."""
    chance, months = np.random.default_rng(SEED), np.arange(MONTHS)
    discount = (1 + RATE) ** (-months / 12)
    weights = np.array([sign * discount[first : last + 1].sum() for *_points, first, last, sign in LINES], np.float32)
    found = []
    for case in range(count):
        rows = np.empty((len(LINES), draws), np.float32)
        for number, (low, likely, high, *_rest) in enumerate(LINES):
            scale = 1000 + case
            if number % 2:
                rows[number] = chance.triangular(low * scale, likely * scale, high * scale, draws)
            else:
                span = high - low
                beta = chance.beta(1 + 4 * (likely - low) / span, 1 + 4 * (high - likely) / span, draws)
                rows[number] = (low + span * beta) * scale
        values = weights @ rows
        found.append((*np.percentile(values, (10, 50, 90)), (values < 0).mean(), values.mean(), values.std()))
    return found


def timed(side: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    began = time.process_time()
    side()
    return time.process_time() - began


def run(count: int, draws: int) -> None:
    """Measure the sides in turns, see that they agree, and print the ratio."""
    rows = stored(count)
    product, plain = ours(rows, draws), bare(count, draws)
    far = [abs(spread.p50 - other[1]) / other[5] for spread, other in zip(product, plain, strict=True)]
    if statistics.median(far) > 0.1:
        raise RuntimeError("the two sides do not agree")
    times: dict[str, list[float]] = {"product": [], "numpy": []}
    for _round in range(ROUNDS):
        times["product"].append(timed(lambda: ours(rows, draws)))
        times["numpy"].append(timed(lambda: bare(count, draws)))
    middle = {name: statistics.median(values) for name, values in times.items()}
    what = f"{count} cases x {MONTHS} months x {draws:,} draws"
    show("P10", f"Monte Carlo, {what}", middle["product"], "seconds of CPU", "seconds")
    show("P10", f"Monte Carlo, {what}", middle["product"] / middle["numpy"], "times bare numpy", "at most 1.5")
    show("P10", f"Portfolio with its fan, {what}", timed(lambda: whole(rows, draws)), "seconds of CPU", "seconds")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--draws", type=int, default=10_000)
    given = parser.parse_args()
    main(lambda: run(given.cases, given.draws))
