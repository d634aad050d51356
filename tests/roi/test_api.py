"""The ledger over the API: the same rules, documented refusals."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from foundation.kernel.money import Money
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from roi import services
from roi.models import ExchangeRate, LedgerEntry
from roi.workflow import Basis
from tests.factories.roi import START, booking, invested, reference_ledger, returned, usd
from usecases.models import UseCase

ApiOf = Callable[..., APIClient]
LEDGER, VALUE, RATES = "/api/v1/ledger/", "/api/v1/value/", "/api/v1/rates/"


def body(case: UseCase, **changes: Any) -> dict[str, Any]:
    return {
        "case": changes.pop("reference", case.reference),
        "category": "licenses",
        "period": "2025-01",
        "amount": {"amount": "1000.00", "currency": "USD"},
        "basis": "actual",
        "memo": "Seats",
    } | changes


def test_an_entry_is_booked_and_answered_with_decimal_text(api_of: ApiOf, ada: User, case: UseCase) -> None:
    answer = api_of(ada).post(LEDGER, body(case), format="json")

    row = answer.json()
    assert answer.status_code == 201
    assert row["amount"] == {"amount": "1000.00", "currency": "USD"}
    assert (row["case"], row["kind"], row["period"]) == (case.reference, "investment", "2025-01")
    assert (row["asserted_by"], row["grade"]) == ("Ada Program", "asserted")
    assert LedgerEntry.objects.get().booked == usd(1000)


def test_an_entry_can_be_booked_on_a_unit(api_of: ApiOf, ada: User, case: UseCase, sales: Unit) -> None:
    sent = body(case, unit=str(sales.uid))
    del sent["case"]

    assert api_of(ada).post(LEDGER, sent, format="json").json()["unit_name"] == "Sales"


def test_the_same_key_books_once_and_other_content_is_a_conflict(api_of: ApiOf, ada: User, case: UseCase) -> None:
    client = api_of(ada)
    first = client.post(LEDGER, body(case, key="k-1"), format="json").json()

    assert client.post(LEDGER, body(case, key="k-1"), format="json").json() == first
    other = client.post(LEDGER, body(case, key="k-1", memo="else"), format="json")
    assert other.status_code == 409
    assert other.json()["error"]["code"] == "conflict"
    assert LedgerEntry.objects.count() == 1


BAD_BODIES = [
    ({"amount": {"amount": "-5", "currency": "USD"}}, "amount"),
    ({"amount": {"amount": "0", "currency": "USD"}}, "amount"),
    ({"amount": {"amount": "1e999999", "currency": "USD"}}, "amount"),
    ({"amount": {"amount": "NaN", "currency": "USD"}}, "amount"),
    ({"amount": {"amount": "1.001", "currency": "USD"}}, "amount"),
    ({"amount": {"amount": "5", "currency": "CHF"}}, "currency"),
    ({"amount": {"amount": "5", "currency": "usd"}}, "currency"),
    ({"amount": {"amount": "5"}}, "amount.currency"),
    ({"amount": "5"}, "amount.non_field_errors"),
    ({"period": "20255-01"}, "period"),
    ({"period": "2025-13"}, "period"),
    ({"period": "2099-01"}, "period"),
    ({"category": "fun"}, "category"),
    ({"basis": "hope"}, "basis"),
    ({"grade": "certain"}, "grade"),
    ({"reference": "UC-99999999999999999999"}, "case"),
    ({"reference": ""}, "case"),
    ({"memo": "a\x00b"}, "memo"),
    ({"memo": 10_000 * "m"}, "memo"),
    ({"key": 500 * "k"}, "key"),
    ({"unit": "0190f0c0-0000-7000-8000-000000000000"}, "unit"),
]


def test_a_bad_value_is_a_400_at_its_field(api_of: ApiOf, ada: User, case: UseCase) -> None:
    client = api_of(ada)

    for changes, field in BAD_BODIES:
        answer = client.post(LEDGER, body(case, **changes), format="json")

        assert answer.status_code == 400, changes
        assert answer.json()["error"]["field"] == field, changes
    assert not LedgerEntry.objects.exists()


def test_a_month_of_the_year_20255_is_refused_in_words(api_of: ApiOf, ada: User, case: UseCase) -> None:
    answer = api_of(ada).post(LEDGER, body(case, period="20255-01"), format="json")

    assert "Enter a month as year and month" in answer.json()["error"]["message"]


def test_without_case_and_unit_nothing_is_booked(api_of: ApiOf, ada: User, case: UseCase) -> None:
    sent = body(case)
    del sent["case"]

    assert api_of(ada).post(LEDGER, sent, format="json").json()["error"]["field"] == "unit"


READERS = ["ben", "eve", "dov", "bi"]


def test_who_may_not_book_gets_a_403(cast: Any, api_of: ApiOf, case: UseCase) -> None:
    for who in READERS:
        answer = api_of(getattr(cast, who)).post(LEDGER, body(case), format="json")

        assert answer.status_code == 403, who
        assert "may not book entries" in answer.json()["error"]["message"]


def test_a_token_that_reads_or_of_another_unit_does_not_book(
    api_of: ApiOf, ada: User, case: UseCase, sales: Unit
) -> None:
    assert api_of(ada, scopes=("read",)).post(LEDGER, body(case), format="json").status_code == 403

    answer = api_of(ada, unit=sales).post(LEDGER, body(case), format="json")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "case")
    on_unit = body(case, unit=str(case.unit.uid))
    del on_unit["case"]
    assert api_of(ada, unit=sales).post(LEDGER, on_unit, format="json").status_code == 400
    assert not LedgerEntry.objects.exists()


def test_a_series_is_booked_whole(api_of: ApiOf, ada: User, case: UseCase) -> None:
    sent = body(case, category="revenue", months=12, amount={"amount": "100", "currency": "USD"})

    rows = api_of(ada).post(f"{LEDGER}series/", sent, format="json").json()

    assert len(rows) == 12
    assert [rows[0]["period"], rows[-1]["period"]] == ["2025-01", "2025-12"]
    assert len({row["batch"] for row in rows}) == 1
    assert api_of(ada).post(f"{LEDGER}series/", sent | {"months": 601}, format="json").status_code == 400


def test_an_entry_is_taken_back_once(api_of: ApiOf, ada: User, case: UseCase) -> None:
    entry = invested(case, 1000)
    client = api_of(ada)
    url = f"{LEDGER}{entry.uid}/reverse/"

    answer = client.post(url, {"reason": "Wrong case"}, format="json")

    assert answer.status_code == 201
    assert answer.json()["reverses"] == str(entry.uid)
    assert answer.json()["amount"]["amount"] == "-1000.00"
    assert client.post(url, {"reason": "again"}, format="json").status_code == 409
    assert client.post(url, {}, format="json").json()["error"]["field"] == "reason"


def test_finance_signs_and_others_do_not(api_of: ApiOf, ada: User, fin: User, case: UseCase) -> None:
    entry = invested(case, 1000, by=ada)
    url = f"{LEDGER}{entry.uid}/sign/"

    assert api_of(ada).post(url, {}, format="json").status_code == 403
    assert api_of(fin).post(url, {"memo": "ok"}, format="json").json()["grade"] == "finance_signed"


def test_an_outsider_gets_404_and_an_empty_list(api_of: ApiOf, olga: User, case: UseCase) -> None:
    entry = invested(case, 1000)
    client = api_of(olga)

    assert client.get(LEDGER).json()["results"] == []
    assert client.get(f"{LEDGER}{entry.uid}/").status_code == 404
    assert client.post(f"{LEDGER}{entry.uid}/reverse/", {"reason": "x"}, format="json").status_code == 404
    assert client.get(VALUE).json()["actual"]["invested"]["amount"] == "0.00"


def test_nothing_is_changed_or_deleted_over_the_api(api_of: ApiOf, ada: User, case: UseCase) -> None:
    url = f"{LEDGER}{invested(case, 1000).uid}/"
    client = api_of(ada)

    for send in (client.put, client.patch, client.delete):
        assert send(url, {}, format="json").status_code == 405


def test_the_list_is_narrowed_and_paged(api_of: ApiOf, bi: User, case: UseCase, sales: Unit) -> None:
    invested(case, 1)
    returned(case, 2, period=START.plus(2))
    invested(sales, 3, basis=Basis.PLAN)
    client = api_of(bi, scopes=("read",))

    def amounts(**query: Any) -> list[str]:
        return [row["amount"]["amount"] for row in client.get(LEDGER, query).json()["results"]]

    assert amounts() == ["3.00", "2.00", "1.00"]
    assert amounts(unit=sales.uid) == ["3.00"]
    assert amounts(case=case.reference) == ["2.00", "1.00"]
    assert amounts(kind="return") == amounts(first="2025-02") == ["2.00"]
    assert amounts(last="2025-01", basis="actual") == ["1.00"]
    first = client.get(LEDGER, {"page_size": 2}).json()
    assert [row["amount"]["amount"] for row in client.get(first["next"]).json()["results"]] == ["1.00"]


def test_updated_since_gives_what_was_recorded_from_then_on(api_of: ApiOf, bi: User, case: UseCase) -> None:
    invested(case, 1)
    second = invested(case, 2)
    client = api_of(bi)

    rows = client.get(LEDGER, {"updated_since": second.recorded_at.isoformat()}).json()["results"]

    assert [row["uid"] for row in rows] == [str(second.uid)]
    assert client.get(LEDGER, {"updated_since": "lately"}).status_code == 400


NO_FILTERS = [{"first": "2025-13"}, {"kind": "gift"}, {"unit": "x"}, {"batch": "x"}, {"basis": "both"}]


def test_what_is_no_filter_value_is_a_400(api_of: ApiOf, bi: User) -> None:
    client = api_of(bi)

    for query in NO_FILTERS:
        assert client.get(LEDGER, query).status_code == 400, query


def test_a_page_of_entries_costs_a_constant_number_of_queries(
    api_of: ApiOf, bi: User, support: Unit, django_assert_max_num_queries: Any
) -> None:
    reference_ledger(support)
    client = api_of(bi)

    with django_assert_max_num_queries(5):
        assert len(client.get(LEDGER).json()["results"]) == 27


# --- figures --------------------------------------------------------------------------------------------------------


def test_the_figures_of_the_reference_ledger(api_of: ApiOf, bi: User, support: Unit, org: Unit) -> None:
    reference_ledger(support)
    reference_ledger(support, basis=Basis.PLAN)

    answer = api_of(bi, scopes=("read",)).get(VALUE, {"unit": org.uid}).json()

    actual = answer["actual"]
    assert actual == answer["plan"]
    assert actual["invested"] == {"amount": "5000000.00", "currency": "USD"}
    assert actual["net"]["amount"] == "7000000.00"
    assert actual["roi"] == "1.4"
    assert (actual["payback_months"], actual["payback_reached"], actual["payback_falls_again"]) == (
        "5",
        "2025-06",
        False,
    )
    assert actual["months"][-1]["cumulative"]["amount"] == "7000000.00"
    assert {"kind": "return", "category": "cost_savings", "amount": {"amount": "8000000.00", "currency": "USD"}} in (
        actual["by_category"]
    )


def test_undefined_figures_are_null_with_their_reason(api_of: ApiOf, bi: User, support: Unit) -> None:
    returned(support, 5)

    actual = api_of(bi).get(VALUE).json()["actual"]

    assert actual["roi"] is None
    assert actual["payback_months"] is None
    assert actual["roi_reason"].startswith("No investment is booked")


def test_months_in_the_wrong_order_are_refused_at_the_last(api_of: ApiOf, bi: User, support: Unit) -> None:
    answer = api_of(bi).get(VALUE, {"first": "2026-09", "last": "2026-02"})

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "last")


def test_figures_are_narrowed_and_read_as_of_a_moment(api_of: ApiOf, bi: User, case: UseCase, sales: Unit) -> None:
    first = invested(case, 1000)
    later = invested(sales, 1)
    client = api_of(bi)

    def invested_in(**query: Any) -> str:
        return str(client.get(VALUE, query).json()["actual"]["invested"]["amount"])

    assert invested_in() == "1001.00"
    assert invested_in(case_category="Customer service") == "1000.00"
    assert invested_in(unit=sales.uid) == "1.00"
    assert invested_in(first="2025-02") == "0.00"
    assert first.recorded_at < later.recorded_at
    assert invested_in(as_of=first.recorded_at.isoformat()) == "1000.00"


BAD_SCOPES = [
    ({"unit": "x"}, "unit"),
    ({"unit": "0190f0c0-0000-7000-8000-000000000000"}, "unit"),
    ({"first": "2025-13"}, "first"),
    ({"last": "lately"}, "last"),
    ({"as_of": "x"}, "as_of"),
]


def test_a_bad_scope_is_a_400_at_its_field(api_of: ApiOf, bi: User) -> None:
    client = api_of(bi)

    for query, field in BAD_SCOPES:
        answer = client.get(VALUE, query)

        assert answer.status_code == 400, query
        assert answer.json()["error"]["field"] == field, query


@pytest.mark.django_db
def test_someone_without_any_role_reads_no_figures(api_of: ApiOf) -> None:
    nobody = people.create_user("nobody", name="No Body", by=COMMAND_LINE)

    assert api_of(nobody).get(VALUE).status_code == 403
    assert api_of(nobody).get(RATES).json()["results"] == []


# --- rates ----------------------------------------------------------------------------------------------------------


def test_finance_adds_a_rate_and_everybody_reads_it(api_of: ApiOf, fin: User, bi: User) -> None:
    sent = {"currency": "EUR", "on": "2025-01-01", "rate": "1.0845"}

    assert api_of(fin).post(RATES, sent, format="json").status_code == 201
    assert api_of(fin).post(RATES, sent, format="json").status_code == 409
    assert api_of(bi).post(RATES, sent | {"currency": "GBP"}, format="json").status_code == 403
    (row,) = api_of(bi).get(RATES, {"currency": "EUR"}).json()["results"]
    assert (row["rate"], row["into"], row["on"]) == ("1.0845", "USD", "2025-01-01")


def test_a_foreign_amount_is_answered_with_its_rate(
    api_of: ApiOf, ada: User, case: UseCase, euro: ExchangeRate
) -> None:
    entry = services.book(case, by=ada, **booking(amount=Money.of(1000, "EUR")))

    row = api_of(ada).get(f"{LEDGER}{entry.uid}/").json()

    assert (row["reporting"]["amount"], row["rate"], row["rate_on"]) == ("1084.50", "1.0845", "2025-01-01")
    assert datetime.fromisoformat(row["recorded_at"]) == entry.recorded_at


def test_value_and_dashboard_name_and_write_the_same_figures_alike(api_of: ApiOf, eve: User, support: Unit) -> None:
    invested(support, 3000)
    returned(support, 4000)
    client = api_of(eve)

    value, dashboard = client.get(VALUE).json()["actual"], client.get("/api/v1/dashboard/").json()["value"]["actual"]

    assert value["roi"] == "0.333333"
    assert {name: value[name] for name in dashboard} == dashboard
