"""Going through the gates, and everything that keeps a rollout from it."""

from types import SimpleNamespace
from typing import Any

import pytest

from deployments import queries, services
from deployments.models import Gate, Rollout
from foundation.audit.models import Entry
from foundation.kernel.canonical import digest_text
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people.actors import COMMAND_LINE
from roi.models import LedgerEntry
from tests.conftest import person
from tests.factories.deployments import (
    answer_all,
    approval_of,
    approved_case,
    criterion,
    gate_of,
    go_no_go,
    passed,
    ready,
    rollout_at,
    show_all,
    started,
)
from usecases import services as cases
from usecases.models import StageMove, UseCase

pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def pat(cast: SimpleNamespace) -> Any:
    """A second program manager, without a stake in anything."""
    return person("pat", "Pat Program", ("pm", cast.org))


def test_a_case_goes_from_its_approval_to_production_by_commands(cast: SimpleNamespace) -> None:
    rollout = started(cast)
    seen = [(rollout.stage, gate_of(rollout).document.slug)]

    for _step in range(4):
        rollout = passed(cast, rollout)
        stage = UseCase.objects.get().stage
        seen.append((rollout.stage, stage))
    show_all(rollout, by=cast.ada)
    rollout = services.finish(rollout, by=cast.ada)

    assert seen == [
        ("", "stage-entry"), ("alpha", "alpha"), ("beta", "beta"), ("pilot", "pilot"), ("production", "production"),
    ]  # fmt: skip
    assert list(StageMove.objects.order_by("id").values_list("to_stage", flat=True))[-4:] == [
        "alpha", "beta", "pilot", "production",
    ]  # fmt: skip
    assert rollout.state == "finished"
    days = list(rollout.runs.values_list("actual_start", "actual_end"))
    assert all(start and end for start, end in days)
    assert [g.document.slug for g in Gate.objects.order_by("id")] == [
        "stage-entry", "stage-exit", "pilot-entry", "go-no-go",
    ]  # fmt: skip
    told = set(Entry.objects.filter(action__startswith="deployments.").values_list("action", flat=True))
    assert told >= {
        "deployments.rollout.started", "deployments.gate.opened", "deployments.criterion.answered",
        "deployments.exit_check.shown", "deployments.gate.passed", "deployments.rollout.finished",
    }  # fmt: skip


def test_a_second_rollout_beside_the_primary_one_moves_no_case(cast: SimpleNamespace) -> None:
    rollout = rollout_at(cast, "beta")
    second = started(cast, case=rollout.case, unit=cast.sales, name="Sales, second wave")

    second = passed(cast, second)

    assert (rollout.is_primary, second.is_primary, second.stage) == (True, False, "alpha")
    assert UseCase.objects.get().stage == "beta"
    with pytest.raises(Conflict, match="already the primary rollout"):
        started(cast, case=rollout.case, primary=True)


def test_every_must_that_is_in_the_way_is_named(cast: SimpleNamespace) -> None:
    gate = go_no_go(cast)
    answer_all(gate, by=cast.ada, without=("funding_secured",))
    services.answer_criterion(criterion(gate, "sponsor_confirmed"), by=cast.ada, answer="not_met", note="On leave.")

    with pytest.raises(Conflict) as refused:
        services.decide_gate(gate, by=cast.eve)

    assert str(refused.value) == (
        "Cannot pass: ROI from the plan is undefined, a positive one is needed; "
        "“Has the executive sponsor confirmed support for full use?” is not met; "
        "“Is the money for rollout and running secured?” is not answered."
    )
    assert queries.headline(queries.sheet(gate)) == (
        "Cannot pass: ROI from the plan is undefined, a positive one is needed; "
        "“Has the executive sponsor confirmed support for full use?” is not met; and 1 more."
    )
    gate.refresh_from_db()
    assert (gate.state, gate.record) == ("open", "")
    assert UseCase.objects.get().stage == "approved"


def test_an_exit_check_that_was_not_shown_blocks_the_gate(cast: SimpleNamespace) -> None:
    gate = gate_of(rollout_at(cast, "alpha", gate=True))
    answer_all(gate, by=cast.ada)

    with pytest.raises(Conflict, match=r"4 exit checks are not shown .“The team has used it on real work”"):
        services.decide_gate(gate, by=cast.eve)


def test_a_decision_freezes_what_it_rested_on(cast: SimpleNamespace) -> None:
    gate = services.decide_gate(ready(cast, go_no_go(cast).rollout), by=cast.eve, reason="Go.")

    record = queries.record_of(gate)
    document = gate.document
    assert gate.digest == digest_text(gate.record)
    assert record["document"] == {"reference": document.reference, "sha256": document.sha256}
    assert record["as_of"] == record["decided"]["at"]
    assert record["decided"]["by"] == str(cast.eve.uid)
    roi = next(c for c in record["criteria"] if c["key"] == "positive_roi")
    assert roi["state"] == "met"
    assert roi["evidence"]["value"] == "1.400000"
    assert roi["evidence"]["window"] == {"from": "2025-01", "to": "2025-01"}
    assert roi["evidence"]["sample_size"] == 2
    assert roi["evidence"]["records"] == [
        str(uid) for uid in LedgerEntry.objects.filter(basis="plan").order_by("id").values_list("uid", flat=True)
    ]
    approval = next(c for c in record["criteria"] if c["key"] == "safety_and_compliance")
    assert approval["evidence"]["records"] == [str(approval_of(gate.rollout.case).uid)]


def test_a_no_go_says_why_and_a_later_gate_may_pass(cast: SimpleNamespace) -> None:
    gate = gate_of(rollout_at(cast, "alpha", gate=True))
    with pytest.raises(Invalid, match="Say why it does not pass"):
        services.decide_gate(gate, by=cast.eve, verdict="hold")

    gate = services.decide_gate(gate, by=cast.eve, verdict="hold", reason="Two faults are open.")

    assert (gate.state, gate.outcome) == ("held", "blocked")
    assert queries.record_of(gate)["reason"] == "Two faults are open."
    assert [(c["key"], c["shown_at"]) for c in queries.record_of(gate)["exit_checks"]] == [
        ("team_tested", None), ("core_functions", None), ("speed_and_stability", None), ("critical_faults_fixed", None),
    ]  # fmt: skip
    assert UseCase.objects.get().stage == "alpha"
    with pytest.raises(Conflict, match="already decided: No-go"):
        services.decide_gate(gate, by=cast.eve)
    assert passed(cast, gate.rollout).stage == "beta"


def test_a_cancelled_gate_is_opened_anew(cast: SimpleNamespace) -> None:
    gate = gate_of(started(cast))
    services.cancel_gate(gate, by=cast.ada, reason="A newer checklist is out.")

    with pytest.raises(Conflict, match="This gate was cancelled"):
        services.decide_gate(gate, by=cast.eve)
    with pytest.raises(Conflict, match="This gate was cancelled"):
        services.answer_criterion(criterion(gate, "team_named"), by=cast.ada, answer="met", note="Yes.")
    assert services.open_gate(gate.rollout, by=cast.ada).to_stage == "alpha"


def test_one_gate_is_open_at_a_time(cast: SimpleNamespace) -> None:
    rollout = started(cast)

    with pytest.raises(Conflict, match="The gate “Start of the rollout” of this rollout is already open"):
        services.open_gate(rollout, by=cast.ada)


def test_there_is_no_gate_after_the_last_stage(cast: SimpleNamespace) -> None:
    with pytest.raises(Conflict, match="last stage"):
        services.open_gate(passed(cast, go_no_go(cast).rollout), by=cast.ada)


def test_who_may_not_decide(cast: SimpleNamespace) -> None:
    gate = ready(cast, started(cast))
    lacking = (
        "You may not decide at this gate here. It takes one of these roles on the unit: Executive, Program manager."
    )

    for who, sentence in {
        "ada": "You registered this use case, so somebody else decides on it.",
        **dict.fromkeys(("ben", "mia", "root_admin", "dov", "chi", "olga"), lacking),
    }.items():
        with pytest.raises(Denied) as refused:
            services.decide_gate(gate, by=getattr(cast, who))
        assert str(refused.value) == sentence, who

    assert Gate.objects.get().state == "open"


def test_the_product_itself_decides_nothing(cast: SimpleNamespace) -> None:
    with pytest.raises(Denied, match="Only a person may do this"):
        services.decide_gate(ready(cast, started(cast)), by=COMMAND_LINE)


def test_whoever_opened_a_gate_does_not_decide_at_it(cast: SimpleNamespace, pat: Any) -> None:
    gate = ready(cast, started(cast, by=pat))

    with pytest.raises(Denied, match="You opened this gate, so somebody else decides"):
        services.decide_gate(gate, by=pat)


def test_the_owner_with_every_right_does_not_decide(cast: SimpleNamespace, pat: Any) -> None:
    gate = ready(cast, started(cast, case=approved_case(cast, owner=pat)))

    with pytest.raises(Denied, match="You own this use case"):
        services.decide_gate(gate, by=pat)


def test_who_changed_the_case_since_the_last_round_does_not_decide(cast: SimpleNamespace, pat: Any) -> None:
    gate = ready(cast, started(cast))
    cases.edit_case(gate.rollout.case, by=pat, measures="Counted daily.")

    with pytest.raises(Denied, match="You changed what is being reviewed"):
        services.decide_gate(gate, by=pat)


def test_the_sponsor_decides_at_the_gates_of_what_they_sponsor(cast: SimpleNamespace) -> None:
    gate = ready(cast, started(cast, case=approved_case(cast, sponsor=cast.eve)))

    assert services.decide_gate(gate, by=cast.eve).state == "passed"


def test_nobody_passes_a_gate_of_a_case_on_hold_or_closed(cast: SimpleNamespace) -> None:
    gate = ready(cast, started(cast))
    case = cases.hold(gate.rollout.case, by=cast.ada, reason="The supplier is being replaced.")
    with pytest.raises(Conflict, match="on hold"):
        services.decide_gate(gate, by=cast.eve)

    cases.resume(case, by=cast.ada)
    cases.close(case, to="killed", by=cast.ada, reason="No longer needed.")

    with pytest.raises(Conflict, match="closed, so its rollouts go no further"):
        services.decide_gate(gate, by=cast.eve)


def test_an_unknown_verdict_is_refused(cast: SimpleNamespace) -> None:
    gate = ready(cast, started(cast))

    for verdict in ("maybe", "", "passed"):
        with pytest.raises(Invalid) as refused:
            services.decide_gate(gate, by=cast.eve, verdict=verdict)
        assert refused.value.field == "verdict"


def test_the_case_of_an_imported_stage_is_not_moved_back(cast: SimpleNamespace) -> None:
    case = approved_case(cast)
    rollout = rollout_at(cast, "beta", case=case)
    services.roll_back(rollout, by=cast.eve, reason="Wrong answers.", effect="Agents answer by hand again.")
    again = started(cast, case=case)

    again = passed(cast, again)

    assert (again.stage, again.is_primary) == ("alpha", True)
    assert UseCase.objects.get().stage == "beta"
    assert Rollout.objects.get(pk=rollout.pk).state == "rolled_back"
