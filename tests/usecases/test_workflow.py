"""The ladder of a use case."""

import pytest

from foundation.kernel.errors import Conflict
from usecases import workflow
from usecases.workflow import CLOSED, LADDER, NEXT, ORDER, Stage


def test_every_stage_has_a_label_a_tone_a_place_and_a_row_in_the_table() -> None:
    for table in (workflow.LABELS, workflow.TONES, ORDER, NEXT):
        assert set(table) == set(Stage)


def test_no_move_on_the_ladder_goes_back() -> None:
    for now, targets in NEXT.items():
        assert all(ORDER[to] > ORDER[now] for to in targets)


def test_every_open_stage_can_be_closed_and_no_closed_one_moves_on() -> None:
    assert all(NEXT[stage] & set(CLOSED) for stage in LADDER)
    assert all(not NEXT[stage] for stage in CLOSED)


def test_rollout_stages_come_one_after_another() -> None:
    workflow.require(Stage.ALPHA, Stage.BETA)

    with pytest.raises(Conflict, match=r"Alpha.*cannot become.*Pilot"):
        workflow.require(Stage.ALPHA, Stage.PILOT)


@pytest.mark.parametrize(
    ("now", "classified", "scored", "then"),
    [
        ("idea", False, False, "idea"),
        ("idea", True, False, "assessed"),
        ("idea", False, True, "scored"),
        ("assessed", True, True, "scored"),
        ("pilot", True, True, "pilot"),
        ("killed", True, True, "killed"),
    ],
)
def test_facts_move_a_case_forward_only(now: str, classified: bool, scored: bool, then: str) -> None:
    assert workflow.earned_by_facts(now, {"classified": classified, "scored": scored}) == then


def test_a_closed_stage_has_reached_nothing() -> None:
    assert workflow.reached("production", "approved")
    assert not workflow.reached("scored", "approved")
    assert not workflow.reached("retired", "approved")
