"""Whatever the data: the drawing is well-formed, the figure valid, the table whole, and they agree."""

from datetime import date, timedelta
from math import isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.charts.palette import MARKS
from foundation.charts.plotly import figure
from foundation.charts.specs import (
    Axis,
    Bars,
    Bubble,
    Chart,
    Funnel,
    Gantt,
    HeatMap,
    Lines,
    LineSeries,
    Move,
    Point,
    Radar,
    Ranges,
    Reference,
    Series,
    Step,
    Task,
    Waterfall,
)
from foundation.charts.svg import draw, natural_height_mm
from foundation.charts.table import table
from foundation.charts.units import COUNT, PERCENT, PLAIN, SCORE, money
from foundation.charts.views import chart_response
from tests.charts import drawing

TEXT = st.text(max_size=24) | st.sampled_from(
    ["<script>alert(1)</script>", "\"'&", "محمد بن عبد الله", "x" * 200, "$a$"]
)
VALUE = st.none() | st.integers(-(10**12), 10**12) | st.floats() | st.decimals(-1000, 1000, places=2)
TONE = st.sampled_from(MARKS)
AXIS = st.builds(
    Axis,
    label=TEXT,
    unit=st.sampled_from([PLAIN, COUNT, SCORE, PERCENT, money("USD")]),
    low=st.sampled_from([None, 0, 1]),
    high=st.sampled_from([None, 10]),
)
DAY = st.dates(date(1990, 1, 1), date(2090, 1, 1))
REFERENCES = st.lists(
    st.builds(Reference, at=DAY | TEXT | st.floats(), label=TEXT, on=st.sampled_from("xy")), max_size=2
)
HEAD = {"title": TEXT, "subtitle": TEXT, "note": TEXT, "empty": TEXT}


def values(count: int) -> st.SearchStrategy[list[object]]:
    return st.lists(VALUE, min_size=count, max_size=count)


@st.composite
def bars(draw_: st.DrawFn) -> Bars:
    names = draw_(st.lists(TEXT, max_size=5) | st.just([f"Unit {i}" for i in range(50)]))
    series = draw_(st.lists(st.builds(Series, name=TEXT, values=values(len(names)), tone=TONE), max_size=3))
    return draw_(
        st.builds(
            Bars,
            **HEAD,
            categories=st.just(names),
            series=st.just(series),
            category_axis=AXIS,
            value_axis=AXIS,
            horizontal=st.booleans(),
            stacked=st.booleans(),
            references=REFERENCES,
        )
    )


@st.composite
def lines(draw_: st.DrawFn) -> Lines:
    xs = draw_(st.lists(DAY, max_size=6) | st.lists(TEXT, max_size=6) | st.lists(st.floats(), max_size=6))
    count = len(xs)
    series = st.builds(
        LineSeries,
        name=TEXT,
        values=values(count),
        tone=TONE,
        area=st.booleans(),
        markers=st.booleans(),
        dash=st.sampled_from(["solid", "dash", "dot"]),
    ) | st.builds(LineSeries, name=TEXT, values=values(count), low=values(count), high=values(count))
    return draw_(
        st.builds(
            Lines,
            **HEAD,
            x=st.just(xs),
            series=st.lists(series, max_size=10),
            x_axis=AXIS,
            y_axis=AXIS,
            references=REFERENCES,
            zero=st.booleans(),
        )
    )


@st.composite
def radars(draw_: st.DrawFn) -> Radar:
    axes = draw_(st.lists(TEXT, max_size=6))
    series = draw_(st.lists(st.builds(Series, name=TEXT, values=values(len(axes)), tone=TONE), max_size=3))
    return draw_(st.builds(Radar, **HEAD, axes=st.just(axes), series=st.just(series), maximum=st.sampled_from([5, 10])))


@st.composite
def heat_maps(draw_: st.DrawFn) -> HeatMap:
    rows, columns = draw_(st.lists(TEXT, max_size=3)), draw_(st.lists(TEXT, max_size=8))
    cells = [draw_(values(len(columns))) for _row in rows]
    return draw_(
        st.builds(HeatMap, **HEAD, rows=st.just(rows), columns=st.just(columns), cells=st.just(cells), value_axis=AXIS)
    )


@st.composite
def tasks(draw_: st.DrawFn) -> Task:
    start, length = draw_(st.none() | DAY), draw_(st.none() | st.integers(0, 5000))
    end = start + timedelta(days=length) if start and length is not None else draw_(st.none())
    plan = draw_(st.none() | DAY)
    return draw_(
        st.builds(
            Task,
            label=TEXT,
            start=st.just(start),
            end=st.just(end),
            planned_start=st.just(plan),
            planned_end=st.just(plan),
            group=st.sampled_from(["", "Run", "<b>"]),
            tone=TONE,
        )
    )


@st.composite
def ranges(draw_: st.DrawFn) -> Ranges:
    names = draw_(st.lists(TEXT, max_size=6))
    count = len(names)
    marks = draw_(st.lists(st.builds(Series, name=TEXT, values=values(count), tone=TONE), max_size=3))
    return draw_(
        st.builds(
            Ranges,
            **HEAD,
            categories=st.just(names),
            low=values(count),
            high=values(count),
            range_name=TEXT,
            marks=st.just(marks),
            tone=TONE,
            category_axis=AXIS,
            value_axis=AXIS,
        )
    )


KEY = st.lists(st.tuples(TONE, TEXT), max_size=3)
KINDS: dict[str, st.SearchStrategy[Chart]] = {
    "bars": bars(),
    "ranges": ranges(),
    "lines": lines(),
    "radar": radars(),
    "heat_map": heat_maps(),
    "bubble": st.builds(
        Bubble,
        **HEAD,
        points=st.lists(st.builds(Point, label=TEXT, x=VALUE, y=VALUE, size=VALUE, tone=TONE), max_size=8),
        x_axis=AXIS,
        y_axis=AXIS,
        size_axis=AXIS,
        x_line=st.none() | st.integers(0, 10),
        key=KEY,
        references=REFERENCES,
        quadrants=st.none() | st.tuples(TEXT, TEXT, TEXT, TEXT),
    ),
    "funnel": st.builds(
        Funnel,
        **HEAD,
        steps=st.lists(st.builds(Step, label=TEXT, value=VALUE, moved=VALUE, tone=TONE), max_size=8),
        value_axis=AXIS,
        moved_label=TEXT,
    ),
    "waterfall": st.builds(
        Waterfall,
        **HEAD,
        moves=st.lists(st.builds(Move, label=TEXT, value=VALUE, total=st.booleans()), max_size=8),
        value_axis=AXIS,
    ),
    "gantt": st.builds(Gantt, **HEAD, tasks=st.lists(tasks(), max_size=8), references=REFERENCES, key=KEY),
}


@pytest.mark.parametrize("kind", KINDS)
def test_any_data_gives_a_well_formed_drawing_a_valid_figure_and_a_whole_table(kind: str) -> None:
    @settings(max_examples=40, derandomize=True, deadline=None, database=None)
    @given(spec=KINDS[kind], width=st.sampled_from([20, 88, 170]), height=st.sampled_from([None, 20, 100]))
    def check(spec: Chart, width: float, height: float | None) -> None:
        svg = draw(spec, width, height)
        root = drawing.parsed(svg)

        assert 25 <= natural_height_mm(spec, width) <= 240
        for node in root.iter():
            for name in ("width", "height", "r"):
                assert not node.attrib.get(name, "0").startswith("-"), node.attrib
            for name in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy"):
                assert isfinite(float(node.attrib.get(name, "0"))), node.attrib
            assert "nan" not in node.attrib.get("d", "")
        drawing.valid(figure(spec))
        twin = table(spec)
        assert all(len(row) == len(twin.columns) for row in twin.rows)
        assert chart_response(spec).status_code == 200

    check()
