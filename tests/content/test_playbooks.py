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
