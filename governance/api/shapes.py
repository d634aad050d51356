"""Turning records into what the API writes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from foundation.people.models import User
from governance import queries, rules
from governance.models import Approval, Condition, Delegation, Question, Review, Step
from usecases import queries as case_queries
from usecases.models import UseCase, key_of, reference_of


def case_of(user: User, key: str) -> UseCase:
    """Return the case with this reference or uid that the user may see; 404 else."""
    if key_of(key) is not None:
        return case_queries.by_reference(key, user)
    try:
        uid = UUID(key)
    except ValueError:
        uid = UUID(int=0)
    return get_object_or_404(UseCase.objects.visible_to(user).select_related("unit"), uid=uid)


def person(user: User | None) -> dict[str, Any] | None:
    """Somebody, or null."""
    return {"uid": user.uid, "name": user.name} if user is not None else None


def case(row: UseCase) -> dict[str, Any]:
    """The case of a review."""
    return {
        "uid": row.uid, "reference": row.reference, "name": row.name, "unit": row.unit.uid, "unit_name": row.unit.name,
    }  # fmt: skip


def review_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the list of reviews."""
    return {
        "uid": row["uid"],
        "use_case": {
            "uid": row["case__uid"], "reference": reference_of(row["case_id"]), "name": row["case__name"],
            "unit": row["case__unit__uid"], "unit_name": row["case__unit__name"],
        },
        "round": row["round"], "tier": row["tier"], "state": row["state"], "step": row["step"],
        "step_since": row["step_since"], "step_due": row["step_due"], "fingerprint": row["fingerprint"],
        "submitted_at": row["submitted_at"], "decided_at": row["decided_at"], "decision_digest": row["decision_digest"],
    }  # fmt: skip


def review(row: Review, reader: User) -> dict[str, Any]:
    """A review in full, as this reader may see it."""
    for item in row.steps.all():
        item.review = row
    now = queries.current_step(row)
    held = queries.holdings(queries.open_steps(row))
    approval = getattr(row, "approval", None)
    return {
        "uid": row.uid, "use_case": case(row.case), "round": row.round, "tier": row.tier, "state": row.state,
        "step": now.title if now else None, "step_since": now.opened_at if now else None,
        "step_due": now.due_on if now else None, "fingerprint": row.fingerprint, "submitted_at": row.submitted_at,
        "decided_at": row.decided_at, "decision_digest": row.decision_digest, "note": row.note,
        "route": row.route.reference, "submitted_by": person(row.submitted_by), "decided_by": person(row.decided_by),
        "reason": row.reason,
        "sections": [{"name": name, **row.sections[name]} for name in rules.in_order(row.sections)],
        "steps": [step(item, reader, held.get(item.pk)) for item in row.steps.all()],
        "conditions": [condition(item, row) for item in row.conditions.all()],
        "questions": [question(item) for item in row.questions.all()],
        "answers": [question(item) for item in row.answers.all()],
        "approval": approval.uid if approval else None,
    }  # fmt: skip


def step(row: Step, reader: User, holding: queries.Holding | None) -> dict[str, Any]:
    """A step; of a board also its seats, closed envelopes included."""
    shows = row.has_seats and row.opened_at is not None and not row.is_expedited
    found = queries.count(row).quorum if shows and row.is_board else None
    return {
        "uid": row.uid, "order": row.order, "key": row.key, "title": row.title, "kind": row.kind, "role": row.role,
        "person": person(row.person), "needs": row.needs, "needed": row.needed,
        "board": row.board.name if row.board else None, "covers": row.covers, "state": row.state,
        "opened_at": row.opened_at, "due": row.due_on,
        "holders": [person(user) for user in holding.users] if holding else [],
        "note": holding.note if holding else "", "verdict": row.verdict or None, "reason": row.reason,
        "decided_at": row.decided_at, "decided_by": person(row.decided_by), "decided_for": person(row.decided_for),
        "expedited": row.is_expedited, "escalated_at": row.escalated_at,
        "carried_from_round": row.carried_from.review.round if row.carried_from else None,
        "seats": [seat(item) for item in queries.envelopes(row, reader)] if shows else [],
        "quorum": {
            "seats": found.seats, "needed": found.needed, "present": found.present, "missing": list(found.missing),
            "reached": found.reached,
        } if found else None,
    }  # fmt: skip


def seat(row: queries.Envelope) -> dict[str, Any]:
    """A seat with its envelope, open or closed."""
    return {
        "key": row.seat.key, "title": row.seat.title, "chair": row.seat.is_chair, "required": row.seat.is_required,
        "holder": person(row.holder), "has_voted": row.has_voted, "choice": row.choice.value if row.choice else None,
        "reason": row.reason, "questions": list(row.questions), "in_place_of": person(row.in_place_of),
        "alternate": person(row.seat.alternate), "dissent": row.is_dissent,
    }  # fmt: skip


def question(row: Question) -> dict[str, Any]:
    """A question of a return and its answer."""
    return {
        "uid": row.uid, "step": row.step.key, "text": row.text, "asked_by": person(row.asked_by), "answer": row.answer,
    }  # fmt: skip


def delegation(row: Delegation) -> dict[str, Any]:
    """Who handed on decisions to whom, and when."""
    return {
        "uid": row.uid, "giver": person(row.giver), "receiver": person(row.receiver), "starts_on": row.starts_on,
        "ends_on": row.ends_on, "ended_on": row.ended_on, "reason": row.reason,
    }  # fmt: skip


def condition(row: Condition, of: Review) -> dict[str, Any]:
    """A condition."""
    return {
        "uid": row.uid, "review": of.uid, "use_case_reference": reference_of(of.case_id), "step": row.step.key,
        "text": row.text, "owner": person(row.owner), "due": row.due, "blocking": row.is_blocking, "state": row.state,
        "set_at": row.set_at, "met_at": row.met_at, "met_by": person(row.met_by), "evidence": row.evidence,
        "report": row.report, "reported_at": row.reported_at, "reported_by": person(row.reported_by),
        "sent_back": row.sent_back,
    }  # fmt: skip


def approval_row(row: Approval) -> dict[str, Any]:
    """A row of the list of approvals."""
    return {
        "uid": row.uid, "use_case": case(row.case), "review": row.review.uid, "standing": row.standing,
        "given_at": row.given_at, "valid_until": row.valid_until, "fingerprint": row.fingerprint,
        "ended_at": row.ended_at, "end_reason": row.end_reason,
    }  # fmt: skip


def approval(row: Approval) -> dict[str, Any]:
    """An approval with what it covers today."""
    found = queries.coverage(row)
    standing = queries.standing_approval(row.case)
    return approval_row(row) | {
        "counts_today": standing is not None and standing.pk == row.pk,
        "covers": found.covers,
        "changes": [
            {
                "section": change.section, "field": change.field, "old": change.old, "new": change.new,
                "material": change.material,
            }
            for change in found.changes
        ],
    }  # fmt: skip
