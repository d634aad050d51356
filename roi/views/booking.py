"""The form that books, and the dated rates."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.jobs.models import Job
from foundation.jobs.workflow import OPEN
from foundation.kernel.errors import Conflict, DomainError
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form, status_of
from roi import control_queries, policies, rate_queries, services
from roi.forms import BookingForm, RateForm, case_by_reference, unit_by_uid
from roi.models import ExchangeRate, LedgerEntry


@require_http_methods(["GET", "HEAD", "POST"])
def book(request: Request) -> HttpResponse:
    """Book one amount, in one month or evenly over several.

    The hidden key makes a form that is sent twice book once.
    """
    if request.method != "POST":
        policies.check_book_somewhere(request.user)
        return render(request, "roi/book.html", {"form": BookingForm(user=request.user, initial=_given(request))})
    form = BookingForm(request.POST, user=request.user)
    status = 422
    if form.is_valid():
        try:
            entries = _book(form.cleaned_data, request)
        except DomainError as error:
            status = status_of(error)
            if isinstance(error, Conflict) and error.field == "key":
                form = _with_new_key(request)
                form.add_error(None, _("This form was booked already. Send it again to book what it says now as well."))
            else:
                add_to_form(form, error)
        else:
            return _booked(request, entries)
    return render(request, "roi/book.html", {"form": form}, status=status)


def _given(request: Request) -> dict[str, Any]:
    """What the address fills in already: the case or unit from whose page the reader comes."""
    given: dict[str, Any] = {"key": str(uuid.uuid4()), "months": 1}
    if case := case_by_reference(request.GET.get("case", ""), request.user):
        given["case"] = case.reference
    if unit := unit_by_uid(request.GET.get("unit", ""), request.user, Permission.LEDGER_BOOK):
        given["unit"] = str(unit.uid)
    return given


def _book(cleaned: dict[str, Any], request: Request) -> list[LedgerEntry]:
    subject = cleaned["case"] or cleaned["unit"]
    what = {name: cleaned[name] for name in ("kind", "category", "amount", "basis", "grade", "memo", "key")}
    if cleaned["months"] == 1:
        return [services.book(subject, by=request.user, period=cleaned["period"], **what)]
    return services.book_series(subject, by=request.user, first=cleaned["period"], months=cleaned["months"], **what)


def _with_new_key(request: Request) -> BookingForm:
    data = request.POST.copy()
    data["key"] = str(uuid.uuid4())
    form = BookingForm(data, user=request.user)
    form.full_clean()
    return form


def _booked(request: Request, entries: list[LedgerEntry]) -> HttpResponse:
    for double in control_queries.doubles_of(entries[0]):
        other = double.second_case if double.first_case_id == entries[0].case_id else double.first_case
        messages.warning(
            request,
            _("%(case)s may claim the same saving (%(signs)s). Look at both under Possible double counts.")
            % {"case": other.reference, "signs": double.signs_text.lower()},
        )
    if len(entries) == 1:
        messages.success(request, _("The entry is booked."))
        return redirect(entries[0])
    messages.success(request, _("%(count)s entries are booked.") % {"count": len(entries)})
    return redirect(f"{reverse('roi:ledger')}?batch={entries[0].batch}")


@require_http_methods(["GET", "HEAD", "POST"])
def rates(request: Request) -> HttpResponse:
    """The dated rates, and adding one."""
    access = access_of(request.user)
    if not access.anywhere(Permission.READ):
        raise Http404
    may_add = access.anywhere(Permission.LEDGER_SIGN)
    form, status = RateForm(), 200
    if request.method == "POST":
        form, status = RateForm(request.POST), 422
        if form.is_valid():
            try:
                services.add_rate(by=request.user, **form.cleaned_data)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The rate is added; entries booked from now on use it."))
                return redirect("roi:rates")
    known = ExchangeRate.objects.select_related("added_by")[:500]
    restating = Job.objects.filter(kind="roi.rebuild", state__in=OPEN).first()
    context = {
        "rates": known,
        "form": form,
        "may_add": may_add,
        "currency": settings.REPORTING_CURRENCY,
        "others": rate_queries.in_other_currencies().count(),
        "missing": rate_queries.missing_rates(),
        "job": restating,
    }
    return render(request, "roi/rates.html", context, status=status)


@require_POST
def restate(request: Request) -> HttpResponse:
    """Have the worker restate what is reported in another currency."""
    if not access_of(request.user).anywhere(Permission.READ):
        raise Http404
    services.ask_restating(by=request.user)
    messages.success(request, _("The amounts are being restated; you may leave this page."))
    return redirect("roi:rates")
