"""Currencies of the world, their decimals, dated rates, and a reporting currency that can change."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from foundation.jobs.models import Job
from foundation.kernel.currencies import CURRENCIES
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.money import Money, full
from foundation.kernel.periods import Month
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from roi import queries, rate_queries, services
from roi.models import ExchangeRate, LedgerEntry, LedgerMonth
from roi.workflow import Basis
from tests.factories.roi import START, booking, invested, usd


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("1234.56", "USD", 123456), ("1234", "JPY", 1234), ("1.234", "KWD", 1234), ("1.2345", "CLF", 12345)],
)
def test_each_currency_has_its_own_decimals(amount: str, currency: str, minor: int) -> None:
    assert Money.of(amount, currency) == Money(minor, currency)
    assert full(Money(minor, currency)).replace(",", "") == f"{currency} {amount}"


@pytest.mark.parametrize(
    ("amount", "currency"), [("1.234", "USD"), ("1.5", "JPY"), ("1.2345", "KWD"), ("0.001", "EUR")]
)
def test_an_amount_finer_than_its_currency_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(Invalid, match="at most") as refused:
        Money.of(amount, currency)

    assert refused.value.field == "amount"


@pytest.mark.parametrize("currency", ["ZZZ", "XAU", "usd", "US", "", "EURO", "U$D", "\x00\x00\x00"])
def test_a_currency_that_is_not_in_use_is_refused(currency: str) -> None:
    with pytest.raises(Invalid, match="There is no currency") as refused:
        Money.of(1, currency)

    assert refused.value.field == "currency"


def test_the_list_is_the_one_of_the_standard() -> None:
    assert len(CURRENCIES) >= 155
    assert {code for code, decimals in CURRENCIES.items() if decimals == 3} == {
        "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND",
    }  # fmt: skip


def test_yen_and_dinars_are_converted_exactly(support: Unit, ada: User, fin: User) -> None:
    services.add_rate(currency="JPY", on=date(2025, 1, 1), rate="0.0064", by=fin)
    services.add_rate(currency="KWD", on=date(2025, 1, 1), rate="3.25", by=fin)

    yen = services.book(support, by=ada, **booking(amount=Money.of("1500000", "JPY")))
    dinar = services.book(support, by=ada, **booking(amount=Money.of("1.234", "KWD")))

    assert (yen.booked, yen.reported) == (Money(1_500_000, "JPY"), usd("9600.00"))
    assert (dinar.booked, dinar.reported) == (Money(1234, "KWD"), usd("4.01")), "4.0105, half to even"


def test_both_amounts_are_shown(client_of: Callable[[User], Client], support: Unit, ada: User, fin: User) -> None:
    services.add_rate(currency="JPY", on=date(2025, 1, 1), rate="0.0064", by=fin)
    entry = services.book(support, by=ada, **booking(amount=Money.of("1500000", "JPY")))

    listed = client_of(ada).get("/value/ledger/").content.decode()
    page = client_of(ada).get(entry.get_absolute_url()).content.decode()

    for text in (listed, page):
        assert "JPY 1,500,000" in text
        assert "USD 9,600.00" in text


def test_unknown_currencies_are_refused_over_the_api(
    api_of: Callable[[User], APIClient], support: Unit, ada: User, fin: User
) -> None:
    asked: dict[str, Any] = {"unit": str(support.uid), "category": "licenses", "period": "2025-01", "basis": "actual"}
    for currency, amount, field in (("ZZZ", "1", "currency"), ("USD", "1.234", "amount"), ("JPY", "1.5", "amount")):
        answer = api_of(ada).post(
            "/api/v1/ledger/", asked | {"amount": {"amount": amount, "currency": currency}}, format="json"
        )
        assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)
    rate = api_of(fin).post("/api/v1/rates/", {"currency": "ZZZ", "on": "2025-01-01", "rate": "1"}, format="json")
    assert rate.status_code == 400


def test_a_budget_in_an_unknown_currency_is_refused_over_the_api(
    api_of: Callable[[User], APIClient], support: Unit, ada: User
) -> None:
    asked = {"name": "Sort letters", "unit": str(support.uid), "budget": {"amount": "1", "currency": "ZZZ"}}

    answer = api_of(ada).post("/api/v1/use-cases/", asked, format="json")

    assert answer.status_code == 400, answer.content


# --- another reporting currency ---------------------------------------------------------------------------------------


def test_changing_the_reporting_currency_restates_keeps_both_amounts_and_lists_what_has_no_rate(
    support: Unit, ada: User, fin: User, settings: Any, run_jobs: Callable[[], int], client_of: Callable[[User], Client]
) -> None:
    first, later = invested(support, 100, by=ada), invested(support, 200, by=ada, period=Month(2025, 6))
    settings.REPORTING_CURRENCY = "EUR"
    services.add_rate(currency="USD", on=date(2025, 5, 31), rate="0.9", by=fin)
    with pytest.raises(Denied):
        services.ask_restating(by=ada)

    services.ask_restating(by=fin)
    with pytest.raises(Conflict, match="being restated"):
        services.ask_restating(by=fin)
    run_jobs()

    result = Job.objects.get(kind="roi.rebuild").result
    assert (result["restated"], result["without_rate"]) == (1, 1)
    later.refresh_from_db()
    assert (later.booked, later.reported, later.rate) == (usd(200), Money.of(180, "EUR"), "0.9")
    first.refresh_from_db()
    assert first.reported == usd(100), "nothing is guessed"
    [missing] = rate_queries.missing_rates()
    assert (missing.currency, missing.month, missing.entries) == ("USD", START, 1)
    assert queries.totals(queries.scope_for(ada), Basis.ACTUAL).investment == Money.of(180, "EUR")
    page = client_of(fin).get("/value/rates/").content.decode()
    assert "1 entry is not reported in EUR." in page
    assert "Rates that are missing" in page
    services.add_rate(currency="USD", on=date(2025, 1, 1), rate="0.95", by=fin)
    client_of(fin).post("/value/rates/restate/")
    run_jobs()
    assert queries.totals(queries.scope_for(ada), Basis.ACTUAL).investment == Money.of(275, "EUR")
    assert queries.check_summaries() == []
    assert set(LedgerMonth.objects.values_list("currency", flat=True)) == {"EUR"}
    assert {entry.booked for entry in LedgerEntry.objects.all()} == {usd(100), usd(200)}


def test_a_rate_read_in_bulk_is_the_one_read_alone(euro: ExchangeRate) -> None:
    services.add_rate(currency="EUR", on=date(2025, 3, 31), rate="1.2", by=COMMAND_LINE)
    rates = rate_queries.Rates()

    for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 3, 30), date(2025, 3, 31), date(2026, 1, 1)):
        assert rates.on("EUR", day) == queries.rate_for("EUR", day)
    assert rates.on("GBP", date(2026, 1, 1)) is None
