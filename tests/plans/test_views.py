"""The pages of plans, programs and risks."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from foundation.people.models import Unit, User
from plans import services
from plans.models import Plan, Program, Risk
from tests.factories.plans import MONDAY, a_plan, a_program, a_risk, a_running_plan, tasks_of
from usecases.models import UseCase

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]


def text_of(answer: Any) -> str:
    """The words of a page without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_plan_is_drafted_run_and_shown(client_of: ClientOf, ben: User, case: UseCase) -> None:
    client = client_of(ben)
    assert "Closing a use case down" in text_of(client.get("/plans/new/", {"case": case.reference}))
    address = f"/plans/new/?playbook=process-plan&case={case.reference}"
    assert "4–6 weeks" in text_of(client.get(address))
    typed = {"case": str(case), "starts_on": "2026-01-05", "pick": "likely", "length_solution_development": "9"}

    refused = client.post(address, typed)
    drafted = client.post(address, typed | {"length_solution_development": "4"}, follow=True)
    plan = Plan.objects.get()
    begun = client.post(f"/plans/{plan.uid}/begin/", follow=True)

    assert refused.status_code == 422
    assert "takes 4 to 6" in text_of(refused)
    assert "A draft from 5 Jan 2026 to" in text_of(drafted)
    assert "Its days" not in text_of(begun)
    assert "16 tasks are overdue" in text_of(begun)
    assert client.get(f"/plans/{plan.uid}/chart/").json()["table"]["rows"]


def test_a_moved_task_is_saved_on_the_second_word(client_of: ClientOf, ada: User, running: Plan) -> None:
    client = client_of(ada)
    first, second, *_ = tasks_of(running)
    address = f"/plans/tasks/{first.uid}/change/"
    typed = {
        "label": first.label, "starts_on": "2026-01-05", "ends_on": (first.ends_on + timedelta(days=7)).isoformat(),
        "version": "1",
    }  # fmt: skip

    shown = client.post(address, typed)
    seen = re.search(r'name="seen" value="(\w+)"', shown.content.decode())
    second.refresh_from_db()
    before = second.starts_on
    saved = client.post(address, typed | {"seen": seen[1] if seen else ""}, follow=True)
    second.refresh_from_db()

    assert "This moves 15 other tasks" in text_of(shown)
    assert second.starts_on > before
    assert "15 others moved along" in text_of(saved)


def test_refusals_stand_at_their_field(client_of: ClientOf, ada: User, running: Plan) -> None:
    first, _second, third, *_ = tasks_of(running)
    typed = {"label": first.label, "starts_on": "2026-01-05", "ends_on": first.ends_on.isoformat(), "version": "1"}

    loop = client_of(ada).post(f"/plans/tasks/{first.uid}/change/", typed | {"needs": [str(third.uid)]})
    before = client_of(ada).post(f"/plans/tasks/{first.uid}/change/", typed | {"ends_on": "2026-01-02"})
    report = client_of(ada).post(f"/plans/tasks/{first.uid}/", {"state": "doing", "progress": "101"})

    assert (loop.status_code, before.status_code, report.status_code) == (422, 422, 422)
    assert "This closes a loop" in text_of(loop)
    assert "cannot end before it starts" in text_of(before)


def test_outsiders_find_nothing(client_of: ClientOf, cast: Any, case: UseCase) -> None:
    plan, program, risk = a_running_plan(case), a_program(cast.org), a_risk(case)
    task = tasks_of(plan)[0]
    client = client_of(cast.olga)

    for address in (
        f"/plans/{plan.uid}/", f"/plans/{plan.uid}/chart/", f"/plans/tasks/{task.uid}/",
        f"/plans/programs/{program.uid}/",
        f"/plans/programs/{program.uid}/chart/", f"/plans/risks/{risk.uid}/", f"/plans/{plan.uid}/tasks/new/",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address
    for address in ("/plans/", "/plans/tasks/", "/plans/programs/", "/plans/risks/"):
        assert "UC-" not in text_of(client.get(address))
    assert client.post(f"/plans/{plan.uid}/cancel/", {"reason": "x"}).status_code == 404


def test_readers_see_and_change_nothing(client_of: ClientOf, cast: Any, running: Plan) -> None:
    client = client_of(cast.dov)
    task = tasks_of(running)[0]

    assert client.get(f"/plans/{running.uid}/").status_code == 200
    assert client.post(f"/plans/tasks/{task.uid}/", {"state": "doing"}).status_code == 403
    assert client.get(f"/plans/tasks/{task.uid}/change/").status_code in (302, 403)


def test_a_program_shows_waves_cases_capacity_and_its_roadmap(client_of: ClientOf, cast: Any, case: UseCase) -> None:
    client = client_of(cast.ada)
    typed = {"wave_plan": "department-scaling", "unit": str(cast.org.uid), "starts_on": "2026-01-05"}
    client.post("/plans/programs/new/", typed)
    program = Program.objects.get()
    client.post(f"/plans/programs/{program.uid}/waves/1/file/", {"case": str(case)})
    load = {"active": "85", "daily_each": "11.764", "busiest_hour": "20", "seconds_each": "9"}
    client.post(f"/plans/programs/{program.uid}/load/", load)
    a_plan(program, "unit-onboarding")

    page = text_of(client.get(f"/plans/programs/{program.uid}/"))
    chart = client.get(f"/plans/programs/{program.uid}/chart/").json()

    assert case.reference in page
    assert "5,000 × 85%" in page
    assert len(chart["table"]["rows"]) == 4
    wave = client.post(
        f"/plans/programs/{program.uid}/waves/2/", {"starts_on": "2026-04-05", "ends_on": "2026-04-01", "users": "1500"}
    )
    assert wave.status_code == 422


def test_a_risk_is_drawn_mapped_and_reviewed(client_of: ClientOf, ben: User, case: UseCase) -> None:
    client = client_of(ben)
    assert "Draw" in text_of(client.get("/plans/risks/catalog/", {"case": case.reference}))
    address = f"/plans/risks/new/?catalog=operations&key=cultural_resistance&case={case.reference}"
    typed = {
        "case": str(case), "label": "Teams resist", "category": "organizational", "likelihood": "4", "impact": "4",
        "mitigation": "Talk early",
    }  # fmt: skip

    client.post(address, typed)
    risk = Risk.objects.get()
    table = client.get("/plans/risks/heat/before/").json()["table"]
    listed = text_of(client.get("/plans/risks/", {"likelihood": "4", "impact": "4"}))
    late = client.post(
        f"/plans/risks/{risk.uid}/", {"state": "open", "note": "Seen", "review_on": "2020-01-01", "likelihood": "4"}
    )

    assert any("likelihood=4&impact=4" in href for row in table["hrefs"] for href in row)
    assert "16 Extreme" in listed
    assert late.status_code == 422
    assert "16 Extreme" in text_of(client.get(f"/use-cases/{case.reference}/", {"tab": "plans"}))


def test_the_number_of_queries_of_the_lists_does_not_grow(
    client_of: ClientOf, ada: User, case: UseCase, support: Unit, django_assert_max_num_queries: Any
) -> None:
    for number in range(4):
        a_running_plan(case if number % 2 else support)
        a_risk(support, f"Risk {number}")
        a_program(support)
    client = client_of(ada)
    client.get("/plans/")

    for address in ("/plans/", "/plans/tasks/", "/plans/programs/", "/plans/risks/"):
        with django_assert_max_num_queries(12):
            client.get(address)


def test_lists_are_exported_and_what_is_overdue_waits_on_the_home_page(
    client_of: ClientOf, ben: User, case: UseCase
) -> None:
    services.start_plan("process-plan", case, MONDAY, ben, owner=ben)
    client = client_of(ben)

    export = b"".join(client.get("/plans/tasks/", {"export": "csv"})).decode()  # type: ignore[arg-type]

    assert "Overdue" in export
    assert timezone.localdate() > MONDAY
    assert "Overdue:" in text_of(client.get("/"))
