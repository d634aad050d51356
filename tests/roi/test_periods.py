"""Closed months take nothing, corrections go to the first open one, and another person reopens."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from roi import queries, services
from roi.control_models import ClosedMonth
from roi.models import LedgerEntry
from roi.workflow import Basis
from tests.conftest import person
from tests.factories.roi import START, booking, invested, returned, usd
from usecases.models import UseCase

CLOSED = START.plus(2)


@pytest.fixture
def closing(support: Unit, fin: User) -> ClosedMonth:
    """March 2025 is closed for Support."""
    return services.close_months(support, by=fin, first=CLOSED, last=CLOSED)[0]


def test_nothing_is_booked_in_a_closed_month_and_the_refusal_says_where(
    closing: ClosedMonth, support: Unit, case: UseCase, sales: Unit, ada: User
) -> None:
    for subject in (support, case):
        with pytest.raises(Conflict, match=r"2025-03 is closed for Support\. Book in 2025-04") as refused:
            services.book(subject, by=ada, **booking(period=CLOSED))
        assert refused.value.field == "period"
    with pytest.raises(Conflict, match="2025-03 is closed"):
        services.book_series(
            support, by=ada, kind="return", category="revenue", first=START, months=12, amount=usd(120), basis="plan"
        )
    assert services.book(sales, by=ada, **booking(period=CLOSED)).pk, "another unit stays open"
    assert services.book(support, by=ada, **booking(period=START)).pk, "another month stays open"


def test_closing_the_organization_closes_every_unit_below(org: Unit, support: Unit, ada: User, fin: User) -> None:
    services.close_months(org, by=fin, first=START, last=CLOSED)

    with pytest.raises(Conflict, match=r"closed for Acme\. Book in 2025-04"):
        services.book(support, by=ada, **booking(period=START))


def test_a_key_booked_before_the_closing_still_answers_the_same_entry(support: Unit, ada: User, fin: User) -> None:
    entry = services.book(support, by=ada, **booking(key="k"))
    services.close_months(support, by=fin, first=START, last=START)

    assert services.book(support, by=ada, **booking(key="k")) == entry


def test_a_correction_goes_to_the_first_open_month_and_points_to_what_it_corrects(
    org: Unit, support: Unit, ada: User, fin: User
) -> None:
    entry = invested(support, 100, by=ada)
    services.close_months(org, by=fin, first=START, last=START.plus(1))
    services.close_months(support, by=fin, first=CLOSED, last=CLOSED)

    reversal = services.reverse(entry, by=ada, reason="Counted twice")

    assert (reversal.month, reversal.reverses, reversal.booked) == (START.plus(3), entry, usd(-100))
    assert queries.totals(queries.scope_for(ada), Basis.ACTUAL).investment == usd(0)
    assert queries.totals(queries.scope_for(ada, last=CLOSED), Basis.ACTUAL).investment == usd(100), "as reported"


def test_nothing_is_taken_back_when_every_month_up_to_now_is_closed(support: Unit, ada: User, fin: User) -> None:
    now = Month.of(timezone.localdate())
    entry = invested(support, 100, by=ada, period=now.plus(-1))
    services.close_months(support, by=fin, first=now.plus(-1), last=now)

    with pytest.raises(Conflict, match="Ask finance to reopen"):
        services.reverse(entry, by=ada, reason="wrong")


def test_nothing_is_signed_in_a_closed_month(support: Unit, ada: User, fin: User) -> None:
    entry = invested(support, 100, by=ada)
    services.close_months(support, by=fin, first=START, last=START)

    with pytest.raises(Conflict, match="2025-01 is closed"):
        services.sign(entry, by=fin)


def test_another_person_of_finance_reopens_with_a_reason(
    closing: ClosedMonth, org: Unit, support: Unit, ada: User, fin: User
) -> None:
    flo = person("flo", "Flo Finance", ("finance", org))
    with pytest.raises(Denied, match="somebody else of finance"):
        services.reopen_month(closing, by=fin, reason="late invoice")
    with pytest.raises(Invalid, match="Say why"):
        services.reopen_month(closing, by=flo, reason=" ")
    with pytest.raises(Denied):
        services.reopen_month(closing, by=ada, reason="late invoice")

    services.reopen_month(closing, by=flo, reason="late invoice")

    assert services.book(support, by=ada, **booking(period=CLOSED)).pk
    with pytest.raises(Conflict, match="open already"):
        services.reopen_month(closing, by=flo, reason="again")
    assert services.close_months(support, by=flo, first=CLOSED, last=CLOSED), "it can be closed again"


BAD = [
    ({"first": CLOSED, "last": START}, "last"),
    ({"first": Month(1980, 1), "last": START}, "first"),
    ({"first": Month(2001, 1), "last": START}, "last"),
    ({"first": START, "last": Month(2099, 1)}, "last"),
    ({"first": START, "last": START, "note": "n" * 2001}, "note"),
]


def test_bad_months_are_refused_at_their_field(support: Unit, fin: User) -> None:
    for given_, field in BAD:
        with pytest.raises(Invalid) as refused:
            services.close_months(support, by=fin, **given_)  # type: ignore[arg-type]
        assert refused.value.field == field, given_


def test_only_finance_of_the_unit_closes_and_only_once(closing: ClosedMonth, cast: SimpleNamespace) -> None:
    for who in ("ada", "ben", "eve", "dov", "root_admin", "olga"):
        with pytest.raises(Denied):
            services.close_months(cast.support, by=getattr(cast, who), first=START, last=START)
    with pytest.raises(Conflict, match="closed already"):
        services.close_months(cast.support, by=cast.fin, first=CLOSED, last=CLOSED)


# --- pages and API ----------------------------------------------------------------------------------------------------


def test_closing_on_the_page_tells_first_what_is_not_signed(
    client_of: Callable[[User], Client], support: Unit, ada: User, fin: User
) -> None:
    returned(support, 10, by=ada)
    client = client_of(fin)
    asked = {"unit": support.uid, "first": "2025-01", "last": "2025-02", "note": "Quarter reported"}

    told = client.post("/value/periods/close/", asked)

    assert told.status_code == 422
    assert "1 actual entry of these months is not signed." in told.content.decode()
    assert not ClosedMonth.objects.exists()
    page = client.post("/value/periods/close/", asked | {"anyway": "1"}, follow=True).content.decode()
    assert "2 closings" in page
    assert "Quarter reported" in client.get(ClosedMonth.objects.first().get_absolute_url()).content.decode()  # type: ignore[union-attr]


def test_the_form_says_at_the_month_that_it_is_closed_and_keeps_what_was_typed(
    closing: ClosedMonth, client_of: Callable[[User], Client], support: Unit, ada: User
) -> None:
    page = client_of(ada).post(
        "/value/book/",
        {"unit": support.uid, "category": "licenses", "basis": "actual", "amount_0": "12", "amount_1": "USD",
         "period": "2025-03", "months": "1", "grade": "asserted", "memo": "Kept words", "key": "k1"},
    )  # fmt: skip

    text = page.content.decode()
    assert page.status_code == 409
    assert "2025-03 is closed for Support" in text
    assert "Kept words" in text


def test_pages_of_an_entry_in_a_closed_month_say_where_a_correction_goes(
    client_of: Callable[[User], Client], support: Unit, ada: User, fin: User, olga: User
) -> None:
    entry = invested(support, 100, by=ada, period=CLOSED)
    closing = services.close_months(support, by=fin, first=CLOSED, last=CLOSED)[0]

    assert "Mar 2025 is closed for Support." in client_of(ada).get(entry.get_absolute_url()).content.decode()
    assert "booked in Apr 2025" in client_of(ada).get(f"{entry.get_absolute_url()}reverse/").content.decode()
    assert client_of(olga).get(closing.get_absolute_url()).status_code == 404


def test_months_are_closed_and_reopened_over_the_api(
    api_of: Callable[[User], APIClient], org: Unit, support: Unit, ada: User, fin: User
) -> None:
    flo, asked = person("flo", "Flo Finance", ("finance", org)), {"unit": str(support.uid), "first": "2025-01"}

    made = api_of(fin).post("/api/v1/closed-months/", asked | {"last": "2025-02"}, format="json")

    assert (made.status_code, [row["month"] for row in made.json()]) == (201, ["2025-01", "2025-02"])
    url = f"/api/v1/closed-months/{made.json()[0]['uid']}/reopen/"
    assert api_of(fin).post(url, {"reason": "late"}, format="json").status_code == 403
    assert api_of(flo).post(url, {"reason": "late"}, format="json").json()["reopened_by"] == "Flo Finance"
    assert api_of(flo).post(url, {"reason": "late"}, format="json").status_code == 409
    assert len(api_of(ada).get("/api/v1/closed-months/").json()["results"]) == 2
    booked = {"unit": str(support.uid), "category": "licenses", "period": "2025-02", "basis": "actual",
              "amount": {"amount": "1", "currency": "USD"}}  # fmt: skip
    assert api_of(ada).post("/api/v1/ledger/", booked, format="json").status_code == 409


# --- the property -----------------------------------------------------------------------------------------------------


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(1, 10**9), st.integers(0, 5), st.booleans(), st.booleans()), min_size=1, max_size=8)
)
def test_the_sum_is_the_same_however_entries_are_reversed_and_entered_again(
    db: None, support: Unit, fin: User, rows: list[tuple[int, int, bool, bool]]
) -> None:
    before = queries.totals(queries.scope_for(COMMAND_LINE), Basis.ACTUAL)
    standing = 0
    for minor, month, close, again in rows:
        if ClosedMonth.objects.standing().filter(month=START.plus(month).first_day).exists():
            continue
        amount = Money(minor, "USD")
        entry = services.book(support, by=COMMAND_LINE, **booking(amount=amount, period=START.plus(month)))
        if close:
            services.close_months(support, by=fin, first=entry.month, last=entry.month)
        services.reverse(entry, by=COMMAND_LINE, reason="again")
        if again:
            services.book(support, by=COMMAND_LINE, **booking(amount=entry.booked, period=START.plus(8)))
            standing += minor

    after = queries.totals(queries.scope_for(COMMAND_LINE), Basis.ACTUAL)
    assert after.investment.minor - before.investment.minor == standing
    assert sum(LedgerEntry.objects.values_list("reporting_minor", flat=True)) == after.investment.minor
    assert all(isinstance(minor, int) for minor in LedgerEntry.objects.values_list("amount_minor", flat=True))
