"""The monthly sums that pages read always say what the records say."""

import random
from datetime import date
from typing import Any

from django.utils import timezone

from foundation.audit import services as audit
from foundation.audit.models import Entry
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from roi import queries, services
from roi.models import ExchangeRate, LedgerDelta, LedgerEntry, LedgerMonth
from roi.workflow import Basis, Grade, Kind
from tests.factories.roi import START, booking, invested, usd
from usecases import services as cases
from usecases.models import UseCase


def net(unit: Unit, basis: Basis = Basis.ACTUAL) -> int:
    scope = queries.scope_for(COMMAND_LINE, unit_path=unit.path or "")
    return queries.totals(scope, basis).net.minor


def test_a_reversal_or_fold_never_changes_what_the_records_say(cast: Any, case: UseCase) -> None:
    chance = random.Random(20250101)
    units: list[Unit | UseCase] = [cast.org, cast.support, cast.sales, cast.other, case]
    open_entries: list[LedgerEntry] = []

    for step in range(120):
        act = chance.random()
        if act < 0.55 or not open_entries:
            kind = chance.choice(list(Kind))
            entry = services.book(
                chance.choice(units),
                by=COMMAND_LINE,
                kind=kind,
                category="labor" if kind == Kind.INVESTMENT else "productivity",
                period=START.plus(chance.randrange(18)),
                amount=Money(chance.randrange(1, 10**9), "USD"),
                basis=chance.choice(list(Basis)),
                grade=chance.choice(list(Grade)[:4]),
            )
            open_entries.append(entry)
        elif act < 0.8:
            taken = open_entries.pop(chance.randrange(len(open_entries)))
            services.reverse(taken, by=COMMAND_LINE, reason="random")
        elif act < 0.9:
            services.fold(limit=chance.randrange(1, 9))
        else:
            case.category = chance.choice(["", "Customer service", "Sales"])
            case.save()
            services.refile_case(case)
        if step % 20 == 0:
            assert queries.check_summaries() == []

    for unit in (cast.org, cast.support, cast.other):
        for basis in Basis:
            scope = queries.scope_for(COMMAND_LINE, unit_path=unit.path)
            recorded = queries.scope_for(COMMAND_LINE, unit_path=unit.path, as_of=timezone.now())
            assert queries.totals(scope, basis) == queries.totals(recorded, basis)
    while services.fold():
        pass
    assert queries.check_summaries() == []
    assert not LedgerDelta.objects.exists()


def test_the_sums_of_a_case_follow_its_category(case: UseCase, ada: User) -> None:
    invested(case, 100)
    services.fold()

    cases.edit_case(case, by=ada, category="Sales")

    def invested_in(category: str) -> Money:
        return queries.totals(queries.scope_for(COMMAND_LINE, case_category=category), Basis.ACTUAL).investment

    assert (invested_in("Customer service"), invested_in("Sales")) == (usd(0), usd(100))
    assert queries.check_summaries() == []


def test_folding_counts_every_booking_once_for_each_unit_above(org: Unit, support: Unit) -> None:
    invested(support, 100)
    invested(support, 50)

    assert services.fold() == 2
    assert services.fold() == 0

    assert {row.unit_id: row.minor for row in LedgerMonth.objects.all()} == {org.pk: 15_000, support.pk: 15_000}


def test_a_sum_that_was_tampered_with_is_found_and_mended(support: Unit) -> None:
    invested(support, 100)
    services.fold()
    LedgerMonth.objects.filter(unit=support).update(minor=1)

    (difference,) = queries.check_summaries()
    assert (difference.recorded, difference.summarized) == (10_000, 1)

    services.rebuild(by=COMMAND_LINE)
    assert queries.check_summaries() == []


def test_a_rebuild_leaves_waiting_bookings_to_the_next_fold(support: Unit) -> None:
    invested(support, 100)
    services.fold()
    invested(support, 11)

    services.rebuild(by=COMMAND_LINE)

    assert net(support) == -11_100
    services.fold()
    assert net(support) == -11_100
    assert queries.check_summaries() == []


def test_many_waiting_bookings_ask_the_worker_to_fold_them(support: Unit, run_jobs: Any) -> None:
    services.book_series(
        support,
        by=COMMAND_LINE,
        kind=Kind.RETURN,
        category="revenue",
        first=Month(2026, 1),
        months=300,
        amount=usd(300),
        basis=Basis.PLAN,
    )

    run_jobs()

    assert not LedgerDelta.objects.exists()
    assert net(support, Basis.PLAN) == 30_000


def test_a_change_of_the_reporting_currency_restates_every_entry(
    settings: Any, case: UseCase, ada: User, euro: ExchangeRate
) -> None:
    services.book(case, by=ada, **booking(amount=Money.of(1000, "EUR")))
    entry = services.book(case, by=ada, **booking(kind=Kind.RETURN, category="revenue", amount=usd(300)))
    services.reverse(entry, by=ada, reason="wrong")
    services.fold()
    settings.REPORTING_CURRENCY = "EUR"
    assert services.rebuild(by=COMMAND_LINE).without_rate == 2
    services.add_rate(currency="USD", on=date(2025, 1, 1), rate="0.9", by=COMMAND_LINE)

    done = services.rebuild(by=COMMAND_LINE)

    assert done.restated == 2, "the third one was booked in euros"
    assert queries.totals(queries.scope_for(COMMAND_LINE), Basis.ACTUAL).investment == Money.of(1000, "EUR")
    assert net(case.unit) == -100_000
    assert queries.check_summaries() == []
    told = Entry.objects.filter(action="roi.ledger.restated")
    assert [len(audit.bulk_rows_of(each)) for each in told.order_by("id")] == [1, 2]
