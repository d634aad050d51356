"""The rules of wave plans, training programs, support models and improvement loops: one fault each."""

from typing import Any

import pytest

from library import rules
from tests.library.faults import Change, assert_named, put, repeat, shipped, without

WAVES = ("wave_plan", "enterprise-waves")
DEPARTMENTS = ("wave_plan", "department-scaling")
TRAINING = ("training_program", "ai-training")
SUPPORT = ("support_model", "three-tiers")
LOOP = ("improvement_loop", "continuous-improvement")


FAULTS: list[tuple[tuple[str, str], Change, str]] = [
    (WAVES, put("waves", []), "waves: At least one entry is needed here."),
    (WAVES, put("waves.1.key", "wave_1"), "waves: The key “wave_1” stands here 2 times"),
    (WAVES, put("waves.1.functions.0.key", "finance"), "waves: The key “finance” stands here 2 times"),
    (WAVES, put("waves.1.first", 10), "waves[1].first: 9 was expected here: waves follow each other"),
    (WAVES, put("waves.1.first", 8), "waves[1].first: 9 was expected here: waves follow each other"),
    (WAVES, put("waves.1.last", 3), "waves[1].last: A wave cannot end before it begins."),
    (WAVES, put("waves.0.functions", []), "waves[0].functions: A wave names the functions that it reaches"),
    (WAVES, put("waves.0.everyone", True), "waves[0].functions: A wave names the functions that it reaches"),
    (WAVES, without("dimensions.1"), "waves[3].dimension: The plan does not describe this dimension."),
    (WAVES, put("waves.0.dimension", "diagonal"), "waves[0].dimension: "),
    (WAVES, put("unit", "fortnight"), "unit: "),
    (DEPARTMENTS, put("waves.2.users", 1499), "waves[2].users: 1499 is less than the 1500 of an earlier wave"),
    (DEPARTMENTS, put("waves.1.use_cases", 1), "waves[1].use_cases: 1 is less than the 2 of an earlier wave"),
    (DEPARTMENTS, without("capacity.2"), "capacity: Capacity is complete or left out; here is no network."),
    (DEPARTMENTS, put("capacity", []), "load: Load and capacity stand together"),
    (DEPARTMENTS, put("load", []), "load: Load and capacity stand together"),
    (DEPARTMENTS, put("load.0.key", "compute"), "waves: The key “compute” stands here 2 times"),
    (TRAINING, put("tracks", []), "tracks: At least one entry"),
    (TRAINING, put("measures", []), "measures: At least one entry"),
    (TRAINING, put("tracks.0.topics", []), "tracks[0].topics: At least one entry"),
    (TRAINING, put("tracks.1.topics.0.key", "what_is_ai"), "tracks: The key “what_is_ai” stands here 2 times"),
    (TRAINING, put("tracks.0.after", ["ai_users"]), "tracks[0].after: No track “ai_users” stands before this one."),
    (TRAINING, put("tracks.1.after", ["ai_users"]), "tracks[1].after: No track “ai_users” stands before this one."),
    (TRAINING, without("measures.0.unit"), "measures[0].unit: A reported figure has a unit, and only such a figure."),
    (
        TRAINING,
        without("measures.0.reported"),
        "measures[0].unit: A reported figure has a unit, and only such a figure.",
    ),
    (TRAINING, put("tracks.0.amount", 0), "tracks[0].amount: "),
    (TRAINING, put("tracks.0.audience", "nobody"), "tracks[0].audience: "),
    (SUPPORT, put("tiers", []), "tiers: At least one entry"),
    (SUPPORT, put("measures", []), "measures: At least one entry"),
    (SUPPORT, put("tiers.1.key", "tier_1"), "tiers: The key “tier_1” stands here 2 times"),
    (SUPPORT, put("tiers.1.level", 3), "tiers[1].level: Tiers go up from 1; level 2 was expected here."),
    (SUPPORT, without("tiers.0.passes_on_when"), "tiers[0].passes_on_when: Every tier but the last says"),
    (SUPPORT, put("tiers.2.passes_on_when", "Never."), "tiers[2].passes_on_when: Every tier but the last says"),
    (LOOP, without("stages.2"), "stages: The stages are, in this order: monitor, issue, root_cause, plan, validated."),
    (LOOP, put("stages.0.key", "issue"), "stages: The stages are, in this order:"),
    (LOOP, put("stages.0.asks", []), "stages[0].asks: At least one entry"),
    (LOOP, put("returns_to", "validated"), "returns_to: A change that was not confirmed goes back"),
    (LOOP, repeat("feeds"), "feeds: The key “retrospectives” stands here 2 times"),
    (LOOP, put("feeds.0.enters_at", "the_end"), "feeds[0].enters_at: "),
]


@pytest.mark.parametrize(("document", "change", "said"), FAULTS, ids=[said[:60] for _d, _c, said in FAULTS])
def test_a_fault_is_named_at_its_place(document: tuple[str, str], change: Change, said: str) -> None:
    assert_named(shipped(*document), change, said)


def test_a_track_and_a_stage_are_found_by_their_key() -> None:
    program: Any = rules.parse(shipped(*TRAINING))
    loop: Any = rules.parse(shipped(*LOOP))

    assert program.track("ai_users").unit == "day"
    assert loop.stage("plan").label == "Improvement planning"
    with pytest.raises(KeyError):
        program.track("ai_wizards")
    with pytest.raises(KeyError):
        loop.stage("hope")


def test_what_they_name_is_called_by_its_label() -> None:
    for document, key, label in [
        (WAVES, "geographic", "Geographic"),
        (WAVES, "legal_affairs", "Legal and regulatory affairs"),
        (DEPARTMENTS, "compute", "Compute"),
        (TRAINING, "troubleshooting", "Troubleshooting"),
        (SUPPORT, "tier_3", "System issues and enhancements"),
        (LOOP, "retrospectives", "Retrospectives"),
    ]:
        parsed = rules.parse(shipped(*document))

        assert parsed.labels()[key] == label
        assert set(parsed.labels()) == set(parsed.keys())


def test_training_and_support_are_measured_by_indicators_of_the_catalog() -> None:
    named = {str(name) for document in (TRAINING, SUPPORT) for name in rules.parse(shipped(*document)).references()}

    assert named == {
        "kpi_catalog/ai-program#training_completion",
        "kpi_catalog/ai-program#adoption_rate",
        "kpi_catalog/ai-program#training_satisfaction",
        "kpi_catalog/ai-program#support_tickets",
        "kpi_catalog/ai-program#support_resolution_time",
    }
