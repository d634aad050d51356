"""What a figure says against its baseline and target, without a database."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.kernel.errors import Invalid
from metrics import rules
from metrics.rules import Course, Range
from metrics.workflow import Cadence, Direction, State

D = Decimal
TODAY = date(2025, 7, 1)


def course(**changes: Any) -> Course:
    known: dict[str, Any] = {
        "direction": Direction.DOWN,
        "cadence": Cadence.MONTHLY,
        "target": Range(high=D(8)),
        "baseline": D(12),
        "baseline_on": date(2025, 1, 1),
        "target_on": date(2025, 12, 31),
        "value": D(9),
        "value_on": date(2025, 6, 30),
    }
    return Course(**known | changes)


def test_twelve_minutes_to_nine_on_the_way_to_eight_is_three_quarters() -> None:
    found = rules.realization(baseline=D(12), target=Range(high=D(8)), direction=Direction.DOWN, actual=D(9))

    assert found.share == D("0.75")


def test_higher_is_better_is_measured_in_the_same_way() -> None:
    found = rules.realization(baseline=D("3.2"), target=Range(low=D("4.7")), direction=Direction.UP, actual=D("4.7"))

    assert found.share == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"target": Range(high=D(12))}, rules.SAME_AS_BASELINE),
        ({"target": Range()}, rules.NO_TARGET),
        ({"baseline": None}, rules.NO_BASELINE),
        ({"actual": None}, rules.NO_VALUE),
        ({"direction": Direction.BAND, "target": Range(D(8), D(12))}, rules.IN_A_BAND),
    ],
)
def test_an_undefined_share_says_why(changes: dict[str, Any], why: str) -> None:
    known: dict[str, Any] = {
        "baseline": D(12), "target": Range(high=D(8)), "direction": Direction.DOWN, "actual": D(9),
    }  # fmt: skip

    found = rules.realization(**known | changes)

    assert found == rules.Realization(None, why)


FIGURES = st.decimals(min_value=-1000, max_value=1000, places=3)


@given(baseline=FIGURES, target=FIGURES, actual=FIGURES)
def test_turning_the_scale_around_changes_no_share(baseline: Decimal, target: Decimal, actual: Decimal) -> None:
    up = rules.realization(baseline=baseline, target=Range(low=target), direction=Direction.UP, actual=actual)
    down = rules.realization(baseline=-baseline, target=Range(high=-target), direction=Direction.DOWN, actual=-actual)

    assert up == down


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"value": D(8)}, State.MET),
        ({"value": D(8), "target": Range(high=D(8), strict=True)}, State.ON_COURSE),
        ({"value": D(9)}, State.ON_COURSE),
        ({"value": D(11)}, State.AT_RISK),
        ({"value": D(13)}, State.AT_RISK),
        ({"value": D(11), "target_on": date(2025, 7, 1)}, State.NOT_MET),
        ({"value": D(9), "target_on": None}, State.NOT_MET),
        ({"value": D(9), "baseline": None}, State.AT_RISK),
        ({"value": D(9), "target": Range()}, State.NO_TARGET),
        ({"value": None, "value_on": None}, State.NO_DATA),
        ({"value_on": date(2025, 5, 17)}, State.ON_COURSE),
        ({"value_on": date(2025, 5, 16)}, State.STALE),
        ({"value_on": date(2020, 1, 1), "cadence": Cadence.PER_RELEASE}, State.ON_COURSE),
        ({"direction": Direction.BAND, "target": Range(D(8), D(10))}, State.MET),
        ({"direction": Direction.BAND, "target": Range(D(10), D(11))}, State.AT_RISK),
    ],
)
def test_a_state_follows_from_value_target_and_day(changes: dict[str, Any], state: State) -> None:
    assert rules.state(course(**changes), TODAY) == state


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-inf", "1e400", "2,5", "twelve", "", "0.1234567", "1" * 13])
def test_a_figure_that_cannot_be_kept_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.read_value(text)

    assert refusal.value.field == "value"


@pytest.mark.parametrize(("text", "value"), [("1,250.5", "1250.5"), ("-0.000001", "-0.000001"), ("85.000000000", "85")])
def test_a_figure_is_read_as_people_type_it(text: str, value: str) -> None:
    assert rules.read_value(text) == D(value)


def test_digits_beyond_what_both_databases_keep_are_refused() -> None:
    assert rules.keepable(D("123456789.012345")) == D("123456789.012345")
    with pytest.raises(Invalid):
        rules.keepable(D("1234567890.012345"))


@pytest.mark.parametrize(
    ("target", "direction", "field"),
    [
        (Range(low=D(1), high=D(2)), Direction.UP, "target_high"),
        (Range(low=D(1)), Direction.DOWN, "target_low"),
        (Range(low=D(1)), Direction.BAND, "target_high"),
        (Range(low=D(2), high=D(1)), Direction.BAND, "target_high"),
    ],
)
def test_ends_of_a_target_that_do_not_fit_are_refused(target: Range, direction: Direction, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.check_range(target, direction)

    assert refusal.value.field == field
