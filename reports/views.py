"""Reports in the browser: the archive, making one, its progress, its pages and files."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.audit.queries import history
from foundation.jobs.models import Job
from foundation.kernel.errors import Conflict, DomainError
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.lists import Empty, ListPage
from insights.filters import NAMES
from reports import executive, policies, services, workbook
from reports.filters import ReportFilters
from reports.forms import ReportForm
from reports.models import Report
from reports.tables import ReportTable

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _report(request: Request, uid: UUID) -> Report:
    rows = Report.objects.visible_to(request.user).select_related("job__unit", "unit", "requested_by")
    return get_object_or_404(rows, uid=uid)


@require_safe
def report_list(request: Request) -> HttpResponseBase:
    """The archive of what this reader may see."""
    may_make = access_of(request.user).anywhere(Permission.REPORT_MAKE)
    return ListPage(
        Report.objects.visible_to(request.user).select_related("job", "unit").defer("body", "figures"),
        table=ReportTable,
        filters=ReportFilters,
        search=("title", "requested_by_name", "digest", "sha256"),
        title=lambda count: ngettext("%(count)s report", "%(count)s reports", count) % {"count": count},
        export_name="reports",
        empty=Empty(
            _("No report yet"),
            _("A report is the dashboard of one moment as a PDF, kept with its figures and a checksum."),
            _("Make the first one") if may_make else "",
            "new/" if may_make else "",
            "reports",
        ),
    ).render(request, template="reports/report_list.html", extra={"may_make": may_make})


@require_http_methods(["GET", "HEAD", "POST"])
def report_request(request: Request) -> HttpResponse:
    """Choose what a report covers, and ask for it. The dashboard posts its own filters here."""
    policies.check_make(request.user)
    initial = {name: request.GET.get(name, "") for name in (*NAMES, "kind") if request.GET.get(name)}
    form = ReportForm(request.POST or None, actor=request.user, initial={"kind": "executive", **initial})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            report = services.request_report(
                form.cleaned_data["kind"], by=request.user, scope=form.scope(), title=form.cleaned_data["title"]
            )
        except DomainError as error:
            add_to_form(form, error)
            status = status_of(error)
        else:
            return redirect(report)
    elif form.is_bound:
        status = 422
    form.offer_choices(form.scope())
    return render(request, "reports/report_form.html", {"form": form}, status=status)


@require_safe
def report_detail(request: Request, uid: UUID) -> HttpResponse:
    """One report: progress while it is made, then its files, its figures' fingerprint, and its history."""
    report = _report(request, uid)
    context: dict[str, Any] = {
        "report": report,
        "job": report.job if Job.objects.visible_to(request.user).filter(report=report).exists() else None,
        "units": list(report.units.order_by("path")),
        "history": history(report),
    }
    return render(request, "reports/report_detail.html", context)


@require_safe
def report_print(request: Request, uid: UUID) -> HttpResponse:
    """The pages of a report in the browser; they need no PDF."""
    report = _with_figures(request, uid)
    return HttpResponse(executive.page(report.body, title=report.title, as_of=report.as_of))


@require_safe
def report_pdf(request: Request, uid: UUID) -> HttpResponse:
    """The PDF, after its checksum was checked."""
    report = _report(request, uid)
    return _file(services.checked_content(report), "application/pdf", report, "pdf")


@require_safe
def report_xlsx(request: Request, uid: UUID) -> HttpResponse:
    """The numbers behind a report."""
    report = _with_figures(request, uid)
    content = workbook.of(report.figures, title=report.title, digest=report.digest).getvalue()
    return _file(content, XLSX, report, "xlsx")


@require_POST
def report_retry(request: Request, uid: UUID) -> HttpResponse:
    """Run a failed or cancelled report again."""
    report = services.retry(_report(request, uid), by=request.user)
    messages.success(request, _("The report is being made again, with the figures it already has."))
    return redirect(report)


@require_POST
def report_cancel(request: Request, uid: UUID) -> HttpResponse:
    """Stop making a report."""
    report = services.cancel(_report(request, uid), by=request.user)
    messages.success(request, _("The report is cancelled."))
    return redirect(report)


def _with_figures(request: Request, uid: UUID) -> Report:
    report = _report(request, uid)
    if not report.has_figures:
        raise Conflict(services.NO_FIGURES)
    return report


def _file(content: bytes, kind: str, report: Report, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    name = slugify(report.title)[:80] or "report"
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{ending}") or ""
    response["Cache-Control"] = "private, no-store"
    return response
