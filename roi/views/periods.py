"""Closed months: the list, closing, and reopening one."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from foundation.audit import queries as audit
from foundation.kernel.errors import DomainError
from foundation.kernel.periods import Month
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.lists import Empty, ListPage
from roi import control_queries, policies, services
from roi.control_forms import CloseForm, ReopenForm
from roi.control_models import ClosedMonth
from roi.control_tables import ClosingFilters, ClosingTable


@require_safe
def periods(request: Request) -> HttpResponseBase:
    """The closings that hold for what the reader may see."""
    access = access_of(request.user)
    if not access.anywhere(Permission.READ):
        raise Http404
    may_close = access.anywhere(Permission.LEDGER_SIGN)
    return ListPage(
        ClosedMonth.objects.visible_to(request.user).select_related("unit", "closed_by", "reopened_by"),
        table=ClosingTable,
        filters=ClosingFilters,
        search=("unit__name", "note", "reason"),
        title=lambda count: ngettext("%(count)s closing", "%(count)s closings", count) % {"count": count},
        export_name="closed-months",
        may_export=access.anywhere(Permission.EXPORT),
        empty=Empty(
            gettext_lazy("No month is closed yet"),
            gettext_lazy(
                "In a closed month nothing is booked any more, so that figures once reported stay as they are."
            ),
            gettext_lazy("Close months") if may_close else "",
            reverse("roi:close") if may_close else "",
            icon="lock",
        ),
    ).render(request, template="roi/periods.html", extra={"may_close": may_close})


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request) -> HttpResponse:
    """Close months of a unit and all below it; what is not signed there yet is told first."""
    policies.check_sign_somewhere(request.user)
    last = Month.of(timezone.localdate()).plus(-1)
    form = CloseForm(
        request.POST if request.method == "POST" else None, user=request.user, initial={"first": last, "last": last}
    )
    status, unsigned = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            asked = form.cleaned_data
            unsigned = control_queries.unsigned_before(asked["unit"], asked["first"], asked["last"])
            try:
                if not unsigned or "anyway" in request.POST:
                    closed = services.close_months(by=request.user, **asked)
                    said = ngettext("%(count)s month is closed.", "%(count)s months are closed.", len(closed))
                    messages.success(request, said % {"count": len(closed)})
                    return redirect("roi:periods")
            except DomainError as error:
                add_to_form(form, error)
                status, unsigned = status_of(error), None
    return render(request, "roi/close.html", {"form": form, "unsigned": unsigned}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: Request, uid: UUID) -> HttpResponse:
    """One closing, and reopening it."""
    rows = ClosedMonth.objects.visible_to(request.user).select_related("unit", "closed_by", "reopened_by")
    closing = get_object_or_404(rows, uid=uid)
    form, status = ReopenForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.reopen_month(closing, by=request.user, reason=form.cleaned_data["reason"])
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The month is open again."))
                return redirect("roi:periods")
    context = {"closing": closing, "form": form, "history": audit.history(closing)}
    return render(request, "roi/reopen.html", context, status=status)
