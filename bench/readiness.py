"""P7: the heat map of units by dimension, from twenty units to a thousand, with twenty assessments each.

Read as ratios to an empty page of the same frame in the same run. The number of queries is printed too: it must not
depend on how many units or assessments there are.

    python bench/readiness.py [--units 20,1000] [--each 20]
"""

import argparse
import random
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.floor import empty_page, main, measure, page, show, signed_in

SLUG = "business-unit-matrix"
PAGES = {
    "heat map": f"/readiness/map/{SLUG}/",
    "heat map, chart": f"/readiness/map/{SLUG}/chart.json",
    "side by side": f"/readiness/side-by-side/{SLUG}/",
    "list of assessments": "/readiness/",
}


class Seed:
    """Units with submitted assessments, written in bulk; every number is drawn from one fixed seed."""

    def __init__(self) -> None:
        from django.utils import timezone

        from foundation.people import services as people
        from foundation.people.actors import COMMAND_LINE
        from library import queries as library
        from library import services as library_services

        library_services.load_shipped(by=COMMAND_LINE)
        self.random = random.Random(7)
        self.now = timezone.now()
        self.root = people.create_unit("Aldervane", by=COMMAND_LINE, kind="organization")
        self.reader = people.create_user("reader", name="Reader", by=COMMAND_LINE)
        people.grant_role(self.reader, "executive", self.root, by=COMMAND_LINE)
        self.document = library.latest("instrument", SLUG)
        self.units: list[Any] = []

    def up_to(self, count: int, each: int) -> None:
        """Grow to so many units, in departments of twenty, each with `each` results and the latest as its profile."""
        from foundation.people.models import Unit
        from readiness.models import Assessment, UnitProfile

        made = []
        while len(self.units) < count:
            place = len(self.units)
            parent = self.root if place % 20 == 0 else self.units[place - place % 20]
            unit = Unit.objects.create(name=f"Unit {place}", kind="department", parent=parent)
            unit.path = f"{parent.path}{unit.pk}/"
            unit.save(update_fields=["path"])
            self.units.append(unit)
            made.append(unit)
        for unit in made:
            rows = Assessment.objects.bulk_create(self._assessment(unit, number) for number in range(each))
            UnitProfile.objects.create(
                unit=unit, instrument_slug=SLUG, assessment=rows[-1], overall=rows[-1].overall, band="b",
                band_label="Band", band_tone="info", dimensions=rows[-1].result["dimensions"],
                submitted_at=rows[-1].submitted_at,
            )  # fmt: skip
        _analyze()

    def _assessment(self, unit: Any, number: int) -> Any:
        from foundation.kernel.canonical import plain
        from readiness import rules
        from readiness.models import Assessment

        keys = [factor.key for factor in self.document.parsed.factors]
        found = rules.result(self.document.parsed, {key: _score(self.random) for key in keys})
        return Assessment(
            instrument=self.document, subject_uid=unit.uid, subject_label=unit.name, unit=unit, state="submitted",
            submitted_at=self.now - timedelta(days=400 - 20 * number), answered=len(keys), overall=found.overall,
            band=found.band.key if found.band else "", result=plain(found.as_data()),
        )  # fmt: skip


def _score(draw: random.Random) -> Any:
    from decimal import Decimal

    return Decimal(draw.randint(1, 5))


def _analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _queries(side: Callable[[], None]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        side()
    return len(caught)


def program(sizes: list[int], each: int) -> Callable[[], None]:
    """Return the benchmark over these numbers of units."""

    def run() -> None:
        from readiness.models import Assessment

        seed = Seed()
        client = signed_in(seed.reader)
        floor = empty_page(client)
        sides = {name: page(client, address) for name, address in PAGES.items()}
        first: dict[str, tuple[float, int]] = {}
        for size in sizes:
            seed.up_to(size, each)
            found = measure({"floor": floor, **sides})
            amount = f"{size:,} units, {Assessment.objects.count():,} assessments"
            for name, side in sides.items():
                ratio, count = found[name] / found["floor"], _queries(side)
                show("P7", f"{name} ({amount})", ratio)
                show("P7", f"{name} ({amount})", count, "queries", "the same at every size")
                if name in first:
                    show("P7", f"{name}, growth from {sizes[0]:,} to {size:,} units", ratio / first[name][0], "times")
                else:
                    first[name] = (ratio, count)

    return run


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--units", default="20,1000", help="numbers of units, smallest first")
    options.add_argument("--each", type=int, default=20, help="assessments of each unit")
    chosen = options.parse_args()
    main(program([int(part) for part in chosen.units.split(",")], chosen.each))
