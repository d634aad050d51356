"""Adding, changing, reporting and dropping tasks; a task that moves takes along what waits for it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.db.workdays import workdays
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.notifications import services as notifications
from foundation.people.actors import Actor
from foundation.people.models import User
from plans import policies, queries
from plans.models import Phase, Plan, Task, TaskLink
from plans.models.plans import DETAIL_LENGTH, LABEL_LENGTH
from plans.rules import network
from plans.rules.network import Bar
from plans.services.checking import day, person, text
from plans.services.notices import overdue_key
from plans.services.plans import CHANGED_MEANWHILE
from plans.workflow import TASK_STATES, TaskState

MOST_TASKS = 1000
FIELDS = ("label", "detail", "owner", "starts_on", "ends_on", "needs")


def _held(task: Task) -> Task:
    """The task and its plan, locked in one order, so that two changes of a plan follow each other."""
    plan = lock(Plan.objects.get(pk=task.plan_id))
    task = lock(task)
    task.plan = plan
    return task


@transaction.atomic
def add_task(
    plan: Plan,
    *,
    by: Actor,
    phase: Phase,
    label: str,
    starts_on: date,
    ends_on: date,
    detail: str = "",
    owner: User | None = None,
    needs: Iterable[Task] = (),
) -> Task:
    """Add a task of the plan's own; it begins after those that it `needs`.

    Raises Denied; Conflict; Invalid at `label`, `phase`, `starts_on`, `ends_on`, `owner` or `needs`.
    """
    plan = lock(plan)
    policies.check_change(by, plan)
    if phase.plan_id != plan.pk:
        raise Invalid(_("Choose a phase of this plan."), field="phase")
    if plan.tasks.count() >= MOST_TASKS:
        raise Conflict(_("A plan has at most %(most)s tasks."), most=MOST_TASKS)
    number = (plan.tasks.aggregate(last=Max("number"))["last"] or 0) + 1
    task = Task(plan=plan, phase=phase, number=number, starts_on=starts_on, ends_on=ends_on)
    given = _checked(task, {"label": label, "detail": detail, "owner": owner, "starts_on": starts_on,
                            "ends_on": ends_on})  # fmt: skip
    for name, value in given.items():
        setattr(task, name, value)
    task.save()
    wanted = list(needs)
    _check_needs(task, wanted)
    _check_after(task.starts_on, wanted)
    TaskLink.objects.bulk_create(TaskLink(before=before, after=task) for before in wanted)
    _touch(plan)
    audit.record("plans.task.added", task, by=by, plan=plan.title, phase=phase.label, starts_on=starts_on,
                 ends_on=ends_on)  # fmt: skip
    return task


@transaction.atomic
def change_task(task: Task, *, by: Actor, version: int, **changes: Any) -> list[Task]:
    """Change fields of a task (`FIELDS`); return what was moved along with it, itself left out.

    `needs` gives all the tasks that it waits for. Tasks that wait for it move later as far as they must, the same ones
    that `queries.effect` names. `version` is the one that the change was made on.
    Raises Denied; Conflict when it was changed meanwhile; Invalid at the field at fault: a task that ends before it
    starts (`ends_on`), one that begins before what it waits for has ended (`starts_on`), a loop (`needs`).
    """
    task = _held(task)
    policies.check_change_task(by, task)
    if version != task.version:
        raise Conflict(CHANGED_MEANWHILE)
    needs: list[Task] | None = list(changes.pop("needs")) if "needs" in changes else None
    given = _checked(task, changes)
    held = queries.needs_of(task)
    wanted = held if needs is None else needs
    if needs is not None:
        _check_needs(task, needs)
    _check_after(given.get("starts_on", task.starts_on), wanted)
    said = {name: (getattr(task, name), value) for name, value in given.items() if getattr(task, name) != value}
    if {one.pk for one in wanted} != {one.pk for one in held}:
        said["needs"] = ([one.label for one in held], [one.label for one in wanted])
        TaskLink.objects.filter(after=task).delete()
        TaskLink.objects.bulk_create(TaskLink(before=one, after=task) for one in wanted)
    if not said:
        return []
    notifications.settle(overdue_key(task))
    along = _move(task, given)
    for name, value in given.items():
        setattr(task, name, value)
    task.version += 1
    task.updated_at = timezone.now()
    task.save()
    _touch(task.plan)
    audit.record_bulk(
        "plans.task.changed", task, by=by, changes=said,
        rows=[{"task": one.uid, "before": before, "after": [one.starts_on, one.ends_on]} for one, before in along],
    )  # fmt: skip
    return [one for one, _before in along]


def _move(task: Task, given: Mapping[str, Any]) -> list[tuple[Task, list[date]]]:
    """Write the days of the tasks that move along; return each with its days before."""
    to = Bar(given.get("starts_on", task.starts_on), given.get("ends_on", task.ends_on))
    tasks, bars = queries.moves(task, to)
    along = []
    for pk, bar in bars.items():
        if pk != task.pk:
            one = tasks[pk]
            along.append((one, [one.starts_on, one.ends_on]))
            one.starts_on, one.ends_on = bar.first, bar.last
            one.version += 1
            one.updated_at = timezone.now()
    Task.objects.bulk_update([one for one, _ in along], ["starts_on", "ends_on", "version", "updated_at"], 200)
    return sorted(along, key=lambda pair: pair[0].number)


def _checked(task: Task, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields as they are kept. Raises Invalid at the first at fault."""
    found = dict(given)
    if strange := set(found) - set(FIELDS):
        raise TypeError(f"tasks have no {', '.join(sorted(strange))}")
    if "label" in found:
        found["label"] = text(found["label"], field="label", most=LABEL_LENGTH, needed=_("Say what is to be done."))
    if "detail" in found:
        found["detail"] = text(found["detail"], field="detail", most=DETAIL_LENGTH)
    if "owner" in found and found["owner"] != task.owner:
        found["owner"] = person(found["owner"], task.plan.unit)
    for name in ("starts_on", "ends_on"):
        if name in found:
            day(found[name], field=name)
    first, last = found.get("starts_on", task.starts_on), found.get("ends_on", task.ends_on)
    network.check_days(first, last)
    if not workdays().count(first, last):
        raise Invalid(_("There is no working day from its first to its last day."), field="starts_on")
    return found


def _check_needs(task: Task, needs: list[Task]) -> None:
    """Raise Invalid at `needs` for tasks of another plan, the task itself, or a loop."""
    if any(one.plan_id != task.plan_id for one in needs):
        raise Invalid(_("A task can wait only for tasks of its own plan."), field="needs")
    links = list(TaskLink.objects.filter(before__plan_id=task.plan_id).values_list("before_id", "after_id"))
    names = dict(Task.objects.filter(plan_id=task.plan_id).values_list("pk", "label"))
    for one in needs:
        chain = network.way(links, task.pk, one.pk)
        if chain:
            raise Invalid(
                _("This closes a loop: %(loop)s."), field="needs",
                loop=" → ".join(f"“{names[pk]}”" for pk in (*chain, task.pk)),
            )  # fmt: skip


def _check_after(first: date, needs: list[Task]) -> None:
    late = [one for one in needs if one.state != TaskState.DROPPED and one.ends_on >= first]
    if late:
        last = max(late, key=lambda one: one.ends_on)
        raise Invalid(
            _("“%(task)s” ends on %(day)s; this task waits for it."), field="starts_on", task=last.label,
            day=last.ends_on,
        )  # fmt: skip


@transaction.atomic
def report_task(
    task: Task, *, by: Actor, state: str, progress: int | None = None, done_on: date | None = None, note: str = ""
) -> Task:
    """Say how far a task is. Done means all of it, on `done_on` (today when left out); begun means some of it.

    Raises Denied; Conflict unless the plan runs; Invalid at `state`, `progress` (0 to 100), `done_on` or `note`.
    """
    task = _held(task)
    policies.check_report(by, task)
    if state not in set(TaskState) - {TaskState.DROPPED}:
        raise Invalid(_("Choose how far it is."), field="state")
    percent = 100 if state == TaskState.DONE else 0 if state == TaskState.OPEN else (progress or 0)
    if not 0 <= percent <= 100:
        raise Invalid(_("Enter a percentage from 0 to 100."), field="progress")
    today = timezone.localdate()
    done = None
    if state == TaskState.DONE:
        done = day(done_on or today, field="done_on")
        if done > today:
            raise Invalid(_("A task cannot be done in the future."), field="done_on")
    note = text(note, field="note")
    before = (task.state, task.progress, task.done_on)
    if before == (state, percent, done) and note == task.note:
        return task
    task.state, task.progress, task.done_on, task.note = state, percent, done, note
    task.version += 1
    task.updated_at = timezone.now()
    task.save()
    if state == TaskState.DONE:
        notifications.settle(overdue_key(task))
    _touch(task.plan)
    changes = {"state": (before[0], state), "progress": (before[1], percent)}
    audit.record("plans.task.reported", task, by=by, reason=note, changes=changes)
    return task


@transaction.atomic
def drop_task(task: Task, *, by: Actor, reason: str) -> Task:
    """Do a task no more; nothing waits for it any longer. Raises Denied, Conflict, Invalid at `reason`."""
    task = _held(task)
    policies.check_change_task(by, task)
    reason = text(reason, field="reason", needed=_("Say why it is dropped."))
    before = TASK_STATES[TaskState(task.state)]
    task.state, task.note = TaskState.DROPPED, reason
    task.version += 1
    task.updated_at = timezone.now()
    task.save()
    notifications.settle(overdue_key(task))
    _touch(task.plan)
    audit.record("plans.task.dropped", task, by=by, reason=reason, before=before)
    return task


def _touch(plan: Plan) -> None:
    Plan.objects.filter(pk=plan.pk).update(updated_at=timezone.now())
