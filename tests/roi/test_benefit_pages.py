"""Measured benefits on pages and over the API."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from foundation.people.models import User
from metrics.models import Kpi
from roi.benefit_models import BenefitLine, BenefitProposal
from roi.models import LedgerEntry
from tests.factories.benefits import a_line, proposed
from tests.factories.metrics import a_kpi, measured
from usecases.models import UseCase

ClientOf = Callable[[User], Client]
ApiOf = Callable[..., Any]
LINES, PROPOSALS = "/api/v1/benefit-lines/", "/api/v1/benefit-proposals/"


def text_of(answer: Any) -> str:
    """The words of a page without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def kpi(case: UseCase) -> Kpi:
    """Handling time, measured at nine minutes in January 2025."""
    found = a_kpi(case, baseline_method="Time study")
    measured(found, 9, date(2025, 1, 31))
    return found


@pytest.fixture
def proposal(kpi: Kpi, ada: User, ben: User) -> BenefitProposal:
    """January, proposed on Ada's terms to Ben."""
    return proposed(a_line(kpi, by=ada, owner=ben))


def typed(kpi: Kpi, **changes: str) -> dict[str, str]:
    known = {
        "kpi": str(kpi.uid), "label": "Time saved", "category": "productivity", "unit_value": "0.60", "currency": "USD",
        "volume": "50,000", "volume_is_yearly": "1", "volume_word": "cases", "attribution": "70", "overlap": "0",
        "confidence": "80", "first": "2025-01", "last": "2025-12",
    }  # fmt: skip
    return known | changes


def test_a_line_is_written_on_a_page_and_proposes_at_once(
    client_of: ClientOf, ada: User, kpi: Kpi, case: UseCase
) -> None:
    client, address = client_of(ada), f"/value/benefits/cases/{case.reference}/new/"
    assert client.get(address).status_code == 200

    answer = client.post(address, typed(kpi))

    assert answer.status_code == 302, text_of(answer)
    page = text_of(client.get(answer.url))
    assert "1 month waits to be accepted" in page
    assert "(12 − 9) minutes × 4,167 cases × USD 0.60 = 7,500.60; × 0.7 attributed = 5,250.42" in page
    assert "$120K" in page
    assert "$96K" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("unit_value", "NaN"), ("attribution", "170"), ("first", "soon"), ("volume", "1e400"), ("category", "licenses")],
)
def test_what_is_typed_wrongly_is_told_at_its_field(
    client_of: ClientOf, ada: User, kpi: Kpi, case: UseCase, field: str, value: str
) -> None:
    answer = client_of(ada).post(f"/value/benefits/cases/{case.reference}/new/", typed(kpi, **{field: value}))

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not BenefitLine.objects.exists()


def test_the_owner_accepts_on_the_page_and_the_author_cannot(
    client_of: ClientOf, ada: User, ben: User, proposal: BenefitProposal
) -> None:
    address = f"/value/benefits/months/{proposal.uid}/accept/"
    author = client_of(ada)
    assert "You stand behind the terms" in text_of(author.get(proposal.get_absolute_url()))
    author.post(address)
    assert not LedgerEntry.objects.exists()

    client_of(ben).post(address)

    entry = LedgerEntry.objects.get()
    assert entry.booked.minor == 5_250_42
    assert "Accepted" in text_of(author.get("/value/benefits/"))


def test_all_that_waits_is_accepted_with_one_button(client_of: ClientOf, ben: User, ada: User, kpi: Kpi) -> None:
    line = a_line(kpi, by=ada, owner=ben)
    measured(kpi, 9, date(2025, 2, 28))
    client = client_of(ben)
    client.post(f"/value/benefits/lines/{line.uid}/compute/")

    client.post(f"/value/benefits/lines/{line.uid}/accept/")

    assert BenefitProposal.objects.filter(state="accepted").count() == LedgerEntry.objects.count() == 2


def test_a_month_is_refused_with_a_reason(client_of: ClientOf, ben: User, proposal: BenefitProposal) -> None:
    client, address = client_of(ben), f"/value/benefits/months/{proposal.uid}/refuse/"

    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "The team was on leave"}).status_code == 302
    assert "The team was on leave" in text_of(client.get(proposal.get_absolute_url()))


def test_terms_are_changed_dated_and_ended_on_pages(client_of: ClientOf, ada: User, proposal: BenefitProposal) -> None:
    client, line = client_of(ada), proposal.line
    address = f"/value/benefits/lines/{line.uid}/"
    form = client.get(f"{address}edit/").context["form"]
    given = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}

    changed = client.post(f"{address}edit/", given | {"attribution": "50", "reason": "Half is the new form"})
    dated = client.post(f"{address}unit-value/", {"since": "2025-06", "amount": "0.90"})
    ended = client.post(f"{address}end/", {"reason": "Over"})

    assert (changed.status_code, dated.status_code, ended.status_code) == (302, 302, 302)
    page = text_of(client.get(address))
    assert "This benefit has ended." in page
    assert "USD 0.90" in page


def test_an_outsider_finds_nothing(
    client_of: ClientOf, api_of: ApiOf, olga: User, proposal: BenefitProposal, case: UseCase
) -> None:
    client, api, line = client_of(olga), api_of(olga), proposal.line

    for address in ("", "edit/", "unit-value/", "end/"):
        assert client.get(f"/value/benefits/lines/{line.uid}/{address}").status_code == 404
    for address in (f"lines/{line.uid}/compute/", f"lines/{line.uid}/accept/", f"months/{proposal.uid}/accept/"):
        assert client.post(f"/value/benefits/{address}").status_code == 404
    assert client.get(f"/value/benefits/cases/{case.reference}/new/").status_code == 404
    assert api.get(f"{LINES}{line.uid}/").status_code == api.get(f"{PROPOSALS}{proposal.uid}/").status_code == 404
    assert api.get(LINES).json()["results"] == api.get(PROPOSALS).json()["results"] == []


def test_a_reader_writes_no_terms(client_of: ClientOf, dov: User, proposal: BenefitProposal, case: UseCase) -> None:
    client = client_of(dov)

    assert client.get(f"/value/benefits/cases/{case.reference}/new/").status_code == 403
    assert client.get(f"/value/benefits/lines/{proposal.line.uid}/edit/").status_code == 403
    assert client.get(proposal.get_absolute_url()).status_code == 200


def test_the_tab_of_a_case_sums_its_benefits(
    client_of: ClientOf, ben: User, proposal: BenefitProposal, case: UseCase
) -> None:
    page = text_of(client_of(ben).get(f"/use-cases/{case.reference}/", {"tab": "value"}))

    assert "Handling time saved" in page
    assert "$5.25K" in page


def test_the_list_is_filtered_and_its_queries_do_not_grow(
    client_of: ClientOf, ada: User, ben: User, case: UseCase, django_assert_max_num_queries: Any
) -> None:
    for number in range(6):
        found = a_kpi(case, f"k{number}")
        measured(found, 9, date(2025, 1, 31))
        proposed(a_line(found, by=ada, owner=ben, label=f"Benefit {number}"))
    client = client_of(ben)
    client.get("/value/benefits/")

    with django_assert_max_num_queries(9):
        assert "6 measured benefits" in text_of(client.get("/value/benefits/"))
    assert "Nothing fits" in text_of(client.get("/value/benefits/", {"state": "signed"}))
    assert "6 measured benefits" in text_of(client.get("/value/benefits/", {"mine": "true", "state": "proposed"}))
    export = b"".join(client.get("/value/benefits/", {"export": "csv"})).decode()  # type: ignore[arg-type]
    assert "(12 − 9) minutes" in export


def test_lines_and_proposals_are_worked_with_over_the_api(
    api_of: ApiOf, ada: User, ben: User, fin: User, kpi: Kpi
) -> None:
    author, owner = api_of(ada), api_of(ben)
    body = {
        "kpi": str(kpi.uid), "label": "Time saved", "category": "productivity", "unit_value": "0.60", "currency": "USD",
        "volume": "50000", "volume_is_yearly": True, "attribution": "0.7", "confidence": "0.8", "first": "2025-01",
        "last": "2025-12", "owner": str(ben.uid),
    }  # fmt: skip

    line = author.post(LINES, body, format="json")
    again = author.post(LINES, body, format="json")
    waiting = author.post(f"{LINES}{line.json()['uid']}/propose/").json()
    found = owner.get(PROPOSALS, {"state": "proposed"}).json()["results"][0]
    denied = author.post(f"{PROPOSALS}{found['uid']}/accept/")
    accepted = owner.post(f"{PROPOSALS}{found['uid']}/accept/")
    twice = owner.post(f"{PROPOSALS}{found['uid']}/accept/")
    late = owner.post(f"{PROPOSALS}{found['uid']}/refuse/", {"reason": "x"}, format="json")

    assert (line.status_code, again.status_code, waiting) == (201, 409, {"waiting": 1})
    assert line.json()["forecast_risk_adjusted"] == {"amount": "96000.00", "currency": "USD"}
    assert (found["net"]["amount"], found["realization"], found["grade"]) == ("5250.42", "0.75", "before_after")
    assert (denied.status_code, accepted.status_code, twice.status_code, late.status_code) == (403, 200, 409, 409)
    assert accepted.json()["entry"] == str(LedgerEntry.objects.get().uid)


@pytest.mark.parametrize(
    ("field", "value"),
    [("unit_value", "NaN"), ("kpi", "0190a5e5-0000-7000-8000-000000000000"), ("attribution", "2"), ("first", "2025"),
     ("currency", "zzz"), ("volume", "-1"), ("owner", "0190a5e5-0000-7000-8000-000000000000"), ("category", "x")],
)  # fmt: skip
def test_bad_values_are_refused_at_their_field(api_of: ApiOf, ada: User, kpi: Kpi, field: str, value: str) -> None:
    body = {
        "kpi": str(kpi.uid), "label": "Time saved", "category": "productivity", "unit_value": "0.60", "currency": "USD",
        "volume": "50000", "first": "2025-01", field: value,
    }  # fmt: skip

    answer = api_of(ada).post(LINES, body, format="json")

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)
