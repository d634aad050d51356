"""Ledger entries imported from one CSV file: seconds and memory of checking the file, and of booking it.

The file is kept, checked and booked by the product's own services, the jobs run in this process as a worker runs them.
Three in four rows belong to a use case, one in four to a unit; every row has a key. Seconds by the clock and of this
process (on SQLite the database works in it); memory is the most that this process held.

    .venv/bin/python -m bench.ledger_import              # 200,000 rows
    .venv/bin/python -m bench.ledger_import --rows 20000
"""

import argparse
import csv
import io
import random
import resource
import time
from collections.abc import Callable
from typing import Any

from bench.floor import main, show

CODE = "ledger import"
SEED = 20261128
UNITS = 40
CASES = 500
CATEGORIES = ("licenses", "labor", "run_cost", "cost_savings", "revenue")


def seed() -> tuple[Any, list[str], list[str]]:
    """Make a program manager, 40 units and 500 use cases; return (the person, unit codes, references)."""
    from foundation.people import services as people
    from foundation.people.actors import COMMAND_LINE
    from usecases.models import UseCase

    root = people.create_unit("Bench", by=COMMAND_LINE, kind="organization")
    units = [
        people.create_unit(f"Unit {number}", by=COMMAND_LINE, kind="department", parent=root, code=f"U{number}")
        for number in range(UNITS)
    ]
    user = people.create_user("bench", name="Bench", by=COMMAND_LINE)
    people.grant_role(user, "pm", root, by=COMMAND_LINE)
    made = UseCase.objects.bulk_create(
        UseCase(unit=units[number % UNITS], name=f"Case {number}") for number in range(CASES)
    )
    return user, [unit.code for unit in units], [case.reference for case in made]


def written(rows: int, units: list[str], cases: list[str]) -> bytes:
    """Return a file of `rows` entries in twenty-four months."""
    draw, stored = random.Random(SEED), io.StringIO(newline="")
    writer = csv.writer(stored)
    writer.writerow(["unit", "case", "category", "period", "amount", "currency", "memo", "key"])
    for number in range(rows):
        place = (draw.choice(units), "") if number % 4 == 0 else ("", draw.choice(cases))
        month = f"{draw.choice((2024, 2025))}-{draw.randrange(1, 13):02}"
        amount = f"{draw.randrange(100, 10**7) / 100:.2f}"
        writer.writerow([*place, draw.choice(CATEGORIES), month, amount, "USD", f"Document {number}", f"k-{number}"])
    return stored.getvalue().encode()


def timed(what: str, side: Callable[[], object]) -> None:
    """Print the seconds of one call."""
    began, began_here = time.perf_counter(), time.process_time()
    side()
    show(CODE, what, time.perf_counter() - began, "seconds")
    show(CODE, what, time.process_time() - began_here, "seconds of CPU")


def peak() -> float:
    """The most memory that this process held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(rows: int) -> None:
    """Check the file, book it, and see that every row was booked once and the monthly sums agree."""
    from foundation.jobs import runner
    from roi import queries
    from roi.models import LedgerEntry
    from roi.services import imports

    user, units, cases = seed()
    content, before = written(rows, units, cases), peak()
    kept = imports.upload(by=user, name="bench.csv", content=content)
    what = f"{rows:,} ledger entries from one CSV of {len(content) / 2**20:.1f} MB"
    timed(f"{what}, checked", runner.run_queued)
    kept.refresh_from_db()
    if kept.counts != {"created": rows, "unchanged": 0, "refused": 0}:
        raise RuntimeError(f"the check said {kept.counts}: {kept.problems[:1]}")
    imports.start(kept, by=user)
    timed(f"{what}, booked and folded", runner.run_queued)
    show(CODE, f"{what}, memory before", before, "MB")
    show(CODE, f"{what}, memory at most", peak(), "MB")
    kept.refresh_from_db()
    for stored in (kept.file, kept.result):
        stored.delete(save=False)
    if LedgerEntry.objects.count() != rows or queries.check_summaries():
        raise RuntimeError("the ledger does not hold what was in the file")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    given = parser.parse_args()
    main(lambda: run(given.rows))
