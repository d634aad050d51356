"""The vote of a board: cast sealed, counted when it is closed."""

import secrets

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from governance import policies, queries, rules
from governance.models import Review, Step, Vote
from governance.services import flow
from governance.services.deciding import lock_step
from governance.services.texts import clean
from governance.workflow import Choice, StepState, Verdict


@transaction.atomic
def cast_vote(step: Step, *, by: Actor, choice: str, reason: str = "") -> Vote:
    """Cast a member's sealed vote: approve, return, reject or abstain.

    Until the voting is closed nobody else sees the choice; the trail holds its commitment only.
    Raises Denied, Conflict (voting closed, already voted), Invalid at `choice` or `reason`.
    """
    step = lock_step(step)
    policies.check_vote(by, step)
    try:
        chosen = Choice(choice)
    except ValueError:
        chosen = Choice.RECUSE
    if chosen == Choice.RECUSE:
        raise Invalid(_("Choose approve, return, reject or abstain."), field="choice")
    needed = {
        Choice.RETURN: _("Say what must change; it is read when the votes are opened."),
        Choice.REJECT: _("Say why you are against; it is read when the votes are opened."),
    }
    text = clean(reason, field="reason", missing=needed.get(chosen, ""))
    vote = _cast(step, policies.person(by), chosen, text)
    audit.record(
        "governance.vote.cast", step.review, by=by, step=step.title, seat=vote.seat.title, commitment=vote.commitment
    )
    return vote


@transaction.atomic
def recuse(step: Step, *, by: Actor, reason: str) -> Vote:
    """Leave a voting for a conflict of interest; open to all at once. The seat is not present, the quorum stays.

    Raises Denied, Conflict, Invalid at `reason`.
    """
    step = lock_step(step)
    policies.check_recuse(by, step)
    text = clean(reason, field="reason", missing=_("Say what the conflict of interest is."))
    vote = _cast(step, policies.person(by), Choice.RECUSE, text)
    audit.record("governance.vote.recused", step.review, by=by, reason=text, step=step.title, seat=vote.seat.title)
    return vote


def _cast(step: Step, member: User, choice: Choice, reason: str) -> Vote:
    seat = policies.seat_of(member, step)
    assert seat is not None
    salt = secrets.token_hex(16)
    return Vote.objects.create(
        step=step, seat=seat, member=member, choice=choice, reason=reason, salt=salt,
        commitment=rules.commitment(salt, choice.value, reason),
    )  # fmt: skip


@transaction.atomic
def close_voting(step: Step, *, by: Actor, reason: str = "") -> Review:
    """Close a voting and open all votes together; the count decides the step. Returns the review.

    Raises Denied, or Conflict when there is no quorum: the voting then stays open and nothing is recorded.
    """
    step = lock_step(step)
    policies.check_close_voting(by, step)
    return _close(step, by=by, reason=clean(reason, field="reason"))


@transaction.atomic
def close_overdue(step: Step, *, by: Actor) -> bool:
    """Close a voting whose last day has passed, if there is a quorum; False when there is not, or it is closed."""
    step = lock_step(step)
    if not step.is_board or step.state != StepState.OPEN or step.review.case.is_held:
        return False
    if step.due_on is None or step.due_on >= timezone.now().date() or not queries.count(step).quorum.reached:
        return False
    _close(step, by=by, reason="")
    return True


def _close(step: Step, *, by: Actor, reason: str) -> Review:
    found = queries.count(step)
    policies.require_quorum(found.quorum)
    verdict = found.outcome
    if verdict is None:  # pragma: no cover - a quorum always decides
        raise Conflict(_("The voting is closed."))
    votes = [{**flow.opened(vote), "member": vote.member} for vote in step.votes.select_related("seat", "member")]
    audit.record(
        "governance.voting.closed", step.review, by=by, reason=reason, step=step.title, verdict=verdict.value,
        present=found.quorum.present, seats=found.quorum.seats,
        counts={choice.value: number for choice, number in found.counts.items()},
        votes=votes,
    )  # fmt: skip
    flow.settle(step, verdict, by=by, reason=reason or _reasons(step, verdict))
    return Review.objects.get(pk=step.review_id)


def _reasons(step: Step, verdict: Verdict) -> str:
    """What the members who carried a return or a rejection said, so that whoever submitted it can act on it."""
    if verdict == Verdict.APPROVE:
        return ""
    said = [vote.reason for vote in step.votes.filter(choice=verdict.value).order_by("id") if vote.reason]
    return "\n".join(said)[: rules.REASON_LIMIT]


@transaction.atomic
def refresh_seats(step: Step, *, by: Actor) -> list[str]:
    """Let the board's present holders take the seats for which nobody voted; returns the titles that changed.

    For a member who left or recused themselves: the substitute is seated on the board first. Raises Denied, or
    Conflict when nothing would change.
    """
    step = lock_step(step)
    policies.check_reseat(by, step)
    changed = flow.seat_members(step)
    if not changed:
        raise Conflict(_("The same people hold the seats that are still without a vote."))
    audit.record("governance.seats.refreshed", step.review, by=by, step=step.title, seats=changed)
    return changed
