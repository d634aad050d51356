"""The answer to a page that asks for a chart."""

from typing import Any

from django.http import JsonResponse

from foundation.charts import wording
from foundation.charts.plotly import figure
from foundation.charts.specs import Chart
from foundation.charts.table import table


def payload(spec: Chart) -> dict[str, Any]:
    """Return all that the browser needs to show a chart, fit for JSON.

    `table` holds written text in `rows`, and beside it, cell for cell, `raw` values and `hrefs`; `numeric` tells which
    columns are aligned to the right.
    """
    twin = table(spec)
    return {
        "title": str(spec.title),
        "subtitle": str(spec.subtitle),
        "figure": figure(spec),
        "table": {
            "columns": list(twin.columns),
            "numeric": list(twin.numeric),
            "rows": [[cell.text for cell in row] for row in twin.rows],
            "raw": [[cell.raw for cell in row] for row in twin.rows],
            "hrefs": [[cell.href for cell in row] for row in twin.rows],
        },
        "note": " ".join(wording.remarks(spec)),
        "empty": wording.empty_reason(spec),
    }


def chart_response(spec: Chart) -> JsonResponse:
    """Return a chart as JSON: title, subtitle, figure, table twin, note, and the reason when it is empty."""
    return JsonResponse(payload(spec))
