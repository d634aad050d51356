"""Every shipped document: valid, in its place, and with the counts and figures of the source documents."""

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from library import rules, services
from library.kinds import KINDS
from library.kinds.approval_route import ByBoard, ByRole
from library.kinds.base import Header, band_for
from library.kinds.import_profile import ImportProfile, normalize

FILES = sorted(services.CONTENT.rglob("*.yaml"))
ROUNDED = Decimal("0.001")


def shipped(kind: str, slug: str, version: int = 1) -> Any:
    return rules.read((services.CONTENT / KINDS[kind].folder / slug / f"{version}.yaml").read_bytes())


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(services.CONTENT)) for path in FILES])
def test_each_file_is_valid_and_lies_where_its_header_says(path: Path) -> None:
    document = rules.read(path.read_bytes())

    kind = KINDS[services.kind_of(document)]
    assert path.relative_to(services.CONTENT).parts == (kind.folder, document.slug, f"{document.version}.yaml")
    assert document.license
    assert document.notes, "each document says what comes from where"


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(services.CONTENT)) for path in FILES])
def test_each_file_survives_being_stored_and_written_again(path: Path) -> None:
    document = rules.read(path.read_bytes())

    body = rules.encode(document)

    assert rules.decode(services.kind_of(document), body) == document
    assert rules.encode(rules.read(rules.to_yaml(document))) == body
    assert rules.encode(rules.read(body)) == body


def test_every_kind_has_content_and_every_reference_leads_somewhere() -> None:
    documents: list[Header] = services.read_content()

    held = {(services.kind_of(document), document.slug): set(document.keys()) for document in documents}
    assert {kind for kind, _slug in held} == set(KINDS)
    named = {reference for document in documents for reference in document.references()}
    assert named
    lost = {
        str(name)
        for name in named
        if (name.kind, name.slug) not in held or (name.key and name.key not in held[name.kind, name.slug])
    }
    assert not lost


def test_the_readiness_instrument_has_five_dimensions_of_four_factors() -> None:
    instrument = shipped("instrument", "enterprise-readiness")

    assert [len(dimension.factors) for dimension in instrument.dimensions] == [4, 4, 4, 4, 4]
    assert (instrument.scale.lowest, instrument.scale.highest) == (0, 10)
    assert all(len(factor.anchors) >= 3 for factor in instrument.factors)


def test_the_reference_readiness_falls_into_ready_but_needs_preparation() -> None:
    instrument = shipped("instrument", "enterprise-readiness")
    scores = [[7, 6, 5, 8], [7, 6, 8, 6], [4, 5, 7, 6], [7, 5, 6, 6], [4, 3, 7, 6]]

    means = [Decimal(sum(row)) / 4 for row in scores]
    overall = sum(means) / 5

    assert means == [Decimal(text) for text in ("6.5", "6.75", "5.5", "6.0", "5.0")]
    assert overall == Decimal("5.95")
    band = band_for(overall, instrument.bands)
    assert band is not None
    assert band.label == "Ready but needs preparation"
    assert band_for(Decimal("6.1"), instrument.bands) == band, "the document's own figure has the same band"


def total(model: Any, inputs: dict[str, int]) -> dict[str, Decimal]:
    result = {}
    for criterion in model.criteria:
        values = []
        for factor in criterion.factors:
            given = inputs.get(factor.input, model.input(factor.input).default)
            values.append(factor.curve.at(Decimal(given))[0])
        result[criterion.key] = sum(values, Decimal(0)) / len(values)
    result["total"] = sum((model.weights[key] * score for key, score in result.items()), Decimal(0))
    return result


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        pytest.param(
            {
                "estimated_value": 2_000_000, "data_quality": 8, "complexity": 4, "integration": 3,
                "regulatory_risk": 2, "reputational_risk": 3, "operational_risk": 2, "estimated_months": 3,
            },
            ["2.000", "7.000", "7.667", "7.000", "5.133"],
            id="support automation",
        ),
        pytest.param(
            {
                "estimated_value": 1_500_000, "data_quality": 9, "complexity": 3, "integration": 2,
                "regulatory_risk": 1, "reputational_risk": 1, "operational_risk": 2, "estimated_months": 2,
            },
            ["1.500", "8.000", "8.667", "8.000", "5.533"],
            id="code review",
        ),
        pytest.param({}, ["0.000", "5.000", "5.000", "4.000", "2.900"], id="defaults only"),
    ],
)  # fmt: skip
def test_the_weighted_model_gives_the_reference_scores(inputs: dict[str, int], expected: list[str]) -> None:
    model = shipped("scoring_model", "weighted-value")

    scores = total(model, inputs)

    assert [str(score.quantize(ROUNDED)) for score in scores.values()] == expected
    band = band_for(scores["total"], model.bands)
    assert band is not None
    assert band.key == ("medium" if inputs else "low")


def test_the_value_score_is_held_at_ten_and_says_so() -> None:
    model = shipped("scoring_model", "weighted-value")
    curve = model.criteria[0].factors[0].curve

    assert curve.at(Decimal(10_000_000)) == (10, False)
    assert curve.at(Decimal(10_000_001)) == (10, True)


@pytest.mark.parametrize(("value", "best"), [(2_000_000, "6.8"), (1_500_000, "6.6")])
def test_no_case_of_the_reference_values_can_reach_high_priority(value: int, best: str) -> None:
    model = shipped("scoring_model", "weighted-value")
    perfect = {"data_quality": 10} | dict.fromkeys(
        ["complexity", "integration", "regulatory_risk", "reputational_risk", "operational_risk", "estimated_months"], 0
    )

    assert total(model, {"estimated_value": value, **perfect})["total"] == Decimal(best)


def test_any_yes_on_rights_makes_a_case_high_and_all_no_makes_it_low() -> None:
    questions = shipped("risk_questions", "risk-tier")
    none = {question.key: False for question in questions.questions}

    assert len(questions.questions) == 8
    assert questions.tier(none) == "low"
    assert questions.tier(none | {"personal_data": True}) == "medium"
    assert questions.tier(none | {"personal_data": True, "rights_or_access": True}) == "high"
    assert questions.tier({**none, "safety": None}) is None, "an open question leaves the tier open"
    assert questions.tier({}) is None
    assert [question.key for question in questions.raised(none | {"personal_data": True, "safety": True})] == [
        "safety", "personal_data",
    ]  # fmt: skip


def test_the_route_asks_for_one_two_and_four_approvals() -> None:
    route = shipped("approval_route", "by-tier")

    def who(tier: str) -> list[str]:
        deciders = [step.decided_by for step in route.route(tier).steps]
        return [by.role if isinstance(by, ByRole) else by.board for by in deciders]

    assert who("low") == ["manager"]
    assert who("medium") == ["manager", "ethics-board"]
    assert who("high") == ["manager", "ethics-board", "legal", "executive"]
    assert [route.route(tier).valid_days for tier in ("low", "medium", "high")] == [730, 730, 365]
    assert isinstance(route.route("high").steps[1].decided_by, ByBoard)
    with pytest.raises(KeyError):
        route.route("none")


def test_a_field_nobody_thought_of_is_material() -> None:
    route = shipped("approval_route", "by-tier")

    assert route.is_material("purpose", "problem")
    assert route.is_material("data", "a_field_of_the_future")
    assert not route.is_material("purpose", "name")


def test_the_ethics_board_has_eight_seats_and_a_quorum_of_five() -> None:
    board = shipped("board", "ethics-board")

    assert len(board.seats) == 8
    assert board.quorum == 5
    assert board.chair.label == "Chief technology officer"
    assert sum("business_representative" in seat.key for seat in board.seats) == 3
    assert [seat.key for seat in board.seats if seat.external] == ["external_ethics_expert"]
    assert set(board.required_seats) == {"chief_privacy_officer", "external_ethics_expert"}
    assert len(board.duties) == 4


def test_go_no_go_has_five_of_each_level_and_three_bound_to_data() -> None:
    gate = shipped("gate", "go-no-go")

    assert [len(gate.of_level(level)) for level in ("must", "should", "nice")] == [5, 5, 5]
    bound = {criterion.binding: criterion for criterion in gate.criteria if criterion.binding}
    assert {binding: criterion.level for binding, criterion in bound.items()} == {
        "standing_approval": "must",
        "ledger_roi": "must",
        "readiness_result": "should",
    }
    assert bound["ledger_roi"].more_than == 0
    asked = bound["readiness_result"]
    assert (asked.instrument, asked.dimension, asked.at_least) == ("scale-readiness", "organizational", Decimal("1.4"))


@pytest.mark.parametrize("slug", ["stage-entry", "stage-exit"])
def test_the_light_gates_ask_for_a_standing_approval_and_no_blocking_condition(slug: str) -> None:
    gate = shipped("gate", slug)

    musts = {criterion.binding for criterion in gate.of_level("must")}
    assert {"standing_approval", "blocking_conditions"} <= musts


def test_the_rollout_takes_six_weeks_through_four_stages() -> None:
    plan = shipped("stage_plan", "staged-rollout")

    rows = [
        (stage.key, stage.first_week, stage.last_week, stage.cohort.least, stage.cohort.most, stage.gate)
        for stage in plan.stages
    ]
    assert rows == [
        ("alpha", 1, 1, None, None, "stage-entry"),
        ("beta", 2, 3, 10, 20, "stage-exit"),
        ("pilot", 4, 5, 50, 100, "stage-exit"),
        ("production", 6, 6, None, None, "go-no-go"),
    ]
    assert [len(stage.exit_checks) for stage in plan.stages] == [4, 4, 4, 4]
    assert plan.stage("pilot").label == "Pilot"
    with pytest.raises(KeyError):
        plan.stage("scaled")


def rows_of(profile: ImportProfile, path: Path) -> tuple[list[str], list[list[str]]]:
    data = path.read_bytes()
    for encoding in profile.encodings:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    headers, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=profile.delimiter)
    return headers, rows


@pytest.mark.parametrize(
    ("slug", "count", "extras"),
    [("us-federal-2024", 2133, 48), ("us-federal-2023", 710, 1)],
)
def test_a_profile_finds_all_its_columns_and_keeps_the_others(
    shared_dir: Path, slug: str, count: int, extras: int
) -> None:
    profile = shipped("import_profile", slug)
    headers, rows = rows_of(profile, shared_dir / "data" / f"us-federal-ai-use-cases-{slug[-4:]}.csv")

    names = profile.extra_names(headers)

    assert len(rows) == count
    assert profile.missing(headers) == []
    assert len(names) == extras
    assert len(set(names.values())) == extras
    used = len(headers) - extras
    assert used == len(profile.fields) + sum(2 if level.code else 1 for level in profile.units)


def test_the_header_that_stands_nine_times_is_told_apart(shared_dir: Path) -> None:
    profile = shipped("import_profile", "us-federal-2024")
    headers, _rows = rows_of(profile, shared_dir / "data" / "us-federal-ai-use-cases-2024.csv")

    names = profile.extra_names(headers)

    spots = [index for index, header in enumerate(headers) if header == "If Other, please explain."]
    assert len(spots) == 9
    assert names[spots[0]] == "Data catalog: other"
    assert names[spots[8]] == "Opt-out: other"


@pytest.mark.parametrize("slug", ["us-federal-2024", "us-federal-2023"])
def test_every_spelling_in_the_published_file_is_mapped_on_purpose(shared_dir: Path, slug: str) -> None:
    profile = shipped("import_profile", slug)
    headers, rows = rows_of(profile, shared_dir / "data" / f"us-federal-ai-use-cases-{slug[-4:]}.csv")

    for field, known in (("stage", profile.stage_of), ("impact", profile.impact_of)):
        if field in profile.columns:
            index = profile.columns[field].position(headers)
            found = {normalize(row[index]) for row in rows} - profile.blank_texts
            assert found, field
            assert found == set(known) & found
            assert len(found) >= 6 if slug == "us-federal-2024" else len(found) == 26


def test_stages_of_the_inventory_become_ours(shared_dir: Path) -> None:
    profile = shipped("import_profile", "us-federal-2024")
    headers, rows = rows_of(profile, shared_dir / "data" / "us-federal-ai-use-cases-2024.csv")
    index = profile.columns["stage"].position(headers)

    counts: dict[str, int] = {}
    for row in rows:
        stage = profile.stage_of.get(normalize(row[index]), "unknown")
        counts[stage] = counts.get(stage, 0) + 1

    assert counts == {"production": 892, "alpha": 404, "idea": 399, "pilot": 287, "retired": 147, "unknown": 4}


def test_spellings_differ_by_case_quotes_and_line_breaks_only_in_looks() -> None:
    profile = shipped("import_profile", "us-federal-2024")

    assert profile.impact_of[normalize("Rights-Impacting\n")] == "rights"
    assert profile.impact_of[normalize("safety-impacting")] == "safety"
    assert profile.stage_of[normalize("Research or  Administrative Action Complete")] == "retired"
    assert normalize("AI system’s\noutputs ") == "ai system's outputs"
