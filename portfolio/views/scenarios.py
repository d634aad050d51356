"""Planning scenarios: the list, beginning one, and its form."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.kernel.errors import DomainError
from foundation.kernel.money import Money
from foundation.people.http import Request
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, unit_choices
from foundation.ui.errors import add_to_form, sentence, status_of
from foundation.ui.lists import Empty, ListPage
from foundation.ui.words import number
from portfolio import policies, services
from portfolio.forms.scenarios import ROWS, TYPED_UP_TO, NewScenarioForm, ScenarioForms
from portfolio.models.scenarios import Scenario
from portfolio.queries import candidates, scenarios
from portfolio.rules.problem import Candidate
from portfolio.rules.scenario import Content
from portfolio.scenario_tables import ScenarioFilters, ScenarioTable
from portfolio.services.scenarios import rows_of
from usecases.models import UseCase, reference_of

ROWS_MORE = 3
TABLES = {"candidates": "candidates", "limits": "rules", "skills": "skills"}
"""Where a refusal at a field of the content is shown."""


@require_safe
def scenario_list(request: Request) -> HttpResponseBase:
    """All scenarios that the reader may see."""
    access = access_of(request.user)
    if not access.anywhere(Permission.READ):
        raise Http404
    return ListPage(
        scenarios.listed(request.user),
        table=ScenarioTable,
        filters=ScenarioFilters,
        search=("name", "unit__name", "note"),
        title=lambda count: ngettext("%(count)s scenario", "%(count)s scenarios", count) % {"count": count},
        export_name="scenarios",
        may_export=access.anywhere(Permission.EXPORT),
        empty=Empty(
            gettext_lazy("No scenario yet"),
            gettext_lazy("A scenario chooses the best use cases under a budget, people and rules, and says why."),
            gettext_lazy("Plan the first one") if access.anywhere(Permission.SCENARIO_PLAN) else "",
            reverse("portfolio:scenario_new") if access.anywhere(Permission.SCENARIO_PLAN) else "",
            icon="portfolio",
        ),
    ).render(request, template="portfolio/scenario_list.html")


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_new(request: Request) -> HttpResponse:
    """Begin a scenario; its candidates are taken from the register."""
    policies.check_create_scenario(request.user)
    units = unit_choices(request.user, Permission.SCENARIO_PLAN)
    status = 200
    if request.method == "POST":
        form, status = NewScenarioForm(request.POST, units=units), 422
        if form.is_valid():
            try:
                made = _begin(request, form.cleaned_data)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                return redirect("portfolio:scenario_edit", uid=made.uid)
    else:
        form = NewScenarioForm(units=units, initial={"first_year": timezone.localdate().year + 1})
    return render(request, "portfolio/scenario_new.html", {"form": form}, status=status)


def _begin(request: Request, said: Mapping[str, Any]) -> Scenario:
    """Few candidates are picked, so that they can be typed into; many are taken by their filter."""
    unit = Unit.objects.get(uid=said["unit"])
    content = Content(
        budgets=(None,) * said["years"],
        mode="filter",
        stages=tuple(said["stages"]),
        category=said["category"].strip(),
    )
    given = {"name": said["name"], "first_year": said["first_year"], "years": said["years"], "measure": said["measure"]}
    trial = Scenario(unit=unit, first_year=said["first_year"], years=said["years"], measure=said["measure"])
    keys = list(candidates.cases_of(trial, content).values_list("pk", flat=True)[: TYPED_UP_TO + 1])
    if len(keys) <= TYPED_UP_TO:
        content = Content(budgets=content.budgets, rows=rows_of(map(reference_of, keys)))
    return services.create_scenario(unit, by=request.user, content=content, **given)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_edit(request: Request, uid: UUID) -> HttpResponse:
    """Budgets, people, candidates and rules on one page; rows are added and removed without script too."""
    scenario = scenarios.by_uid(request.user, uid)
    status = 200
    if request.method != "POST":
        policies.check_revise_scenario(request.user, scenario)
        page = ScenarioForms(scenario)
    elif "more" in request.POST:
        page = ScenarioForms(scenario, _longer(request))
    else:
        page, status = ScenarioForms(scenario, request.POST), 422
        if page.is_valid():
            try:
                with transaction.atomic():
                    _save(request, scenario, page)
            except DomainError as error:
                _add(page, error)
                status = status_of(error)
            else:
                messages.success(request, _("The scenario is saved."))
                return redirect(scenario)
    return render(request, "portfolio/scenario_edit.html", _shown(scenario, page), status=status)


def _save(request: Request, scenario: Scenario, page: ScenarioForms) -> None:
    typed = page.terms.cleaned_data["version"]
    version = int(typed) if typed.isascii() and typed.isdigit() else None
    saved = services.revise_scenario(scenario, by=request.user, version=version, **page.changes())
    if "solve" in request.POST:
        services.solve_scenario(saved, by=request.user)


def _add(page: ScenarioForms, error: DomainError) -> None:
    """Say a refusal where it belongs: above its table, at its field, or on top of the page."""
    field = "budget_0" if error.field == "budgets" else error.field
    if field in TABLES:
        page.rows[TABLES[field]].non_form_errors().append(sentence(error))
    page.terms.add_error(field if field in page.terms.fields else None, sentence(error))


def _longer(request: Request) -> Mapping[str, Any]:
    """What was typed, with more blank rows in the table that was asked to grow."""
    data = request.POST.copy()
    name = data["more"]
    if name in ROWS:
        count = data.get(f"{name}-TOTAL_FORMS", "0")
        known = int(count) if count.isascii() and count.isdigit() and len(count) < 6 else 0
        data[f"{name}-TOTAL_FORMS"] = str(min(known, TYPED_UP_TO) + ROWS_MORE)
    return data


def _shown(scenario: Scenario, page: ScenarioForms) -> dict[str, Any]:
    """The page with the cases that can be named, and what the register gives where nothing is typed."""
    inputs = candidates.derive(scenario)
    _hint(page, scenario, inputs.problem.by_key, inputs.names)
    names = inputs.names
    if len(names) <= TYPED_UP_TO:
        more = UseCase.objects.on_ladder().filter(unit__path__startswith=str(scenario.unit.path)).order_by("id")
        names = {case.reference: case.name for case in more.only("id", "name")[: 2 * TYPED_UP_TO]} | names
    return {
        "scenario": scenario,
        "page": page,
        "names": sorted(names.items()) if len(names) <= 3 * TYPED_UP_TO else [],
        "categories": sorted({c.category for c in inputs.problem.candidates if c.category}),
        "count": len(inputs.problem.candidates) + len(inputs.aside),
        "aside": [(key, inputs.names.get(key, ""), _(why)) for key, why in list(inputs.aside.items())[:20]],
    }


def _hint(page: ScenarioForms, scenario: Scenario, known: Mapping[str, Candidate], names: Mapping[str, str]) -> None:
    """Name the cases, and show what is taken from the register as the placeholder of an empty field."""
    for row in page.rows["candidates"].forms:
        key = str(row["case"].value() or "")
        row.case_name = names.get(key, "")
        candidate = known.get(key)
        if candidate is None:
            continue
        level = candidate.levels[0]
        row.fields["value"].widget.attrs["placeholder"] = number(level.value, 2 if level.value % 1 else 0)
        for name, cost in zip(row.costs, level.costs, strict=False):
            row.fields[name].widget.attrs["placeholder"] = f"{Money(cost, scenario.currency).amount:,.0f}"


@require_POST
def scenario_solve(request: Request, uid: UUID) -> HttpResponse:
    """Have it solved by the worker."""
    scenario = scenarios.by_uid(request.user, uid)
    services.solve_scenario(scenario, by=request.user)
    return redirect(scenario)


@require_POST
def scenario_copy(request: Request, uid: UUID) -> HttpResponse:
    """Begin another with what this one says."""
    made = services.copy_scenario(scenarios.by_uid(request.user, uid), by=request.user)
    return redirect("portfolio:scenario_edit", uid=made.uid)


@require_POST
def scenario_archive(request: Request, uid: UUID) -> HttpResponse:
    """Put it away."""
    services.archive_scenario(scenarios.by_uid(request.user, uid), by=request.user)
    messages.success(request, _("The scenario is archived."))
    return redirect("portfolio:scenario_list")
