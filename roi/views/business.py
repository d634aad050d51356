"""Pages of business cases: the list, one case with its versions, writing, approving, and drawing futures."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.charts.views import chart_response
from foundation.kernel.errors import DomainError
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.people.http import Request
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.lists import Empty, ListPage
from roi import business_charts as charts
from roi import business_figures as figures
from roi import business_queries, policies, promise_queries, services
from roi.business_forms import ROWS, ApprovalForm, CaseForms, SimulationForm, TemplateForm
from roi.business_models import BusinessCase, Simulation
from roi.business_queries import Versions
from roi.business_tables import BusinessCaseFilters, BusinessCaseTable, totals
from roi.category_models import label_of
from roi.rules import finance, options, track, worth
from roi.rules.cases import PATTERNS, Content, Scenario, building
from roi.workflow import KINDS
from usecases import queries as usecases
from usecases.models import UseCase

ROWS_MORE = 3
CALIBRATED = ("costs", "benefits", "net", "npv", "roi", "payback")
CHARTS = ("cash", "kept", "fan", "tornado")


@require_safe
def business_cases(request: Request) -> HttpResponseBase:
    """The current business case of every use case that the reader may see."""
    access = access_of(request.user)
    if not access.anywhere(Permission.READ):
        raise Http404
    return ListPage(
        business_queries.current(request.user),
        table=BusinessCaseTable,
        filters=BusinessCaseFilters,
        search=("case__name", "case__unit__name"),
        title=lambda count: ngettext("%(count)s business case", "%(count)s business cases", count) % {"count": count},
        export_name="business-cases",
        may_export=access.anywhere(Permission.EXPORT),
        totals=totals,
        empty=Empty(
            gettext_lazy("No business case yet"),
            gettext_lazy("Open a use case and its tab Business case to write what it costs and what it brings."),
            gettext_lazy("See the use cases"),
            reverse("usecases:case_list"),
            icon="value",
        ),
    ).render(request, template="roi/business_cases.html")


def _case(request: Request, reference: str) -> UseCase:
    try:
        return usecases.by_reference(reference, request.user)
    except usecases.NotVisible:
        raise Http404 from None


def _chosen(request: Request, found: Versions) -> BusinessCase:
    """The version that the address names, else the current one."""
    asked = request.GET.get("version", "")
    version = found.numbered(asked) if asked else found.current
    if version is None:
        raise Http404
    return version


@require_safe
def business_case(request: Request, reference: str) -> HttpResponse:
    """One version with its figures, and the ways on from it."""
    case = _case(request, reference)
    found = business_queries.versions(case)
    if found.current is None:
        return render(request, "roi/business_case_none.html", {"case": case, "form": _template_form()})
    version = _chosen(request, found)
    context = _shown(case, found, version) | {"calibrated": calibrated(request.user, version)}
    return render(request, "roi/business_case.html", context)


def calibrated(user: User, version: BusinessCase) -> dict[str, Any] | None:
    """The figures of a version beside those that the past suggests; None while no promise has come due.

    The past are the other use cases that the reader may see.
    """
    past = [row for _version, row in promise_queries.promises(user, without=version.case_id)]
    groups, content = promise_queries.groups_of(version.case), version.says
    benefits, costs = track.factor(past, groups), track.factor(past, groups, cost=True)
    if benefits is None:
        return None
    other = track.calibrated(content, benefits=benefits, costs=costs or Decimal(1))
    own, suggested = (figures.figures(each, worth.worth(each)) for each in (content, other))
    kept = [pair for pair in zip(own, suggested, strict=True) if pair[0].key in CALIBRATED]
    return {"benefits": benefits, "costs": costs or Decimal(1), "rows": kept}


def _shown(case: UseCase, found: Versions, version: BusinessCase) -> dict[str, Any]:
    content = version.says
    results = figures.scenarios(content)
    base = results[Scenario.BASE]
    simulation = business_queries.latest_simulation(version)
    promise = found.promise
    kept = business_queries.kept(promise) if promise else None
    swings = worth.tornado(content)
    return {
        "case": case,
        "version": version,
        "versions": found,
        "content": content,
        "title": figures.title(version, base),
        "costs": base.costs,
        "figures": figures.headline(content, base),
        "scenarios": figures.scenario_labels(),
        "rows": figures.rows(content, results),
        "lines": _lines(version),
        "convention": _(finance.TIMINGS[content.timing]),
        "cash_title": charts.cash_title(content),
        "swing_title": charts.swing_title(swings),
        "has_swings": bool(swings),
        "promise": promise,
        "kept": kept,
        "kept_title": charts.kept_title(kept) if kept else "",
        "kept_rows": _kept_rows(kept) if kept else [],
        "simulation": simulation,
        "drawn": _drawn(simulation, version.currency),
        "simulation_form": SimulationForm(),
        "approval_form": ApprovalForm(),
        "staged": _staged(version),
        "waiting": _waiting(content, base, simulation),
        "delay": worth.delay(content),
        "run_cost": worth.run_cost(content),
        "building": building(content.months) if version.is_needed else None,
        "beyond_budget": any(row.template for row in found.rows) and _is_beyond(case.budget, base.costs),
    }


def _is_beyond(budget: Money | None, costs: Money) -> bool:
    """Whether costs are more than the budget; no budget, or one in another currency, says nothing."""
    return budget is not None and budget.currency == costs.currency and budget.minor < costs.minor


def _lines(version: BusinessCase) -> list[dict[str, Any]]:
    content = version.says
    named = {row.key: row.label for row in content.assumptions}
    values = worth.inputs(content)
    return [
        {
            "line": line,
            "kind": _(KINDS[line.kind]),
            "category": _(label_of(line.category)),
            "pattern": _(PATTERNS[line.pattern]),
            "times": [named[key] for key in line.times],
            "total": Money(sum(worth.flows_of(line, content, values)), content.currency),
        }
        for line in content.lines
    ]


def _kept_rows(kept: Any) -> list[dict[str, Any]]:
    rows = [(_("Benefits"), kept.benefits), (_("Costs"), kept.costs), (_("Net benefit"), kept.net)]
    parts = [(_(label_of(key)), pair) for _kind, key, pair in kept.categories]
    return [{"label": label, "pair": pair, "part": False} for label, pair in rows] + [
        {"label": label, "pair": pair, "part": True} for label, pair in parts
    ]


def _drawn(simulation: Simulation | None, currency: str) -> dict[str, Any] | None:
    """The outcome of a simulation that is done, amounts as Money; None before."""
    if simulation is None or not simulation.result:
        return None
    value = simulation.result["value"]
    amounts = {name: Money.of(round(value[name]), currency) for name in ("p10", "p50", "p90", "mean", "deviation")}
    return {"loss": value["loss"], "title": charts.fan_title(simulation.result), **amounts}


def _waiting(content: Content, base: worth.Worth, simulation: Simulation | None) -> dict[str, Any] | None:
    """What the right to wait up to a year is worth, once futures are drawn; None without uncertainty."""
    if simulation is None or not simulation.result:
        return None
    drawn, costs = simulation.result["value"], base.present_costs
    found = options.waiting(
        benefits=Decimal(str(drawn["mean"])) + costs.amount, deviation=Decimal(str(drawn["deviation"])),
        costs=costs.amount, rate=content.rate, years=content.years,
    )  # fmt: skip
    if found is None:
        return None
    money = {name: Money.of(round(getattr(found, name), 0), content.currency) for name in ("now", "free", "gain")}
    return {"volatility": found.volatility, "waits": round(found.gain, 0) > 0, **money}


def _staged(version: BusinessCase) -> dict[str, Any] | None:
    content = version.says
    found = worth.staged(content)
    if found is None:
        return None

    def money(amount: Any) -> Money:
        return Money.of(round(amount, 0), content.currency)

    nodes = zip(content.stages, found.nodes, strict=True)
    return {
        "value": money(found.value),
        "committed": money(found.committed),
        "flexibility": money(found.flexibility),
        "stages": [(stage, Money.of(stage.cost, content.currency), money(node)) for stage, node in nodes],
        "payoff": Money.of(content.payoff, content.currency),
    }


@require_safe
def business_chart(request: Request, reference: str, kind: str) -> HttpResponse:
    """The data of one of the charts."""
    if kind not in CHARTS:
        raise Http404
    found = business_queries.versions(_case(request, reference))
    version = _chosen(request, found)
    if kind == "kept":
        kept = business_queries.kept(found.promise) if found.promise else None
        if kept is None:
            raise Http404
        return chart_response(charts.promise_kept(kept))
    if kind == "fan":
        simulation = business_queries.latest_simulation(version)
        if simulation is None or not simulation.result:
            raise Http404
        return chart_response(charts.fan(version.says, simulation.result))
    return chart_response(charts.cash_curve(version.says) if kind == "cash" else charts.tornado(version.says))


def _template_form(data: Mapping[str, Any] | None = None) -> TemplateForm:
    return TemplateForm(data, initial={"start": Month.of(timezone.localdate())})


@require_http_methods(["GET", "HEAD", "POST"])
def edit_business_case(request: Request, reference: str) -> HttpResponse:
    """Write the next version, beginning with the current one or with nothing."""
    case = _case(request, reference)
    current = business_queries.versions(case).current
    status = 200
    if request.method != "POST":
        policies.check_draft(request.user, case)
        forms = CaseForms(content=current.says if current else None, number=current.number if current else 0)
        if current is None:
            forms.terms.initial["start"] = Month.of(timezone.localdate())
    elif "more" in request.POST:
        forms = CaseForms(_longer(request))
    else:
        forms, status = CaseForms(request.POST), 422
        if forms.is_valid():
            try:
                cleaned = forms.terms.cleaned_data
                base = int(cleaned["base"]) if cleaned["base"].isdecimal() else None
                version = services.draft(
                    case, by=request.user, content=forms.content(), note=cleaned["note"], base=base,
                    template=current.template if current else "",
                )  # fmt: skip
            except DomainError as error:
                forms.add_error(error)
                status = status_of(error)
            else:
                messages.success(request, _("Version %(number)s is saved.") % {"number": version.number})
                return redirect("roi:business_case", reference=case.reference)
    context = {"case": case, "forms": forms, "current": current, "currency": settings.REPORTING_CURRENCY}
    return render(request, "roi/business_case_edit.html", context, status=status)


def _longer(request: Request) -> Mapping[str, Any]:
    """What was typed, with more blank rows in the table that was asked to grow."""
    data = request.POST.copy()
    name = data["more"]
    if name in ROWS:
        count = data.get(f"{name}-TOTAL_FORMS", "0")
        data[f"{name}-TOTAL_FORMS"] = str(min(int(count) if count.isdecimal() else 0, 100) + ROWS_MORE)
    return data


@require_POST
def begin_with_template(request: Request, reference: str) -> HttpResponse:
    """Fill the first version from a deployment template."""
    case = _case(request, reference)
    form = _template_form(request.POST)
    status = 422
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            services.draft_from_template(case, by=request.user, slug=chosen["template"], start=chosen["start"], base=0)
        except DomainError as error:
            add_to_form(form, error)
            status = status_of(error)
        else:
            messages.success(request, _("The business case is filled from the template. Give its amounts a range."))
            return redirect("roi:business_case", reference=case.reference)
    return render(request, "roi/business_case_none.html", {"case": case, "form": form}, status=status)


@require_POST
def approve_business_case(request: Request, reference: str) -> HttpResponse:
    """Approve the current version for finance."""
    case = _case(request, reference)
    version = _chosen(request, business_queries.versions(case))
    form = ApprovalForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else request.POST.get("note", "")
    services.approve(version, by=request.user, note=note)
    messages.success(request, _("The business case is approved; it is the promise from now on."))
    return redirect("roi:business_case", reference=case.reference)


@require_POST
def simulate_business_case(request: Request, reference: str) -> HttpResponse:
    """Have the futures of a version drawn."""
    case = _case(request, reference)
    found = business_queries.versions(case)
    version = _chosen(request, found)
    form, status = SimulationForm(request.POST), 422
    if form.is_valid():
        try:
            services.simulate(version, by=request.user, **form.cleaned_data)
        except DomainError as error:
            add_to_form(form, error)
            status = status_of(error)
        else:
            return redirect(f"{version.get_absolute_url()}#uncertainty")
    context = _shown(case, found, version) | {"simulation_form": form}
    return render(request, "roi/business_case.html", context, status=status)
