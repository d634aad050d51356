"""Browser, paper and table say the same about the charts of the dashboard."""

import html
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from foundation.charts import svg
from foundation.charts.table import table
from foundation.charts.views import payload
from insights import charts
from insights.queries import Dashboard


def test_browser_and_paper_draw_the_same(program: SimpleNamespace, seen: Callable[..., Dashboard]) -> None:
    specs = charts.all_of(seen(program.eve), today=timezone.localdate())

    assert list(specs) == ["cash", "pipeline", "feasibility", "readiness"]
    for key, spec in specs.items():
        browser, paper = payload(spec), html.unescape(svg.draw(spec, 174))
        assert browser["title"] in svg.alt_text(spec), key
        assert browser["table"]["rows"] == [[cell.text for cell in row] for row in table(spec).rows], key
        assert browser["empty"] is None, key
        assert "<svg" in paper, key
        for name in _names(key, browser):
            assert name[:12] in paper, (key, name)


def _names(key: str, browser: dict[str, Any]) -> list[str]:
    """What must be written in the drawing: the stages, the units, the cases, the two lines."""
    if key == "cash":
        return ["Actual", "Plan"]
    return [row[0] for row in browser["table"]["rows"]]


def test_a_chart_of_many_units_says_that_it_is_capped(program: SimpleNamespace) -> None:
    from insights import queries

    found = queries.readiness(queries.scope_for(program.eve), limit=1)
    capped = queries.Readiness(found.profiles, 30)

    assert "1 weakest of 30" in charts.readiness(capped).note
