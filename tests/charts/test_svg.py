"""Charts on paper."""

import base64
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from foundation.charts.palette import Theme
from foundation.charts.specs import Axis, Bars, Chart, Gantt, Lines, LineSeries, Radar, Series, Task
from foundation.charts.svg import alt_text, draw, image, img_data_uri, natural_height_mm
from foundation.charts.units import COUNT
from tests.charts import drawing
from tests.charts.samples import BARS, GANTT, GROUPED, HEAT_MAP, RADAR, SAMPLES, STACKED

SVG = drawing.SVG
HOSTILE = """<script>alert("1")</script> & 'x' \x00\x1b ]]> محمد ‮evil"""

each_kind = pytest.mark.parametrize("spec", SAMPLES.values(), ids=SAMPLES.keys())


def bars_of(*values: float | None, horizontal: bool = True) -> Bars:
    return Bars(
        title="Values",
        categories=[f"Name {index}" for index in range(len(values))],
        series=[Series(name="Cases", values=values)],
        value_axis=Axis(label="Cases", unit=COUNT),
        horizontal=horizontal,
    )


def rects(svg: str) -> list[dict[str, float]]:
    groups = [node for node in drawing.parsed(svg).iter(f"{SVG}g") if node.get("data-series") is not None]
    return [
        {name: float(rect.attrib[name]) for name in ("x", "y", "width", "height")}
        for group in groups
        for rect in group.iter(f"{SVG}rect")
    ]


@each_kind
def test_a_drawing_is_as_large_in_millimetres_as_asked(spec: Chart) -> None:
    root = drawing.parsed(draw(spec, 120, 80))

    assert (root.get("width"), root.get("height")) == ("120mm", "80mm")


@each_kind
def test_nothing_stands_outside_the_sheet(spec: Chart) -> None:
    root = drawing.parsed(draw(spec, 120))
    wide, high = (float(part) for part in (root.get("viewBox") or "").split()[2:])

    for node in root.iter():
        for name, most in (("x", wide), ("x1", wide), ("x2", wide), ("cx", wide), ("y", high), ("cy", high)):
            if name in node.attrib:
                assert -0.5 <= float(node.attrib[name]) <= most + 0.5, node.attrib


@each_kind
def test_a_drawing_needs_no_style_attribute_and_no_script(spec: Chart) -> None:
    svg = draw(spec)

    assert "style=" not in svg
    assert "<style" not in svg
    assert not re.search(r"\son\w+=", svg)


def test_bars_are_as_long_as_their_values_and_start_at_one_zero_line() -> None:
    drawn = rects(draw(bars_of(10, 5, 0)))

    assert drawn[0]["width"] == pytest.approx(2 * drawn[1]["width"], abs=0.02)
    assert drawn[2]["width"] == 0
    assert len({bar["x"] for bar in drawn}) == 1


def test_a_negative_bar_ends_where_a_positive_one_begins() -> None:
    up, down = rects(draw(bars_of(4, -2)))

    assert down["x"] + down["width"] == pytest.approx(up["x"], abs=0.02)
    assert up["width"] == pytest.approx(2 * down["width"], abs=0.02)


def test_columns_stand_on_zero_and_hang_below_it() -> None:
    up, down = rects(draw(bars_of(4, -2, horizontal=False)))

    assert up["y"] + up["height"] == pytest.approx(down["y"], abs=0.02)
    assert up["height"] == pytest.approx(2 * down["height"], abs=0.02)


def test_parts_of_a_stack_touch() -> None:
    drawn = rects(draw(STACKED))
    first_row = [drawn[0], drawn[4], drawn[8]]

    for left, right in pairwise(first_row):
        assert left["x"] + left["width"] == pytest.approx(right["x"], abs=0.02)


def test_a_missing_value_is_a_gap_with_an_en_dash_and_a_note() -> None:
    svg = draw(bars_of(1, None, 3))

    assert len(rects(svg)) == 2
    assert "–" in drawing.words(svg)
    assert "1 value is missing and left blank." in drawing.words(svg)


def test_zeros_are_drawn_and_written_not_taken_for_missing() -> None:
    svg = draw(bars_of(0, 0, 0))

    assert len(rects(svg)) == 3
    assert drawing.words(svg).count("0") == 3


def test_without_data_the_reason_is_shown() -> None:
    chart = Bars(title="Benefit", categories=[], series=[], empty="Nothing is booked yet.")

    assert "Nothing is booked yet." in drawing.words(draw(chart))
    assert "There is nothing to show yet." in drawing.words(draw(replace(chart, empty="")))


def test_fifty_names_are_drawn_on_one_page_each_readable_in_full() -> None:
    chart = Bars(
        title="Fifty",
        categories=[f"A department with a name that is too long for its column {i}" for i in range(50)],
        series=[Series(name="Cases", values=list(range(50)))],
    )

    svg = draw(chart, 120)
    titles = [node.text for node in drawing.parsed(svg).iter(f"{SVG}title")]

    assert natural_height_mm(chart, 120) <= 240
    assert len(rects(svg)) == 50
    assert all(name in titles for name in chart.categories)
    assert any(text.endswith("…") for text in drawing.words(svg))


@pytest.mark.parametrize("count", [1, 2, 50])
def test_a_radar_that_cannot_be_read_as_one_becomes_bars(count: int) -> None:
    chart = Radar(
        title="Profile", axes=[f"D{i}" for i in range(count)], series=[Series(name="Score", values=[5] * count)]
    )

    assert len(rects(draw(chart))) == count


def test_a_radar_with_a_gap_has_no_filled_outline() -> None:
    whole = draw(replace(RADAR, series=RADAR.series[:1]))
    broken = draw(replace(RADAR, series=[Series(name="November", values=[6.5, None, 5.5, 6.0, 5.0])]))

    assert "fill-opacity" in whole
    assert "fill-opacity" not in broken


def test_a_line_breaks_where_a_value_is_missing() -> None:
    chart = Lines(title="Users", x=[1, 2, 3, 4, 5], series=[LineSeries(name="Users", values=[1, 2, None, 4, 5])])

    paths = [node for node in drawing.parsed(draw(chart)).iter(f"{SVG}path") if node.get("fill") == "none"]

    assert len(paths) == 2


def test_lines_are_named_at_their_ends_and_names_do_not_meet() -> None:
    names = ["North", "South", "East", "West"]
    chart = Lines(
        title="Scores",
        x=[1, 2],
        series=[LineSeries(name=name, values=[1, 5 + i / 100]) for i, name in enumerate(names)],
    )
    texts = {node.text: float(node.attrib["y"]) for node in drawing.parsed(draw(chart)).iter(f"{SVG}text")}

    heights = sorted(texts[name] for name in names)

    assert all(below - above >= 7 for above, below in pairwise(heights))


def test_the_last_day_of_a_task_counts() -> None:
    task = Task(label="Train", start=date(2026, 3, 1), end=date(2026, 3, 10))
    half = Task(label="Test", start=date(2026, 3, 1), end=date(2026, 3, 5))

    long, short = rects(draw(Gantt(title="Plan", tasks=[task, half])))

    assert long["width"] == pytest.approx(2 * short["width"], abs=0.02)


def test_the_state_of_a_task_is_written_at_its_bar_so_that_color_is_not_needed() -> None:
    seen = drawing.words(draw(GANTT))

    assert seen.count("Done") == 3
    assert seen.count("Late") == 1
    assert "1 task has no dates yet." in seen


def test_a_milestone_leads_to_its_record_too() -> None:
    day = date(2026, 3, 1)
    chart = Gantt(title="Plan", tasks=[Task(label="Gate", start=day, end=day, href="/rollouts/1/")])

    assert [node.get("href") for node in drawing.parsed(draw(chart)).iter(f"{SVG}a")] == ["/rollouts/1/"]


def test_hostile_labels_come_out_as_text() -> None:
    chart = Bars(
        title=HOSTILE,
        subtitle=HOSTILE,
        note=HOSTILE,
        categories=[HOSTILE],
        value_axis=Axis(label=HOSTILE),
        series=[Series(name=HOSTILE, values=[1], hovers=[HOSTILE], hrefs=['/x/"onclick="y'])],
    )

    svg = draw(chart)

    assert "<script" not in svg
    assert "onclick=" not in [name for node in drawing.parsed(svg).iter() for name in node.attrib]
    assert drawing.parsed(svg).find(f".//{SVG}a").attrib["href"] == '/x/"onclick="y'  # type: ignore[union-attr]


def test_a_mark_leads_to_its_records() -> None:
    links = [node.get("href") for node in drawing.parsed(draw(BARS)).iter(f"{SVG}a")]

    assert links == ["/use-cases/UC-0001/", "/use-cases/UC-0002/", "/use-cases/UC-0003/", "/use-cases/UC-0005/"]


def test_the_image_has_an_alternative_text_that_says_what_is_seen() -> None:
    tag = image(BARS, 120)

    assert 'alt="Claims triage brings most of the benefit. Net benefit to date by use case.' in tag
    assert alt_text(replace(BARS, title="Is it worth it?")).startswith("Is it worth it? Net")


def test_the_data_address_holds_the_drawing() -> None:
    head, body = img_data_uri(GROUPED, 120, 70).split(",")

    assert head == "data:image/svg+xml;base64"
    assert base64.b64decode(body).decode() == draw(GROUPED, 120, 70)


def test_the_page_may_write_the_heading_itself() -> None:
    assert HEAT_MAP.title not in drawing.words(draw(HEAT_MAP, heading=False))
    assert natural_height_mm(HEAT_MAP, heading=False) < natural_height_mm(HEAT_MAP)


def test_a_dark_page_gets_dark_colors() -> None:
    assert "#6ea8fe" in draw(GROUPED, theme=Theme.DARK)


def test_a_size_too_small_to_read_is_refused() -> None:
    with pytest.raises(ValueError, match="20 by 20"):
        draw(BARS, 10, 10)
