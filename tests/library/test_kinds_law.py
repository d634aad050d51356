"""The cross rules of policies, regulations and crosswalks: each fault gives one sentence at its place."""

import pytest

from tests.library.faults import Change, assert_named, put, repeat, shipped

POLICIES = ("policy_set", "ai-policies")
ACT = ("regulation", "eu-ai-act")
CROSSWALK = ("crosswalk", "five-principles")

FAULTS: list[tuple[tuple[str, str], Change, str]] = [
    (POLICIES, put("groups", []), "groups: At least one entry"),
    (POLICIES, repeat("groups"), "groups: The key “ethical_principles” stands here 2 times"),
    (POLICIES, put("groups.1.policies.0.key", "privacy"), "groups[].policies: The key “privacy” stands here 2 times"),
    (POLICIES, put("groups.1.policies", []), "groups[1].policies: At least one entry"),
    (POLICIES, put("groups.1.policies.0.evidence", []), "groups[1].policies[0].evidence: At least one entry"),
    (ACT, put("procedure.questions", []), "procedure.questions: At least one entry"),
    (ACT, repeat("procedure.questions"), "procedure.questions: The key “is_ai_system” stands here 2 times"),
    (ACT, repeat("procedure.outcomes"), "procedure.outcomes: The key “out_of_scope” stands here 2 times"),
    (ACT, repeat("procedure.marks"), "procedure.marks: The key “annex_i” stands here 2 times"),
    (ACT, put("procedure.questions.2.no.to", "eu_link"), "procedure.questions[2].no.to: A way leads on to a later"),
    (ACT, put("procedure.questions.0.yes.to", "moon"), "procedure.questions[0].yes.to: A way leads on to a later"),
    (ACT, put("procedure.questions.0.no.tier", "odd"), "procedure.questions[0].no.tier: There is no tier “odd”."),
    (ACT, put("procedure.questions.9.no.since", "odd"), "procedure.questions[9].no.since: There is no date “odd”."),
    (ACT, put("procedure.questions.9.yes.marks", ["odd"]), "procedure.questions[9].yes.marks: There is no mark “odd”."),
    (ACT, put("procedure.questions.9.choose", "wishes"), "procedure.questions[9].choose: "),
    (ACT, put("procedure.questions.9.no", {}), "procedure.questions: A way ends at “transparency_trigger” without"),
    (ACT, put("procedure.questions.4.yes.to", "annex_iii_purpose"), "procedure.questions: No way leads to “sectoral"),
    (ACT, put("procedure.alongside.0.tiers", []), "procedure.alongside[0].tiers: At least one entry"),
    (ACT, put("procedure.alongside.0.tiers", ["odd"]), "procedure.alongside[0].tiers: There is no tier “odd”."),
    (ACT, put("procedure.alongside.0.needs", ["odd"]), "procedure.alongside[0]: There is no mark “odd”."),
    (ACT, put("procedure.alongside.0.key", "eu_link"), "procedure.questions: The key “eu_link” stands here 2 times"),
    (ACT, put("practices.1.key", "art_9"), "The key “art_9” stands here 2 times"),
    (ACT, put("practices.1.since", "odd"), "practices[1].since: There is no date “odd”."),
    (ACT, put("filters.1.since", "odd"), "filters[1].since: There is no date “odd”."),
    (ACT, put("areas.1.entries.0.since", "odd"), "areas[1].entries[0].since: There is no date “odd”."),
    (ACT, put("areas.1.entries", []), "areas[1].entries: At least one entry"),
    (ACT, put("dates.0.on", "2031-01-01"), "dates: Dates go from the first to the last."),
    (ACT, put("dates.0.on", "soon"), "dates[0].on: "),
    (ACT, put("penalties", []), "penalties: At least one entry"),
    (ACT, put("penalties.0.percent", 101), "penalties[0].percent: A share of turnover lies above 0"),
    (ACT, put("obligations.3.tiers", []), "obligations[3].tiers: At least one entry"),
    (ACT, put("obligations.3.since", []), "obligations[3].since: At least one entry"),
    (ACT, put("obligations.3.tiers", ["odd"]), "obligations[3].tiers: There is no tier “odd”."),
    (ACT, put("obligations.3.since", ["odd"]), "obligations[3].since: There is no date “odd”."),
    (ACT, put("obligations.3.needs", ["odd"]), "obligations[3].needs: There is no mark or entry “odd”."),
    (CROSSWALK, put("principles", []), "principles: At least one entry"),
    (CROSSWALK, put("frameworks", []), "frameworks: At least one entry"),
    (CROSSWALK, repeat("principles"), "principles: The key “fairness” stands here 2 times"),
    (CROSSWALK, repeat("frameworks"), "frameworks: The key “eu_ai_act” stands here 2 times"),
    (CROSSWALK, put("frameworks.1.sections", []), "frameworks[1].sections: At least one entry"),
    (CROSSWALK, repeat("frameworks.1.sections.0.entries"), "frameworks[1]: The key “Art. 22” stands here 2 times"),
    (CROSSWALK, put("frameworks.1.sections.0.entries.0.names", ["art_4"]), "frameworks[1]: Entries are named, but no"),
    (CROSSWALK, repeat("principles.0.cells"), "principles[0].cells: The key “eu_ai_act” stands here 2 times"),
    (CROSSWALK, put("principles.0.cells.0.ids", []), "principles[0].cells[0].ids: At least one entry"),
    (CROSSWALK, repeat("principles.0.cells.0.ids"), "principles[0].cells[0].ids: The key “Art. 4a” stands here 2"),
    (CROSSWALK, put("principles.0.cells.0.ids", ["Art. 99"]), "principles[0].cells[0].ids: “Art. 99” is no entry"),
    (CROSSWALK, put("principles.0.cells.0.framework", "odd"), "principles[0].cells[0].framework: There is no frame"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "change", "said"), FAULTS, ids=[said[:50] for _d, _c, said in FAULTS])
def test_a_fault_is_named_at_its_place(document: tuple[str, str], change: Change, said: str) -> None:
    assert_named(shipped(*document), change, said)
