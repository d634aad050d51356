"""Rollouts in the browser: the lanes and the list, starting one, and its page."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from deployments import charts, marks, queries, rules, services
from deployments.filters import RolloutFilters
from deployments.forms import CheckForm, CohortForm, DatesForm, ReasonForm, RollBackForm, StartForm
from deployments.models import Rollout, StageRun, stage_label
from deployments.tables import COLUMNS, RolloutTable
from deployments.views.steps import next_step, stepper
from deployments.workflow import IN_FORCE
from foundation.audit.queries import history
from foundation.charts.views import chart_response
from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.lists import Empty, ListPage
from foundation.ui.verdicts import verdict
from library import queries as library
from usecases import queries as cases
from usecases.models import UseCase
from usecases.workflow import Standing

STARTABLE = 300
_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def find(request: Request, uid: UUID) -> Rollout:
    """Return a rollout that the reader may see, with what its page reads; 404 otherwise."""
    return get_object_or_404(queries.whole(Rollout.objects.visible_to(request.user)), uid=uid)


@require_safe
def rollout_list(request: Request) -> HttpResponseBase:
    """The running rollouts by stage, and all of them as a list."""
    narrowed = any(value for name, value in request.GET.items() if name not in {"sort", "cols", "col", "per"})
    lanes = [] if narrowed else queries.lanes(request.user)
    return ListPage(
        Rollout.objects.visible_to(request.user).values(*COLUMNS),
        table=RolloutTable,
        filters=RolloutFilters,
        search=("name", "case__name", "unit__name"),
        title=lambda count: ngettext("%(count)s rollout", "%(count)s rollouts", count) % {"count": f"{count:,}"},
        export_name="rollouts",
        may_export=access_of(request.user).anywhere(Permission.EXPORT),
        empty=Empty(
            _("No rollout yet"),
            _("A rollout takes an approved use case to its users in stages, through a gate before each."),
            _("Start one"), reverse("deployments:rollout_new"), icon="rollouts",
        ),
    ).render(
        request, template="deployments/rollout_list.html",
        extra={
            "lanes": lanes, "running": sum(lane.count for lane in lanes),
            "finished": sum(lane.finished for lane in lanes),
        },
    )  # fmt: skip


def _startable(request: Request) -> list[UseCase]:
    """The approved cases without a rollout that the reader may start, by name; the service looks closer."""
    rows = UseCase.objects.on_ladder().filter(
        access_of(request.user).q(Permission.ROLLOUT_RUN), approval_standing=Standing.STANDING, held_since=None
    )
    led = Rollout.objects.filter(is_primary=True, state__in=IN_FORCE)
    return list(rows.exclude(pk__in=led.values("case")).order_by("name", "id")[:STARTABLE])


@_get_or_post
def rollout_new(request: Request) -> HttpResponse:
    """Start a rollout, of the case that `?case=` names or of one that is chosen."""
    may = verdict(request.user, "deployments.start")
    if not may.allowed:
        return _locked(request, may.reason)
    reference, case = request.GET.get("case", ""), None
    if reference:
        case = cases.by_reference(reference, request.user)
        may = verdict(request.user, "deployments.start", case)
        if not may.allowed:
            return _locked(request, may.reason, case=case)
    form = StartForm(
        request.user, [case] if case else _startable(request), request.POST or None,
        initial={"start_on": queries.today(), "case": reference},
    )  # fmt: skip
    error = None
    if request.method == "POST" and form.is_valid():
        try:
            rollout = services.start_rollout(
                case or cases.by_reference(form.cleaned_data["case"], request.user), by=request.user,
                start_on=form.cleaned_data["start_on"], plan=form.cleaned_data["plan"],
                unit=form.cleaned_data["unit"], name=form.cleaned_data["name"],
            )  # fmt: skip
        except DomainError as refusal:
            error = refusal
            add_to_form(form, refusal)
        else:
            messages.success(request, _("The rollout is planned. Its first gate is open."))
            return redirect(rollout)
    context = {"form": form, "case": case, "nothing": not case and not form.fields["case"].choices}  # type: ignore[attr-defined]
    return render(request, "deployments/rollout_new.html", context, status=status(form, error))


def _locked(request: Request, reason: str, *, case: UseCase | None = None) -> HttpResponse:
    return render(request, "deployments/locked.html", {"reason": reason, "case": case}, status=403)


def status(form: forms.BaseForm, error: DomainError | None = None) -> int:
    """Return the status of a page with a form: of the refusal, else 422 with errors."""
    if error is not None:
        return status_of(error)
    return 422 if form.is_bound and form.errors else 200


@require_safe
def rollout_detail(request: Request, uid: UUID) -> HttpResponse:
    """Where a rollout stands: its stages, exit checks, gates, and what is next."""
    return _detail(request, find(request, uid))


def _detail(
    request: Request, rollout: Rollout, *, check: tuple[str, CheckForm] | None = None, code: int = 200
) -> HttpResponse:
    runs = queries.runs(rollout)
    gate = queries.open_gate(rollout)
    current = next((run for run in runs if run.is_current), None)
    today = queries.today()
    context = {
        "rollout": rollout, "case": rollout.case, "runs": [_row(run, today) for run in runs], "current": current,
        "checks": _checks(current, check) if current else [], "steps": stepper(rollout, runs),
        "next": next_step(rollout, gate, current), "marks": marks.marks(rollout),
        "decisions": queries.decisions_of(rollout),
        "gate": gate, "gates": list(queries.gates(rollout)),
        "plans": list(queries.plans_of(rollout)), "lines": history(rollout),
        "newer": library.other_latest(rollout.plan), "chart_title": charts.timeline_title(rollout, runs, today),
    }  # fmt: skip
    return render(request, "deployments/rollout_detail.html", context, status=code)


def _row(run: StageRun, today: date) -> dict[str, Any]:
    shown = sum(check.is_shown for check in run.checks.all())
    cohort = run.stage.cohort
    return {
        "run": run, "stage": run.stage, "shown": shown, "of": len(run.checks.all()), "least": cohort.least,
        "most": cohort.most, "late": rules.days_late(run.plan, run.actual_start, run.actual_end, today),
    }  # fmt: skip


def _checks(run: StageRun, typed: tuple[str, CheckForm] | None) -> list[dict[str, Any]]:
    asks = {item.key: item for item in run.stage.exit_checks}
    out = []
    for check in run.checks.all():
        check.run = run
        form = typed[1] if typed and typed[0] == check.key else CheckForm(auto_id=f"id_{check.key}_%s")
        out.append({"check": check, "ask": asks[check.key], "form": form, "open": form.is_bound})
    return out


@require_GET
def timeline_chart(request: Request, uid: UUID) -> HttpResponse:
    """Planned and actual days of the stages."""
    rollout = find(request, uid)
    return chart_response(charts.timeline(rollout, queries.runs(rollout), queries.today()))


@require_POST
def check_show(request: Request, uid: UUID, key: str) -> HttpResponse:
    """Say that an exit check of the present stage was shown; what was typed stays when it is refused."""
    rollout = find(request, uid)
    run = _current(rollout)
    form = CheckForm(request.POST, auto_id=f"id_{key}_%s")
    error = None
    if form.is_valid():
        try:
            services.tick_exit_check(run, key, by=request.user, note=form.cleaned_data["note"])
        except DomainError as refusal:
            error = refusal
            add_to_form(form, refusal)
        else:
            return redirect(f"{rollout.get_absolute_url()}#checks")
    return _detail(request, rollout, check=(key, form), code=status(form, error))


@require_POST
def check_withdraw(request: Request, uid: UUID, key: str) -> HttpResponse:
    """Take back that an exit check was shown."""
    rollout = find(request, uid)
    services.tick_exit_check(_current(rollout), key, by=request.user, shown=False)
    return redirect(f"{rollout.get_absolute_url()}#checks")


def _current(rollout: Rollout) -> StageRun:
    run = rollout.runs.filter(key=rollout.stage).first()
    if run is None:
        raise Http404("No stage of this rollout runs.")
    run.rollout = rollout
    return run


@_get_or_post
def dates(request: Request, uid: UUID) -> HttpResponse:
    """Change the planned days."""
    rollout = find(request, uid)
    may = verdict(request.user, "plan", rollout)
    if not may.allowed:
        return _locked(request, may.reason, case=rollout.case)
    form = DatesForm(queries.runs(rollout), request.POST or None)
    error = None
    if request.method == "POST" and form.is_valid():
        try:
            services.set_dates(rollout, form.dates(), by=request.user)
        except DomainError as refusal:
            error = refusal
            add_to_form(form, refusal)
        else:
            messages.success(request, _("The planned days are saved."))
            return redirect(rollout)
    words = {
        "title": _("Planned days"), "submit": _("Save"),
        "text": _("Stages follow one another; those that are over keep the days they had."),
    }  # fmt: skip
    return _act_page(request, rollout, form, words, error)


@_get_or_post
def cohort(request: Request, uid: UUID, key: str) -> HttpResponse:
    """Say how many people take part in a stage."""
    rollout = find(request, uid)
    run = get_object_or_404(rollout.runs.all(), key=key)
    run.rollout = rollout
    may = verdict(request.user, "set_cohort", run)
    if not may.allowed:
        return _locked(request, may.reason, case=rollout.case)
    form = CohortForm(request.POST or None, initial={"size": run.cohort_size, "reason": run.cohort_reason})
    error = None
    if request.method == "POST" and form.is_valid():
        try:
            services.set_cohort(run, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            error = refusal
            add_to_form(form, refusal)
        else:
            messages.success(request, _("The cohort is saved."))
            return redirect(rollout)
    limits = run.stage.cohort
    words = {
        "title": _("Who takes part in %(stage)s") % {"stage": stage_label(key)}, "submit": _("Save"),
        "text": f"{limits.who}. {limits_text(limits.least, limits.most)}",
    }  # fmt: skip
    return _act_page(request, rollout, form, words, error)


def limits_text(least: int | None, most: int | None) -> str:
    """Say the limits of a cohort in words."""
    if least is not None and most is not None:
        return _("The plan has %(least)s to %(most)s people.") % {"least": least, "most": most}
    if least is not None:
        return _("The plan has at least %(least)s people.") % {"least": least}
    if most is not None:
        return _("The plan has at most %(most)s people.") % {"most": most}
    return _("The plan sets no limit.")


def _act_page(
    request: Request, rollout: Rollout, form: forms.BaseForm, words: dict[str, str], error: DomainError | None
) -> HttpResponse:
    context = {"rollout": rollout, "case": rollout.case, "form": form, "words": words}
    return render(request, "deployments/rollout_act.html", context, status=status(form, error))


@_get_or_post
def roll_back(request: Request, uid: UUID) -> HttpResponse:
    """Take a rollout back from its users."""
    words = {
        "title": _("Roll back"), "submit": _("Roll back"), "done": _("The rollout is rolled back."),
        "text": _("Its users go back to how they worked before. The use case keeps the furthest stage it reached."),
    }  # fmt: skip
    return _act(request, uid, "roll_back", RollBackForm(request.POST or None), words)


@_get_or_post
def cancel(request: Request, uid: UUID) -> HttpResponse:
    """Cancel a rollout that has not begun."""
    words = {
        "title": _("Cancel the rollout"), "submit": _("Cancel the rollout"), "done": _("The rollout is cancelled."),
        "text": _("Nobody uses it yet, so nobody has to be told. A new rollout can be started at any time."),
    }  # fmt: skip
    return _act(request, uid, "cancel", ReasonForm(request.POST or None), words)


def _act(request: Request, uid: UUID, act: str, form: forms.Form, words: dict[str, str]) -> HttpResponse:
    rollout = find(request, uid)
    may = verdict(request.user, act, rollout)
    if not may.allowed:
        return _locked(request, may.reason, case=rollout.case)
    error = None
    if request.method == "POST" and form.is_valid():
        command = services.roll_back if act == "roll_back" else services.cancel_rollout
        try:
            command(rollout, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            error = refusal
            add_to_form(form, refusal)
        else:
            messages.success(request, words["done"])
            return redirect(rollout)
    return _act_page(request, rollout, form, words, error)


@require_POST
def finish(request: Request, uid: UUID) -> HttpResponse:
    """End a rollout that reached everybody."""
    rollout = services.finish(find(request, uid), by=request.user)
    messages.success(request, _("The rollout is finished."))
    return redirect(rollout)


@require_POST
def gate_open(request: Request, uid: UUID) -> HttpResponse:
    """Open the gate to the next stage."""
    gate = services.open_gate(find(request, uid), by=request.user)
    messages.success(request, _("The gate is open. Answer its criteria, then somebody without a stake decides."))
    return redirect(gate)
