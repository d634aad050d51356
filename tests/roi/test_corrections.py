"""Taking back, signing, and amounts in other currencies."""

from datetime import date
from typing import Any

import pytest

from foundation.audit.models import Entry
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from roi import queries, services
from roi.models import ExchangeRate
from roi.workflow import Basis, Grade, Kind
from tests.factories.roi import START, booking, invested, returned, usd
from tests.factories.usecases import a_case
from usecases.models import UseCase


def net(unit: Unit, basis: Basis = Basis.ACTUAL) -> int:
    scope = queries.scope_for(COMMAND_LINE, unit_path=unit.path or "")
    return queries.totals(scope, basis).net.minor


# --- taking back ------------------------------------------------------------------------------------------------------


def test_a_reversal_mirrors_the_entry_and_brings_the_sums_back(case: UseCase, ada: User) -> None:
    returned(case, 500)
    before = net(case.unit)
    entry = services.book(case, by=ada, **booking())

    reversal = services.reverse(entry, by=ada, reason="Booked on the wrong case")

    assert reversal.booked == usd(-1000)
    assert (reversal.month, reversal.kind, reversal.category) == (entry.month, entry.kind, entry.category)
    assert reversal.reverses == entry
    assert net(case.unit) == before
    assert Entry.objects.filter(action="roi.entry.reversed", reason="Booked on the wrong case").exists()


def test_an_entry_is_reversed_once(case: UseCase, ada: User) -> None:
    entry = services.book(case, by=ada, **booking())
    services.reverse(entry, by=ada, reason="wrong")

    with pytest.raises(Conflict, match="already been reversed"):
        services.reverse(entry, by=ada, reason="wrong again")


def test_a_reversal_is_not_reversed(case: UseCase, ada: User) -> None:
    reversal = services.reverse(services.book(case, by=ada, **booking()), by=ada, reason="wrong")

    with pytest.raises(Conflict, match="Book the amount anew"):
        services.reverse(reversal, by=ada, reason="right after all")


def test_a_reversal_needs_a_reason(case: UseCase, ada: User) -> None:
    entry = services.book(case, by=ada, **booking())

    with pytest.raises(Invalid) as refused:
        services.reverse(entry, by=ada, reason="  ")

    assert refused.value.field == "reason"


NOT_TAKING_BACK = ["ben", "eve", "dov", "olga"]


def test_who_may_not_book_may_not_take_back(cast: Any, case: UseCase) -> None:
    entry = invested(case, 1000)

    for who in NOT_TAKING_BACK:
        with pytest.raises(Denied):
            services.reverse(entry, by=getattr(cast, who), reason="no")


def test_what_finance_signed_only_finance_takes_back(case: UseCase, ada: User, fin: User) -> None:
    entry = services.sign(services.book(case, by=ada, **booking()), by=fin)

    with pytest.raises(Denied, match="sign entries for finance"):
        services.reverse(entry, by=ada, reason="no")
    assert services.reverse(entry, by=fin, reason="invoice withdrawn").reverses == entry


def test_a_reversal_keeps_the_rate_of_its_entry(case: UseCase, ada: User, euro: ExchangeRate) -> None:
    entry = services.book(case, by=ada, **booking(amount=Money.of("10.01", "EUR"), period=Month(2025, 3)))
    services.add_rate(currency="EUR", on=date(2025, 3, 2), rate="2", by=COMMAND_LINE)

    services.reverse(entry, by=ada, reason="wrong")

    assert net(case.unit) == 0


# --- signing ----------------------------------------------------------------------------------------------------------


def test_finance_signs_what_somebody_else_asserted_and_the_sum_stays(case: UseCase, ada: User, fin: User) -> None:
    entry = services.book(case, by=ada, **booking(kind=Kind.RETURN, category="revenue"))
    before = net(case.unit)

    signed = services.sign(entry, by=fin, memo="Matches account 4711")

    assert (signed.grade, signed.booked, signed.signs) == (Grade.FINANCE_SIGNED, entry.booked, entry)
    assert (signed.asserted_by, signed.signed_by) == (ada, fin)
    assert net(case.unit) == before
    account = queries.account(queries.scope_for(COMMAND_LINE), Basis.ACTUAL)
    assert {grade: money for grade, money in account.by_grade(Kind.RETURN).items() if money.minor} == {
        Grade.FINANCE_SIGNED: usd(1000)
    }
    assert Entry.objects.filter(action="roi.entry.signed").exists()


def test_nobody_signs_their_own_entry(case: UseCase, fin: User) -> None:
    entry = services.book(case, by=fin, **booking())

    with pytest.raises(Denied, match="booked this entry yourself"):
        services.sign(entry, by=fin)


def test_signing_takes_finance_an_actual_and_an_open_entry(case: UseCase, ada: User, fin: User) -> None:
    actual, plan = invested(case, 10, by=ada), invested(case, 10, by=ada, basis=Basis.PLAN)

    with pytest.raises(Denied):
        services.sign(actual, by=ada)
    with pytest.raises(Conflict, match="Only actual"):
        services.sign(plan, by=fin)
    signed = services.sign(actual, by=fin)
    with pytest.raises(Conflict, match="already been reversed"):
        services.sign(actual, by=fin)
    with pytest.raises(Conflict, match="already signed"):
        services.sign(signed, by=fin)


# --- currencies -------------------------------------------------------------------------------------------------------


def test_a_foreign_amount_keeps_its_dated_rate_and_its_reporting_amount(
    case: UseCase, ada: User, euro: ExchangeRate
) -> None:
    entry = services.book(case, by=ada, **booking(amount=Money.of(1000, "EUR")))

    entry.refresh_from_db()
    assert entry.booked == Money.of(1000, "EUR")
    assert entry.reported == usd("1084.50")
    assert (entry.rate, entry.rate_on) == ("1.0845", date(2025, 1, 1))


def test_the_rate_is_the_newest_one_up_to_the_end_of_the_month(case: UseCase, ada: User, euro: ExchangeRate) -> None:
    services.add_rate(currency="EUR", on=date(2025, 3, 31), rate="1.2", by=COMMAND_LINE)
    services.add_rate(currency="EUR", on=date(2025, 4, 1), rate="1.3", by=COMMAND_LINE)

    entry = services.book(case, by=ada, **booking(amount=Money.of(1000, "EUR"), period=Month(2025, 3)))

    assert entry.rate == "1.2"


def test_a_month_before_the_first_rate_is_refused(case: UseCase, ada: User, euro: ExchangeRate) -> None:
    with pytest.raises(Invalid, match="Finance adds rates"):
        services.book(case, by=ada, **booking(amount=Money.of(1000, "EUR"), period=Month(2024, 12)))


BAD_RATES = [
    ({"currency": "USD"}, "currency"),
    ({"currency": "EURO"}, "currency"),
    ({"rate": "0"}, "rate"),
    ({"rate": "-1"}, "rate"),
    ({"rate": "NaN"}, "rate"),
    ({"rate": "one"}, "rate"),
    ({"rate": "1.0000000000001"}, "rate"),
    ({"on": date(1980, 1, 1)}, "on"),
]


def test_a_bad_rate_is_refused_at_its_field(fin: User) -> None:
    for changes, field in BAD_RATES:
        with pytest.raises(Invalid) as refused:
            services.add_rate(**{"currency": "EUR", "on": date(2025, 1, 1), "rate": "1.1", "by": fin} | changes)

        assert refused.value.field == field, changes


def test_a_rate_is_added_once_a_day_and_only_by_finance(fin: User, ada: User) -> None:
    services.add_rate(currency="eur", on=date(2025, 1, 1), rate="1.1", by=fin)

    with pytest.raises(Conflict, match="never changed"):
        services.add_rate(currency="EUR", on=date(2025, 1, 1), rate="1.2", by=fin)
    with pytest.raises(Denied):
        services.add_rate(currency="GBP", on=date(2025, 1, 1), rate="1.2", by=ada)


def test_the_trail_finds_bookings_and_reversals_by_the_use_case(
    client_of: Any, dov: User, support: Unit, ada: User
) -> None:
    case = a_case(support, by=ada, name="Sort letters")
    entry = invested(case, 90_000)
    services.reverse(entry, by=COMMAND_LINE, reason="Booked twice.")

    page = client_of(dov).get(f"/trail/?q={case.reference}").content.decode()

    assert page.count(f"USD 90,000.00, {entry.month}, {case.reference}") >= 1
    assert f"USD -90,000.00, {entry.month}, {case.reference}" in page
    assert str(invested(support, 5)) == f"Investment USD 5.00, {entry.month}", "booked on a unit"


def test_the_tab_of_a_case_begins_with_what_was_booked_last(
    client_of: Any, eve: User, support: Unit, ada: User
) -> None:
    case = a_case(support, by=ada, name="Sort letters")
    for month in range(14):
        invested(case, 100 + month, period=START.plus(24 + month), basis=Basis.PLAN)
    invested(case, 777, period=START)

    page = client_of(eve).get(f"/use-cases/{case.reference}/?tab=value").content.decode()

    assert page.index("USD 777.00</td>") < page.index("USD 113.00</td>")
    assert 'pm-status-info"' in page[page.index("Those booked last") :]
