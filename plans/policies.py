"""Who may plan, report on a task, run a program and keep risks."""

from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require, require_anywhere
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from plans.models import Plan, Program, Risk, Task
from plans.workflow import PlanState
from usecases.models import UseCase

PLAN = _("plan work")
RISKS = _("keep risks")
PROGRAMS = _("run programs")


def _is(by: Actor, *pks: int | None) -> bool:
    return not by.is_system and by.pk is not None and by.pk in pks  # type: ignore[union-attr]


def _check_write(by: Actor, unit: Unit, case: UseCase | None, *, to: str) -> None:
    """Who runs rollouts or decides at gates on the unit, and who writes their own case."""
    access, path = access_of(by), unit.path
    if access.allows(Permission.ROLLOUT_RUN, path) or access.allows(Permission.GATE_DECIDE, path):
        return
    if access.allows(Permission.CASE_EDIT_OWN, path):
        if case is not None and _is(by, case.owner_id, case.created_by_id):
            return
        raise Denied(_("You may %(to)s only for use cases that you own or registered."), to=to)
    require(by, Permission.ROLLOUT_RUN, path, to=to)


def _check_case(case: UseCase | None) -> None:
    if case is not None and case.archived_at is not None:
        raise Conflict(_("This use case is archived."))


def check_draft(by: Actor, subject: UseCase | Program | Unit) -> None:
    """Who may write the subject may plan for it, also for a closed case: closing down is work as well."""
    case = subject if isinstance(subject, UseCase) else None
    _check_write(by, subject if isinstance(subject, Unit) else subject.unit, case, to=PLAN)
    _check_case(case)
    if isinstance(subject, Program) and subject.is_ended:
        raise Conflict(_("This program has ended."))


def check_draft_somewhere(by: Actor) -> None:
    """Who may plan on some unit, or for a case of their own."""
    access = access_of(by)
    if not any(access.anywhere(each) for each in (Permission.GATE_DECIDE, Permission.CASE_EDIT_OWN)):
        require_anywhere(by, Permission.ROLLOUT_RUN)


def check_change(by: Actor, plan: Plan) -> None:
    """Who may plan for the subject changes the plan until it is over; its owner too."""
    if not (_is(by, plan.owner_id) and access_of(by).allows(Permission.COMMENT, plan.unit.path)):
        _check_write(by, plan.unit, plan.case, to=PLAN)
    _check_case(plan.case)
    if not plan.is_live:
        raise Conflict(_("This plan is over."))


def check_change_task(by: Actor, task: Task) -> None:
    """Who may change the plan changes its tasks; what is done or dropped stays as it is."""
    check_change(by, task.plan)
    if task.is_settled:
        raise Conflict(_("This task is done or dropped; take it up again to change it."))


def check_report(by: Actor, task: Task) -> None:
    """Whoever owns a task or may change its plan reports on it, while the plan runs."""
    if not (_is(by, task.owner_id) and access_of(by).allows(Permission.COMMENT, task.plan.unit.path)):
        check_change(by, task.plan)
    if task.plan.state != PlanState.RUNNING:
        raise Conflict(_("Tasks are reported on while the plan runs."))


def check_start_program(by: Actor, unit: Unit) -> None:
    """Who runs rollouts on a unit starts programs there."""
    require(by, Permission.ROLLOUT_RUN, unit.path, to=PROGRAMS)


def check_start_program_somewhere(by: Actor) -> None:
    """Who runs rollouts on some unit."""
    require_anywhere(by, Permission.ROLLOUT_RUN)


def check_change_program(by: Actor, program: Program) -> None:
    """Who runs rollouts on its unit changes a program until it has ended."""
    check_start_program(by, program.unit)
    if program.is_ended:
        raise Conflict(_("This program has ended."))


def check_add_risk(by: Actor, subject: UseCase | Program | Unit) -> None:
    """Who may plan for a subject keeps its risks."""
    case = subject if isinstance(subject, UseCase) else None
    _check_write(by, subject if isinstance(subject, Unit) else subject.unit, case, to=RISKS)
    _check_case(case)


def check_change_risk(by: Actor, risk: Risk) -> None:
    """Its owner, and whoever may plan for the subject; a closed risk stays as it is."""
    if not (_is(by, risk.owner_id) and access_of(by).allows(Permission.COMMENT, risk.unit.path)):
        _check_write(by, risk.unit, risk.case, to=RISKS)
    _check_case(risk.case)
    if risk.is_closed:
        raise Conflict(_("This risk is closed."))
