"""How a review moves from step to step and ends; called by the commands, with the review locked."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from foundation.audit import services as audit
from foundation.kernel.canonical import canonical_json, digest_text
from foundation.people.actors import Actor
from foundation.people.models import User
from governance import queries, rules, workflow
from governance.models import Review, SeatHolder, Step
from governance.services import approvals
from governance.workflow import PASSED, State, StepState, Verdict
from usecases import services as cases
from usecases.workflow import Stage

_STAGES_BEFORE_APPROVAL = (Stage.IDEA, Stage.ASSESSED, Stage.SCORED)


def person_of(by: Actor) -> User | None:
    """Return the person behind an actor; None for the product itself."""
    return by if isinstance(by, User) else None


def go_on(review: Review, *, by: Actor) -> None:
    """Open the next step that waits, or finish the review as approved when none is left."""
    step = review.steps.filter(state=StepState.WAITING).order_by("order").first()
    if step is None:
        finish(review, State.APPROVED, by=by)
        return
    workflow.require(workflow.STEP_NEXT, StepState(step.state), StepState.OPEN)
    now = timezone.now()
    step.review = review
    step.state, step.opened_at, step.due_on = StepState.OPEN, now, rules.due_on(now.date(), step.days)
    if step.is_board:
        seat_members(step)
    step.save(update_fields=["state", "opened_at", "due_on"])
    found = queries.holding(step)
    step.holder_unit = found.unit
    step.save(update_fields=["holder_unit"])
    audit.record(
        "governance.step.opened", review, by=by,
        changes={step.title: (StepState.WAITING.label, StepState.OPEN.label)}, due=step.due_on,
        lies_with=found.unit.name if found.unit else "", moved_up=found.moved_up,
    )  # fmt: skip


def seat_members(step: Step) -> list[str]:
    """Let today's holders take the seats for which nobody has voted; return the titles of seats that changed."""
    held = {
        row.seat.key: row.user
        for row in SeatHolder.objects.filter(seat__board=step.board, ends_on=None, user__is_active=True).select_related(
            "seat", "user"
        )
    }
    voted = {vote.seat_id for vote in step.votes.all() if not vote.is_recusal}
    members = {vote.member_id for vote in step.votes.all()}
    changing = []
    for seat in step.seats.all():
        user = held.get(seat.key)
        recused = seat.holder_id in members and seat.pk not in voted
        wanted = user if user is None or user.pk not in members else None
        if seat.pk in voted or (recused and wanted is None) or seat.holder_id == (wanted.pk if wanted else None):
            continue
        changing.append((seat, wanted))
    for seat, _wanted in changing:  # first all empty, so that two people may change places
        seat.holder = None
        seat.save(update_fields=["holder"])
    for seat, wanted in changing:
        seat.holder = wanted
        seat.save(update_fields=["holder"])
    return [seat.title for seat, _wanted in changing]


def settle(step: Step, verdict: Verdict, *, by: Actor, reason: str) -> None:
    """Write what a step decided, and go on with the review or end it."""
    review = step.review
    to = verdict.step_state
    workflow.require(workflow.STEP_NEXT, StepState(step.state), to)
    step.state, step.verdict, step.reason = to, verdict, reason
    step.decided_at, step.decided_by = timezone.now(), person_of(by)
    step.save(update_fields=["state", "verdict", "reason", "decided_at", "decided_by"])
    audit.record(
        "governance.step.decided", review, by=by, reason=reason,
        changes={step.title: (StepState.OPEN.label, to.label)}, verdict=verdict.value,
    )  # fmt: skip
    if to in PASSED:
        go_on(review, by=by)
    else:
        finish(review, State.RETURNED if verdict == Verdict.RETURN else State.REJECTED, by=by, reason=reason)


def skip_rest(review: Review) -> None:
    """Mark what was not reached."""
    for step in review.steps.filter(state__in=[StepState.WAITING, StepState.OPEN]):
        workflow.require(workflow.STEP_NEXT, StepState(step.state), StepState.SKIPPED)
        step.state = StepState.SKIPPED
        step.save(update_fields=["state"])


def finish(review: Review, to: State, *, by: Actor, reason: str = "") -> None:
    """End a review: record and digest, then what follows for the case."""
    workflow.require(workflow.NEXT, State(review.state), to)
    skip_rest(review)
    now = timezone.now()
    until = rules.valid_until(_decided_on(review), review.valid_days) if to == State.APPROVED else None
    review.record = canonical_json(_record(review, to, now, until))
    review.decision_digest = digest_text(review.record)
    review.state, review.decided_at, review.decided_by, review.reason = to, now, person_of(by), reason
    review.save(update_fields=["record", "decision_digest", "state", "decided_at", "decided_by", "reason"])
    audit.record(
        f"governance.review.{to.value}", review, by=by, reason=reason, fingerprint=review.fingerprint,
        decision_digest=review.decision_digest,
    )  # fmt: skip
    case = cases.note_review_state(review.case, to.value, by=by)
    if to == State.APPROVED and until is not None:
        approvals.give(review, until=until, by=by)
        if case.stage in _STAGES_BEFORE_APPROVAL:
            cases.advance(case, to=Stage.APPROVED, by=by)
    elif to == State.REJECTED and case.stage in _STAGES_BEFORE_APPROVAL:
        cases.advance(case, to=Stage.REJECTED, by=by, reason=reason)


def _decided_on(review: Review) -> list[Any]:
    return [step.decided_at.date() for step in review.steps.all() if step.decided_at is not None]


def _record(review: Review, to: State, at: datetime, until: Any) -> dict[str, Any]:
    """What the decision rested on and what it says: people by uid, times in UTC. Its digest covers all of it."""
    case = review.case
    return {
        "format": "ai-pmo/decision/1",
        "review": review.uid,
        "case": {"uid": case.uid, "reference": case.reference},
        "round": review.round,
        "tier": review.tier,
        "route": {"document": review.route.reference, "sha256": review.route.sha256},
        "fingerprint": review.fingerprint,
        "sections": {name: part["digest"] for name, part in review.sections.items()},
        "score_card": review.score_card.uid if review.score_card else None,
        "submitted": {"by": review.submitted_by.uid, "at": review.submitted_at, "note": review.note},
        "steps": [_step(step) for step in review.steps.select_related("decided_by", "board", "carried_from__review")],
        "conditions": [
            {
                "uid": row.uid, "step": row.step.key, "text": row.text, "owner": row.owner.uid, "due": row.due,
                "blocking": row.is_blocking, "set_by": row.set_by.uid, "set_at": row.set_at,
            }
            for row in review.conditions.select_related("step", "owner", "set_by").order_by("id")
        ],
        "outcome": to,
        "decided_at": at,
        "valid_until": until,
    }  # fmt: skip


def _step(step: Step) -> dict[str, Any]:
    out: dict[str, Any] = {
        "key": step.key, "title": step.title, "by": step.board.name if step.board else step.role, "covers": step.covers,
        "state": step.state, "verdict": step.verdict, "reason": step.reason, "decided_at": step.decided_at,
        "decided_by": step.decided_by.uid if step.decided_by else None,
        "carried_from": step.carried_from.review.uid if step.carried_from else None,
    }  # fmt: skip
    if step.is_board and step.decided_at is not None and step.carried_from is None:
        found = queries.count(step)
        out["quorum"] = {"seats": found.quorum.seats, "needed": found.quorum.needed, "present": found.quorum.present}
        out["votes"] = [opened(vote) for vote in step.votes.select_related("seat", "member")]
    return out


def opened(vote: Any) -> dict[str, Any]:
    """A vote as it is told once the voting is closed; salt and choice prove the commitment in the trail."""
    return {
        "seat": vote.seat.key, "title": vote.seat.title, "member": vote.member.uid, "choice": vote.choice,
        "reason": vote.reason, "at": vote.at, "salt": vote.salt, "commitment": vote.commitment,
    }  # fmt: skip
