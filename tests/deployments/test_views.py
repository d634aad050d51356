"""Rollouts in the browser."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from deployments import services
from deployments.models import Rollout
from foundation.people.models import User
from tests.factories.deployments import (
    approved_case,
    criterion,
    gate_of,
    go_no_go,
    passed,
    rollout_at,
    show_all,
    started,
)
from tests.factories.usecases import a_case
from usecases import services as cases

pytestmark = pytest.mark.usefixtures("library")


ClientOf = Callable[[User], Client]


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


PAGES = ("", "timeline.json", "dates/", "stages/beta/cohort/", "roll-back/", "cancel/")
COMMANDS = ("open-gate/", "finish/", "checks/team_tested/", "checks/team_tested/withdraw/", "roll-back/", "cancel/")
GATE_COMMANDS = (
    "decide/", "cancel/", "criteria/team_named/answer/", "criteria/baseline_known/mitigate/",
    "criteria/approval_stands/override/", "criteria/approval_stands/confirm/",
)  # fmt: skip


def test_a_program_manager_plans_a_rollout_from_the_case(cast: SimpleNamespace, client_of: ClientOf) -> None:
    case, browser = approved_case(cast), client_of(cast.ada)
    page = text_of(browser.get(f"{case.get_absolute_url()}?tab=rollout"))
    assert f"/rollouts/new/?case={case.reference}" in page
    assert "Start its rollout" in page

    answer = browser.post(
        f"/rollouts/new/?case={case.reference}",
        {"case": case.reference, "plan": "staged-rollout", "start_on": "2026-11-02", "unit": "", "name": "First wave"},
    )

    rollout = Rollout.objects.get()
    assert answer["Location"] == rollout.get_absolute_url()
    page = text_of(browser.get(rollout.get_absolute_url()))
    assert "First wave" in page
    assert "2 Nov 2026 – 8 Nov 2026" in page
    assert "Decide at the gate: Start of the rollout, → Alpha" in page
    assert "Held by Eve Executive" in page


def test_only_cases_that_can_start_are_offered(cast: SimpleNamespace, client_of: ClientOf) -> None:
    case = approved_case(cast)
    other = a_case(cast.support, by=cast.ada, name="Only an idea")
    under_way = started(cast, case=approved_case(cast, name="Under way")).case

    page = text_of(client_of(cast.ada).get("/rollouts/new/"))

    assert case.reference in page
    assert other.reference not in page
    assert under_way.reference not in page


def test_an_impossible_start_keeps_what_was_typed(cast: SimpleNamespace, client_of: ClientOf) -> None:
    case = approved_case(cast)

    for day, sentence in (("20255-01-01", "Enter a date such as"), ("2100-12-30", "Enter a date between")):
        answer = client_of(cast.ada).post(
            "/rollouts/new/", {"case": case.reference, "plan": "staged-rollout", "start_on": day, "name": "My wave"}
        )
        assert answer.status_code == 422
        page = text_of(answer)
        assert sentence in page
        assert "My wave" in page
    assert not Rollout.objects.exists()


def test_whoever_may_not_start_is_told_why(cast: SimpleNamespace, client_of: ClientOf) -> None:
    for who in (cast.ben, cast.eve, cast.dov):
        answer = client_of(who).get("/rollouts/new/")

        assert answer.status_code == 403
        assert "It takes one of these roles" in text_of(answer)


def test_a_case_without_an_approval_says_why_it_cannot_start(cast: SimpleNamespace, client_of: ClientOf) -> None:
    case = a_case(cast.support, by=cast.ada)

    answer = client_of(cast.ada).get(f"/rollouts/new/?case={case.reference}")

    assert answer.status_code == 403
    assert "A rollout starts from an approval, and none stands" in text_of(answer)
    assert "A rollout starts from an approval" in text_of(
        client_of(cast.ada).get(f"{case.get_absolute_url()}?tab=rollout")
    )


def test_an_outsider_finds_nothing(cast: SimpleNamespace, client_of: ClientOf) -> None:
    rollout = started(cast)
    gate, browser = gate_of(rollout), client_of(cast.olga)

    for page in PAGES:
        assert browser.get(f"{rollout.get_absolute_url()}{page}").status_code == 404, page
    for command in COMMANDS:
        assert browser.post(f"{rollout.get_absolute_url()}{command}").status_code == 404, command
    assert browser.get(gate.get_absolute_url()).status_code == 404
    for command in GATE_COMMANDS:
        assert browser.post(f"{gate.get_absolute_url()}{command}").status_code == 404, command
    assert "Answer support mail" not in text_of(browser.get("/rollouts/"))
    assert browser.get(f"/rollouts/new/?case={rollout.case.reference}").status_code == 404


def test_the_list_shows_lanes_filters_and_exports(cast: SimpleNamespace, client_of: ClientOf) -> None:
    rollout = rollout_at(cast, "alpha")
    started(cast, case=approved_case(cast, name="Second case"))
    browser = client_of(cast.ada)

    page = text_of(browser.get("/rollouts/"))
    assert "2 rollouts" in page
    assert page.count('class="dp-card"') == 2
    narrowed = text_of(browser.get("/rollouts/?stage=alpha&state=running"))
    assert "1 rollout" in narrowed
    assert "Second case" not in narrowed
    assert "Second case" in text_of(browser.get("/rollouts/?stage=none"))
    assert "1 rollout" in text_of(browser.get(f"/rollouts/?case={rollout.case.reference}"))
    assert "Nothing fits" in text_of(browser.get("/rollouts/?case=UC-99999999999999999999"))
    assert "No row" in text_of(browser.get("/rollouts/?q=nothing+like+it"))
    exported = b"".join(browser.get("/rollouts/?export=csv")).decode()  # type: ignore[call-overload]
    assert "Second case" in exported


def test_the_list_costs_the_same_however_many(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    rollout_at(cast, "alpha", gate=True)
    for number in range(3):
        started(cast, case=approved_case(cast, name=f"Case {number}"))
    browser = client_of(cast.ada)

    with django_assert_max_num_queries(18):
        browser.get("/rollouts/")


def test_a_page_of_each_kind_costs_a_fixed_number_of_queries(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    gate = gate_of(rollout_at(cast, "alpha", gate=True))
    browser = client_of(cast.ada)

    with django_assert_max_num_queries(32):
        browser.get(gate.rollout.get_absolute_url())
    with django_assert_max_num_queries(42):
        browser.get(gate.get_absolute_url())


def test_an_empty_list_says_what_to_do_first(cast: SimpleNamespace, client_of: ClientOf) -> None:
    page = text_of(client_of(cast.ada).get("/rollouts/"))

    assert "No rollout yet" in page
    assert "/rollouts/new/" in page


def test_an_exit_check_is_confirmed_on_the_page(cast: SimpleNamespace, client_of: ClientOf) -> None:
    rollout = rollout_at(cast, "alpha")
    browser, url = client_of(cast.ben), rollout.get_absolute_url()
    assert "Show 4 exit checks of Alpha" in text_of(browser.get(url))

    empty = browser.post(f"{url}checks/team_tested/", {"note": ""})
    assert empty.status_code == 422
    long = browser.post(f"{url}checks/team_tested/", {"note": "y" * 4001})
    assert long.status_code == 422
    assert "y" * 4001 in long.content.decode()
    browser.post(f"{url}checks/team_tested/", {"note": "Five people, two days."})

    page = text_of(browser.get(url))
    assert "Five people, two days." in page
    assert "Show 3 exit checks of Alpha" in page
    browser.post(f"{url}checks/team_tested/withdraw/")
    assert "Show 4 exit checks of Alpha" in text_of(browser.get(url))


def test_a_check_of_no_stage_or_by_nobody_is_refused(cast: SimpleNamespace, client_of: ClientOf) -> None:
    rollout = started(cast)
    assert (
        client_of(cast.ada).post(f"{rollout.get_absolute_url()}checks/team_tested/", {"note": "x"}).status_code == 404
    )

    rollout = passed(cast, rollout)
    answer = client_of(cast.mia).post(f"{rollout.get_absolute_url()}checks/team_tested/", {"note": "My own words"})

    assert answer.status_code == 403
    assert "You may not confirm exit checks here" in text_of(answer)


def test_planned_days_are_changed_on_a_page_that_loses_nothing(cast: SimpleNamespace, client_of: ClientOf) -> None:
    rollout = started(cast)
    browser, url = client_of(cast.ada), f"{rollout.get_absolute_url()}dates/"
    days = {
        "start_alpha": "2026-11-02", "end_alpha": "2026-11-08", "start_beta": "2026-11-05", "end_beta": "2026-11-22",
        "start_pilot": "2026-11-23", "end_pilot": "2026-12-06", "start_production": "2026-12-07",
        "end_production": "2026-12-13",
    }  # fmt: skip

    answer = browser.post(url, days)

    assert answer.status_code == 422
    page = text_of(answer)
    assert "This stage starts before the one before it ends, on 8 Nov 2026." in page
    assert 'value="2026-11-05"' in page
    browser.post(url, days | {"start_beta": "2026-11-10"})
    assert str(rollout.runs.get(key="beta").planned_start) == "2026-11-10"
    assert client_of(cast.ben).get(url).status_code == 403


def test_a_cohort_outside_its_limits_asks_for_the_reason(cast: SimpleNamespace, client_of: ClientOf) -> None:
    rollout = started(cast)
    browser, url = client_of(cast.ada), f"{rollout.get_absolute_url()}stages/beta/cohort/"
    assert f'href="{url}"' in text_of(browser.get(rollout.get_absolute_url()))
    assert f'href="{url}"' not in text_of(client_of(cast.ben).get(rollout.get_absolute_url()))
    assert "The plan has 10 to 20 people." in text_of(browser.get(url))

    for size in ("0", "-3", "x", "1e3.5", "99999999999"):
        assert browser.post(url, {"size": size}).status_code == 422, size
    answer = browser.post(url, {"size": "45", "reason": ""})
    assert answer.status_code == 422
    assert "at most 20 people" in text_of(answer)
    assert 'value="45"' in text_of(answer)
    browser.post(url, {"size": "45", "reason": "One team more."})

    assert rollout.runs.get(key="beta").cohort_size == 45
    assert browser.get(f"{rollout.get_absolute_url()}stages/gamma/cohort/").status_code == 404


def test_a_rollout_is_opened_finished_and_rolled_back_on_its_page(cast: SimpleNamespace, client_of: ClientOf) -> None:
    rollout = passed(cast, go_no_go(cast).rollout)
    browser, url = client_of(cast.ada), rollout.get_absolute_url()

    browser.post(f"{url}finish/")
    assert Rollout.objects.get().state == "running"
    show_all(rollout, by=cast.ada)
    assert "Finish the rollout" in text_of(browser.get(url))
    browser.post(f"{url}finish/")
    assert Rollout.objects.get().state == "finished"
    answer = browser.post(f"{url}roll-back/", {"reason": "A recall.", "effect": ""})
    assert answer.status_code == 422
    assert "A recall." in text_of(answer)
    browser.post(f"{url}roll-back/", {"reason": "A recall.", "effect": "Nobody may use it."})

    page = text_of(browser.get(url))
    assert "Rolled back" in page
    assert "Nobody may use it." in page
    assert browser.get(f"{url}roll-back/").status_code == 403


def test_a_rollout_that_nobody_uses_is_cancelled(cast: SimpleNamespace, client_of: ClientOf) -> None:
    rollout = started(cast)
    browser, url = client_of(cast.ada), rollout.get_absolute_url()

    assert browser.post(f"{url}cancel/", {"reason": ""}).status_code == 422
    browser.post(f"{url}cancel/", {"reason": "Another supplier."})

    assert Rollout.objects.get().state == "cancelled"
    assert "Another supplier." in text_of(browser.get(url))


def test_the_case_page_says_what_is_next_and_shows_every_rollout(cast: SimpleNamespace, client_of: ClientOf) -> None:
    rollout = rollout_at(cast, "alpha", gate=True)
    started(cast, case=rollout.case, name="Second wave")

    page = text_of(client_of(cast.eve).get(f"{rollout.case.get_absolute_url()}?tab=rollout"))

    assert "Decide at the gate: Next stage, Alpha → Beta" in page
    assert "Second wave" in page
    assert "Cannot pass:" in page


def test_an_uncovered_case_is_submitted_again_before_its_gate_is_decided(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    rollout = rollout_at(cast, "alpha", gate=True)
    cases.edit_case(rollout.case, by=cast.ada, model_description="Another model.")

    page = text_of(client_of(cast.ada).get(rollout.case.get_absolute_url()))

    assert "The approval no longer covers it: submit the change" in page
    assert "Decide at the gate" not in page


def test_a_case_on_hold_shows_it_on_its_rollout(cast: SimpleNamespace, client_of: ClientOf) -> None:
    rollout = rollout_at(cast, "alpha")
    cases.hold(rollout.case, by=cast.ada, reason="Waiting for the supplier.")

    page = text_of(client_of(cast.ada).get(rollout.get_absolute_url()))

    assert "Use case on hold" in page


def test_names_that_look_like_markup_stay_text(cast: SimpleNamespace, client_of: ClientOf) -> None:
    rollout = started(cast, name="<script>alert(1)</script>")
    services.answer_criterion(
        criterion(gate_of(rollout), "team_named"), by=cast.ada, answer="met", note="<img src=x onerror=alert(1)>"
    )

    for url in ("/rollouts/", rollout.get_absolute_url(), gate_of(rollout).get_absolute_url()):
        page = client_of(cast.ada).get(url).content.decode()
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page


def test_the_timeline_is_a_chart_with_its_table(cast: SimpleNamespace, client_of: ClientOf) -> None:
    rollout = rollout_at(cast, "alpha")

    answer = client_of(cast.dov).get(f"{rollout.get_absolute_url()}timeline.json").json()

    assert [row[0] for row in answer["table"]["rows"]] == ["Alpha", "Beta", "Pilot", "Production"]


def test_the_list_is_narrowed_to_a_unit_and_all_below_it(cast: SimpleNamespace, client_of: ClientOf) -> None:
    started(cast, case=approved_case(cast, name="Hotline"))
    started(cast, case=approved_case(cast, name="Offers"), unit=cast.sales)
    browser = client_of(cast.ada)

    def found(unit: str) -> set[str]:
        page = text_of(browser.get(f"/rollouts/?unit={unit}"))
        return {name for name in ("Hotline", "Offers") if name in page}

    assert found(str(cast.support.uid)) == {"Hotline"}
    assert found(str(cast.org.uid)) == {"Hotline", "Offers"}
    assert "Support" in text_of(browser.get(f"/rollouts/?unit={cast.support.uid}"))
