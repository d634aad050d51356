"""Ways to reach weights, and combining those of several people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.kernel.errors import Invalid
from portfolio.rules import pairwise as pairs
from portfolio.rules import weights
from portfolio.rules.weights import Combination, Order

CENTROIDS = {
    2: [0.75, 0.25],
    3: [0.6111, 0.2778, 0.1111],
    4: [0.5208, 0.2708, 0.1458, 0.0625],
    5: [0.4567, 0.2567, 0.1567, 0.09, 0.04],
    6: [0.4083, 0.2417, 0.1583, 0.1028, 0.0611, 0.0278],
}


def test_swing_points_become_shares_of_their_sum() -> None:
    found = weights.swing({"a": 100, "b": 80, "c": 60, "d": 40})

    assert [round(value, 6) for value in found.values()] == [0.357143, 0.285714, 0.214286, 0.142857]
    totals = [
        sum(share * score for share, score in zip(found.values(), option, strict=True))
        for option in [(80, 60, 40, 100), (50, 90, 80, 60), (90, 30, 70, 50)]
    ]
    assert [round(total, 6) for total in totals] == [68.571429, 69.285714, 62.857143]


@pytest.mark.parametrize(
    ("points", "field", "said"),
    [
        ({"a": 0, "b": 0}, "weights", "At least one criterion must count"),
        ({"a": 100, "b": -1}, "b", "from 0 to 100"),
        ({"a": 101, "b": 1}, "a", "from 0 to 100"),
        ({"a": float("nan"), "b": 1}, "a", "from 0 to 100"),
    ],
)
def test_swing_points_that_cannot_be_are_refused_at_their_field(
    points: dict[str, float], field: str, said: str
) -> None:
    with pytest.raises(Invalid, match=said) as refusal:
        weights.swing(points)

    assert refusal.value.field == field


@pytest.mark.parametrize("count", CENTROIDS)
def test_an_order_becomes_rank_order_centroids(count: int) -> None:
    found = weights.rank_order({str(place): place for place in range(1, count + 1)})

    assert [round(value, 4) for value in found.values()] == CENTROIDS[count]


def test_rank_sum_and_reciprocal_ranks_are_the_flatter_ways() -> None:
    order = {"a": 1, "b": 2, "c": 3, "d": 4}

    assert [round(v, 4) for v in weights.rank_order(order, Order.SUM).values()] == [0.4, 0.3, 0.2, 0.1]
    assert [round(v, 4) for v in weights.rank_order(order, Order.RECIPROCAL).values()] == [0.48, 0.24, 0.16, 0.12]


def test_criteria_that_share_a_place_share_the_weight_and_gaps_are_closed() -> None:
    tied = weights.rank_order({"a": 2, "b": 1, "c": 2})

    assert [round(value, 4) for value in tied.values()] == [0.1944, 0.6111, 0.1944]
    assert tied == weights.rank_order({"a": 3, "b": 1, "c": 3})
    with pytest.raises(Invalid, match="from 1 to 2"):
        weights.rank_order({"a": 1, "b": 3})


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=12).filter(lambda values: sum(values) > 1e-3))
def test_percentages_always_add_up_to_exactly_100(values: list[float]) -> None:
    found = weights.percentages({str(place): value for place, value in enumerate(values)})

    assert sum(found.values()) == 100
    assert all(value == round(value, 2) and value >= 0 for value in found.values())


def test_what_rounding_leaves_goes_to_the_largest_remainder_and_of_equal_ones_to_the_smallest_weight() -> None:
    order = weights.percentages(weights.rank_order({"a": 2, "b": 1, "c": 3, "d": 4}))
    swing = weights.percentages(weights.swing({"a": 100, "b": 80, "c": 60, "d": 40}))
    thirds = weights.percentages({"a": 1 / 3, "b": 1 / 3, "c": 1 / 3})

    assert [str(value) for value in order.values()] == ["27.08", "52.08", "14.59", "6.25"]
    assert [str(value) for value in swing.values()] == ["35.71", "28.57", "21.43", "14.29"]
    assert [str(value) for value in thirds.values()] == ["33.34", "33.33", "33.33"]


def test_comparisons_in_pairs_give_the_principal_eigenvector() -> None:
    found = pairs.pairwise("abc", {("a", "b"): 3, ("a", "c"): 5, ("b", "c"): 3})

    assert [round(value, 6) for value in found.weights.values()] == [0.636986, 0.258285, 0.104729]
    assert round(found.lambda_max, 6) == 3.038511
    assert round(found.index, 6) == 0.019256
    assert round(found.ratio, 6) == 0.033199
    assert found.is_consistent


def test_consistent_comparisons_have_nothing_to_look_at_again() -> None:
    found = pairs.pairwise("abc", {("a", "b"): 2, ("a", "c"): 4, ("b", "c"): 2})

    assert found.ratio == 0
    assert found.odd is None


def test_the_comparison_that_fits_the_others_least_is_named() -> None:
    said = {("a", "b"): 2.0, ("a", "c"): 4.0, ("a", "d"): 1 / 8, ("b", "c"): 2.0, ("b", "d"): 4.0, ("c", "d"): 2.0}

    found = pairs.pairwise("abcd", said)

    assert not found.is_consistent
    assert found.odd is not None
    assert found.odd.pair == ("a", "d")
    assert found.odd.implied == pytest.approx(8)


@pytest.mark.parametrize("value", [0, -3, 10, float("nan"), float("inf")])
def test_a_comparison_that_cannot_be_is_refused_at_its_pair(value: float) -> None:
    with pytest.raises(Invalid) as refusal:
        pairs.pairwise("ab", {("a", "b"): value})

    assert refusal.value.field == "a__b"


def test_one_and_two_criteria_are_always_consistent_and_eleven_are_too_many() -> None:
    assert pairs.pairwise("a", {}).weights == {"a": 1.0}
    assert pairs.pairwise("ab", {("a", "b"): 4}).weights == pytest.approx({"a": 0.8, "b": 0.2})
    with pytest.raises(Invalid, match="up to 10 criteria"):
        pairs.pairwise("abcdefghijk", {})


SHEETS = [{"a": 0.6, "b": 0.3, "c": 0.1}, {"a": 0.2, "b": 0.4, "c": 0.4}, {"a": 0.4, "b": 0.5, "c": 0.1}]


def test_weights_of_several_people_are_combined_three_ways() -> None:
    mean = weights.combined(SHEETS, Combination.MEAN)
    geometric = weights.combined(SHEETS, Combination.GEOMETRIC)
    median = weights.combined(SHEETS, Combination.MEDIAN)

    assert mean == pytest.approx({"a": 0.4, "b": 0.4, "c": 0.2})
    assert median == pytest.approx({"a": 4 / 9, "b": 4 / 9, "c": 1 / 9})
    assert sum(geometric.values()) == pytest.approx(1)
    assert geometric["a"] / geometric["b"] == pytest.approx((0.048 / 0.06) ** (1 / 3))


def test_combining_that_leaves_nothing_is_refused() -> None:
    apart = [{"a": 1.0, "b": 0.0, "c": 0.0}, {"a": 0.0, "b": 1.0, "c": 0.0}, {"a": 0.0, "b": 0.0, "c": 1.0}]

    for how in (Combination.GEOMETRIC, Combination.MEDIAN):
        with pytest.raises(Invalid, match="Take the mean"):
            weights.combined(apart, how)
    assert weights.combined(apart, Combination.MEAN) == pytest.approx(dict.fromkeys("abc", 1 / 3))
    with pytest.raises(Invalid, match="Nobody"):
        weights.combined([], Combination.MEAN)


def test_the_criterion_that_people_differ_on_most_is_named_with_who_is_furthest() -> None:
    widest = weights.disputed(weights.spreads(SHEETS))

    assert widest is not None
    assert (widest.key, widest.lowest_by, widest.highest_by) == ("a", 1, 0)
    assert widest.width == pytest.approx(0.4)
    assert weights.disputed(weights.spreads(SHEETS[:1])) is None
    assert weights.disputed([]) is None
