"""Drafting a plan from a playbook, changing what it says, and letting it run."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.db.workdays import workdays
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit, User
from library.models import Document
from library.queries import latest
from plans import policies, workflow
from plans.models import Phase, Plan, Program, Task, TaskLink
from plans.models.programs import NAME_LENGTH
from plans.rules import dating
from plans.services.checking import person, text
from plans.workflow import Pick, PlanState
from usecases.models import UseCase

Subject = UseCase | Program | Unit
CHANGED_MEANWHILE = _("Somebody else changed this meanwhile. Look at it again, then change what you want.")


@transaction.atomic
def draft_plan(
    playbook: str | Document,
    subject: Subject,
    starts_on: date,
    *,
    by: Actor,
    title: str = "",
    owner: User | None = None,
    pick: str = Pick.LIKELY,
    lengths: Mapping[str, int] | None = None,
) -> Plan:
    """Make a plan for a use case, a program or a unit from a playbook; its tasks are dated and linked, none has begun.

    `playbook` is a slug (the version that new work takes is pinned) or the version itself. `pick` says which length of
    each range is taken, `lengths` gives that of single phases or steps by key, in the playbook's unit.
    Raises Denied; Invalid at `playbook`, `starts_on`, `pick`, `length_<key>`, `title` or `owner`; Conflict when the
    subject is archived or over.
    """
    policies.check_draft(by, subject)
    document = _playbook(playbook)
    if pick not in set(Pick):
        raise Invalid(_("Choose which lengths the plan takes."), field="pick")
    picked = dating.lengths(document.parsed, Pick(pick), lengths)
    dated = dating.layout(document.parsed, dating.check_start(starts_on), picked, workdays())
    unit = subject if isinstance(subject, Unit) else subject.unit
    plan = Plan.objects.create(
        title=text(title, field="title", most=NAME_LENGTH) or document.title[:NAME_LENGTH],
        playbook=document,
        unit=unit,
        case=subject if isinstance(subject, UseCase) else None,
        program=subject if isinstance(subject, Program) else None,
        owner=person(owner, unit),
        starts_on=dated.phases[0].first,
        pick=pick,
        created_by=by if isinstance(by, User) else None,
    )
    tasks = _write(plan, dated)
    audit.record(
        "plans.plan.drafted", plan, by=by, playbook=document.reference, about=str(subject), starts_on=plan.starts_on,
        pick=pick, lengths=picked, tasks=tasks,
    )  # fmt: skip
    return plan


def _playbook(given: str | Document) -> Document:
    document = latest("playbook", given) if isinstance(given, str) else given
    if document.kind != "playbook":
        raise Invalid(_("Choose a playbook."), field="playbook")
    return document


def _write(plan: Plan, dated: dating.Layout) -> int:
    phases = Phase.objects.bulk_create(
        Phase(plan=plan, number=number, key=phase.key, label=phase.label, length=phase.length)
        for number, phase in enumerate(dated.phases, 1)
    )
    rows = [
        Task(
            plan=plan, phase=row, number=0, key=task.key, label=task.label, detail=task.detail, step=task.step,
            role=task.role, starts_on=task.first, ends_on=task.last,
        )
        for row, phase in zip(phases, dated.phases, strict=True)
        for task in phase.tasks
    ]  # fmt: skip
    for number, task in enumerate(rows, 1):
        task.number = number
    by_key = {task.key: task for task in Task.objects.bulk_create(rows)}
    TaskLink.objects.bulk_create(TaskLink(before=by_key[before], after=by_key[after]) for before, after in dated.links)
    return len(rows)


@transaction.atomic
def begin_plan(plan: Plan, *, by: Actor) -> Plan:
    """Let a drafted plan run; the days of its tasks are kept as its baseline. Raises Denied, Conflict."""
    plan = lock(plan)
    policies.check_change(by, plan)
    workflow.require(PlanState(plan.state), PlanState.RUNNING)
    tasks = list(Task.objects.filter(plan=plan))
    for task in tasks:
        task.base_starts_on, task.base_ends_on = task.starts_on, task.ends_on
    Task.objects.bulk_update(tasks, ["base_starts_on", "base_ends_on"], batch_size=200)
    plan.state = PlanState.RUNNING
    plan.begun_at = plan.updated_at = timezone.now()
    plan.version += 1
    plan.save()
    audit.record(
        "plans.plan.begun", plan, by=by, tasks=len(tasks),
        baseline=[min(task.starts_on for task in tasks), max(task.ends_on for task in tasks)],
    )  # fmt: skip
    return plan


@transaction.atomic
def start_plan(playbook_slug: str, subject: Subject, start_on: date, by: Actor, **how: Any) -> Plan:
    """Draft a plan and let it run at once, for apps above: a decision to scale, a closing down.

    `how` takes what `draft_plan` takes. Raises what `draft_plan` raises.
    """
    return begin_plan(draft_plan(playbook_slug, subject, start_on, by=by, **how), by=by)


@transaction.atomic
def change_plan(plan: Plan, *, by: Actor, version: int, title: str, owner: User | None) -> Plan:
    """Give a plan another name or owner. Raises Denied, Conflict, Invalid at `title` or `owner`."""
    plan = lock(plan)
    policies.check_change(by, plan)
    if version != plan.version:
        raise Conflict(CHANGED_MEANWHILE)
    title = text(title, field="title", most=NAME_LENGTH, needed=_("Give the plan a name."))
    owner = owner if owner == plan.owner else person(owner, plan.unit)
    changes = {
        name: (before, after)
        for name, before, after in (("title", plan.title, title), ("owner", plan.owner, owner))
        if before != after
    }
    if not changes:
        return plan
    plan.title, plan.owner = title, owner
    plan.version += 1
    plan.updated_at = timezone.now()
    plan.save()
    audit.record("plans.plan.changed", plan, by=by, changes=changes)
    return plan
