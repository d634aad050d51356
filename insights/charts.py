"""The charts of the dashboard: the specs of the apps below, with links that keep the dashboard's filters."""

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.charts.specs import Bars, Bubble, Chart, Funnel, Lines
from foundation.ui import words
from insights.links import Links
from insights.queries import Dashboard, Feasibility, Pipeline, Readiness, Scope, Value
from readiness import charts as readiness_charts
from roi import charts as ledger_charts
from usecases import charts as case_charts
from usecases import workflow
from usecases.workflow import LADDER


def cash(value: Value, scope: Scope, *, today: date) -> Lines:
    """Cumulative cash, actual in front of plan; a month leads to its entries."""
    return ledger_charts.cumulative_cash(value.accounts, link=Links(scope).ledger, today=today)


def funnel(pipeline: Pipeline, scope: Scope) -> Funnel:
    """Use cases by stage with what moved in the month; a stage leads to its cases.

    Imported cases that nobody reviewed here are told apart in the title and at each stage: they are claims, not steps
    that were earned.
    """
    spec = case_charts.funnel(pipeline.counts, pipeline.moved, words.month(pipeline.month), Links(scope).case_query)
    if not pipeline.open:
        return spec
    if not pipeline.unreviewed:
        return replace(spec, title=pipeline_title(pipeline))
    parts = [
        _("%(stage)s %(count)s") % {"stage": _(workflow.LABELS[stage]), "count": words.number(pipeline.imported[stage])}
        for stage in LADDER
        if pipeline.imported[stage]
    ]
    said = _("Of these imported and not yet reviewed here: %(parts)s.") % {"parts": ", ".join(parts)}
    return replace(spec, title=pipeline_title(pipeline), note=f"{spec.note} {said}".strip())


def pipeline_title(pipeline: Pipeline) -> str:
    """Say how many open cases are in production; those imported and not yet reviewed here are counted apart."""
    apart = pipeline.unreviewed
    total = pipeline.open - apart
    said = ngettext(
        "%(running)s of %(total)s open use case is in production or beyond",
        "%(running)s of %(total)s open use cases are in production or beyond",
        total,
    ) % {"running": words.number(pipeline.running - pipeline.unreviewed_running), "total": words.number(total)}
    if not apart:
        return said
    more = ngettext(
        "%(count)s more was imported and is not yet reviewed here",
        "%(count)s more were imported and are not yet reviewed here",
        apart,
    ) % {"count": words.number(apart)}
    return f"{said}; {more}"


def bubble(found: Feasibility) -> Bubble:
    """Value against feasibility of the best cases; a bubble leads to its case."""
    if found.model is None:
        return Bubble(title=_("Value against feasibility"), points=[], empty=found.reason)
    return case_charts.bubble(found.model, found.cases, found.count)


def readiness(found: Readiness) -> Bars:
    """Readiness of the weakest units; a bar leads to its assessment."""
    spec = readiness_charts.by_unit(found.profiles)
    shown = len(found.profiles)
    if found.count <= shown:
        return spec
    return replace(spec, note=_("The %(shown)s weakest of %(count)s units.") % {"shown": shown, "count": found.count})


def all_of(found: Dashboard, *, today: date) -> dict[str, Chart]:
    """Return every chart of a dashboard by key, in the order of the page."""
    specs: dict[str, Chart] = {
        "cash": cash(found.value, found.scope, today=today),
        "pipeline": funnel(found.pipeline, found.scope),
    }
    if found.feasibility is not None:
        specs["feasibility"] = bubble(found.feasibility)
    specs["readiness"] = readiness(found.readiness)
    return specs
