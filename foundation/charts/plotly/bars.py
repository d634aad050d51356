"""Figures made of bars: bars, funnel, waterfall and Gantt, and the heat map."""

from datetime import date
from typing import Any

from foundation.charts import arrange, scales, wording
from foundation.charts.plotly.frame import (
    HOVER,
    Json,
    date_axis,
    figure,
    folded,
    foot,
    head,
    iso,
    layout,
    mark,
    name,
    name_axis,
    note,
    plain_at,
    refer,
    set_height,
    token,
    value_axis,
    words,
)
from foundation.charts.specs import Bars, Funnel, Gantt, HeatMap, Series, Waterfall
from foundation.charts.units import MISSING, number

WIDTH = 480  # pixels of plot that names under columns are folded for
_DAY = 86_400_000  # a day in the milliseconds that Plotly's bars over time are measured in


def bars(spec: Bars) -> Json:
    """Draw bars side by side or stacked."""
    scale, labelled = arrange.bar_scale(spec), arrange.bars_labelled(spec)
    unit, places = spec.value_axis.unit, list(range(len(spec.categories)))
    data = []
    for series in spec.series:
        values = [number(value) for value in series.values]
        marks = [
            mark(
                wording.series_words(
                    series,
                    index,
                    spec.categories[index],
                    alone=len(spec.series) == 1,
                    unit=unit,
                ),
                series.href_at(index),
            )
            for index in places
        ]
        data.append(
            {
                "type": "bar",
                "name": words(series.name),
                "orientation": "h" if spec.horizontal else "v",
                "x" if spec.horizontal else "y": values,
                "y" if spec.horizontal else "x": places,
                "marker": _fill([series.tone_at(index) for index in places]),
                **(_texts(series, spec) if labelled or arrange.parts_labelled(spec) else {}),
                "customdata": marks,
                "hovertemplate": HOVER,
            }
        )
    of = layout(
        spec,
        barmode="relative" if spec.stacked else "group",
        bargap=0.3,
        bargroupgap=0.08,
        uniformtext={"mode": "hide", "minsize": 9},
    )
    values_axis = value_axis(scale, spec.value_axis, ticks=not labelled, room=0.12 if labelled else 0)
    if spec.horizontal:
        of["yaxis"] = name_axis([name(label) for label in spec.categories], down=True)
        of["xaxis"] = {**values_axis, "side": "top"}
    else:
        room = WIDTH / max(1, len(spec.categories))
        of["xaxis"] = {**name_axis([folded(label, room) for label in spec.categories]), **foot(spec.category_axis)}
        of["yaxis"] = values_axis
    head(of, spec.value_axis, above_ticks=spec.horizontal and not labelled)
    if spec.horizontal:
        set_height(of, len(spec.categories) * (1 if spec.stacked else max(1, len(spec.series) * 0.7)))
    _missing(
        of,
        [index for index in places if all(number(one.values[index]) is None for one in spec.series)],
        upright=not spec.horizontal,
    )
    for reference in spec.references:
        at = plain_at(reference.at)
        if at is not None:
            refer(of, reference, at, across=not spec.horizontal, share=scale.place(at, 0, 1))
    return figure(data, of)


def funnel(spec: Funnel) -> Json:
    """Draw steps as horizontal bars, with the changes in a column of their own."""
    unit, axis = spec.value_axis.unit, spec.value_axis
    places = list(range(len(spec.steps)))
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "name": words(axis.heading),
            "x": [number(step.value) for step in spec.steps],
            "y": places,
            "marker": _fill([step.tone for step in spec.steps]),
            **_outside([unit.short(step.value) for step in spec.steps]),
            "customdata": [
                mark(
                    wording.hover(
                        step.hover,
                        step.label,
                        wording.with_word(unit.full(step.value), axis),
                        f"{unit.signed(step.moved)} {spec.moved_label}" if step.moved is not None else "",
                    ),
                    step.href,
                )
                for step in spec.steps
            ],
            "hovertemplate": HOVER,
        }
    ]
    of = layout(spec, bargap=0.3)
    of["yaxis"] = name_axis([name(step.label) for step in spec.steps], down=True)
    of["xaxis"] = value_axis(arrange.funnel_scale(spec), axis, ticks=False, room=0.12)
    head(of, axis)
    set_height(of, len(spec.steps))
    _missing(of, [index for index in places if number(spec.steps[index].value) is None], upright=False)
    if any(step.moved is not None for step in spec.steps):
        of["margin"]["r"] = 72
        beside: dict[str, Any] = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 8}
        of["annotations"] += [
            note(words(unit.signed(step.moved)), yref="y", y=index, **beside)
            for index, step in enumerate(spec.steps)
            if step.moved is not None
        ]
        of["annotations"].append(
            note(
                words(spec.moved_label),
                xref="paper",
                x=1,
                xanchor="right",
                xshift=64,
                yref="paper",
                y=1,
                yanchor="bottom",
                yshift=6,
            )
        )
    return figure(data, of)


def waterfall(spec: Waterfall) -> Json:
    """Draw changes as bars from the sum so far, joined by thin lines."""
    unit, moves = spec.value_axis.unit, arrange.waterfall(spec)
    write = [unit.short if bar.move.total else unit.signed for bar in moves]
    texts = [write[index](bar.shown) if bar.known else MISSING for index, bar in enumerate(moves)]
    data = [
        {
            "type": "bar",
            "name": words(spec.value_axis.heading),
            "x": list(range(len(moves))),
            "base": [bar.start for bar in moves],
            "y": [bar.end - bar.start if bar.known else None for bar in moves],
            "marker": _fill([bar.tone for bar in moves]),
            **_outside(texts),
            "customdata": [
                mark(
                    wording.hover(
                        bar.move.hover,
                        bar.move.label,
                        wording.with_word((unit.full(bar.shown) if bar.known else MISSING), spec.value_axis),
                    ),
                    bar.move.href,
                )
                for bar in moves
            ],
            "hovertemplate": HOVER,
        }
    ]
    of = layout(spec, bargap=0.3)
    of["xaxis"] = name_axis([folded(bar.move.label, WIDTH / max(1, len(moves)), 3) for bar in moves])
    of["yaxis"] = value_axis(arrange.waterfall_scale(spec), spec.value_axis, room=0.06)
    head(of, spec.value_axis)
    of["shapes"] = [
        {
            "type": "line",
            "x0": index - 0.35,
            "x1": index + 1.35,
            "y0": bar.end,
            "y1": bar.end,
            "layer": "below",
            "line": {"color": token("axis"), "width": 1},
        }
        for index, bar in enumerate(moves[:-1])
    ]
    _missing(of, [index for index, bar in enumerate(moves) if not bar.known], upright=True)
    return figure(data, of)


def heat_map(spec: HeatMap) -> Json:
    """Draw a table of shades, the number in each cell."""
    low, high = arrange.heat_scale(spec)
    unit, steps = spec.value_axis.unit, len(arrange.palette.HEAT)
    shades = [
        [edge / steps, token(shade)] for index, shade in enumerate(arrange.palette.HEAT) for edge in (index, index + 1)
    ]
    marks = [
        [
            mark(
                wording.hover(
                    str(spec.hovers[row][column]) if spec.hovers else "",
                    spec.rows[row],
                    spec.columns[column],
                    wording.with_word(unit.full(value), spec.value_axis),
                ),
                spec.hrefs[row][column] if spec.hrefs else "",
            )
            for column, value in enumerate(line)
        ]
        for row, line in enumerate(spec.cells)
    ]
    data = [
        {
            "type": "heatmap",
            "name": words(spec.value_axis.heading),
            "x": list(range(len(spec.columns))),
            "y": list(range(len(spec.rows))),
            "z": [[number(value) for value in line] for line in spec.cells],
            "zmin": low,
            "zmax": high,
            "colorscale": shades,
            "showscale": False,
            "xgap": 2,
            "ygap": 2,
            "text": [[words(unit.short(value)) for value in line] for line in spec.cells],
            "texttemplate": "%{text}",
            "textfont": {"size": 11},
            "customdata": marks,
            "hovertemplate": HOVER,
            "hoverongaps": False,
        }
    ]
    of = layout(spec)
    room = WIDTH / max(1, len(spec.columns))
    of["xaxis"] = {**name_axis([folded(label, room) for label in spec.columns]), "side": "top"}
    of["yaxis"] = name_axis([name(label) for label in spec.rows], down=True)
    set_height(of, len(spec.rows) + 1)
    of["annotations"] = [
        note(MISSING, x=column, y=row)
        for row, line in enumerate(spec.cells)
        for column, value in enumerate(line)
        if number(value) is None
    ]
    return figure(data, of)


def gantt(spec: Gantt) -> Json:
    """Draw tasks as bars over time, milestones as diamonds, planned dates as a thin line below."""
    scale, ticks = arrange.gantt_scale(spec)
    lines = arrange.gantt_lines(spec)
    tones = [tone for tone, _words in spec.key]
    tones += [task.tone for task in spec.tasks if task.tone not in tones]
    data = [_planned(spec, lines)]
    for tone in dict.fromkeys(tones):
        data += _tasks(spec, lines, tone)
    of = layout(spec, barmode="overlay", bargap=0.4)
    # Bold letters would come as a style attribute, which the security policy refuses.
    texts = [f"{name(text)} ▾" if index is None else name(text) for text, index in lines]
    of["yaxis"] = name_axis(texts, down=True)
    set_height(of, len(lines) + 1)
    of["xaxis"] = {**date_axis(scale, ticks), "showgrid": True, "gridcolor": token("grid")}
    for reference in spec.references:
        if isinstance(reference.at, date):
            at = scales.day_number(reference.at)
            refer(of, reference, iso(at), across=False, share=scale.place(at, 0, 1))
    undated = [
        row
        for row, (_text, index) in enumerate(lines)
        if index is not None and not spec.tasks[index].days and not spec.tasks[index].planned_days
    ]
    of["annotations"] += [note(MISSING, y=row, xref="paper", x=0, xanchor="left", xshift=4) for row in undated]
    return figure([trace for trace in data if trace.get("customdata") or trace.get("x")], of)


def _tasks(spec: Gantt, lines: list[tuple[str, int | None]], tone: str) -> list[Json]:
    shown = dict(spec.key).get(tone, "")
    rows = [
        (row, task)
        for row, (_text, index) in enumerate(lines)
        if index is not None and (task := spec.tasks[index]).tone == tone and task.start and task.end
    ]
    spans = [(row, task, task.days) for row, task in rows if task.days and task.days > 1]
    points = [(row, task) for row, task in rows if task.days == 1]
    common: Json = {"hovertemplate": HOVER, "showlegend": False, "name": words(shown or spec.title)}
    bar = {
        "type": "bar",
        "orientation": "h",
        "y": [row for row, _task, _days in spans],
        "base": [task.start.isoformat() for _row, task, _days in spans if task.start],
        "x": [days * _DAY for _row, _task, days in spans],
        "marker": _fill([tone] * len(spans)),
        "customdata": [mark(wording.task_words(spec, task), task.href) for _row, task, _days in spans],
        "width": 0.64,
        "text": [words(shown)] * len(spans),
        "textposition": "auto",
        "insidetextanchor": "start",
        "constraintext": "none",
        "insidetextfont": {"color": token(f"{tone}-on"), "size": 11},
        "outsidetextfont": {"color": token("text"), "size": 11},
        "cliponaxis": False,
        **common,
    }
    dot = {
        "type": "scatter",
        "mode": "markers+text",
        "y": [row for row, _task in points],
        "x": [task.start.isoformat() for _row, task in points if task.start],
        "marker": {"symbol": "diamond", "size": 12, "color": token(tone), "line": {"width": 0}},
        "customdata": [mark(wording.task_words(spec, task), task.href) for _row, task in points],
        "text": [words(shown)] * len(points),
        "textposition": "middle right",
        "textfont": {"color": token("text"), "size": 11},
        **common,
    }
    return [bar, dot]


def _planned(spec: Gantt, lines: list[tuple[str, int | None]]) -> Json:
    rows = [
        (row, task, task.planned_days)
        for row, (_text, index) in enumerate(lines)
        if index is not None and (task := spec.tasks[index]).planned_days
    ]
    return {
        "type": "bar",
        "orientation": "h",
        "y": [row + 0.41 for row, _task, _days in rows],
        "base": [task.planned_start.isoformat() for _row, task, _days in rows if task.planned_start],
        "x": [days * _DAY for _row, _task, days in rows if days],
        "width": 0.12,
        "showlegend": False,
        "marker": _fill(["neutral"] * len(rows)),
        "hoverinfo": "skip",
        "meta": "planned",
    }


def _fill(tones: list[str]) -> Json:
    colors = [token(tone) for tone in tones]
    single = len(set(colors)) == 1
    return {"color": colors[0] if single else colors, "line": {"width": 0.5, "color": token("surface")}}


def _texts(series: Series, spec: Bars) -> Json:
    texts = [spec.value_axis.unit.short(value) for value in series.values]
    if arrange.bars_labelled(spec):
        return _outside(texts)
    return {
        "text": [words(text) for text in texts],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"color": [token(f"{series.tone_at(index)}-on") for index in range(len(texts))], "size": 11},
    }


def _outside(texts: list[str]) -> Json:
    return {
        "text": [words(text) for text in texts],
        "textposition": "outside",
        "cliponaxis": False,
        "textfont": {"color": token("text")},
        "constraintext": "none",
    }


def _missing(of: Json, indexes: list[int], *, upright: bool) -> None:
    """Write an en dash at the zero line where a bar is missing."""
    for index in indexes:
        place: Json = {"x": index, "y": 0, "yanchor": "bottom"} if upright else {"y": index, "x": 0, "xanchor": "left"}
        of["annotations"].append(note(MISSING, **place))
