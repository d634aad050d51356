"""What becomes of a rollout: read from the evidence of its trial, decided by a person, kept with what it rested on."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from deployments import evidence, queries, rules, services
from deployments.evidence import Seen
from deployments.models import Decision, Rollout
from deployments.workflow import Answer
from foundation.audit.models import Entry
from foundation.kernel.canonical import digest_text
from foundation.kernel.errors import Conflict, Denied, DomainError, Invalid
from metrics import services as measuring
from metrics.rules import wilson
from readiness import services as readiness
from roi.workflow import Basis
from tests.conftest import person
from tests.factories.deployments import passed, rollout_at, tried
from tests.factories.roi import returned
from usecases.models import UseCase

pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def pilot(cast: SimpleNamespace) -> Rollout:
    """In its pilot: success of "Tasks solved" from 80 on, on 100 observations or more."""
    return rollout_at(cast, "pilot")


@pytest.fixture
def decision(cast: SimpleNamespace, pilot: Rollout) -> Decision:
    return services.open_decision(pilot, by=cast.ada)


def business(case: UseCase, *, plan: int = 100_000, booked: int = 120_000) -> None:
    """Returns of the plan and of the books, both of this month."""
    returned(case, plan, basis=Basis.PLAN)
    returned(case, booked, basis=Basis.ACTUAL)


def recommended(decision: Decision) -> str:
    found = evidence.evidence(decision).recommended
    return found.key if found else ""


def seen(decision: Decision, key: str) -> Seen:
    found = evidence.evidence(decision)
    return next(one for one in (*found.indicators, *found.red_flags) if one.sign.key == key)


HOW = {"reason": "The figures say so.", "announcement": "Its users on Monday, by the owner."}


def test_seventy_where_eighty_was_wanted_with_strong_business_is_extended(
    cast: SimpleNamespace, decision: Decision
) -> None:
    tried(decision.rollout, by=cast.ada, value="70", sample=400)
    business(decision.rollout.case)

    technical = evidence.evidence(decision).sides["technical"]

    assert (technical.strength, technical.level) == ("weak", Decimal("0.875"))
    assert technical.measures[0].said == (
        "Tasks solved: 70%, 80% wanted, 87.5% of the target (between 81.7% and 92.9%)"
    )
    assert recommended(decision) == "extend"


@pytest.mark.parametrize(
    ("value", "booked", "option"),
    [("85", 120_000, "scale"), ("85", 60_000, "pivot"), ("70", 120_000, "extend"), ("70", 60_000, "kill")],
)
def test_the_four_corners_follow_from_what_is_measured(
    cast: SimpleNamespace, decision: Decision, value: str, booked: int, option: str
) -> None:
    tried(decision.rollout, by=cast.ada, value=value)
    business(decision.rollout.case, booked=booked)

    assert recommended(decision) == option


def test_without_evidence_for_a_side_there_is_no_recommendation(cast: SimpleNamespace, decision: Decision) -> None:
    tried(decision.rollout, by=cast.ada, sample=99)  # one less than was agreed

    found = evidence.evidence(decision)

    assert [found.sides[key].strength for key in ("technical", "business")] == [None, None]
    assert found.sides["technical"].missing == ("Tasks solved",)
    assert found.recommended is None


def test_an_evaluated_pilot_stands_in_where_nothing_is_measured(cast: SimpleNamespace, decision: Decision) -> None:
    assessment = readiness.start_assessment(decision.rollout.case, by=cast.ada, instrument="pilot-evaluation")
    given = {factor.key: readiness.Given(score="4") for factor in assessment.parsed.factors}
    readiness.give_answers(assessment, given, by=cast.ada)
    readiness.submit_assessment(assessment, by=cast.ada)

    assert recommended(decision) == "scale"
    tried(decision.rollout, by=cast.ada, value="70")  # what is measured counts before what is judged
    assert recommended(decision) == "extend"


def test_the_share_of_a_target_and_its_interval_are_those_of_the_references() -> None:
    assert rules.share_of_target(Decimal(70), Decimal(80), higher=True) == Decimal("0.875")
    assert rules.share_of_target(Decimal(5), Decimal(4), higher=False) == Decimal("0.8")
    assert rules.share_of_target(Decimal(0), Decimal(4), higher=False) == rules.MOST_SHARE
    assert rules.share_of_target(Decimal(1), Decimal(0), higher=True) is None
    assert [round(float(end), 6) for end in wilson(8, 10)] == [0.490162, 0.943318]
    assert [round(float(end), 6) for end in wilson(0, 50)] == [0, 0.071348]
    assert [round(float(end), 6) for end in wilson(3, 200)] == [0.005114, 0.043166]


def test_a_figure_says_by_itself_whether_its_sign_is_seen(cast: SimpleNamespace, decision: Decision) -> None:
    services.answer_sign(decision, "reliability_in_production", by=cast.ada, figure=Decimal(95), note="Logs of May.")
    assert seen(decision, "reliability_in_production").state == Answer.NOT_MET  # above 95, not 95
    services.answer_sign(decision, "reliability_in_production", by=cast.ada, figure=Decimal("95.1"), note="Logs.")

    assert seen(decision, "reliability_in_production").state == Answer.MET
    with pytest.raises(Invalid, match="Enter the figure"):
        services.answer_sign(decision, "reliability_in_production", by=cast.ada, answer="met", note="Surely.")


def test_what_the_records_say_nobody_answers(cast: SimpleNamespace, decision: Decision) -> None:
    kpi = measuring.take_kpi(
        decision.rollout.case, by=cast.ada, key="model_accuracy", changes={"target_low": Decimal(90)}
    )
    measuring.record(kpi, by=cast.ada, effective_on=timezone.localdate(), value=Decimal(93))

    sign = seen(decision, "accuracy_on_target")

    assert (sign.is_measured, sign.state) == (True, Answer.MET)
    with pytest.raises(Conflict, match="read from the records"):
        services.answer_sign(decision, "accuracy_on_target", by=cast.ada, answer="not_met", note="No.")
    assert seen(decision, "first_year_roi").said == "It is not in production yet."


def test_a_decision_keeps_what_it_rested_on(cast: SimpleNamespace, decision: Decision) -> None:
    tried(decision.rollout, by=cast.ada, value="70")
    business(decision.rollout.case)
    again = timezone.localdate() + timedelta(days=60)

    done = services.decide(decision, by=cast.eve, choice="extend", again_on=again, **HOW)

    record = queries.decision_record(done)
    assert (done.state, done.recommended, done.again_on) == ("decided", "extend", again)
    assert done.digest == digest_text(done.record)
    assert record["sides"]["technical"]["level"] == "0.875000"
    tried(decision.rollout, by=cast.ada, value="95")
    assert queries.decision_record(Decision.objects.get(pk=done.pk)) == record


def test_who_decides_otherwise_than_the_matrix_says_why(cast: SimpleNamespace, decision: Decision) -> None:
    tried(decision.rollout, by=cast.ada, value="70")
    business(decision.rollout.case)

    with pytest.raises(Invalid, match="otherwise than the matrix") as refusal:
        services.decide(decision, by=cast.eve, choice="scale", **HOW)
    done = services.decide(decision, by=cast.eve, choice="scale", departure="Two faults, both repaired.", **HOW)

    assert refusal.value.field == "departure"
    assert (done.choice, done.recommended) == ("scale", "extend")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"choice": "grow"}, "choice"), ({"choice": "pivot", "again_on": "soon"}, "pivots"),
        ({"choice": "pivot", "pivots": ["too_narrow"]}, "again_on"), ({"choice": "extend"}, "again_on"),
        ({"choice": "pause", "again_on": "today"}, "again_on"), ({"choice": "scale", "reason": " "}, "reason"),
        ({"choice": "scale", "announcement": " "}, "announcement"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_at_its_field(
    cast: SimpleNamespace, decision: Decision, given: dict[str, Any], field: str
) -> None:
    days = {"soon": timezone.localdate() + timedelta(days=30), "today": timezone.localdate()}
    if "again_on" in given:
        given = given | {"again_on": days[given["again_on"]]}

    with pytest.raises(Invalid) as refusal:
        services.decide(decision, by=cast.eve, **(HOW | given))

    assert refusal.value.field == field
    assert Decision.objects.get(pk=decision.pk).is_open


def test_a_pause_holds_the_case_and_a_kill_closes_it_and_frees_its_money(
    cast: SimpleNamespace, decision: Decision
) -> None:
    again = timezone.localdate() + timedelta(days=90)
    case_id = decision.rollout.case_id
    services.decide(decision, by=cast.eve, choice="pause", again_on=again, **HOW)
    assert UseCase.objects.get(pk=case_id).is_held

    second = services.open_decision(decision.rollout, by=cast.ada)
    UseCase.objects.filter(pk=case_id).update(funded_for="2027")
    services.decide(second, by=cast.eve, choice="kill", **HOW)

    case = UseCase.objects.get(pk=case_id)
    assert (second.round, case.stage, case.funded_for) == (2, "killed", "")
    assert case.plans.get().playbook.slug == "closing-plan"
    with pytest.raises(Conflict, match="closed"):
        services.open_decision(decision.rollout, by=cast.ada)


def test_what_is_in_production_is_scaled_by_the_decision(cast: SimpleNamespace, pilot: Rollout) -> None:
    rollout = passed(cast, pilot)
    returned(rollout.case, 12_000_000, basis=Basis.ACTUAL)
    services.decide(services.open_decision(rollout, by=cast.ada), by=cast.eve, choice="scale", **HOW)

    assert UseCase.objects.get(pk=rollout.case_id).stage == "scaled"
    plan = Decision.objects.get().plan
    assert plan is not None
    assert (plan.playbook.slug, plan.case_id, plan.state) == ("scaling-roadmap", rollout.case_id, "running")


def test_nothing_is_asked_before_the_trial_and_nothing_twice(cast: SimpleNamespace) -> None:
    beta = rollout_at(cast, "beta")
    with pytest.raises(Conflict, match="has not begun"):
        services.open_decision(beta, by=cast.ada)
    pilot = passed(cast, beta)
    services.open_decision(pilot, by=cast.ada)
    with pytest.raises(Conflict, match="already open"):
        services.open_decision(pilot, by=cast.ada)


def test_whoever_asked_or_has_a_stake_decides_nothing(cast: SimpleNamespace, decision: Decision, api_of: Any) -> None:
    pat = person("pat", "Pat Program", ("pm", cast.org))
    other = services.withdraw_decision(decision, by=cast.ada, reason="Asked too early.")
    decision = services.open_decision(other.rollout, by=pat)
    entries = Entry.objects.count()

    for nobody in (pat, cast.ada, cast.ben, cast.mia, cast.olga):
        with pytest.raises(DomainError):
            services.decide(decision, by=nobody, choice="scale", **HOW)
    given = HOW | {"choice": "scale"}
    answers = {
        who.username: api_of(who).post(f"/api/v1/rollout-decisions/{decision.uid}/decide/", given, format="json")
        for who in (pat, cast.ada, cast.olga)
    }

    assert [answer.status_code for answer in answers.values()] == [403, 403, 404]
    assert Decision.objects.get(pk=decision.pk).is_open
    assert not Entry.objects.filter(action="deployments.decision.decided").exists()
    assert entries <= Entry.objects.count()
    with pytest.raises(Denied):
        services.answer_sign(decision, "no_owner", by=cast.mia, answer="met", note="Nobody.")


def test_it_waits_for_those_who_may_decide(cast: SimpleNamespace, decision: Decision) -> None:
    assert [item.kind for item in queries.waiting_for(cast.eve)] == ["decision"]
    assert queries.waiting_for(cast.ada) == []


def test_page_and_api_ask_answer_and_decide(cast: SimpleNamespace, pilot: Rollout, client_of: Any, api_of: Any) -> None:
    tried(pilot, by=cast.ada, value="70")
    business(pilot.case)
    client = client_of(cast.ada)
    page = client.post(f"{pilot.get_absolute_url()}decide/", follow=True)
    decision = Decision.objects.get()
    text = page.content.decode()
    assert "The evidence gives: extend" in text
    assert "data-off" in text  # Ada asked, so the button says why it is off
    url = decision.get_absolute_url()

    wrong = client.post(f"{url}signs/no_owner/", {"answer": "met", "note": ""})
    assert (wrong.status_code, "Say what the answer rests on." in wrong.content.decode()) == (422, True)
    client.post(f"{url}signs/no_owner/", {"answer": "not_met", "note": "The desk takes it over."})
    chart = client.get(f"{url}matrix.json")
    assert (chart.status_code, "It pays and does not work well enough yet" in chart.content.decode()) == (200, True)

    eve = client_of(cast.eve)
    typed = {"choice": "extend", "reason": "Nearly there.", "announcement": ""}
    refused = eve.post(f"{url}decide/", typed)
    assert (refused.status_code, "Nearly there." in refused.content.decode()) == (422, True)
    again = (timezone.localdate() + timedelta(days=45)).isoformat()
    assert eve.post(f"{url}decide/", typed | {"announcement": "Users, by Ben.", "again_on": again}).status_code == 302
    assert "Extend: " in client.get(url).content.decode()
    late = eve.post(f"{url}decide/", typed | {"announcement": "Users, by Ben.", "again_on": again})
    assert (late.status_code, "This decision is over" in late.content.decode()) == (409, True)

    found = api_of(cast.ada).get(f"/api/v1/rollout-decisions/{decision.uid}/").json()
    assert (found["choice"], found["recommended"], found["technical"]["level"]) == ("extend", "extend", "0.875000")
    assert client.get(f"{url}record.json").content.decode() == Decision.objects.get().record
    assert client_of(cast.olga).get(url).status_code == 404
