"""Signing by batch: the list of batches, opening one, what it holds, and deciding on it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, Value
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.kernel.errors import DomainError
from foundation.kernel.periods import Month
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.lists import Empty, ListPage
from roi import attachments, control_queries, policies, services
from roi.control_forms import AnswerForm, BatchForm, SendBackForm
from roi.control_models import SigningBatch
from roi.control_tables import BatchFilters, BatchTable, ItemFilters, ItemTable, narrowed, span_text
from roi.models import LedgerEntry
from roi.workflow import GRADES, KINDS, ItemState


@require_safe
def batches(request: Request) -> HttpResponseBase:
    """All batches that the reader may see."""
    access = access_of(request.user)
    if not access.anywhere(Permission.READ):
        raise Http404
    may_open = access.anywhere(Permission.LEDGER_SIGN)
    rows = SigningBatch.objects.visible_to(request.user).select_related("unit", "opened_by", "closed_by")
    rows = rows.annotate(
        count=Count("items"),
        signed=Count("items", filter=Q(items__state=ItemState.SIGNED)),
        refused=Count("items", filter=Q(items__state=ItemState.REFUSED)),
    )
    return ListPage(
        rows,
        table=BatchTable,
        filters=BatchFilters,
        search=("unit__name", "note"),
        title=lambda count: ngettext("%(count)s signing batch", "%(count)s signing batches", count) % {"count": count},
        export_name="signing-batches",
        may_export=access.anywhere(Permission.EXPORT),
        empty=Empty(
            gettext_lazy("No batch yet"),
            gettext_lazy(
                "Finance gathers the actual amounts of some months, looks at them, and signs them in one act."
            ),
            gettext_lazy("Gather entries to sign") if may_open else "",
            reverse("roi:signing_new") if may_open else "",
            icon="check",
        ),
    ).render(request, template="roi/signing.html", extra={"may_open": may_open})


@require_http_methods(["GET", "HEAD", "POST"])
def new_batch(request: Request) -> HttpResponse:
    """Gather entries to sign."""
    policies.check_sign_somewhere(request.user)
    last = Month.of(timezone.localdate()).plus(-1)
    form = BatchForm(
        request.POST if request.method == "POST" else None,
        user=request.user,
        initial={"first": last, "last": last},
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                opened = services.open_batch(form.cleaned_data.pop("unit"), by=request.user, **form.cleaned_data)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                return redirect(opened)
    return render(request, "roi/signing_new.html", {"form": form}, status=status)


@require_safe
def batch(request: Request, uid: UUID) -> HttpResponseBase:
    """What a batch holds, with its totals by grade before and after signing."""
    found = _batch(request, uid)
    may_decide = found.is_open and access_of(request.user).allows(Permission.LEDGER_SIGN, found.unit.path)
    items = found.items.select_related("entry__unit", "entry__case", "entry__asserted_by", "batch").annotate(
        files=attachments.count("entry__uid"), may_decide=Value(may_decide), double=control_queries.is_double()
    )
    counts = control_queries.item_counts(found)
    rows = control_queries.before_and_after(found)
    own = found.items.filter(state=ItemState.WAITING, entry__asserted_by=request.user.pk).count()
    return ListPage(
        items,
        table=ItemTable,
        filters=ItemFilters,
        search=("entry__memo", "entry__case__name", "entry__unit__name"),
        title=_sentence(found, counts),
        export_name=f"batch-{found.span}".replace(" ", "-"),
        may_export=access_of(request.user).allows(Permission.EXPORT, found.unit.path),
    ).render(
        request,
        template="roi/signing_batch.html",
        extra={
            "batch": found,
            "span": span_text(found),
            "narrowed": narrowed(found),
            "grades": [
                {"kind": _(KINDS[row.kind]), "grade": _(GRADES[row.grade]), "before": row.before, "after": row.after}
                for row in rows
            ],
            "waiting": counts[ItemState.WAITING],
            "own": own if found.is_open else 0,
            "doubles": items.filter(double=True, state=ItemState.WAITING).count() if found.is_open else 0,
            "without": items.filter(files=None, state=ItemState.WAITING).count() if found.is_open else 0,
        },
    )


def _sentence(found: SigningBatch, counts: dict[ItemState, int]) -> str:
    """What the batch says: how many wait, or what came of it."""
    if found.is_open:
        waiting = counts[ItemState.WAITING]
        return ngettext(
            "%(count)s entry waits for the signature of finance",
            "%(count)s entries wait for the signature of finance",
            waiting,
        ) % {"count": waiting}
    said = {"signed": counts[ItemState.SIGNED], "all": sum(counts.values())}
    return _("%(signed)s of %(all)s entries are signed") % said


@require_POST
def sign_batch(request: Request, uid: UUID) -> HttpResponse:
    """Sign all that waits in the batch."""
    signed = services.sign_batch(_batch(request, uid), by=request.user)
    if signed.job and not signed.closed_at:
        messages.success(request, _("The entries are being signed; you may leave this page."))
    else:
        messages.success(request, _("The batch is signed."))
    return redirect(signed)


@require_POST
def give_up(request: Request, uid: UUID) -> HttpResponse:
    """Close the batch without signing it."""
    given_up = services.give_up_batch(_batch(request, uid), by=request.user)
    messages.success(request, _("The batch is given up; its entries can go into another."))
    return redirect(given_up)


@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: Request, uid: UUID, entry: UUID) -> HttpResponse:
    """Send an entry of the batch back to whoever asserted it."""
    found = _batch(request, uid)
    item = get_object_or_404(found.items.select_related("batch", "entry__unit", "entry__asserted_by"), entry__uid=entry)
    policies.check_sign_batch(request.user, found)
    form = SendBackForm(request.POST or None)
    return _with_reason(
        request,
        form,
        lambda: services.refuse_item(item, by=request.user, reason=form.cleaned_data["reason"]),
        done=_("The entry is sent back."),
        to=found.get_absolute_url(),
        page="roi/send_back.html",
        context={"batch": found, "item": item, "entry": item.entry},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: Request, uid: UUID) -> HttpResponse:
    """Answer what finance asks about an entry that it sent back."""
    entry = get_object_or_404(
        LedgerEntry.objects.visible_to(request.user).select_related("unit", "case", "asserted_by"), uid=uid
    )
    policies.check_answer(request.user, entry)
    form = AnswerForm(request.POST or None)
    return _with_reason(
        request,
        form,
        lambda: services.answer_refusal(entry, by=request.user, answer=form.cleaned_data["answer"]),
        done=_("Your answer is kept; the entry can be signed in a next batch."),
        to=entry.get_absolute_url(),
        page="roi/answer.html",
        context={"entry": entry, "sent_back": control_queries.sent_back(entry)},
    )


def _with_reason(
    request: Request, form: Any, act: Any, *, done: str, to: str, page: str, context: dict[str, Any]
) -> HttpResponse:
    """Show a form of one text, and do the act once it is sent."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act()
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, done)
                return redirect(to)
    return render(request, page, {"form": form, **context}, status=status)


def _batch(request: Request, uid: UUID) -> SigningBatch:
    rows = SigningBatch.objects.visible_to(request.user).select_related("unit", "opened_by", "closed_by", "job")
    return get_object_or_404(rows, uid=uid)
