"""Business cases over the API."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from foundation.people.models import User
from roi import services
from roi.business_models import BusinessCase
from tests.factories.business_cases import content, uncertain
from usecases.models import UseCase

ApiOf = Callable[..., APIClient]
CASES = "/api/v1/business-cases/"


def body(of: UseCase, **changes: Any) -> dict[str, Any]:
    return {
        "case": of.reference, "start": "2025-01", "months": 13, "rate": "0.1",
        "assumptions": [
            {"key": "users", "label": "Users", "pessimistic": "500", "base": "1000", "optimistic": "1000"}
        ],
        "lines": [
            {"label": "Build", "category": "labor", "pattern": "once", "first": 0, "last": 0,
             "amount": {"low": "5000000", "likely": "5000000", "high": "5000000", "shape": "fixed"}},
            {"label": "Time", "category": "cost_savings", "pattern": "monthly", "first": 1, "last": 12,
             "amount": {"low": "900", "likely": "1000", "high": "1100"}, "times": ["users"]},
        ],
    } | changes  # fmt: skip


@pytest.fixture
def version(case: UseCase, ben: User) -> BusinessCase:
    return services.draft(case, by=ben, content=uncertain())


def test_a_business_case_is_written_and_answered_with_its_figures(api_of: ApiOf, case: UseCase, ben: User) -> None:
    answer = api_of(ben).post(CASES, body(case), format="json")
    assert answer.status_code == 201, answer.json()
    row = answer.json()
    assert (row["number"], row["case"], row["roi"], row["payback"]) == (1, case.reference, "1.4", "5")
    assert row["scenarios"]["base"]["net"] == {"amount": "7000000.00", "currency": "USD"}
    assert row["content"]["lines"][1]["times"] == ["users"]
    assert api_of(ben).get(f"{CASES}{row['uid']}/").json()["scenarios"] == row["scenarios"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"rate": "-1"}, 400),
        ({"lines": []}, 400),
        ({"months": 5}, 400),
        ({"start": "2025-13"}, 400),
        ({"base": 4}, 409),
        ({"case": "UC-9999"}, 404),
        ({"assumptions": []}, 400),
    ],
)
def test_what_cannot_be_is_refused(
    api_of: ApiOf, case: UseCase, ben: User, change: dict[str, Any], status: int
) -> None:
    answer = api_of(ben).post(CASES, body(case, **change), format="json")
    assert answer.status_code == status, answer.json()
    assert not BusinessCase.objects.exists()


def test_undefined_is_null_with_its_reason(api_of: ApiOf, case: UseCase, ben: User, eve: User) -> None:
    made = services.draft(case, by=ben, content=content(content().lines[0]))
    base = api_of(eve).get(f"{CASES}{made.uid}/").json()["scenarios"]["base"]
    assert (base["irr"], base["payback"], base["mirr"]) == (None, None, None)
    assert "same way" in base["irr_reason"]


def test_the_list_holds_current_versions_that_one_may_read(
    api_of: ApiOf, case: UseCase, ben: User, eve: User, olga: User, version: BusinessCase
) -> None:
    services.draft(case, by=ben, content=content())
    assert [row["number"] for row in api_of(eve).get(CASES).json()["results"]] == [2]
    assert api_of(olga).get(CASES).json()["results"] == []
    assert api_of(olga).get(f"{CASES}{version.uid}/").status_code == 404


def test_finance_approves_and_others_are_refused(api_of: ApiOf, fin: User, eve: User, version: BusinessCase) -> None:
    url = f"{CASES}{version.uid}/approve/"
    assert api_of(eve).post(url, {}, format="json").status_code == 403
    assert api_of(fin).post(url, {"note": "Agreed"}, format="json").json()["approved_at"]
    assert api_of(fin).post(url, {}, format="json").status_code == 409


def test_futures_are_drawn_and_read(
    api_of: ApiOf, ben: User, eve: User, version: BusinessCase, run_jobs: Callable[[], int]
) -> None:
    client, url = api_of(ben), f"{CASES}{version.uid}/"
    assert client.get(f"{url}simulation/").status_code == 404
    assert api_of(eve).post(f"{url}simulate/", {}, format="json").status_code == 403
    asked = client.post(f"{url}simulate/", {"draws": 2000, "seed": 7}, format="json")
    assert (asked.status_code, asked.json()["p50"]) == (202, None)
    run_jobs()
    found = client.get(f"{url}simulation/").json()
    assert found["seed"] == 7
    assert 0 <= found["chance_of_loss"] <= 1
    assert float(found["p10"]["amount"]) < float(found["p90"]["amount"])
