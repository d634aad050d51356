"""What a spec refuses, and what it tells about itself."""

from datetime import date
from typing import Any

import pytest

from foundation.charts import wording
from foundation.charts.arrange import waterfall
from foundation.charts.specs import (
    Bars,
    HeatMap,
    Lines,
    LineSeries,
    Move,
    Point,
    Radar,
    Reference,
    Series,
    Task,
    Waterfall,
)


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (Bars, {"categories": ["A"], "series": [Series(name="N", values=[1, 2])]}),
        (Lines, {"x": [1, 2], "series": [LineSeries(name="N", values=[1])]}),
        (Radar, {"axes": ["A"], "series": [Series(name="N", values=[])]}),
        (Radar, {"axes": [], "series": [], "maximum": 0}),
        (HeatMap, {"rows": ["A"], "columns": ["B"], "cells": []}),
        (HeatMap, {"rows": ["A"], "columns": ["B"], "cells": [[1, 2]]}),
    ],
)
def test_lengths_that_do_not_fit_are_refused(kind: Any, facts: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        kind(title="Wrong", **facts)


@pytest.mark.parametrize(
    "facts", [{"hrefs": ["/a/"]}, {"hovers": ["a"]}, {"tones": ["good"]}, {"tone": "pink"}, {"tones": ["good", "pink"]}]
)
def test_a_series_refuses_what_is_not_given_for_every_mark_or_unknown(facts: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Series(name="N", values=[1, 2], **facts)


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "https://elsewhere.example/", "//elsewhere.example", "/\\evil"]
)
def test_a_link_stays_on_this_site(href: str) -> None:
    with pytest.raises(ValueError, match="on this site"):
        Point(label="A", x=1, y=1, href=href)


@pytest.mark.parametrize("href", ["", "/use-cases/UC-0001/", "?stage=pilot", "#risks"])
def test_links_within_the_site_are_taken(href: str) -> None:
    assert Point(label="A", x=1, y=1, href=href).href == href


def test_a_band_needs_both_ends() -> None:
    with pytest.raises(ValueError, match="both"):
        LineSeries(name="N", values=[1], low=[0])


def test_a_task_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Task(label="A", start=date(2026, 2, 1), end=date(2026, 1, 1))


def test_a_reference_has_a_known_tone() -> None:
    with pytest.raises(ValueError, match="unknown tones"):
        Reference(at=1, label="Target", tone="pink")


def test_not_a_number_and_infinity_count_as_missing() -> None:
    chart = Bars(title="N", categories=list("abc"), series=[Series(name="N", values=[float("nan"), float("inf"), 1])])

    assert chart.missing == 2
    assert wording.remarks(chart) == ["2 values are missing and left blank."]


def test_what_a_line_lacks_before_it_begins_is_not_missing() -> None:
    chart = Lines(title="N", x=list(range(6)), series=[LineSeries(name="N", values=[None, 1, None, 2, None, None])])

    assert chart.missing == 1


def test_a_waterfall_adds_up() -> None:
    chart = Waterfall(
        title="Net",
        moves=[Move(label="In", value=12), Move(label="Out", value=-5), Move(label="?"), Move(label="Net", total=True)],
    )

    bars = waterfall(chart)

    assert [bar.shown for bar in bars] == [12, -5, 0, 7]
    assert [bar.tone for bar in bars] == ["good", "bad", "good", "neutral"]
    assert [bar.known for bar in bars] == [True, True, False, True]
    assert chart.missing == 1
