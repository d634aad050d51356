"""Both renderers and the table twin say the same."""

import pytest

from foundation.charts import wording
from foundation.charts.plotly import figure
from foundation.charts.specs import Bubble, Chart, Gantt, Lines, Waterfall
from foundation.charts.svg import draw
from foundation.charts.table import rows, table
from foundation.charts.units import number
from tests.charts import drawing
from tests.charts.samples import SAMPLES

each_kind = pytest.mark.parametrize("spec", SAMPLES.values(), ids=SAMPLES.keys())


@each_kind
def test_both_renderers_carry_the_title_and_the_subtitle(spec: Chart) -> None:
    seen = drawing.words(draw(spec))

    assert figure(spec)["layout"]["meta"] == {"title": spec.title, "subtitle": spec.subtitle}
    assert spec.title in seen
    assert spec.subtitle in seen


@pytest.mark.parametrize(
    "kind", ["bars", "stacked", "grouped", "ranges", "lines", "radar", "funnel", "waterfall", "heat_map"]
)
def test_both_renderers_show_the_same_series_and_values(kind: str) -> None:
    spec = SAMPLES[kind]

    on_paper, in_browser = drawing.svg_series(draw(spec)), drawing.figure_series(spec, figure(spec))

    assert on_paper == in_browser
    assert on_paper


def test_both_renderers_show_the_same_bubbles() -> None:
    spec = SAMPLES["bubble"]
    assert isinstance(spec, Bubble)

    on_paper = drawing.svg_series(draw(spec))[0][1]
    in_browser = [y for _name, values in drawing.figure_series(spec, figure(spec)) for y in values]

    assert sorted(map(str, on_paper)) == sorted(map(str, in_browser))
    assert len(on_paper) == len(spec.points)


def test_both_renderers_show_the_same_days_of_a_gantt() -> None:
    spec = SAMPLES["gantt"]
    assert isinstance(spec, Gantt)

    on_paper = [days for days in drawing.svg_series(draw(spec))[0][1] if days is not None]
    in_browser = []
    for trace in figure(spec)["data"]:
        if "customdata" in trace:
            is_bar = trace["type"] == "bar"
            in_browser += [length / drawing.DAY for length in trace["x"]] if is_bar else [1.0] * len(trace["x"])

    assert sorted(on_paper) == sorted(in_browser)


@pytest.mark.parametrize("kind", ["bars", "stacked", "grouped", "funnel", "waterfall"])
def test_both_renderers_use_the_same_colors(kind: str) -> None:
    spec = SAMPLES[kind]

    assert drawing.svg_fills(draw(spec)) == drawing.figure_fills(figure(spec))


@each_kind
def test_the_table_twin_holds_every_value_of_the_drawing(spec: Chart) -> None:
    held = [number(cell.raw) for row in rows(spec) for cell in row if not isinstance(cell.raw, str)]

    if isinstance(spec, Gantt):
        assert len(rows(spec)) == len(spec.tasks)
        return
    for value in spec.values():
        assert number(value) in held


@each_kind
def test_the_table_twin_has_a_cell_per_column_and_an_en_dash_for_what_is_missing(spec: Chart) -> None:
    twin = table(spec)

    assert twin.rows
    for row in twin.rows:
        assert len(row) == len(twin.columns) == len(twin.numeric)
        for cell in row:
            total_of_waterfall = isinstance(spec, Waterfall) and cell.text == ""
            assert (cell.raw is None) == (cell.text == "–") or total_of_waterfall


@each_kind
def test_both_renderers_say_the_same_on_hover(spec: Chart) -> None:
    titles = {node.text for node in drawing.parsed(draw(spec)).iter(f"{drawing.SVG}title")}
    said = []
    for trace in figure(spec)["data"]:
        for item in trace.get("customdata", []):
            said += item if isinstance(item, list) else [item]

    if isinstance(spec, Lines):  # on paper only the ends of a line are points
        said = [mark for mark in said if mark["hover"] in titles]
    shown = [mark["hover"] for mark in said if "–" not in mark["hover"].split(" · ")]
    assert shown
    assert set(shown) <= titles


@each_kind
def test_the_notes_stand_under_the_drawing(spec: Chart) -> None:
    seen = " ".join(drawing.words(draw(spec)))

    for note in wording.remarks(spec):
        assert note in seen
