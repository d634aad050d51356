"""Saying, before a trial, what of it is success and when to stop."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deployments import services
from deployments.forms import BarForm
from deployments.models import Threshold
from deployments.services import Wanted
from deployments.views.rollouts import find
from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.ui.errors import sentence, status_of
from foundation.ui.verdicts import verdict
from metrics import queries as metrics
from metrics import wording
from metrics.models import Kpi
from metrics.workflow import Direction


@require_http_methods(["GET", "HEAD", "POST"])
def thresholds(request: Request, uid: UUID) -> HttpResponse:
    """The KPIs of the case, each with room for what is success, when to stop and how many observations it takes."""
    rollout = find(request, uid)
    may = verdict(request.user, "set_thresholds", rollout)
    if not may.allowed:
        context = {"reason": may.reason, "case": rollout.case}
        return render(request, "deployments/locked.html", context, status=403)
    set_already = {row.kpi_id: row for row in rollout.thresholds.all()}
    kpis = [kpi for kpi in metrics.kpis_of(rollout.case) if kpi.direction != Direction.BAND]
    bound = request.method == "POST"
    rows = [
        (kpi, BarForm(kpi, request.POST if bound else None, initial=_known(kpi, set_already), prefix=kpi.key))
        for kpi in kpis
    ]
    code, refused = 200, ""
    if bound:
        code = 422
        if all(form.is_valid() for _kpi, form in rows):
            try:
                services.set_thresholds(rollout, _wanted(rows), by=request.user)
            except DomainError as refusal:
                code, refused = status_of(refusal), sentence(refusal)
            else:
                messages.success(request, _("The thresholds are kept. They are locked when the trial begins."))
                return redirect(f"{rollout.get_absolute_url()}#thresholds")
    context = {
        "rollout": rollout, "case": rollout.case, "refused": refused,
        "rows": [_row(kpi, form) for kpi, form in rows],
    }  # fmt: skip
    return render(request, "deployments/thresholds.html", context, status=code)


def _row(kpi: Kpi, form: BarForm) -> dict[str, Any]:
    baseline = wording.value_of(kpi, kpi.baseline)
    return {"kpi": kpi, "form": form, "target": wording.target_of(kpi), "baseline": baseline}


def _known(kpi: Kpi, rows: dict[int, Threshold]) -> dict[str, Any]:
    """What is set; where nothing is yet, the target of each KPI as a proposal."""
    row = rows.get(kpi.pk)
    if row is not None:
        stop = None if row.stop is None else f"{row.stop.normalize():f}"
        return {"success": f"{row.success.normalize():f}", "stop": stop, "least": row.least}
    proposed = "" if rows or kpi.goal is None else f"{kpi.goal.normalize():f}"
    return {"success": proposed, "least": 1}


def _wanted(rows: list[tuple[Kpi, BarForm]]) -> list[Wanted]:
    return [
        Wanted(key=kpi.key, **form.cleaned_data) for kpi, form in rows if form.cleaned_data.get("success") is not None
    ]
