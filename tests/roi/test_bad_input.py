"""What people and programs send wrongly is answered at its field on the page, in the API and in a file; never a 500.

Only what the tests of the single pages do not send already.
"""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.test import APIClient

from foundation.people.models import Unit, User
from roi import services
from roi.import_models import LedgerImport
from roi.models import ExchangeRate, LedgerEntry
from roi.services import imports
from tests.factories.business_cases import benefit, content, points
from tests.factories.roi import case_of, invested
from usecases.models import UseCase

ClientOf = Callable[[User], Client]
ApiOf = Callable[..., APIClient]


def test_a_month_before_the_first_rate_is_refused_on_the_page_and_over_the_api(
    client_of: ClientOf, api_of: ApiOf, ada: User, support: Unit, euro: ExchangeRate
) -> None:
    asked = {"unit": str(support.uid), "category": "licenses", "basis": "actual", "period": "2024-12"}
    typed = {"amount_0": "5", "amount_1": "EUR", "months": "1", "grade": "asserted", "memo": "", "key": "k"}

    page = client_of(ada).post("/value/book/", asked | typed)
    answer = api_of(ada).post("/api/v1/ledger/", asked | {"amount": {"amount": "5", "currency": "EUR"}}, format="json")

    assert page.status_code == 422
    assert "no rate from EUR to USD for 2024-12" in str(page.context["form"].errors["amount"])
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "currency")
    assert "Ledger › Rates" in answer.json()["error"]["message"]
    assert not LedgerEntry.objects.exists()


def test_a_reversal_of_a_reversal_is_refused_on_the_page_and_over_the_api(
    client_of: ClientOf, api_of: ApiOf, ada: User, case: UseCase
) -> None:
    taken_back = services.reverse(invested(case, 10, by=ada), by=ada, reason="Twice")

    page = client_of(ada).post(f"{taken_back.get_absolute_url()}reverse/", {"reason": "Back again"})
    answer = api_of(ada).post(f"/api/v1/ledger/{taken_back.uid}/reverse/", {"reason": "Back again"}, format="json")

    assert (page.status_code, answer.status_code) == (409, 409)
    assert LedgerEntry.objects.count() == 2


def test_shares_of_101_percent_are_refused_over_the_api(api_of: ApiOf, ada: User, support: Unit, case: UseCase) -> None:
    shares = [{"case": of.reference, "share": part} for of, part in ((case, "0.6"), (case_of(support), "0.41"))]
    asked = {
        "unit": str(support.uid), "category": "revenue", "period": "2025-01", "memo": "One contract",
        "amount": {"amount": "100", "currency": "USD"}, "shares": shares,
    }  # fmt: skip

    answer = api_of(ada).post("/api/v1/shared-benefits/", asked, format="json")

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "share")


def test_more_rows_than_are_taken_at_once_are_refused_over_the_api_and_in_a_file(
    api_of: ApiOf, ada: User, support: Unit, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"unit": "Support", "category": "labor", "period": "2025-01", "amount": "1"}
    answer = api_of(ada).post("/api/v1/ledger/bulk/", {"rows": [row] * 1001}, format="json")
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "rows.non_field_errors")

    monkeypatch.setattr(imports, "MOST_ROWS", 2)  # the real one, 300,000, takes a minute to reach
    made = imports.upload(
        by=ada, name="x.csv", content=b"unit,category,month,amount\n" + b"Support,labor,2025-01,1\n" * 3
    )
    run_jobs()

    made = LedgerImport.objects.select_related("job").get(pk=made.pk)
    assert made.is_stopped
    assert made.job is not None
    assert "more than 2 rows" in made.job.error
    assert not LedgerEntry.objects.exists()


def test_a_file_that_is_none_is_said_at_its_field_on_the_page(client_of: ClientOf, ada: User, support: Unit) -> None:
    for name, given in (("a.csv", b""), ("a.xlsx", b"PK\x03\x04broken"), ("a.csv", b"name;size\na;b")):
        page = client_of(ada).post("/value/import/", {"file": SimpleUploadedFile(name, given)})

        assert page.status_code == 422
        assert page.context["form"].errors["file"]


def test_flows_that_are_all_positive_have_no_return_and_no_payback_and_the_page_says_why(
    client_of: ClientOf, api_of: ApiOf, ben: User, case: UseCase
) -> None:
    made = services.draft(case, by=ben, content=content(benefit(points(100))))

    page = client_of(ben).get(made.get_absolute_url())
    base = api_of(ben).get(f"/api/v1/business-cases/{made.uid}/").json()["scenarios"]["base"]

    assert page.status_code == 200
    assert "All cash flows go the same way" in page.content.decode()
    assert [base[name] for name in ("irr", "mirr", "roi", "payback", "discounted_payback")] == [None] * 5
    assert "same way" in base["irr_reason"]
