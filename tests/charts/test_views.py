"""The answer that the browser gets."""

import json

from foundation.charts.specs import Bars, Series
from foundation.charts.views import chart_response, payload
from tests.charts.samples import BARS, HEAT_MAP, LINES


def test_the_answer_has_all_that_a_page_needs() -> None:
    answer = json.loads(chart_response(BARS).content)

    assert set(answer) == {"title", "subtitle", "figure", "table", "note", "empty"}
    assert set(answer["figure"]) == {"data", "layout", "config"}
    assert answer["title"] == "Claims triage brings most of the benefit"
    assert answer["note"] == "Benefits not yet signed by finance are included. 1 value is missing and left blank."
    assert answer["empty"] is None


def test_the_table_has_written_and_raw_values_and_links() -> None:
    twin = payload(BARS)["table"]

    assert twin["columns"] == ["Use case", "Net benefit, USD"]
    assert twin["numeric"] == [False, True]
    assert twin["rows"][0] == ["Claims triage", "$3,250,000.00"]
    assert twin["raw"][0] == ["Claims triage", 3_250_000]
    assert twin["rows"][3] == ["Demand forecast", "–"]
    assert twin["raw"][3] == ["Demand forecast", None]
    assert twin["hrefs"][0] == ["", "/use-cases/UC-0001/"]


def test_the_table_of_lines_gives_the_band_too() -> None:
    twin = payload(LINES)["table"]

    assert twin["columns"][-2:] == ["Forecast, low end", "Forecast, high end"]
    assert twin["rows"][11][-2:] == ["$3,400,000.00", "$7,400,000.00"]
    assert twin["rows"][0][0] == "1 Jan 2026"


def test_the_table_of_a_heat_map_is_the_heat_map() -> None:
    assert payload(HEAT_MAP)["table"]["rows"][2] == ["Legal", "4.50", "2.50", "4.00", "3.50", "6.00"]


def test_an_empty_chart_says_why() -> None:
    chart = Bars(title="Benefit", categories=[], series=[Series(name="N", values=[])], empty="Nothing is booked yet.")

    assert payload(chart)["empty"] == "Nothing is booked yet."
    assert payload(chart)["figure"]["data"] == []
