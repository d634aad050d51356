"""The shipped scoring models, and what must hold of each: golden figures, direction of every input, the range."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from foundation.kernel.errors import Invalid
from library import rules as library_rules
from library.kinds.scoring_model import Input, ScoringModel
from tests.factories.usecases import REVIEW_INPUTS, SUPPORT_INPUTS
from usecases import rules

FOLDER = Path(settings.BASE_DIR) / "library/content/scoring_models"
MODELS: dict[str, ScoringModel] = {
    path.parent.name: library_rules.read(path.read_bytes())  # type: ignore[misc]
    for path in sorted(FOLDER.glob("*/*.yaml"))
}
# Inputs that are worth less the higher they are.
FALLING = {
    "complexity", "integration", "regulatory_risk", "reputational_risk", "operational_risk", "estimated_months",
    "job_size_points",
}  # fmt: skip
WSJF = ("business_value_points", "time_criticality_points", "risk_opportunity_points", "job_size_points")


def evaluate(model: ScoringModel, *cases: dict[str, Any]) -> rules.Evaluation:
    return rules.evaluate(model, rules.columns(model, list(cases)))


def wsjf(*points: int) -> dict[str, str]:
    return dict(zip(WSJF, map(str, points), strict=True))


def values_of(entry: Input) -> st.SearchStrategy[str]:
    if entry.levels:
        return st.sampled_from([level.key for level in entry.levels])
    if entry.points:
        return st.sampled_from([str(point) for point in entry.points])
    if entry.measure == "money_per_year":
        return st.integers(0, 200_000_000).map(str)
    if entry.measure == "months":
        return st.integers(0, 24).map(str)
    return st.integers(0, 100).map(lambda tenths: str(Decimal(tenths) / 10))


@st.composite
def model_and_case(draw: st.DrawFn, complete: bool = False) -> tuple[ScoringModel, dict[str, str | None]]:
    """A shipped model, and a case with at least one of its inputs."""
    model = MODELS[draw(st.sampled_from(sorted(MODELS)))]
    case: dict[str, str | None] = {}
    for entry in model.inputs:
        value = values_of(entry)
        case[entry.key] = draw(value if complete or entry.assumed is None else st.one_of(st.none(), value))
    if not any(case.values()):
        case[model.inputs[0].key] = draw(values_of(model.inputs[0]))
    return model, case


def test_three_models_are_shipped() -> None:
    assert sorted(MODELS) == ["value-curve", "weighted-value", "wsjf"]


def test_wsjf_divides_the_cost_of_delay_by_the_size_and_orders_c_a_b_d() -> None:
    evaluation = evaluate(MODELS["wsjf"], wsjf(8, 5, 3, 5), wsjf(13, 8, 5, 13), wsjf(3, 8, 8, 3), wsjf(5, 2, 1, 8))

    assert [str(evaluation.total(row)) for row in range(4)] == ["3.2000", "2.0000", "6.3333", "1.0000"]
    assert [name for _rank, name in sorted(zip(rules.ranks(evaluation.totals).tolist(), "ABCD", strict=True))] == [
        *"CABD"
    ]
    assert evaluation.result(0)["criteria"] == {"cost_of_delay": "16.0000", "job_size": "5.0000"}
    assert evaluation.result(0)["contributions"] == {"cost_of_delay": "3.2000"}


def test_wsjf_assumes_nothing_and_says_how_far_a_half_known_case_could_go() -> None:
    evaluation = evaluate(MODELS["wsjf"], {"job_size_points": "5"}, wsjf(8, 5, 3, 5) | {"job_size_points": None})

    assert [evaluation.total(row) for row in (0, 1)] == [None, None]
    assert (evaluation.result(0)["lowest"], evaluation.result(0)["highest"]) == ("0.6000", "12.0000")
    assert (evaluation.result(1)["lowest"], evaluation.result(1)["highest"]) == ("0.8000", "16.0000")


@pytest.mark.parametrize(
    ("value", "points"),
    [("0", "0"), ("10000", "0"), ("100000", "2.5"), ("1000000", "5"), ("2000000", "5.6"), ("10000000", "7.5"),
     ("100000000", "10")],
)  # fmt: skip
def test_on_the_value_curve_each_tenfold_is_worth_the_same(value: str, points: str) -> None:
    result = evaluate(MODELS["value-curve"], {"estimated_value": value}).result(0)

    assert Decimal(result["factors"]["value"]) == Decimal(points)
    assert result["capped"] == []


def test_beyond_100_million_the_value_curve_holds_and_says_so() -> None:
    assert evaluate(MODELS["value-curve"], {"estimated_value": "150000000"}).result(0)["capped"] == ["value"]


def test_the_value_curve_tells_apart_what_document_a_caps_alike() -> None:
    large = [SUPPORT_INPUTS | {"estimated_value": value} for value in ("12000000", "90000000")]

    capped = evaluate(MODELS["weighted-value"], *large).totals
    curved = evaluate(MODELS["value-curve"], *large).totals

    assert capped[0] == capped[1]
    assert curved[0] < curved[1]
    assert evaluate(MODELS["value-curve"], SUPPORT_INPUTS, REVIEW_INPUTS).scored.all()


@given(model_and_case(), st.data())
def test_raising_an_input_never_lowers_a_total_and_raising_a_risk_never_raises_it(
    drawn: tuple[ScoringModel, dict[str, str | None]], data: st.DataObject
) -> None:
    model, case = drawn
    entry = data.draw(st.sampled_from(model.inputs))
    pair = data.draw(st.tuples(values_of(entry), values_of(entry)))
    low, high = sorted(pair, key=lambda value: entry.number(value) or 0)

    before, after = evaluate(model, case | {entry.key: low}, case | {entry.key: high}).totals

    assert after <= before if entry.key in FALLING else after >= before


@given(model_and_case())
def test_a_total_lies_on_the_scale_and_between_its_lowest_and_highest(
    drawn: tuple[ScoringModel, dict[str, str | None]],
) -> None:
    model, case = drawn
    evaluation = evaluate(model, case)

    assert float(model.lowest) <= evaluation.low[0] <= evaluation.totals[0] <= evaluation.high[0] <= model.highest


@given(model_and_case(), st.data())
def test_what_a_missing_input_turns_out_to_be_stays_within_the_range_that_was_told(
    drawn: tuple[ScoringModel, dict[str, str | None]], data: st.DataObject
) -> None:
    model, case = drawn
    told = evaluate(model, case)
    known = {
        entry.key: case[entry.key] or data.draw(values_of(entry).filter(bool))
        if not case[entry.key]
        else case[entry.key]
        for entry in model.inputs
    }

    assert told.low[0] - 1e-4 <= evaluate(model, known).totals[0] <= told.high[0] + 1e-4


@given(model_and_case())
def test_columns_agree_with_the_explanation_in_exact_decimals(
    drawn: tuple[ScoringModel, dict[str, str | None]],
) -> None:
    model, case = drawn
    evaluation = evaluate(model, case)
    lines = rules.explain(model, case, evaluation.result(0))

    added = sum((f.contribution or Decimal(0) for line in lines for f in line.factors), Decimal(0))

    total = evaluation.total(0)
    assert total is not None
    assert abs(added - total) < Decimal("0.001")  # the divisor of a card is kept with 4 decimals


@given(model_and_case())
def test_the_text_of_a_card_reads_the_same_in_bulk(drawn: tuple[ScoringModel, dict[str, str | None]]) -> None:
    model, case = drawn
    evaluation = evaluate(model, case)

    ((result, criteria),) = rules.result_texts(evaluation, [0])

    assert json.loads(result) == evaluation.result(0)
    assert json.loads(criteria) == rules.criteria_texts(evaluation)[0]


def test_points_are_checked_against_the_numbers_there_are() -> None:
    assert rules.check_inputs(MODELS["wsjf"], {"job_size_points": " 13.0 "}) == {"job_size_points": "13"}
    with pytest.raises(Invalid, match="Job size: enter one of 1, 2, 3, 5, 8, 13, 20") as refusal:
        rules.check_inputs(MODELS["wsjf"], {"job_size_points": "4"})
    assert refusal.value.field == "job_size_points"
    with pytest.raises(Invalid):
        rules.check_inputs(MODELS["wsjf"], {"job_size_points": "0"})


def test_a_card_is_explained_with_its_values_put_in() -> None:
    case = SUPPORT_INPUTS | {"estimated_value": "12000000", "estimated_months": None}
    model = MODELS["weighted-value"]

    lines = rules.explain(model, case, evaluate(model, case).result(0))

    said = {factor.label: factor.sentence for line in lines for factor in line.factors}
    assert said["Estimated value"] == "12,000,000 ÷ 1,000,000 = 12, held at 10"
    assert said["Data"] == "8"
    assert said["Simplicity"] == "10 − 4 = 6"
    assert said["Months"] == "10 − 6 = 4"


def test_a_curve_is_explained_by_the_points_around_the_value() -> None:
    model = MODELS["value-curve"]

    line, *_rest = rules.explain(model, SUPPORT_INPUTS, evaluate(model, SUPPORT_INPUTS).result(0))

    assert line.factors[0].sentence == ("2,000,000 lies between 1,000,000 (worth 5) and 3,000,000 (worth 6.2): 5.6")
