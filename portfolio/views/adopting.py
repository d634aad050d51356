"""Adopting a scenario: what each team is told, the decision, taking it back, and the tab of a case."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.ui.errors import add_to_form, status_of
from portfolio import policies, services
from portfolio.forms.adopting import MessageForm, ReasonForm
from portfolio.queries import scenarios
from portfolio.shown import Answer
from usecases.models import UseCase

SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_adopt(request: Request, uid: UUID) -> HttpResponse:
    """What adopting means, with every message that will be sent, and the decision with its reason."""
    scenario = scenarios.by_uid(request.user, uid)
    solution = scenario.solution
    form = ReasonForm(request.POST or None, initial={"solution": str(solution.uid) if solution else ""})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.adopt_scenario(scenario, by=request.user, **form.cleaned_data)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The scenario is adopted, and the teams are told."))
                return redirect(scenario)
    else:
        policies.check_adopt_scenario(request.user, scenario)
    if solution is None or not solution.is_finished:
        raise Http404
    outcomes = solution.outcomes.select_related("case__owner", "case__sponsor").order_by("level", "case_id")
    left = [outcome for outcome in outcomes if not outcome.is_funded]
    context = {
        "scenario": scenario,
        "form": form,
        "answer": Answer.of(scenario, solution),
        "outcomes": [*left, *(outcome for outcome in outcomes if outcome.is_funded)][:SHOWN],
        "more": max(0, len(outcomes) - SHOWN),
        "replaced": scenarios.adopted_now(scenario),
    }
    return render(request, "portfolio/scenario_adopt.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_message(request: Request, uid: UUID, outcome: UUID) -> HttpResponse:
    """Write what one team is told."""
    scenario = scenarios.by_uid(request.user, uid)
    if scenario.solution is None:
        raise Http404
    row = get_object_or_404(scenario.solution.outcomes.select_related("case", "solution__scenario__unit"), uid=outcome)
    form = MessageForm(request.POST or None, initial={"text": row.text})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.write_message(row, by=request.user, text=form.cleaned_data["text"])
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The message is kept; it is sent when the scenario is adopted."))
                return redirect("portfolio:scenario_adopt", uid=uid)
    else:
        policies.check_write_message(request.user, row)
    context = {"scenario": scenario, "outcome": row, "form": form}
    return render(request, "portfolio/scenario_message.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_withdraw(request: Request, uid: UUID) -> HttpResponse:
    """Take the adoption back, with the reason."""
    scenario = scenarios.by_uid(request.user, uid)
    adoption = scenarios.adoption_of(scenario)
    if adoption is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.withdraw_adoption(adoption, by=request.user, reason=form.cleaned_data["reason"])
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The adoption is withdrawn, and the teams are told."))
                return redirect(scenario)
    else:
        policies.check_withdraw_adoption(request.user, adoption)
    return render(
        request,
        "portfolio/scenario_withdraw.html",
        {"scenario": scenario, "adoption": adoption, "form": form},
        status=status,
    )


def tab(request: Request, case: UseCase) -> Mapping[str, Any]:
    """The tab "Funding" of a case: what adopted scenarios said of it."""
    return {"fundings": scenarios.fundings(case, request.user)}
