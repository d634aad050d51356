"""Figures made of points: lines with their bands, bubbles and the radar."""

import math
from collections.abc import Sequence

from foundation.charts import arrange, labels, lettering, scales, wording
from foundation.charts.plotly import bars
from foundation.charts.plotly.frame import (
    DASHES,
    HOVER,
    SIZE,
    SYMBOLS,
    Json,
    date_axis,
    figure,
    folded,
    foot,
    head,
    iso,
    layout,
    mark,
    name_axis,
    note,
    plain_at,
    refer,
    token,
    value_axis,
    words,
)
from foundation.charts.specs import Bubble, Lines, LineSeries, Point, Radar, Series
from foundation.charts.units import Value, number

_END_ROOM = 112  # pixels that the names at the ends of lines may take
_HEIGHT = 260  # pixels of plot that labels are kept apart for
_WIDTH = 250  # the plot on a phone: names that find room there find it on every screen
_EVEN = (1.0, 0.89, 0.97, 1.1, 1.0, 1.1)  # makes the areas of SYMBOLS of one size alike
_SIDES = {"right": "middle right", "left": "middle left", "above": "top center", "below": "bottom center"}


def lines(spec: Lines) -> Json:
    """Draw lines, each named at its end, with bands and areas below them."""
    x, y = arrange.across(spec), arrange.line_scale(spec)
    places = [iso(place) if x.kind == "date" else place for place in x.places]
    data: list[Json] = []
    for series in spec.series:
        data += _fills(series, places)
    for rank, series in enumerate(spec.series):
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": words(series.name),
                "x": places,
                "y": [number(value) for value in series.values],
                "connectgaps": False,
                "cliponaxis": False,
                "line": {"color": token(series.tone), "width": 2, "dash": DASHES[series.dash]},
                "marker": {
                    "symbol": SYMBOLS[rank % len(SYMBOLS)],
                    "size": _dots(series),
                    "color": [token(series.tone_at(index)) for index in range(len(places))],
                    "line": {"width": 0},
                },
                "customdata": [
                    mark(wording.line_words(spec, series, index), series.href_at(index)) for index in range(len(places))
                ],
                "hovertemplate": HOVER,
            }
        )
    of = layout(spec, hovermode="closest", hoverdistance=40)
    of["yaxis"] = value_axis(y, spec.y_axis)
    head(of, spec.y_axis)
    if x.kind == "date":
        of["xaxis"] = date_axis(x.scale, x.ticks)
    elif x.kind == "number":
        of["xaxis"] = {**value_axis(x.scale, spec.x_axis), "showgrid": False, "zeroline": False, **foot(spec.x_axis)}
    else:
        room = bars.WIDTH / max(1, len(x.ticks))
        of["xaxis"] = {**name_axis([folded(text, room) for _place, text in x.ticks]), **foot(spec.x_axis)}
    if not wording.key(spec):
        _end_names(of, spec, places, y)
    for reference in spec.references:
        across = reference.on == "y"
        at = plain_at(reference.at) if across else x.place_of(reference.at, spec.x)
        if at is not None:
            share = y.place(at, 0, 1) if across else x.scale.place(at, 0, 1)
            refer(of, reference, iso(at) if not across and x.kind == "date" else at, across=across, share=share)
    return figure(data, of)


def _fills(series: LineSeries, places: list[str] | list[float] | list[str | float]) -> list[Json]:
    fills: list[tuple[list[list[int]], tuple[list[Value], list[Value]]]] = []
    if series.low:
        fills.append((arrange.runs(series.low, series.high), (list(series.low), list(series.high))))
    if series.area:
        fills.append((arrange.runs(series.values), ([0.0] * len(series.values), list(series.values))))
    result = []
    for stretches, (low, high) in fills:
        xs: list[str | float | None] = []
        ys: list[float | None] = []
        for run in stretches:
            xs += [*(places[i] for i in run), *(places[i] for i in reversed(run)), None]
            ys += [*(number(high[i]) for i in run), *(number(low[i]) for i in reversed(run)), None]
        result.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": xs[:-1],
                "y": ys[:-1],
                "fill": "toself",
                "fillcolor": token(f"{series.tone}-soft"),
                "line": {"width": 0},
                "hoverinfo": "skip",
                "showlegend": False,
                "meta": "band",
            }
        )
    return result


def _dots(series: Series) -> list[int]:
    """Return marker sizes: all where asked for, else only at the end and where a value stands alone."""
    alone = {run[0] for run in arrange.runs(series.values) if len(run) == 1}
    shown = {*alone, arrange.last_known(series)}
    every = isinstance(series, LineSeries) and series.markers
    return [7 if every or index in shown else 0 for index in range(len(series.values))]


def _end_names(of: Json, spec: Lines, places: list[str | float], y: scales.Scale) -> None:
    """Name every line at its last value, moved up or down where names would meet."""
    ends = [(series, last) for series in spec.series if (last := arrange.last_known(series)) is not None]
    if len(spec.series) < 2:
        return
    wanted = [y.place(number(series.values[last]) or 0.0, _HEIGHT, 0) for series, last in ends]
    moved = scales.spread(wanted, SIZE + 3, 0, _HEIGHT)
    room = max(lettering.width(str(series.name), SIZE) for series, _last in ends)
    of["margin"]["r"] = int(min(room, _END_ROOM)) + 20
    for (series, last), want, got in zip(ends, wanted, moved, strict=True):
        of["annotations"].append(
            {
                "text": words(lettering.fit(str(series.name), _END_ROOM, SIZE)),
                "x": places[last],
                "y": number(series.values[last]),
                "xanchor": "left",
                "xshift": 8,
                "yshift": round(want - got),
                "showarrow": False,
                "font": {"color": token(f"{series.tone}-ink"), "size": SIZE},
                "bgcolor": token("surface"),
                "align": "left",
            }
        )


def bubble(spec: Bubble) -> Json:
    """Draw points on two measures, the biggest ones named beside them."""
    x, y = arrange.bubble_scales(spec)
    known = [i for i, point in enumerate(spec.points) if number(point.x) is not None and number(point.y) is not None]
    sizes = arrange.diameters(spec, 40, 8)
    tones = [tone for tone, _words in spec.key]
    tones += [spec.points[i].tone for i in known]
    sides = _name_sides(spec, known, sizes, x, y)
    data = []
    for rank, tone in enumerate(dict.fromkeys(tones)):
        group = [i for i in known if spec.points[i].tone == tone]
        data.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "name": words(dict(spec.key).get(tone, tone)),
                "x": [number(spec.points[i].x) for i in group],
                "y": [number(spec.points[i].y) for i in group],
                "text": [words(_short(spec.points[i].label)) if i in sides else "" for i in group],
                "textposition": [_SIDES[sides.get(i, "right")] for i in group],
                "textfont": {"color": token("text"), "size": SIZE - 1},
                "cliponaxis": False,
                "marker": {
                    "symbol": SYMBOLS[rank % len(SYMBOLS)],
                    "size": [sizes[i] * _EVEN[rank % len(_EVEN)] for i in group],
                    "sizemode": "diameter",
                    "color": token(tone),
                    "opacity": arrange.opacity(spec),
                    "line": {"width": 1, "color": token("surface")},
                },
                "customdata": [mark(wording.point_words(spec, spec.points[i]), spec.points[i].href) for i in group],
                "hovertemplate": HOVER,
                "showlegend": tone in dict(spec.key),
                **_whiskers([spec.points[i] for i in group]),
            }
        )
    of = layout(spec)
    of["xaxis"], of["yaxis"] = value_axis(x, spec.x_axis, room=0.03), value_axis(y, spec.y_axis, room=0.03)
    of["xaxis"].update(foot(spec.x_axis))
    head(of, spec.y_axis)
    for axis, line in (("x", spec.x_line), ("y", spec.y_line)):
        if line is not None:
            other = "y" if axis == "x" else "x"
            of["shapes"].append(
                {
                    "type": "line",
                    f"{axis}ref": axis,
                    f"{axis}0": number(line),
                    f"{axis}1": number(line),
                    f"{other}ref": "paper",
                    f"{other}0": 0,
                    f"{other}1": 1,
                    "line": {"color": token("axis"), "width": 1},
                }
            )
    corners = ((0, 1, "left", "top"), (1, 1, "right", "top"), (1, 0, "right", "bottom"), (0, 0, "left", "bottom"))
    for text, (right, up, xanchor, yanchor) in zip(spec.quadrants or (), corners, strict=False):
        of["annotations"].append(
            note(
                words(text),
                xref="paper",
                yref="paper",
                x=right,
                y=up,
                xanchor=xanchor,
                yanchor=yanchor,
            )
        )
    for reference in spec.references:
        at = plain_at(reference.at)
        if at is not None:
            across = reference.on == "y"
            refer(of, reference, at, across=across, share=(y if across else x).place(at, 0, 1))
    return figure(data, of)


def _whiskers(points: Sequence[Point]) -> Json:
    """The intervals through the points, along each measure that has any."""
    found: Json = {}
    for axis in ("x", "y"):
        ends = [getattr(point, f"{axis}_ends") for point in points]
        if any(ends):
            at = [number(getattr(point, axis)) or 0.0 for point in points]
            found[f"error_{axis}"] = {
                "type": "data",
                "symmetric": False,
                "array": [float(pair[1]) - value if pair else 0 for pair, value in zip(ends, at, strict=True)],
                "arrayminus": [value - float(pair[0]) if pair else 0 for pair, value in zip(ends, at, strict=True)],
                "color": token("text"),
                "thickness": 1.5,
                "width": 5,
            }
    return found


def _short(label: str) -> str:
    return lettering.fit(str(label), 130, SIZE - 1)


def _name_sides(
    spec: Bubble,
    known: list[int],
    sizes: list[float],
    x: scales.Scale,
    y: scales.Scale,
) -> dict[int, labels.Side]:
    discs = [
        labels.Disc(
            x.place(number(spec.points[i].x) or 0.0, 0, _WIDTH),
            y.place(number(spec.points[i].y) or 0.0, _HEIGHT, 0),
            sizes[i] / 2,
            _short(spec.points[i].label),
        )
        for i in known
    ]
    placed = labels.place(discs, (0, -10, _WIDTH, _HEIGHT + 10), SIZE, most=10)
    return {known[index]: side for index, side in placed.items()}


def radar(spec: Radar) -> Json:
    """Draw profiles as polygons over a web of rings and spokes."""
    instead = arrange.radar_as_bars(spec)
    if instead is not None:
        return bars.bars(instead)
    limit, count = arrange.radar_limit(spec), len(spec.axes)
    angles = [math.pi / 2 - 2 * math.pi * index / count for index in range(count)]
    web = [(math.cos(angle), math.sin(angle)) for angle in angles]
    data: list[Json] = []
    rings: tuple[list[float | None], list[float | None]] = ([], [])
    for ring in (0.25, 0.5, 0.75, 1.0):
        rings[0].extend([*(ring * cos for cos, _sin in web), ring * web[0][0], None])
        rings[1].extend([*(ring * sin for _cos, sin in web), ring * web[0][1], None])
    for cos, sin in web:
        rings[0].extend([0.0, cos, None])
        rings[1].extend([0.0, sin, None])
    data.append(
        {
            "type": "scatter",
            "mode": "lines",
            "x": rings[0],
            "y": rings[1],
            "line": {"color": token("grid"), "width": 1},
            "hoverinfo": "skip",
            "showlegend": False,
            "meta": "web",
        }
    )
    for rank, series in enumerate(spec.series):
        data.append(_profile(spec, series, rank, web, limit))
    of = layout(spec)
    hidden = {"visible": False, "fixedrange": True, "zeroline": False}
    of["xaxis"] = {**hidden, "range": [-1.6, 1.6]}
    bottom = min(sin for _cos, sin in web)
    of["yaxis"] = {**hidden, "range": [bottom - 0.22, 1.22], "scaleanchor": "x", "scaleratio": 1}
    of["height"] = 380
    of["annotations"] = [
        {
            **note(folded(axis, 110, 3), x=cos * 1.08, y=sin * 1.08),
            "xanchor": _anchor(cos),
            "yanchor": "bottom" if sin > 0.5 else "top" if sin < -0.5 else "middle",
        }
        for axis, (cos, sin) in zip(spec.axes, web, strict=True)
    ]
    of["annotations"].append(note(words(spec.unit.tick(limit)), x=0, y=1, xanchor="left", xshift=4, yanchor="top"))
    return figure(data, of)


def _profile(spec: Radar, series: Series, rank: int, web: list[tuple[float, float]], limit: float) -> Json:
    values = [number(value) for value in series.values]
    reach = [None if value is None else max(0.0, value) / limit for value in values]
    xs = [None if r is None else r * cos for r, (cos, _sin) in zip(reach, web, strict=True)]
    ys = [None if r is None else r * sin for r, (_cos, sin) in zip(reach, web, strict=True)]
    marks = [
        mark(
            wording.series_words(series, index, spec.axes[index], alone=len(spec.series) == 1, unit=spec.unit),
            series.href_at(index),
        )
        for index in range(len(values))
    ]
    whole = None not in values
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": words(series.name),
        "x": [*xs, xs[0]],
        "y": [*ys, ys[0]],
        "customdata": [*marks, marks[0]],
        "hovertemplate": HOVER,
        "fill": "toself" if whole else "none",
        "fillcolor": token(f"{series.tone}-soft"),
        "hoveron": "points",
        "connectgaps": False,
        "line": {"color": token(series.tone), "width": 2, "dash": ("solid", "dash", "dot")[rank % 3]},
        "marker": {"size": 6, "symbol": SYMBOLS[rank % len(SYMBOLS)], "color": token(series.tone)},
        "meta": {"values": values},
    }


def _anchor(cos: float) -> str:
    return "center" if abs(cos) < 0.2 else "left" if cos > 0 else "right"
