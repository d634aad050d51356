"""Phase 3 as document C describes it: the method, the plans of unit, process and integration, and the waves."""

import pytest

from library.kinds.playbook import Playbook
from library.kinds.wave_plan import WavePlan
from tests.content.test_playbooks import ends, places, playbook
from tests.content.test_shipped import shipped


def wave_plan(slug: str) -> WavePlan:
    document: WavePlan = shipped("wave_plan", slug)
    return document


def shortest_and_longest(document: Playbook) -> tuple[int, int]:
    """Add up the lengths of phases, or of steps where the phases have none."""
    spans = [phase.takes for phase in document.phases if phase.takes] or [step.takes for step in document.steps]
    return sum(span.least for span in spans if span), sum(span.most or 0 for span in spans if span)


def test_the_method_has_three_parts_of_32_tasks_five_waves_and_16_tasks() -> None:
    method = playbook("phase-3-method")

    assert method.unit == "week"
    assert [ends(phase.takes) for phase in method.phases] == [(8, 10), (24, 36), (8, 12)]
    assert [len(list(phase.tasks)) for phase in method.phases] == [32, 0, 16]
    assert [len(phase.steps) for phase in method.phases] == [8, 0, 4]
    assert all(len(step.tasks) == 4 for step in method.steps)
    assert {name.slug for name in method.phases[1].carried_by} == {"enterprise-waves", "unit-onboarding"}


def test_part_3a_fills_the_calendar_of_ten_weeks_in_four_blocks() -> None:
    steps = playbook("phase-3-method").phases[0].steps

    assert places(steps) == [(1, 3), (1, 3), (4, 6), (4, 6), (7, 8), (7, 8), (9, 10), (9, 10)]
    assert len({step.group for step in steps}) == 4


def test_part_3c_has_two_halves_of_two_steps() -> None:
    groups = [step.group for step in playbook("phase-3-method").phases[2].steps]

    assert groups == ["Cross-functional integration"] * 2 + ["Performance and maturity"] * 2


def test_a_unit_is_taken_on_board_in_three_steps_of_four_tasks() -> None:
    assert [len(step.tasks) for step in playbook("unit-onboarding").steps] == [4, 4, 4]


@pytest.mark.parametrize(
    ("slug", "lengths", "total"),
    [
        ("business-unit-plan", [(4, 4), (6, 8), (8, 12), (4, 6)], (22, 30)),
        ("integration-plan", [(3, 3), (6, 8), (4, 6), (2, 4)], (15, 21)),
        ("process-plan", [(2, 2), (4, 6), (2, 3), (2, 4)], (10, 15)),
    ],
)
def test_each_plan_has_four_parts_of_four_tasks_whose_lengths_add_up(
    slug: str, lengths: list[tuple[int, int]], total: tuple[int, int]
) -> None:
    plan = playbook(slug)

    parts = plan.phases if len(plan.phases) == 4 else tuple(plan.steps)
    assert [ends(part.takes) for part in parts] == lengths
    assert [len(step.tasks) for step in plan.steps] == [4, 4, 4, 4]
    assert ends(plan.takes) == total == shortest_and_longest(plan)


def test_the_length_of_the_method_is_the_sum_of_its_parts() -> None:
    method = playbook("phase-3-method")

    assert ends(method.takes) == shortest_and_longest(method) == (40, 58)


def test_the_integration_is_built_in_four_layers() -> None:
    layers = [element.label for element in playbook("integration-plan").builds]

    assert layers == ["Data integration", "Process orchestration", "Analytics and intelligence", "User experience"]


def test_five_waves_of_four_functions_fill_36_weeks() -> None:
    plan = wave_plan("enterprise-waves")

    assert plan.unit == "week"
    assert [(wave.first, wave.last) for wave in plan.waves] == [(1, 8), (9, 16), (17, 24), (25, 32), (33, 36)]
    assert [len(wave.functions) for wave in plan.waves] == [4, 4, 4, 4, 4]
    assert plan.length == 36 == playbook("phase-3-method").phases[1].longest
    assert [wave.length for wave in plan.waves] == [8, 8, 8, 8, 4]


def test_growth_has_four_dimensions_and_no_wave_is_geographic() -> None:
    plan = wave_plan("enterprise-waves")

    assert [dimension.key for dimension in plan.dimensions] == [
        "horizontal", "vertical", "cross_functional", "geographic",
    ]  # fmt: skip
    assert [wave.dimension for wave in plan.waves] == ["horizontal"] * 3 + ["vertical", "cross_functional"]


def test_document_a_scales_by_department_in_three_three_and_six_months() -> None:
    plan = wave_plan("department-scaling")

    assert plan.unit == "month"
    assert [wave.length for wave in plan.waves] == [3, 3, 6]
    assert [wave.use_cases for wave in plan.waves] == [2, 5, 15]
    assert [wave.users for wave in plan.waves] == [500, 1500, 5000]
    assert [[function.key for function in wave.functions] for wave in plan.waves] == [
        ["engineering", "customer_support"], ["sales", "marketing", "hr"], [],
    ]  # fmt: skip
    assert [wave.everyone for wave in plan.waves] == [False, False, True]


def test_an_expected_load_needs_compute_storage_network_and_money() -> None:
    plan = wave_plan("department-scaling")

    assert [capacity.key for capacity in plan.capacity] == ["compute", "storage", "network", "cost"]
    reported = {load.key: load.reported for load in plan.load if load.reported is not None}
    assert reported == {"active_users": 4250, "daily_interactions": 50_000}
