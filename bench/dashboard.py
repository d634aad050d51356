"""P1: what the executive dashboard costs against an empty page, at 1x and 100x data.

1x is 100 use cases, 10,000 ledger entries and 20 rollouts in 21 units, with stage moves, reviews, approvals and
readiness in proportion; `--scales 1,100` names the multiples. The reader is an executive of the whole organization,
the page has no filter. What was drawn is kept until anything in the product changes: so there are two figures, of the
first view after a change, and of every view until the next one.
"""

import argparse
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bench.floor import empty_page, main, measure, page, show, signed_in

CASES, ENTRIES, ROLLOUTS, DEPARTMENTS, MONTHS = 100, 10_000, 20, 20, 36
STAGES = ("idea", "assessed", "scored", "approved", "alpha", "beta", "pilot", "production", "scaled", "rejected")
CATEGORIES = ("Customer service", "Operations", "Software", "Finance")


class Seed:
    """Fills the database up to a multiple; called again with a larger one, it adds what is missing."""

    def __init__(self) -> None:
        from django.utils import timezone

        from foundation.people import services as people
        from foundation.people.actors import COMMAND_LINE
        from library import queries as library
        from library import services as shelves

        shelves.load_shipped(by=COMMAND_LINE)
        self.random = random.Random(20)
        self.now = timezone.now()
        self.model = library.latest("scoring_model", "weighted-value")
        self.route = library.latest("approval_route", "by-tier")
        self.plan = library.latest("stage_plan", "staged-rollout")
        self.gate = library.latest("gate", "go-no-go")
        self.instrument = library.latest("instrument", "enterprise-readiness")
        self.root = people.create_unit("Bench", by=COMMAND_LINE, kind="organization")
        self.units = [
            people.create_unit(f"Department {n}", by=COMMAND_LINE, parent=self.root) for n in range(DEPARTMENTS)
        ]
        self.pm = people.create_user("pm", name="Pat Manager", by=COMMAND_LINE)
        self.reader = people.create_user("executive", name="Ellis Executive", by=COMMAND_LINE)
        people.grant_role(self.reader, "executive", self.root, by=COMMAND_LINE)
        self.readiness()
        self.cases: list[Any] = []
        self.entries = 0

    def up_to(self, scale: int) -> None:
        """Bring the data to `scale` times the reference, sums folded."""
        from roi.services import rebuild_summaries
        from usecases.services import rebuild_stage_counts

        fresh = self.use_cases(scale * CASES - len(self.cases))
        self.reviews(fresh)
        self.rollouts(fresh[: len(fresh) * ROLLOUTS // CASES])
        self.ledger(scale * ENTRIES - self.entries)
        rebuild_stage_counts()
        rebuild_summaries()
        _analyze()

    def readiness(self) -> None:
        from readiness.models import Assessment, UnitProfile

        for unit in self.units:
            done = Assessment.objects.create(
                instrument=self.instrument, subject_uid=unit.uid, subject_label=unit.name, unit=unit,
                state="submitted", submitted_at=self.now, overall=self.random.randint(20, 90) / 10,
            )  # fmt: skip
            UnitProfile.objects.create(
                unit=unit, instrument_slug=self.instrument.slug, assessment=done, overall=done.overall, band="b",
                band_label="Band", band_tone="warn" if done.overall < 5 else "good", submitted_at=self.now,
            )  # fmt: skip

    def use_cases(self, count: int) -> list[Any]:
        """Add scored cases, each with as many moves as its stage has steps, spread over a year."""
        from usecases.models import StageMove, UseCase

        pick, first = self.random, len(self.cases)
        keys = list(self.model.parsed.weights)
        rows = UseCase.objects.bulk_create(
            (
                UseCase(
                    name=f"Use case {first + n}", unit=pick.choice(self.units), category=pick.choice(CATEGORIES),
                    stage=STAGES[(first + n) % len(STAGES)], summary="What it is for. " * 20, owner=self.pm,
                    created_by=self.pm, current_score=pick.randint(1000, 9999) / 1000, current_band="medium",
                    current_criteria={key: f"{pick.randint(0, 100) / 10}" for key in keys}, tier="medium",
                )
                for n in range(count)
            ),
            batch_size=500,
        )  # fmt: skip
        StageMove.objects.bulk_create(
            (
                StageMove(
                    case=case, from_stage=STAGES[step], to_stage=STAGES[step + 1],
                    effective_at=self.now - timedelta(days=pick.randint(0, 360)),
                )
                for case in rows
                for step in range(STAGES.index(case.stage))
            ),
            batch_size=1000,
        )  # fmt: skip
        self.cases += rows
        return rows

    def reviews(self, cases: list[Any]) -> None:
        """Give one case in ten an open review at the executive step, and one in four an approval."""
        from governance.models import Approval, Review, Step

        opened = [case for n, case in enumerate(cases) if n % 10 == 0]
        passed = [case for n, case in enumerate(cases) if n % 4 == 1]
        made = Review.objects.bulk_create(
            (
                Review(
                    case=case, round=1, route=self.route, tier="high" if n % 3 else "medium", valid_days=365,
                    fingerprint="0" * 64, submitted_by=self.pm, submitted_at=self._days_ago(60), state=state,
                    decided_at=None if state == "open" else self.now,
                    decision_digest="" if state == "open" else "0" * 64,
                )
                for state, group in (("open", opened), ("approved", passed))
                for n, case in enumerate(group)
            ),
            batch_size=500,
        )  # fmt: skip
        Step.objects.bulk_create(
            (
                Step(
                    review=review, order=0, key="executive", title="Executive", kind="role", role="executive", days=10,
                    state="open", opened_at=review.submitted_at,
                    due_on=(review.submitted_at + timedelta(days=45)).date(),
                )
                for review in made
                if review.state == "open"
            ),
            batch_size=500,
        )  # fmt: skip
        Approval.objects.bulk_create(
            (
                Approval(
                    case=review.case, review=review, fingerprint="0" * 64,
                    valid_until=(self.now + timedelta(days=self.random.randint(1, 700))).date(),
                )
                for review in made
                if review.state == "approved"
            ),
            batch_size=500,
        )  # fmt: skip
        for review in made:
            review.case.review_state = review.state
            review.case.approval_standing = "" if review.state == "open" else "standing"
            if review.pk % 50 == 0 and review.state == "approved":
                review.case.approval_standing = "uncovered"
        type(cases[0]).objects.bulk_update(
            [review.case for review in made], ["review_state", "approval_standing"], batch_size=200
        )

    def rollouts(self, cases: list[Any]) -> None:
        """Give each of these a running rollout, and every second of them an open gate."""
        from deployments.models import Gate, Rollout

        made = Rollout.objects.bulk_create(
            (
                Rollout(
                    case=case, plan=self.plan, name="Main", unit=case.unit, is_primary=True, stage="pilot",
                    start_on=self.now.date(), started_by=self.pm,
                )
                for case in cases
            ),
            batch_size=500,
        )  # fmt: skip
        Gate.objects.bulk_create(
            (
                Gate(rollout=row, from_stage="pilot", to_stage="production", document=self.gate, opened_by=self.pm)
                for row in made[::2]
            ),
            batch_size=500,
        )

    def ledger(self, count: int) -> None:
        """Add entries in one statement: every unit, month, category and basis in turn, amounts in a narrow range."""
        from django.db import connection

        from foundation.kernel.periods import Month
        from roi.models import LedgerEntry
        from roi.workflow import CATEGORIES as KEYS

        categories = list(KEYS.values())
        last = Month.of(self.now.date())
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE bench_month (i integer, day date)")
            cursor.executemany(
                "INSERT INTO bench_month VALUES (%s, %s)",
                [(n, last.plus(n - MONTHS + 1).first_day) for n in range(MONTHS)],
            )
            cursor.execute("CREATE TEMPORARY TABLE bench_kind (i integer, kind text, category text)")
            cursor.executemany(
                "INSERT INTO bench_kind VALUES (%s, %s, %s)",
                [(n, row.kind.value, row.key) for n, row in enumerate(categories)],
            )
            cursor.execute("CREATE TEMPORARY TABLE bench_place (i integer, unit_id bigint, case_id bigint)")
            cursor.executemany(
                "INSERT INTO bench_place VALUES (%s, %s, %s)",
                [(n, case.unit_id, case.pk) for n, case in enumerate(self.cases)],
            )
            uid = "printf('%%032x', n.i)" if connection.vendor == "sqlite" else "lpad(to_hex(n.i), 32, '0')::uuid"
            cursor.execute(
                f"""
                WITH RECURSIVE n(i) AS (SELECT {self.entries + 1} UNION ALL SELECT i + 1 FROM n WHERE i < %s)
                INSERT INTO {LedgerEntry._meta.db_table} (uid, unit_id, case_id, kind, category, period, effective_at,
                  amount_minor, amount_currency, reporting_minor, reporting_currency, rate, basis, grade, memo,
                  recorded_at, key_digest)
                SELECT {uid}, p.unit_id, p.case_id, k.kind, k.category, m.day, m.day, 100000 + n.i %% 90000, 'USD',
                  100000 + n.i %% 90000, 'USD', '1', CASE WHEN n.i %% 5 = 0 THEN 'plan' ELSE 'actual' END,
                  CASE WHEN n.i %% 7 = 0 THEN 'finance_signed' ELSE 'asserted' END, '', %s, ''
                FROM n JOIN bench_place p ON p.i = n.i %% {len(self.cases)}
                  JOIN bench_kind k ON k.i = n.i / 7 %% {len(categories)}
                  JOIN bench_month m ON m.i = n.i / 63 %% {MONTHS}
                """,
                [self.entries + count, self.now],
            )
            for name in ("bench_month", "bench_kind", "bench_place"):
                cursor.execute(f"DROP TABLE {name}")
        self.entries += count

    def _days_ago(self, most: int) -> Any:
        return self.now - timedelta(days=self.random.randint(0, most))


def _analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def program(scales: list[int]) -> Callable[[], None]:
    """Return the benchmark over these multiples of the reference."""

    def run() -> None:
        from django.core.cache import cache

        from roi.models import LedgerEntry
        from usecases.models import UseCase

        seed = Seed()
        client = signed_in(seed.reader)
        floor, dashboard = empty_page(client), page(client, "/dashboard/")

        def first_view() -> None:
            cache.clear()
            dashboard()

        ratios: dict[str, list[float]] = {"dashboard": [], "dashboard, first view after a change": []}
        for scale in scales:
            seed.up_to(scale)
            cache.clear()
            found = measure({"floor": floor, "again": dashboard})
            found |= {f"first {name}": value for name, value in measure({"floor": floor, "view": first_view}).items()}
            size = f"{UseCase.objects.count():,} cases, {LedgerEntry.objects.count():,} entries"
            for (what, past), ratio in zip(
                ratios.items(),
                (found["again"] / found["floor"], found["first view"] / found["first floor"]),
                strict=True,
            ):
                past.append(ratio)
                show("P1", f"{what}, {scale}x ({size})", ratio, aim="at most 2.5")
        for what, past in ratios.items():
            if len(past) > 1:
                growth = past[-1] / past[0]
                show("P1", f"{what}, growth from {scales[0]}x to {scales[-1]}x", growth, "times", "at most 1.2")

    return run


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scales", default="1,100", help="multiples of the reference data, smallest first")
    main(program([int(part) for part in options.parse_args().scales.split(",")]))
