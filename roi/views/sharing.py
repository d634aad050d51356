"""Shared benefits, and possible double counts."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from foundation.audit import queries as audit
from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.lists import Empty, ListPage
from roi import policies, services
from roi.models import LedgerEntry
from roi.sharing_forms import DoubleForm, SharedForm, ShareForm
from roi.sharing_models import DoubleCount, SharedBenefit
from roi.sharing_tables import DoubleFilters, DoubleTable, SharedFilters, SharedTable, months_text


@require_safe
def shared_benefits(request: Request) -> HttpResponseBase:
    """All shared benefits that the reader may see."""
    access = access_of(request.user)
    if not access.anywhere(Permission.READ):
        raise Http404
    may_book = access.anywhere(Permission.LEDGER_BOOK)
    return ListPage(
        SharedBenefit.objects.visible_to(request.user).select_related("unit").prefetch_related("entries__reversal"),
        table=SharedTable,
        filters=SharedFilters,
        search=("memo", "unit__name"),
        title=lambda count: ngettext("%(count)s shared benefit", "%(count)s shared benefits", count) % {"count": count},
        export_name="shared-benefits",
        may_export=access.anywhere(Permission.EXPORT),
        empty=Empty(
            gettext_lazy("No benefit is shared yet"),
            gettext_lazy(
                "When several use cases bring one benefit together, it is booked once, in shares of at most 100%."
            ),
            gettext_lazy("Share a benefit") if may_book else "",
            reverse("roi:share") if may_book else "",
            icon="value",
        ),
    ).render(request, template="roi/shared.html", extra={"may_book": may_book})


@require_http_methods(["GET", "HEAD", "POST"])
def share(request: Request) -> HttpResponse:
    """Share a benefit, beginning with one use case."""
    policies.check_book_somewhere(request.user)
    form, status = SharedForm(request.POST or None, user=request.user), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            names = ("unit", "category", "basis", "amount", "period", "grade", "memo")
            what = {name: form.cleaned_data[name] for name in names}
            try:
                made = services.share_benefit(what.pop("unit"), by=request.user, shares=[form.pair], **what)
            except DomainError as error:
                _say(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The benefit is shared; add the other use cases."))
                return redirect(made)
    return render(request, "roi/share.html", {"form": form}, status=status)


def _say(form: ShareForm, error: DomainError) -> None:
    """Put a refusal at its field; the share is typed as a percentage."""
    if error.field == "share":
        error.field = "percent"
    add_to_form(form, error)


@require_http_methods(["GET", "HEAD", "POST"])
def shared_benefit(request: Request, uid: UUID) -> HttpResponse:
    """One shared benefit, its shares, and adding one."""
    rows = SharedBenefit.objects.visible_to(request.user).select_related("unit", "created_by")
    shared = get_object_or_404(rows, uid=uid)
    form, status = ShareForm(request.POST or None, user=request.user), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            case, part = form.pair
            try:
                services.add_share(shared, by=request.user, case=case, share=part)
            except DomainError as error:
                _say(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The share is booked."))
                return redirect(shared)
    context = {
        "shared": shared,
        "form": form,
        "entries": shared.standing().select_related("unit"),
        "taken": shared.taken,
        "left": 1 - shared.taken,
        "may_book": access_of(request.user).allows(Permission.LEDGER_BOOK, shared.unit.path),
        "history": audit.history(shared),
    }
    return render(request, "roi/shared_benefit.html", context, status=status)


@require_safe
def doubles(request: Request) -> HttpResponseBase:
    """Savings that two use cases may claim both."""
    access = access_of(request.user)
    if not access.anywhere(Permission.READ):
        raise Http404
    return ListPage(
        DoubleCount.objects.visible_to(request.user).select_related("first_case", "second_case", "unit"),
        table=DoubleTable,
        filters=DoubleFilters,
        search=("first_case__name", "second_case__name", "note"),
        title=lambda count: (
            ngettext("%(count)s possible double count", "%(count)s possible double counts", count) % {"count": count}
        ),
        export_name="possible-double-counts",
        may_export=access.anywhere(Permission.EXPORT),
        empty=Empty(
            gettext_lazy("Nothing looks counted twice"),
            gettext_lazy("Returns of two use cases in the same unit, category and month with like amounts show here."),
            icon="check",
        ),
    ).render(request, template="roi/doubles.html")


@require_http_methods(["GET", "HEAD", "POST"])
def double(request: Request, uid: UUID) -> HttpResponse:
    """What two use cases claim, side by side, and the decision on it."""
    rows = DoubleCount.objects.visible_to(request.user)
    found = get_object_or_404(rows.select_related("first_case", "second_case", "unit", "decided_by"), uid=uid)
    form, status = DoubleForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            same = form.cleaned_data["verdict"] == "same"
            try:
                services.decide_double(found, by=request.user, same=same, note=form.cleaned_data["note"])
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("Your decision is kept."))
                return redirect(found)
    entries = LedgerEntry.objects.visible_to(request.user).filter(
        unit=found.unit,
        category=found.category,
        basis=found.basis,
        period__gte=found.first,
        period__lte=found.last,
        reverses=None,
        reversal=None,
        case__in=[found.first_case_id, found.second_case_id],
    )
    context = {
        "double": found,
        "months": months_text(found),
        "form": form,
        "entries": entries.select_related("case", "reversal").order_by("period", "case_id")[:100],
        "cases": {found.first_case_id, found.second_case_id},
        "history": audit.history(found),
    }
    return render(request, "roi/double.html", context, status=status)
