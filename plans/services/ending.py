"""Ending a plan."""

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop as _
from foundation.notifications import services as notifications
from foundation.people.actors import Actor
from plans import policies, workflow
from plans.models import Plan, Task
from plans.services.checking import text
from plans.services.notices import overdue_key
from plans.workflow import UNFINISHED, PlanState


@transaction.atomic
def finish_plan(plan: Plan, *, by: Actor) -> Plan:
    """Close a plan whose tasks are all done or dropped. Raises Denied, Conflict."""
    plan = lock(plan)
    policies.check_change(by, plan)
    workflow.require(PlanState(plan.state), PlanState.DONE)
    left = Task.objects.filter(plan=plan, state__in=UNFINISHED).count()
    if left:
        raise Conflict(_("%(count)s tasks are neither done nor dropped."), count=left)
    return _end(plan, PlanState.DONE, by, "plans.plan.finished", "")


@transaction.atomic
def cancel_plan(plan: Plan, *, by: Actor, reason: str) -> Plan:
    """End a plan early; it and its tasks stay to be read. Raises Denied, Conflict, Invalid at `reason`."""
    plan = lock(plan)
    policies.check_change(by, plan)
    workflow.require(PlanState(plan.state), PlanState.CANCELLED)
    reason = text(reason, field="reason", needed=_("Say why the plan is cancelled."))
    return _end(plan, PlanState.CANCELLED, by, "plans.plan.cancelled", reason)


def _end(plan: Plan, state: PlanState, by: Actor, action: str, reason: str) -> Plan:
    plan.state, plan.end_reason = state, reason
    plan.ended_at = plan.updated_at = timezone.now()
    plan.version += 1
    plan.save()
    notifications.settle(*(overdue_key(task) for task in Task.objects.filter(plan=plan, state__in=UNFINISHED)))
    audit.record(action, plan, by=by, reason=reason)
    return plan
