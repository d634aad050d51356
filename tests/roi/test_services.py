"""Booking, taking back, signing and rates: what happens, and what is refused."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.audit.models import Entry
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from roi import queries, services
from roi.models import LedgerEntry
from roi.workflow import Basis, Grade, Kind
from tests.factories.roi import START, booking, case_of, invested, reference_ledger, usd
from usecases.models import UseCase


def net(unit: Unit, basis: Basis = Basis.ACTUAL) -> int:
    scope = queries.scope_for(COMMAND_LINE, unit_path=unit.path or "")
    return queries.totals(scope, basis).net.minor


def test_a_program_manager_books_on_a_case(case: UseCase, ada: User) -> None:
    entry = services.book(case, by=ada, **booking(memo="Seats for 40 agents"))

    entry.refresh_from_db()
    assert entry.unit == case.unit
    assert entry.booked == usd(1000)
    assert entry.reported == usd(1000)
    assert (entry.rate, entry.rate_on) == ("1", None)
    assert (entry.asserted_by, entry.grade, entry.effective_at) == (ada, Grade.ASSERTED, date(2025, 1, 1))


def test_a_booking_is_in_the_trail_with_amount_and_memo(case: UseCase, ada: User) -> None:
    entry = services.book(case, by=ada, **booking(memo="Seats for 40 agents"))

    told = Entry.objects.get(action="roi.entry.booked")
    assert told.subject_uid == entry.uid
    assert told.unit_path == case.unit.path
    assert told.reason == "Seats for 40 agents"
    assert json.loads(told.body)["facts"]["amount"] == {"minor": 100_000, "currency": "USD"}


def test_the_reference_ledger_gives_140_percent_7_million_and_5_months(org: Unit, support: Unit) -> None:
    reference_ledger(support)

    account = queries.account(queries.scope_for(COMMAND_LINE, unit_path=org.path or ""), Basis.ACTUAL)

    assert account.totals.roi == Decimal("1.4")
    assert account.totals.net == usd(7_000_000)
    assert account.payback.months == 5
    assert account.payback.reached == Month(2025, 6)


NOT_BOOKING = ["ben", "mia", "eve", "dov", "bi", "root_admin", "lea", "olga"]


def test_who_may_not_book_is_refused(cast: Any, case: UseCase) -> None:
    for who in NOT_BOOKING:
        with pytest.raises(Denied, match="may not book entries"):
            services.book(case, by=getattr(cast, who), **booking())

    assert not LedgerEntry.objects.exists()


def test_the_owner_of_a_case_does_not_book_its_value_whatever_their_role(support: Unit, ada: User) -> None:
    own = case_of(support, owner=ada)

    with pytest.raises(Denied, match="You own this use case"):
        services.book(own, by=ada, **booking())


BAD_VALUES: list[tuple[dict[str, Any], str, str]] = [
    ({"amount": Money(-1, "USD")}, "amount", "reverse the entry"),
    ({"amount": Money(0, "USD")}, "amount", "above zero"),
    ({"amount": Money(10**14 + 1, "USD")}, "amount", "larger"),
    ({"amount": Money(100, "CHF")}, "currency", "no rate from CHF to USD"),
    ({"period": Month(1989, 12)}, "period", "between January 1990"),
    ({"period": Month(20255, 1)}, "period", "between January 1990"),
    ({"period": Month(2099, 1)}, "period", "has not begun"),
    ({"kind": "gift"}, "kind", "investment or return"),
    ({"category": "fun"}, "category", "one of the categories"),
    ({"category": "revenue"}, "category", "not a category of the kind"),
    ({"basis": "hope"}, "basis", "plan or actual"),
    ({"grade": "certain"}, "grade", "evidenced"),
    ({"memo": "m" * 2001}, "memo", "longer than"),
    ({"key": "k" * 200}, "key", "longer than"),
]


def test_a_bad_value_is_refused_at_its_field(case: UseCase, ada: User) -> None:
    for changes, field, words in BAD_VALUES:
        with pytest.raises(Invalid, match=words) as refused:
            services.book(case, by=ada, **booking(**changes))

        assert refused.value.field == field, changes
    assert not LedgerEntry.objects.exists()


def test_a_plan_may_lie_in_the_future(case: UseCase, ada: User) -> None:
    entry = services.book(case, by=ada, **booking(period=Month(2099, 1), basis=Basis.PLAN))

    assert entry.month == Month(2099, 1)


def test_an_archived_case_takes_no_bookings(case: UseCase, ada: User) -> None:
    UseCase.objects.filter(pk=case.pk).update(archived_at=timezone.now())

    with pytest.raises(Conflict, match="archived"):
        services.book(case, by=ada, **booking())


def test_nobody_books_what_is_signed_already(case: UseCase, ada: User, fin: User) -> None:
    with pytest.raises(Denied, match="sign entries for finance"):
        services.book(case, by=ada, **booking(grade=Grade.FINANCE_SIGNED))

    with pytest.raises(Denied, match="Nobody signs what they book"):
        services.book(case, by=fin, **booking(grade=Grade.FINANCE_SIGNED))


def test_a_plan_is_never_signed(case: UseCase, fin: User) -> None:
    with pytest.raises(Invalid, match="plan is not a fact"):
        services.book(case, by=fin, **booking(grade=Grade.FINANCE_SIGNED, basis=Basis.PLAN))


def test_a_series_is_even_exact_and_one_act(case: UseCase, ada: User) -> None:
    entries = services.book_series(
        case,
        by=ada,
        kind=Kind.RETURN,
        category="revenue",
        first=START,
        months=7,
        amount=usd("100.00"),
        basis=Basis.PLAN,
    )

    assert [entry.month for entry in entries] == [START.plus(n) for n in range(7)]
    assert sum(entry.booked.minor for entry in entries) == 10_000
    assert len({entry.batch for entry in entries}) == 1
    told = Entry.objects.get(action="roi.series.booked")
    assert told.subject_uid == case.uid
    assert len(audit.bulk_rows_of(told)) == 7


def test_a_series_may_not_reach_beyond_2100(case: UseCase, ada: User) -> None:
    with pytest.raises(Invalid) as refused:
        services.book_series(
            case,
            by=ada,
            kind=Kind.RETURN,
            category="revenue",
            first=Month(2100, 6),
            months=12,
            amount=usd(1200),
            basis=Basis.PLAN,
        )

    assert refused.value.field == "months"


def test_a_negative_series_is_refused_at_its_amount(case: UseCase, ada: User) -> None:
    with pytest.raises(Invalid, match="reverse the entry") as refused:
        services.book_series(
            case,
            by=ada,
            kind=Kind.RETURN,
            category="revenue",
            first=START,
            months=2,
            amount=usd(-1200),
            basis=Basis.PLAN,
        )

    assert refused.value.field == "amount"


# --- sending twice ----------------------------------------------------------------------------------------------------


def test_the_same_key_with_the_same_content_books_once(case: UseCase, ada: User) -> None:
    first = services.book(case, by=ada, **booking(key="invoice-17"))
    again = services.book(case, by=ada, **booking(key="invoice-17"))

    assert again == first
    assert LedgerEntry.objects.count() == 1
    assert Entry.objects.filter(action="roi.entry.booked").count() == 1


OTHER_CONTENT = [{"amount": usd(999)}, {"memo": "other"}, {"period": START.plus(1)}]


def test_the_same_key_with_other_content_is_a_conflict(case: UseCase, ada: User) -> None:
    services.book(case, by=ada, **booking(key="invoice-17"))

    for changes in OTHER_CONTENT:
        with pytest.raises(Conflict, match="another booking"):
            services.book(case, by=ada, **booking(key="invoice-17", **changes))


def test_somebody_elses_key_is_a_conflict_and_shows_nothing(case: UseCase, ada: User, fin: User) -> None:
    services.book(case, by=ada, **booking(key="invoice-17"))

    with pytest.raises(Conflict, match="another booking"):
        services.book(case, by=fin, **booking(key="invoice-17"))


def test_a_series_sent_twice_is_booked_once(case: UseCase, ada: User) -> None:
    def send() -> list[LedgerEntry]:
        return services.book_series(
            case,
            by=ada,
            kind=Kind.RETURN,
            category="revenue",
            first=START,
            months=3,
            amount=usd(300),
            basis=Basis.PLAN,
            key="plan-3",
        )

    assert send() == send()
    assert LedgerEntry.objects.count() == 3


# --- written once -----------------------------------------------------------------------------------------------------


def test_an_entry_cannot_be_changed_or_deleted(case: UseCase) -> None:
    entry = invested(case, 10)

    for attempt in (
        entry.save,
        entry.delete,
        LedgerEntry.objects.all().delete,
        lambda: LedgerEntry.objects.update(memo="x"),
        lambda: LedgerEntry.objects.bulk_update([entry], ["memo"]),
    ):
        with pytest.raises(TypeError):
            attempt()


NEVER_WRITTEN = [
    {"amount_minor": -5},
    {"kind": "wish"},
    {"basis": "hope"},
    {"grade": "certain"},
    {"period": date(1980, 1, 1), "effective_at": date(1980, 1, 1)},
    {"effective_at": date(2025, 2, 1)},
]


def test_the_database_refuses_what_no_service_would_write(case: UseCase) -> None:
    columns = {
        "unit": case.unit,
        "kind": "investment",
        "category": "labor",
        "period": date(2025, 1, 1),
        "effective_at": date(2025, 1, 1),
        "amount_minor": 5,
        "amount_currency": "USD",
        "reporting_minor": 5,
        "reporting_currency": "USD",
        "basis": "actual",
        "grade": "asserted",
    }

    for changes in NEVER_WRITTEN:
        with pytest.raises(IntegrityError), transaction.atomic():
            LedgerEntry.objects.create(**columns | changes)
