"""Tasks in the browser: the list, one task, adding and changing it with a look at what it moves, and reporting."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from foundation.audit import queries as audit
from foundation.kernel.canonical import digest
from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.lists import Empty, ListPage
from plans import policies, queries, services
from plans.filters import TaskFilters
from plans.forms import ReasonForm, ReportForm, TaskForm
from plans.models import Task
from plans.tables import TaskTable, task_state
from plans.views.acting import answer, get_or_post, plan_of, require_reader, task_of


@require_safe
def task_list(request: Request) -> HttpResponseBase:
    """The tasks of all plans that the reader may see, those due first on top."""
    require_reader(request)
    return ListPage(
        Task.objects.visible_to(request.user).select_related("plan", "phase", "owner"),
        table=TaskTable,
        filters=TaskFilters,
        search=("label", "plan__title", "step"),
        title=lambda count: ngettext("%(count)s task", "%(count)s tasks", count) % {"count": count},
        export_name="tasks",
        may_export=access_of(request.user).anywhere(Permission.EXPORT),
        empty=Empty(
            gettext_lazy("No task yet"),
            gettext_lazy("Tasks come with a plan from a playbook."),
            gettext_lazy("See the plans"),
            reverse("plans:plan_list"),
            icon="calendar",
        ),
    ).render(request, template="plans/task_list.html")


@get_or_post
def task_detail(request: Request, uid: UUID) -> HttpResponse:
    """One task; the form on its page reports how far it is."""
    task = task_of(request, uid)
    form = ReportForm(
        request.POST if request.method == "POST" else None,
        initial={"state": task.state, "progress": task.progress, "done_on": task.done_on, "note": task.note},
    )
    label, tone = task_state(task)

    def act() -> Any:
        return services.report_task(task, by=request.user, **form.cleaned_data)

    return answer(
        request, form, act, template="plans/task_detail.html", said=_("The report is kept."), to=task,
        extra={
            "task": task, "plan": task.plan, "state": label, "tone": tone, "needs": queries.needs_of(task),
            "leads_to": list(Task.objects.filter(waits_for__before=task).order_by("number")),
            "critical": task.pk in queries.standing(task.plan).critical, "history": audit.history(task),
        },
    )  # fmt: skip


@get_or_post
def task_add(request: Request, uid: UUID) -> HttpResponse:
    """Add a task of the plan's own."""
    plan = plan_of(request, uid)
    policies.check_change(request.user, plan)
    today = timezone.localdate()
    form = TaskForm(
        request.POST if request.method == "POST" else None, user=request.user, plan=plan,
        initial={"starts_on": max(today, plan.starts_on), "ends_on": max(today, plan.starts_on)},
    )  # fmt: skip

    def act() -> Any:
        return services.add_task(plan, by=request.user, **form.changes)

    return answer(
        request, form, act, template="plans/task_form.html", said=_("The task is added."), to=plan,
        extra={"plan": plan, "doing": _("Add a task"), "submit": _("Add the task")},
    )  # fmt: skip


@get_or_post
def task_change(request: Request, uid: UUID) -> HttpResponse:
    """Change a task; when others would move along, show them first and save on the second word."""
    task = task_of(request, uid)
    policies.check_change_task(request.user, task)
    initial = TaskForm.initial_of(task, queries.needs_of(task))
    form = TaskForm(request.POST if request.method == "POST" else None, user=request.user, plan=task.plan, task=task,
                    initial=initial)  # fmt: skip
    moves: list[queries.Move] = []
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                moves = queries.effect(task, given["starts_on"], given["ends_on"])
                if not moves or request.POST.get("seen") == _digest(moves):
                    version = given["version"] if given["version"] is not None else task.version
                    along = services.change_task(task, by=request.user, version=version, **form.changes)
                    messages.success(request, _saved(len(along)))
                    return redirect(task)
                status = 200
            except DomainError as error:
                add_to_form(form, error)
                status, moves = status_of(error), []
    return render(
        request,
        "plans/task_form.html",
        {"form": form, "task": task, "plan": task.plan, "moves": moves,
            "seen": _digest(moves), "doing": _("Change the task"),
         "submit": _("Save")},
        status=status,
    )  # fmt: skip


def _digest(moves: Sequence[queries.Move]) -> str:
    """Name a set of moves, so that only what was shown is saved."""
    return digest([[str(move.task.uid), move.first, move.last] for move in moves])[:16]


def _saved(count: int) -> str:
    if not count:
        return _("The task is changed.")
    text = ngettext(
        "The task is changed, and %(count)s other moved along.",
        "The task is changed, and %(count)s others moved along.",
        count,
    )
    return text % {"count": count}


@get_or_post
def task_drop(request: Request, uid: UUID) -> HttpResponse:
    """Do a task no more, with a reason."""
    task = task_of(request, uid)
    policies.check_change_task(request.user, task)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def act() -> Any:
        return services.drop_task(task, by=request.user, reason=form.cleaned_data["reason"])

    return answer(
        request, form, act, template="plans/plan_form.html", said=_("The task is dropped."), to=task,
        extra={
            "plan": task.plan, "back": task, "doing": _("Drop %(task)s") % {"task": task.label},
            "submit": _("Drop the task"), "lead": _("It counts nowhere any more, and nothing waits for it."),
        },
    )  # fmt: skip
