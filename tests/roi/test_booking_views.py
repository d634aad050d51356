"""Booking, one entry, and rates in the browser."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from foundation.kernel.money import Money
from foundation.people.models import Unit, User
from roi import services
from roi.models import ExchangeRate, LedgerEntry
from tests.factories.roi import booking, invested, usd
from usecases.models import UseCase

ClientOf = Callable[[User], Client]
OVERVIEW, LEDGER, BOOK, RATES = "/value/", "/value/ledger/", "/value/book/", "/value/rates/"


def text_of(answer: Any) -> str:
    """The words of a page without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def sent(case: UseCase, **changes: Any) -> dict[str, Any]:
    """The booking form, filled in."""
    return {
        "case": case.reference,
        "unit": "",
        "category": "licenses",
        "basis": "actual",
        "amount_0": "1,000.00",
        "amount_1": "USD",
        "period": "2025-01",
        "months": "1",
        "grade": "asserted",
        "memo": "Seats",
        "key": "form-1",
    } | changes


# --- one entry --------------------------------------------------------------------------------------------------------


def test_an_entry_shows_what_it_rests_on(client_of: ClientOf, ada: User, case: UseCase, euro: ExchangeRate) -> None:
    entry = services.book(case, by=ada, **booking(amount=Money.of(1000, "EUR"), memo="Invoice 17"))

    page = text_of(client_of(ada).get(entry.get_absolute_url()))

    for words in ("EUR 1,000.00", "USD 1,084.50", "1 EUR = 1.0845 USD", "Invoice 17", "Ada Program", "Asserted"):
        assert words in page


def test_an_entry_is_taken_back_on_its_page(client_of: ClientOf, ada: User, case: UseCase) -> None:
    entry = invested(case, 1000)
    client = client_of(ada)
    assert client.get(reverse("roi:reverse", args=[entry.uid])).status_code == 200

    answer = client.post(reverse("roi:reverse", args=[entry.uid]), {"reason": "Wrong case"}, follow=True)

    assert "This entry takes another one back." in text_of(answer)
    assert "This entry was taken back." in text_of(client.get(entry.get_absolute_url()))


def test_taking_back_without_a_reason_shows_it_at_the_field(client_of: ClientOf, ada: User, case: UseCase) -> None:
    entry = invested(case, 1000)

    answer = client_of(ada).post(reverse("roi:reverse", args=[entry.uid]), {"reason": ""})

    assert answer.status_code == 422
    assert "pm-field-wrong" in answer.content.decode()


def test_taking_back_twice_is_a_conflict(client_of: ClientOf, ada: User, case: UseCase) -> None:
    entry = invested(case, 1000)
    services.reverse(entry, by=ada, reason="wrong")

    answer = client_of(ada).post(reverse("roi:reverse", args=[entry.uid]), {"reason": "again"})

    assert answer.status_code == 409
    assert "already been reversed" in text_of(answer)


def test_a_reader_sees_why_they_may_not_take_back(client_of: ClientOf, eve: User, case: UseCase) -> None:
    entry = invested(case, 1000)
    client = client_of(eve)

    assert "You may not book entries here" in text_of(client.get(entry.get_absolute_url()))
    assert client.get(reverse("roi:reverse", args=[entry.uid])).status_code == 403
    assert client.post(reverse("roi:reverse", args=[entry.uid]), {"reason": "no"}).status_code == 403


def test_finance_signs_on_the_page(client_of: ClientOf, fin: User, ada: User, case: UseCase) -> None:
    entry = invested(case, 1000, by=ada)
    client = client_of(fin)
    assert "Sign for finance" in text_of(client.get(entry.get_absolute_url()))

    answer = client.post(reverse("roi:sign", args=[entry.uid]), follow=True)

    assert "Signed by finance" in text_of(answer)
    assert "Sign for finance" not in text_of(client_of(ada).get(entry.get_absolute_url()))


# --- booking ----------------------------------------------------------------------------------------------------------


def test_a_booking_in_the_browser_lands_on_its_entry(client_of: ClientOf, ada: User, case: UseCase) -> None:
    client = client_of(ada)
    assert case.reference in client.get(BOOK, {"case": case.reference}).content.decode()

    answer = client.post(BOOK, sent(case), follow=True)

    entry = LedgerEntry.objects.get()
    assert answer.redirect_chain == [(entry.get_absolute_url(), 302)]
    assert (entry.booked, entry.kind, entry.case) == (usd(1000), "investment", case)


def test_an_amount_is_spread_evenly_over_months(client_of: ClientOf, ada: User, case: UseCase) -> None:
    answer = client_of(ada).post(BOOK, sent(case, category="revenue", months="12", amount_0="100"), follow=True)

    assert answer.context["list"].count == 12
    assert sum(entry.booked.minor for entry in LedgerEntry.objects.all()) == 10_000


def test_a_form_sent_twice_books_once_and_a_changed_one_is_asked_about(
    client_of: ClientOf, ada: User, case: UseCase
) -> None:
    client = client_of(ada)
    client.post(BOOK, sent(case))
    client.post(BOOK, sent(case))
    assert LedgerEntry.objects.count() == 1

    answer = client.post(BOOK, sent(case, amount_0="2000"))

    assert answer.status_code == 409
    assert "This form was booked already" in text_of(answer)
    again = sent(case, amount_0="2000", key=answer.context["form"].data["key"])
    assert client.post(BOOK, again).status_code == 302
    assert LedgerEntry.objects.count() == 2


BAD_INPUT = [
    ({"amount_0": "-5"}, "amount", "reverse the entry that booked it"),
    ({"amount_0": "0"}, "amount", "above zero"),
    ({"amount_0": "much"}, "amount", "Enter an amount"),
    ({"amount_0": "1.234"}, "amount", "at most 2 decimals"),
    ({"amount_1": "CHF"}, "amount", "CHF"),
    ({"period": "20255-01"}, "period", "between 1990 and 2100"),
    ({"period": "2099-01"}, "period", "has not begun"),
    ({"period": ""}, "period", "required"),
    ({"months": "0"}, "months", "1"),
    ({"months": "700"}, "months", "600"),
    ({"category": "fun"}, "category", "valid choice"),
    ({"grade": "finance_signed"}, "grade", "valid choice"),
    ({"case": "UC-999999"}, "case", "no use case with this reference"),
    ({"case": ""}, "unit", "Choose a unit, or name a use case"),
    ({"memo": "m" * 2001}, "memo", "2000"),
    ({"memo": "a\x00b"}, "memo", "Null characters"),
]


def test_bad_input_is_kept_and_said_at_its_field(client_of: ClientOf, ada: User, case: UseCase) -> None:
    client = client_of(ada)

    for changes, field, words in BAD_INPUT:
        answer = client.post(BOOK, sent(case) | changes)

        assert answer.status_code == 422, changes
        assert words in str(answer.context["form"].errors[field]), changes
        assert 'value="1,000.00"' in answer.content.decode() or "amount_0" in changes
    assert not LedgerEntry.objects.exists()


def test_a_unit_other_than_the_cases_is_refused(client_of: ClientOf, ada: User, case: UseCase, sales: Unit) -> None:
    answer = client_of(ada).post(BOOK, sent(case, unit=str(sales.uid)))

    assert answer.status_code == 422
    assert "belongs to another unit" in str(answer.context["form"].errors["unit"])


def test_who_may_not_book_is_refused_on_the_page(client_of: ClientOf, eve: User, ben: User, case: UseCase) -> None:
    for user in (eve, ben):
        client = client_of(user)
        assert client.get(BOOK).status_code == 403
        answer = client.post(BOOK, sent(case))
        assert answer.status_code == 403
        assert "You may not book entries here" in text_of(answer)
    assert not LedgerEntry.objects.exists()


def test_a_case_of_another_organization_cannot_be_named(client_of: ClientOf, olga: User, case: UseCase) -> None:
    answer = client_of(olga).post(BOOK, sent(case))

    assert answer.status_code == 422
    assert "no use case with this reference" in str(answer.context["form"].errors["case"])


# --- rates ------------------------------------------------------------------------------------------------------------


def test_finance_adds_a_rate_and_it_can_be_booked_with(client_of: ClientOf, fin: User, case: UseCase) -> None:
    client = client_of(fin)

    answer = client.post(RATES, {"currency": "eur", "on": "2025-01-01", "rate": "1.0845"}, follow=True)

    assert "1.0845" in text_of(answer)
    client.post(BOOK, sent(case, amount_1="EUR"))
    assert LedgerEntry.objects.get().reported == usd("1084.50")


BAD_RATES = [({"rate": "0"}, "rate"), ({"currency": "E1"}, "currency"), ({"on": "1800-01-01"}, "on")]


def test_a_bad_rate_is_said_at_its_field(client_of: ClientOf, fin: User) -> None:
    client = client_of(fin)

    for changes, field in BAD_RATES:
        answer = client.post(RATES, {"currency": "EUR", "on": "2025-01-01", "rate": "1.1"} | changes)

        assert answer.status_code == 422
        assert field in answer.context["form"].errors


def test_rates_are_read_by_all_and_added_by_finance_alone(client_of: ClientOf, eve: User, euro: ExchangeRate) -> None:
    client = client_of(eve)

    assert "Add a rate" not in text_of(client.get(RATES))
    answer = client.post(RATES, {"currency": "GBP", "on": str(date(2025, 1, 1)), "rate": "1.3"})
    assert answer.status_code == 403
    assert ExchangeRate.objects.count() == 1
