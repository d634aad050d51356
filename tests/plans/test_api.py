"""Plans, programs and risks over the API."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from foundation.people.models import User
from plans.models import Plan
from tests.factories.plans import a_plan, a_program, a_risk, a_running_plan, tasks_of
from usecases.models import UseCase

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ApiOf = Callable[..., Any]
PLANS, TASKS, PROGRAMS, RISKS = (f"/api/v1/{name}/" for name in ("plans", "plan-tasks", "programs", "risks"))


def test_a_plan_is_drafted_run_and_read_with_its_phases(api_of: ApiOf, ben: User, case: UseCase) -> None:
    client = api_of(ben)
    body = {"playbook": "business-unit-plan", "case": case.reference, "starts_on": "2026-01-05"}

    drafted = client.post(PLANS, body | {"lengths": {"unit_pilot": 6}}, format="json")
    address = f"{PLANS}{drafted.json()['uid']}/"
    begun = client.post(f"{address}begin/").json()
    again = client.post(f"{address}begin/")
    read = client.get(address).json()

    assert (drafted.status_code, drafted.json()["state"], drafted.json()["tasks"]) == (201, "draft", 16)
    assert (begun["state"], begun["slip"], begun["ends_on"]) == ("running", 0, begun["base_ends_on"])
    assert again.status_code == 409
    assert [(phase["length"], phase["progress"]) for phase in read["phases"]] == [
        (4, "0.0000"), (6, "0.0000"), (10, "0.0000"), (5, "0.0000"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lengths": {"unit_pilot": 9}}, "length_unit_pilot"),
        ({"case": "UC-9999"}, "case"),
        ({"case": ""}, "case"),
        ({"pick": "x"}, "pick"),
        ({"starts_on": "1900-01-01"}, "starts_on"),
    ],
)
def test_bad_values_answer_400_at_their_field(
    api_of: ApiOf, ben: User, case: UseCase, changes: dict[str, Any], field: str
) -> None:
    body = {"playbook": "business-unit-plan", "case": case.reference, "starts_on": "2026-01-05"}

    answer = api_of(ben).post(PLANS, body | changes, format="json")

    assert answer.status_code == 400
    assert field in (answer.json()["error"].get("field"), *answer.json()["error"].get("fields", ()))


def test_a_task_is_previewed_moved_and_reported(api_of: ApiOf, ada: User, running: Plan) -> None:
    client, task = api_of(ada), tasks_of(running)[0]
    address = f"{TASKS}{task.uid}/"
    to = {"version": 1, "ends_on": (task.ends_on + timedelta(days=7)).isoformat()}

    shown = client.post(f"{address}change/", to | {"preview": True}, format="json").json()
    moved = client.post(f"{address}change/", to, format="json").json()
    late = client.post(f"{address}change/", to, format="json")
    backwards = client.post(f"{address}change/", {"version": 2, "ends_on": "2026-01-01"}, format="json")
    loop = client.post(f"{address}change/", {"version": 2, "needs": [moved["moved"][0]["uid"]]}, format="json")
    done = client.post(f"{address}report/", {"state": "done"}, format="json").json()

    assert (shown["saved"], moved["saved"]) == (False, True)
    assert shown["moved"] == moved["moved"]
    assert len(moved["moved"]) == 15
    assert late.status_code == 409
    assert (backwards.status_code, backwards.json()["error"]["field"]) == (400, "ends_on")
    assert (loop.status_code, loop.json()["error"]["field"]) == (400, "needs")
    assert (done["state"], done["progress"]) == ("done", 100)
    assert len(client.get(TASKS, {"plan": str(running.uid), "overdue": "true"}).json()["results"]) == 15


def test_a_program_is_started_loaded_and_filled(api_of: ApiOf, cast: Any, case: UseCase) -> None:
    client = api_of(cast.ada)
    body = {"wave_plan": "department-scaling", "unit": str(cast.org.uid), "starts_on": "2026-01-05"}

    address = f"{PROGRAMS}{client.post(PROGRAMS, body, format='json').json()['uid']}/"
    filed = client.post(f"{address}file-case/", {"number": 1, "case": case.reference}, format="json").json()
    twice = client.post(f"{address}file-case/", {"number": 1, "case": case.reference}, format="json")
    load = {"active": "85", "daily_each": "10", "busiest_hour": "20", "seconds_each": "9"}
    loaded = client.post(f"{address}load/", load, format="json").json()
    shrunk = {"number": 2, "starts_on": "2026-04-05", "ends_on": "2026-07-04", "users": 10}

    assert filed["waves"][0]["filed"] == [{"case": case.reference, "dimension": ""}]
    assert twice.status_code == 409
    assert [wave["capacity"]["compute"] for wave in loaded["waves"]] == ["3.0000", "7.0000", "22.0000"]
    assert loaded["waves"][0]["capacity"]["storage"] is None
    assert client.post(f"{address}change-wave/", shrunk, format="json").status_code == 400
    assert client.post(f"{address}load/", {"active": "NaN"}, format="json").status_code == 400


def test_a_risk_is_drawn_reviewed_and_closed(api_of: ApiOf, ben: User, case: UseCase) -> None:
    client = api_of(ben)
    body = {"catalog": "operations", "key": "cultural_resistance", "case": case.reference, "likelihood": 4}

    drawn = client.post(RISKS, body, format="json")
    address = f"{RISKS}{drawn.json()['uid']}/"
    reviewed = client.post(f"{address}review/", {"state": "open", "note": "x", "impact": 5}, format="json").json()
    closed = client.post(f"{address}close/", {"reason": "Over"}, format="json").json()

    assert (drawn.status_code, drawn.json()["weight"]) == (201, None)
    assert reviewed["weight"] == 20
    assert closed["state"] == "closed"
    assert client.post(f"{address}close/", {"reason": "Over"}, format="json").status_code == 409
    assert client.post(RISKS, body | {"likelihood": 6}, format="json").status_code == 400


def test_what_is_invisible_is_404_and_what_may_not_be_is_403(api_of: ApiOf, cast: Any, case: UseCase) -> None:
    plan, program, risk = a_running_plan(case), a_program(cast.org), a_risk(case)
    task = tasks_of(plan)[0]
    records = (f"{PLANS}{plan.uid}/", f"{TASKS}{task.uid}/", f"{PROGRAMS}{program.uid}/", f"{RISKS}{risk.uid}/")
    commands = (
        (f"{PLANS}{plan.uid}/cancel/", {"reason": "x"}), (f"{TASKS}{task.uid}/report/", {"state": "doing"}),
        (f"{TASKS}{task.uid}/change/", {"version": 1, "preview": True}),
        (f"{PROGRAMS}{program.uid}/end/", {"reason": "x"}),
        (f"{RISKS}{risk.uid}/close/", {"reason": "x"}),
        (PLANS, {"playbook": "process-plan", "unit": str(cast.support.uid), "starts_on": "2026-01-05"}),
    )  # fmt: skip
    outsider, reader, narrow = api_of(cast.olga), api_of(cast.dov), api_of(cast.ada, scopes=("read",))

    assert {outsider.get(address).status_code for address in records} == {404}
    assert {reader.get(address).status_code for address in records} == {200}
    for client in (reader, narrow):
        assert {client.post(address, body, format="json").status_code for address, body in commands} == {403}
    assert outsider.get(PLANS).json()["results"] == []


def test_the_number_of_queries_of_the_lists_does_not_grow(
    api_of: ApiOf, ada: User, case: UseCase, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        a_plan(case)
        a_program(case.unit)
        a_risk(case, f"Risk {number}")
    client = api_of(ada)

    for address in (PLANS, TASKS, PROGRAMS, RISKS):
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200
