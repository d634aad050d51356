"""What an approval covers, how long it counts, and what the next round keeps."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from foundation.jobs import services as jobs
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.money import Money
from foundation.people.actors import COMMAND_LINE, WORKER
from governance import queries, services
from governance.models import Approval, Condition
from tests.factories.governance import ANSWERS, approved, open_step, pass_step, submitted, vote
from usecases import services as cases
from usecases.importing import batches, undoing
from usecases.importing.mapping import by_hand

pytestmark = pytest.mark.usefixtures("library")
Later = Callable[[int], None]


def test_a_material_change_is_shown_field_by_field_and_uncovers_the_case(cast: SimpleNamespace) -> None:
    approval = approved(cast)

    cases.edit_case(
        approval.case, by=cast.ada, model_description="Another model.", budget=Money.of(900_000, "USD"), name="Mail"
    )

    approval = Approval.objects.get()
    found = queries.coverage(approval)
    assert not found.covers
    assert [(c.section, c.field, c.old, c.new, c.material) for c in found.changes] == [
        ("purpose", "name", "Answer support mail", "Mail", False),
        (
            "model", "description", "A hosted language model with retrieval over the help pages.", "Another model.",
            True,
        ),
        ("budget", "amount", "500000.00", "900000.00", True),
    ]  # fmt: skip
    assert [change.field for change in found.material] == ["description", "amount"]
    assert approval.case.approval_standing == "uncovered"
    assert queries.standing_approval(approval.case) == approval


def test_changing_it_back_covers_it_again(cast: SimpleNamespace) -> None:
    approval = approved(cast, tier="low")
    old = approval.case.measures

    changed = cases.edit_case(approval.case, by=cast.ada, measures="Other.")
    assert changed.approval_standing == "uncovered"
    back = cases.edit_case(changed, by=cast.ada, measures=old)

    assert back.approval_standing == "standing"
    assert queries.coverage(Approval.objects.get()).covers


def test_an_import_that_changes_an_approved_case_is_told_before_and_can_be_undone(
    cast: SimpleNamespace, run_jobs: Any
) -> None:
    case = approved(cast, tier="low").case
    content = f"Ref;Title;Model\n{case.reference};{case.name};Another model."
    batch = batches.open_batch(ContentFile(content.encode(), name="cases.csv"), unit=cast.support, by=cast.ada)
    headers = batches.table_of(batch).headers
    columns = {0: "reference", 1: "name", 2: "technique"}
    batch = batches.choose_mapping(batch, by_hand("test", columns, headers, stages={}, impacts={}))

    told = batches.refresh_preview(batch, by=cast.ada)
    batches.start(batch, by=cast.ada)
    run_jobs()
    case.refresh_from_db()
    imported = (case.model_description, case.approval_standing)
    undoing.start_undo(batch, by=cast.ada)
    run_jobs()
    case.refresh_from_db()

    assert "no longer covers it" in str(told["problems"])
    assert imported == ("Another model.", "uncovered")
    assert case.approval_standing == "standing"


def test_a_change_that_does_not_matter_keeps_the_approval(cast: SimpleNamespace) -> None:
    approval = approved(cast, tier="low")

    cases.edit_case(approval.case, by=cast.ada, name="Answer the mail of customers")

    found = queries.coverage(Approval.objects.get())
    assert found.covers
    assert [(change.field, change.material) for change in found.changes] == [("name", False)]
    approval.case.refresh_from_db()
    assert approval.case.approval_standing == "standing"


def test_a_new_score_voids_nothing(cast: SimpleNamespace) -> None:
    approval = approved(cast, tier="low")

    cases.record_inputs(approval.case, by=cast.ada, inputs={"estimated_value": "9000000"})
    cases.score_case(approval.case, by=cast.ada)

    assert queries.coverage(Approval.objects.get()).covers


def test_a_case_that_changed_during_the_review_is_not_covered_by_the_decision(cast: SimpleNamespace) -> None:
    review = submitted(cast, tier="low")
    cases.edit_case(review.case, by=cast.ada, measures="Other.")

    services.decide_step(open_step(review), by=cast.mia, verdict="approve")

    review.case.refresh_from_db()
    assert review.case.approval_standing == "uncovered"
    assert review.case.stage == "approved"


def test_an_approval_lapses_by_the_calendar_alone(cast: SimpleNamespace, days_pass: Later) -> None:
    approval = approved(cast)

    days_pass(364)
    assert queries.standing_approval(approval.case) == approval
    days_pass(1)

    assert queries.standing_approval(approval.case) is None
    assert queries.validity(approval.case).key == "lapsed"
    with pytest.raises(Conflict, match="This approval is over"):
        services.suspend(approval, by=cast.chi, reason="Late.")


def test_the_worker_writes_the_lapse_once(cast: SimpleNamespace, days_pass: Later, run_jobs: Any) -> None:
    approval = approved(cast)
    days_pass(365)

    jobs.enqueue("governance.lapse", by=WORKER)
    run_jobs()

    approval.refresh_from_db()
    approval.case.refresh_from_db()
    assert (approval.standing, approval.case.approval_standing) == ("lapsed", "lapsed")
    assert approval.ended_at is not None
    assert services.lapse_due(by=WORKER).items() >= {"lapsed": 0, "closed": 0}.items()


def test_an_overdue_voting_with_a_quorum_is_closed(cast: SimpleNamespace, days_pass: Later, review_at: Any) -> None:
    step = open_step(review_at("ethics_board"))
    vote(step, [*cast.board[:4], cast.board[7]])
    days_pass(40)

    assert services.lapse_due(by=WORKER).items() >= {"lapsed": 0, "closed": 1}.items()

    step.refresh_from_db()
    assert (step.state, step.decided_by) == ("approved", None)


def test_an_overdue_voting_without_a_quorum_stays_open(cast: SimpleNamespace, days_pass: Later, review_at: Any) -> None:
    step = open_step(review_at("ethics_board"))
    vote(step, cast.board[:5])
    days_pass(40)

    assert services.lapse_due(by=WORKER).items() >= {"lapsed": 0, "closed": 0}.items()

    step.refresh_from_db()
    assert queries.is_overdue(step)


def test_suspending_and_reinstating(cast: SimpleNamespace) -> None:
    approval = approved(cast, tier="low")

    services.suspend(approval, by=cast.chi, reason="An incident is being investigated.")
    approval.case.refresh_from_db()
    assert approval.case.approval_standing == "suspended"
    assert queries.standing_approval(approval.case) is None
    with pytest.raises(Conflict, match="already suspended"):
        services.suspend(approval, by=cast.chi, reason="Again.")

    services.reinstate(approval, by=cast.eve, reason="It was a false alarm.")
    assert queries.standing_approval(approval.case) == approval
    with pytest.raises(Conflict, match="not suspended"):
        services.reinstate(approval, by=cast.eve, reason="Again.")


def test_revoking_is_for_good(cast: SimpleNamespace) -> None:
    approval = approved(cast, tier="low")

    services.revoke(approval, by=cast.eve, reason="The supplier went out of business.")

    approval.case.refresh_from_db()
    assert approval.case.approval_standing == "withdrawn"
    for command in (services.suspend, services.reinstate, services.revoke):
        with pytest.raises(Conflict):
            command(approval, by=cast.eve, reason="Again.")


def test_only_chair_and_executive_oversee_approvals(cast: SimpleNamespace) -> None:
    approval = approved(cast, tier="low")

    for who in (cast.ada, cast.ben, cast.mia, cast.lea, cast.root_admin, cast.dov):
        for command in (services.suspend, services.revoke):
            with pytest.raises(Denied, match="roles on the unit: Board chair, Executive"):
                command(approval, by=who, reason="No.")


def test_the_sponsor_does_not_reinstate(cast: SimpleNamespace) -> None:
    approval = approved(cast, tier="low", sponsor=cast.eve)
    services.suspend(approval, by=cast.eve, reason="To be safe.")

    with pytest.raises(Denied, match="You sponsor this use case"):
        services.reinstate(approval, by=cast.eve, reason="All well.")


def test_overseeing_needs_a_reason(cast: SimpleNamespace) -> None:
    approval = approved(cast, tier="low")

    for command in (services.suspend, services.revoke):
        with pytest.raises(Invalid, match="Say why"):
            command(approval, by=cast.eve, reason=" ")


def resubmitted(cast: SimpleNamespace, approval: Approval, **changes: Any) -> dict[str, str]:
    """Change the case, submit it again; the states of the steps of the new round by key."""
    case = cases.edit_case(approval.case, by=cast.ada, **changes)
    review = services.submit(case, by=cast.ada)
    return {step.key: step.state for step in review.steps.all()}


@pytest.mark.parametrize(
    ("changes", "reopened"),
    [
        ({"model_description": "Another model."}, {"ethics_board", "legal"}),
        ({"budget": Money.of(1, "USD")}, {"manager", "executive"}),
        ({"objective": "Faster."}, {"manager", "ethics_board", "legal", "executive"}),
    ],
    ids=["model", "budget", "purpose"],
)
def test_the_next_round_opens_only_the_steps_that_the_change_touches(
    cast: SimpleNamespace, changes: dict[str, Any], reopened: set[str]
) -> None:
    states = resubmitted(cast, approved(cast), **changes)

    assert {key for key, state in states.items() if state != "carried"} == reopened
    assert list(states.values()).count("open") == 1


def test_a_carried_step_keeps_its_day_so_that_nothing_is_lengthened(cast: SimpleNamespace, days_pass: Later) -> None:
    first = approved(cast)
    days_pass(100)
    states = resubmitted(cast, first, budget=Money.of(1, "USD"))
    review = first.case.reviews.get(round=2)
    while review.state == "open":
        pass_step(cast, review)
        review.refresh_from_db()

    second = review.approval
    first.refresh_from_db()
    assert states["ethics_board"] == "carried"
    assert second.valid_until == first.valid_until
    assert (first.standing, second.standing) == ("superseded", "standing")


def test_a_renewal_near_the_end_is_decided_anew(cast: SimpleNamespace, days_pass: Later) -> None:
    approval = approved(cast)
    days_pass(300)

    review = services.submit(approval.case, by=cast.ada)

    assert [step.state for step in review.steps.all()] == ["open", "waiting", "waiting", "waiting"]


def test_another_tier_is_another_route_and_carries_nothing(cast: SimpleNamespace) -> None:
    approval = approved(cast)
    case = cases.classify(approval.case, by=cast.ada, answers=ANSWERS["medium"], reason="No rights are affected.")

    review = services.submit(case, by=cast.ada)

    assert [step.state for step in review.steps.all()] == ["open", "waiting"]


def test_a_step_is_not_carried_when_its_decider_has_a_stake_by_now(cast: SimpleNamespace) -> None:
    approval = approved(cast)
    case = cases.edit_case(approval.case, by=cast.ada, model_description="Another model.", sponsor=cast.eve)

    review = services.submit(case, by=cast.ada)

    assert review.steps.get(key="executive").state == "waiting"
    assert review.steps.get(key="manager").state == "carried"


def test_after_a_return_what_was_approved_and_not_touched_stands(cast: SimpleNamespace, review_at: Any) -> None:
    review = review_at("legal")
    services.decide_step(open_step(review), by=cast.lea, verdict="return", reason="Name the supplier.")
    case = cases.edit_case(review.case, by=cast.ada, model_description="A model of Example Ltd.")

    again = services.submit(case, by=cast.ada)

    assert [step.state for step in again.steps.all()] == ["carried", "open", "waiting", "waiting"]
    assert again.steps.get(key="manager").decided_by == cast.mia


def test_conditions_of_a_carried_step_stay_and_those_of_the_old_approval_end(
    cast: SimpleNamespace, review_at: Any
) -> None:
    review = review_at("manager")
    due = timezone.localdate() + timedelta(days=30)
    draft = services.Draft("Train the agents.", cast.ben, due)
    services.decide_step(open_step(review), by=cast.mia, verdict="approve", conditions=[draft])
    review.refresh_from_db()
    while review.state == "open":
        pass_step(cast, review)
        review.refresh_from_db()
    case = cases.edit_case(review.case, by=cast.ada, model_description="Another model.")
    again = services.submit(case, by=cast.ada)
    while again.state == "open":
        pass_step(cast, again)
        again.refresh_from_db()

    old, new = Condition.objects.order_by("id")

    assert (old.review, old.state) == (review, "dropped")
    assert (new.review, new.state, new.text) == (again, "open", "Train the agents.")
    assert list(queries.open_conditions(case, blocking=True)) == [new]


@pytest.mark.parametrize("place", ["returned", "withdrawn"])
def test_a_new_round_keeps_the_old_one(cast: SimpleNamespace, review_at: Any, place: str) -> None:
    old = review_at(place)

    new = services.submit(old.case, by=cast.ada)

    old.refresh_from_db()
    assert (old.round, old.state, new.round, new.state) == (1, place, 2, "open")


def test_a_rejected_case_is_reopened_before_it_is_submitted_again(cast: SimpleNamespace, review_at: Any) -> None:
    old = review_at("rejected")
    with pytest.raises(Conflict, match="closed"):
        services.submit(old.case, by=cast.ada)

    case = cases.reopen(old.case, by=cast.ada, reason="New facts.")
    again = services.submit(case, by=cast.ada)

    assert [step.state for step in again.steps.all()] == ["open", "waiting", "waiting", "waiting"]


def test_an_imported_case_in_production_is_approved_without_moving(cast: SimpleNamespace) -> None:
    first = approved(cast, tier="low")
    case = cases.advance(first.case, to="alpha", by=COMMAND_LINE)
    case = cases.edit_case(case, by=cast.ada, measures="Other.")
    review = services.submit(case, by=cast.ada)

    services.decide_step(open_step(review), by=cast.mia, verdict="approve")

    case.refresh_from_db()
    assert (case.stage, case.approval_standing) == ("alpha", "standing")


def test_a_refused_renewal_leaves_the_case_and_its_approval(cast: SimpleNamespace) -> None:
    first = approved(cast, tier="low")
    case = cases.advance(first.case, to="alpha", by=COMMAND_LINE)
    case = cases.edit_case(case, by=cast.ada, measures="Other.")
    review = services.submit(case, by=cast.ada)

    services.decide_step(open_step(review), by=cast.mia, verdict="reject", reason="Too vague.")

    case.refresh_from_db()
    assert (case.stage, case.review_state, case.approval_standing) == ("alpha", "rejected", "uncovered")


def test_expiring_approvals_are_listed_soonest_first(cast: SimpleNamespace, days_pass: Later) -> None:
    approval = approved(cast)

    assert list(queries.expiring()) == []
    days_pass(300)

    assert list(queries.expiring()) == [approval]
