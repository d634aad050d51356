"""Scoring by the shipped model: document A's figures, and what must hold for any inputs."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from foundation.kernel.errors import Invalid
from library import rules as library_rules
from library.kinds.scoring_model import Piecewise, Point, ScoringModel
from tests.factories.usecases import REVIEW_INPUTS, SUPPORT_INPUTS
from usecases import rules

PATH = Path(settings.BASE_DIR) / "library/content/scoring_models/weighted-value/1.yaml"
MODEL: ScoringModel = library_rules.read(PATH.read_bytes())  # type: ignore[assignment]
RATINGS = [entry.key for entry in MODEL.inputs if entry.measure == "rating"]


def evaluate(*cases: dict[str, str | None]) -> rules.Evaluation:
    return rules.evaluate(MODEL, rules.columns(MODEL, list(cases)))


def with_curve(curve: object) -> ScoringModel:
    body = json.loads(library_rules.encode(MODEL))
    body["criteria"][0]["factors"][0]["curve"] = curve
    return library_rules.parse(body)  # type: ignore[return-value]


numbers = st.integers(0, 100).map(lambda tenths: str(Decimal(tenths) / 10))
inputs = st.fixed_dictionaries(
    {
        "estimated_value": st.one_of(st.none(), st.integers(0, 20_000_000).map(str)),
        "estimated_months": st.one_of(st.none(), st.integers(0, 24).map(str)),
        **{key: st.one_of(st.none(), numbers) for key in RATINGS},
    }
).filter(lambda case: any(value is not None for value in case.values()))


def test_support_automation_scores_5_133_and_is_medium() -> None:
    evaluation = evaluate(SUPPORT_INPUTS)

    assert evaluation.total(0) == Decimal("5.1333")
    assert evaluation.band_key(0) == "medium"
    assert evaluation.result(0)["criteria"] == {
        "business_value": "2.0000",
        "feasibility": "7.0000",
        "risk": "7.6667",
        "time_to_value": "7.0000",
    }


def test_code_review_scores_5_533_is_medium_and_comes_first() -> None:
    evaluation = evaluate(SUPPORT_INPUTS, REVIEW_INPUTS)

    assert evaluation.total(1) == Decimal("5.5333")
    assert evaluation.band_key(1) == "medium"
    assert evaluation.result(1)["criteria"] == {
        "business_value": "1.5000",
        "feasibility": "8.0000",
        "risk": "8.6667",
        "time_to_value": "8.0000",
    }
    assert rules.ranks(evaluation.totals).tolist() == [2, 1]


def test_contributions_are_weight_times_criterion() -> None:
    assert evaluate(SUPPORT_INPUTS).result(0)["contributions"] == {
        "business_value": "0.8000",
        "feasibility": "2.1000",
        "risk": "1.5333",
        "time_to_value": "0.7000",
    }


@pytest.mark.parametrize(("value", "limit"), [("2000000", "6.8000"), ("1500000", "6.6000")])
def test_formula_of_document_a_caps_what_a_case_of_this_value_can_reach(value: str, limit: str) -> None:
    assert evaluate({"estimated_value": value}).result(0)["highest"] == limit


def test_missing_inputs_take_document_as_defaults_and_are_named() -> None:
    result = evaluate({"data_quality": "8"}).result(0)

    assert "estimated_value" in result["assumed"]
    assert "data_quality" not in result["assumed"]
    assert result["criteria"]["time_to_value"] == "4.0000"
    assert result["criteria"]["business_value"] == "0.0000"


def test_a_case_without_any_input_has_no_total() -> None:
    evaluation = evaluate({}, SUPPORT_INPUTS)

    assert evaluation.total(0) is None
    assert evaluation.band_key(0) == ""
    assert evaluation.total(1) == Decimal("5.1333")


def test_value_above_ten_million_is_held_at_ten_and_shown_as_capped() -> None:
    result = evaluate({**SUPPORT_INPUTS, "estimated_value": "12000000"}).result(0)

    assert result["factors"]["value"] == "10.0000"
    assert result["capped"] == ["value"]


def test_months_beyond_ten_are_held_at_zero_and_shown_as_capped() -> None:
    result = evaluate({**SUPPORT_INPUTS, "estimated_months": "14"}).result(0)

    assert result["factors"]["months"] == "0.0000"
    assert result["capped"] == ["months"]


@pytest.mark.parametrize(
    ("exact", "expected"), [(0.00005, 0.0), (0.00015, 0.0002), (2.12345, 2.1234), (2.12355, 2.1236)]
)
def test_rounding_is_half_even_at_the_fourth_decimal(exact: float, expected: float) -> None:
    assert rules.rounded(rules.columns(MODEL, [{"data_quality": exact}]))[0][1] == expected


def test_piecewise_curve_is_level_outside_its_points() -> None:
    curve = {"curve": "piecewise", "points": [{"x": "1000000", "y": "2"}, {"x": "3000000", "y": "10"}]}
    model = with_curve(curve)
    own = Piecewise(points=(Point(x=Decimal(1000000), y=Decimal(2)), Point(x=Decimal(3000000), y=Decimal(10))))

    for value in ("0", "1500000", "9000000"):
        evaluation = rules.evaluate(model, rules.columns(model, [{"estimated_value": value}]))
        assert Decimal(evaluation.result(0)["factors"]["value"]) == own.at(Decimal(value))[0]


def test_an_input_without_default_leaves_the_case_unscored() -> None:
    body = json.loads(library_rules.encode(MODEL))
    del body["inputs"][0]["default"]
    model: ScoringModel = library_rules.parse(body)  # type: ignore[assignment]

    evaluation = rules.evaluate(model, rules.columns(model, [{"data_quality": "8"}, SUPPORT_INPUTS]))

    assert evaluation.total(0) is None
    assert evaluation.band_key(0) == ""
    assert evaluation.total(1) == Decimal("5.1333")


@given(inputs, st.sampled_from(RATINGS), st.integers(0, 100))
def test_raising_a_good_rating_never_lowers_and_a_bad_one_never_raises(
    case: dict[str, str | None], key: str, tenths: int
) -> None:
    low = str(Decimal(min(tenths, 50)) / 10)
    high = str(Decimal(max(tenths, 50)) / 10)

    before, after = evaluate({**case, key: low}, {**case, key: high}).totals

    assert after >= before if key == "data_quality" else after <= before


@given(inputs)
def test_total_stays_on_the_scale_and_between_its_lowest_and_highest(case: dict[str, str | None]) -> None:
    evaluation = evaluate(case)

    assert 0 <= evaluation.low[0] <= evaluation.totals[0] <= evaluation.high[0] <= 10


@given(st.lists(inputs, min_size=1, max_size=12))
def test_a_single_case_and_the_whole_portfolio_are_evaluated_alike(cases: list[dict[str, str | None]]) -> None:
    together = evaluate(*cases)

    for row, case in enumerate(cases):
        alone = evaluate(case)
        assert alone.result(0) == together.result(row)
        assert alone.total(0) == together.total(row)


@given(inputs)
def test_columns_agree_with_exact_decimals(case: dict[str, str | None]) -> None:
    total = Decimal(0)
    for criterion in MODEL.criteria:
        scores = []
        for factor in criterion.factors:
            value = case[factor.input]
            entry = MODEL.input(factor.input)
            scores.append(factor.curve.at(Decimal(value) if value is not None else entry.default or Decimal(0))[0])
        total += criterion.weight * sum(scores, Decimal(0)) / len(scores)

    assert evaluate(case).total(0) == round(total, 4)


@given(st.lists(inputs, min_size=1, max_size=6))
def test_fast_text_of_a_portfolio_is_the_same_as_one_result_at_a_time(cases: list[dict[str, str | None]]) -> None:
    evaluation = evaluate(*cases)

    texts = list(rules.result_texts(evaluation, range(len(cases))))

    for row, (result, criteria) in enumerate(texts):
        assert json.loads(result) == evaluation.result(row)
        assert json.loads(criteria) == rules.criteria_texts(evaluation)[row]


@given(st.lists(inputs, min_size=1, max_size=8), st.lists(st.integers(0, 100), min_size=3, max_size=3))
def test_preview_from_kept_criteria_equals_an_evaluation_under_those_weights(
    cases: list[dict[str, str | None]], cuts: list[int]
) -> None:
    first, second, third = sorted(cuts)
    parts = [first, second - first, third - second, 100 - third]
    fractions = rules.check_weights(MODEL, dict(zip(MODEL.weights, parts, strict=True)))
    body = json.loads(library_rules.encode(MODEL))
    for criterion in body["criteria"]:
        criterion["weight"] = str(fractions[criterion["key"]])
    other: ScoringModel = library_rules.parse(body)  # type: ignore[assignment]
    kept = [[float(row[key]) for key in MODEL.weights] for row in rules.criteria_texts(evaluate(*cases))]

    import numpy as np

    tried = rules.totals_with(np.array(kept), rules.weights_of(other))

    assert tried.tolist() == rules.evaluate(other, rules.columns(other, cases)).totals.tolist()


@pytest.mark.parametrize("value", ["eight", "11", "-1", "NaN", "Infinity", "1e999", "7.12345", True, [], {}])
def test_a_rating_that_is_no_number_from_0_to_10_is_refused_at_its_field(value: object) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.check_inputs(MODEL, {"data_quality": value})

    assert refusal.value.field == "data_quality"


def test_an_unknown_input_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(Invalid) as refusal:
        rules.check_inputs(MODEL, {"vibes": "9"})

    assert refusal.value.params["key"] == "vibes"
    assert refusal.value.params["known"].startswith("estimated_value, data_quality")


@pytest.mark.parametrize(
    ("value", "stored"), [("8.50", "8.5"), (0, "0"), (" 7 ", "7"), ("", None), (None, None), ("1E+1", "10")]
)
def test_inputs_are_kept_as_plain_decimal_text(value: object, stored: str | None) -> None:
    assert rules.check_inputs(MODEL, {"data_quality": value}) == {"data_quality": stored}


def test_weights_that_do_not_add_up_are_refused_with_their_sum() -> None:
    with pytest.raises(Invalid, match="add up to 110%") as refusal:
        rules.check_weights(MODEL, {"business_value": 50, "feasibility": 30, "risk": 20, "time_to_value": 10})

    assert refusal.value.field == "weights"


@pytest.mark.parametrize("weight", ["", "-1", "101", "x", "NaN", "30.001"])
def test_a_weight_that_is_no_percentage_is_refused_at_its_criterion(weight: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.check_weights(MODEL, {"business_value": 40, "feasibility": weight, "risk": 20, "time_to_value": 10})

    assert refusal.value.field == "feasibility"


def test_explanation_names_value_formula_and_what_was_assumed() -> None:
    given_inputs = {"estimated_value": "12000000", "data_quality": "8"}
    result = evaluate(given_inputs).result(0)

    value, feasibility, *_rest = rules.explain(MODEL, given_inputs, result)

    assert value.factors[0].capped
    assert value.factors[0].value == Decimal(12000000)
    assert [line.assumed for line in feasibility.factors] == [False, True, True]
    assert feasibility.factors[0].formula == "the rating itself"
    assert value.contribution == Decimal("4.0000")
