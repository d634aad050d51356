"""The program goals: what the documents want in each phase, and the indicator that follows it."""

from decimal import Decimal

import pytest

from library.kinds.program_goals import ProgramGoals
from tests.content.test_shipped import shipped


@pytest.fixture(scope="module")
def goals() -> ProgramGoals:
    document: ProgramGoals = shipped("program_goals", "by-phase")
    return document


def ends(goals: ProgramGoals, phase: str) -> dict[str, tuple[Decimal | None, Decimal | None] | None]:
    (found,) = (entry for entry in goals.phases if entry.key == phase)
    return {goal.key: (goal.target.low, goal.target.high) if goal.target else None for goal in found.goals}


def test_the_strategic_phase_wants_what_document_b_names(goals: ProgramGoals) -> None:
    assert ends(goals, "strategic_deployments") == {
        "deployments": (3, 5),
        "value": (10_000_000, None),
        "target_users": (85, None),
        "efficiency": (40, None),
        "foundation": None,
    }


def test_the_scaling_phase_wants_what_document_c_names(goals: ProgramGoals) -> None:
    assert ends(goals, "enterprise_scaling") == {
        "coverage": (80, None),
        "enterprise_value": (50_000_000, None),
        "engagement": (90, None),
        "leadership": None,
    }


def test_the_first_year_has_the_four_goals_and_the_results_of_document_a(goals: ProgramGoals) -> None:
    first = ends(goals, "first_year")

    assert list(first)[:4] == ["productivity", "costs", "decisions", "compliance"]
    assert first == {
        "productivity": (30, None), "costs": (8_000_000, None), "decisions": None, "compliance": None,
        "adoption": (85, None), "use_cases": (52, None), "interactions": (50_000, None),
        "training": (100, None), "training_satisfaction": (Decimal("4.2"), None),
        "revenue": (4_000_000, None), "customers": (25, None),
        "investment": (None, 5_000_000), "roi": (140, None), "payback": (None, 5),
    }  # fmt: skip


def test_figures_that_were_reached_are_not_taken_for_targets(goals: ProgramGoals) -> None:
    first, strategic, scaling = goals.phases

    assert {goal.basis for goal in first.goals if goal.target} == {"result"}
    assert {goal.basis for goal in (*strategic.goals, *scaling.goals)} == {"target"}
    assert [phase.source for phase in goals.phases] == ["A", "B", "C"]


def test_the_benchmarks_on_money_agree_with_each_other(goals: ProgramGoals) -> None:
    def figure(key: str) -> Decimal:
        target = goals.goal(key).target
        assert target is not None
        return target.low if target.low is not None else target.high or Decimal(0)

    returns = figure("costs") + figure("revenue")

    assert (returns - figure("investment")) / figure("investment") * 100 == figure("roi")
    assert figure("investment") / (returns / 12) == figure("payback")


def test_each_goal_is_followed_in_the_unit_of_its_indicator(goals: ProgramGoals) -> None:
    catalog = shipped("kpi_catalog", "ai-program")
    followed = [goal for goal in goals.goals if goal.kpi]

    assert len(followed) == 22
    for goal in followed:
        assert goal.unit == catalog.kpi(goal.kpi).unit, goal.key
    assert [goal.key for goal in followed if goal.compares == "change"] == ["customers"]


def test_a_sixth_deployment_lies_outside_the_range(goals: ProgramGoals) -> None:
    target = goals.goal("deployments").target

    assert target is not None
    assert [target.met_by(Decimal(number)) for number in (2, 3, 5, 6)] == [False, True, True, False]
    with pytest.raises(KeyError):
        goals.goal("weather")
