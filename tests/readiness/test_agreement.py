"""How far raters agree: golden cases, published examples of alpha, and what must hold for any scores."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library.kinds.instrument import Scale
from readiness import rules
from readiness.rules.agreement import Agreement, Flag, Metric, Reliability, alpha, item, reliability, within_group
from tests.readiness.test_scoring import matrix, shipped_instrument

FIVE = Scale(lowest=Decimal(1), highest=Decimal(5))
# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), four observers, twelve units.
PUBLISHED = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
# Three coders and fifteen units, as the encyclopedia's article on alpha has them.
CODERS = [".....34121133.3", "1.213343.......", "..21344.21133.4"]


def numbers(text: str) -> list[Decimal]:
    return [Decimal(score) for score in text.split()]


def units(rows: Sequence[str]) -> list[list[Decimal]]:
    """What each unit was given, from one line a rater."""
    columns = zip(*rows, strict=True)
    return [[Decimal(mark) for mark in column if mark.isdigit()] for column in columns]


@pytest.mark.parametrize(
    ("scores", "mean", "median", "deviation", "rwg"),
    [
        ("3 4 3 5", "3.75", "3.5", "0.957427", "0.541667"),
        ("2 2 3 2", "2.25", "2", "0.5", "0.875"),
        ("1 4 2 5", "3", "3", "1.825742", "-0.666667"),
        ("4 4 5 4 3", "4", "4", "0.707107", "0.75"),
    ],
)
def test_the_spread_of_a_factor(scores: str, mean: str, median: str, deviation: str, rwg: str) -> None:
    found = item("factor", numbers(scores), FIVE)

    assert (found.mean, found.median) == (Decimal(mean), Decimal(median))
    assert found.deviation == pytest.approx(Decimal(deviation), abs=Decimal("0.000001"))
    assert found.rwg == pytest.approx(Decimal(rwg), abs=Decimal("0.000001"))


def test_an_agreement_below_chance_is_kept_and_shown_as_none_at_all() -> None:
    found = item("factor", numbers("1 4 2 5"), FIVE)

    assert found.rwg is not None
    assert found.rwg < 0
    assert found.rwg_shown == 0


@pytest.mark.parametrize(
    ("scores", "flags"),
    [
        ("3 3 4 3", set()),
        ("4 4 5 4 3", set()),
        ("1 2 2 3 3", {Flag.RWG}),
        ("3 4 3 5", {Flag.QUARTILES, Flag.RWG}),
        ("1 " * 19 + "4", {Flag.RANGE}),
        ("1 4 2 5", {Flag.RANGE, Flag.QUARTILES, Flag.RWG}),
    ],
)
def test_what_makes_a_factor_worth_a_talk(scores: str, flags: set[Flag]) -> None:
    assert set(item("factor", numbers(scores), FIVE).flags) == flags


@pytest.mark.parametrize(("scores", "flagged"), [("2 9", False), ("2 10", True)])
def test_the_limit_of_three_in_five_points_is_scaled_to_other_scales(scores: str, flagged: bool) -> None:
    found = item("factor", numbers(scores), Scale(lowest=Decimal(0), highest=Decimal(10)))

    assert (Flag.RANGE in found.flags) is flagged


def test_half_steps_of_a_scale_count_as_options() -> None:
    whole = within_group(numbers("1 2 3"), FIVE)
    halves = within_group(numbers("1 1.5 2"), Scale(lowest=Decimal(1), highest=Decimal(3), step=Decimal("0.5")))

    assert whole == halves


def test_one_rater_alone_neither_agrees_nor_differs() -> None:
    found = item("factor", numbers("4"), FIVE)

    assert (found.mean, found.deviation, found.rwg, found.flags) == (4, None, None, ())


def test_a_factor_that_nobody_knows_has_no_figures() -> None:
    assert item("factor", [], FIVE).mean is None


@pytest.mark.parametrize(("metric", "value"), [("nominal", "0.743"), ("ordinal", "0.815"), ("interval", "0.849")])
def test_alpha_of_the_published_example_with_missing_values(metric: Metric, value: str) -> None:
    found = alpha(units(PUBLISHED), metric)

    assert found is not None
    assert round(found, 3) == Decimal(value)


@pytest.mark.parametrize(("metric", "value"), [("nominal", "0.691"), ("ordinal", "0.807"), ("interval", "0.811")])
def test_alpha_of_three_coders(metric: Metric, value: str) -> None:
    found = alpha(units(CODERS), metric)

    assert found is not None
    assert round(found, 3) == Decimal(value)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("1", Reliability.RELIABLE),
        ("0.800", Reliability.RELIABLE),
        ("0.799", Reliability.TENTATIVE),
        ("0.667", Reliability.TENTATIVE),
        ("0.666", Reliability.UNRELIABLE),
        ("-0.2", Reliability.UNRELIABLE),
    ],
)
def test_what_alpha_says(value: str, word: Reliability) -> None:
    assert reliability(Decimal(value)) is word


def test_scores_without_any_difference_have_no_alpha() -> None:
    assert alpha([numbers("4 4"), numbers("4 4 4")]) is None
    assert alpha([numbers("4"), []]) is None
    assert reliability(None) is None


def test_factors_to_talk_about_come_with_most_reasons_first() -> None:
    names = ("ada", "eve", "hal", "ian")
    given_by = {"a": "3 4 3 5", "b": "2 2 3 2", "c": "1 4 2 5"}
    ratings = {
        name: {key: numbers(scores)[place] for key, scores in given_by.items()} for place, name in enumerate(names)
    }

    found = rules.agreement(matrix(), ratings)

    assert [row.factor for row in found.to_discuss] == ["c", "a"]
    assert found.raters == 4
    assert [row.raters for row in found.items] == [4, 4, 4, 0, 0, 0]


def test_what_is_frozen_of_the_raters_reads_back() -> None:
    keys = [factor.key for factor in shipped_instrument().factors]
    ratings = {
        "ada": dict.fromkeys(keys, Decimal(4)),
        "eve": {key: Decimal(place % 7) for place, key in enumerate(keys)},
        "hal": {keys[0]: Decimal(9)},
    }
    found = rules.agreement(shipped_instrument(), ratings)

    assert Agreement.from_data(found.as_data()) == found


SCORES = st.lists(st.lists(st.integers(1, 5).map(Decimal), max_size=4), max_size=8)


@settings(derandomize=True, max_examples=80, deadline=None)
@given(rows=SCORES, metric=st.sampled_from(["nominal", "ordinal", "interval"]))
def test_alpha_is_never_above_one_and_blind_to_the_order_of_raters(rows: list[list[Decimal]], metric: Metric) -> None:
    found = alpha(rows, metric)

    assert found is None or found <= 1
    assert alpha([row[::-1] for row in rows][::-1], metric) == found


@settings(derandomize=True, max_examples=80, deadline=None)
@given(rows=SCORES)
def test_alpha_is_the_mean_distance_of_pairs_against_all_pairs(rows: list[list[Decimal]]) -> None:
    kept = [row for row in rows if len(row) > 1]
    every = [score for row in kept for score in row]
    apart = [(a - b) ** 2 for a, b in permutations(every, 2)]
    within = sum(float((a - b) ** 2) / (len(row) - 1) for row in kept for a, b in permutations(row, 2))
    found = alpha(rows)

    if not apart or not sum(apart):
        assert found is None
    else:
        expected = float(sum(apart)) / len(apart)
        assert float(found or 0) == pytest.approx(1 - within / len(every) / expected)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(scores=st.lists(st.integers(1, 5).map(Decimal), min_size=2, max_size=9))
def test_raters_of_one_mind_agree_fully_and_nobody_more_than_that(scores: list[Decimal]) -> None:
    assert within_group(scores, FIVE) <= 1
    assert within_group([scores[0]] * len(scores), FIVE) == 1
