"""Charts for paper, e-mail and pages without script: SVG written by hand, sized in millimetres.

Drawings carry no style attribute and no script, so they pass a strict content policy. In a tagged PDF an inline drawing
has no alternative text: put it in with `image`, or `<img alt=... src=...>` from `alt_text` and `img_data_uri`.
"""

import base64
from functools import singledispatch

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from foundation.charts import arrange, wording
from foundation.charts.palette import Theme
from foundation.charts.specs import Bars, Bubble, Chart, Funnel, Gantt, HeatMap, Lines, Radar, Ranges, Waterfall
from foundation.charts.svg import axes, bars, grids, points, ranges
from foundation.charts.svg.canvas import LABEL, POINTS_PER_MM, Sheet, clean, tag

_ROW = 15.0  # points of height per row of names
_LEAST, _MOST = 25.0, 240.0  # millimetres of height
_TALL = 5000.0


def draw(
    spec: Chart,
    width_mm: float = 170,
    height_mm: float | None = None,
    *,
    theme: Theme = Theme.PAPER,
    heading: bool = True,
) -> SafeString:
    """Return the SVG of a chart.

    Without `height_mm` it is as high as its content asks for, at most 240 mm. Without `heading` the page writes title
    and subtitle itself. Raises ValueError for a size below 20 by 20 mm.
    """
    height_mm = natural_height_mm(spec, width_mm, heading=heading) if height_mm is None else height_mm
    if width_mm < 20 or height_mm < 20:
        raise ValueError("a chart needs at least 20 by 20 mm")
    sheet = Sheet(spec, width_mm * POINTS_PER_MM, height_mm * POINTS_PER_MM, theme, heading=heading)
    reason = wording.empty_reason(spec)
    if reason is None:
        _draw(spec, sheet)
    else:
        sheet.add(
            tag(
                "rect",
                x=0.25,
                y=sheet.box.top,
                width=sheet.width - 0.5,
                height=max(1.0, sheet.box.height - 0.5),
                fill="none",
                stroke=sheet.color("grid"),
                stroke_width=0.5,
            )
        )
        middle = sheet.box.top + sheet.box.height / 2 + LABEL * 0.35
        sheet.text(sheet.width / 2, middle, reason, tone="muted", anchor="middle", room=sheet.width - 12)
    # Every text and attribute went through clean().
    return mark_safe(sheet.finish(alt_text(spec)))  # noqa: S308


def img_data_uri(
    spec: Chart,
    width_mm: float = 170,
    height_mm: float | None = None,
    *,
    theme: Theme = Theme.PAPER,
    heading: bool = True,
) -> str:
    """Return the drawing as a data: address for `<img src>`, where a PDF can give it an alternative text."""
    drawing = draw(spec, width_mm, height_mm, theme=theme, heading=heading)
    return "data:image/svg+xml;base64," + base64.b64encode(drawing.encode()).decode()


def image(
    spec: Chart,
    width_mm: float = 170,
    height_mm: float | None = None,
    *,
    theme: Theme = Theme.PAPER,
    heading: bool = True,
) -> SafeString:
    """Return `<img>` with the drawing and its alternative text."""
    source = img_data_uri(spec, width_mm, height_mm, theme=theme, heading=heading)
    return format_html('<img class="chart" alt="{}" src="{}">', alt_text(spec), source)


def alt_text(spec: Chart) -> str:
    """Return what a chart says, in words: title, subtitle, notes, or why it is empty."""
    parts = (str(spec.title), str(spec.subtitle), wording.empty_reason(spec) or "", *wording.remarks(spec))
    return " ".join(part if part[-1] in ".!?" else f"{part}." for part in parts if part)


def natural_height_mm(spec: Chart, width_mm: float = 170, *, heading: bool = True) -> float:
    """Return the height that suits the content: by the row for rows of names, by the width for plots."""
    width = width_mm * POINTS_PER_MM
    frame = _TALL - Sheet(spec, width, _TALL, Theme.PAPER, heading=heading).box.height
    return max(_LEAST, min(_MOST, (frame + _content(spec, width)) / POINTS_PER_MM))


def _content(spec: Chart, width: float) -> float:
    """Return the height in points that suits what heading, key and notes enclose."""
    spec = (arrange.radar_as_bars(spec) or spec) if isinstance(spec, Radar) else spec
    if spec.is_empty:
        return _ROW * 4
    if isinstance(spec, Bars) and spec.horizontal:
        return 30 + _ROW * len(spec.categories) * (1 if spec.stacked else max(1, len(spec.series) * 0.65))
    if isinstance(spec, Ranges):
        return 30 + _ROW * len(spec.categories)
    if isinstance(spec, Funnel):
        return 14 + _ROW * len(spec.steps)
    if isinstance(spec, Gantt):
        return 16 + _ROW * len(arrange.gantt_lines(spec))
    if isinstance(spec, HeatMap):
        names = axes.names_height(spec.columns, width * 0.75 / max(1, len(spec.columns)))
        return names + _ROW * max(len(spec.rows), names / _ROW * 1.6)
    names = 0.0
    if isinstance(spec, Bars | Waterfall):
        labels = spec.categories if isinstance(spec, Bars) else [move.label for move in spec.moves]
        names = axes.names_height(list(labels), width * 0.9 / max(1, len(labels)))
    square = isinstance(spec, Bubble | Radar)
    return names + max(160.0 if square else 125.0, min(230.0, width * (0.5 if square else 0.38)))


@singledispatch
def _draw(spec: Chart, sheet: Sheet) -> None:
    raise TypeError(f"no drawing for {type(spec).__name__}")


def _drawn_by(kind: type[Chart], function: object) -> None:
    _draw.register(kind, lambda spec, sheet: function(sheet, spec))  # type: ignore[operator]


_drawn_by(Bars, bars.bars)
_drawn_by(Ranges, ranges.ranges)
_drawn_by(Funnel, bars.funnel)
_drawn_by(Waterfall, bars.waterfall)
_drawn_by(HeatMap, grids.heat_map)
_drawn_by(Gantt, grids.gantt)
_drawn_by(Lines, points.lines)
_drawn_by(Bubble, points.bubble)
_drawn_by(Radar, points.radar)

__all__ = ["alt_text", "clean", "draw", "image", "img_data_uri", "natural_height_mm"]
