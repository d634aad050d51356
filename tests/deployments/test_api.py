"""Rollouts and gates over the API: the same rules, the same sentences."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from rest_framework.test import APIClient

from deployments import queries, services
from deployments.models import Gate, Rollout
from tests.conftest import person
from tests.factories.deployments import (
    answer_all,
    approved_case,
    gate_of,
    go_no_go,
    plan_pays,
    ready,
    rollout_at,
    started,
)
from usecases.models import UseCase

pytestmark = pytest.mark.usefixtures("library")
ApiOf = Callable[..., APIClient]
ROLLOUTS, GATES = "/api/v1/rollouts/", "/api/v1/gates/"


def post(client: APIClient, url: str, **data: Any) -> Any:
    return client.post(url, data, format="json")


def message(answer: Any) -> str:
    return str(answer.json()["error"]["message"])


def test_a_case_is_rolled_out_into_alpha_over_the_api(cast: SimpleNamespace, api_of: ApiOf) -> None:
    case = approved_case(cast)
    ada, eve = api_of(cast.ada), api_of(cast.eve)

    made = post(ada, ROLLOUTS, case=case.reference, start_on="2026-11-02")
    assert made.status_code == 201
    assert made.json()["stages"][1] | {"exit_checks": [], "uid": ""} == {
        "uid": "", "stage": "beta", "planned_start": "2026-11-09", "planned_end": "2026-11-22", "actual_start": None,
        "actual_end": None, "cohort_size": None, "cohort_reason": "", "exit_checks": [],
    }  # fmt: skip
    url = f"{GATES}{gate_of(Rollout.objects.get()).uid}/"
    for key in ("team_named", "stop_rule_agreed"):
        assert post(ada, f"{url}answer/", criterion=key, answer="met", note="Seen.").status_code == 200
    blocked = post(eve, f"{url}decide/", verdict="pass")
    assert (blocked.status_code, message(blocked)) == (
        409, "Cannot pass: “Is it measured how the work goes today?” is not met and has no mitigation plan.",
    )  # fmt: skip
    due = str(queries.today())
    post(ada, f"{url}mitigate/", criterion="baseline_known", text="Measure it.", owner="ben", due=due)
    passed = post(eve, f"{url}decide/", verdict="pass")

    assert passed.status_code == 200
    assert (passed.json()["state"], passed.json()["outcome"]) == ("passed", "mitigated")
    assert len(passed.json()["digest"]) == 64
    assert UseCase.objects.get().stage == "alpha"
    assert ada.get(ROLLOUTS).json()["results"][0]["stage"] == "alpha"


def test_a_gate_shows_what_it_rests_on(cast: SimpleNamespace, api_of: ApiOf) -> None:
    gate = go_no_go(cast)
    answer_all(gate, by=cast.ada)

    found = api_of(cast.dov, ("read",)).get(f"{GATES}{gate.uid}/").json()

    assert found["headline"] == "Cannot pass: ROI from the plan is undefined, a positive one is needed."
    assert found["can_pass"] is False
    roi = next(item for item in found["criteria"] if item["key"] == "positive_roi")
    assert (roi["state"], roi["evidence"]["value"], roi["evidence"]["sample_size"]) == ("unknown", "", 0)
    plan_pays(gate.rollout.case)
    found = api_of(cast.dov, ("read",)).get(f"{GATES}{gate.uid}/").json()
    roi = next(item for item in found["criteria"] if item["key"] == "positive_roi")
    assert (roi["state"], roi["evidence"]["value"], len(roi["evidence"]["records"])) == ("met", "1.400000", 2)
    assert found["can_pass"] is True


def test_every_refusal_has_its_code_and_sentence(cast: SimpleNamespace, api_of: ApiOf) -> None:
    gate = ready(cast, started(cast))
    url = f"{GATES}{gate.uid}/"
    refusals = [
        (post(api_of(cast.ada), f"{url}decide/", verdict="pass"), 403, "You registered this use case"),
        (post(api_of(cast.ben), f"{url}decide/", verdict="pass"), 403, "You may not decide at this gate"),
        (post(api_of(cast.eve, ("read",)), f"{url}decide/", verdict="pass"), 403, ""),
        (post(api_of(cast.eve), f"{url}decide/", verdict="go"), 400, ""),
        (post(api_of(cast.eve), f"{url}decide/", verdict="hold"), 400, "Say why it does not pass."),
        (post(api_of(cast.ada), f"{url}answer/", criterion="approval_stands", answer="met", note="x"), 409, "nobody"),
        (post(api_of(cast.ada), f"{url}answer/", criterion="no_such", answer="met", note="x"), 404, ""),
        (post(api_of(cast.ada), f"{url}answer/", criterion="a\x00b", answer="met", note="x"), 400, ""),
        (post(api_of(cast.ada), f"{url}answer/", criterion="team_named", answer="met"), 400, "Say what the answer"),
        (post(api_of(cast.ada), f"{url}override/", criterion="approval_stands", reason="x"), 403, "You registered"),
        (post(api_of(cast.eve), f"{url}override/", criterion="approval_stands", reason="x"), 409, "nothing to"),
        (post(api_of(cast.eve), f"{url}confirm-override/", criterion="approval_stands"), 409, "Nobody has asked"),
        (post(api_of(cast.ada), f"{url}mitigate/", criterion="team_named", text="x", owner="ben", due="2030-01-01"),
         409, "A must is met"),
        (post(api_of(cast.ada), f"{url}mitigate/", criterion="baseline_known", text="x", owner="olga",
              due="2030-01-01"),
         400, "You see nobody"),
        (post(api_of(cast.ada), GATES, rollout=str(gate.rollout.uid)), 409, "already open"),
        (post(api_of(cast.ada), GATES, rollout="x"), 400, ""),
        (post(api_of(cast.ben), f"{url}cancel/", reason="x"), 403, "You may not cancel gates here"),
    ]  # fmt: skip

    for place, (answer, code, sentence) in enumerate(refusals):
        assert answer.status_code == code, (place, answer.content)
        assert sentence in message(answer), place
    assert Gate.objects.get().state == "open"


def test_refusals_of_rollouts(cast: SimpleNamespace, api_of: ApiOf) -> None:
    rollout = started(cast)
    url = f"{ROLLOUTS}{rollout.uid}/"
    ada, ben = api_of(cast.ada), api_of(cast.ben)
    reference = rollout.case.reference
    refusals = [
        (post(ben, ROLLOUTS, case=reference, start_on="2026-11-02"), 403, "You may not start rollouts here"),
        (post(ada, ROLLOUTS, case="UC-9999", start_on="2026-11-02"), 404, ""),
        (post(ada, ROLLOUTS, case=reference, start_on="20255-01-01"), 400, ""),
        (post(ada, ROLLOUTS, case=reference, start_on="2026-11-02", primary=True), 409, "already the primary rollout"),
        (post(ada, ROLLOUTS, case=reference, start_on="2026-11-02", plan="nothing"), 409, "The library holds no"),
        (post(ada, ROLLOUTS, case=reference, start_on="2026-11-02", unit=str(cast.other.uid)), 404, ""),
        (post(ada, f"{url}cohort/", stage="beta", size=40), 400, "at most 20 people"),
        (post(ada, f"{url}cohort/", stage="beta", size=-1), 400, ""),
        (post(ada, f"{url}cohort/", stage="gamma", size=4), 404, ""),
        (post(ada, f"{url}exit-checks/", key="team_tested", note="x"), 404, ""),
        (post(ada, f"{url}finish/"), 409, "finished from its last stage"),
        (post(ada, f"{url}roll-back/", reason="x", effect="x"), 409, "Nobody uses it yet"),
        (post(ada, f"{url}dates/", stages=[]), 400, ""),
        (post(ada, f"{url}dates/", stages=[{"stage": "beta", "planned_start": "2026-11-01",
                                            "planned_end": "2026-11-22"}]), 400, "before the one before it ends"),
        (post(ben, f"{url}cancel/", reason="x"), 403, "You may not cancel this rollout"),
    ]  # fmt: skip

    for place, (answer, code, sentence) in enumerate(refusals):
        assert answer.status_code == code, (place, answer.content)
        assert sentence in message(answer), place


def test_the_other_commands_work_too(cast: SimpleNamespace, api_of: ApiOf) -> None:
    rollout = rollout_at(cast, "alpha")
    url, ada = f"{ROLLOUTS}{rollout.uid}/", api_of(cast.ada)

    answers = [
        post(ada, f"{url}cohort/", stage="beta", size=12),
        post(ada, f"{url}exit-checks/", key="team_tested", note="Two days."),
        post(ada, f"{url}dates/", stages=[{"stage": "production", "planned_start": "2026-12-14",
                                           "planned_end": "2026-12-20"}]),
        post(ada, f"{url}roll-back/", reason="Wrong answers.", effect="By hand again."),
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [200] * 4
    stages = answers[-1].json()["stages"]
    assert stages[1]["cohort_size"] == 12
    assert stages[0]["exit_checks"][0]["note"] == "Two days."
    assert stages[3]["planned_start"] == "2026-12-14"
    assert answers[-1].json()["state"] == "rolled_back"


def test_a_gate_is_opened_cancelled_and_overridden(cast: SimpleNamespace, api_of: ApiOf) -> None:
    pat = person("pat", "Pat Program", ("pm", cast.org))
    gate = go_no_go(cast)
    rollout = str(gate.rollout.uid)

    assert post(api_of(cast.ada), f"{GATES}{gate.uid}/cancel/", reason="Anew.").json()["state"] == "cancelled"
    made = post(api_of(cast.ada), GATES, rollout=rollout)
    assert made.status_code == 201
    url = f"{GATES}{made.json()['uid']}/"
    asked = post(api_of(pat), f"{url}override/", criterion="positive_roi", reason="The regulator asks.")
    assert asked.status_code == 200
    done = post(api_of(cast.eve), f"{url}confirm-override/", criterion="positive_roi")

    roi = next(item for item in done.json()["criteria"] if item["key"] == "positive_roi")
    assert (roi["state"], roi["overridden"]) == ("unknown", True)


def test_an_outsider_and_a_token_of_another_unit_find_nothing(cast: SimpleNamespace, api_of: ApiOf) -> None:
    gate = ready(cast, started(cast))

    for client in (api_of(cast.olga), api_of(cast.ada, unit=cast.sales)):
        assert client.get(ROLLOUTS).json()["results"] == []
        assert client.get(GATES).json()["results"] == []
        assert client.get(f"{ROLLOUTS}{gate.rollout.uid}/").status_code == 404
        assert client.get(f"{GATES}{gate.uid}/").status_code == 404
        assert post(client, f"{GATES}{gate.uid}/decide/", verdict="pass").status_code == 404
        assert post(client, f"{ROLLOUTS}{gate.rollout.uid}/cancel/", reason="x").status_code == 404
        assert post(client, GATES, rollout=str(gate.rollout.uid)).status_code == 404
    assert APIClient().get(ROLLOUTS).status_code == 401


def test_a_decided_gate_flags_changed_evidence(cast: SimpleNamespace, api_of: ApiOf) -> None:
    gate = services.decide_gate(ready(cast, go_no_go(cast).rollout), by=cast.eve)

    plan_pays(gate.rollout.case)

    found = api_of(cast.dov, ("read",)).get(f"{GATES}{gate.uid}/").json()
    assert found["evidence_changed"] is True
    roi = next(item for item in found["criteria"] if item["key"] == "positive_roi")
    assert (roi["state"], roi["evidence"]["sample_size"], roi["evidence_now"]["sample_size"]) == ("met", 2, 4)


def test_lists_cost_the_same_however_many(
    cast: SimpleNamespace, api_of: ApiOf, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        started(cast, case=approved_case(cast, name=f"Case {number}"))
    client = api_of(cast.ada)

    with django_assert_max_num_queries(8):
        assert len(client.get(ROLLOUTS).json()["results"]) == 3
    with django_assert_max_num_queries(8):
        assert len(client.get(GATES).json()["results"]) == 3


def test_rollouts_are_narrowed_to_a_unit_and_all_below_it(cast: SimpleNamespace, api_of: ApiOf) -> None:
    here, there = started(cast, unit=cast.support), started(cast, unit=cast.sales)
    ada = api_of(cast.ada)

    def found(unit: Any) -> set[str]:
        return {row["uid"] for row in ada.get(ROLLOUTS, {"unit": str(unit.uid)}).json()["results"]}

    assert found(cast.support) == {str(here.uid)}
    assert found(cast.org) == {str(here.uid), str(there.uid)}
    assert found(cast.other) == set()
