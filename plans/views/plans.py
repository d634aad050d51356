"""Plans in the browser: the list, drafting one, its page, and letting it run."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from foundation.audit import queries as audit
from foundation.charts.views import chart_response
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.lists import Empty, ListPage
from foundation.ui.verdicts import verdict
from library import queries as library
from library.kinds.playbook import Playbook
from library.models import Document
from library.reading.playbook import length_words
from plans import charts, policies, queries, services, wording
from plans.filters import PlanFilters
from plans.forms import ChangePlanForm, PlanForm, ReasonForm
from plans.models import Plan
from plans.tables import PlanTable, task_state
from plans.views.acting import answer, asked_program, get_or_post, plan_of, require_reader


@require_safe
def plan_list(request: Request) -> HttpResponseBase:
    """The plans that the reader may see, those that end first on top."""
    require_reader(request)
    rows = Plan.objects.visible_to(request.user).select_related("unit", "case", "program", "owner", "playbook")
    may = verdict(request.user, "plans.draft_somewhere").allowed
    return ListPage(
        queries.with_figures(rows, timezone.localdate()),
        table=PlanTable,
        filters=PlanFilters,
        search=("title", "case__name", "unit__name", "program__title"),
        title=lambda count: ngettext("%(count)s plan", "%(count)s plans", count) % {"count": count},
        export_name="plans",
        may_export=access_of(request.user).anywhere(Permission.EXPORT),
        empty=Empty(
            gettext_lazy("No plan yet"),
            gettext_lazy("A playbook of the library becomes a plan with days, owners and dependencies."),
            gettext_lazy("Plan from a playbook") if may else "",
            reverse("plans:plan_new") if may else "",
            icon="calendar",
        ),
    ).render(request, template="plans/plan_list.html", extra={"may_draft": may})


@get_or_post
def plan_new(request: Request) -> HttpResponse:
    """Choose a playbook, then say for what and from when."""
    policies.check_draft_somewhere(request.user)
    slug = request.GET.get("playbook", "")
    rows = list(library.published("playbook"))
    document = next((row for row in rows if row.slug == slug), None)
    kept = request.GET.copy()
    kept.pop("playbook", None)
    if document is None:
        shown = [(row, *_about(row)) for row in rows]
        return render(request, "plans/playbooks.html", {"playbooks": shown, "kept": kept.urlencode()})
    program = asked_program(request)
    form = PlanForm(
        request.POST if request.method == "POST" else None, user=request.user, playbook=document.parsed,
        program=program,
        initial={
            "starts_on": timezone.localdate(), "owner": request.user, "case": request.GET.get("case", ""),
            "pick": "likely",
        },
    )  # fmt: skip
    return answer(
        request,
        form,
        lambda: _drafted(request, document, form),
        template="plans/plan_new.html",
        said=_("The plan is drafted. Look at its days, then let it run."),
        to=lambda plan: plan,
        extra={"document": document, "program": program, "kept": kept.urlencode()},
    )


def _about(row: Document) -> tuple[int, str]:
    parsed: Playbook = row.parsed
    return sum(1 for _task in parsed.tasks), length_words(parsed.takes, parsed.unit) if parsed.takes else ""


def _drafted(request: Request, document: Document, form: PlanForm) -> Plan:
    given = form.cleaned_data
    return services.draft_plan(
        document, form.subject, given["starts_on"], by=request.user, title=given["title"], owner=given["owner"],
        pick=given["pick"], lengths=form.lengths,
    )  # fmt: skip


@require_safe
def plan_detail(request: Request, uid: UUID) -> HttpResponse:
    """One plan: how it stands, its tasks by phase, and what is next."""
    plan = plan_of(request, uid)
    today = timezone.localdate()
    found = queries.standing(plan, today)
    parsed: Playbook = plan.playbook.parsed
    for task in found.tasks:
        task.plan = plan
    return render(
        request,
        "plans/plan_detail.html",
        {
            "plan": plan,
            "found": found,
            "title": wording.plan_headline(plan, found, today),
            "slip": wording.slip(found.slip),
            "phases": [
                (
                    row,
                    wording.units(row.phase.length, parsed.unit) if row.phase.length else "",
                    [(task, *task_state(task), task.pk in found.critical) for task in row.tasks],
                )
                for row in found.phases
            ],
            "done": sum(row.done for row in found.phases),
            "count": sum(row.count for row in found.phases),
            "reason_form": ReasonForm(),
            "review": queries.technical_review(plan.case) if plan.case else None,
            "history": audit.history(plan),
        },
    )


@require_safe
def plan_chart(request: Request, uid: UUID) -> JsonResponse:
    """The tasks of a plan over time."""
    plan = plan_of(request, uid)
    today = timezone.localdate()
    return chart_response(charts.gantt(plan, queries.standing(plan, today), today))


@get_or_post
def plan_change(request: Request, uid: UUID) -> HttpResponse:
    """Another name or owner."""
    plan = plan_of(request, uid)
    policies.check_change(request.user, plan)
    form = ChangePlanForm(request.POST if request.method == "POST" else None, user=request.user, plan=plan)

    def act() -> Any:
        return services.change_plan(plan, by=request.user, **form.cleaned_data)

    return answer(
        request, form, act, template="plans/plan_form.html", said=_("The plan is changed."), to=plan,
        extra={"plan": plan, "doing": _("Change the plan"), "submit": _("Save"), "lead": ""},
    )  # fmt: skip


@require_POST
def plan_begin(request: Request, uid: UUID) -> HttpResponse:
    """Let a draft run; its days become the baseline."""
    plan = services.begin_plan(plan_of(request, uid), by=request.user)
    messages.success(request, _("The plan runs; its days are kept as the baseline."))
    return redirect(plan)


@require_POST
def plan_finish(request: Request, uid: UUID) -> HttpResponse:
    """Close a plan whose tasks are done or dropped."""
    plan = services.finish_plan(plan_of(request, uid), by=request.user)
    messages.success(request, _("The plan is done."))
    return redirect(plan)


@get_or_post
def plan_cancel(request: Request, uid: UUID) -> HttpResponse:
    """End a plan early, with a reason."""
    plan = plan_of(request, uid)
    policies.check_change(request.user, plan)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def act() -> Any:
        return services.cancel_plan(plan, by=request.user, reason=form.cleaned_data["reason"])

    return answer(
        request, form, act, template="plans/plan_form.html", said=_("The plan is cancelled."), to=plan,
        extra={
            "plan": plan, "doing": _("Cancel the plan"), "submit": _("Cancel the plan"),
            "lead": _("It stays to be read, and none of its tasks goes on."),
        },
    )  # fmt: skip
