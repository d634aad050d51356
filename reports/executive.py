"""The executive report as pages of HTML: the dashboard of one moment, with its charts, tables and definitions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from foundation.charts import svg, wording
from foundation.charts.specs import Chart
from foundation.kernel.money import Money
from foundation.ui import words
from insights import charts, figures
from insights.queries import Dashboard, present_month
from roi import figures as ledger
from roi.workflow import Basis

WIDTH_MM = 174.0
_HEIGHTS = {"cash": 82.0, "feasibility": 100.0}
TOP = 5


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart on paper: its title and subtitle as text, the drawing as an image with an alternative text."""

    title: str
    subtitle: str
    note: str
    image: SafeString


def body(found: Dashboard, *, title: str, made_by: str, digest: str) -> str:
    """Return the pages without the frame around them; `digest` is the fingerprint of the figures."""
    return render_to_string("reports/executive.html", context(found, title=title, made_by=made_by, digest=digest))


def page(content: str, *, title: str, as_of: Any) -> str:
    """Return a whole document around stored pages, for the renderer and for the print view."""
    # The pages were rendered by `body`, where every value went through the templates' escaping.
    return render_to_string(
        "reports/document.html",
        {"content": mark_safe(content), "title": title, "as_of": as_of},  # noqa: S308
    )


def context(found: Dashboard, *, title: str, made_by: str, digest: str) -> dict[str, Any]:
    """Return what the template of the report reads."""
    specs = charts.all_of(found, today=timezone.localtime(found.as_of).date())
    return {
        "title": title,
        "made_by": made_by,
        "digest": digest,
        "found": found,
        "scope": found.scope,
        "filters": filters_said(found),
        "headline": figures.headline(found),
        "value": figures.value_figures(found),
        "governance": figures.governance_figures(found),
        "stages": figures.stage_rows(found),
        "drawings": {key: drawing(key, spec) for key, spec in specs.items()},
        "comparison": _comparison(found),
        "evidence": ledger.evidence(found.value.actual),
        "months": _months(found),
        "top": found.feasibility.cases[:TOP] if found.feasibility else (),
        "bands": _bands(found),
        "definitions": ledger.figures(found.value.actual).values(),
    }


def drawing(key: str, spec: Chart) -> Drawing:
    """Draw a chart for paper."""
    height = _HEIGHTS.get(key) if not spec.is_empty else 30.0
    return Drawing(
        title=str(spec.title),
        subtitle=str(spec.subtitle),
        note=" ".join(wording.remarks(spec)),
        image=svg.image(spec, WIDTH_MM, height, heading=False),
    )


def filters_said(found: Dashboard) -> list[tuple[str, str]]:
    """Return label and value of everything that narrows the report, whether it is set or not."""
    scope = found.scope
    units = scope.unit.name if scope.unit else ", ".join(unit.name for unit in scope.tops)
    return [
        (_("Units"), _("%(units)s, with all below") % {"units": units}),
        (_("Months"), ledger.range_text(scope.first, scope.last)),
        (_("Category"), scope.category or _("all categories")),
    ]


def _comparison(found: Dashboard) -> list[dict[str, Any]]:
    """Actual, plan to date and the whole plan, beside each other."""
    columns = [ledger.figures(account) for account in (found.value.actual, found.value.due, found.value.plan)]
    empty = [account.is_empty for account in (found.value.actual, found.value.due, found.value.plan)]
    return [
        {
            "label": columns[0][key].label,
            "cells": [
                words.DASH if nothing else figure[key].text for figure, nothing in zip(columns, empty, strict=True)
            ],
        }
        for key in ledger.KEYS
    ]


def _all_months(found: Dashboard) -> list[dict[str, Any]]:
    rows: dict[Any, dict[str, Any]] = {}
    currency = found.value.actual.scope.money
    for basis in (Basis.ACTUAL, Basis.PLAN):
        for point in found.value.accounts[basis].points:
            row = rows.setdefault(point.month, {"month": point.month, "net": None, "actual": None, "plan": None})
            row[basis.value] = Money(point.cumulative, currency)
            if basis == Basis.ACTUAL:
                row["net"] = Money(point.net, currency)
    return [rows[month] for month in sorted(rows)]


def _months(found: Dashboard) -> list[dict[str, Any]]:
    """All months from the first entry to the present one, or to the last actual one; what is only planned after it
    comes as one line."""
    rows = _all_months(found)
    now = present_month(found.as_of)
    past = [row for row in rows if row["month"] <= now or row["actual"] is not None]
    later = rows[len(past) :]
    if not later:
        return past
    return [*past, later[-1] | {"until": later[-1]["month"], "month": later[0]["month"]}]


def _bands(found: Dashboard) -> Mapping[str, str]:
    part = found.feasibility
    return {band.key: band.label for band in part.model.bands} if part and part.model else {}
