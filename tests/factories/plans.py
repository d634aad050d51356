"""Plans, programs and risks for tests, made through the services."""

from datetime import date
from typing import Any

from foundation.people.actors import COMMAND_LINE, Actor
from foundation.people.models import Unit
from plans import services
from plans.models import Plan, Program, Risk, Task
from plans.services.plans import Subject

MONDAY = date(2026, 1, 5)


def a_plan(subject: Subject, playbook: str = "process-plan", *, by: Actor = COMMAND_LINE, **how: Any) -> Plan:
    """A draft from a Monday on; process-plan has sixteen tasks in a row."""
    return services.draft_plan(playbook, subject, how.pop("starts_on", MONDAY), by=by, **how)


def a_running_plan(subject: Subject, playbook: str = "process-plan", **how: Any) -> Plan:
    """A plan that runs."""
    return services.start_plan(playbook, subject, how.pop("starts_on", MONDAY), COMMAND_LINE, **how)


def tasks_of(plan: Plan) -> list[Task]:
    """The tasks in order."""
    return list(plan.tasks.select_related("plan__unit", "plan__case").order_by("number"))


def a_program(unit: Unit, wave_plan: str = "department-scaling", *, by: Actor = COMMAND_LINE, **how: Any) -> Program:
    """A program from a Monday on."""
    return services.start_program(wave_plan, unit, how.pop("starts_on", MONDAY), by=by, **how)


def a_risk(subject: Subject, label: str = "Data is late", *, by: Actor = COMMAND_LINE, **fields: Any) -> Risk:
    """A risk of one's own, rated 4 × 3."""
    return services.add_risk(
        subject, by=by, **{"label": label, "category": "technical", "likelihood": 4, "impact": 3} | fields
    )
