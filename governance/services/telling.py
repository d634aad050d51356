"""Who is told what about a review: whom a step waits for, what is late, how it ended, which approval ends soon."""

from collections.abc import Iterable

from foundation.notifications import services as notifications
from foundation.people.actors import Actor
from foundation.people.models import User
from foundation.ui.words import day
from governance.models import Approval, Delegation, Review, Step, StepSeat
from governance.workflow import State

ASKED, REMINDED, ESCALATED = "governance.step.asked", "governance.step.reminded", "governance.step.escalated"
ENDED, EXPEDITED, ENDING = "governance.review.ended", "governance.board.expedited", "governance.approval.ending"
LAPSED, HANDED = "governance.approval.lapsed", "governance.delegation.given"
_OF_A_STEP = (ASKED, REMINDED, ESCALATED)


def _key(kind: str, step: Step) -> str:
    return f"{kind} {step.uid}"


def asked(step: Step, people: Iterable[User], *, by: Actor) -> int:
    """Tell people that a step waits for them; return how many were told now."""
    return _tell(ASKED, step, people, by=by)


def reminded(step: Step, people: Iterable[User], *, by: Actor) -> int:
    """Remind people of a step shortly before its last day; return how many were told now."""
    return _tell(REMINDED, step, people, by=by)


def escalated(step: Step, people: Iterable[User], *, by: Actor) -> int:
    """Tell those to whom a step past its day was escalated; return how many were told now."""
    return _tell(ESCALATED, step, people, by=by)


def _tell(kind: str, step: Step, people: Iterable[User], *, by: Actor) -> int:
    return notifications.notify(
        people, kind=kind, subject=step.review, key=_key(kind, step), by=by, step=step.title,
        due=day(step.due_on) if step.due_on else "",
    )  # fmt: skip


def spoken(step: Step, user: User) -> None:
    """Withdraw what one person was told about a step: they have voted, or recused themselves."""
    notifications.settle(*(_key(kind, step) for kind in _OF_A_STEP), person=user)


def step_over(step: Step) -> None:
    """Withdraw what people were told about a step that is over."""
    notifications.settle(*(_key(kind, step) for kind in _OF_A_STEP))


def ended(review: Review, *, by: Actor) -> None:
    """Tell whoever submitted a case, and its owner, how the review ended."""
    notifications.notify(
        [review.submitted_by, review.case.owner], kind=ENDED, subject=review, key=f"{ENDED} {review.uid}", by=by,
        outcome=State(review.state).label, reason=review.reason,
    )  # fmt: skip


def decided_alone(step: Step, *, by: Actor) -> None:
    """Tell the members of a board that its chair decided a step alone."""
    seats = StepSeat.objects.filter(step=step, holder__isnull=False).select_related("holder")
    notifications.notify(
        [seat.holder for seat in seats], kind=EXPEDITED, subject=step.review, key=_key(EXPEDITED, step), by=by,
        step=step.title, verdict=step.verdict_label, board=step.decider,
    )  # fmt: skip


def ending(approval: Approval, days: int, *, by: Actor) -> int:
    """Tell owner and submitter of a case that its approval ends within so many days; return how many were told now."""
    return notifications.notify(
        _concerned(approval), kind=ENDING, subject=approval.review, key=f"{ENDING} {days} {approval.uid}", by=by,
        until=day(approval.valid_until),
    )  # fmt: skip


def lapsed(approval: Approval, *, by: Actor) -> None:
    """Tell owner and submitter of a case that its approval has lapsed."""
    notifications.notify(
        _concerned(approval), kind=LAPSED, subject=approval.review, key=f"{LAPSED} {approval.uid}", by=by
    )


def _concerned(approval: Approval) -> list[User | None]:
    return [approval.case.owner, approval.case.created_by, approval.review.submitted_by]


def handed(delegation: Delegation, *, by: Actor) -> None:
    """Tell somebody that another person's decisions come to them for some days."""
    page = notifications.Page(str(delegation), delegation.get_absolute_url())
    notifications.notify(
        [delegation.receiver], kind=HANDED, subject=page, key=f"{HANDED} {delegation.uid}", by=by,
        giver=delegation.giver.name, first=day(delegation.starts_on), last=day(delegation.ends_on),
    )  # fmt: skip
