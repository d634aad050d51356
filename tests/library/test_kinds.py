"""The cross rules of the kinds: each fault gives one sentence at its place."""

from typing import Any

import pytest

from library import rules
from library.kinds.import_profile import Column
from tests.library.faults import Change, assert_named, put, repeat, shipped

READINESS = ("instrument", "enterprise-readiness")
VALUE = ("scoring_model", "weighted-value")
TIER = ("risk_questions", "risk-tier")
ROUTE = ("approval_route", "by-tier")
BOARD = ("board", "ethics-board")
GATE = ("gate", "go-no-go")
PLAN = ("stage_plan", "staged-rollout")
FEDERAL = ("import_profile", "us-federal-2024")

FAULTS: list[tuple[tuple[str, str], Change, str]] = [
    (READINESS, put("scale.highest", 0), "scale: The highest score must lie above the lowest."),
    (READINESS, put("scale.step", 3), "scale.step: Steps of 3 do not lead"),
    (READINESS, put("scale.step", 0), "scale.step: Steps of 0 do not lead"),
    (READINESS, put("weak_below", 11), "weak_below: 11 does not lie on the scale."),
    (READINESS, put("dimensions", []), "dimensions: At least one entry is needed here."),
    (READINESS, repeat("dimensions"), "dimensions: The key “data_maturity” stands here 2 times"),
    (READINESS, put("dimensions.1.factors.0.key", "data_quality"), "dimensions[].factors: The key “data_quality”"),
    (READINESS, put("dimensions.0.factors", []), "dimensions[0].factors: At least one entry"),
    (READINESS, put("dimensions.0.factors.0.anchors.0.score", 11), "dimensions[0].factors[0].anchors: An anchor lies"),
    (READINESS, put("dimensions.0.factors.0.anchors.0.score", 8), "dimensions[0].factors[0].anchors: Anchors go"),
    (READINESS, put("bands.1.at_least", 8), "bands[1].at_least: Bands go from the highest"),
    (READINESS, put("bands.0.at_least", 12), "bands[0].at_least: 12 lies outside the scale of 0 to 10."),
    (VALUE, put("highest", 0), "highest: The highest score must lie above the lowest."),
    (VALUE, put("inputs.1.highest", 0), "inputs[1].highest: The highest value must lie above the lowest."),
    (VALUE, put("inputs.1.step", 0), "inputs[1].step: A step is larger than 0."),
    (VALUE, put("inputs.1.default", 11), "inputs[1].default: The default lies outside"),
    (VALUE, put("criteria.0.factors", []), "criteria[0].factors: At least one entry"),
    (VALUE, put("criteria.0.combine", "product"), "criteria[0].combine: "),
    (TIER, put("questions", []), "questions: At least one entry"),
    (TIER, put("questions.5.raises_to", "low"), "questions[5].raises_to: A “yes” must raise the tier above “low”."),
    (TIER, put("questions.0.raises_to", "extreme"), "questions[0].raises_to: "),
    (ROUTE, put("routes.0.tier", "high"), "routes: There is no route for the tier “low”."),
    (ROUTE, put("routes.2.tier", "low"), "routes: There is no route for the tier “high”."),
    (ROUTE, put("routes.0.steps", []), "routes[0].steps: At least one entry"),
    (ROUTE, repeat("routes.2.steps"), "routes[2].steps: The key “manager” stands here 2 times"),
    (ROUTE, put("routes.0.steps.0.covers", ["purpose"]), "routes[0].steps: No step covers the section “data”."),
    (ROUTE, put("routes.0.steps.0.decided_by.role", "intern"), "routes[0].steps[0].decided_by.role: "),
    (ROUTE, put("immaterial", ["weather.today"]), "immaterial[0]: "),
    (BOARD, repeat("seats"), "seats: A board has one chair; here are 2."),
    (BOARD, put("seats", []), "seats: A board has one chair; here are 0."),
    (BOARD, put("seats.1.required", True), "seats[1].why_required: Say why"),
    (BOARD, put("rules.quorum", "whoever_comes"), "rules.quorum: "),
    (GATE, repeat("criteria"), "criteria: The key “technical_performance” stands here 2 times"),
    (GATE, put("criteria.1.binding", "standing_approval"), "criteria[].binding: The key “standing_approval”"),
    (GATE, put("criteria.0.binding", "horoscope"), "criteria[0].binding: "),
    (PLAN, put("stages", []), "stages: At least one entry"),
    (PLAN, repeat("stages"), "stages: Stages go in the order alpha, beta, pilot, production."),
    (PLAN, put("stages.1.first_week", 3), "stages[1].first_week: Week 2 was expected here"),
    (PLAN, put("stages.1.last_week", 1), "stages[1].last_week: A stage cannot end before it begins."),
    (PLAN, put("stages.1.cohort.least", 30), "stages[1].cohort.most: The largest cohort is smaller"),
    (PLAN, put("stages.1.exit_checks", []), "stages[1].exit_checks: At least one entry"),
    (PLAN, put("stages.1.key", "gamma"), "stages[1].key: "),
    (FEDERAL, put("encodings", []), "encodings: At least one entry"),
    (FEDERAL, put("units", []), "units: At least one entry"),
    (FEDERAL, put("fields", []), "fields: A column must fill the field “name”."),
    (FEDERAL, put("identity", "external_id"), "fields: A column must fill the field “external_id”."),
    (FEDERAL, put("fields.1.to", "name"), "fields: The key “name” stands here 2 times"),
    (FEDERAL, put("fields.1.column.header", " use  CASE name "), "fields[1].column: This column is already used"),
    (FEDERAL, put("stages.0.spellings", ["RETIRED"]), "stages[].spellings: The key “retired” stands here 2 times"),
    (FEDERAL, put("first_year", 2050), "last_year: The last year lies before the first."),
    (FEDERAL, put("delimiter", "::"), "delimiter: "),
]  # fmt: skip


@pytest.mark.parametrize(("document", "change", "said"), FAULTS, ids=[said[:50] for _d, _c, said in FAULTS])
def test_a_fault_is_named_at_its_place(document: tuple[str, str], change: Change, said: str) -> None:
    assert_named(shipped(*document), change, said)


def test_many_problems_are_counted_not_all_listed() -> None:
    data = shipped(*GATE)
    for criterion in data["criteria"]:
        criterion["more_than"] = 5

    with pytest.raises(rules.BadDocument) as caught:
        rules.parse(data)

    assert len(caught.value.problems) == 14
    assert str(caught.value).endswith("; +9")


def test_columns_without_a_name_and_with_the_same_name_keep_apart() -> None:
    profile: Any = rules.parse(shipped(*FEDERAL))
    headers = ["Use Case Name", "", "Note", "note ", "", "Note"]

    assert profile.extra_names(headers) == {1: "Column 2", 2: "Note", 3: "note", 4: "Column 5", 5: "Note (2)"}
    assert Column(header="NOTE", occurrence=3).position(headers) == 5
    assert Column(header="Note", occurrence=4).position(headers) is None
    assert "Agency" in profile.missing(headers)
