"""The ledger's list, one entry, and taking it back or signing it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.audit import queries as audit
from foundation.evidence.queries import boxes
from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.lists import Empty, ListPage
from roi import attachments, control_queries, policies, services
from roi.filters import LedgerFilters
from roi.forms import ReverseForm
from roi.models import LedgerEntry, LedgerEntryQuerySet
from roi.sharing_models import DoubleCount
from roi.tables import LedgerTable, state_of, totals
from roi.workflow import Basis, Grade


def _readable(request: Request) -> LedgerEntryQuerySet:
    return LedgerEntry.objects.visible_to(request.user)


@require_safe
def ledger(request: Request) -> HttpResponseBase:
    """All entries that the reader may see."""
    access = access_of(request.user)
    if not access.anywhere(Permission.READ):
        raise Http404
    may_book = access.anywhere(Permission.LEDGER_BOOK)
    return ListPage(
        _readable(request).select_related("unit", "case", "asserted_by", "reversal"),
        table=LedgerTable,
        filters=LedgerFilters,
        search=("memo", "case__name", "unit__name"),
        title=lambda count: ngettext("%(count)s ledger entry", "%(count)s ledger entries", count) % {"count": count},
        export_name="ledger",
        may_export=access.anywhere(Permission.EXPORT),
        totals=totals,
        empty=Empty(
            gettext_lazy("Nothing is booked yet"),
            gettext_lazy("The ledger holds what AI costs and what it brings, month by month, planned and actual."),
            gettext_lazy("Book the first entry") if may_book else "",
            reverse("roi:book") if may_book else "",
            icon="ledger",
        ),
    ).render(request, template="roi/ledger.html", extra={"may_book": may_book})


@require_safe
def entry_detail(request: Request, uid: UUID) -> HttpResponse:
    """One entry with what it rests on, its reversal, and its history."""
    entry = _entry(request, uid)
    series = LedgerEntry.objects.filter(batch=entry.batch, reverses=None).count() if entry.batch else 0
    return render(
        request,
        "roi/entry_detail.html",
        {
            "entry": entry,
            "state": state_of(entry),
            "series": series,
            "history": audit.history(entry),
            "reversal": entry.reversal if policies.is_reversed(entry) else None,
            "converted": entry.rate_on is not None,
            "closing": control_queries.closing_of(entry),
            "box": boxes(request.user, attachments.evidenced(entry))[""],
            "wants_document": _wants_document(entry),
            "sent_back": control_queries.sent_back(entry),
            "doubles": control_queries.doubles_of(entry).filter(
                pk__in=DoubleCount.objects.visible_to(request.user).values("pk")
            ),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reverse_entry(request: Request, uid: UUID) -> HttpResponse:
    """Take an entry back, with a reason."""
    entry = _entry(request, uid)
    form = ReverseForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                reversal = services.reverse(entry, by=request.user, reason=form.cleaned_data["reason"])
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The entry is taken back; both stay in the ledger."))
                return redirect(reversal)
    else:
        policies.check_reverse(request.user, entry)
    closing = control_queries.closing_of(entry)
    moved_to = control_queries.first_open(entry.unit.path or "", entry.month) if closing else None
    context = {"entry": entry, "form": form, "closing": closing, "moved_to": moved_to}
    return render(request, "roi/reverse.html", context, status=status)


@require_POST
def sign_entry(request: Request, uid: UUID) -> HttpResponse:
    """Confirm an actual amount for finance."""
    signed = services.sign(_entry(request, uid), by=request.user)
    messages.success(request, _("The amount is signed by finance."))
    return redirect(signed)


def _wants_document(entry: LedgerEntry) -> bool:
    """Whether the grade claims more than a word, and nothing is attached that shows it."""
    held = attachments.evidenced(entry)
    claims = held.grade != Grade.ASSERTED and held.basis == Basis.ACTUAL and not held.is_reversal
    return claims and not attachments.has_documents(held.uid)


def _entry(request: Request, uid: UUID) -> LedgerEntry:
    rows = _readable(request).select_related(
        "unit", "case__owner", "asserted_by", "signed_by", "reverses", "reversal", "signs"
    )
    return get_object_or_404(rows, uid=uid)
