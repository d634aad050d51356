"""Charts in the browser."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from foundation.charts import palette
from foundation.charts.plotly import figure
from foundation.charts.specs import (
    Axis,
    Bars,
    Bubble,
    Chart,
    Gantt,
    HeatMap,
    Lines,
    LineSeries,
    Point,
    Radar,
    Reference,
    Series,
    Task,
)
from foundation.charts.svg import draw
from tests.charts import drawing
from tests.charts.samples import BARS, GANTT, GROUPED, LINES, RADAR, SAMPLES, STACKED

each_kind = pytest.mark.parametrize("spec", SAMPLES.values(), ids=SAMPLES.keys())
EMPTY: list[Chart] = [
    Bars(title="None", categories=[], series=[]),
    Lines(title="None", x=[], series=[]),
    Bubble(title="None", points=[Point(label="A", x=None, y=1)]),
    Radar(title="None", axes=[], series=[]),
    HeatMap(title="None", rows=["A"], columns=["B"], cells=[[None]]),
    Gantt(title="None", tasks=[Task(label="A", start=None, end=date(2026, 1, 1))]),
]


def colors(value: Any, key: str = "") -> Iterator[str]:
    """Give every color that a figure names."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from colors(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from colors(item, key)
    elif isinstance(value, str) and "color" in key:
        yield value


@each_kind
def test_plotly_accepts_every_figure(spec: Chart) -> None:
    drawn = drawing.valid(figure(spec))

    assert len(drawn.data) > 0


@each_kind
def test_only_traces_of_the_cartesian_bundle_are_used(spec: Chart) -> None:
    assert {trace["type"] for trace in figure(spec)["data"]} <= {"scatter", "bar", "box", "heatmap"}


@each_kind
def test_every_color_is_a_token_of_the_palette(spec: Chart) -> None:
    named = [color for color in colors(figure(spec)) if not color.startswith("rgba(0,0,0,0)")]

    assert named
    assert {color.removeprefix("token:") for color in named} <= set(palette.names())


@each_kind
def test_the_drawing_is_calm(spec: Chart) -> None:
    found = figure(spec)
    layout = found["layout"]

    assert layout["paper_bgcolor"] == layout["plot_bgcolor"] == "rgba(0,0,0,0)"
    assert found["config"]["displayModeBar"] is False
    assert layout["xaxis"]["fixedrange"]
    assert layout["yaxis"]["fixedrange"]
    assert not [name for name in layout if name.startswith(("xaxis2", "yaxis2"))]
    assert "title" not in layout


@pytest.mark.parametrize("spec", EMPTY, ids=lambda spec: type(spec).__name__)
def test_a_chart_without_values_draws_nothing_and_is_still_valid(spec: Chart) -> None:
    assert spec.is_empty
    assert figure(spec)["data"] == []
    drawing.valid(figure(spec))


def test_a_bar_scale_starts_at_zero_even_when_every_value_is_large() -> None:
    chart = replace(GROUPED, value_axis=Axis(), references=[], series=[Series(name="N", values=[98, 99, 100, 101])])

    assert figure(chart)["layout"]["yaxis"]["range"][0] == 0


def test_a_mark_knows_where_it_leads() -> None:
    assert figure(BARS)["data"][0]["customdata"][0]["href"] == "/use-cases/UC-0001/"


def test_equal_names_stay_two_bars() -> None:
    chart = Bars(title="Names", categories=["Same", "Same"], series=[Series(name="N", values=[1, 2])])

    assert figure(chart)["data"][0]["y"] == [0, 1]


def test_many_rows_make_the_figure_higher() -> None:
    chart = Bars(title="Many", categories=[str(i) for i in range(50)], series=[Series(name="N", values=[1] * 50)])

    assert figure(chart)["layout"]["height"] > 1000


def test_a_band_is_drawn_below_its_line_and_stops_where_it_is_unknown() -> None:
    bands = [trace for trace in figure(LINES)["data"] if trace.get("meta") == "band"]

    assert [band["fillcolor"] for band in bands] == ["token:accent-soft", "token:info-soft"]
    assert figure(LINES)["data"][0].get("meta") == "band"
    assert len(bands[1]["x"]) == 8


def test_lines_are_named_at_their_ends_and_have_no_legend() -> None:
    layout = figure(LINES)["layout"]

    assert layout["showlegend"] is False
    assert {"Actual", "Forecast", "Plan"} <= {note["text"] for note in layout["annotations"]}


def test_too_many_lines_get_a_key_instead() -> None:
    chart = Lines(title="Many", x=[1, 2], series=[LineSeries(name=f"N{i}", values=[i, i + 1]) for i in range(9)])

    assert figure(chart)["layout"]["showlegend"] is True


def test_reference_lines_carry_their_labels() -> None:
    grouped, gantt = figure(GROUPED)["layout"], figure(GANTT)["layout"]

    assert "Needed to scale" in [note["text"] for note in grouped["annotations"]]
    assert [shape["y0"] for shape in grouped["shapes"]] == [0.65]
    assert "Today" in [note["text"] for note in gantt["annotations"]]
    assert gantt["shapes"][0]["x0"] == "2026-07-01"


def test_labels_of_upright_lines_stand_below_the_heading_of_the_axis_and_below_each_other() -> None:
    marks = [Reference(at=2, label="Payback", on="x"), Reference(at=2.1, label="Today", on="x")]
    chart = Lines(
        title="Cash",
        x=[1, 2, 9],
        series=[LineSeries(name="Cash", values=[1, 2, 3])],
        y_axis=Axis(label="Cumulative cash"),
        references=[*marks, Reference(at=3, label="Limit")],
    )
    notes = {note["text"]: note for note in figure(chart)["layout"]["annotations"]}

    assert [notes[text]["yanchor"] for text in ("Cumulative cash", "Payback", "Today", "Limit")] == [
        "bottom", "top", "top", "top",
    ]  # fmt: skip
    assert notes["Payback"]["xanchor"] == "left"
    assert notes["Payback"]["yshift"] - notes["Today"]["yshift"] >= 14


def crowd(count: int) -> Bubble:
    spots = [Point(label=f"Case {n}", x=5 + n % 7 / 10, y=5 + n % 5 / 10, size=n + 1) for n in range(count)]
    return Bubble(title="Many", points=spots, size_axis=Axis(label="Total"), x_axis=Axis(low=0, high=10))


def test_many_bubbles_are_smaller_and_show_what_lies_below_them() -> None:
    few, many = (figure(crowd(count))["data"][0]["marker"] for count in (9, 39))

    assert max(few["size"]) == 40
    assert max(many["size"]) < 24
    assert many["opacity"] < few["opacity"] < 1
    assert 'fill-opacity="0.6"' in draw(crowd(39))


def test_names_of_bubbles_find_room_on_a_phone() -> None:
    wide = "A name that is about as long as names are"
    spots = [Point(label=wide, x=x, y=x) for x in (1, 9)]
    trace = figure(Bubble(title="Two", points=spots, x_axis=Axis(low=0, high=10)))["data"][0]

    assert trace["textposition"] == ["middle right", "middle left"]
    assert all(trace["text"])


def test_a_reference_that_has_no_place_on_the_axis_is_left_out() -> None:
    odd = [Reference(at="Gate", label="Gate", on="x"), Reference(at=date(2026, 1, 1), label="Day")]
    chart = Lines(title="Users", x=[1, 2], series=[LineSeries(name="Users", values=[1, 2])], references=odd)

    assert figure(chart)["layout"]["shapes"] == []


def test_the_number_in_a_part_of_a_stack_stands_out_from_it() -> None:
    assert figure(STACKED)["data"][2]["textfont"]["color"] == ["token:step-5-on"] * 4


def test_a_radar_is_scaled_to_its_maximum() -> None:
    profile = next(trace for trace in figure(RADAR)["data"] if trace.get("name") == "November")

    assert profile["y"][0] == pytest.approx(0.65)


def test_hostile_labels_are_escaped_for_plotly() -> None:
    hostile = '<a href="javascript:alert(1)">x</a>'
    chart = Bars(
        title=hostile, categories=[hostile], series=[Series(name=hostile, values=[1])], value_axis=Axis(label=hostile)
    )
    found = figure(chart)

    assert "<a" not in found["data"][0]["name"]
    assert "<a" not in found["data"][0]["customdata"][0]["hover"]
    assert not [text for text in found["layout"]["yaxis"]["ticktext"] if "<a" in text]
    assert not [note for note in found["layout"]["annotations"] if "<a" in note["text"]]
