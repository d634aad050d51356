"""Plans and their tasks: how far they are, what is critical, what a change would move, what waits for a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.db.workdays import workdays
from foundation.people.models import User
from plans.models import Phase, Plan, PlanQuerySet, Risk, Task, TaskLink
from plans.rules import network
from plans.rules.network import Bar
from plans.workflow import UNFINISHED, PlanState, TaskState

LATE = 12


def with_figures(rows: PlanQuerySet, today: date) -> PlanQuerySet:
    """Add `first`, `last`, `base_last`, `task_count`, `done_count` and `late_count` to plans, without dropped tasks."""
    kept = ~Q(tasks__state=TaskState.DROPPED)
    late = Q(tasks__state__in=UNFINISHED, tasks__ends_on__lt=today) & Q(state=PlanState.RUNNING)
    return rows.annotate(
        first=Min("tasks__starts_on", filter=kept),
        last=Max("tasks__ends_on", filter=kept),
        base_last=Max("tasks__base_ends_on", filter=kept),
        task_count=Count("tasks", filter=kept),
        done_count=Count("tasks", filter=Q(tasks__state=TaskState.DONE)),
        late_count=Count("tasks", filter=late),
    )


def tasks_of(plan: Plan) -> list[Task]:
    """Return the tasks of a plan with their phase and owner, in order."""
    return list(
        Task.objects.filter(plan=plan).select_related("phase", "owner").order_by("phase__number", "starts_on", "number")
    )


def links_of(plan_id: int) -> list[tuple[int, int]]:
    """Return (before, after) of every dependency of a plan."""
    return list(TaskLink.objects.filter(before__plan_id=plan_id).values_list("before_id", "after_id"))


def needs_of(task: Task) -> list[Task]:
    """Return the tasks that one waits for, in order."""
    return list(Task.objects.filter(leads_to__after=task).order_by("number")) if task.pk else []


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """A phase with its tasks; `progress` is weighted by working days, None without a task that counts."""

    phase: Phase
    tasks: tuple[Task, ...]
    first: date | None
    last: date | None
    base_last: date | None
    progress: Decimal | None
    done: int
    late: int

    @property
    def count(self) -> int:
        """How many tasks count."""
        return sum(task.state != TaskState.DROPPED for task in self.tasks)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a plan stands: its phases, what its end hangs on, its progress and its end against the baseline.

    `slip` is the working days by which its end lies after that of the baseline (negative: before it); None before it
    began.
    """

    phases: tuple[PhaseRow, ...]
    critical: frozenset[int]
    links: tuple[tuple[int, int], ...]
    progress: Decimal | None
    first: date | None
    last: date | None
    base_last: date | None
    slip: int | None
    late: int

    @property
    def tasks(self) -> list[Task]:
        return [task for row in self.phases for task in row.tasks]


def _weights(tasks: Iterable[Task]) -> list[tuple[int, int]]:
    calendar = workdays()
    return [
        (max(calendar.count(task.starts_on, task.ends_on), 1), task.progress)
        for task in tasks
        if task.state != TaskState.DROPPED
    ]


def phases_of(plan: Plan, tasks: list[Task], today: date) -> list[PhaseRow]:
    """Return the phases of a plan with these tasks, in order; one query."""
    found = []
    for phase in Phase.objects.filter(plan=plan).order_by("number"):
        own = [task for task in tasks if task.phase_id == phase.pk]
        kept = [task for task in own if task.state != TaskState.DROPPED]
        found.append(
            PhaseRow(
                phase=phase,
                tasks=tuple(own),
                first=min((task.starts_on for task in kept), default=None),
                last=max((task.ends_on for task in kept), default=None),
                base_last=max((task.base_ends_on for task in kept if task.base_ends_on), default=None),
                progress=network.progress(_weights(own)),
                done=sum(task.state == TaskState.DONE for task in kept),
                late=sum(task.is_overdue(today) for task in kept) if plan.state == PlanState.RUNNING else 0,
            )
        )
    return found


def standing(plan: Plan, today: date | None = None) -> Standing:
    """Return how a plan stands today; three queries."""
    day = today or timezone.localdate()
    tasks = tasks_of(plan)
    links = links_of(plan.pk)
    bars = {task.pk: task.bar for task in tasks if task.state != TaskState.DROPPED}
    last = max((bar.last for bar in bars.values()), default=None)
    base = max((task.base_ends_on for task in tasks if task.base_ends_on), default=None)
    phases = phases_of(plan, tasks, day)
    return Standing(
        phases=tuple(phases),
        critical=frozenset(network.critical(bars, links, workdays())),
        links=tuple(links),
        progress=network.progress(_weights(tasks)),
        first=min((bar.first for bar in bars.values()), default=None),
        last=last,
        base_last=base,
        slip=slip(base, last),
        late=sum(row.late for row in phases),
    )


def slip(base: date | None, now: date | None) -> int | None:
    """Return by how many working days `now` lies after `base`, negative before it; None without one of them."""
    if base is None or now is None:
        return None
    calendar = workdays()
    return calendar.count(base, now) - 1 if now >= base else 1 - calendar.count(now, base)


@dataclass(frozen=True, slots=True)
class Move:
    """A task that would move, and where to."""

    task: Task
    first: date
    last: date


def moves(task: Task, to: Bar) -> tuple[dict[int, Task], dict[int, Bar]]:
    """Return the tasks of the plan by key, and the days of those that change when `task` gets the days `to`."""
    tasks = {one.pk: one for one in Task.objects.filter(plan_id=task.plan_id)}
    bars = {pk: one.bar for pk, one in tasks.items() if one.state != TaskState.DROPPED or pk == task.pk}
    return tasks, network.moved(bars, links_of(task.plan_id), task.pk, to, workdays())


def effect(task: Task, starts_on: date, ends_on: date) -> list[Move]:
    """Return what else moves when a task gets other days, in order: what `services.change_task` would do.

    Raises Invalid at `ends_on` when it ends before it starts.
    """
    tasks, bars = moves(task, Bar(starts_on, ends_on))
    found = [Move(tasks[pk], bar.first, bar.last) for pk, bar in bars.items() if pk != task.pk]
    return sorted(found, key=lambda move: (move.first, move.task.number))


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something of plans that waits for a person: an overdue task, or a risk whose review is late."""

    kind: str
    title: str
    subject: str
    url: str
    since: datetime
    due: date


def waiting_for(user: User, *, today: date | None = None, most: int = LATE) -> list[Ahead]:
    """Return the overdue tasks and late risks of a person, the oldest first; two queries."""
    day = today or timezone.localdate()
    tasks: Any = Task.objects.visible_to(user).overdue(day).filter(Q(owner=user) | Q(owner=None, plan__owner=user))
    risks = Risk.objects.visible_to(user).due(day).filter(owner=user)
    found = [
        Ahead(
            "task", _("Overdue: %(task)s") % {"task": label}, title, reverse("plans:task_detail", args=[uid]), at, due
        )
        for uid, label, title, at, due in tasks.order_by("ends_on", "id").values_list(
            "uid", "label", "plan__title", "plan__begun_at", "ends_on"
        )[:most]
    ]
    found += [
        Ahead("risk", _("Review this risk"), label, reverse("plans:risk_detail", args=[uid]), at, due)
        for uid, label, at, due in risks.order_by("review_on", "id").values_list(
            "uid", "label", "updated_at", "review_on"
        )[:most]
        if due
    ]
    return found
