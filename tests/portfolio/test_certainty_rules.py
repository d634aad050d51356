"""How sure an order is: intervals of weights, and places under random weightings."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.rules import acceptability as smaa
from portfolio.rules.stability import interval

CRITERIA = np.array([[80, 60, 70, 50], [70, 75, 60, 80], [50, 90, 80, 60]], dtype=float)
WEIGHTS = np.array([0.4, 0.3, 0.2, 0.1])
BOUNDS = [(0.351351, 0.478261), (0.222222, 0.363636), (0.0, 0.255814), (0.052632, 1.0)]
THREE = np.array([[1, 0], [0, 1], [0.6, 0.6]], dtype=float)


@pytest.mark.parametrize("criterion", range(4))
def test_the_first_case_keeps_its_place_within_the_golden_bounds(criterion: int) -> None:
    found = interval(CRITERIA, WEIGHTS, 1, criterion)

    assert found is not None
    assert (round(found.low, 6), round(found.high, 6)) == BOUNDS[criterion]
    assert (found.below is None) == (found.low == 0)
    assert (found.above is None) == (found.high == 1)


def test_who_takes_over_beyond_a_bound_is_known() -> None:
    found = interval(CRITERIA, WEIGHTS, 1, 0)

    assert found is not None
    assert (found.below, found.above) == (2, 0)


def test_a_case_that_is_not_among_the_first_has_no_interval() -> None:
    assert interval(CRITERIA, WEIGHTS, 2, 0) is None
    assert interval(CRITERIA, WEIGHTS, 2, 0, places=3) is not None


def test_one_case_alone_keeps_its_place_whatever_the_weights() -> None:
    found = interval(CRITERIA[:1], WEIGHTS, 0, 0)

    assert found is not None
    assert found.is_whole
    assert (found.low, found.high) == (0, 1)


def test_between_two_identical_cases_the_one_registered_earlier_stays_ahead() -> None:
    twins = np.vstack([CRITERIA[1], CRITERIA[1]])

    found = interval(twins, WEIGHTS, 0, 0)

    assert found is not None
    assert found.is_whole
    assert interval(twins, WEIGHTS, 1, 0) is None


def test_a_tie_under_the_weights_in_use_is_a_bound_at_the_weight_itself() -> None:
    tied = np.array([[1, 0], [0, 1]], dtype=float)

    found = interval(tied, np.array([0.5, 0.5]), 0, 0)

    assert found is not None
    assert (found.low, found.high, found.below) == (0.5, 1, 1)


def test_a_weight_of_everything_lets_the_others_share_evenly() -> None:
    found = interval(np.array([[9, 0, 0], [0, 9, 9]], dtype=float), np.array([1.0, 0, 0]), 0, 0)

    assert found is not None
    assert found.low == pytest.approx(0.5)


@given(
    st.lists(st.lists(st.integers(0, 10), min_size=3, max_size=3), min_size=2, max_size=6),
    st.lists(st.integers(1, 20), min_size=3, max_size=3),
    st.integers(0, 2),
    st.integers(1, 3),
)
def test_inside_the_interval_the_case_keeps_its_place_and_just_outside_it_does_not(
    scores: list[list[int]], parts: list[int], criterion: int, places: int
) -> None:
    criteria, weights = np.array(scores, dtype=float), np.array(parts) / sum(parts)

    def ahead(case: int, weight: float) -> int:
        others = np.delete(np.arange(3), criterion)
        tried = np.zeros(3)
        tried[criterion] = weight
        tried[others] = weights[others] / weights[others].sum() * (1 - weight)
        totals = criteria @ tried
        return int(((totals > totals[case] + 1e-9) | ((abs(totals - totals[case]) <= 1e-9) & _before(case))).sum())

    def _before(case: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
        return np.arange(len(criteria)) < case

    for case in range(len(criteria)):
        found = interval(criteria, weights, case, criterion, places=places)
        assert (found is None) == (ahead(case, float(weights[criterion])) >= places)
        if found is None:
            continue
        for share in (0.001, 0.3, 0.5, 0.7, 0.999):
            assert ahead(case, found.low + share * (found.high - found.low)) < places
        if found.above is not None and found.high < 0.9999:
            assert ahead(case, found.high + 1e-5) >= places
        if found.below is not None and found.low > 0.0001:
            assert ahead(case, found.low - 1e-5) >= places


def test_places_under_any_weighting_agree_with_the_exact_shares() -> None:
    chance = np.random.default_rng(7)
    drawn = smaa.any_weights(chance, 10_000, 2)

    tally = smaa.simulate(lambda block: block @ THREE.T, drawn, cases=3, kept=3)

    assert tally.draws == 10_000
    assert tally.shares() == pytest.approx(np.array([[0.4, 0.1, 0.5], [0.4, 0.1, 0.5], [0.2, 0.8, 0.0]]), abs=0.015)
    assert tally.central(0) == pytest.approx([0.8, 0.2], abs=0.015)


def test_the_same_seed_draws_the_same() -> None:
    one, other = (smaa.any_weights(np.random.default_rng(3), 50, 4) for _time in range(2))

    assert (one == other).all()


def test_weights_near_those_in_use_stay_near_add_up_and_fill_what_is_allowed() -> None:
    drawn = smaa.near_weights(np.random.default_rng(1), 4000, np.array([0.4, 0.3, 0.28, 0.02]), 0.05)

    assert drawn.sum(axis=1) == pytest.approx(1)
    assert (np.abs(drawn - [0.4, 0.3, 0.28, 0.02]) <= 0.05 + 1e-12).all()
    assert (drawn >= 0).all()
    assert drawn[:, 0].min() < 0.355
    assert drawn[:, 0].max() > 0.445


def test_near_weights_are_uniform_on_what_is_allowed() -> None:
    # With the whole simplex allowed they must agree with the Dirichlet distribution: mean 1/3, variance 1/18.
    drawn = smaa.near_weights(np.random.default_rng(5), 20_000, np.full(3, 1 / 3), 1.0)

    assert drawn.mean(axis=0) == pytest.approx([1 / 3] * 3, abs=0.01)
    assert drawn.var(axis=0) == pytest.approx([1 / 18] * 3, abs=0.004)


def test_of_two_identical_cases_the_later_one_never_comes_first() -> None:
    drawn = smaa.any_weights(np.random.default_rng(2), 200, 2)

    tally = smaa.simulate(lambda block: block @ np.array([[1, 1], [1, 1.0]]).T, drawn, cases=2, kept=2)

    assert tally.shares().tolist() == [[1, 0], [0, 1]]
    assert tally.central(1) is None


def test_no_case_and_one_case_are_no_problem() -> None:
    drawn = smaa.any_weights(np.random.default_rng(2), 10, 2)

    assert smaa.simulate(lambda block: np.zeros((len(block), 0)), drawn, cases=0, kept=3).draws == 0
    assert smaa.simulate(lambda block: np.zeros((len(block), 1)), drawn, cases=1, kept=3).shares().tolist() == [[1]]


def test_cases_are_listed_by_their_better_places() -> None:
    shares = np.array([[0.4, 0.1], [0.2, 0.8], [0.4, 0.1]])

    assert smaa.holistic(shares) == pytest.approx([0.45, 0.6, 0.45])
