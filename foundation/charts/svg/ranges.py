"""Ranges on paper: a bar from a low to a high end, with marks on it."""

from foundation.charts import arrange, wording
from foundation.charts.specs import Ranges
from foundation.charts.svg import axes
from foundation.charts.svg.canvas import LABEL, Box, Sheet, plain
from foundation.charts.units import MISSING, number

_FILL = 0.5  # of a row that a bar takes
_REACH = 4.0  # points from the middle of a mark to its tip


def ranges(sheet: Sheet, spec: Ranges) -> None:
    """Draw a bar for each name, and the marks upon it."""
    scale = arrange.range_scale(spec)
    room = axes.name_room(sheet, spec.categories, sheet.box)
    box = Box(sheet.box.left + room, sheet.box.top, sheet.box.right, sheet.box.bottom)
    plot = axes.values_top(sheet, axes.head(sheet, box, spec.value_axis), scale, spec.value_axis)
    axes.names_left(sheet, spec.categories, Box(box.left, plot.top, box.right, plot.bottom), room)
    step = plot.height / max(1, len(spec.categories))
    bars = []
    for index in range(len(spec.categories)):
        span, top = spec.span_at(index), plot.top + step * (index + (1 - _FILL) / 2)
        if span is None:
            sheet.text(plot.left + 3, top + step * _FILL / 2 + LABEL * 0.35, MISSING, tone="muted")
            continue
        start, end = sorted(scale.place(edge, plot.left, plot.right) for edge in span)
        bars.append(
            sheet.mark(
                "rect",
                wording.range_words(spec, index),
                spec.hrefs[index] if spec.hrefs else "",
                x=start,
                y=top,
                width=end - start,
                height=step * _FILL,
                fill=sheet.color(spec.tone),
                fill_opacity=0.3,
                stroke=sheet.color(spec.tone),
                stroke_width=0.7,
            )
        )
    spans = [spec.span_at(index) for index in range(len(spec.categories))]
    sheet.series(str(spec.range_name), [span[1] - span[0] if span else None for span in spans], *bars)
    for series in spec.marks:
        marks = []
        for index, value in enumerate(map(number, series.values)):
            if value is None:
                continue
            x, y = scale.place(value, plot.left, plot.right), plot.top + step * (index + 0.5)
            words = wording.series_words(series, index, spec.categories[index], alone=False, unit=spec.value_axis.unit)
            marks.append(
                sheet.mark(
                    "path",
                    words,
                    series.href_at(index),
                    d=_diamond(x, y),
                    fill=sheet.color(series.tone_at(index)),
                    stroke=sheet.color("surface"),
                    stroke_width=0.8,
                )
            )
        sheet.series(str(series.name), series.values, *marks)


def _diamond(x: float, y: float) -> str:
    left, right, top, bottom = (plain(edge) for edge in (x - _REACH, x + _REACH, y - _REACH, y + _REACH))
    return f"M{plain(x)} {top}L{right} {plain(y)}L{plain(x)} {bottom}L{left} {plain(y)}Z"
