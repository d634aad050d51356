"""What gates read from ledger, reviews and conditions, and how it blocks and unblocks them."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.utils import timezone

from deployments import queries, readings, services
from deployments.models import Gate
from deployments.workflow import Answer
from foundation.kernel.errors import Conflict
from foundation.people.actors import COMMAND_LINE
from governance import services as governance
from roi import services as ledger
from roi.models import LedgerEntry
from roi.workflow import Basis
from tests.factories.deployments import (
    answer_all,
    approval_of,
    gate_of,
    go_no_go,
    plan_pays,
    ready,
    rollout_at,
    started,
)
from tests.factories.governance import open_step, pass_step, submitted
from tests.factories.roi import invested, returned
from usecases import services as cases
from usecases.models import UseCase

pytestmark = pytest.mark.usefixtures("library")


def test_roi_bound_to_the_ledger_blocks_and_unblocks_with_its_entries(cast: SimpleNamespace) -> None:
    gate = go_no_go(cast)
    case = gate.rollout.case
    seen = []

    def look() -> None:
        line = queries.sheet(gate).line("positive_roi")
        assert line.reading is not None
        seen.append((line.answer.value, line.reading.value, line.reading.sample, line.reading.said.split(":")[0]))

    look()
    invested(case, 5_000_000, basis=Basis.PLAN)
    look()
    back = returned(case, 12_000_000, basis=Basis.PLAN)
    look()
    ledger.reverse(back, by=COMMAND_LINE, reason="Counted twice.")
    look()
    returned(case, 5_000_000, basis=Basis.PLAN)
    look()

    assert seen == [
        ("unknown", "", 0, "ROI from the plan is undefined. No investment is booked, so there is nothing to divide the "
         "net benefit by."),
        ("not_met", "-1.000000", 1, "ROI from the plan is -100%"),
        ("met", "1.400000", 2, "ROI from the plan is 140%"),
        ("not_met", "-1.000000", 3, "ROI from the plan is -100%"),
        ("not_met", "0.000000", 4, "ROI from the plan is 0%"),
    ]  # fmt: skip


def test_actual_amounts_stand_beside_the_plan_and_decide_nothing(cast: SimpleNamespace) -> None:
    gate = go_no_go(cast)
    invested(gate.rollout.case, 100)
    returned(gate.rollout.case, 900)

    line = queries.sheet(gate).line("positive_roi")

    assert line.answer == "unknown"
    assert line.reading is not None
    assert line.reading.beside == "Actual to date: USD 900.00 returned, USD 100.00 invested, ROI 800%."


def test_reversing_the_plan_at_the_last_moment_blocks_the_decision(cast: SimpleNamespace) -> None:
    gate = ready(cast, go_no_go(cast).rollout)
    assert queries.sheet(gate).outcome.can_pass
    for entry in LedgerEntry.objects.filter(basis="plan", reverses=None):
        ledger.reverse(entry, by=COMMAND_LINE, reason="Withdrawn.")

    with pytest.raises(Conflict, match="ROI from the plan is undefined"):
        services.decide_gate(gate, by=cast.eve)


def test_an_approval_that_lapses_blocks_the_gate(cast: SimpleNamespace, days_pass: Callable[[int], None]) -> None:
    gate = ready(cast, rollout_at(cast, "alpha"))

    days_pass(3 * 366)

    line = queries.sheet(gate).line("approval_stands")
    assert line.reading is not None
    assert line.reading.said == "No approval stands: approval lapsed."
    with pytest.raises(Conflict, match=r"no approval stands .approval lapsed."):
        services.decide_gate(gate, by=cast.eve)


def test_a_suspended_approval_blocks_until_it_is_reinstated(cast: SimpleNamespace) -> None:
    gate = ready(cast, rollout_at(cast, "alpha"))
    approval = approval_of(gate.rollout.case)
    governance.suspend(approval, by=cast.chi, reason="An incident is looked into.")

    with pytest.raises(Conflict, match=r"no approval stands .approval suspended."):
        services.decide_gate(gate, by=cast.eve)

    governance.reinstate(approval, by=cast.chi, reason="It was a false alarm.")
    assert services.decide_gate(gate, by=cast.eve).state == "passed"


def test_a_material_change_of_the_case_blocks_the_gate_and_says_what_changed(cast: SimpleNamespace) -> None:
    gate = ready(cast, rollout_at(cast, "alpha"))
    cases.edit_case(gate.rollout.case, by=cast.ada, model_description="Another model.")

    with pytest.raises(
        Conflict, match=r"the approval no longer covers the use case .changed: Model: Model and supplier."
    ):
        services.decide_gate(gate, by=cast.eve)


def test_an_open_blocking_condition_blocks_the_gate(cast: SimpleNamespace) -> None:
    review = submitted(cast, tier="medium")
    pass_step(cast, review)
    step = open_step(review)
    governance.add_condition(
        step, by=cast.chi, text="Publish a privacy notice.", owner=cast.ben, due=queries.today(), is_blocking=True
    )
    pass_step(cast, review)
    gate = gate_of(started(cast, case=UseCase.objects.get(pk=review.case_id)))
    answer_all(gate, by=cast.ada)

    with pytest.raises(Conflict, match="one blocking condition is still open"):
        services.decide_gate(gate, by=cast.eve)

    governance.meet_condition(review.conditions.get(), by=cast.lea, evidence="https://intranet/notice")
    assert services.decide_gate(gate, by=cast.eve).state == "passed"


def test_later_corrections_flag_a_decision_and_never_alter_it(cast: SimpleNamespace) -> None:
    gate = services.decide_gate(ready(cast, go_no_go(cast).rollout), by=cast.eve)
    before = (gate.record, gate.digest)
    assert queries.sheet(gate).changed == []

    invested(gate.rollout.case, 20_000_000, basis=Basis.PLAN)

    gate = Gate.objects.whole().get(pk=gate.pk)
    found = queries.sheet(gate)
    assert [line.criterion.key for line in found.changed] == ["positive_roi"]
    line = found.line("positive_roi")
    assert line.answer == "met"
    assert line.reading is not None
    assert line.now is not None
    assert (line.reading.value, line.now.value) == ("1.400000", "-0.520000")
    assert (gate.record, gate.digest, gate.state) == (*before, "passed")


def test_actual_bookings_after_a_decision_are_no_change_of_its_evidence(cast: SimpleNamespace) -> None:
    gate = services.decide_gate(ready(cast, go_no_go(cast).rollout), by=cast.eve)

    invested(gate.rollout.case, 1_000)

    assert queries.sheet(gate).changed == []


def test_the_plan_pays_by_document_a(cast: SimpleNamespace) -> None:
    gate = go_no_go(cast)
    plan_pays(gate.rollout.case)

    reading = queries.sheet(gate).line("positive_roi").reading

    assert reading is not None
    assert reading.said == ("ROI from the plan is 140%: USD 12,000,000.00 returned on USD 5,000,000.00 invested.")


def test_one_day_is_not_written_as_a_range() -> None:
    reading = readings.Reading(
        binding="x", state=Answer.MET, sentence="", reason="", as_of=timezone.now(), first="2026-11-27",
        last="2026-11-27",
    )  # fmt: skip

    assert reading.window == "27 Nov 2026"
