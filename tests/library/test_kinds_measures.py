"""The cross rules of KPI catalogs, casebooks and program goals: each fault gives one sentence at its place."""

import pytest

from library import rules
from tests.library.faults import Change, assert_named, put, repeat, shipped

KPIS = ("kpi_catalog", "ai-program")
CASES = ("casebook", "strategic-deployments")
PILOTS = ("casebook", "pilot-to-production")
GOALS = ("program_goals", "by-phase")

FAULTS: list[tuple[tuple[str, str], Change, str]] = [
    (KPIS, put("kpis", []), "kpis: At least one entry"),
    (KPIS, repeat("kpis"), "kpis: The key “attributed_revenue” stands here 2 times"),
    (KPIS, put("kpis.0.key", "sunshine"), "kpis[0].key: No list and no panel names the indicator “sunshine”."),
    (KPIS, put("kpis.0.unit", "bananas"), "kpis[0].unit: "),
    (KPIS, put("kpis.0.better", "louder"), "kpis[0].better: "),
    (KPIS, put("kpis.0.targets", [{"source": "D"}]), "kpis[0].targets[0]: A target needs a lowest or a highest"),
    (KPIS, put("kpis.0.targets", [{"source": "D", "high": 9}]), "kpis[0].targets[0]: The ends of the target do not"),
    (KPIS, put("kpis.3.better", "lower"), "kpis[3].targets[0]: The ends of the target do not fit"),
    (KPIS, put("kpis.3.better", "in_range"), "kpis[3].targets[0]: The ends of the target do not fit"),
    (KPIS, put("kpis.0.targets", [{"low": 5, "source": "D", "high": 4}]), "kpis[0].targets[0].high: The highest value"),
    (KPIS, repeat("lists"), "lists: The key “a_performance” stands here 2 times"),
    (KPIS, put("lists.0.items", []), "lists[0].items: At least one entry"),
    (KPIS, repeat("lists.0.items"), "lists[0].items: The key “accuracy” stands here 2 times"),
    (KPIS, put("lists.0.items.0.kpis", []), "lists[0].items[0].kpis: At least one entry"),
    (KPIS, put("lists.0.items.0.kpis", ["luck"]), "lists[0].items[0].kpis: There is no indicator “luck”."),
    (KPIS, put("panels.0.items.0.kpis", ["luck"]), "panels[0].items[0].kpis: There is no indicator “luck”."),
    (KPIS, repeat("panels.0.items.0.kpis"), "panels[0].items[0].kpis: The key “attributed_revenue” stands here 2"),
    (KPIS, repeat("panels"), "panels: The key “business_impact” stands here 2 times"),
    (CASES, put("advice.0.key", "bank_risk"), "The key “bank_risk” stands here 2 times"),
    (CASES, put("cases.0.approach", []), "cases[0].approach: At least one entry"),
    (CASES, put("cases.0.results", []), "cases[0].results: At least one entry"),
    (CASES, put("cases.0.factors", []), "cases[0].factors: At least one entry"),
    (CASES, put("cases.0.helps", []), "cases[0].helps: At least one entry"),
    (CASES, put("cases.0.helps", ["lunch"]), "cases[0].helps[0]: "),
    (CASES, put("advice.0.helps", ["intake", "intake"]), "advice[0].helps: The key “intake” stands here 2 times"),
    (CASES, put("advice.0.is_a", "rumor"), "advice[0].is_a: "),
    (CASES, put("cases.0.results.0.before", 3), "cases[0].results[0].value: A figure from before needs the one after"),
    (CASES, put("cases.0.results.0.value", 3), "cases[0].results[0].change: A result has a level or a change"),
    (CASES, put("currency", "dollars"), "currency: "),
    (PILOTS, put("pilots.0.results", []), "pilots[0].results: At least one entry"),
    (PILOTS, put("pilots.0.helps", []), "pilots[0].helps: At least one entry"),
    (GOALS, put("phases", []), "phases: At least one entry"),
    (GOALS, repeat("phases"), "phases: The key “first_year” stands here 2 times"),
    (GOALS, put("phases.1.goals", []), "phases[1].goals: At least one entry"),
    (GOALS, repeat("phases.1.goals"), "phases[].goals: The key “deployments” stands here 2 times"),
    (GOALS, put("phases.1.goals.0.target", {"low": 5, "high": 3}), "phases[1].goals[0].target.high: The highest value"),
    (GOALS, put("phases.1.goals.0.target", {"low": -1}), "phases[1].goals[0].target: An amount or a number is not"),
    (GOALS, put("phases.1.goals.0.target", {}), "phases[1].goals[0].target: A target needs a lowest or a highest"),
    (GOALS, put("phases.1.goals.0.target", None), "phases[1].goals[0].judged_by: A goal without a target says how"),
    (GOALS, put("phases.1.goals.0.kpi", None), "phases[1].goals[0].kpi: A goal with a target names the indicator"),
    (GOALS, put("phases.1.goals.0.compares", "change"), "phases[1].goals[0].unit: A change is given in percent."),
    (GOALS, put("phases.0.goals.0.target.high", 40), "phases[0].goals[0].target: A reported result is one figure"),
    (GOALS, put("phases.0.goals.2.basis", "result"), "phases[0].goals[2].target: A reported result needs its figure."),
]  # fmt: skip


@pytest.mark.parametrize(("document", "change", "said"), FAULTS, ids=[said[:60] for _d, _c, said in FAULTS])
def test_a_fault_is_named_at_its_place(document: tuple[str, str], change: Change, said: str) -> None:
    assert_named(shipped(*document), change, said)


def test_a_casebook_with_nothing_in_it_is_refused() -> None:
    data = shipped(*PILOTS) | {"pilots": [], "advice": []}

    with pytest.raises(rules.BadDocument, match="A casebook needs a case, a pilot or a piece of advice"):
        rules.parse(data)
