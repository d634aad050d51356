"""The parts of a figure that every kind shares: layout, axes, references, and the words and links of marks."""

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

from foundation.charts import arrange, lettering, palette, scales, wording
from foundation.charts.specs import Axis, Chart, Reference
from foundation.charts.units import Position, number

Json = dict[str, Any]

FONT = "Inter Variable, Inter, system-ui, sans-serif"
SIZE = 12
NAME_ROOM = 180  # pixels that a name may take beside horizontal bars
ROW = 28  # pixels of height per row of names
HOVER = "%{customdata.hover}<extra></extra>"
DASHES = {"solid": "solid", "dash": "dash", "dot": "dot"}
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "triangle-down")

token = palette.token


def words(text: object) -> str:
    """Return text fit for Plotly, which reads a few HTML tags and entities in what it draws."""
    return escape(" ".join(str(text).split()), quote=False)


def name(text: object, room: float = NAME_ROOM) -> str:
    """Return a name cut to `room` pixels, escaped."""
    return words(lettering.fit(str(text), room, SIZE))


def folded(text: object, room: float = 96, lines: int = 2) -> str:
    """Return a name broken into lines of `room` pixels, escaped."""
    return "<br>".join(map(words, lettering.wrap(str(text), room, SIZE, lines=lines)))


def mark(hover: str, href: str = "") -> Json:
    """Return the custom data of one mark: what it says on hover, and where it leads."""
    return {"hover": words(hover), "href": href}


def layout(spec: Chart, **more: Any) -> Json:
    """Return the layout shared by all kinds; the title stands in the page, and here only as data."""
    legend = wording.key(spec)
    base: Json = {
        "meta": {"title": str(spec.title), "subtitle": str(spec.subtitle)},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "autosize": True,
        "font": {"family": FONT, "size": SIZE, "color": token("text")},
        "margin": {"l": 8, "r": 16, "t": 52 if legend else 28, "b": 8, "pad": 4},
        "hovermode": "closest",
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": token("surface"),
            "bordercolor": token("axis"),
            "align": "left",
            "font": {"family": FONT, "size": SIZE, "color": token("text")},
        },
        "showlegend": bool(legend),
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "yref": "container",
            "y": 1,
            "yanchor": "top",
            "traceorder": "normal",
            "itemclick": False,
            "itemdoubleclick": False,
            "font": {"color": token("text")},
        },
        "shapes": [],
        "annotations": [],
    }
    base.update(more)
    return base


def config() -> Json:
    """Return the configuration: no tool bar, no zooming, as wide as its place."""
    return {
        "displayModeBar": False,
        "displaylogo": False,
        "responsive": True,
        "scrollZoom": False,
        "doubleClick": False,
        "showAxisDragHandles": False,
        "showTips": False,
    }


def figure(data: list[Json], of: Json) -> Json:
    """Return the whole figure."""
    return {"data": data, "layout": of, "config": config()}


def value_axis(scale: scales.Scale, axis: Axis, *, ticks: bool = True, room: float = 0) -> Json:
    """Return a value axis with our own ticks. `room` widens its end by that share, for labels beyond the bars."""
    shown = arrange.labels(scale, axis) if ticks else ()
    extent = (scale.high - scale.low) * room
    low, high = scale.low - (extent if scale.low < 0 else 0), scale.high + (extent if scale.high > 0 else 0)
    return {
        **_plain(),
        "type": "linear",
        "range": [low, high],
        "tickmode": "array",
        "tickvals": [tick for tick, _text in shown],
        "ticktext": [words(text) for _tick, text in shown],
        "showgrid": ticks,
        "gridcolor": token("grid"),
        "zeroline": True,
        "zerolinecolor": token("axis"),
        "zerolinewidth": 1,
    }


def head(of: Json, axis: Axis, *, above_ticks: bool = False) -> None:
    """Write the heading of the value axis above the plot, where it is read without turning one's head."""
    if axis.heading:
        place: Json = {"xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": 1, "yanchor": "bottom"}
        of["annotations"].append(note(words(axis.heading), **place, yshift=22 if above_ticks else 6))
        of["margin"]["t"] += 16 if above_ticks else 0


def foot(axis: Axis) -> Json:
    """Return the heading below a horizontal axis, where its ticks do not speak for themselves."""
    return {"title": {"text": words(axis.heading), "standoff": 8, "font": {"color": token("muted"), "size": SIZE - 1}}}


def date_axis(scale: scales.Scale, ticks: Sequence[tuple[float, str]]) -> Json:
    """Return a time axis over days."""
    return {
        **_plain(),
        "type": "date",
        "range": [iso(scale.low), iso(scale.high)],
        "tickmode": "array",
        "tickvals": [iso(tick) for tick, _text in ticks],
        "ticktext": [words(text) for _tick, text in ticks],
        "showgrid": False,
        "zeroline": False,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": token("axis"),
    }


def name_axis(labels: Sequence[str], *, down: bool = False) -> Json:
    """Return an axis of names at the places 0, 1, 2 ...; `down` reads from the top, beside horizontal bars.

    Places are numbers, not categories, because two names may be equal.
    """
    count = max(1, len(labels))
    return {
        **_plain(),
        "type": "linear",
        "range": [count - 0.5, -0.5] if down else [-0.5, count - 0.5],
        "tickmode": "array",
        "tickvals": list(range(len(labels))),
        "ticktext": list(labels),
        "showgrid": False,
        "zeroline": False,
    }


def _plain() -> Json:
    return {
        "fixedrange": True,
        "automargin": True,
        "ticks": "",
        "showline": False,
        "tickfont": {"color": token("muted"), "size": SIZE},
    }


def iso(days: float) -> str:
    """Return a count of days as a date that Plotly reads."""
    return date.fromordinal(int(days)).isoformat()


def note(text: str, **place: Any) -> Json:
    """Return words on the plot, without an arrow."""
    return {"text": text, "showarrow": False, "font": {"color": token("muted"), "size": SIZE - 1}, **place}


def set_height(of: Json, rows: float) -> None:
    """Make the figure as high as its rows of names need, its margins included."""
    of["height"] = max(140, round(rows * ROW) + of["margin"]["t"] + of["margin"]["b"] + 8)


def refer(of: Json, reference: Reference, at: object, *, across: bool, share: float) -> None:
    """Add a reference line at `at`: from left to right when `across`, else from bottom to top; labelled at its end.

    `share`, 0 to 1, is how far up or right the line stands. Labels stay within the plot, below the heading of the
    axis; that of an upright line stands at the side with more room, below the label of the upright line before it.
    """
    line = {"color": token(reference.tone), "width": 1.5, "dash": "dash"}
    ink = {"color": token(f"{reference.tone}-ink"), "size": SIZE - 1}
    text = words(reference.label)
    rank = sum(shape["yref"] == "paper" and "dash" in shape["line"] for shape in of["shapes"])
    if across:
        of["shapes"].append(
            {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": at, "y1": at, "line": line}
        )
        of["annotations"].append(
            {
                "text": text,
                "xref": "paper",
                "x": 0,
                "xanchor": "left",
                "yref": "y",
                "y": at,
                "yanchor": "bottom" if share < 0.9 else "top",
                "showarrow": False,
                "font": ink,
            }
        )
    else:
        of["shapes"].append(
            {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "xref": "x", "x0": at, "x1": at, "line": line}
        )
        of["annotations"].append(
            {
                "text": text,
                "yref": "paper",
                "y": 1,
                "yanchor": "top",
                "yshift": -(SIZE + 4) * rank,
                "xref": "x",
                "x": at,
                "xanchor": "left" if share < 0.5 else "right",
                "bgcolor": token("surface"),
                "showarrow": False,
                "font": ink,
            }
        )


def plain_at(position: Position) -> float | None:
    """Return a reference position on a value scale; None for dates and names, which have no place there."""
    return None if isinstance(position, str | date) else number(position)
