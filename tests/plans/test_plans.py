"""Plans and tasks: who may, what is refused, what moves, what is kept."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from foundation.audit.models import Entry
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.notifications.models import Notice
from foundation.people.models import Unit, User
from plans import queries, services
from plans.models import Plan, TaskLink
from plans.workflow import PlanState, TaskState
from tests.factories.plans import MONDAY, a_plan, a_running_plan, tasks_of
from usecases import services as cases
from usecases.models import UseCase

pytestmark = pytest.mark.django_db


def facts(action: str) -> dict[str, Any]:
    """What the trail keeps of the only act of this name."""
    kept: dict[str, Any] = json.loads(Entry.objects.get(action=action).body)["facts"]
    return kept


@pytest.mark.usefixtures("library")
def test_the_owner_of_a_case_drafts_a_plan_by_the_version_of_its_playbook(case: UseCase, ben: User) -> None:
    plan = a_plan(case, by=ben, owner=ben, starts_on=date(2026, 1, 3))

    assert (plan.playbook.reference, plan.unit, plan.state) == ("playbook/process-plan@1", case.unit, PlanState.DRAFT)
    assert plan.starts_on == MONDAY  # the Saturday is no working day
    assert plan.tasks.count() == 16
    assert TaskLink.objects.count() == 15
    assert facts("plans.plan.drafted")["tasks"] == 16


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("who", ["mia", "dov", "olga", "lea"])
def test_others_may_not_plan(case: UseCase, cast: Any, who: str) -> None:
    with pytest.raises(Denied):
        a_plan(case, by=getattr(cast, who))


@pytest.mark.usefixtures("library")
def test_an_owner_may_not_plan_for_the_case_of_somebody_else(support: Unit, ben: User) -> None:
    with pytest.raises(Denied, match="only for use cases that you own"):
        a_plan(support, by=ben)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"lengths": {"solution_development": 7}}, "length_solution_development"),
        ({"starts_on": date(1999, 12, 31)}, "starts_on"),
        ({"pick": "never"}, "pick"),
        ({"title": "x" * 201}, "title"),
    ],
)
def test_bad_input_is_refused_at_its_field(case: UseCase, ada: User, how: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        a_plan(case, by=ada, **how)

    assert refused.value.field == field


@pytest.mark.usefixtures("library")
def test_a_decision_starts_a_plan_that_runs_with_its_baseline(case: UseCase, eve: User) -> None:
    plan = services.start_plan("closing-plan", case, MONDAY, eve)

    assert plan.state == PlanState.RUNNING
    assert all((one.base_starts_on, one.base_ends_on) == (one.starts_on, one.ends_on) for one in plan.tasks.all())


def test_a_task_that_moves_shows_what_it_moves_and_then_moves_it(running: Plan, ada: User) -> None:
    first, *rest = tasks_of(running)
    to = first.ends_on + timedelta(days=7)

    shown = queries.effect(first, first.starts_on, to)
    along = services.change_task(first, by=ada, version=1, ends_on=to)

    assert [move.task.pk for move in shown] == [one.pk for one in along] == [one.pk for one in rest]
    assert [(one.starts_on, one.ends_on) for one in along] == [(move.first, move.last) for move in shown]
    found = queries.standing(Plan.objects.get(pk=running.pk), MONDAY)
    assert found.slip == 5
    assert found.base_last == rest[-1].ends_on
    assert facts("plans.task.changed")["rows"] == 15


def test_a_task_that_ends_before_it_starts_is_refused(draft: Plan, ada: User) -> None:
    task = tasks_of(draft)[3]

    with pytest.raises(Invalid) as refused:
        services.change_task(task, by=ada, version=1, ends_on=task.starts_on - timedelta(days=1))

    assert refused.value.field == "ends_on"


def test_a_loop_is_refused_at_the_field_and_named(draft: Plan, ada: User) -> None:
    first, second, third, *_ = tasks_of(draft)

    with pytest.raises(Invalid) as refused:
        services.change_task(first, by=ada, version=1, needs=[third])

    assert refused.value.field == "needs"
    assert str(refused.value).count("→") == 3
    assert second.label in str(refused.value)


def test_a_task_cannot_begin_before_what_it_waits_for_has_ended(draft: Plan, ada: User) -> None:
    task = tasks_of(draft)[1]

    with pytest.raises(Invalid) as refused:
        services.change_task(task, by=ada, version=1, starts_on=MONDAY)

    assert refused.value.field == "starts_on"


def test_two_people_do_not_overwrite_each_other(draft: Plan, ada: User) -> None:
    task = tasks_of(draft)[0]
    services.change_task(task, by=ada, version=1, label="Another name")

    with pytest.raises(Conflict, match="meanwhile"):
        services.change_task(task, by=ada, version=1, label="A third one")


def test_own_tasks_are_added_and_wait_only_within_their_plan(draft: Plan, support: Unit, ada: User) -> None:
    phase = draft.phases.get()
    needed = tasks_of(draft)[0]
    stranger = tasks_of(a_plan(support))[0]
    days = {"starts_on": needed.ends_on + timedelta(days=3), "ends_on": needed.ends_on + timedelta(days=3)}

    own = services.add_task(draft, by=ada, phase=phase, label="Ask the works council", needs=[needed], **days)

    assert (own.number, own.key) == (17, "")
    assert queries.needs_of(own) == [needed]
    with pytest.raises(Invalid) as refused:
        services.add_task(draft, by=ada, phase=phase, label="No", needs=[stranger], **days)
    assert refused.value.field == "needs"


def test_a_task_on_free_days_alone_is_refused(draft: Plan, ada: User) -> None:
    saturday = date(2026, 1, 10)

    with pytest.raises(Invalid, match="no working day"):
        services.add_task(draft, by=ada, phase=draft.phases.get(), label="Rest", starts_on=saturday, ends_on=saturday)


def test_the_owner_of_a_task_reports_on_it_and_nobody_else_without_a_role(running: Plan, cast: Any) -> None:
    task = tasks_of(running)[0]
    services.change_task(task, by=cast.ada, version=1, owner=cast.mia)
    task.refresh_from_db()

    half = services.report_task(task, by=cast.mia, state="doing", progress=50)
    done = services.report_task(half, by=cast.mia, state="done")

    assert (done.progress, done.done_on) == (100, timezone.localdate())
    assert queries.standing(running).phases[0].done == 1
    with pytest.raises(Denied):
        services.report_task(tasks_of(running)[1], by=cast.max_, state="doing")


@pytest.mark.parametrize(
    ("report", "field"),
    [
        ({"state": "dropped"}, "state"),
        ({"state": "doing", "progress": 101}, "progress"),
        ({"state": "done", "done_on": date(2089, 1, 1)}, "done_on"),
    ],
)
def test_a_bad_report_is_refused(running: Plan, ada: User, report: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.report_task(tasks_of(running)[0], by=ada, **report)

    assert refused.value.field == field


def test_a_draft_is_not_reported_on(draft: Plan, ada: User) -> None:
    with pytest.raises(Conflict, match="while the plan runs"):
        services.report_task(tasks_of(draft)[0], by=ada, state="doing")


def test_a_dropped_task_counts_nowhere_and_can_be_taken_up_again(running: Plan, ada: User) -> None:
    last = tasks_of(running)[-1]

    services.drop_task(last, by=ada, reason="Done by the supplier")
    found = queries.standing(running)

    assert sum(row.count for row in found.phases) == 15
    assert found.last is not None
    assert found.last < last.ends_on
    assert services.report_task(last, by=ada, state="open").state == TaskState.OPEN


def test_a_plan_ends_when_nothing_is_left_or_with_a_reason(running: Plan, ada: User) -> None:
    with pytest.raises(Conflict, match="16 tasks"):
        services.finish_plan(running, by=ada)
    with pytest.raises(Invalid):
        services.cancel_plan(running, by=ada, reason=" ")

    services.cancel_plan(running, by=ada, reason="The case is on hold")

    with pytest.raises(Conflict, match="over"):
        services.report_task(tasks_of(running)[0], by=ada, state="doing")


def test_owners_are_told_once_what_is_overdue_and_it_waits_on_their_home_page(running: Plan, cast: Any) -> None:
    task = tasks_of(running)[0]
    services.change_task(task, by=cast.ada, version=1, owner=cast.ben)
    today = task.ends_on + timedelta(days=1)

    told = [services.remind(today, by=cast.ada)["tasks"] for _twice in range(2)]

    assert told == [1, 0]
    assert [item.title for item in queries.waiting_for(cast.ben, today=today)] == [f"Overdue: {task.label}"]
    services.report_task(task, by=cast.ben, state="done")
    assert Notice.objects.get().settled_at is not None
    assert queries.waiting_for(cast.ben, today=today) == []


@pytest.mark.usefixtures("library")
def test_a_plan_follows_its_case_to_another_unit(case: UseCase, sales: Unit, ada: User, ben: User) -> None:
    plan = a_running_plan(case)

    cases.edit_case(case, by=ada, unit=sales, owner=None)

    assert Plan.objects.get(pk=plan.pk).unit == sales
    assert not Plan.objects.visible_to(ben).exists()


def test_a_standing_costs_three_queries(running: Plan, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        queries.standing(running)
