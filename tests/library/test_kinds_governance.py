"""The cross rules of the kinds about governance: each fault gives one sentence at its place."""

import pytest

from tests.library.faults import Change, assert_named, put, repeat, shipped, without

STRUCTURE = ("governance_structure", "governance-at-scale")
MONITORING = ("monitoring_requirements", "system-monitoring")
RISKS = ("risk_catalog", "operations")

FAULTS: list[tuple[tuple[str, str], Change, str]] = [
    (STRUCTURE, put("layers", []), "layers: At least one entry"),
    (STRUCTURE, repeat("layers"), "layers: The key “strategic” stands here 2 times"),
    (STRUCTURE, put("layers.0.duties.0.key", "ethics_board"), "bodies: The key “ethics_board” stands here 2 times"),
    (STRUCTURE, put("layers.0.duties", []), "layers[0].duties: At least one entry"),
    (STRUCTURE, put("layers.0.duties.0.held_by", "nobody"), "layers[0].duties[0]: There is no body “nobody”"),
    (
        STRUCTURE,
        put("layers.0.duties.0.contributing", ["steering_committee"]),
        "layers[0].duties[0].contributing: Who answers for a duty contributes",
    ),
    (STRUCTURE, put("bodies.3.key", "crowd"), "bodies[3]: No duty names this body."),
    (STRUCTURE, put("bodies.0.members", []), "bodies[0].members: At least one entry"),
    (STRUCTURE, put("bodies.0.decides", []), "bodies[0].decides: At least one entry"),
    (STRUCTURE, put("bodies.4.members", ["Anyone"]), "bodies[4].board: Members and decisions stand in the document"),
    (STRUCTURE, put("bodies.0.board_duties", ["reviews"]), "bodies[0].board_duties: These are duties of a board"),
    (MONITORING, put("groups", []), "groups: At least one entry"),
    (MONITORING, repeat("groups"), "groups: The key “performance” stands here 2 times"),
    (MONITORING, put("groups.1.requirements.0.key", "cost"), "groups[].requirements: The key “cost” stands here 2"),
    (MONITORING, put("groups.1.requirements", []), "groups[1].requirements: At least one entry"),
    (MONITORING, put("groups.0.requirements.0.every", []), "groups[0].requirements[0].every: At least one entry"),
    (MONITORING, repeat("groups.0.requirements.0.every"), "groups[0].requirements[0].every: The key “week”"),
    (MONITORING, put("groups.0.requirements.0.every", ["moon"]), "groups[0].requirements[0].every[0]: "),
    (MONITORING, without("catalog"), "groups[0].requirements[0].kpi: Name the catalog that holds this indicator."),
    (
        MONITORING,
        put("groups.1.requirements.0.screens.0", {"figure": "Ratio", "basis": "None"}),
        "groups[1].requirements[0].screens[0]: A screen needs a bound",
    ),
    (
        MONITORING,
        put("groups.1.requirements.0.screens.0.at_most", 0),
        "groups[1].requirements[0].screens[0]: No figure can lie within",
    ),
    (RISKS, put("risks", []), "risks: At least one entry"),
    (RISKS, repeat("risks"), "risks: The key “technical_complexity” stands here 2 times"),
    (RISKS, put("risks.0.early_signs", []), "risks[0].early_signs: At least one entry"),
    (RISKS, put("risks.1.related.0.slug", "operations"), "risks[1].related: A related risk stands in another"),
    (RISKS, put("risks.1.related.0.kind", "gate"), "risks[1].related: A related risk stands in another"),
    (RISKS, put("risks.0.category", "cosmic"), "risks[0].category: "),
]  # fmt: skip


@pytest.mark.parametrize(("document", "change", "said"), FAULTS, ids=[said[:50] for _d, _c, said in FAULTS])
def test_a_fault_is_named_at_its_place(document: tuple[str, str], change: Change, said: str) -> None:
    assert_named(shipped(*document), change, said)
