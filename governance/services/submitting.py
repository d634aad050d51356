"""Sending a case into review, and taking it back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from governance import policies, queries, rules, workflow
from governance.models import Approval, Board, Condition, Kind, Question, Review, Step, StepSeat
from governance.services import flow
from governance.services.texts import clean
from governance.workflow import PASSED, ConditionState, Standing, State, StepState
from library import queries as library
from library.kinds import approval_route
from usecases import queries as case_queries
from usecases import services as cases
from usecases.models import UseCase

ROUTE = "by-tier"


@transaction.atomic
def submit(case: UseCase, *, by: Actor, note: str = "", answers: Mapping[UUID, str] | None = None) -> Review:
    """Freeze the dossier and open the first steps of the route of the case's tier; the next round if there was one.

    A step of the last round stands when it was approved and nothing it covers has changed materially since.
    `answers` answer the questions of the return by their uid; none may be left out.
    Raises Denied, Conflict (already in review, on hold, no board, nobody for a step), or Invalid at `tier`, `dossier`,
    `note`, or `answer_` with the uid of a question.
    """
    case = lock(case)
    policies.check_submit(by, case)
    user, text = policies.person(by), clean(note, field="note")
    document = library.latest("approval_route", ROUTE)
    route = document.parsed.route(case.tier)
    before = queries.latest_review(case)
    replies = _replies(case, answers or {})
    sections = case_queries.dossier(case)
    review = Review.objects.create(
        case=case,
        round=before.round + 1 if before else 1,
        route=document,
        tier=case.tier,
        valid_days=route.valid_days,
        sections=rules.freeze(sections),
        fingerprint=rules.fingerprint(sections),
        score_card_id=case.current_card_id,
        note=text,
        submitted_by=user,
    )
    for order, planned in zip(route.orders, route.steps, strict=True):
        _freeze_step(review, order, planned)
    for question, answer in replies:
        question.answer, question.answered_in = answer, review
        question.save(update_fields=["answer", "answered_in"])
    facts: dict[str, Any] = {"answers": {question.text: answer for question, answer in replies}} if replies else {}
    audit.record(
        "governance.review.submitted", review, by=by, reason=text, round=review.round, tier=review.tier,
        route=document.reference, fingerprint=review.fingerprint, **facts,
    )  # fmt: skip
    if before is not None:
        _carry(before, review, by=by)
    cases.note_review_state(case, State.OPEN.value, by=by)
    flow.go_on(review, by=by)
    review.refresh_from_db()
    return review


def _freeze_step(review: Review, order: int, planned: approval_route.Step) -> None:
    decided_by = planned.decided_by
    step = Step(
        review=review, order=order, key=planned.key, title=planned.label, help=planned.help, days=planned.days,
        covers=list(planned.covers), kind=Kind.ROLE,
    )  # fmt: skip
    if isinstance(decided_by, approval_route.ByRole):
        step.role, step.needs = decided_by.role, str(decided_by.needs)
        step.save()
        return
    if isinstance(decided_by, approval_route.ByPerson):
        step.kind, step.person, step.role = Kind.PERSON, _named(review.case, decided_by.person), decided_by.otherwise
        step.save()
        return
    board = _board(review.case, decided_by.board)
    step.kind, step.board, step.expedited = Kind.BOARD, board, decided_by.expedited
    step.save()
    StepSeat.objects.bulk_create(
        StepSeat(
            step=step, position=seat.position, key=seat.key, title=seat.title, is_chair=seat.is_chair,
            is_required=seat.is_required,
        )
        for seat in board.seats.order_by("position")
    )  # fmt: skip


def _replies(case: UseCase, answers: Mapping[UUID, str]) -> list[tuple[Question, str]]:
    return [
        (
            question,
            clean(answers.get(question.uid, ""), field=f"answer_{question.uid}", missing=_("Answer the question.")),
        )
        for question in queries.open_questions(case)
    ]


def _named(case: UseCase, username: str) -> User:
    user = User.objects.filter(username=username).first()
    if user is None or not access_of(user).allows(Permission.READ, case.unit.path):
        raise Conflict(
            _("The route names “%(name)s”, who cannot see this use case. Correct the route, or give a role first."),
            name=username,
        )  # fmt: skip
    return user


def _board(case: UseCase, slug: str) -> Board:
    board = queries.board_for(case.unit, slug)
    if board is None:
        raise Conflict(
            _("The route asks for the board “%(board)s”, and none sits for %(unit)s or above. Convene it first."),
            board=library.latest("board", slug).title, unit=case.unit.name,
        )  # fmt: skip
    return board


def _carry(before: Review, review: Review, *, by: Actor) -> None:
    """Let steps of the last round stand that nothing has touched.

    Only after a round that was returned, or approved with an approval that still runs; not when the route or the tier
    is another one, and not when somebody who decided has a stake in the case by now.
    """
    if (before.route_id, before.tier) != (review.route_id, review.tier) or not _still_runs(before):
        return
    touched = rules.touched(queries.changes_between(before, review))
    interested = policies.interested(review)
    earlier = {step.key: step for step in before.steps.all() if step.state in PASSED}
    for step in review.steps.all():
        old = earlier.get(step.key)
        if old is None or touched & set(step.covers) or _deciders(old) & interested:
            continue
        workflow.require(workflow.STEP_NEXT, StepState(step.state), StepState.CARRIED)
        step.state, step.carried_from = StepState.CARRIED, old.carried_from or old
        step.verdict, step.reason = old.verdict, old.reason
        step.decided_at, step.decided_by, step.decided_for = old.decided_at, old.decided_by, old.decided_for
        step.is_expedited = old.is_expedited
        step.save()
        _carry_conditions(old, step)
        audit.record(
            "governance.step.carried", review, by=by, round=step.carried_from.review.round,
            changes={step.title: (StepState.WAITING.label, StepState.CARRIED.label)},
        )  # fmt: skip


def _still_runs(before: Review) -> bool:
    if before.state == State.RETURNED:
        return True
    approval = Approval.objects.filter(review=before, standing=Standing.STANDING).first()
    if approval is None or rules.has_lapsed(approval.valid_until, timezone.now()):
        return False
    # A renewal near the end is decided anew: carrying everything would renew nothing.
    return (approval.valid_until - timezone.now().date()).days > rules.RENEWAL_DAYS


def _deciders(step: Step) -> set[int]:
    source = step.carried_from or step
    votes = source.votes.values_list("member_id", "member_for_id")
    people = {pk for pair in votes for pk in pair} | {step.decided_by_id, step.decided_for_id}
    return {pk for pk in people if pk is not None}


def _carry_conditions(old: Step, step: Step) -> None:
    for row in old.conditions.exclude(state=ConditionState.DROPPED):
        Condition.objects.create(
            review=step.review, step=step, text=row.text, owner_id=row.owner_id, due=row.due,
            is_blocking=row.is_blocking, state=row.state, set_by_id=row.set_by_id, set_at=row.set_at,
            met_by_id=row.met_by_id, met_at=row.met_at, evidence=row.evidence,
        )  # fmt: skip


@transaction.atomic
def withdraw(review: Review, *, by: Actor, reason: str) -> Review:
    """Take a review back before it is decided; votes that were sealed stay sealed.

    Raises Denied, Conflict when it is over, Invalid at `reason`.
    """
    review = lock(review)
    policies.check_withdraw(by, review)
    take_back(review, by=by, reason=clean(reason, field="reason", missing=_("Say why the review is withdrawn.")))
    return review


def take_back(review: Review, *, by: Actor, reason: str) -> None:
    """End a locked review as withdrawn, in the transaction of a caller who has asked who may."""
    workflow.require(workflow.NEXT, State(review.state), State.WITHDRAWN)
    flow.skip_rest(review)
    review.state, review.decided_at, review.decided_by = State.WITHDRAWN, timezone.now(), flow.person_of(by)
    review.reason = reason
    review.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    audit.record("governance.review.withdrawn", review, by=by, reason=reason)
    cases.note_review_state(review.case, State.WITHDRAWN.value, by=by)
