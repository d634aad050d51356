"""Beginning a use case from a deployment template, or filling one that exists."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation.kernel.errors import DomainError
from foundation.kernel.money import Money, full
from foundation.kernel.periods import Month
from foundation.people.http import Request
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.verdicts import verdict
from library import queries as library
from roi import services
from roi.services.templates import LABELS, Plan
from roi.template_forms import FillForm, NewFromTemplateForm
from usecases import queries as cases

_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@_get_or_post
def template_new(request: Request) -> HttpResponse:
    """Register a case that is filled from a template at once."""
    may = verdict(request.user, "usecases.create")
    if not may.allowed:
        return render(request, "usecases/case_locked.html", {"reason": may.reason}, status=403)
    posted = request.POST if request.method == "POST" else None
    initial = {"start": Month.of(timezone.localdate()), "template": request.GET.get("template", "")}
    form = NewFromTemplateForm(posted, user=request.user, initial=initial)
    status = 200
    if posted is not None:
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                case = services.create_from_template(
                    data["unit"],
                    by=request.user,
                    name=data["name"],
                    summary=data["summary"],
                    slug=data["template"],
                    start=data["start"],
                    key=data["key"],
                )
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                words = _("%(reference)s is registered and filled from the template.")
                messages.success(request, words % {"reference": case.reference})
                return redirect(case)
    context = {"form": form, "documents": library.published("deployment_template").latest_versions()}
    return render(request, "roi/template_new.html", context, status=status)


@_get_or_post
def template_fill(request: Request, reference: str) -> HttpResponse:
    """Choose a template for a case, see what it would fill and what it leaves, then fill it."""
    case = cases.by_reference(reference, request.user)
    may = verdict(request.user, "usecases.edit", case)
    if not may.allowed:
        return render(request, "usecases/case_locked.html", {"case": case, "reason": may.reason}, status=403)
    documents = list(library.published("deployment_template").latest_versions())
    slug = request.POST.get("template", "") or request.GET.get("template", "")
    if slug not in {document.slug for document in documents}:
        return render(request, "roi/template_fill.html", {"case": case, "documents": documents})
    found = services.plan(case, slug)
    posted = request.POST if request.method == "POST" else None
    form = FillForm(posted, plan=found, initial={"start": Month.of(timezone.localdate()), "template": slug})
    status = 200
    if posted is not None:
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                services.fill_from_template(
                    case, by=request.user, slug=slug, start=data["start"], overwrite=data.get("overwrite", ())
                )
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("%(reference)s is filled from the template.") % {"reference": reference})
                return redirect(case)
    context = {"case": case, "form": form, "plan": found, "rows": _rows(found)}
    return render(request, "roi/template_fill.html", context, status=status)


def _rows(plan: Plan) -> list[tuple[str, str, str]]:
    """What happens to each field: its label, what stands there now, what the template says."""
    rows = [(_(LABELS[name]), "", _said(name, value)) for name, value in plan.fills.items()]
    return rows + [(_(LABELS[name]), _said(name, old), _said(name, new)) for name, (old, new) in plan.differs.items()]


def _said(name: str, value: Any) -> str:
    if isinstance(value, Money):
        return full(value)
    return cases.type_labels().get(str(value).partition(":")[2], str(value)) if name == "case_type" else str(value)
