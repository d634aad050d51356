"""Gates in the browser."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from deployments import queries, services
from deployments.models import Gate
from foundation.people.models import User
from roi.workflow import Basis
from tests.conftest import person
from tests.factories.deployments import (
    answer_all,
    gate_of,
    go_no_go,
    ready,
    rollout_at,
    show_all,
    started,
)
from tests.factories.roi import invested
from usecases.models import UseCase

pytestmark = pytest.mark.usefixtures("library")


ClientOf = Callable[[User], Client]


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_gate_says_on_top_why_it_cannot_pass(cast: SimpleNamespace, client_of: ClientOf) -> None:
    gate = go_no_go(cast)
    answer_all(gate, by=cast.ada)

    answer = client_of(cast.eve).get(gate.get_absolute_url())

    page = text_of(answer)
    assert "<h1" in page
    assert "Cannot pass: ROI from the plan is undefined, a positive one is needed." in page
    assert "Approved in round 1; it stands until" in page
    assert 'name="verdict" value="pass"' not in page
    assert 'name="verdict" value="hold"' in page


def test_the_gate_is_answered_decided_and_read_afterwards(cast: SimpleNamespace, client_of: ClientOf) -> None:
    gate = gate_of(started(cast))
    ada, eve, url = client_of(cast.ada), client_of(cast.eve), gate.get_absolute_url()

    for key in ("team_named", "stop_rule_agreed"):
        answer = ada.post(f"{url}criteria/{key}/answer/", {"answer": "met", "note": f"Note on {key}", "link": ""})
        assert answer["Location"] == f"{url}#{key}"
    refused = eve.post(f"{url}decide/", {"verdict": "pass", "reason": "My comment"})
    assert refused.status_code == 409
    assert "has no mitigation plan" in text_of(refused)
    assert "My comment" in text_of(refused)
    ada.post(
        f"{url}criteria/baseline_known/mitigate/",
        {"text": "Measure for two weeks.", "owner": str(cast.ben.uid), "due": str(queries.today() + timedelta(9))},
    )
    answer = eve.post(f"{url}decide/", {"verdict": "pass", "reason": "Go."})

    assert answer["Location"] == gate.rollout.get_absolute_url()
    page = text_of(eve.get(url))
    assert "Passed on" in page
    assert "Note on team_named" in page
    assert "Measure for two weeks." in page
    assert "Evidence has changed" not in page
    assert UseCase.objects.get().stage == "alpha"
    again = client_of(person("exec", "Another Executive", ("executive", cast.org))).post(
        f"{url}decide/", {"verdict": "pass", "reason": "I was second"}
    )
    assert again.status_code == 409
    assert "I was second" in text_of(again)
    assert "This gate is already decided: Passed." in text_of(again)


def test_who_may_not_decide_reads_why_and_is_refused(cast: SimpleNamespace, client_of: ClientOf) -> None:
    gate = ready(cast, started(cast))

    for who, sentence in (
        (cast.ada, "You registered this use case, so somebody else decides on it."),
        (cast.ben, "You may not decide at this gate here"),
        (cast.dov, "You may not decide at this gate here"),
    ):
        browser = client_of(who)
        assert sentence in text_of(browser.get(gate.get_absolute_url()))
        answer = browser.post(f"{gate.get_absolute_url()}decide/", {"verdict": "pass"})
        assert answer.status_code == 403
        assert sentence in text_of(answer)

    assert Gate.objects.get().state == "open"


def test_a_no_go_without_a_reason_is_refused_at_its_field(cast: SimpleNamespace, client_of: ClientOf) -> None:
    gate = gate_of(started(cast))
    browser, url = client_of(cast.eve), f"{gate.get_absolute_url()}decide/"

    answer = browser.post(url, {"verdict": "hold", "reason": ""})
    assert answer.status_code == 422
    assert "Say why it does not pass." in text_of(answer)
    assert browser.post(url, {"verdict": "perhaps", "reason": "x"}).status_code == 422
    assert browser.post(url, {}).status_code == 422
    browser.post(url, {"verdict": "hold", "reason": "Two faults are open."})

    assert "No-go on" in text_of(browser.get(gate.get_absolute_url()))
    assert "Two faults are open." in text_of(browser.get(gate.rollout.get_absolute_url()))


def test_an_answer_that_is_refused_keeps_what_was_typed(cast: SimpleNamespace, client_of: ClientOf) -> None:
    gate = gate_of(started(cast))
    browser, url = client_of(cast.ada), gate.get_absolute_url()

    answer = browser.post(
        f"{url}criteria/team_named/answer/", {"answer": "met", "note": "All named", "link": "javascript:alert(1)"}
    )

    page = text_of(answer)
    assert answer.status_code == 422
    assert "Enter a web address" in page
    assert "All named" in page
    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page
    assert browser.post(f"{url}criteria/team_named/answer/", {"note": "x"}).status_code == 422
    assert browser.post(f"{url}criteria/approval_stands/answer/", {"answer": "met", "note": "x"}).status_code == 409
    assert browser.post(f"{url}criteria/no_such/answer/", {"answer": "met", "note": "x"}).status_code == 404
    mitigation = browser.post(
        f"{url}criteria/baseline_known/mitigate/", {"text": "Do it", "owner": str(cast.olga.uid), "due": "2020-01-01"}
    )
    assert mitigation.status_code == 422
    assert "Do it" in text_of(mitigation)


def test_an_override_goes_through_two_browsers(cast: SimpleNamespace, client_of: ClientOf) -> None:
    pat = person("pat", "Pat Program", ("pm", cast.org))
    gate = go_no_go(cast)
    answer_all(gate, by=cast.ada)
    url = f"{gate.get_absolute_url()}criteria/positive_roi/"

    assert client_of(pat).post(f"{url}override/", {"reason": ""}).status_code == 422
    client_of(pat).post(f"{url}override/", {"reason": "The regulator asks for it."})
    page = text_of(client_of(pat).get(gate.get_absolute_url()))
    assert "You asked for this override, so a second person confirms it." in page
    client_of(cast.eve).post(f"{url}confirm/")

    page = text_of(client_of(cast.eve).get(gate.get_absolute_url()))
    assert "Can pass: every must is met or overridden by two people." in page
    assert "confirmed by Eve Executive" in page
    assert 'name="verdict" value="pass"' in page


def test_changed_evidence_is_flagged_on_a_decided_gate(cast: SimpleNamespace, client_of: ClientOf) -> None:
    gate = services.decide_gate(ready(cast, go_no_go(cast).rollout), by=cast.eve)

    invested(gate.rollout.case, 20_000_000, basis=Basis.PLAN)

    page = text_of(client_of(cast.dov).get(gate.get_absolute_url()))
    assert "Evidence has changed since the decision." in page
    assert "ROI from the plan is 140%" in page
    assert "ROI from the plan is -52%" in page


def test_a_gate_is_opened_and_cancelled_on_its_page(cast: SimpleNamespace, client_of: ClientOf) -> None:
    rollout = rollout_at(cast, "alpha")
    show_all(rollout, by=cast.ada)
    browser, url = client_of(cast.ada), rollout.get_absolute_url()
    assert "Open the gate to Beta" in text_of(browser.get(url))

    gate_url = browser.post(f"{url}open-gate/")["Location"]
    assert browser.post(f"{gate_url}cancel/", {"reason": ""}).status_code == 422
    browser.post(f"{gate_url}cancel/", {"reason": "A newer checklist."})

    assert "Cancelled on" in text_of(browser.get(gate_url))
    assert browser.get(f"{gate_url}cancel/").status_code == 403
    assert client_of(cast.ben).get(f"{gate_url}cancel/").status_code == 403


def test_the_gate_tells_people_and_days_against_the_plan_and_keeps_that(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    gate = ready(cast, rollout_at(cast, "beta"))
    page = text_of(client_of(cast.eve).get(gate.get_absolute_url()))
    assert "Nobody is recorded in this stage; the plan says 10 to 20 people." in page
    assert "This stage is left after 0 of" in page
    assert page.count("Not as planned") == 2

    services.decide_gate(gate, by=cast.eve)
    run = gate.rollout.runs.get(key="beta")
    run.cohort_size, run.cohort_at = 5, run.rollout.started_at
    run.save()

    decided = queries.sheet(gate_again(gate))
    assert [row.key for row in decided.remarks if row.is_off] == ["people", "days"]
    assert "Nobody is recorded in this stage" in text_of(client_of(cast.eve).get(gate.get_absolute_url()))


def test_people_within_the_plan_are_as_planned(cast: SimpleNamespace, client_of: ClientOf) -> None:
    gate = ready(cast, rollout_at(cast, "beta"))
    services.set_cohort(gate.rollout.runs.get(key="beta"), by=cast.ada, size=15)

    people_row = queries.sheet(gate_again(gate)).remarks[0]

    assert (people_row.said, people_row.is_off) == ("People recorded in this stage: 15; the plan says 10 to 20.", False)


def gate_again(gate: Gate) -> Gate:
    return Gate.objects.whole().get(pk=gate.pk)


def test_no_gate_asks_by_hand_for_what_it_counts_itself(cast: SimpleNamespace, client_of: ClientOf) -> None:
    gate = gate_of(rollout_at(cast, "alpha", gate=True))

    page = text_of(client_of(cast.ada).get(gate.get_absolute_url()))

    assert "Were the exit checks of this stage shown?" not in page
    assert "Exit checks not shown" in page


def test_an_roi_without_a_plan_links_to_booking_or_says_who_may(cast: SimpleNamespace, client_of: ClientOf) -> None:
    gate = go_no_go(cast)
    url, link = gate.get_absolute_url(), f"/value/book/?case={gate.rollout.case.reference}"

    assert link in text_of(client_of(cast.fin).get(url))
    owner = text_of(client_of(cast.eve).get(url))
    assert link not in owner
    assert "The plan of this use case is not booked yet." in owner
