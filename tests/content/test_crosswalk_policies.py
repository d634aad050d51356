"""The second version of the crosswalk leads from every policy to what it helps to show."""

from tests.content.test_shipped import shipped

FIVE = ("eu_ai_act", "nist_ai_rmf", "iso_42001", "oecd", "m_25_21")


def test_each_of_the_seventeen_policies_leads_somewhere() -> None:
    walk, policies = shipped("crosswalk", "five-principles", 2), shipped("policy_set", "ai-policies")

    cited = walk.cited_by()

    assert set(cited) == {policy.key for policy in policies.policies}
    assert all(ids for ids in cited.values())
    assert {framework for ids in cited.values() for framework in ids} >= set(FIVE)
    assert cited["human_oversight"]["eu_ai_act"] == ("Art. 14", "Art. 26(2)")


def test_the_principles_stand_as_in_the_first_version() -> None:
    first, second = (shipped("crosswalk", "five-principles", version) for version in (1, 2))

    assert second.principles == first.principles
    known = {entry.id for entry in first.framework("eu_ai_act").entries}
    added = {entry.id for entry in second.framework("eu_ai_act").entries} - known
    assert added == {"Art. 5(1)(f)", "Art. 5(1)(h)", "Art. 19", "Art. 26(2)", "Art. 26(5)", "Art. 26(6)"}


def test_names_of_the_law_in_the_route_are_shown_and_do_not_open_steps_again() -> None:
    route = shipped("approval_route", "by-tier", 2)

    assert route.is_material("risk", "eu_tier")
    assert not route.is_material("risk", "eu_ai_act")
    assert not route.is_material("risk", "policies")
