"""Links of a case to other cases and to the web, and the ticks of its checklist."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.search import clean
from foundation.ui.verdicts import verdict
from usecases import queries, services
from usecases.link_forms import LinkForm, WebLinkForm
from usecases.models import CaseLink, UseCase

_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def choices(request: Request) -> JsonResponse:
    """The first cases that a chooser offers for what is typed."""
    text = clean(request.GET.get("q", ""))
    rows: QuerySet[UseCase] = UseCase.objects.visible_to(request.user).active()
    if text:
        rows = queries.matching(rows, text)
    found = rows.order_by("-updated_at", "-id").select_related("unit")[:20]
    return JsonResponse({"choices": [{"label": str(case), "note": case.unit.name} for case in found]})


@_get_or_post
def link_new(request: Request, reference: str) -> HttpResponse:
    """Say how a case stands to another."""
    case = queries.by_reference(reference, request.user)
    may = verdict(request.user, "edit", case)
    if not may.allowed:
        return render(request, "usecases/case_locked.html", {"case": case, "reason": may.reason}, status=403)
    form = LinkForm(request.POST if request.method == "POST" else None, user=request.user, initial={"kind": "needs"})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.link_cases(case, form.cleaned_data["other"], kind=form.cleaned_data["kind"], by=request.user)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The link is added; it shows on both use cases."))
                return redirect(case)
    words = {"title": _("Add a link"), "submit": _("Add the link"), "text": _("It shows on both use cases.")}
    return render(request, "usecases/case_act.html", {"form": form, "case": case, "words": words}, status=status)


@require_POST
def link_remove(request: Request, reference: str, uid: UUID) -> HttpResponse:
    """Take a link away."""
    case = queries.by_reference(reference, request.user)
    rows = CaseLink.objects.filter(Q(source=case) | Q(target=case)).select_related("source__unit", "target__unit")
    services.unlink_cases(get_object_or_404(rows, uid=uid), by=request.user)
    messages.success(request, _("The link is taken away."))
    return redirect(case)


@_get_or_post
def web_link_new(request: Request, reference: str) -> HttpResponse:
    """Put an address of the web on a case."""
    case = queries.by_reference(reference, request.user)
    may = verdict(request.user, "edit", case)
    if not may.allowed:
        return render(request, "usecases/case_locked.html", {"case": case, "reason": may.reason}, status=403)
    form = WebLinkForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.add_web_link(case, by=request.user, **form.cleaned_data)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The address is added."))
                return redirect(case)
    words = {"title": _("Add an address"), "submit": _("Add the address"), "text": ""}
    return render(request, "usecases/case_act.html", {"form": form, "case": case, "words": words}, status=status)


@require_POST
def web_link_remove(request: Request, reference: str, uid: UUID) -> HttpResponse:
    """Take an address off a case."""
    case = queries.by_reference(reference, request.user)
    services.remove_web_link(get_object_or_404(case.web_links, uid=uid), by=request.user)
    messages.success(request, _("The address is taken away."))
    return redirect(case)


@require_POST
def tick(request: Request, reference: str, uid: UUID) -> HttpResponse:
    """Say that an item of the checklist is done."""
    case = queries.by_reference(reference, request.user)
    services.tick(get_object_or_404(case.checklist, uid=uid), by=request.user, note=request.POST.get("note", ""))
    return redirect(f"{case.get_absolute_url()}#checklist")


@require_POST
def untick(request: Request, reference: str, uid: UUID) -> HttpResponse:
    """Take a tick back."""
    case = queries.by_reference(reference, request.user)
    services.untick(get_object_or_404(case.checklist, uid=uid), by=request.user)
    return redirect(f"{case.get_absolute_url()}#checklist")
