"""Scenarios over the API: begun, solved, read, adopted; refusals with their status."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

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


def test_a_circle_of_prerequisites_is_refused_when_it_is_solved(
    api_of: ApiOf, ada: User, org: Unit, cases: list[UseCase]
) -> None:
    one, other = cases[0].reference, cases[1].reference
    rules = [{"kind": "needs", "first": one, "second": other}, {"kind": "needs", "first": other, "second": one}]
    api = api_of(ada)
    made = ok(api.post(URL, body(org, cases, rules=rules), format="json"), 201)

    error = ok(api.post(f"{URL}{made['uid']}/solve/", {}, format="json"), 400)["error"]

    assert error["field"] == "limits"
    assert f"{one} Alpha → {other} Beta → {one} Alpha" in error["message"]


def test_a_budget_of_nothing_and_a_smaller_scope_are_answered(
    api_of: ApiOf, ada: User, org: Unit, cases: list[UseCase], run_jobs: Callable[[], int]
) -> None:
    api = api_of(ada)
    rows = body(org, cases)["content"]["rows"]
    rows[0]["small"] = {"value": "4", "costs": ["400000"]}
    results = []
    for budget in ("0", "500000"):
        made = ok(api.post(URL, body(org, cases, rows=rows, budgets=[budget]), format="json"), 201)
        job = ok(api.post(f"{URL}{made['uid']}/solve/", {}, format="json"), 202)["job"]
        run_jobs()
        results.append(ok(api.get(f"{URL}{made['uid']}/result/")))

    nothing, little = results
    assert (nothing["funded"], nothing["value"], nothing["feasible"], nothing["gap"]) == (0, "0", True, "0")
    assert (little["funded"], little["value"], little["candidates_decided"][0]["level"]) == (1, "4", 1)
    assert ok(api.get(f"/api/v1/jobs/{job}/"))["result"] == {"candidates": 3, "funded": 1, "gap": "0%"}


def test_more_candidates_than_can_be_chosen_among_are_refused(api_of: ApiOf, ada: User, org: Unit) -> None:
    rows = [{"case": f"UC-{number}"} for number in range(1, 5_002)]

    error = ok(api_of(ada).post(URL, body(org, [], rows=rows), format="json"), 400)["error"]

    assert error["field"].startswith("content.rows")


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


def test_what_teams_are_told_is_read_and_written_until_it_is_sent(
    api_of: ApiOf, ada: User, dov: User, olga: User, plan: Scenario, org: Unit, cases: list[UseCase]
) -> None:
    address, left = f"{URL}{plan.uid}/messages/", cases[2].reference
    api = api_of(ada)
    said = {"case": left.lower(), "text": "Next year, with thanks."}

    drafted = ok(api.get(address))["results"]
    written = ok(api.post(address, said, format="json"))

    assert {row["case"]: row["level"] for row in drafted} == {cases[0].reference: 0, cases[1].reference: 0, left: None}
    assert (written["text"], written["edited"], written["sent_at"]) == ("Next year, with thanks.", True, None)
    assert ok(api.post(address, said | {"case": "UC-9999"}, format="json"), 400)["error"]["field"] == "case"
    assert ok(api.post(address, said | {"text": " "}, format="json"), 400)["error"]["field"] == "text"
    assert api.get(f"{URL}{a_scenario(org, []).uid}/messages/").status_code == 404
    for person, status in ((dov, 403), (olga, 404)):
        assert api_of(person).get(address).status_code == status
        assert api_of(person).post(address, said, format="json").status_code == status
    services.adopt_scenario(plan, by=ada, reason="Go")
    assert ok(api.post(address, said, format="json"), 409)


def test_an_archived_scenario_leaves_the_list_and_stays_readable(
    api_of: ApiOf, ada: User, dov: User, olga: User, plan: Scenario
) -> None:
    address = f"{URL}{plan.uid}/"
    assert api_of(dov).post(f"{address}archive/").status_code == 403
    assert api_of(olga).post(f"{address}archive/").status_code == 404

    api = api_of(ada)
    services.adopt_scenario(plan, by=ada, reason="Go")
    assert ok(api.post(f"{address}archive/"), 409)
    ok(api.post(f"{address}withdraw/", {"reason": "Stop"}, format="json"))
    archived = ok(api.post(f"{address}archive/"))

    assert archived["archived_at"] is not None
    assert ok(api.get(URL))["results"] == []
    assert ok(api.get(address))["archived_at"] == archived["archived_at"]
    assert ok(api.post(f"{address}archive/"), 409)


def test_scenarios_are_compared_case_by_case(
    api_of: ApiOf, ada: User, olga: User, plan: Scenario, org: Unit, cases: list[UseCase]
) -> None:
    rich = solved(a_scenario(org, [row(case, 5, MILLION) for case in cases], 3 * MILLION, name="Rich"))
    asked = {"with": [str(plan.uid), str(rich.uid)]}

    found = ok(api_of(ada).get(f"{URL}compare/", asked))

    assert [row["name"] for row in found["scenarios"]] == [plan.name, "Rich"]
    assert found["limits"] == [{"limit": "Budget 2027", "used": ["$2M of $2M", "$3M of $3M"]}]
    assert found["differing"] == [
        {"case": cases[2].reference, "name": cases[2].name, "treated": ["left_out", "funded"]}
    ]
    assert (found["alike"], found["impossible"]) == (2, [])
    assert api_of(olga).get(f"{URL}compare/", asked).status_code == 404


def test_a_comparison_of_nothing_of_too_many_or_of_what_has_no_answer_is_refused(
    api_of: ApiOf, ada: User, plan: Scenario, org: Unit
) -> None:
    draft = str(a_scenario(org, []).uid)
    many = [str(uuid4()) for _number in range(5)]

    for asked in ({}, {"with": "x"}, {"with": many}, {"with": [str(plan.uid), draft]}, {"wiht": draft}):
        error = ok(api_of(ada).get(f"{URL}compare/", asked), 400)["error"]
        assert error["field"] == ("wiht" if "wiht" in asked else "with")


def test_the_list_costs_the_same_for_many(
    api_of: ApiOf, ada: User, plan: Scenario, django_assert_max_num_queries: Any
) -> None:
    for _number in range(4):
        services.copy_scenario(plan, by=ada)
    api = api_of(ada)

    with django_assert_max_num_queries(8):
        assert len(ok(api.get(URL))["results"]) == 5
