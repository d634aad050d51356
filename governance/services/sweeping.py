"""What time does: approvals lapse, votings close on their last day."""

from django.utils import timezone

from foundation.people.actors import Actor
from governance.models import Approval, Kind, Step
from governance.services.approvals import lapse
from governance.services.voting import close_overdue
from governance.workflow import StepState


def lapse_due(*, by: Actor) -> dict[str, int]:
    """End the approvals whose last day has passed and close the overdue votings that have a quorum; return how many.

    Each in its own short transaction. Pages do not wait for it: they compute the same on reading.
    """
    today = timezone.now().date()
    over = Approval.objects.in_force().filter(valid_until__lte=today).order_by("id")
    lapsed = sum(lapse(approval, by=by) for approval in list(over))
    overdue = Step.objects.filter(state=StepState.OPEN, kind=Kind.BOARD, due_on__lt=today).order_by("id")
    closed = sum(close_overdue(step, by=by) for step in list(overdue))
    return {"lapsed": lapsed, "closed": closed}
