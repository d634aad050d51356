"""Reads back what a renderer drew: series and values from an SVG or a figure."""

import json
from html import unescape
from typing import Any
from xml.etree import ElementTree

import plotly.graph_objects as go

from foundation.charts import palette
from foundation.charts.specs import Chart, HeatMap, Radar

SVG = "{http://www.w3.org/2000/svg}"
DAY = 86_400_000

Read = list[tuple[str, list[float | None]]]


def parsed(svg: str) -> ElementTree.Element:
    """Parse a drawing; fails when it is not well-formed."""
    return ElementTree.fromstring(svg)  # noqa: S314 - our own drawing


def words(svg: str) -> list[str]:
    """Return every text that a reader of the drawing sees."""
    shown = (node for node in parsed(svg).iter(f"{SVG}text") if node.get("aria-hidden") is None)
    return [_written(node) for node in shown]


def _written(node: ElementTree.Element) -> str:
    parts = [node.text or ""]
    for child in node:
        parts += ["" if child.tag == f"{SVG}title" else _written(child), child.tail or ""]
    return "".join(parts)


def svg_series(svg: str) -> Read:
    """Return name and values of every series of a drawing."""
    groups = [node for node in parsed(svg).iter(f"{SVG}g") if node.get("data-series") is not None]
    return [(node.get("data-series") or "", json.loads(node.get("data-values") or "")) for node in groups]


def svg_fills(svg: str) -> list[str]:
    """Return the colors of the bars or cells of a drawing, in order."""
    groups = [node for node in parsed(svg).iter(f"{SVG}g") if node.get("data-series") is not None]
    return [rect.get("fill") or "" for group in groups for rect in group.iter(f"{SVG}rect")]


def themed(value: Any) -> Any:
    """Return a figure with its tokens replaced, as the browser does."""
    if isinstance(value, str) and value.startswith("token:"):
        return palette.color(value.removeprefix("token:"), palette.Theme.LIGHT)
    if isinstance(value, list | tuple):
        return [themed(item) for item in value]
    return {key: themed(item) for key, item in value.items()} if isinstance(value, dict) else value


def valid(figure: dict[str, Any]) -> go.Figure:
    """Return Plotly's own figure; raises for an attribute or value that Plotly does not know."""
    json.dumps(figure, allow_nan=False)
    return go.Figure(data=themed(figure["data"]), layout=themed(figure["layout"]))


def figure_series(spec: Chart, figure: dict[str, Any]) -> Read:
    """Return name and values of every series of a figure."""
    result: Read = []
    for trace in figure["data"]:
        if "customdata" not in trace:
            continue
        name = unescape(trace["name"])
        if isinstance(spec, HeatMap):
            result += list(zip(map(str, spec.rows), trace["z"], strict=True))
        elif isinstance(spec, Radar) and "meta" in trace:
            result.append((name, trace["meta"]["values"]))
        else:
            result.append((name, trace["x" if trace.get("orientation") == "h" else "y"]))
    return result


def figure_fills(figure: dict[str, Any]) -> list[str]:
    """Return the paper colors of the bars of a figure that have a value, in order."""
    result = []
    for trace in figure["data"]:
        if trace["type"] != "bar" or "customdata" not in trace:
            continue
        values = trace["x"] if trace.get("orientation") == "h" else trace["y"]
        color = trace["marker"]["color"]
        colors = [color] * len(values) if isinstance(color, str) else color
        result += [
            palette.color(one.removeprefix("token:"), palette.Theme.PAPER)
            for one, value in zip(colors, values, strict=True)
            if value is not None
        ]
    return result
