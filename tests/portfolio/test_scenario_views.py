"""The pages of scenarios: planned and solved without script, adopted, compared, exported; what refusals say."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from foundation.kernel.money import Money
from foundation.notifications.models import Notice
from foundation.people.models import Unit, User
from portfolio import services
from portfolio.models import Scenario
from portfolio.rules.problem import Kind
from portfolio.rules.scenario import Rule
from portfolio.workflow import State
from tests.factories.scenarios import MILLION, a_scenario, row, solved, some_cases
from usecases.models import UseCase

pytestmark = pytest.mark.django_db
LIST = "/portfolio/scenarios/"
Browser = Callable[[User], Client]


@pytest.fixture
def cases(support: Unit, ben: User) -> list[UseCase]:
    return some_cases(support, owner=ben, budget=Money(MILLION, "USD"))


@pytest.fixture
def plan(cases: list[UseCase], org: Unit, ada: User) -> Scenario:
    rows = [row(case, value, MILLION) for case, value in zip(cases, (9, 7, 5), strict=True)]
    return solved(a_scenario(org, rows, by=ada), by=ada)


def page_of(scenario: Scenario, part: str = "") -> str:
    return f"{LIST}{scenario.uid}/{part}"


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:3000]
    return str(answer.content.decode())


def typed(scenario: Scenario, **changes: str) -> dict[str, str]:
    """What the form of a scenario sends when nothing is changed, and then the changes."""
    from portfolio.forms.scenarios import ScenarioForms

    page = ScenarioForms(scenario)
    sent: dict[str, str] = {}
    for form in [page.terms, *(f for rows in page.rows.values() for f in [rows.management_form, *rows.forms])]:
        for field in form:
            value = field.value()
            sent[field.html_name] = "" if value is None or value is False else str(value)
    return {name: value for name, value in sent.items() if not name.endswith("DELETE")} | changes


def test_a_scenario_is_begun_from_the_register_and_solved_by_the_worker(
    client_of: Browser, ada: User, org: Unit, cases: list[UseCase], run_jobs: Callable[[], int]
) -> None:
    browser = client_of(ada)
    begun = browser.post(
        f"{LIST}new/",
        {"unit": org.uid, "name": "Next year", "first_year": "2027", "years": "1", "measure": "own", "stages": "idea"},
    )
    scenario = Scenario.objects.get()
    assert begun["Location"] == page_of(scenario, "edit/")
    assert [line.case for line in scenario.says.rows] == [case.reference for case in cases]

    sent = typed(scenario, budget_0="2,000,000", solve="1") | {
        "candidates-0-value": "9",
        "candidates-1-value": "7",
        "candidates-2-value": "5",
        "rules-0-first": f"{cases[0].reference} Alpha",
        "rules-0-kind": "excludes",
        "rules-0-second": cases[1].reference,
    }
    saved = browser.post(page_of(scenario, "edit/"), sent)
    assert saved.status_code == 302, saved.content.decode()[:2000]
    run_jobs()

    shown = text(browser.get(page_of(scenario)))
    assert "2 of 3 are funded with $2M of $2M" in shown
    assert f"Excluded by {cases[0].reference} Alpha, which is chosen." in shown


def test_a_mistake_is_said_at_its_field_and_nothing_typed_is_lost(
    client_of: Browser, ada: User, plan: Scenario
) -> None:
    sent = typed(plan, budget_0="lots", **{"candidates-0-value": "9e999", "rules-0-kind": "must", "name": "Kept name"})

    shown = text(client_of(ada).post(page_of(plan, "edit/"), sent), 422)

    assert 'value="lots"' in shown
    assert "Kept name" in shown
    assert "Name a use case or a category." in shown


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"candidates-0-cost_0": "-5"}, "negative cost"),
        ({"candidates-1-case": "UC-0001"}, "UC-0001 stands in the list twice"),
        ({"candidates-0-case": "Alpha"}, "Enter the reference of a use case"),
        ({"rules-0-kind": "needs", "rules-0-first": "UC-0001"}, "Name the other use case."),
        ({"budget_0": "-1"}, "Enter a number from 0 on."),
        ({"skills-0-name": "Engineers"}, "Enter a number."),
        ({"small-0-case": "UC-0999", "small-0-value": "1"}, "not among the candidates"),
        ({"first_year": "20270"}, "2100"),
        ({"name": "x\x00y"}, "Null characters"),
    ],
)
def test_bad_input_is_refused(
    client_of: Browser, ada: User, plan: Scenario, cases: list[UseCase], changes: dict[str, str], said: str
) -> None:
    changes = {name: value.replace("UC-0001", cases[0].reference) for name, value in changes.items()}

    shown = text(client_of(ada).post(page_of(plan, "edit/"), typed(plan) | changes), 422)

    assert said.replace("UC-0001", cases[0].reference) in shown


def test_a_circle_found_while_solving_is_named_and_saves_nothing(
    client_of: Browser, ada: User, plan: Scenario, cases: list[UseCase]
) -> None:
    one, other = cases[0].reference, cases[1].reference
    sent = typed(plan, solve="1") | {
        "rules-0-first": one, "rules-0-kind": "needs", "rules-0-second": other,
        "rules-1-first": other, "rules-1-kind": "needs", "rules-1-second": one,
    }  # fmt: skip

    shown = text(client_of(ada).post(page_of(plan, "edit/"), sent), 422)

    assert f"{one} Alpha → {other} Beta → {one} Alpha" in shown
    plan.refresh_from_db()
    assert plan.version == 1


def test_rows_are_added_and_removed_without_script(client_of: Browser, ada: User, plan: Scenario) -> None:
    browser = client_of(ada)

    longer = text(browser.post(page_of(plan, "edit/"), typed(plan, more="rules", name="Typed")))
    browser.post(page_of(plan, "edit/"), typed(plan) | {"candidates-2-DELETE": "on"})

    assert "rules-4-kind" in longer
    assert "Typed" in longer
    plan.refresh_from_db()
    assert len(plan.says.rows) == 2


def test_columns_of_people_follow_their_kinds(
    client_of: Browser, ada: User, plan: Scenario, cases: list[UseCase]
) -> None:
    browser = client_of(ada)
    browser.post(page_of(plan, "edit/"), typed(plan) | {"skills-0-name": "Engineers", "skills-0-people": "2"})
    plan.refresh_from_db()
    browser.post(page_of(plan, "edit/"), typed(plan) | {"candidates-0-people_0": "1.5"})
    plan.refresh_from_db()

    assert [str(line.people[0]) for line in plan.says.rows] == ["1.5", "0", "0"]
    browser.post(page_of(plan, "edit/"), typed(plan) | {"skills-0-DELETE": "on"})
    plan.refresh_from_db()
    assert (plan.says.skills, plan.says.rows[0].people) == ((), ())


def test_an_edit_over_somebody_elses_says_so_and_keeps_what_was_typed(
    client_of: Browser, ada: User, fin: User, plan: Scenario
) -> None:
    sent = typed(plan, name="Mine")
    services.revise_scenario(plan, by=fin, note="Theirs")

    shown = text(client_of(ada).post(page_of(plan, "edit/"), sent), 409)

    assert "Somebody else changed this scenario meanwhile" in shown
    assert "Mine" in shown


def test_limits_that_conflict_are_listed(client_of: Browser, ada: User, cases: list[UseCase], org: Unit) -> None:
    musts = [Rule(kind=Kind.MUST, first=case.reference) for case in cases]
    plan = solved(a_scenario(org, [row(case, 1, MILLION) for case in cases], rules=musts))

    shown = text(client_of(ada).get(page_of(plan)))

    assert "No choice keeps to all limits" in shown
    assert f"{cases[2].reference} Gamma must be funded ($1M in 2027)" in shown


def test_adopting_shows_the_messages_and_each_can_be_written(
    client_of: Browser, eve: User, plan: Scenario, cases: list[UseCase]
) -> None:
    browser = client_of(eve)
    assert plan.solution is not None
    left = plan.solution.outcomes.get(case=cases[2])

    assert "is not among what Acme funds" in text(browser.get(page_of(plan, "adopt/")))
    browser.post(page_of(plan, f"messages/{left.uid}/"), {"text": "Thank you; next year."})
    answer = browser.post(page_of(plan, "adopt/"), {"reason": "Best value", "solution": str(plan.solution.uid)})

    assert answer.status_code == 302
    plan.refresh_from_db()
    assert plan.state == State.ADOPTED
    tab = text(browser.get(f"{cases[2].get_absolute_url()}?tab=funding"))
    assert "Thank you; next year." in tab
    assert "Funded for 2027" in text(browser.get(cases[0].get_absolute_url()))


def test_adopting_over_an_earlier_funding_names_who_loses_it_and_drafts_their_messages(
    client_of: Browser, eve: User, ben: User, plan: Scenario, cases: list[UseCase], org: Unit
) -> None:
    services.adopt_scenario(plan, by=eve, reason="First")
    rows = [row(cases[0], 1, MILLION), row(cases[2], 9, MILLION)]
    other = solved(a_scenario(org, rows, MILLION, name="Other"))

    page = text(client_of(eve).get(page_of(other, "adopt/")))
    assert "2 use cases lose their funding:" in page
    assert f"The funding for 2027 ends: {cases[0].reference}" in page
    assert f"{cases[1]} is no longer funded for 2027" in page
    services.adopt_scenario(other, by=eve, reason="We changed our mind")

    told = {notice.subject_uid: notice.text for notice in Notice.objects.filter(person=ben).order_by("id")}
    assert told[cases[0].uid].startswith("The funding for 2027 ends: ")
    assert told[cases[1].uid].endswith("is no longer funded for 2027: We changed our mind")


def test_adopting_shows_tier_and_approval_of_what_is_funded(
    client_of: Browser, eve: User, plan: Scenario, cases: list[UseCase]
) -> None:
    UseCase.objects.filter(pk=cases[0].pk).update(tier="high", approval_standing="standing")
    UseCase.objects.filter(pk=cases[1].pk).update(review_state="open")

    page = text(client_of(eve).get(page_of(plan, "adopt/")))

    assert "1 of 2 use cases to be funded are not approved." in page
    assert "Risk tier: High" in page
    assert "Approval stands" in page
    assert "In review" in page


def test_adopting_without_a_reason_is_refused_at_its_field(client_of: Browser, eve: User, plan: Scenario) -> None:
    text(client_of(eve).post(page_of(plan, "adopt/"), {"reason": ""}), 422)

    plan.refresh_from_db()
    assert plan.state == State.SOLVED


def test_withdrawing_asks_for_a_reason(client_of: Browser, eve: User, plan: Scenario) -> None:
    services.adopt_scenario(plan, by=eve, reason="Go")
    browser = client_of(eve)

    text(browser.post(page_of(plan, "withdraw/"), {"reason": " "}), 422)
    assert browser.post(page_of(plan, "withdraw/"), {"reason": "Budget cut"}).status_code == 302

    plan.refresh_from_db()
    assert plan.state == State.WITHDRAWN


def test_scenarios_stand_side_by_side(client_of: Browser, ada: User, plan: Scenario, org: Unit, cases: Any) -> None:
    rich = solved(a_scenario(org, [row(case, 5, MILLION) for case in cases], 3 * MILLION, name="Rich"))

    shown = text(client_of(ada).get(f"{LIST}compare/", {"with": [str(plan.uid), str(rich.uid)]}))

    assert "The scenarios differ in 1 use case" in shown
    assert "$3M of $3M" in shown


def test_the_file_has_every_candidate_with_its_reason(client_of: Browser, ada: User, plan: Scenario) -> None:
    answer = client_of(ada).get(page_of(plan, "export/xlsx/"))
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert sheet is not None
    rows = list(sheet.values)

    assert [line[3] for line in rows[1:]] == ["Funded", "Funded", "Left out"]
    assert "Would need $1M more in 2027." in str(rows[3][6])


def test_the_chart_says_what_more_budget_buys(client_of: Browser, ada: User, plan: Scenario) -> None:
    chart = client_of(ada).get(page_of(plan, "chart/")).json()

    assert chart["title"] == "$200K more budget would buy nothing more"
    assert len(chart["table"]["rows"]) == 16


@pytest.mark.parametrize("part", ["", "edit/", "adopt/", "withdraw/", "chart/", "export/csv/"])
def test_an_outsider_finds_nothing(client_of: Browser, olga: User, plan: Scenario, part: str) -> None:
    assert client_of(olga).get(page_of(plan, part)).status_code == 404
    assert client_of(olga).get(f"{LIST}compare/", {"with": str(plan.uid)}).status_code == 404


@pytest.mark.parametrize("part", ["edit/", "adopt/"])
def test_an_auditor_reads_and_changes_nothing(client_of: Browser, dov: User, plan: Scenario, part: str) -> None:
    assert "You may not adopt scenarios here." in text(client_of(dov).get(page_of(plan)))

    assert client_of(dov).get(page_of(plan, part)).status_code == 403


@pytest.mark.parametrize("query", ["?page=-1", "?state=nope", "?year=x", "?sort=-nope", "?unit=no-uuid"])
def test_addresses_that_mean_nothing_are_no_errors(client_of: Browser, ada: User, plan: Scenario, query: str) -> None:
    assert client_of(ada).get(LIST + query).status_code == 200


def test_wrong_addresses_of_the_comparison_find_nothing(client_of: Browser, ada: User) -> None:
    assert client_of(ada).get(f"{LIST}compare/?with=nonsense").status_code == 404
    assert client_of(ada).get(f"{LIST}compare/").status_code == 404


def test_the_list_asks_as_much_for_many_as_for_one(
    client_of: Browser, ada: User, plan: Scenario, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(6):
        services.copy_scenario(plan, by=ada)

    browser = client_of(ada)

    with django_assert_max_num_queries(8):
        shown = text(browser.get(LIST))

    assert "7 scenarios" in shown


def test_the_page_asks_a_constant_number_of_questions(
    client_of: Browser, ada: User, plan: Scenario, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = client_of(ada)

    with django_assert_max_num_queries(24):
        text(browser.get(page_of(plan)))
