"""Adopting a scenario: what each team is told, the decision, taking it back, and the tab of a case."""

from collections.abc import Mapping
from dataclasses import dataclass
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
from portfolio.models.scenarios import Outcome, Scenario, Solution
from portfolio.queries import scenarios
from portfolio.scenario_words import NOTICES
from portfolio.services.adoption import ENDED
from portfolio.shown import Answer
from portfolio.wording import draft
from usecases.models import UseCase
from usecases.workflow import Standing

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
    told = _messages(request, scenario, solution)
    funded = [message.case for message in told if message.outcome and message.outcome.is_funded]
    losing = [message.case for message in told if message.ends]
    context = {
        "scenario": scenario,
        "form": form,
        "answer": Answer.of(scenario, solution),
        "told": told[:SHOWN],
        "more": max(0, len(told) - SHOWN),
        "replaced": scenarios.adopted_now(scenario),
        "losing": losing,
        "funded": len(funded),
        "unapproved": sum(case.approval_standing != Standing.STANDING for case in funded),
    }
    return render(request, "portfolio/scenario_adopt.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Message:
    """What the team of a case is told: `ends` are the years whose funding ends, `outcome` is what can be written."""

    case: UseCase
    text: str
    ends: str
    outcome: Outcome | None = None


def _messages(request: Request, scenario: Scenario, solution: Solution) -> list[Message]:
    """All that adopting says: first to those who lose funding, then to those left out, then to those funded."""
    ends = scenarios.endings(scenario, solution)
    outcomes = solution.outcomes.select_related("case__owner", "case__sponsor").order_by("level", "case_id")
    known = [
        Message(row.case, draft(row, ends.get(row.case_id, "")), ends.get(row.case_id, ""), row) for row in outcomes
    ]
    others = UseCase.objects.visible_to(request.user).filter(pk__in=ends.keys() - {row.case_id for row in outcomes})
    sentence, reason = str(NOTICES[ENDED].sentence), _("(the reason you give below)")
    told = [
        Message(case, sentence % {"subject": case, "years": ends[case.pk], "reason": reason}, ends[case.pk])
        for case in others.select_related("owner", "sponsor").order_by("id")
    ]
    order = sorted(known, key=lambda message: bool(message.outcome and message.outcome.is_funded))
    return sorted([*told, *order], key=lambda message: not message.ends)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_message(request: Request, uid: UUID, outcome: UUID) -> HttpResponse:
    """Write what one team is told."""
    scenario = scenarios.by_uid(request.user, uid)
    if scenario.solution is None:
        raise Http404
    row = get_object_or_404(scenario.solution.outcomes.select_related("case", "solution__scenario__unit"), uid=outcome)
    ends = scenarios.endings(scenario, scenario.solution).get(row.case_id, "")
    form = MessageForm(request.POST or None, initial={"text": draft(row, ends)})
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
