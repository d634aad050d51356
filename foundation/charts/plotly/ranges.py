"""Figures of ranges: a bar from a low to a high end, with marks on it."""

from foundation.charts import arrange, wording
from foundation.charts.plotly.frame import (
    HOVER,
    SYMBOLS,
    Json,
    figure,
    head,
    layout,
    mark,
    name,
    name_axis,
    note,
    set_height,
    token,
    value_axis,
    words,
)
from foundation.charts.specs import Ranges
from foundation.charts.units import MISSING, number


def ranges(spec: Ranges) -> Json:
    """Draw a bar for each name, and the marks upon it."""
    scale, unit = arrange.range_scale(spec), spec.value_axis.unit
    places = list(range(len(spec.categories)))
    spans = [spec.span_at(index) for index in places]
    data: list[Json] = [
        {
            "type": "bar",
            "name": words(spec.range_name),
            "orientation": "h",
            "base": [span[0] if span else None for span in spans],
            "x": [span[1] - span[0] if span else None for span in spans],
            "y": places,
            "width": 0.5,
            "marker": {"color": token(f"{spec.tone}-soft"), "line": {"width": 1, "color": token(spec.tone)}},
            "customdata": [
                mark(wording.range_words(spec, index), spec.hrefs[index] if spec.hrefs else "") for index in places
            ],
            "hovertemplate": HOVER,
        }
    ]
    for rank, series in enumerate(spec.marks):
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": words(series.name),
                "orientation": "h",
                "x": [number(value) for value in series.values],
                "y": places,
                "marker": {
                    "symbol": SYMBOLS[(rank + 2) % len(SYMBOLS)],
                    "size": 11,
                    "color": [token(series.tone_at(index)) for index in places],
                    "line": {"width": 1.5, "color": token("surface")},
                },
                "customdata": [
                    mark(
                        wording.series_words(series, index, spec.categories[index], alone=False, unit=unit),
                        series.href_at(index),
                    )
                    for index in places
                ],
                "hovertemplate": HOVER,
            }
        )
    of = layout(spec, barmode="overlay", bargap=0.3)
    of["yaxis"] = name_axis([name(label) for label in spec.categories], down=True)
    of["xaxis"] = {**value_axis(scale, spec.value_axis), "side": "top"}
    head(of, spec.value_axis, above_ticks=True)
    # A key of many entries stands in a column on a phone, above the plot.
    set_height(of, len(spec.categories) + max(0, len(spec.marks) - 2) * 0.8)
    of["annotations"] += [
        note(MISSING, y=index, x=scale.low, xanchor="left") for index in places if spans[index] is None
    ]
    return figure(data, of)
