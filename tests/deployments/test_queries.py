"""Who sees rollouts, what waits for whom, lanes and the timeline."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from deployments import charts, queries, services
from deployments.models import Gate, Rollout, StageRun
from foundation.people.queries import access_of
from governance import services as governance
from governance.queries import Interest, interests
from tests.conftest import person
from tests.factories.deployments import (
    MONDAY,
    approval_of,
    approved_case,
    criterion,
    gate_of,
    go_no_go,
    ready,
    rollout_at,
    started,
)
from usecases import services as cases

pytestmark = pytest.mark.usefixtures("library")


def test_an_outsider_sees_none_of_it(cast: SimpleNamespace) -> None:
    started(cast)

    assert not Rollout.objects.visible_to(cast.olga).exists()
    assert not Gate.objects.visible_to(cast.olga).exists()
    assert sum(queries.counts_by_stage(cast.olga).values()) == 0
    assert queries.waiting_for(cast.olga) == []
    assert Rollout.objects.visible_to(cast.dov).exists()


def test_a_rollout_somewhere_else_opens_nothing_to_the_people_there(cast: SimpleNamespace) -> None:
    sid = person("sid", "Sid Sales", ("pm", cast.sales))
    started(cast, unit=cast.sales)

    assert not Rollout.objects.visible_to(sid).exists()


def test_the_timeline_says_what_is_late(cast: SimpleNamespace) -> None:
    rollout = started(cast)
    runs = queries.runs(rollout)

    assert charts.timeline(rollout, runs, date(2026, 10, 1)).title == "Planned days of each stage"
    assert charts.timeline(rollout, runs, date(2026, 11, 5)).title == "Alpha should have begun 3 days ago"


def test_the_timeline_draws_actual_beside_planned_days(cast: SimpleNamespace) -> None:
    rollout = started(cast)
    run = StageRun(
        rollout=rollout, key="alpha", planned_start=MONDAY, planned_end=MONDAY + timedelta(6),
        actual_start=MONDAY + timedelta(1),
    )  # fmt: skip

    spec = charts.timeline(rollout, [run], MONDAY + timedelta(9))

    assert spec.title == "Alpha should have ended 3 days ago"
    task = spec.tasks[0]
    assert (task.start, task.end, task.tone) == (MONDAY + timedelta(1), MONDAY + timedelta(9), "warn")
    assert (task.planned_start, task.planned_end) == (MONDAY, MONDAY + timedelta(6))


def test_the_timeline_remembers_that_a_stage_ended_late(cast: SimpleNamespace) -> None:
    rollout = started(cast)
    rollout.stage = "beta"
    days = {"planned_start": MONDAY, "planned_end": MONDAY + timedelta(6)}
    late = StageRun(
        rollout=rollout, key="alpha", actual_start=MONDAY, actual_end=MONDAY + timedelta(8), **days
    )  # fmt: skip
    on_time = StageRun(rollout=rollout, key="alpha", actual_start=MONDAY, actual_end=MONDAY + timedelta(5), **days)

    title = charts.timeline_title(rollout, [late], MONDAY + timedelta(9))

    assert title == "Alpha ended 2 days late; nothing is behind now"
    assert charts.timeline_title(rollout, [on_time], MONDAY + timedelta(9)) == "No stage is behind its plan"


def test_gates_wait_for_those_who_may_decide(cast: SimpleNamespace) -> None:
    gate = gate_of(started(cast))

    assert [gate.pk for gate in queries.gates_waiting(cast.eve)] == [gate.pk]
    assert queries.waiting_for(cast.eve)[0].title == "Decide: Start of the rollout, → Alpha"
    assert queries.gates_waiting(cast.ada) == []
    assert queries.waiting_for(cast.ben) == []
    assert [user.name for user in queries.deciders(gate)] == ["Eve Executive"]
    services.decide_gate(ready(cast, gate.rollout), by=cast.eve)
    assert queries.waiting_for(cast.eve) == []


def test_an_override_waits_for_a_second_person(cast: SimpleNamespace) -> None:
    pat = person("pat", "Pat Program", ("pm", cast.org))
    gate = go_no_go(cast)
    services.request_override(criterion(gate, "positive_roi"), by=pat, reason="Strategic.")

    assert "override" in [item.kind for item in queries.waiting_for(cast.eve)]
    assert "override" not in [item.kind for item in queries.waiting_for(pat)]
    assert queries.waiting_for(cast.ada) == []


def test_stakes_are_those_of_governance_without_the_sponsor(cast: SimpleNamespace) -> None:
    case = approved_case(cast)
    cases.edit_case(case, by=person("pat", "Pat Program", ("pm", cast.org)), measures="Weekly.")

    assert queries.stake(case) == interests(case)
    assert set(queries.stake(case).values()) == {Interest.CREATOR, Interest.OWNER, Interest.AUTHOR}
    sponsored = approved_case(cast, sponsor=cast.eve, name="Second case")
    assert interests(sponsored)[cast.eve.pk] == Interest.SPONSOR
    assert cast.eve.pk not in queries.stake(sponsored)


def test_outlooks_of_many_gates_agree_with_each_gate(cast: SimpleNamespace, django_assert_max_num_queries: Any) -> None:
    first = go_no_go(cast)
    second = ready(cast, started(cast, case=approved_case(cast, name="Second case")))
    third = ready(cast, go_no_go(cast, case=approved_case(cast, name="Third case")).rollout)
    governance.suspend(approval_of(second.rollout.case), by=cast.chi, reason="An incident.")
    tried_enough = ready(cast, rollout_at(cast, "pilot", case=approved_case(cast, name="Fourth case")))
    untried = gate_of(rollout_at(cast, "pilot", gate=True, case=approved_case(cast, name="Fifth case")))
    gates = list(Gate.objects.whole().filter(pk__in=[row.pk for row in (first, second, third, tried_enough, untried)]))

    with django_assert_max_num_queries(12):
        found = queries.outlooks(gates)

    for gate in gates:
        assert found[gate.pk] == queries.sheet(gate).outcome
    assert [found[gate.pk].can_pass for gate in (first, second, third)] == [False, False, True]
    assert [found[gate.pk].can_pass for gate in (tried_enough, untried)] == [True, False]
    assert {gate.pk for gate, _outcome in queries.blocked_gates(cast.ada)} == {first.pk, second.pk, untried.pk}


def test_lanes_cost_the_same_however_many(cast: SimpleNamespace, django_assert_max_num_queries: Any) -> None:
    access_of(cast.ada)
    rollout_at(cast, "alpha", gate=True)
    for number in range(3):
        started(cast, case=approved_case(cast, name=f"Case {number}"))

    with django_assert_max_num_queries(12):
        lanes = queries.lanes(cast.ada)

    assert {lane.key: lane.count for lane in lanes} == {"": 3, "alpha": 1, "beta": 0, "pilot": 0, "production": 0}
    assert lanes[1].cards[0].said.startswith("blocked by")


def test_lanes_show_what_finished_there_too(cast: SimpleNamespace) -> None:
    rollout = rollout_at(cast, "alpha")
    Rollout.objects.filter(pk=rollout.pk).update(state="finished", stage="production", ended_at=timezone.now())

    lane = queries.lanes(cast.ada)[-1]

    assert (lane.key, lane.count, lane.finished) == ("production", 0, 1)
    assert [row.pk for row in lane.finished_first] == [rollout.pk]
