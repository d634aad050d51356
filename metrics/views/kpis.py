"""One KPI: its course and values, taking it, revising and retiring it."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.audit import queries as audit
from foundation.charts.views import chart_response
from foundation.kernel.errors import DomainError, Invalid
from foundation.people.http import Request
from foundation.ui.errors import add_to_form, status_of
from library.kinds.kpi_catalog import KpiCatalog
from library.models import Document
from library.queries import latest
from library.reading.kpi_catalog import GROUPS
from metrics import charts, policies, queries, services, wording
from metrics.forms import RecordForm, RetireForm, ReviseForm, TakeForm
from metrics.models import Kpi, Measurement
from metrics.services import Definition
from metrics.services.kpis import CATALOG, FIELDS, from_catalog
from metrics.views.finding import case_of, kpi_of
from usecases.models import UseCase

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def kpi_detail(request: Request, uid: UUID) -> HttpResponse:
    """One KPI; the form on its page records a value."""
    kpi = kpi_of(request, uid)
    form, status = RecordForm(initial=_fresh()), 200
    if request.method == "POST":
        form, status = RecordForm(request.POST), 422
        if form.is_valid():
            try:
                services.record(kpi, by=request.user, **form.cleaned_data)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The value is recorded."))
                return redirect(kpi)
    return render(request, "metrics/kpi_detail.html", _shown(kpi, form), status=status)


def _fresh() -> dict[str, Any]:
    return {"effective_on": timezone.localdate(), "key": f"form:{uuid.uuid4()}"}


def _shown(kpi: Kpi, form: RecordForm) -> dict[str, Any]:
    reading = queries.readings([kpi])[0]
    rows: Any = Measurement.objects.filter(kpi=kpi).select_related("recorded_by", "corrects")
    recent = list(rows.annotate(corrected_by=F("correction__id"))[: SHOWN + 1])
    label, tone = wording.state_words(reading.state)
    return {
        "kpi": kpi,
        "reading": reading,
        "title": wording.headline(reading),
        "state": label,
        "tone": tone,
        "latest": wording.value_of(kpi, reading.value) if reading.value is not None else "",
        "target": wording.target_of(kpi),
        "baseline": wording.value_of(kpi, kpi.baseline) if kpi.baseline is not None else "",
        "share": reading.realization.share,
        "why": _(reading.realization.why) if reading.realization.why else "",
        "rows": [(row, wording.value_of(kpi, row.value)) for row in recent[:SHOWN]],
        "more": len(recent) > SHOWN,
        "form": form,
        "history": audit.history(kpi),
        "unit_words": kpi.get_unit_display(),
    }


@require_safe
def kpi_chart(request: Request, uid: UUID) -> JsonResponse:
    """The course of one KPI."""
    kpi = kpi_of(request, uid)
    return chart_response(charts.course(queries.readings([kpi])[0], queries.course(kpi)))


@require_safe
def catalog(request: Request, reference: str) -> HttpResponse:
    """The indicators of the catalog, to take from onto a case."""
    case = case_of(request, reference)
    policies.check_define(request.user, case)
    document = latest("kpi_catalog", CATALOG)
    parsed: KpiCatalog = document.parsed
    taken = set(queries.kpis_of(case).values_list("key", flat=True))
    groups = [
        (name, [(kpi, kpi.key in taken) for kpi in parsed.kpis if kpi.group == key])
        for key, name in GROUPS.items()
        if any(kpi.group == key for kpi in parsed.kpis)
    ]
    return render(request, "metrics/kpi_catalog.html", {"case": case, "groups": groups, "document": document})


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Request, reference: str) -> HttpResponse:
    """Take an indicator of the catalog, or define one of the case's own."""
    case = case_of(request, reference)
    policies.check_define(request.user, case)
    own = "own" in request.GET
    document, key = _indicator(request.POST.get("key") or request.GET.get("key", ""), own=own)
    status = 200
    if request.method == "POST":
        form, status = TakeForm(request.POST, case=case), 422
        if form.is_valid():
            try:
                kpi = _taken(case, request, form, document)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The KPI is on the case. Record its first value."))
                return redirect(kpi)
    else:
        form = TakeForm(case=case, initial=_initial(document, key))
    return render(
        request, "metrics/kpi_take.html", {"case": case, "form": form, "from_catalog": document}, status=status
    )


def _indicator(key: str, *, own: bool) -> tuple[Document | None, str]:
    """The catalog, when a key of it is asked for."""
    if own or not key:
        return None, key
    document = latest("kpi_catalog", CATALOG)
    try:
        from_catalog(document, key, {})
    except Invalid:
        return None, key
    return document, key


def _initial(document: Document | None, key: str) -> dict[str, Any]:
    if document is None:
        return {"unit": "number", "cadence": "monthly", "direction": "up"}
    known: Definition = from_catalog(document, key, {})
    found = {name: getattr(known, name) for name in FIELDS if name != "owner"}
    for name in ("target_low", "target_high"):
        if found[name] is not None:
            found[name] = f"{found[name].normalize():f}"
    return found | {"key": key}


def _taken(case: UseCase, request: Request, form: TakeForm, document: Document | None) -> Kpi:
    key = form.cleaned_data["key"]
    if document is not None:
        return services.take_kpi(case, by=request.user, key=key, changes=form.changes)
    return services.define_kpi(case, by=request.user, key=key, definition=Definition(**form.changes))


@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: Request, uid: UUID) -> HttpResponse:
    """Change what a KPI says."""
    kpi = kpi_of(request, uid)
    policies.check_revise(request.user, kpi)
    form, status = ReviseForm(case=kpi.case, initial=ReviseForm.initial_of(kpi)), 200
    if request.method == "POST":
        form, status = ReviseForm(request.POST, case=kpi.case), 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                services.revise_kpi(
                    kpi, by=request.user, version=given["version"], reason=given["reason"], changes=form.changes
                )
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The KPI is revised; what it said before stays in its history."))
                return redirect(kpi)
    return render(request, "metrics/kpi_revise.html", {"kpi": kpi, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: Request, uid: UUID) -> HttpResponse:
    """Measure no more on a KPI."""
    kpi = kpi_of(request, uid)
    policies.check_revise(request.user, kpi)
    form, status = RetireForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.retire_kpi(kpi, by=request.user, reason=form.cleaned_data["reason"])
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The KPI is retired; its values stay."))
                return redirect(kpi)
    return render(request, "metrics/kpi_retire.html", {"kpi": kpi, "form": form}, status=status)
