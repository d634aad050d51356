"""Many at one instant: one effect, and a clear sentence for everybody who came second."""

from types import SimpleNamespace

import pytest

from deployments import services
from deployments.models import Gate, Rollout
from foundation.audit import queries as trail
from foundation.audit.models import Entry
from tests.conftest import person
from tests.factories.deployments import approved_case, criterion, go_no_go, ready, started
from tests.governance.test_concurrency import at_once, refused
from usecases.models import StageMove

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("library")]


def test_many_passing_one_gate_at_once_pass_it_once(cast: SimpleNamespace) -> None:
    others = [person(f"exec{n}", f"Executive {n}", ("executive", cast.org)) for n in range(3)]
    gate = ready(cast, started(cast))

    found = at_once([lambda user=user: services.decide_gate(gate, by=user) for user in [cast.eve, *others] * 2])

    assert [str(error) for error in refused(found)] == ["This gate is already decided: Passed."] * 7
    assert Entry.objects.filter(action="deployments.gate.passed").count() == 1
    assert StageMove.objects.filter(to_stage="alpha").count() == 1
    assert Gate.objects.get().state == "passed"
    rollout = Rollout.objects.get()
    assert rollout.stage == "alpha"
    assert rollout.runs.filter(actual_start__isnull=False).count() == 1
    assert trail.verify().bad is None


def test_a_pass_and_a_no_go_at_once_give_one_decision(cast: SimpleNamespace) -> None:
    other = person("exec", "Another Executive", ("executive", cast.org))
    gate = ready(cast, started(cast))

    found = at_once(
        [
            lambda: services.decide_gate(gate, by=cast.eve),
            lambda: services.decide_gate(gate, by=other, verdict="hold", reason="Too early."),
        ]
    )

    assert len(refused(found)) == 1
    gate.refresh_from_db()
    assert Rollout.objects.get().stage == ("alpha" if gate.state == "passed" else "")


def test_opening_and_starting_at_once_happen_once(cast: SimpleNamespace) -> None:
    case = approved_case(cast)

    found = at_once([lambda: started(cast, case=case, primary=True)] * 4)

    assert [str(error) for error in refused(found)] == [
        "“Answer support mail” is already the primary rollout of this use case."
    ] * 3
    rollout = Rollout.objects.get()
    services.cancel_gate(Gate.objects.get(), by=cast.ada, reason="Anew.")
    found = at_once([lambda: services.open_gate(rollout, by=cast.ada)] * 4)
    assert len(refused(found)) == 3
    assert Gate.objects.filter(state="open").count() == 1


def test_an_override_is_confirmed_once(cast: SimpleNamespace) -> None:
    pat = person("pat", "Pat Program", ("pm", cast.org))
    other = person("exec", "Another Executive", ("executive", cast.org))
    gate = go_no_go(cast)
    row = services.request_override(criterion(gate, "positive_roi"), by=pat, reason="Strategic.")

    found = at_once([lambda user=user: services.confirm_override(row, by=user) for user in (cast.eve, other)])

    assert [str(error) for error in refused(found)] == ["This override is already confirmed."]
    assert Entry.objects.filter(action="deployments.override.confirmed").count() == 1
