"""Moving a gate or a rollout to another version: what stays, what is asked again, what falls away, and the command."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deployments import services
from deployments.forms import MoveForm
from deployments.models import Gate, Rollout
from deployments.moves import GateMove, PlanMove, gate_move, plan_move
from deployments.queries.versions import new_levels
from deployments.views.gates import find as find_gate
from deployments.views.rollouts import find as find_rollout
from deployments.views.rollouts import status
from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.ui.errors import add_to_form
from foundation.ui.verdicts import verdict
from library import queries as library
from library.models import Document


@require_http_methods(["GET", "POST"])
def gate_move_page(request: Request, uid: UUID) -> HttpResponse:
    """Move an open gate to another version of its checklist."""
    gate = find_gate(request, uid)
    may = verdict(request.user, "move_gate", gate)
    return _page(request, gate, gate.document, may.reason)


@require_http_methods(["GET", "POST"])
def rollout_move_page(request: Request, uid: UUID) -> HttpResponse:
    """Move a running rollout to another version of its stage plan."""
    rollout = find_rollout(request, uid)
    may = verdict(request.user, "plan", rollout)
    return _page(request, rollout, rollout.plan, may.reason)


def _page(request: Request, subject: Gate | Rollout, present: Document, locked: str) -> HttpResponse:
    case = subject.rollout.case if isinstance(subject, Gate) else subject.case
    if locked:
        return render(request, "deployments/locked.html", {"reason": locked, "case": case}, status=403)
    others = [row for row in library.versions(present.kind, present.slug) if row.pk != present.pk]
    latest = library.latest(present.kind, present.slug)
    given = request.POST.get("version") or request.GET.get("version") or ""
    chosen = next((row for row in others if str(row.version) == given), None)
    if chosen is None:
        chosen = latest if latest.pk != present.pk else (others[0] if others else None)
    form = MoveForm(others, request.POST or None, initial={"version": chosen.version if chosen else ""})
    error = None
    if request.method == "POST" and form.is_valid() and chosen is not None:
        try:
            moved = _move(subject, chosen, request, form.cleaned_data["reason"])
        except DomainError as refusal:
            error = refusal
            add_to_form(form, refusal)
        else:
            messages.success(request, _("It goes by version %(version)s now.") % {"version": chosen.version})
            return redirect(moved)
    context = {
        "subject": subject, "present": present, "chosen": chosen, "others": others, "form": form,
        **(_account(subject, present, chosen) if chosen else {}),
    }  # fmt: skip
    return render(request, "deployments/move.html", context, status=status(form, error))


def _move(subject: Gate | Rollout, document: Document, request: Request, reason: str) -> Gate | Rollout:
    if isinstance(subject, Gate):
        return services.move_gate_to_version(subject, document, by=request.user, reason=reason)
    return services.move_rollout_to_version(subject, document, by=request.user, reason=reason)


def _account(subject: Gate | Rollout, present: Document, chosen: Document) -> dict[str, Any]:
    """The four groups of items in words, and the sentence above them."""
    move: GateMove | PlanMove
    levels: list[tuple[str, str]] = []
    if isinstance(subject, Gate):
        move = gate_move(present.parsed, chosen.parsed)
        names = {item.key: item.ask for document in (present, chosen) for item in document.parsed.criteria}
        levels = list(new_levels(move, present.parsed, chosen.parsed))
        rest = _("The gate as it is now is closed and stays readable with all its answers.")
    else:
        over = frozenset(run.key for run in subject.runs.all() if run.is_over)
        move = plan_move(present.parsed, chosen.parsed, over=over)
        names = {
            f"{stage.key}: {check.key}": f"{stage.label}: {check.ask}"
            for document in (present, chosen) for stage in document.parsed.stages for check in stage.exit_checks
        }  # fmt: skip
        rest = _("Stages that are over, planned days, cohorts and an open gate stay as they are.")
    groups = (
        ("good", _("Stays with its answer"), move.kept), ("warn", _("Has to be answered again"), move.changed),
        ("info", _("Is new"), move.added), ("bad", _("Falls away; its answer stays in the record"), move.lost),
    )  # fmt: skip
    return {
        "rows": [
            *(("warn", words, names[key]) for key, words in levels),
            *((tone, words, names[key]) for tone, words, keys in reversed(groups) for key in keys),
        ],
        "counts": [(words, len(keys)) for _tone, words, keys in groups],
        "fits": getattr(move, "fits", True),
        "rest": rest,
    }
