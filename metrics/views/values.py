"""Correcting a value, and typing those of several KPIs at once."""

import csv
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form, status_of
from metrics import policies, queries, services, wording
from metrics.forms import CorrectForm, DayForm, ImportForm, RowForm
from metrics.models import Kpi, Measurement
from metrics.services import Typed
from metrics.views.finding import case_of
from usecases.models import UseCase

ROWS = 100


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, uid: UUID) -> HttpResponse:
    """Record the value that should have been given; both stay."""
    rows = Measurement.objects.visible_to(request.user).select_related("kpi__case__unit", "kpi__owner")
    measurement = get_object_or_404(rows, uid=uid)
    policies.check_correct(request.user, measurement)
    known = {
        "value": f"{measurement.value.normalize():f}",
        "effective_on": measurement.effective_on,
        "sample": measurement.sample,
    }
    form, status = CorrectForm(initial=known), 200
    if request.method == "POST":
        form, status = CorrectForm(request.POST), 422
        if form.is_valid():
            try:
                services.correct(measurement, by=request.user, **form.cleaned_data)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The value is corrected; the old one is kept beside it."))
                return redirect(measurement.kpi)
    shown = wording.value_of(measurement.kpi, measurement.value)
    context = {"kpi": measurement.kpi, "measurement": measurement, "shown": shown, "form": form}
    return render(request, "metrics/correct.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Refused:
    """The status with which a refused page answers."""

    status: int


@require_http_methods(["GET", "HEAD", "POST"])
def type_values(request: Request) -> HttpResponse:
    """Values of several KPIs for one day, by keyboard: those of a case, else those that the reader owns."""
    if not access_of(request.user).anywhere(Permission.READ):
        raise Http404
    case = case_of(request, request.GET["case"]) if request.GET.get("case") else None
    kpis = _kpis(request, case)
    bound = request.method == "POST"
    first = {"effective_on": timezone.localdate(), "key": uuid.uuid4()}
    day = DayForm(request.POST) if bound else DayForm(initial=first)
    forms = [RowForm(request.POST if bound else None, prefix=str(kpi.uid)) for kpi in kpis]
    status = 200
    if bound:
        status = 422
        if all([day.is_valid(), *(form.is_valid() for form in forms)]):
            recorded = _recorded(request, day, list(zip(kpis, forms, strict=True)))
            if isinstance(recorded, Refused):
                status = recorded.status
            elif recorded:
                said = ngettext("%(count)s value is recorded.", "%(count)s values are recorded.", recorded)
                messages.success(request, said % {"count": recorded})
                return redirect(request.get_full_path())
            else:
                day.add_error(None, _("Type at least one value."))
    rows = [
        {
            "kpi": kpi,
            "form": form,
            "latest": wording.value_of(kpi, reading.value),
            "on": reading.on,
            "unit": kpi.get_unit_display(),
            "target": wording.target_of(kpi),
        }
        for kpi, form, reading in zip(kpis, forms, queries.readings(kpis), strict=True)
    ]
    return render(request, "metrics/type.html", {"rows": rows, "day": day, "case": case}, status=status)


def _kpis(request: Request, case: UseCase | None) -> list[Kpi]:
    """The KPIs that the reader may measure: those of a case, else their own and those of their cases."""
    rows = queries.visible(request.user).order_by("case_id", "id")
    if case is not None:
        rows = rows.filter(case=case)
    else:
        rows = rows.filter(owner=request.user) | rows.filter(case__owner=request.user)
    found = []
    for kpi in rows[: ROWS * 2]:
        try:
            policies.check_measure(request.user, kpi)
        except DomainError:
            continue
        found.append(kpi)
    return found[:ROWS]


def _recorded(request: Request, day: DayForm, rows: Sequence[tuple[Kpi, RowForm]]) -> int | Refused:
    """Record all values or none; a refusal stands at its row. Returns how many were recorded."""
    given: dict[str, Any] = day.cleaned_data
    key = f"page:{given['key']}" if given["key"] else ""
    count, at = 0, None
    try:
        with transaction.atomic():
            for kpi, form in rows:
                cleaned = form.cleaned_data
                if cleaned["value"] is None:
                    continue
                at = form
                typed = Typed(cleaned["value"], given["effective_on"], None, cleaned["sample"], cleaned["note"], key)
                services.record_several([(kpi, typed)], by=request.user)
                count += 1
    except DomainError as error:
        target: Any = day if error.field in ("effective_on", "key") or at is None else at
        add_to_form(target, error)
        return Refused(status_of(error))
    return count


@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: Request) -> HttpResponse:
    """Take a file of measurements; the worker records it."""
    policies.check_import(request.user)
    form, status = ImportForm(request.POST or None, request.FILES or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                job = services.request_import(form.cleaned_data["file"], by=request.user)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                return redirect(job)
    return render(request, "metrics/import.html", {"form": form}, status=status)


@require_safe
def import_template(request: Request) -> HttpResponse:
    """A file that shows the columns, with the KPIs that the reader may measure."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="measurements.csv"'
    writer = csv.writer(answer)
    writer.writerow(["case", "kpi", "on", "value", "sample", "key", "note"])
    for kpi in _kpis(request, None):
        writer.writerow([kpi.case.reference, kpi.key, timezone.localdate().isoformat(), "", "", "", ""])
    return answer
