"""The answer to a scenario: its page, chart and file, and several side by side."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.audit.queries import history
from foundation.charts.views import chart_response
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui import exports
from portfolio.models.scenarios import Scenario
from portfolio.queries import scenarios
from portfolio.shown import Answer, Comparison
from portfolio.workflow import ONCE_ADOPTED

SHOWN = 100
"""Rows of a table on the page; the file has all."""


@require_safe
def scenario_detail(request: Request, uid: UUID) -> HttpResponse:
    """The sentence first, then what is chosen and left out, and what it hangs on."""
    scenario = scenarios.by_uid(request.user, uid)
    asked, solution = scenario.solution, scenarios.latest_finished(scenario)
    answer = Answer.of(scenario, solution) if solution else None
    stale = solution is not None and scenario.state not in ONCE_ADOPTED and scenarios.is_stale(scenario, solution)
    context: dict[str, Any] = {
        "scenario": scenario,
        "answer": answer,
        "solution": solution,
        "stale": stale,
        "job": asked.job if asked and not asked.is_finished else None,
        "adoption": scenarios.adoption_of(scenario),
        "others": scenarios.comparable(request.user, scenario) if solution else [],
        "history": history(scenario),
        "title": answer.title if answer else scenario.name,
        "may_export": access_of(request.user).allows(Permission.EXPORT, scenario.unit.path),
    }
    if answer and answer.found.feasible:
        chosen, left = answer.lines(chosen=True), answer.lines(chosen=False)
        context |= {"chosen": chosen[:SHOWN], "left": left[:SHOWN], "cut": max(len(chosen), len(left)) > SHOWN}
    return render(request, "portfolio/scenario_detail.html", context)


def _answer(request: Request, uid: UUID) -> tuple[Scenario, Answer]:
    scenario = scenarios.by_uid(request.user, uid)
    solution = scenarios.latest_finished(scenario)
    if solution is None:
        raise Http404
    return scenario, Answer.of(scenario, solution)


@require_safe
def scenario_chart(request: Request, uid: UUID) -> HttpResponse:
    """Value against budget."""
    return chart_response(_answer(request, uid)[1].frontier())


@require_safe
def scenario_export(request: Request, uid: UUID, kind: str) -> HttpResponseBase:
    """Every candidate with what was decided and why, as CSV or XLSX."""
    scenario, answer = _answer(request, uid)
    if kind not in exports.KINDS:
        raise Http404
    if not access_of(request.user).allows(Permission.EXPORT, scenario.unit.path):
        raise PermissionDenied
    problem = answer.inputs.problem
    headers = [_("Reference"), _("Use case"), _("Category"), _("Decision"), _("Value")]
    headers += [_("Cost %(year)s, %(currency)s") % {"year": p, "currency": scenario.currency} for p in problem.periods]
    headers += [*problem.skills, _("Reason"), _("What would bring it in"), _("Chosen in draws")]
    return exports.download(kind, f"scenario-{scenario.period}", headers, _exported(answer))


def _exported(answer: Answer) -> Iterator[list[Any]]:
    levels = answer.found.levels
    for chosen in (True, False):
        for line in answer.lines(chosen=chosen):
            candidate = answer.inputs.problem.by_key[line.reference]
            level = candidate.levels[levels.get(line.reference, 0)]
            decision = _("Smaller scope") if line.is_small else _("Funded") if chosen else _("Left out")
            yield [
                line.reference,
                line.name,
                line.category,
                decision,
                level.value,
                *(cost.amount for cost in line.costs),
                *line.people,
                " ".join(line.reasons),
                " ".join(line.ways),
                line.share,
            ]
    for reference, name, why in answer.aside:
        blanks = len(answer.inputs.problem.periods) + len(answer.inputs.problem.skills)
        yield [reference, name, "", _("Aside"), None, *([None] * blanks), why, "", None]


@require_safe
def scenario_compare(request: Request) -> HttpResponse:
    """Two to four answers side by side: value, use of limits, and the cases they differ in."""
    wanted: list[UUID] = []
    for text in request.GET.getlist("with")[: scenarios.MOST_COMPARED]:
        try:
            wanted.append(UUID(text))
        except ValueError:
            raise Http404 from None
    pairs = [_answer(request, uid) for uid in dict.fromkeys(wanted)]
    if not pairs:
        raise Http404
    return render(request, "portfolio/scenario_compare.html", {"compared": Comparison.of(pairs)})
