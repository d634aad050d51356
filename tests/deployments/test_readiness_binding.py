"""What the go/no-go gate reads from the readiness of a use case."""

from types import SimpleNamespace
from typing import Any

import pytest

from deployments import queries
from deployments.models import Gate
from deployments.queries import Line
from deployments.queries.outlook import outlooks
from foundation.people.actors import COMMAND_LINE
from library.queries import latest
from library.services import publish_version
from readiness import services as readiness
from tests.factories.deployments import go_no_go, passed, ready, ready_to_scale
from tests.factories.results import assessed

pytestmark = pytest.mark.usefixtures("library")


def line_of(gate: Gate) -> Line:
    return queries.sheet(gate).line("resistance_manageable")


def test_without_a_result_the_criterion_is_unknown_and_needs_a_plan(cast: SimpleNamespace) -> None:
    line = line_of(go_no_go(cast))

    assert line.answer == "unknown"
    assert line.needs_plan
    assert line.reading is not None
    assert line.reading.said == "No result of “Scale readiness” is submitted for this use case; at least 1.4 is needed."


@pytest.mark.parametrize(("score", "answer"), [(2, "met"), (1, "not_met")])
def test_the_latest_result_answers_it_with_value_date_and_version(
    cast: SimpleNamespace, score: int, answer: str
) -> None:
    gate = go_no_go(cast)
    ready_to_scale(gate.rollout.case, by=cast.ada, score=2 - score)
    found = ready_to_scale(gate.rollout.case, by=cast.ada, score=score)

    line = line_of(gate)

    assert line.answer == answer
    assert line.reading is not None
    assert line.reading.said.startswith(f"Scale readiness, Organizational readiness: {score}.00 of 2 on ")
    assert "(instrument/scale-readiness@1)" in line.reading.said
    assert line.reading.records == (str(found.uid),)
    assert line.reading.url == found.get_absolute_url()


def test_a_draft_and_the_results_of_others_do_not_count(cast: SimpleNamespace) -> None:
    gate = go_no_go(cast)
    readiness.start_assessment(gate.rollout.case, by=cast.ada, instrument="scale-readiness")
    assessed(cast.support, by=cast.ada, scores=[2] * 18, instrument="scale-readiness")

    assert line_of(gate).answer == "unknown"


def test_a_part_of_which_nothing_is_known_is_unknown(cast: SimpleNamespace) -> None:
    gate = go_no_go(cast)
    assessed(gate.rollout.case, by=cast.ada, scores=[2] * 12 + [None] * 6, instrument="scale-readiness")

    line = line_of(gate)

    assert line.answer == "unknown"
    assert line.reading is not None
    assert "nothing was known on" in line.reading.said


def test_a_decision_freezes_the_result_and_says_when_it_has_changed(cast: SimpleNamespace) -> None:
    rollout = go_no_go(cast).rollout
    gate = ready(cast, rollout)
    passed(cast, rollout)
    ready_to_scale(gate.rollout.case, by=cast.ada, score=0)

    line = line_of(Gate.objects.whole().get(pk=gate.pk))

    assert line.answer == "met"
    assert line.changed
    assert line.now is not None
    assert line.now.state == "not_met"


def test_many_gates_are_read_as_one_is(cast: SimpleNamespace) -> None:
    gate = go_no_go(cast)
    other = go_no_go(cast)
    ready_to_scale(gate.rollout.case, by=cast.ada)

    gates = [Gate.objects.whole().get(pk=row.pk) for row in (gate, other)]

    assert {row.pk: queries.sheet(row).outcome for row in gates} == outlooks(gates)


def gate_with(**fields: Any) -> dict[str, Any]:
    body = dict(latest("gate", "go-no-go").data)
    body["criteria"] = [dict(row) for row in body["criteria"]]
    body["criteria"][0] |= fields
    return body


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    "fields",
    [
        {"binding": "readiness_result"},
        {"binding": "readiness_result", "instrument": "scale-readiness"},
        {"instrument": "scale-readiness"},
        {"at_least": "1.4"},
        {"dimension": "technical"},
    ],
)
def test_a_gate_names_instrument_and_score_with_that_binding_and_only_there(fields: dict[str, str]) -> None:
    with pytest.raises(Exception, match="readiness_result"):
        publish_version(kind="gate", slug="go-no-go", body=gate_with(**fields), by=COMMAND_LINE)


@pytest.mark.parametrize("place", [{"instrument": "nothing-known"}, {"dimension": "nothing_known"}])
def test_a_gate_names_an_instrument_and_a_dimension_that_exist(place: dict[str, str]) -> None:
    fields = {"binding": "readiness_result", "instrument": "scale-readiness", "at_least": "1", **place}

    with pytest.raises(Exception, match="nothing"):
        publish_version(kind="gate", slug="go-no-go", body=gate_with(**fields), by=COMMAND_LINE)
