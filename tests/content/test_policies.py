"""The policies and the crosswalk: every item of the documents is there, and every id that is cited exists."""

from collections import Counter
from typing import Any

import pytest

from tests.content.test_shipped import shipped

KEYS = {
    "ethical_principles": ["fairness", "transparency", "privacy", "accountability", "safety"],
    "use_restrictions": ["no_social_scoring", "no_manipulation", "no_unauthorized_surveillance", "human_oversight"],
    "data_policies": ["data_minimization", "purpose_limitation", "consent", "right_to_deletion"],
    "model_policies": ["bias_testing", "performance_monitoring", "version_control", "audit_trail"],
}


@pytest.fixture(scope="module")
def policies() -> Any:
    return shipped("policy_set", "ai-policies")


@pytest.fixture(scope="module")
def crosswalk() -> Any:
    return shipped("crosswalk", "five-principles")


def test_there_are_seventeen_policies_in_four_groups(policies: Any) -> None:
    assert {group.key: [policy.key for policy in group.policies] for group in policies.groups} == KEYS
    assert len(list(policies.policies)) == 17
    assert all(policy.question.endswith("?") and len(policy.evidence) >= 2 for policy in policies.policies)


def test_all_four_groups_are_checked(policies: Any) -> None:
    answers: dict[str, str | None] = {policy.key: "met" for policy in policies.policies}
    assert policies.compliance(answers) == dict.fromkeys(KEYS, True)

    assert policies.compliance(answers | {"no_manipulation": "not_met"}) == dict.fromkeys(KEYS, True) | {
        "use_restrictions": False
    }


def test_an_open_policy_leaves_its_group_open_until_another_fails_it(policies: Any) -> None:
    answers: dict[str, str | None] = {policy.key: "met" for policy in policies.policies} | {"consent": None}

    assert policies.compliance(answers)["data_policies"] is None
    assert policies.compliance(answers | {"right_to_deletion": "not_met"})["data_policies"] is False
    assert policies.compliance({}) == dict.fromkeys(KEYS)


def test_a_policy_that_always_applies_cannot_be_set_aside(policies: Any) -> None:
    answers = {policy.key: "not_applicable" for policy in policies.policies}

    settled = {policy.key: policy.settles("not_applicable") for policy in policies.policies}

    assert {key for key, fine in settled.items() if fine} == {
        "fairness", "privacy", "human_oversight", "consent", "right_to_deletion", "bias_testing",
    }  # fmt: skip
    assert not any(policies.compliance(answers).values())


def test_every_measure_is_asked_for_by_a_policy(policies: Any) -> None:
    measures = set(shipped("monitoring_requirements", "system-monitoring").keys())

    asked = {
        pointer.key
        for policy in policies.policies
        for pointer in policy.points_to
        if pointer.kind == "monitoring_requirements"
    }

    assert measures - asked == {"uptime"}, "no policy is about being there"


def test_the_crosswalk_has_the_five_principles_of_the_policies(crosswalk: Any) -> None:
    assert [principle.key for principle in crosswalk.principles] == KEYS["ethical_principles"]
    assert all(principle.policy.key == principle.key for principle in crosswalk.principles)


@pytest.mark.parametrize(
    ("key", "count", "complete"),
    [
        ("eu_ai_act", 30, False),
        ("gdpr", 2, False),
        ("nist_ai_rmf", 72, True),
        ("nist_traits", 7, True),
        ("nist_genai", 12, True),
        ("iso_42001", 38, True),
        ("oecd", 10, True),
        ("ai_verify", 12, True),
        ("m_25_21", 11, False),
    ],
)
def test_a_framework_lists_what_can_be_cited(crosswalk: Any, key: str, count: int, complete: bool) -> None:
    framework = crosswalk.framework(key)

    assert len(list(framework.entries)) == count
    assert framework.complete is complete
    cited = {name for principle in crosswalk.principles for name in principle.ids(key)}
    assert cited
    if not complete and key != "m_25_21":
        assert cited == {entry.id for entry in framework.entries}


def test_the_subcategories_of_nist_stand_in_nineteen_categories(crosswalk: Any) -> None:
    framework = crosswalk.framework("nist_ai_rmf")

    sizes = [list(Counter(entry.id.split(".")[0] for entry in part.entries).values()) for part in framework.sections]

    assert sizes == [[7, 3, 2, 3, 2, 2], [6, 3, 5, 2, 2], [3, 13, 3, 3], [4, 4, 2, 3]]


def test_the_controls_of_iso_42001_and_the_checks_of_ai_verify_add_up(crosswalk: Any) -> None:
    iso = crosswalk.framework("iso_42001")
    verify = crosswalk.framework("ai_verify")

    assert [len(part.entries) for part in iso.sections] == [3, 2, 5, 4, 9, 5, 4, 3, 3]
    assert sum(entry.checks for entry in verify.entries) == 97
    assert {entry.id: entry.checks for entry in verify.entries}["Reproducibility"] == 15


def test_what_each_principle_has_in_each_framework(crosswalk: Any) -> None:
    counts = {
        principle.key: {cell.framework: len(cell.ids) for cell in principle.cells} for principle in crosswalk.principles
    }

    common = {"oecd": 1}
    assert counts == {
        "fairness": common | {"eu_ai_act": 8, "nist_ai_rmf": 3, "nist_traits": 1, "nist_genai": 1, "iso_42001": 2,
                              "ai_verify": 2, "m_25_21": 2},
        "transparency": common | {"eu_ai_act": 5, "nist_ai_rmf": 5, "nist_traits": 2, "nist_genai": 2, "iso_42001": 4,
                                  "ai_verify": 3, "m_25_21": 2},
        "privacy": common | {"eu_ai_act": 3, "gdpr": 2, "nist_ai_rmf": 2, "nist_traits": 1, "nist_genai": 1,
                             "iso_42001": 4, "ai_verify": 1, "m_25_21": 1},
        "accountability": common | {"eu_ai_act": 10, "nist_ai_rmf": 19, "nist_traits": 1, "nist_genai": 3,
                                    "iso_42001": 12, "ai_verify": 2, "m_25_21": 3},
        "safety": common | {"eu_ai_act": 5, "nist_ai_rmf": 5, "nist_traits": 3, "nist_genai": 4, "iso_42001": 4,
                            "ai_verify": 3, "m_25_21": 2},
    }  # fmt: skip
    assert crosswalk.citing("oecd", "1.2") == [crosswalk.principles[0], crosswalk.principles[2]]
    assert crosswalk.principles[0].ids("gdpr") == ()


def test_articles_of_the_eu_ai_act_lead_to_the_document_on_it(crosswalk: Any) -> None:
    entries = list(crosswalk.framework("eu_ai_act").entries)

    assert [entry.id for entry in entries if not entry.names] == ["Art. 2(7)"]
    assert {name for entry in entries for name in entry.names} <= set(shipped("regulation", "eu-ai-act").keys())
