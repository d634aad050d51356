"""Scenarios over the API: begun, solved, read, adopted; refusals with their status."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from foundation.people.models import Unit, User
from portfolio import services
from portfolio.models import Scenario
from tests.factories.scenarios import MILLION, a_scenario, row, solved, some_cases
from usecases.models import UseCase

pytestmark = pytest.mark.django_db
ApiOf = Callable[..., APIClient]
URL = "/api/v1/scenarios/"


@pytest.fixture
def cases(support: Unit) -> list[UseCase]:
    return some_cases(support)


@pytest.fixture
def plan(cases: list[UseCase], org: Unit) -> Scenario:
    return solved(a_scenario(org, [row(case, v, MILLION) for case, v in zip(cases, (9, 7, 5), strict=True)]))


def ok(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content.decode()[:1500]
    return answer.json()


def body(org: Unit, cases: list[UseCase], **content: Any) -> dict[str, Any]:
    rows = [{"case": case.reference, "value": "5", "costs": ["1000000.00"]} for case in cases]
    says = {"budgets": ["2000000"], "rows": rows} | content
    return {"unit": str(org.uid), "name": "By API", "first_year": 2027, "measure": "own", "content": says}


def test_a_scenario_is_begun_solved_and_adopted(
    api_of: ApiOf, ada: User, org: Unit, cases: list[UseCase], run_jobs: Callable[[], int]
) -> None:
    api = api_of(ada)
    made = ok(api.post(URL, body(org, cases), format="json"), 201)
    address = f"{URL}{made['uid']}/"
    assert made["content"]["rows"][0]["costs"] == ["1000000.00"]
    assert made["answer"] is None
    assert api.get(f"{address}result/").status_code == 404

    asked = ok(api.post(f"{address}solve/", {"seed": 4}, format="json"), 202)
    run_jobs()
    result = ok(api.get(f"{address}result/"))
    adopted = ok(api.post(f"{address}adopt/", {"reason": "Go", "solution": asked["solution"]}, format="json"))

    assert (result["funded"], result["value"], result["proven"], result["stale"]) == (2, "10", True, False)
    left = [line for line in result["candidates_decided"] if line["level"] is None]
    assert "Would need $1M more in 2027." in left[0]["reasons"]
    today = result["frontier"][10]
    assert (today["factor"], today["budget"]["amount"], today["value"]) == ("1", "2000000.00", "10")
    assert adopted["ended_at"] is None
    assert ok(api.get(address))["state"] == "adopted"
    ended = ok(api.post(f"{address}withdraw/", {"reason": "Stop"}, format="json"))
    assert ended["end_reason"] == "Stop"


def test_an_old_version_a_second_adoption_and_an_unsolved_scenario_are_conflicts(
    api_of: ApiOf, ada: User, plan: Scenario, org: Unit
) -> None:
    api, address = api_of(ada), f"{URL}{plan.uid}/"
    draft = a_scenario(org, [])

    assert ok(api.patch(address, {"name": "x", "version": 99}, format="json"), 409)
    assert ok(api.post(f"{URL}{draft.uid}/adopt/", {"reason": "Go"}, format="json"), 409)
    services.adopt_scenario(plan, by=ada, reason="Go")
    assert ok(api.post(f"{address}adopt/", {"reason": "Go"}, format="json"), 409)
    assert ok(api.post(f"{URL}{draft.uid}/withdraw/", {"reason": "Go"}, format="json"), 409)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"budgets": []}, "content.budgets"),
        ({"budgets": ["-1"]}, "content.budgets.0"),
        ({"budgets": ["NaN"]}, "content.budgets.0"),
        ({"budgets": ["1", "2"]}, "budgets"),
        ({"rows": [{"case": "UC-0001", "value": "1e400"}]}, "content.rows.0.value"),
        ({"rows": [{"case": "nothing"}]}, "candidates"),
        ({"rules": [{"kind": "needs", "first": "UC-0001"}]}, "limits"),
        ({"rules": [{"kind": "budget", "first": "UC-0001"}]}, "content.rules.0.kind"),
        ({"skills": [{"name": "a", "people": "1"}, {"name": "A", "people": "1"}]}, "skills"),
    ],
)
def test_bad_content_is_refused_at_its_field(
    api_of: ApiOf, ada: User, org: Unit, cases: list[UseCase], content: dict[str, Any], field: str
) -> None:
    error = ok(api_of(ada).post(URL, body(org, cases, **content), format="json"), 400)["error"]

    assert error["field"] == field


def test_an_outsider_finds_nothing_and_a_reader_may_not_adopt(
    api_of: ApiOf, olga: User, dov: User, plan: Scenario, org: Unit, cases: list[UseCase]
) -> None:
    address = f"{URL}{plan.uid}/"

    assert api_of(olga).get(address).status_code == 404
    assert ok(api_of(olga).get(URL))["results"] == []
    assert ok(api_of(olga).post(URL, body(org, cases), format="json"), 400)["error"]["field"] == "unit"
    assert len(ok(api_of(dov).get(URL))["results"]) == 1
    assert api_of(dov).post(f"{address}adopt/", {"reason": "Go"}, format="json").status_code == 403
    assert api_of(dov).post(f"{address}solve/", {}, format="json").status_code == 403
    assert api_of(dov).post(URL, body(org, cases), format="json").status_code == 403


def test_the_list_costs_the_same_for_many(
    api_of: ApiOf, ada: User, plan: Scenario, django_assert_max_num_queries: Any
) -> None:
    for _number in range(4):
        services.copy_scenario(plan, by=ada)
    api = api_of(ada)

    with django_assert_max_num_queries(8):
        assert len(ok(api.get(URL))["results"]) == 5
