"""Pages of measured benefits: what is proposed, one line with its months, and the acts on them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.audit import queries as audit
from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form, sentence, status_of
from foundation.ui.lists import Empty, ListPage
from roi import benefit_queries as queries
from roi import benefit_wording as wording
from roi import category_models, policies
from roi.benefit_forms import ReasonForm, ReviseTermsForm, UnitValueForm, WriteForm
from roi.benefit_models import BenefitLine, BenefitProposal
from roi.benefit_tables import ProposalFilters, ProposalTable
from roi.services import benefits
from roi.services.benefit_terms import LineTerms
from roi.workflow import ProposalState
from usecases import queries as usecases
from usecases.models import UseCase

SHOWN = 36


def _case(request: Request, reference: str) -> UseCase:
    try:
        return usecases.by_reference(reference, request.user)
    except usecases.NotVisible:
        raise Http404 from None


def _line(request: Request, uid: UUID) -> BenefitLine:
    return get_object_or_404(queries.lines(request.user), uid=uid)


def _proposal(request: Request, uid: UUID) -> BenefitProposal:
    return get_object_or_404(queries.proposals(request.user).select_related("line__owner"), uid=uid)


@require_safe
def proposals(request: Request) -> HttpResponseBase:
    """What measured benefits propose, and what became of it; replaced proposals are left to the page of their line."""
    access = access_of(request.user)
    if not access.anywhere(Permission.READ):
        raise Http404
    rows = queries.proposals(request.user)
    if request.GET.get("state") != ProposalState.REPLACED:
        rows = rows.exclude(state=ProposalState.REPLACED)
    return ListPage(
        rows,
        table=ProposalTable,
        filters=ProposalFilters,
        search=("line__label", "line__case__name"),
        title=lambda count: (
            ngettext("%(count)s measured benefit", "%(count)s measured benefits", count) % {"count": count}
        ),
        export_name="measured-benefits",
        may_export=access.anywhere(Permission.EXPORT),
        empty=Empty(
            gettext_lazy("No benefit is measured yet"),
            gettext_lazy("Open a use case and its tab Value to say what an improvement of a KPI is worth."),
            icon="value",
        ),
    ).render(request, template="roi/benefits.html")


@require_safe
def line_detail(request: Request, uid: UUID) -> HttpResponse:
    """One line: its terms, its forecast, and its months."""
    return render(request, "roi/benefit_line.html", shown(_line(request, uid)))


def shown(line: BenefitLine) -> dict[str, Any]:
    """What the page of a line shows."""
    rows = line.proposals.select_related("decided_by", "entry__signature")[: SHOWN + 1]
    known: list[Any] = list(rows)
    for proposal in known:
        proposal.line = line
    return {
        "line": line,
        "case": line.case,
        "category": _(category_models.label_of(line.category)),
        "volume": wording.volume_of(line),
        "baseline": wording.plain(line.baseline),
        "target": wording.plain(line.target) if line.target is not None else "",
        "forecast": queries.forecast(line),
        "unit_values": list(line.unit_values.all()),
        "rows": [(row, wording.arithmetic(row)) for row in known[:SHOWN]],
        "waiting": sum(row.is_waiting for row in known),
        "first_waiting": next((row for row in known if row.is_waiting), None),
        "history": audit.history(line),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request, reference: str) -> HttpResponse:
    """Say what an improvement of a KPI is worth."""
    case = _case(request, reference)
    policies.check_write_line(request.user, case)
    form, status = WriteForm(case=case), 200
    if request.method == "POST":
        form, status = WriteForm(request.POST, case=case), 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                line = benefits.write_line(
                    given["kpi"],
                    by=request.user,
                    terms=LineTerms(**form.terms),
                    unit_value=given["unit_value"],
                    currency=given["currency"],
                )
                benefits.propose_line(line, by=request.user)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The benefit is written; its months are computed."))
                return redirect(line)
    return render(request, "roi/benefit_write.html", {"case": case, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: Request, uid: UUID) -> HttpResponse:
    """Change the terms of a line."""
    line = _line(request, uid)
    policies.check_revise_line(request.user, line)
    form, status = ReviseTermsForm(case=line.case, initial=ReviseTermsForm.initial_of(line)), 200
    if request.method == "POST":
        form, status = ReviseTermsForm(request.POST, case=line.case), 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                benefits.revise_line(
                    line, by=request.user, version=given["version"], reason=given["reason"], changes=form.terms
                )
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The terms are changed; the months are computed anew."))
                return redirect(line)
    return render(request, "roi/benefit_write.html", {"case": line.case, "line": line, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_value(request: Request, uid: UUID) -> HttpResponse:
    """Date a new unit value."""
    line = _line(request, uid)
    policies.check_revise_line(request.user, line)
    form, status = UnitValueForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                benefits.add_unit_value(line, by=request.user, **form.cleaned_data)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The unit value is dated; the months are computed anew."))
                return redirect(line)
    title = _("What one unit is worth from a month on")
    return render(request, "roi/benefit_act.html", {"line": line, "form": form, "title": title}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, uid: UUID) -> HttpResponse:
    """End a line."""
    line = _line(request, uid)
    policies.check_revise_line(request.user, line)
    form, status = ReasonForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                benefits.end_line(line, by=request.user, reason=form.cleaned_data["reason"])
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The benefit has ended; what is booked stays."))
                return redirect(line)
    title = _("End this benefit")
    return render(request, "roi/benefit_act.html", {"line": line, "form": form, "title": title}, status=status)


@require_POST
def compute(request: Request, uid: UUID) -> HttpResponse:
    """Compute the months of a line now."""
    line = _line(request, uid)
    waiting = benefits.propose_line(line, by=request.user)
    said = ngettext("%(count)s month waits to be accepted.", "%(count)s months wait to be accepted.", waiting)
    messages.success(request, said % {"count": waiting} if waiting else _("Nothing is to be booked."))
    return redirect(line)


@require_POST
def accept(request: Request, uid: UUID) -> HttpResponse:
    """Accept one month; it is booked."""
    proposal = benefits.accept(_proposal(request, uid), by=request.user)
    messages.success(request, _("%(month)s is accepted and booked; finance signs it.") % {"month": proposal.of})
    return redirect(proposal)


@require_POST
def accept_all(request: Request, uid: UUID) -> HttpResponse:
    """Accept all months that wait, the oldest first, until one is refused by a rule."""
    line = _line(request, uid)
    done = 0
    for proposal in queries.proposals(request.user).waiting().filter(line=line).order_by("month"):
        try:
            benefits.accept(proposal, by=request.user)
        except DomainError as error:
            messages.error(request, f"{proposal.of}: {sentence(error)}")
            break
        done += 1
    if done:
        said = ngettext("%(count)s month is accepted and booked.", "%(count)s months are accepted and booked.", done)
        messages.success(request, said % {"count": done})
    return redirect(line)


@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: Request, uid: UUID) -> HttpResponse:
    """Refuse one month, with a reason."""
    proposal = _proposal(request, uid)
    policies.check_accept_benefit(request.user, proposal)
    form, status = ReasonForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                benefits.refuse(proposal, by=request.user, reason=form.cleaned_data["reason"])
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The month is refused; it comes back when its values or terms change."))
                return redirect(proposal)
    title = _("Refuse %(month)s") % {"month": proposal.of}
    context = {"line": proposal.line, "form": form, "title": title, "note": wording.arithmetic(proposal)}
    return render(request, "roi/benefit_act.html", context, status=status)
