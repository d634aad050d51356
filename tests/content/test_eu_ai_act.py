"""The EU AI Act as data: its dates and counts, and that its procedure puts known cases where they belong."""

from datetime import date
from typing import Any

import pytest

from library.kinds.procedure import Finding
from tests.content.test_shipped import shipped

TODAY = date(2026, 8, 5)
NOTHING: dict[str, Any] = {
    "is_ai_system": True,
    "eu_link": True,
    "excluded": [],
    "prohibited_practice": [],
    "regulated_product": False,
    "sectoral_product": False,
    "annex_iii_purpose": [],
    "profiling_of_persons": False,
    "exemption": [],
    "transparency_trigger": [],
    "general_purpose_model": False,
    "systemic_risk": False,
    "provider_role": False,
    "own_use": False,
    "rights_assessment_needed": False,
    "automated_decision": False,
}


@pytest.fixture(scope="module")
def act() -> Any:
    return shipped("regulation", "eu-ai-act")


def found(act: Any, answers: dict[str, Any], on: date = TODAY) -> Finding:
    finding: Finding = act.classify(NOTHING | answers, on)
    return finding


CASES: list[tuple[str, dict[str, Any], str, tuple[str, ...]]] = [
    ("CV ranking", {"annex_iii_purpose": ["iii_4_a"], "profiling_of_persons": True}, "high", ("iii_4_a",)),
    ("emotions of call-center staff", {"prohibited_practice": ["art_5_1_f"]}, "prohibited", ("art_5_1_f",)),
    ("exam proctoring by gaze", {"annex_iii_purpose": ["iii_3_d"]}, "high", ("iii_3_d",)),
    (
        "exam proctoring by gaze and emotion",
        {"annex_iii_purpose": ["iii_3_d"], "prohibited_practice": ["art_5_1_f"]},
        "prohibited",
        ("art_5_1_f",),
    ),
    ("support chatbot", {"transparency_trigger": ["talks_to_people"]}, "limited", ("talks_to_people",)),
    ("spam filter", {}, "minimal", ()),
    (
        "consumer credit score",
        {"annex_iii_purpose": ["iii_5_b"], "profiling_of_persons": True, "rights_assessment_needed": True},
        "high",
        ("iii_5_b",),
    ),
    ("payment fraud detection", {}, "minimal", ()),
    ("motor insurance pricing", {"automated_decision": True}, "minimal", ()),
    (
        "health insurance pricing",
        {"annex_iii_purpose": ["iii_5_c"], "profiling_of_persons": True, "rights_assessment_needed": True},
        "high",
        ("iii_5_c",),
    ),
    ("synthetic spokesperson", {"transparency_trigger": ["deep_fake"]}, "limited", ("deep_fake",)),
    ("rules engine", {"is_ai_system": False}, "out_of_scope", ()),
    ("sold outside the EU only", {"eu_link": False}, "out_of_scope_eu", ()),
    ("research only", {"excluded": ["art_2_6"]}, "out_of_scope", ("art_2_6",)),
    ("medical device", {"regulated_product": True}, "high", ()),
    ("car", {"regulated_product": True, "sectoral_product": True}, "high_sectoral", ()),
    ("sorting of applications by form", {"annex_iii_purpose": ["iii_4_a"], "exemption": ["art_6_3_a"]}, "minimal",
     ("iii_4_a", "art_6_3_a")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "answers", "tier", "picked"), CASES, ids=[case[0] for case in CASES])
def test_known_cases_fall_where_they_belong(
    act: Any, name: str, answers: dict[str, Any], tier: str, picked: tuple[str, ...]
) -> None:
    finding = found(act, answers)

    assert (finding.tier, finding.picked, finding.open) == (tier, picked, None)


def test_imagery_without_consent_is_prohibited_from_its_date_on_and_limited_before(act: Any) -> None:
    answers = {"prohibited_practice": ["art_5_1_ba"], "transparency_trigger": ["generates_content"]}

    before = found(act, answers, date(2026, 12, 1))
    after = found(act, answers, date(2026, 12, 2))

    assert (before.tier, before.picked) == ("limited", ("generates_content",))
    assert (after.tier, after.picked, after.since) == ("prohibited", ("art_5_1_ba",), date(2026, 12, 2))


def test_each_tier_knows_from_when_on_it_binds(act: Any) -> None:
    assert found(act, {"annex_iii_purpose": ["iii_4_a"]}).since == date(2027, 12, 2)
    assert found(act, {"regulated_product": True}).since == date(2028, 8, 2)
    assert found(act, {"prohibited_practice": ["art_5_1_bb", "art_5_1_a"]}, date(2027, 1, 1)).since == date(2025, 2, 2)
    assert found(act, {"transparency_trigger": ["deep_fake"]}).since == date(2026, 8, 2)
    assert found(act, {"is_ai_system": False}).since is None


def test_profiling_shuts_the_way_to_an_exemption(act: Any) -> None:
    answers = {"annex_iii_purpose": ["iii_4_b"], "exemption": ["art_6_3_d"], "profiling_of_persons": True}

    assert found(act, answers).tier == "high"


def test_transparency_lies_over_a_high_tier(act: Any) -> None:
    answers = {"annex_iii_purpose": ["iii_5_b"], "transparency_trigger": ["talks_to_people"], "provider_role": True}

    finding = found(act, answers)

    assert finding.tier == "high"
    assert {"annex_iii", "transparency", "provider"} <= set(finding.marks)
    keys = {duty.key for duty in act.duties(finding)}
    assert {"art_9", "art_50_1", "art_50_5", "art_4"} <= keys
    assert not keys & {"art_26_1", "art_27", "art_50_3"}, "no duties of a deployer"


def test_a_case_stays_open_until_the_next_question_is_answered(act: Any) -> None:
    empty = act.classify({}, TODAY)
    half = act.classify({"is_ai_system": True, "eu_link": True}, TODAY)
    role = act.classify({key: value for key, value in NOTHING.items() if key != "provider_role"}, TODAY)

    assert [finding.open for finding in (empty, half, role)] == ["is_ai_system", "excluded", "provider_role"]
    assert [finding.tier for finding in (empty, half, role)] == [None, None, None]
    assert act.duties(half) == []


@pytest.mark.parametrize(
    "answers",
    [
        {"is_ai_system": ["art_5_1_a"]},
        {"excluded": True},
        {"excluded": "art_2_3"},
        {"prohibited_practice": ["iii_4_a"]},
        {"automated_decision": []},
    ],
)
def test_an_answer_that_is_none_is_refused(act: Any, answers: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="“"):
        found(act, answers)


def test_the_rights_assessment_is_asked_of_deployers_of_annex_iii_systems_only(act: Any) -> None:
    credit = {"annex_iii_purpose": ["iii_5_b"], "rights_assessment_needed": True}

    bank = found(act, credit)
    vendor = found(act, credit | {"provider_role": True})
    both = found(act, credit | {"provider_role": True, "own_use": True})
    device = found(act, {"regulated_product": True, "rights_assessment_needed": True})

    due = ["rights_assessment_due" in finding.marks for finding in (bank, vendor, both, device)]
    assert due == [True, False, True, False]
    assert "art_27" in {duty.key for duty in act.duties(bank)}


def test_decisions_without_a_person_are_flagged_whatever_the_tier(act: Any) -> None:
    finding = found(act, {"automated_decision": True})

    assert finding.marks == ("deployer", "gdpr_22")
    assert [duty.key for duty in act.duties(finding)] == ["art_4"]


def test_an_exempted_system_is_documented_and_registered(act: Any) -> None:
    answers = {"annex_iii_purpose": ["iii_4_a"], "exemption": ["art_6_3_a"], "provider_role": True}

    keys = [duty.key for duty in act.duties(found(act, answers))]

    assert keys == ["art_4", "art_6_4", "art_49_2"]


def test_a_model_has_four_duties_and_five_more_with_systemic_risk(act: Any) -> None:
    def model(systemic: bool) -> list[str]:
        finding = found(act, {"general_purpose_model": True, "systemic_risk": systemic})
        return [duty.article for duty in act.duties(finding) if duty.who == "model_provider"]

    assert model(False) == ["Art. 53(1)(a)", "Art. 53(1)(b)", "Art. 53(1)(c)", "Art. 53(1)(d)"]
    assert model(True)[4:] == ["Art. 52", "Art. 55(1)(a)", "Art. 55(1)(b)", "Art. 55(1)(c)", "Art. 55(1)(d)"]


def test_a_product_of_section_b_answers_to_the_law_of_its_sector_only(act: Any) -> None:
    finding = found(
        act, {"regulated_product": True, "sectoral_product": True, "transparency_trigger": ["talks_to_people"]}
    )

    assert "transparency" not in finding.marks
    assert [duty.key for duty in act.duties(finding)] == ["sector_law"]


def test_prohibited_blocks_and_only_it(act: Any) -> None:
    outcomes = {outcome.key: outcome for outcome in act.procedure.outcomes}

    assert [key for key, outcome in outcomes.items() if outcome.blocks] == ["prohibited"]
    assert {key: outcome.raises_to for key, outcome in outcomes.items() if outcome.raises_to} == {
        "prohibited": "high",
        "high": "high",
        "high_sectoral": "high",
        "limited": "medium",
    }
