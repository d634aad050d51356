"""A gate in the browser: what is known about each criterion, answering it, and the decision."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from deployments import bindings, queries, services
from deployments.forms import AnswerForm, DecisionForm, MitigationForm, OverrideForm, ReasonForm
from deployments.models import Criterion, Gate
from deployments.queries import Line, Sheet
from deployments.views.rollouts import status
from deployments.views.steps import names
from deployments.workflow import Answer, Level, Verdict
from foundation.audit.queries import history
from foundation.kernel.errors import DomainError, Invalid
from foundation.kernel.text import gettext_noop
from foundation.people.http import Request
from foundation.people.models import User
from foundation.ui.errors import add_to_form
from foundation.ui.verdicts import verdict
from library import queries as library
from usecases import queries as cases

Typed = tuple[str, str, forms.Form]
"""A form that was sent and refused: what it is for, the key of its criterion ("" for the gate), the form."""


def find(request: Request, uid: UUID) -> Gate:
    """Return a gate that the reader may see, with what its page reads; 404 otherwise."""
    return get_object_or_404(Gate.objects.visible_to(request.user).whole(), uid=uid)


@require_safe
def gate_detail(request: Request, uid: UUID) -> HttpResponse:
    """A gate as it stands, or as it was decided."""
    return _page(request, find(request, uid))


def _page(request: Request, gate: Gate, *, typed: Typed | None = None, code: int = 200) -> HttpResponse:
    sheet = queries.sheet(gate)
    may_work = verdict(request.user, "work", gate)
    people = cases.nameable(request.user) if gate.is_open and may_work.allowed else []
    deciding = verdict(request.user, "decide", gate)
    passing = deciding
    if deciding.allowed and not sheet.outcome.can_pass:
        passing = verdict(request.user, "pass", gate)
    decision = typed[2] if typed and typed[0] == "decide" else DecisionForm(auto_id="id_decision_%s")
    context = {
        "gate": gate, "rollout": gate.rollout, "case": gate.rollout.case, "sheet": sheet,
        "headline": queries.headline(sheet), "newer": library.other_latest(gate.document) if gate.is_open else None,
        "obstacles": queries.obstacles(sheet) if gate.is_open else [],
        "groups": _groups(request, sheet, may_work.allowed, people, typed),
        "may_work": may_work, "deciding": deciding, "passing": passing, "decision": decision,
        "deciders": names(queries.deciders(gate)) if gate.is_open else "", "lines": history(gate),
        "counts": [(answer, sheet.count(answer)) for answer in Answer], "answers": list(Answer),
        "open_checks": len(sheet.outcome.checks),
        # A decision that came second has no form any more to stand in.
        "refused": decision if decision.is_bound and not deciding.allowed else None,
    }  # fmt: skip
    return render(request, "deployments/gate_detail.html", context, status=code)


def _groups(
    request: Request, sheet: Sheet, may_work: bool, people: list[User], typed: Typed | None
) -> list[dict[str, Any]]:
    return [
        {"level": level, "rows": [_row(request, line, may_work, people, typed) for line in sheet.of_level(level)]}
        for level in Level
        if sheet.of_level(level)
    ]


def _row(request: Request, line: Line, may_work: bool, people: list[User], typed: Typed | None) -> dict[str, Any]:
    row, key = line.criterion, line.criterion.key
    is_open = row.gate.is_open
    mine = typed[0] if typed and typed[1] == key else ""
    made: dict[str, forms.Form] = {mine: typed[2]} if typed and mine else {}
    if is_open and may_work and not row.is_bound and "answer" not in made:
        given = {"answer": row.state, "note": row.note, "link": row.link}
        made["answer"] = AnswerForm(initial=given, auto_id=f"id_{key}_%s")
    if is_open and may_work and line.level == Level.SHOULD and not line.is_settled and "mitigate" not in made:
        owner = str(row.mitigation_owner.uid) if row.mitigation_owner else ""
        planned: dict[str, Any] = {"text": row.mitigation, "owner": owner, "due": row.mitigation_due}
        made["mitigate"] = MitigationForm(people, initial=planned, auto_id=f"id_{key}_plan_%s")
    confirm = None
    if is_open and row.is_bound and line.answer != Answer.MET:
        if line.override_waits:
            confirm = verdict(request.user, "confirm", row)
        elif not line.is_overridden and "override" not in made and verdict(request.user, "override", row).allowed:
            made["override"] = OverrideForm(auto_id=f"id_{key}_override_%s")
    books = None
    if is_open and row.binding == "ledger_roi" and line.reading and not line.reading.sample:
        books = verdict(request.user, "roi.book", row.gate.rollout.case)
    assess = None
    if is_open and row.binding == "readiness_result" and line.reading and not line.reading.sample:
        assess = verdict(request.user, "readiness.start", row.gate.rollout.case.unit)
    source = _(bindings.LABELS[row.binding]) if row.is_bound else ""
    return {
        "line": line,
        "row": row,
        "ask": line.ask,
        "forms": made,
        "typed": mine,
        "confirm": confirm,
        "books": books,
        "assess": assess,
        "subject": f"{bindings.CASE}:{row.gate.rollout.case.uid}" if assess else "",
        "source": source,
    }


def _criterion(gate: Gate, key: str) -> Criterion:
    row = get_object_or_404(gate.criteria.all(), key=key)
    row.gate = gate
    return row


Act = Callable[[Criterion, dict[str, Any]], object]


def _act(request: Request, uid: UUID, key: str, what: str, form: forms.Form, act: Act, done: str) -> HttpResponse:
    gate = find(request, uid)
    row = _criterion(gate, key)
    error = None
    if form.is_valid():
        try:
            act(row, form.cleaned_data)
        except DomainError as refusal:
            error = refusal
            add_to_form(form, refusal)
        else:
            messages.success(request, done)
            return redirect(f"{gate.get_absolute_url()}#{row.key}")
    return _page(request, find(request, uid), typed=(what, key, form), code=status(form, error))


@require_POST
def criterion_answer(request: Request, uid: UUID, key: str) -> HttpResponse:
    """Answer a criterion by hand."""
    return _act(
        request, uid, key, "answer", AnswerForm(request.POST, auto_id=f"id_{key}_%s"),
        lambda row, data: services.answer_criterion(row, by=request.user, **data), _("Your answer is kept."),
    )  # fmt: skip


@require_POST
def criterion_mitigate(request: Request, uid: UUID, key: str) -> HttpResponse:
    """Plan what is done about a should that is not met."""

    def act(row: Criterion, data: dict[str, Any]) -> object:
        owner = User.objects.filter(uid=data["owner"]).first()
        if owner is None:
            raise Invalid(gettext_noop("Choose who does it."), field="owner")
        return services.plan_mitigation(row, by=request.user, text=data["text"], owner=owner, due=data["due"])

    form = MitigationForm(cases.nameable(request.user), request.POST, auto_id=f"id_{key}_plan_%s")
    return _act(request, uid, key, "mitigate", form, act, _("The mitigation plan is kept."))


@require_POST
def criterion_override(request: Request, uid: UUID, key: str) -> HttpResponse:
    """Ask for an override of what the records say."""
    return _act(
        request, uid, key, "override", OverrideForm(request.POST, auto_id=f"id_{key}_override_%s"),
        lambda row, data: services.request_override(row, by=request.user, **data),
        _("The override waits for a second person."),
    )  # fmt: skip


@require_POST
def criterion_confirm(request: Request, uid: UUID, key: str) -> HttpResponse:
    """Confirm an override as second person."""
    gate = find(request, uid)
    services.confirm_override(_criterion(gate, key), by=request.user)
    messages.success(request, _("The override counts now."))
    return redirect(f"{gate.get_absolute_url()}#{key}")


@require_POST
def gate_decide(request: Request, uid: UUID) -> HttpResponse:
    """Pass or hold; the comment that was typed stays when it is refused."""
    gate = find(request, uid)
    form = DecisionForm(request.POST, auto_id="id_decision_%s")
    error = None
    if form.is_valid():
        try:
            gate = services.decide_gate(
                gate, by=request.user, verdict=request.POST.get("verdict", ""), reason=form.cleaned_data["reason"]
            )
        except DomainError as refusal:
            error = refusal
            add_to_form(form, refusal)
        else:
            passed = gate.state == Verdict.PASS.gate_state
            messages.success(request, _("The rollout moves on.") if passed else _("The rollout stays where it is."))
            return redirect(gate.rollout if passed else gate)
    return _page(request, find(request, uid), typed=("decide", "", form), code=status(form, error))


@require_http_methods(["GET", "HEAD", "POST"])
def gate_cancel(request: Request, uid: UUID) -> HttpResponse:
    """Take an open gate back."""
    gate = find(request, uid)
    may = verdict(request.user, "cancel_gate", gate)
    if not may.allowed:
        return render(request, "deployments/locked.html", {"reason": may.reason, "case": gate.rollout.case}, status=403)
    form = ReasonForm(request.POST or None)
    error = None
    if request.method == "POST" and form.is_valid():
        try:
            services.cancel_gate(gate, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            error = refusal
            add_to_form(form, refusal)
        else:
            messages.success(request, _("The gate is cancelled."))
            return redirect(gate.rollout)
    words = {
        "title": _("Cancel the gate"), "submit": _("Cancel the gate"),
        "text": _("Its answers stay on record. It can be opened anew, with the latest version of its checklist."),
    }  # fmt: skip
    context = {"rollout": gate.rollout, "case": gate.rollout.case, "form": form, "words": words}
    return render(request, "deployments/rollout_act.html", context, status=status(form, error))
