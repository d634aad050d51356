"""What becomes of a rollout, in the browser: the matrix, the signs, and the decision."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from deployments import charts, evidence, queries, services
from deployments.evidence import Evidence, Seen
from deployments.forms import ChoiceForm, ReasonForm, SignForm
from deployments.models import Decision
from deployments.views.rollouts import find as find_rollout
from deployments.views.rollouts import status
from foundation.audit.queries import history
from foundation.charts.views import chart_response
from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.ui.errors import add_to_form
from foundation.ui.verdicts import verdict
from library.kinds.decision_guide import Pivot

Typed = tuple[str, forms.Form]
"""A form that was sent and refused: the key of its sign ("" for the decision), the form."""


def find(request: Request, uid: UUID) -> Decision:
    """Return a decision that the reader may see, with what its page reads; 404 otherwise."""
    return get_object_or_404(Decision.objects.visible_to(request.user).whole(), uid=uid)


@require_POST
def decision_open(request: Request, uid: UUID) -> HttpResponse:
    """Ask what becomes of a rollout."""
    decision = services.open_decision(find_rollout(request, uid), by=request.user)
    messages.success(
        request, _("The question is open. Say which signs are seen, then somebody without a stake decides.")
    )
    return redirect(decision)


@require_safe
def decision_detail(request: Request, uid: UUID) -> HttpResponse:
    """The matrix, the signs, and what was decided."""
    return _page(request, find(request, uid))


@require_GET
def matrix_chart(request: Request, uid: UUID) -> HttpResponse:
    """Both sides against their cuts; for a decided one as they were."""
    decision = find(request, uid)
    return chart_response(charts.matrix(decision, _sides(decision)))


def _sides(decision: Decision) -> charts.Sides:
    if decision.is_decided:
        return charts.frozen_sides(decision)
    return charts.read_sides(evidence.evidence(decision))


def _page(request: Request, decision: Decision, *, typed: Typed | None = None, code: int = 200) -> HttpResponse:
    found = evidence.evidence(decision)
    deciding = verdict(request.user, "decide_decision", decision)
    answering = verdict(request.user, "answer_sign", decision)
    form = typed[1] if typed and not typed[0] else ChoiceForm(decision.parsed, auto_id="id_decision_%s")
    context = {
        "decision": decision, "rollout": decision.rollout, "case": decision.rollout.case, "found": found,
        "headline": headline(decision, found), "deciding": deciding, "answering": answering, "form": form,
        "sides": list(found.sides.values()), "chart_title": charts.matrix_title(_sides(decision)),
        "indicators": _groups(found.indicators, answering.allowed, typed),
        "red_flags": _groups(found.red_flags, answering.allowed, typed),
        "changed": _changed(decision), "lines": history(decision), "frozen": queries.decision_record(decision),
        "refused": form if form.is_bound and not deciding.allowed else None,
    }  # fmt: skip
    return render(request, "deployments/decision_detail.html", context, status=code)


def _changed(decision: Decision) -> list[Pivot]:
    """What a pivot changes."""
    return [pivot for group in decision.parsed.pivots for pivot in group.pivots if pivot.key in decision.pivots]


def headline(decision: Decision, found: Evidence) -> str:
    """Say what was decided, or what the matrix gives now."""
    if decision.chosen is not None:
        return _("%(choice)s: %(rollout)s") % {"choice": decision.chosen.label, "rollout": decision.rollout.name}
    if found.recommended is None:
        open_sides = [side.axis.label for side in found.sides.values() if side.strength is None]
        return _("Not enough evidence yet: %(sides)s") % {"sides": ", ".join(open_sides)}
    return _("The evidence gives: %(option)s") % {"option": found.recommended.label.lower()}


def _groups(signs: tuple[Seen, ...], may: bool, typed: Typed | None) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for seen in signs:
        form: forms.Form | None = None
        is_open = bool(typed and typed[0] == seen.sign.key)
        if typed and is_open:
            form = typed[1]
        elif may and not seen.is_measured:
            row = seen.answer
            given = {"answer": row.state, "figure": row.figure, "note": row.note} if row else None
            form = SignForm(seen.sign, initial=given, auto_id=f"id_{seen.sign.key}_%s")
        groups.setdefault(seen.group, []).append({"seen": seen, "form": form, "open": is_open})
    return [{"label": label, "rows": rows} for label, rows in groups.items()]


@require_POST
def sign_answer(request: Request, uid: UUID, key: str) -> HttpResponse:
    """Say whether a sign is seen; what was typed stays when it is refused."""
    decision = find(request, uid)
    sign = next((sign for sign in decision.parsed.signs if sign.key == key), None)
    form = SignForm(sign, request.POST, auto_id=f"id_{key}_%s")
    error = None
    if form.is_valid():
        try:
            services.answer_sign(decision, key, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            error = refusal
            add_to_form(form, refusal)
        else:
            return redirect(f"{decision.get_absolute_url()}#{key}")
    return _page(request, find(request, uid), typed=(key, form), code=status(form, error))


@require_POST
def decision_decide(request: Request, uid: UUID) -> HttpResponse:
    """Decide; what was typed stays when it is refused."""
    decision = find(request, uid)
    form = ChoiceForm(decision.parsed, request.POST, auto_id="id_decision_%s")
    error = None
    if form.is_valid():
        try:
            decision = services.decide(decision, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            error = refusal
            add_to_form(form, refusal)
        else:
            messages.success(request, _("It is decided, and kept with what it rests on."))
            return redirect(decision)
    return _page(request, find(request, uid), typed=("", form), code=status(form, error))


@require_http_methods(["GET", "HEAD", "POST"])
def decision_withdraw(request: Request, uid: UUID) -> HttpResponse:
    """Take the question back."""
    decision = find(request, uid)
    may = verdict(request.user, "withdraw_decision", decision)
    if not may.allowed:
        context = {"reason": may.reason, "case": decision.rollout.case}
        return render(request, "deployments/locked.html", context, status=403)
    form = ReasonForm(request.POST or None)
    error = None
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_decision(decision, by=request.user, **form.cleaned_data)
        except DomainError as refusal:
            error = refusal
            add_to_form(form, refusal)
        else:
            messages.success(request, _("The question is taken back."))
            return redirect(decision.rollout)
    words = {
        "title": _("Take the question back"), "submit": _("Take it back"),
        "text": _("Its answers stay on record. It can be asked anew at any time."),
    }  # fmt: skip
    context = {"rollout": decision.rollout, "case": decision.rollout.case, "form": form, "words": words}
    return render(request, "deployments/rollout_act.html", context, status=status(form, error))


@require_safe
def decision_record(request: Request, uid: UUID) -> HttpResponse:
    """The canonical JSON that a decision froze, byte by byte as it was digested; 404 before."""
    decision = get_object_or_404(Decision.objects.visible_to(request.user).exclude(record=""), uid=uid)
    return HttpResponse(decision.record, content_type="application/json")
