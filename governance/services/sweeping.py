"""What time does: approvals end and lapse, votings close on their last day, those who are late are reminded."""

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.workdays import workdays
from foundation.people.actors import Actor
from foundation.people.models import User
from governance import queries, rules
from governance.models import Approval, Kind, Step
from governance.services import telling
from governance.services.approvals import lapse
from governance.services.deciding import lock_step
from governance.services.voting import close_overdue
from governance.workflow import StepState

_READ = ("review__case__unit", "board__unit", "person", "holder_unit")


def lapse_due(*, by: Actor) -> dict[str, int]:
    """Do what time does, each in its own short transaction; return how many of each. A second run does nothing more.

    End the approvals whose last day has passed, close the overdue votings that have a quorum, remind those who hold a
    step of its last day, escalate the steps past theirs, and tell owners which approvals end soon. Pages do not wait
    for it: they compute lapse and lateness on reading.
    """
    today = timezone.now().date()
    over = Approval.objects.in_force().filter(valid_until__lte=today).select_related("case__unit").order_by("id")
    lapsed = sum(lapse(approval, by=by) for approval in list(over))
    overdue = Step.objects.filter(state=StepState.OPEN, kind=Kind.BOARD, due_on__lt=today).order_by("id")
    closed = sum(close_overdue(step, by=by) for step in list(overdue))
    return {
        "lapsed": lapsed,
        "closed": closed,
        "reminded": _remind(by=by),
        "escalated": _escalate(by=by),
        "ending": _tell_of_endings(by=by),
    }


def _open_steps() -> list[Step]:
    rows = Step.objects.filter(state=StepState.OPEN, review__case__held_since=None).select_related(*_READ)
    return list(rows.prefetch_related("seats", "votes").order_by("id"))


def _remind(*, by: Actor) -> int:
    """Remind the holders of steps whose last day is near; a notice has a key, so nobody is reminded twice."""
    today = timezone.now().date()
    near = workdays().plus(today, rules.REMIND_DAYS)
    steps = [step for step in _open_steps() if step.due_on is not None and today <= step.due_on <= near]
    held = queries.holdings(steps)
    return sum(telling.reminded(step, held[step.pk].users, by=by) for step in steps)


def _escalate(*, by: Actor) -> int:
    """Escalate steps past their day once: to the holders on the next unit above, of a board to its chair."""
    today = timezone.now().date()
    late = [step for step in _open_steps() if step.escalated_at is None and step.due_on and step.due_on < today]
    return sum(escalate(step, by=by) for step in late)


@transaction.atomic
def escalate(step: Step, *, by: Actor) -> bool:
    """Let an overdue step also lie with those above, and tell them; False when it is decided, or was escalated."""
    step = lock_step(step)
    today = timezone.now().date()
    if step.state != StepState.OPEN or step.escalated_at is not None or not step.due_on or step.due_on >= today:
        return False
    step.escalated_at = timezone.now()
    step.save(update_fields=["escalated_at"])
    people = _above(step)
    audit.record(
        "governance.step.escalated",
        step.review,
        by=by,
        step=step.title,
        due=step.due_on,
        to=[user.name for user in people],
    )
    telling.escalated(step, people, by=by)
    return True


def _above(step: Step) -> list[User]:
    if step.is_board:
        return [seat.holder for seat in step.seats.filter(is_chair=True).select_related("holder") if seat.holder]
    return list(queries.holding(step).also)


def _tell_of_endings(*, by: Actor) -> int:
    """Tell owners of approvals that end within 90, 30 and 7 days, once for each."""
    today = timezone.now().date()
    told = 0
    for approval in queries.expiring(max(rules.NOTICE_DAYS)).select_related(
        "case__unit", "case__owner", "case__created_by", "review__case__unit", "review__submitted_by"
    ):
        left = (approval.valid_until - today).days
        days = min(limit for limit in rules.NOTICE_DAYS if left <= limit)
        told += telling.ending(approval, days, by=by)
    return told
