"""How a review moves from step to step and ends; called by the commands, with the review locked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.workdays import workdays
from foundation.kernel.canonical import canonical_json, digest_text
from foundation.people.actors import Actor
from foundation.people.models import User
from governance import queries, rules, workflow
from governance.models import Question, Review, SeatHolder, Step, StepSeat
from governance.services import approvals, telling
from governance.workflow import PASSED, Choice, State, StepState, Verdict
from usecases import services as cases
from usecases.workflow import Stage

_DECIDERS = ("decided_by", "decided_for", "person", "board", "carried_from__review")
_STAGES_BEFORE_APPROVAL = (Stage.IDEA, Stage.ASSESSED, Stage.SCORED)


def person_of(by: Actor) -> User | None:
    """Return the person behind an actor; None for the product itself."""
    return by if isinstance(by, User) else None


def go_on(review: Review, *, by: Actor) -> None:
    """Open the steps that come next once none is open, or finish the review as approved when none is left."""
    steps = list(review.steps.filter(state__in=[StepState.OPEN, StepState.WAITING]).select_related("board", "person"))
    if any(step.state == StepState.OPEN for step in steps):
        return
    if not steps:
        finish(review, State.APPROVED, by=by)
        return
    first = min(step.order for step in steps)
    for step in steps:
        if step.order == first:
            step.review = review
            _open(step, by=by)


def _open(step: Step, *, by: Actor) -> None:
    workflow.require(workflow.STEP_NEXT, StepState(step.state), StepState.OPEN)
    now = timezone.now()
    due = workdays().plus(now.date(), step.days)
    step.state, step.opened_at, step.due_on = StepState.OPEN, now, due
    if step.is_board:
        seat_members(step)
    elif step.is_panel:
        seat_panel(step)
    step.save(update_fields=["state", "opened_at", "due_on"])
    found = queries.holding(step)
    step.holder_unit = step.holder_unit or found.unit
    step.save(update_fields=["holder_unit"])
    audit.record(
        "governance.step.opened", step.review, by=by,
        changes={step.title: (StepState.WAITING.label, StepState.OPEN.label)}, due=step.due_on,
        lies_with=step.holder_unit.name if step.holder_unit else "", moved_up=found.moved_up,
    )  # fmt: skip
    telling.asked(step, found.users, by=by)


def seat_panel(step: Step) -> list[str]:
    """Give each holder of the role of a step a seat of their own, and fix how many must approve.

    Who has spoken keeps their seat; of the others those go who no longer hold the role. Returns the names that changed.
    """
    unit, people = queries.panel(step)
    spoken = {vote.seat_id for vote in step.votes.all()}
    there = {seat.holder_id: seat for seat in step.seats.all()}
    keep = {user.pk for user in people}
    changed = []
    for holder_id, seat in list(there.items()):
        if seat.pk not in spoken and holder_id not in keep:
            changed.append(seat.title)
            seat.delete()
            del there[holder_id]
    position = max((seat.position for seat in there.values()), default=0)
    for user in people:
        if user.pk not in there:
            position += 1
            StepSeat.objects.create(step=step, position=position, key=f"holder-{user.pk}", title=user.name, holder=user)
            changed.append(user.name)
    step.holder_unit = unit
    step.needed = int(step.needs) if step.needs.isdigit() else max(1, step.seats.count())
    step.save(update_fields=["holder_unit", "needed"])
    return changed


def seat_members(step: Step) -> list[str]:
    """Let today's holders take the seats for which nobody has voted; return the titles of seats that changed.

    Where a seat is vacant, or its member recused themselves or has a stake in the case, its alternate takes it.
    """
    held: dict[tuple[str, bool], User] = {
        (row.seat.key, row.is_alternate): row.user
        for row in SeatHolder.objects.filter(seat__board=step.board, ends_on=None, user__is_active=True).select_related(
            "seat", "user"
        )
    }
    voted = {vote.seat_id for vote in step.votes.all() if not vote.is_recusal}
    members = {vote.member_id for vote in step.votes.all()}
    barred = set(queries.interests(step.review))
    changing = []
    for seat in step.seats.all():
        user, alternate = held.get((seat.key, False)), held.get((seat.key, True))
        if alternate is not None and alternate.pk in members | barred:
            alternate = None
        if seat.alternate_id != (alternate.pk if alternate else None):
            seat.alternate = alternate
            seat.save(update_fields=["alternate"])
        recused = seat.holder_id in members and seat.pk not in voted
        wanted = user if user is None or user.pk not in members else None
        if alternate is not None and (wanted is None or wanted.pk in barred or seat.holder_id == alternate.pk):
            wanted = alternate
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


def settle(
    step: Step, verdict: Verdict, *, by: Actor, reason: str, in_place_of: User | None = None,
    questions: Sequence[tuple[User | None, str]] = (),
) -> None:  # fmt: skip
    """Write what a step decided, and go on with the review or end it.

    `in_place_of` gave their decisions to `by`; `questions` are those of a return, each with who asks.
    """
    review = step.review
    to = verdict.step_state
    workflow.require(workflow.STEP_NEXT, StepState(step.state), to)
    step.state, step.verdict, step.reason = to, verdict, reason
    step.decided_at, step.decided_by, step.decided_for = timezone.now(), person_of(by), in_place_of
    step.save(update_fields=["state", "verdict", "reason", "decided_at", "decided_by", "decided_for", "is_expedited"])
    ask(step, questions)
    facts: dict[str, Any] = {"in_place_of": in_place_of} if in_place_of else {}
    if step.is_expedited:
        facts["alone"] = True
    audit.record(
        "governance.step.decided", review, by=by, reason=reason,
        changes={step.title: (StepState.OPEN.label, to.label)}, verdict=verdict.value, **facts,
    )  # fmt: skip
    telling.step_over(step)
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
        telling.step_over(step)


def ask(step: Step, questions: Sequence[tuple[User | None, str]]) -> None:
    """Keep the questions of a return, in the order in which they were put."""
    first = Question.objects.filter(review_id=step.review_id).count()
    Question.objects.bulk_create(
        Question(review_id=step.review_id, step=step, position=first + place, text=text, asked_by=user)
        for place, (user, text) in enumerate(questions, 1)
    )


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
    telling.ended(review, by=by)


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
        "steps": [_step(step) for step in review.steps.select_related(*_DECIDERS)],
        "conditions": [
            {
                "uid": row.uid, "step": row.step.key, "text": row.text, "owner": row.owner.uid, "due": row.due,
                "blocking": row.is_blocking, "set_by": row.set_by.uid, "set_at": row.set_at,
            }
            for row in review.conditions.select_related("step", "owner", "set_by").order_by("id")
        ],
        "answers": [
            {"question": row.text, "asked_in": row.review.uid, "answer": row.answer}
            for row in review.answers.select_related("review").order_by("review", "position")
        ],
        "questions": [
            {"step": row.step.key, "text": row.text, "asked_by": row.asked_by.uid if row.asked_by else None}
            for row in review.questions.select_related("step", "asked_by")
        ],
        "outcome": to,
        "decided_at": at,
        "valid_until": until,
    }  # fmt: skip


def _step(step: Step) -> dict[str, Any]:
    out: dict[str, Any] = {
        "key": step.key, "title": step.title, "order": step.order, "covers": step.covers,
        "by": step.board.name if step.board else step.person.uid if step.person else step.role,
        "state": step.state, "verdict": step.verdict, "reason": step.reason, "decided_at": step.decided_at,
        "decided_by": step.decided_by.uid if step.decided_by else None,
        "decided_for": step.decided_for.uid if step.decided_for else None,
        "carried_from": step.carried_from.review.uid if step.carried_from else None,
    }  # fmt: skip
    if step.is_expedited:
        out["expedited"] = True
    if step.carried_from is not None or step.decided_at is None:
        return out
    votes = step.votes.select_related("seat", "member", "member_for")
    if step.is_board and not step.is_expedited:
        found = queries.count(step)
        out["quorum"] = {"seats": found.quorum.seats, "needed": found.quorum.needed, "present": found.quorum.present}
        out["votes"] = [
            opened(vote) | {"dissent": rules.dissents(Choice(vote.choice), Verdict(step.verdict))} for vote in votes
        ]
    elif step.is_panel:
        out["needed"], out["holders"] = step.needed, step.seats.count()
        out["votes"] = [opened(vote) for vote in votes]
    return out


def opened(vote: Any) -> dict[str, Any]:
    """A vote as it is told once the voting is closed; salt and choice prove the commitment in the trail."""
    return {
        "seat": vote.seat.key, "title": vote.seat.title, "member": vote.member.uid, "choice": vote.choice,
        "reason": vote.reason, "at": vote.at, "salt": vote.salt, "commitment": vote.commitment,
        **({"questions": vote.questions} if vote.questions else {}),
        **({"in_place_of": vote.member_for.uid} if vote.member_for else {}),
    }  # fmt: skip
