"""The playbooks hold every phase, step and task of their sources, with the lengths that these give."""

from collections.abc import Iterable

from library.kinds.playbook import Phase, Playbook, Span, Step
from tests.content.test_shipped import shipped


def playbook(slug: str) -> Playbook:
    document: Playbook = shipped("playbook", slug)
    return document


def ends(span: Span | None) -> tuple[int, int | None] | None:
    return (span.least, span.most) if span else None


def places(parts: Iterable[Phase | Step]) -> list[tuple[int, int | None] | None]:
    return [ends(part.when) for part in parts]


def test_the_preparation_takes_four_weeks_of_four_tasks() -> None:
    calendar = playbook("preparation-calendar")

    assert calendar.unit == "week"
    assert ends(calendar.takes) == (4, 4)
    assert places(calendar.steps) == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert [len(step.tasks) for step in calendar.steps] == [4, 4, 4, 4]


def test_the_preparation_leaves_interviews_as_evidence_and_a_communication_plan() -> None:
    tasks = {task.key: task for task in playbook("preparation-calendar").tasks}

    assert "evidence" in (tasks["interview_stakeholders"].output or "")
    assert "communication plan" in (tasks["plan_communication"].output or "")
    assert [key for key in tasks if key in {"plan_scaling", "plan_pivot", "plan_shutdown"}] == [
        "plan_scaling", "plan_pivot", "plan_shutdown",
    ]  # fmt: skip


def test_the_operations_guide_has_thirteen_steps_of_two_workstreams_of_five_tasks() -> None:
    guide = playbook("operations-guide")

    steps = list(guide.steps)
    assert [len(phase.steps) for phase in guide.phases] == [4, 4, 4, 1]
    assert len(steps) == 13
    assert [[len(stream.tasks) for stream in step.workstreams] for step in steps] == [[5, 5]] * 13
    assert len(list(guide.tasks)) == 130


def test_the_operations_guide_takes_a_month_for_each_phase_and_the_last_stays_open() -> None:
    guide = playbook("operations-guide")

    assert guide.unit == "week"
    assert places(guide.phases) == [(1, 4), (5, 8), (9, 12), (13, None)]
    assert places(guide.steps) == [(1, 2), (1, 2), (3, 4), (3, 4)] * 3 + [None]
    assert all(task.detail for task in guide.tasks)


def test_the_scaling_roadmap_prepares_rolls_out_in_three_waves_and_optimizes_within_a_year() -> None:
    roadmap = playbook("scaling-roadmap")

    assert (roadmap.unit, ends(roadmap.takes)) == ("month", (12, 12))
    assert places(roadmap.phases) == [(1, 2), (3, 6), (7, 12)]
    assert [[len(step.tasks) for step in phase.steps] for phase in roadmap.phases] == [[5, 5, 5], [4, 4, 4], [4, 4, 4]]
    waves = roadmap.phases[1].steps
    assert "two or three" in waves[0].tasks[0].label
    assert "majority" in waves[1].tasks[0].label
    assert "all target users" in waves[2].tasks[0].label


def test_phase_2_plans_develops_and_launches_in_22_to_30_weeks() -> None:
    method = playbook("phase-2-method")

    assert [ends(phase.takes) for phase in method.phases] == [(6, 8), (12, 16), (4, 6)]
    assert ends(method.takes) == (22, 30) == (6 + 12 + 4, 8 + 16 + 6)
    assert [len(list(phase.tasks)) for phase in method.phases] == [32, 16, 16]


def test_phase_2_plans_in_four_blocks_of_two_steps() -> None:
    planning = playbook("phase-2-method").phases[0]

    assert places(planning.steps) == [(1, 2), (1, 2), (3, 4), (3, 4), (5, 6), (5, 6), (7, 8), (7, 8)]
    assert len({step.group for step in planning.steps}) == 4
    assert [len(step.tasks) for step in planning.steps] == [4] * 8


def test_phase_2_develops_in_eight_sprints_of_two_weeks() -> None:
    development = playbook("phase-2-method").phases[1]

    assert places(development.steps) == [(1, 4), (5, 8), (9, 12), (13, 16)]
    assert [len(step.tasks) for step in development.steps] == [4] * 4


def test_phase_2_launches_in_the_weeks_and_groups_of_the_staged_rollout() -> None:
    launch = playbook("phase-2-method").phases[2]
    stages = shipped("stage_plan", "staged-rollout").stages

    assert places(launch.steps) == [(stage.first_week, stage.last_week) for stage in stages]
    assert [len(step.tasks) for step in launch.steps] == [4] * 4
    for step, stage in zip(launch.steps, stages, strict=True):
        if stage.cohort.least:
            assert f"{stage.cohort.least} to {stage.cohort.most} users" in (step.purpose or "")


def test_the_enterprise_program_has_five_phases_that_overlap_and_four_goals() -> None:
    program = playbook("enterprise-program")

    assert [phase.key for phase in program.phases] == ["assessment", "governance", "pilots", "scaling", "measurement"]
    assert places(program.phases) == [(1, 2), (2, 3), (3, 6), (6, 12), (1, None)]
    assert len(program.goals) == 4
    rollouts = [task.detail for task in program.phases[3].steps[0].tasks]
    assert rollouts == [
        "3 months, 2 use cases, 500 users.",
        "3 months, 5 use cases, 1,500 users.",
        "6 months, 15 use cases, 5,000 users.",
    ]
    assert [task.detail.split(":")[0] for task in program.phases[3].steps[2].tasks if task.detail] == [
        "2 hours", "1 day", "1 week",
    ]  # fmt: skip
