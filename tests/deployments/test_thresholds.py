"""Success and stop are agreed before a trial, locked when it begins, and measured while it runs."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from deployments import queries, rules, services
from deployments.models import Rollout
from deployments.queries import Line
from deployments.rules import Bar
from deployments.services import Wanted
from deployments.workflow import Answer, Reached
from foundation.kernel.errors import Conflict, Denied, Invalid
from governance.services import incidents
from metrics import services as measuring
from tests.conftest import person
from tests.factories.deployments import agreed, criterion, gate_of, rollout_at, satisfied, show_all, tried

pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def beta(cast: SimpleNamespace) -> Rollout:
    return rollout_at(cast, "beta")


@pytest.fixture
def pilot(cast: SimpleNamespace) -> Rollout:
    """In its pilot, with the gate behind it open: success from 80, stop at 60, on 100 observations or more."""
    return rollout_at(cast, "pilot", gate=True)


def line_of(rollout: Rollout, key: str = "technical_performance") -> Line:
    return queries.sheet(gate_of(rollout)).line(key)


def said(line: Line) -> str:
    assert line.reading is not None
    return line.reading.said


HIGHER = Bar(higher=True, success=Decimal(80), stop=Decimal(60), least=100)
LOWER = Bar(higher=False, success=Decimal(2), stop=Decimal(5))


@pytest.mark.parametrize(
    ("bar", "mean", "observations", "reached"),
    [
        (HIGHER, "80", 100, Reached.SUCCESS), (HIGHER, "79.99", 100, Reached.SHORT), (HIGHER, "60", 100, Reached.STOP),
        (HIGHER, "95", 99, Reached.UNKNOWN), (LOWER, "2", 1, Reached.SUCCESS), (LOWER, "4.9", 1, Reached.SHORT),
        (LOWER, "5", 1, Reached.STOP), (Bar(higher=True, success=Decimal(80)), "1", 1, Reached.SHORT),
    ],
)  # fmt: skip
def test_a_mean_is_success_short_of_it_or_a_reason_to_stop(
    bar: Bar, mean: str, observations: int, reached: Reached
) -> None:
    assert bar.reached(Decimal(mean), observations) == reached
    assert bar.reached(None, 0) == Reached.UNKNOWN


def test_one_threshold_that_is_missed_outweighs_what_is_unknown() -> None:
    assert rules.together([Reached.SUCCESS, Reached.UNKNOWN, Reached.SHORT]) == Answer.NOT_MET
    assert rules.together([Reached.SUCCESS, Reached.UNKNOWN]) == Answer.UNKNOWN
    assert rules.together([]) == Answer.UNKNOWN
    assert rules.together([Reached.SUCCESS, Reached.SUCCESS]) == Answer.MET


def test_a_pilot_does_not_begin_before_success_is_agreed(cast: SimpleNamespace, beta: Rollout) -> None:
    services.open_gate(beta, by=cast.ada)
    assert said(line_of(beta, "success_agreed")).startswith("No success threshold is set.")

    agreed(beta, by=cast.ada)

    assert said(line_of(beta, "success_agreed")).startswith("Success is agreed for Tasks solved.")


def test_thresholds_are_locked_when_the_trial_begins(cast: SimpleNamespace, pilot: Rollout) -> None:
    assert pilot.thresholds_locked_at == pilot.gates.get(to_stage="pilot").decided_at

    with pytest.raises(Conflict, match="locked when the trial began"):
        services.set_thresholds(pilot, [], by=cast.ada)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ([Wanted(key="task_success", success=Decimal(80), stop=Decimal(80))], "stop"),
        ([Wanted(key="task_success", success=Decimal(80), least=0)], "least"),
        ([Wanted(key="task_success", success=Decimal("NaN"))], "success"),
        ([Wanted(key="nothing", success=Decimal(80))], "key"),
        ([Wanted(key="task_success", success=Decimal(80)), Wanted(key="task_success", success=Decimal(90))], "key"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    cast: SimpleNamespace, beta: Rollout, wanted: list[Wanted], field: str
) -> None:
    agreed(beta, by=cast.ada)

    with pytest.raises(Invalid) as refusal:
        services.set_thresholds(beta, wanted, by=cast.ada)

    assert refusal.value.field == field
    assert beta.thresholds.get().success == 80


def test_who_only_reads_sets_no_threshold(cast: SimpleNamespace, beta: Rollout) -> None:
    agreed(beta, by=cast.ben)  # the owner of the case brings its evidence
    for stranger in (cast.mia, cast.olga):
        with pytest.raises(Denied):
            services.set_thresholds(beta, [], by=stranger)


@pytest.mark.parametrize(
    ("value", "sample", "answer", "words"),
    [
        ("85", 400, Answer.MET, "Tasks solved 85% (400 observations; success at least 80%): success."),
        ("70", 400, Answer.NOT_MET, "Short of what was agreed before the trial."),
        ("60", 400, Answer.NOT_MET, "Stop, as agreed before the trial."),
        ("85", 99, Answer.UNKNOWN, "Insufficient data. Tasks solved: 99 of 100 observations."),
    ],
)
def test_the_gate_reads_the_days_of_the_trial(
    cast: SimpleNamespace, pilot: Rollout, value: str, sample: int, answer: Answer, words: str
) -> None:
    tried(pilot, by=cast.ada, value=value, sample=sample)

    line = line_of(pilot)

    assert line.answer == answer
    assert said(line).startswith(words)


def test_values_from_before_the_trial_do_not_count(cast: SimpleNamespace, pilot: Rollout) -> None:
    kpi = pilot.thresholds.select_related("kpi__case").get().kpi
    before = timezone.localdate() - timedelta(days=1)
    measuring.record(kpi, by=cast.ada, effective_on=before, value=Decimal(99), sample=5000)

    assert line_of(pilot).answer == Answer.UNKNOWN


def test_a_missed_threshold_is_argued_in_writing_and_decided_one_level_higher(
    cast: SimpleNamespace, pilot: Rollout
) -> None:
    tried(pilot, by=cast.ada, value="70")
    row = criterion(gate_of(pilot), "technical_performance")
    below = pilot.case.unit
    pam, pat = (person(name, name.title(), ("pm", below)) for name in ("pam", "pat"))
    services.request_override(row, by=pam, reason="The rest is a matter of two known faults, repaired by Friday.")

    with pytest.raises(Denied, match="one level higher, for"):
        services.confirm_override(row, by=pat)
    services.confirm_override(row, by=cast.eve)

    assert line_of(pilot).is_overridden


def test_a_kpi_with_too_few_answers_or_retired_is_unknown(cast: SimpleNamespace, pilot: Rollout) -> None:
    assert said(line_of(pilot, "user_satisfaction")) == "This use case does not measure “user satisfaction”."
    satisfied(pilot.case, by=cast.ada, sample=4)
    assert "insufficient data, 4 of 5 observations" in said(line_of(pilot, "user_satisfaction"))
    satisfied(pilot.case, by=cast.ada, sample=60)
    line = line_of(pilot, "user_satisfaction")
    assert (line.answer, line.reading.sample if line.reading else 0) == (Answer.MET, 64)

    measuring.retire_kpi(pilot.case.kpis.get(key="user_satisfaction"), by=cast.ada, reason="Asked elsewhere.")

    assert line_of(pilot, "user_satisfaction").answer == Answer.UNKNOWN
    assert "was retired on" in said(line_of(pilot, "user_satisfaction"))


def test_a_decision_keeps_what_was_measured_when_a_value_is_corrected_later(
    cast: SimpleNamespace, pilot: Rollout
) -> None:
    tried(pilot, by=cast.ada, value="70")
    show_all(pilot, by=cast.ada)
    gate = services.decide_gate(gate_of(pilot), by=cast.eve, verdict="hold", reason="Short of what was agreed.")
    value = pilot.thresholds.get().kpi.measurements.get()

    measuring.correct(value, by=cast.ada, value=Decimal(85), reason="Counted twice.")

    line = queries.sheet(gate).line("technical_performance")
    assert (line.answer, line.changed) == (Answer.NOT_MET, True)
    assert line.now is not None
    assert line.now.state == Answer.MET


def test_thresholds_are_set_and_read_on_page_and_api(
    cast: SimpleNamespace, beta: Rollout, client_of: Any, api_of: Any
) -> None:
    measuring.take_kpi(beta.case, by=cast.ada, key="task_success")
    url, page = f"/api/v1/rollouts/{beta.uid}/", f"{beta.get_absolute_url()}thresholds/"
    rows = [{"kpi": "task_success", "success": "80", "stop": "60", "least": 100}]

    answer = api_of(cast.ada).post(f"{url}thresholds/", {"thresholds": rows}, format="json")
    assert answer.status_code == 200
    assert answer.json()["thresholds"][0] | {"success": "80.000000"} == answer.json()["thresholds"][0]
    assert answer.json()["thresholds"][0]["reached"] == "unknown"
    backwards = [rows[0] | {"stop": "90"}]
    refused = api_of(cast.ada).post(f"{url}thresholds/", {"thresholds": backwards}, format="json")
    assert (refused.status_code, "stop" in str(refused.json())) == (400, True)
    assert api_of(cast.mia).post(f"{url}thresholds/", {"thresholds": rows}, format="json").status_code == 403

    client = client_of(cast.ada)
    assert "At least 80%" in client.get(beta.get_absolute_url()).content.decode().replace("at least", "At least")
    typed = {"task_success-success": "75", "task_success-stop": "90", "task_success-least": "50"}
    wrong = client.post(page, typed)
    assert wrong.status_code == 422
    assert 'value="90"' in wrong.content.decode()
    assert client.post(page, typed | {"task_success-stop": ""}).status_code == 302
    assert (beta.thresholds.get().success, beta.thresholds.get().stop) == (75, None)
    assert client_of(cast.mia).get(page).status_code == 403


def test_a_severe_incident_blocks_the_way_into_production(cast: SimpleNamespace, pilot: Rollout) -> None:
    assert line_of(pilot, "no_severe_incident").answer == Answer.MET
    incident = incidents.report_incident(cast.support, by=cast.ben, title="Wrong dosage", description="Doubled.")
    incidents.link_case(incident, by=cast.lea, case=pilot.case)
    incidents.classify_incident(incident, by=cast.lea, harms=["death"], aware_at=timezone.now())

    assert line_of(pilot, "no_severe_incident").answer == Answer.NOT_MET
    assert (
        queries.outlooks([gate_of(pilot)])[gate_of(pilot).pk].blocking == queries.sheet(gate_of(pilot)).outcome.blocking
    )
