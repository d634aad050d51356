"""The vote of a board: cast sealed, counted when it is closed."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from governance import policies, queries
from governance.models import Review, Step, StepSeat, Vote
from governance.services import flow, telling
from governance.services.deciding import lock_step, questions_of, reasons, voted
from governance.services.refusals import recorded
from governance.services.texts import clean, clean_questions
from governance.workflow import Choice, StepState, Verdict


@recorded("vote")
def cast_vote(step: Step, *, by: Actor, choice: str, reason: str = "", questions: Sequence[str] = ()) -> Vote:
    """Cast a member's sealed vote: approve, return with questions, reject or abstain.

    Until the voting is closed nobody else sees the choice; the trail holds its commitment only.
    Raises Denied, Conflict (voting closed, already voted), Invalid at `choice`, `reason` or `questions`. A refusal is
    recorded.
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
    asked = clean_questions(questions, allowed=chosen == Choice.RETURN)
    user = policies.person(by)
    vote = voted(step, policies.place_of(user, step), user, chosen, text, asked)
    telling.spoken(step, user)
    audit.record(
        "governance.vote.cast", step.review, by=by, step=step.title, seat=vote.seat.title, commitment=vote.commitment
    )
    return vote


@recorded("recuse")
def recuse(step: Step, *, by: Actor, reason: str) -> Vote:
    """Leave a voting for a conflict of interest; open to all at once. The seat is not present, the quorum stays.

    Where the seat has an alternate without a stake, that person takes it for this voting.
    Raises Denied, Conflict, Invalid at `reason`.
    """
    step = lock_step(step)
    policies.check_recuse(by, step)
    text = clean(reason, field="reason", missing=_("Say what the conflict of interest is."))
    user = policies.person(by)
    vote = voted(step, policies.place_of(user, step), user, Choice.RECUSE, text)
    telling.spoken(step, user)
    audit.record("governance.vote.recused", step.review, by=by, reason=text, step=step.title, seat=vote.seat.title)
    seat = vote.seat
    if seat.alternate is not None and policies.may_stand_in(seat.alternate, step):
        _stand_in(step, seat, by=by)
    return vote


@transaction.atomic
def call_alternate(step: Step, *, seat: StepSeat, by: Actor) -> StepSeat:
    """Let the alternate of an absent member take their seat for this voting; the member may then no longer vote.

    Raises Denied, or Conflict when the seat has voted, or has no alternate who may vote.
    """
    step = lock_step(step)
    seat = step.seats.select_related("alternate").get(pk=seat.pk)
    policies.check_call_alternate(by, step, seat)
    return _stand_in(step, seat, by=by)


def _stand_in(step: Step, seat: StepSeat, *, by: Actor) -> StepSeat:
    before, seat.holder = seat.holder, seat.alternate
    seat.save(update_fields=["holder"])
    if before is not None:
        telling.spoken(step, before)
    audit.record(
        "governance.seat.stood_in", step.review, by=by, step=step.title, changes={seat.title: (before, seat.holder)}
    )
    telling.asked(step, [seat.holder] if seat.holder else [], by=by)
    return seat


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
    asked = questions_of(step.votes.select_related("member").order_by("id")) if verdict == Verdict.RETURN else ()
    flow.settle(step, verdict, by=by, reason=reason or reasons(step, verdict), questions=asked)
    return Review.objects.get(pk=step.review_id)


@transaction.atomic
def refresh_seats(step: Step, *, by: Actor) -> list[str]:
    """Let the board's present holders take the seats for which nobody voted; returns the titles that changed.

    For a member who left or recused themselves: the substitute is seated on the board first. Of a step that several
    holders of a role decide, those who hold the role today. Raises Denied, or Conflict when nothing would change.
    """
    step = lock_step(step)
    policies.check_reseat(by, step)
    changed = flow.seat_members(step) if step.is_board else flow.seat_panel(step)
    if not changed:
        raise Conflict(_("The same people hold the seats that are still without a vote."))
    telling.asked(step, queries.holding(lock_step(step)).users, by=by)
    audit.record("governance.seats.refreshed", step.review, by=by, step=step.title, seats=changed)
    return changed
