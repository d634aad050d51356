"""Approvals after they were given: replaced, suspended, reinstated, revoked, lapsed."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from governance import policies, queries, workflow
from governance.models import Approval, Review
from governance.services import telling
from governance.services.texts import clean
from governance.workflow import ConditionState, Standing
from usecases import services as cases
from usecases.models import UseCase


def give(review: Review, *, until: date, by: Actor) -> Approval:
    """Give the approval of a review that just ended, in its transaction; one that was in force is replaced."""
    for earlier in Approval.objects.in_force().filter(case=review.case).select_for_update(of=("self",)):
        _end(earlier, Standing.SUPERSEDED, by=by, reason="")
    approval = Approval.objects.create(
        case=review.case, review=review, valid_until=until, fingerprint=review.fingerprint
    )
    audit.record("governance.approval.given", review.case, by=by, round=review.round, valid_until=until)
    note(review.case, by=by)
    return approval


def note(case: UseCase, *, by: Actor) -> None:
    """Bring the case's own columns up to date with how its approval stands now."""
    found = queries.validity(case)
    fresh = cases.note_approval(case, standing=found.key.value, until=found.until, by=by)
    case.approval_standing, case.approval_until = fresh.approval_standing, fresh.approval_until


def note_change(case: UseCase, *, by: Actor) -> None:
    """Say on the case, in the transaction of a change, whether its approval still covers it."""
    if case.approval_standing:
        note(case, by=by)


@transaction.atomic
def suspend(approval: Approval, *, by: Actor, reason: str) -> Approval:
    """Suspend an approval until it is reinstated; rollouts do not pass gates meanwhile.

    Raises Denied, Conflict, or Invalid at `reason`.
    """
    approval = lock(approval)
    policies.check_suspend(by, approval)
    text = clean(reason, field="reason", missing=_("Say why the approval is suspended."))
    _suspend(approval, by=by, reason=text)
    return approval


def suspend_for_incident(case: UseCase, *, by: Actor, reason: str) -> bool:
    """Suspend the approval of a case, in the caller's transaction, because of an incident that the caller may classify.

    Only a board chair or executive reinstates it. False when none stands, or it is suspended already.
    """
    found = Approval.objects.filter(case=case, standing=Standing.STANDING).select_for_update(of=("self",)).first()
    if found is None or found.valid_until <= timezone.now().date():
        return False
    _suspend(found, by=by, reason=reason)
    return True


def _suspend(approval: Approval, *, by: Actor, reason: str) -> None:
    workflow.require(workflow.STANDING_NEXT, Standing(approval.standing), Standing.SUSPENDED)
    approval.standing = Standing.SUSPENDED
    approval.save(update_fields=["standing"])
    audit.record("governance.approval.suspended", approval.case, by=by, reason=reason, round=approval.review.round)
    note(approval.case, by=by)


@transaction.atomic
def reinstate(approval: Approval, *, by: Actor, reason: str) -> Approval:
    """End a suspension. Raises Denied, Conflict, or Invalid at `reason`."""
    approval = lock(approval)
    policies.check_reinstate(by, approval)
    text = clean(reason, field="reason", missing=_("Say why the approval stands again."))
    workflow.require(workflow.STANDING_NEXT, Standing(approval.standing), Standing.STANDING)
    approval.standing = Standing.STANDING
    approval.save(update_fields=["standing"])
    audit.record("governance.approval.reinstated", approval.case, by=by, reason=text, round=approval.review.round)
    note(approval.case, by=by)
    return approval


@transaction.atomic
def revoke(approval: Approval, *, by: Actor, reason: str) -> Approval:
    """Revoke an approval for good. Raises Denied, Conflict, or Invalid at `reason`."""
    approval = lock(approval)
    policies.check_revoke(by, approval)
    text = clean(reason, field="reason", missing=_("Say why the approval is revoked."))
    _end(approval, Standing.WITHDRAWN, by=by, reason=text)
    note(approval.case, by=by)
    return approval


@transaction.atomic
def lapse(approval: Approval, *, by: Actor) -> bool:
    """End an approval whose last day has passed; False when somebody else already did, or it is not due."""
    approval = lock(approval)
    if approval.standing not in workflow.IN_FORCE or approval.valid_until > timezone.now().date():
        return False
    _end(approval, Standing.LAPSED, by=by, reason="")
    note(approval.case, by=by)
    telling.lapsed(approval, by=by)
    return True


_ACTIONS = {
    Standing.SUPERSEDED: "governance.approval.superseded",
    Standing.WITHDRAWN: "governance.approval.revoked",
    Standing.LAPSED: "governance.approval.lapsed",
}


def _end(approval: Approval, to: Standing, *, by: Actor, reason: str) -> None:
    workflow.require(workflow.STANDING_NEXT, Standing(approval.standing), to)
    approval.standing, approval.ended_at, approval.end_reason = to, timezone.now(), reason
    approval.save(update_fields=["standing", "ended_at", "end_reason"])
    for condition in approval.review.conditions.filter(state=ConditionState.OPEN):
        workflow.require(workflow.CONDITION_NEXT, ConditionState(condition.state), ConditionState.DROPPED)
        condition.state = ConditionState.DROPPED
        condition.save(update_fields=["state"])
        audit.record("governance.condition.dropped", approval.review, by=by, condition=condition.text)
    audit.record(_ACTIONS[to], approval.case, by=by, reason=reason, round=approval.review.round)
