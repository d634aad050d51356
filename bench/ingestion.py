"""P5: measurements pushed in batches of 10,000, daily sums and trail kept, against one COPY of the same rows.

The other side is one COPY of all rows into a table with the same columns, constraints and indexes (on SQLite: one
statement for many rows). The product's side begins with the JSON of each batch, as the API gets it, and ends with its
daily sums folded. Wall time, because the database works in another process; the sides take turns.

    DATABASE_URL=postgres://... .venv/bin/python -m bench.ingestion --rows 100000
"""

import argparse
import io
import json
import random
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from bench.floor import main, show

ROUNDS = 3
BATCH = 10_000
SEED = 20261121
KPIS = 50
TWIN = "bench_measurement"


def seed() -> list[tuple[str, int]]:
    """Make 50 KPIs on ten cases; return (reference of the case, id) of each."""
    from foundation.people import services as people
    from foundation.people.actors import COMMAND_LINE
    from metrics import services
    from metrics.services import Definition
    from usecases.models import UseCase

    unit = people.create_unit("Bench", by=COMMAND_LINE, kind="organization")
    cases = [UseCase.objects.create(unit=unit, name=f"Case {number}") for number in range(KPIS // 5)]
    found = []
    for number in range(KPIS):
        case = cases[number % len(cases)]
        definition = Definition(label=f"KPI {number}", unit="number", direction="up", cadence="daily")
        kpi = services.define_kpi(case, by=COMMAND_LINE, key=f"k{number}", definition=definition)
        found.append((case.reference, kpi.pk))
    return found


def rows(count: int, mark: str) -> list[tuple[int, date, str, str]]:
    """Return (number of the KPI, day, value, key) of `count` values of the last ninety days."""
    draw, first = random.Random(SEED), date(2026, 1, 1)
    return [
        (index % KPIS, first + timedelta(days=draw.randrange(90)), f"{draw.randrange(10**6) / 100}", f"{mark}-{index}")
        for index in range(count)
    ]


def bodies(given: list[Any], kpis: list[tuple[str, int]]) -> list[bytes]:
    """Return the batches as the API gets them."""
    return [
        json.dumps(
            [
                {
                    "case": kpis[kpi][0],
                    "kpi": f"k{kpi}",
                    "on": day.isoformat(),
                    "value": value,
                    "key": key,
                    "sample": 10,
                }
                for kpi, day, value, key in given[start : start + BATCH]
            ]
        ).encode()
        for start in range(0, len(given), BATCH)
    ]


def pushed(batches: list[bytes]) -> None:
    """The product's side."""
    from foundation.people.actors import COMMAND_LINE
    from metrics import services
    from metrics.services import pushing

    for body in batches:
        done = services.push(pushing.read(body), by=COMMAND_LINE)
        if done.refused:
            raise RuntimeError(f"refused: {done.problems[0].error}")
    while services.fold():
        pass


def copied(given: list[Any], kpis: list[tuple[str, int]]) -> None:
    """One COPY of all rows into the twin."""
    from django.db import connection

    from metrics.services import storing

    columns = "uid, kpi_id, effective_on, value, sample, note, key, origin, recorded_at"
    uids = storing.uids(len(given))
    lines = [
        (str(uid), kpis[kpi][1], day.isoformat(), value, 10, "", key, "pushed", "2026-11-21 00:00:00+00")
        for uid, (kpi, day, value, key) in zip(uids, given, strict=True)
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            text = "".join("\t".join(str(cell) for cell in line) + "\n" for line in lines)
            began = time.perf_counter()
            cursor.copy_expert(f"COPY {TWIN} ({columns}) FROM STDIN", io.StringIO(text))
        else:
            began = time.perf_counter()
            places = ", ".join(["%s"] * 9)
            cursor.executemany(f"INSERT INTO {TWIN} ({columns}) VALUES ({places})", lines)
    copied.seconds = time.perf_counter() - began  # type: ignore[attr-defined]


def make_twin() -> None:
    """A table with the same columns, constraints and indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE TABLE {TWIN} (LIKE metrics_measurement INCLUDING ALL)")
            cursor.execute(f"ALTER TABLE {TWIN} ADD FOREIGN KEY (kpi_id) REFERENCES metrics_kpi (id)")
            return
        cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = 'metrics_measurement' AND sql IS NOT NULL")
        for (sql,) in cursor.fetchall():
            twin = sql.replace('"metrics_measurement"', f'"{TWIN}"')
            cursor.execute(twin.replace('INDEX "', 'INDEX "bench_') if "INDEX" in sql.split("(")[0] else twin)


def timed(side: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    began = time.perf_counter()
    side()
    return time.perf_counter() - began


def program() -> None:
    parser = argparse.ArgumentParser(description="P5: pushing measurements.")
    parser.add_argument("--rows", type=int, default=50_000)
    count = parser.parse_args().rows
    kpis = seed()
    make_twin()
    ours, theirs = [], []
    for round_number in range(ROUNDS):
        given = rows(count, f"r{round_number}")
        batches = bodies(given, kpis)
        ours.append(timed(lambda batches=batches: pushed(batches)))  # type: ignore[misc]
        copied(given, kpis)
        theirs.append(copied.seconds)  # type: ignore[attr-defined]
    pushing, copying = statistics.median(ours), statistics.median(theirs)
    show("P5", f"push of {count:,} rows in batches of 10,000 / one COPY, speed", copying / pushing, aim="at least 0.35")
    show("P5", "rows a second, this machine", count / pushing, aim="")


main(program)
