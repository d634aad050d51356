"""What happens by itself: plans and risks follow their case to another unit, and owners are told what is late."""

from datetime import date

from foundation.notifications import services as notifications
from foundation.people.actors import Actor
from plans.models import Plan, Risk, Task
from plans.services.notices import DUE, OVERDUE, due_key, overdue_key
from usecases.models import UseCase


def case_changed(case: UseCase, fields: frozenset[str], by: Actor) -> None:
    """Move plans and risks of a case along when it moves to another unit, in its transaction."""
    if "unit" in fields:
        Plan.objects.filter(case=case).update(unit=case.unit)
        Risk.objects.filter(case=case).update(unit=case.unit)


def remind(today: date, *, by: Actor) -> dict[str, int]:
    """Tell owners of overdue tasks and late reviews of risks, once for each day that was missed; return how many.

    A task without an owner is told to the owner of its plan.
    """
    told = {"tasks": 0, "risks": 0}
    for task in Task.objects.overdue(today).select_related("plan__unit", "plan__owner", "owner").iterator(200):
        told["tasks"] += notifications.notify(
            [task.owner or task.plan.owner], kind=OVERDUE, subject=task, key=overdue_key(task), by=by,
            plan=task.plan.title, due=task.ends_on,
        )  # fmt: skip
    for risk in Risk.objects.due(today).select_related("unit", "owner").iterator(200):
        told["risks"] += notifications.notify(
            [risk.owner], kind=DUE, subject=risk, key=due_key(risk), by=by, due=risk.review_on
        )
    return told
