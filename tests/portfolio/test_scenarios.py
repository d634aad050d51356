"""Scenarios: planned, solved, adopted, replaced and withdrawn; who may; what teams are told."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from foundation.audit.models import Entry
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.money import Money
from foundation.notifications.models import Notice
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from portfolio import services
from portfolio.models import Adoption, Outcome, Scenario
from portfolio.queries import candidates
from portfolio.rules.problem import Kind
from portfolio.rules.scenario import Content, Measure, Row, Rule, Skill, Small
from portfolio.wording import Words, conflict_sentence, headline
from portfolio.workflow import State
from tests.factories.business_cases import benefit, cost, points
from tests.factories.business_cases import content as business_content
from tests.factories.scenarios import MILLION, a_scenario, row, solved, some_cases
from tests.factories.usecases import a_case, a_scored_case
from usecases import services as usecases
from usecases.models import UseCase

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(support: Unit, ben: User) -> list[UseCase]:
    return some_cases(support, owner=ben)


@pytest.fixture
def plan(cases: list[UseCase], org: Unit, ada: User) -> Scenario:
    """2M for three cases of 1M each: the least valuable is left out."""
    rows = [row(case, value, MILLION) for case, value in zip(cases, (9, 7, 5), strict=True)]
    return solved(a_scenario(org, rows, by=ada), by=ada)


def outcome(scenario: Scenario, case: UseCase) -> Outcome:
    assert scenario.solution is not None
    return scenario.solution.outcomes.get(case=case)


def test_a_solved_scenario_says_what_is_funded_and_why_the_rest_is_not(plan: Scenario, cases: list[UseCase]) -> None:
    assert plan.solution is not None
    words = Words(plan, plan.solution.given)

    assert plan.state == State.SOLVED
    assert headline(plan.solution, words) == "2 of 3 are funded with $2M of $2M"
    assert outcome(plan, cases[0]).text == f"{cases[0].reference} Alpha is funded for 2027."
    left = outcome(plan, cases[2]).text
    assert f"{cases[2].reference} Gamma is not among what Acme funds for 2027." in left
    assert "Would need $1M more in 2027." in left
    assert "Worth less per dollar than what is chosen." in left
    assert "Enters when worth 2 more." in left


def test_the_worker_solves_and_a_second_run_changes_nothing(
    plan: Scenario, ada: User, run_jobs: Callable[[], int]
) -> None:
    asked = services.solve_scenario(plan, by=ada, seed=5)
    run_jobs()
    asked.refresh_from_db()
    finished = asked.finished_at

    services.run_solution(str(asked.uid))
    asked.refresh_from_db()

    assert asked.job is not None
    assert (asked.funded, asked.finished_at) == (2, finished)
    assert asked.outcomes.count() == 3


def test_limits_that_conflict_are_named_with_what_they_take(cases: list[UseCase], org: Unit) -> None:
    rows = [row(case, 1, 2 * MILLION) for case in cases]
    musts = [Rule(kind=Kind.MUST, first=case.reference) for case in cases[:2]]

    plan = solved(a_scenario(org, rows, 3 * MILLION, rules=musts))

    assert plan.state == State.IMPOSSIBLE
    assert plan.solution is not None
    said = conflict_sentence(plan.solution.found, Words(plan, plan.solution.given))
    assert said == (
        f"These cannot all hold: the budget of 2027 is $3M, and the others take $4M; "
        f"{cases[0].reference} Alpha must be funded ($2M in 2027); "
        f"{cases[1].reference} Beta must be funded ($2M in 2027)."
    )
    with pytest.raises(Conflict, match="Nothing is chosen"):
        services.adopt_scenario(plan, by=COMMAND_LINE, reason="Try")


def test_a_rule_about_a_candidate_without_a_cost_says_that_it_has_none(cases: list[UseCase], org: Unit) -> None:
    rows = [row(cases[0], 1, MILLION), row(cases[1], 1)]
    plan = a_scenario(org, rows, rules=[Rule(kind=Kind.MUST, first=cases[1].reference)])

    with pytest.raises(Invalid) as refusal:
        services.solve_scenario(plan, by=COMMAND_LINE)

    assert refusal.value.field == "limits"
    assert str(refusal.value) == (
        f"{cases[1].reference} Beta is in a rule and cannot take part. "
        "No cost is known: it has neither a business case nor a budget."
    )


def test_a_circle_of_prerequisites_is_refused_with_its_names(cases: list[UseCase], org: Unit) -> None:
    one, other = cases[0].reference, cases[1].reference
    rules = [Rule(kind=Kind.NEEDS, first=one, second=other), Rule(kind=Kind.NEEDS, first=other, second=one)]
    plan = a_scenario(org, [row(case, 1, 1) for case in cases], rules=rules)

    with pytest.raises(Invalid, match=f"{one} Alpha → {other} Beta → {one} Alpha"):
        services.solve_scenario(plan, by=COMMAND_LINE)


def test_prerequisites_of_the_register_hold_in_every_scenario(cases: list[UseCase], org: Unit, ada: User) -> None:
    usecases.link_cases(cases[0], cases[2], kind="needs", by=ada)

    plan = solved(a_scenario(org, [row(case, value, MILLION) for case, value in zip(cases, (9, 7, 1), strict=True)]))

    assert plan.solution is not None
    assert set(plan.solution.found.levels) == {cases[0].reference, cases[2].reference}


def test_values_and_costs_come_from_the_register(support: Unit, org: Unit, library: None, fin: User, ada: User) -> None:
    from roi import services as roi

    scored = a_scored_case(support, budget=Money(MILLION, "USD"))
    unscored = a_case(support, name="No score", budget=Money(MILLION, "USD"))
    broke = a_scored_case(support, name="No cost")
    foreign = a_scored_case(support, name="Foreign", budget=Money(MILLION, "EUR"))
    planned = a_scored_case(support, name="Planned")
    roi.draft(
        planned, by=ada, content=business_content(cost(points(5_000_000)), benefit(points(1_000_000)), start="2027-01")
    )
    plan = a_scenario(org, [], measure=Measure.SCORE, content=Content(budgets=(None,), mode="filter"))

    found = candidates.derive(plan)

    by_key = found.problem.by_key
    assert by_key[scored.reference].levels[0].costs == (MILLION,)
    assert by_key[scored.reference].levels[0].value == scored.current_score
    assert by_key[planned.reference].levels[0].costs == (5 * MILLION,)
    assert found.aside == {
        unscored.reference: candidates.NO_SCORE,
        broke.reference: candidates.NO_COST,
        foreign.reference: candidates.NO_RATE,
    }


def test_money_in_another_currency_is_converted_at_the_newest_rate(
    support: Unit, org: Unit, library: None, fin: User
) -> None:
    from datetime import date

    from roi import services as roi

    roi.add_rate(currency="EUR", on=date(2026, 1, 1), rate="1.1", by=fin)
    case = a_scored_case(support, budget=Money(MILLION, "EUR"))
    plan = a_scenario(org, [], measure=Measure.SCORE, content=Content(budgets=(None,), mode="filter"))

    assert candidates.derive(plan).problem.by_key[case.reference].levels[0].costs == (110_000_000,)


def test_people_and_smaller_scopes_take_part(cases: list[UseCase], org: Unit) -> None:
    small = Small(value=Decimal(6), costs=(MILLION,), people=(Decimal("0.5"),))
    rows = (
        row(cases[0], 9, MILLION, people=(Decimal(3),), small=small),
        row(cases[1], 7, MILLION, people=(Decimal(1),)),
    )
    says = Content(budgets=(None,), skills=(Skill(name="engineers", people=Decimal("1.5")),), rows=rows)

    plan = solved(a_scenario(org, [], content=says))

    assert plan.solution is not None
    assert plan.solution.found.levels == {cases[0].reference: 1, cases[1].reference: 0}
    assert "at its smaller scope" in outcome(plan, cases[0]).text


def test_adopting_funds_cases_and_tells_owner_and_sponsor(
    plan: Scenario, cases: list[UseCase], eve: User, ben: User
) -> None:
    services.write_message(outcome(plan, cases[2]), by=eve, text="Not this year; thank you for the pilot.")

    adoption = services.adopt_scenario(plan, by=eve, reason="Best use of the budget")

    for case in cases:
        case.refresh_from_db()
    plan.refresh_from_db()
    assert [case.funded_for for case in cases] == ["2027", "2027", ""]
    assert (plan.state, adoption.is_standing) == (State.ADOPTED, True)
    told = {notice.kind: notice.text for notice in Notice.objects.filter(person=ben)}
    assert told["portfolio.case.left_out"] == "Not this year; thank you for the pilot."
    assert Notice.objects.filter(person=ben).count() == 3
    assert outcome(plan, cases[2]).sent_at is not None
    assert Entry.objects.filter(action="portfolio.scenario.adopted").count() == 1


def test_a_second_adoption_of_the_same_scenario_has_no_effect(plan: Scenario, eve: User, ada: User) -> None:
    services.adopt_scenario(plan, by=eve, reason="First")

    with pytest.raises(Conflict, match="already adopted"):
        services.adopt_scenario(plan, by=ada, reason="Second")

    assert Adoption.objects.count() == 1


def test_another_scenario_of_the_same_years_replaces_the_first(
    plan: Scenario, cases: list[UseCase], org: Unit, eve: User, ben: User
) -> None:
    services.adopt_scenario(plan, by=eve, reason="First")
    other = solved(a_scenario(org, [row(cases[2], 5, MILLION)], name="Other"))

    services.adopt_scenario(other, by=eve, reason="We changed our mind")

    for case in cases:
        case.refresh_from_db()
    plan.refresh_from_db()
    assert [case.funded_for for case in cases] == ["", "", "2027"]
    assert plan.state == State.REPLACED
    assert Adoption.objects.standing().get().scenario == other
    assert Adoption.objects.get(scenario=plan).replaced_by == Adoption.objects.get(scenario=other)
    assert Notice.objects.filter(person=ben, kind="portfolio.case.funding_ended").count() == 2


def test_scenarios_of_other_years_stand_beside_each_other(
    plan: Scenario, cases: list[UseCase], org: Unit, eve: User
) -> None:
    services.adopt_scenario(plan, by=eve, reason="First")
    later = solved(a_scenario(org, [row(cases[0], 5, MILLION)], name="Later", first_year=2028))

    services.adopt_scenario(later, by=eve, reason="Next")

    cases[0].refresh_from_db()
    assert cases[0].funded_for == "2027, 2028"


def test_withdrawing_takes_the_funding_away_and_needs_a_reason(
    plan: Scenario, cases: list[UseCase], eve: User, ben: User
) -> None:
    adoption = services.adopt_scenario(plan, by=eve, reason="First")
    with pytest.raises(Invalid):
        services.withdraw_adoption(adoption, by=eve, reason=" ")

    services.withdraw_adoption(adoption, by=eve, reason="The budget was cut")

    cases[0].refresh_from_db()
    plan.refresh_from_db()
    assert (cases[0].funded_for, plan.state) == ("", State.WITHDRAWN)
    assert "The budget was cut" in Notice.objects.get(person=ben, subject_uid=cases[0].uid, settled_at=None).text
    with pytest.raises(Conflict, match="already ended"):
        services.withdraw_adoption(adoption, by=eve, reason="Again")


def test_what_changed_since_must_be_solved_again(plan: Scenario, cases: list[UseCase], ada: User, eve: User) -> None:
    usecases.close(cases[0], by=ada, to="killed", reason="No data")

    with pytest.raises(Conflict, match="has changed since"):
        services.adopt_scenario(plan, by=eve, reason="Go")


def test_a_changed_scenario_must_be_solved_again(plan: Scenario, ada: User, eve: User) -> None:
    services.revise_scenario(plan, by=ada, note="Other words")

    with pytest.raises(Conflict, match="changed after it was solved"):
        services.adopt_scenario(plan, by=eve, reason="Go")


def test_the_answer_that_was_looked_at_is_the_one_adopted(plan: Scenario, ada: User, eve: User) -> None:
    seen = str(plan.solution.uid) if plan.solution else ""
    solved(plan, by=ada)

    with pytest.raises(Conflict, match="solved again meanwhile"):
        services.adopt_scenario(plan, by=eve, reason="Go", solution=seen)


def test_nobody_adopts_alone_what_they_wrote_alone_and_own(org: Unit, support: Unit, eve: User, ada: User) -> None:
    own = a_case(support, name="Mine", owner=eve)
    plan = solved(a_scenario(org, [row(own, 5, MILLION)], by=eve), by=eve)

    with pytest.raises(Denied, match="is yours"):
        services.adopt_scenario(plan, by=eve, reason="Go")
    services.adopt_scenario(plan, by=ada, reason="Go")


@pytest.mark.parametrize("who", ["ben", "mia", "dov", "bi", "olga", "root_admin", "fin"])
def test_only_executives_and_program_managers_adopt(plan: Scenario, cast: Any, who: str) -> None:
    with pytest.raises(Denied):
        services.adopt_scenario(plan, by=getattr(cast, who), reason="Go")


@pytest.mark.parametrize("who", ["ben", "mia", "dov", "bi", "olga", "root_admin"])
def test_only_planners_plan(org: Unit, cast: Any, who: str) -> None:
    with pytest.raises(Denied):
        a_scenario(org, [], by=getattr(cast, who))


def test_an_edit_over_somebody_elses_is_refused(plan: Scenario, ada: User, fin: User) -> None:
    services.revise_scenario(plan, by=fin, version=1, name="By finance")

    with pytest.raises(Conflict, match="Somebody else"):
        services.revise_scenario(plan, by=ada, version=1, name="By Ada")


def test_an_adopted_scenario_is_kept_and_can_be_copied(plan: Scenario, ada: User, eve: User) -> None:
    services.adopt_scenario(plan, by=eve, reason="Go")

    with pytest.raises(Conflict, match="kept as it was"):
        services.revise_scenario(plan, by=ada, name="Other")
    copy = services.copy_scenario(plan, by=ada)

    assert (copy.name, copy.state, copy.says) == ("Copy of Plan 2027", State.DRAFT, plan.says)
    with pytest.raises(Conflict, match="withdraw it first"):
        services.archive_scenario(plan, by=ada)


def test_a_message_that_was_sent_is_kept(plan: Scenario, cases: list[UseCase], eve: User) -> None:
    services.adopt_scenario(plan, by=eve, reason="Go")

    with pytest.raises(Conflict, match="was sent"):
        services.write_message(outcome(plan, cases[2]), by=eve, text="Too late")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"first_year": 0}, "first_year"),
        ({"years": 4}, "years"),
        ({"measure": "luck"}, "measure"),
        ({"content": Content(budgets=())}, "budgets"),
        ({"content": Content(budgets=(-1,))}, "budgets"),
        ({"content": Content(budgets=(1,), rows=(Row(case="UC-0001", costs=(-5,)),))}, "candidates"),
        ({"content": Content(budgets=(1,), rows=(Row(case="UC-0001"),) * 2)}, "candidates"),
        ({"content": Content(budgets=(1,), rows=(Row(case="nonsense"),))}, "candidates"),
        ({"content": Content(budgets=(1,), rules=(Rule(kind=Kind.NEEDS, first="UC-0001"),))}, "limits"),
        ({"content": Content(budgets=(1,), skills=(Skill(name="", people=Decimal(1)),))}, "skills"),
        ({"content": Content(budgets=(1,), skills=(Skill(name="a", people=Decimal("NaN")),))}, "skills"),
    ],
)
def test_bad_input_is_refused_at_its_field(plan: Scenario, ada: User, change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        services.revise_scenario(plan, by=ada, **change)

    assert caught.value.field == field
