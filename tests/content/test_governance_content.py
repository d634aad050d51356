"""Governance bodies, monitoring and risks: everything the documents name is there, with our figures marked as ours."""

from decimal import Decimal

import pytest

from tests.content.test_shipped import shipped


def test_governance_has_three_layers_of_four_duties_and_a_body_answers_for_each() -> None:
    structure = shipped("governance_structure", "governance-at-scale")

    assert [(layer.key, len(layer.duties)) for layer in structure.layers] == [
        ("strategic", 4), ("operational", 4), ("ethical", 4),
    ]  # fmt: skip
    assert {duty.held_by for duty in structure.layers[0].duties} == {"steering_committee"}
    assert {duty.held_by for duty in structure.layers[2].duties} == {"ethics_board"}
    assert sum(len(structure.held_by(body.key)) for body in structure.bodies) == 12


def test_the_four_bodies_of_the_scaling_document_and_the_ethics_board_are_there() -> None:
    structure = shipped("governance_structure", "governance-at-scale")

    assert [(body.key, body.source) for body in structure.bodies] == [
        ("steering_committee", "E"),
        ("working_groups", "E"),
        ("change_control_board", "E"),
        ("user_advisory_council", "E"),
        ("ethics_board", "A"),
    ]
    assert [body.board for body in structure.bodies if body.board] == ["ethics-board"]
    duties = ("reviews", "guidelines", "incidents", "exceptions")
    assert structure.bodies[4].board_duties == duties
    assert tuple(duty.key for duty in shipped("board", "ethics-board").duties) == duties


def test_every_system_measures_four_three_and_three_things() -> None:
    requirements = shipped("monitoring_requirements", "system-monitoring")

    assert {group.key: [item.key for item in group.requirements] for group in requirements.groups} == {
        "performance": ["accuracy", "latency", "cost", "user_satisfaction"],
        "fairness": ["demographic_parity", "equal_opportunity", "calibration"],
        "operational": ["uptime", "error_rate", "usage"],
    }


def test_each_measure_is_kept_under_the_indicator_that_the_catalog_gives_it() -> None:
    requirements = shipped("monitoring_requirements", "system-monitoring")
    catalog = shipped("kpi_catalog", "ai-program")

    kept = {item.key: item.kpi for item in requirements.requirements}

    assert len(list(requirements.references())) == 10
    lists = [part for part in catalog.lists if part.key in ("a_performance", "a_fairness", "a_operation")]
    assert kept == {item.key: item.kpis[0] for part in lists for item in part.items}


@pytest.mark.parametrize(
    ("impact_ratio", "passes"), [("0.7500", False), ("0.8000", True), ("0.8500", True), ("0.7999", False)]
)
def test_the_four_fifths_rule_passes_exactly_four_fifths(impact_ratio: str, passes: bool) -> None:
    requirements = shipped("monitoring_requirements", "system-monitoring")

    for key in ("demographic_parity", "equal_opportunity"):
        item = next(item for item in requirements.requirements if item.key == key)
        ratio, difference = item.screens
        assert ratio.passes(Decimal(impact_ratio)) is passes
        assert difference.passes(Decimal("0.10"))
        assert not difference.passes(Decimal("0.1001"))


def test_a_small_group_is_never_judged() -> None:
    fairness = shipped("monitoring_requirements", "system-monitoring").groups[1]

    assert fairness.smallest_group.suffices(30, 10)
    assert not fairness.smallest_group.suffices(29, 10)
    assert not fairness.smallest_group.suffices(300, 9)


@pytest.mark.parametrize(
    ("slug", "source", "counts"),
    [
        ("strategic-deployments", "B", {"technical": 3, "business": 3, "organizational": 3}),
        ("enterprise-scaling", "C", {"technical": 3, "business": 3, "organizational": 3}),
        ("operations", "D", {"technical": 2, "organizational": 2, "compliance": 1}),
    ],
)
def test_each_catalog_holds_the_risks_of_its_document(slug: str, source: str, counts: dict[str, int]) -> None:
    catalog = shipped("risk_catalog", slug)

    assert catalog.source == source
    assert catalog.phase.replace("_", "-") == slug
    found = {category: len(catalog.of_category(category)) for category in (*counts, "compliance")}
    assert {category: count for category, count in found.items() if count} == counts
    assert all(len(risk.early_signs) >= 3 and risk.mitigation for risk in catalog.risks)


def test_there_are_twenty_three_risks_and_relations_hold_both_ways() -> None:
    catalogs = [shipped("risk_catalog", slug) for slug in ("strategic-deployments", "enterprise-scaling", "operations")]

    assert [len(catalog.risks) for catalog in catalogs] == [9, 9, 5]
    pairs = {
        ((catalog.slug, risk.key), (pointer.slug, pointer.key))
        for catalog in catalogs
        for risk in catalog.risks
        for pointer in risk.related
    }
    assert pairs
    assert {(other, one) for one, other in pairs} == pairs
