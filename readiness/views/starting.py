"""Choosing what is assessed and with which instrument."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.ui.errors import add_to_form
from readiness import policies, services
from readiness.forms import StartForm


@require_http_methods(["GET", "POST"])
def assessment_start(request: Request) -> HttpResponse:
    """Choose a unit and an instrument; an open draft is continued."""
    policies.check_start(request.user)
    form = StartForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            assessment = services.start_assessment(
                form.cleaned_data["unit"], by=request.user, instrument=form.cleaned_data["instrument"]
            )
        except DomainError as error:
            add_to_form(form, error)
        else:
            return redirect(assessment)
    return render(request, "readiness/assessment_start.html", {"form": form}, status=422 if form.errors else 200)
