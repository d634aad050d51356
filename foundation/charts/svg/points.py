"""Paper charts made of points: lines with their bands, bubbles and the radar."""

import math

from foundation.charts import arrange, labels, lettering, scales, wording
from foundation.charts.specs import Bubble, Lines, LineSeries, Radar, Reference
from foundation.charts.svg import axes, bars
from foundation.charts.svg.canvas import DASHES, LABEL, SMALL, Box, Sheet, path, symbol, tag
from foundation.charts.units import Value, number

_SOFT = 0.16  # opacity of areas and bands


def lines(sheet: Sheet, spec: Lines) -> None:
    """Draw lines, each named at its end, with bands and areas below them."""
    x, y = arrange.across(spec), arrange.line_scale(spec)
    box = axes.head(sheet, sheet.box, spec.y_axis)
    box = box if x.kind == "date" else axes.foot(sheet, box, spec.x_axis)
    named = len(spec.series) > 1 and not wording.key(spec)
    widest = max((lettering.width(str(series.name), LABEL) for series in spec.series), default=0.0)
    right = min(widest + 8, box.width * 0.28) if named else 6.0
    names = [text for _place, text in x.ticks]
    step = box.width * 0.85 / max(1, len(names))
    below = axes.names_height(names, step, box.height * 0.4) if x.kind == "name" else LABEL * 1.8
    plot = axes.values_left(sheet, Box(box.left, box.top, box.right - right, box.bottom - below), y, spec.y_axis)
    inner = plot
    if x.kind == "name":
        pad = plot.width / max(2, len(names) * 2)
        inner = Box(plot.left + pad, plot.top, plot.right - pad, plot.bottom)
        places = [x.scale.place(place, inner.left, inner.right) for place in x.places]
        axes.names_bottom(sheet, names, plot, places, step)
    else:
        axes.values_bottom(sheet, plot, x.scale, x.ticks)
        places = [x.scale.place(place, inner.left, inner.right) for place in x.places]
    for series in spec.series:
        _fills(sheet, series, places, plot, y)
    upright = [reference for reference in spec.references if reference.on == "x"]
    for reference in spec.references:
        row = upright.index(reference) if reference in upright else 0
        _reference(sheet, spec, reference, plot, inner, x, y, row)
    for rank in range(len(spec.series)):
        _line(sheet, spec, rank, places, plot, y)
    if named:
        _end_names(sheet, spec, places, plot, y, right)


def _reference(
    sheet: Sheet,
    spec: Lines,
    reference: Reference,
    plot: Box,
    inner: Box,
    x: arrange.Across,
    y: scales.Scale,
    row: int,
) -> None:
    if reference.on == "y":
        at = axes.value_of(reference)
        if at is not None:
            axes.reference_across(sheet, plot, reference, y.place(at, plot.bottom, plot.top))
        return
    at = x.place_of(reference.at, spec.x)
    if at is not None:
        axes.reference_upright(sheet, plot, reference, x.scale.place(at, inner.left, inner.right), row=row)


def _fills(sheet: Sheet, series: LineSeries, places: list[float], plot: Box, y: scales.Scale) -> None:
    def points(row: list[Value], run: list[int]) -> list[tuple[float, float]]:
        return [(places[i], y.place(number(row[i]) or 0.0, plot.bottom, plot.top)) for i in run]

    bands: list[tuple[list[list[int]], list[Value], list[Value]]] = []
    if series.low:
        bands.append((arrange.runs(series.low, series.high), list(series.low), list(series.high)))
    if series.area:
        bands.append((arrange.runs(series.values), [0] * len(series.values), list(series.values)))
    for stretches, low, high in bands:
        for run in stretches:
            outline = [*points(high, run), *reversed(points(low, run))]
            sheet.add(tag("path", d=path(outline, closed=True), fill=sheet.color(series.tone), fill_opacity=_SOFT))


def _line(sheet: Sheet, spec: Lines, rank: int, places: list[float], plot: Box, y: scales.Scale) -> None:
    series, marks = spec.series[rank], []
    at = {
        i: y.place(value, plot.bottom, plot.top)
        for i, v in enumerate(series.values)
        if (value := number(v)) is not None
    }
    stretches = arrange.runs(series.values)
    for run in stretches:
        if len(run) > 1:
            marks.append(
                tag(
                    "path",
                    d=path([(places[i], at[i]) for i in run]),
                    fill="none",
                    stroke=sheet.color(series.tone),
                    stroke_width=1.5,
                    stroke_linejoin="round",
                    stroke_dasharray=DASHES[series.dash],
                )
            )
    alone = {run[0] for run in stretches if len(run) == 1}
    for i in at:
        if series.markers or i in alone or i == arrange.last_known(series):
            fill, words = sheet.color(series.tone_at(i)), wording.line_words(spec, series, i)
            marks.append(symbol(rank, places[i], at[i], 2.2, fill=fill, words=words))
    sheet.series(str(series.name), series.values, *marks)


def _end_names(sheet: Sheet, spec: Lines, places: list[float], plot: Box, y: scales.Scale, room: float) -> None:
    ends = [(series, last) for series in spec.series if (last := arrange.last_known(series)) is not None]
    wanted = [y.place(number(series.values[last]) or 0.0, plot.bottom, plot.top) for series, last in ends]
    moved = scales.spread(wanted, LABEL * 1.2, plot.top, plot.bottom)
    for (series, last), spot in zip(ends, moved, strict=True):
        sheet.text(
            places[last] + 5,
            spot + LABEL * 0.35,
            str(series.name),
            tone=f"{series.tone}-ink",
            bold=True,
            halo=True,
            room=max(room, plot.right + room - places[last] - 5),
        )


def bubble(sheet: Sheet, spec: Bubble) -> None:
    """Draw points on two measures, as many named as find room, the biggest first."""
    x, y = arrange.bubble_scales(spec)
    box = axes.foot(sheet, axes.head(sheet, sheet.box, spec.y_axis), spec.x_axis)
    plot = axes.values_left(sheet, Box(box.left, box.top, box.right - 6, box.bottom - LABEL * 1.8), y, spec.y_axis)
    axes.values_bottom(sheet, plot, x, arrange.labels(x, spec.x_axis))
    if spec.x_line is not None:
        at = x.place(float(spec.x_line), plot.left, plot.right)
        sheet.rule(at, plot.top, at, plot.bottom, "axis", 0.7)
    if spec.y_line is not None:
        at = y.place(float(spec.y_line), plot.bottom, plot.top)
        sheet.rule(plot.left, at, plot.right, at, "axis", 0.7)
    corners = _quadrants(sheet, spec, plot)
    known = [i for i, point in enumerate(spec.points) if number(point.x) is not None and number(point.y) is not None]
    sizes = arrange.diameters(spec, min(26.0, plot.height * 0.16), 5.0)
    discs = [
        labels.Disc(
            x.place(number(spec.points[i].x) or 0.0, plot.left, plot.right),
            y.place(number(spec.points[i].y) or 0.0, plot.bottom, plot.top),
            sizes[i] / 2,
            lettering.fit(str(spec.points[i].label), 96, SMALL),
        )
        for i in known
    ]
    tones = list(dict.fromkeys([*(tone for tone, _words in spec.key), *(spec.points[i].tone for i in known)]))
    marks = []
    for index in sorted(range(len(known)), key=lambda i: -discs[i].radius):
        point, disc = spec.points[known[index]], discs[index]
        shape = symbol(
            tones.index(point.tone),
            disc.x,
            disc.y,
            disc.radius,
            fill=sheet.color(point.tone),
            fill_opacity=arrange.opacity(spec),
            stroke=sheet.color("surface"),
            stroke_width=0.8,
            words=wording.point_words(spec, point),
        )
        marks.append(tag("a", shape, href=point.href) if point.href else shape)
    sheet.series(str(spec.y_axis.heading), list(spec.values()), *marks)
    for index, disc in zip(known, discs, strict=True):
        point = spec.points[index]
        if point.x_ends:
            left, right = (x.place(float(end), plot.left, plot.right) for end in point.x_ends)
            sheet.rule(left, disc.y, right, disc.y, "text", 1)
        if point.y_ends:
            low, high = (y.place(float(end), plot.bottom, plot.top) for end in point.y_ends)
            sheet.rule(disc.x, low, disc.x, high, "text", 1)
    sides = labels.place(discs, (plot.left, plot.top - 4, sheet.width, plot.bottom), SMALL, most=40, taken=corners)
    for index, side in sides.items():
        left, top, _right, _bottom = labels.box_of(discs[index], side, SMALL)
        sheet.text(left, top + SMALL * 0.95, discs[index].name, size=SMALL, halo=True)
    for reference in spec.references:
        at_value = axes.value_of(reference)
        if at_value is None:
            continue
        if reference.on == "y":
            axes.reference_across(sheet, plot, reference, y.place(at_value, plot.bottom, plot.top))
        else:
            axes.reference_upright(sheet, plot, reference, x.place(at_value, plot.left, plot.right))


def _quadrants(sheet: Sheet, spec: Bubble, plot: Box) -> list[labels.Box]:
    """Name the four parts in their corners; return the boxes they take."""
    taken = []
    places = (
        (plot.left + 3, plot.top + 9, "start"),
        (plot.right - 3, plot.top + 9, "end"),
        (plot.right - 3, plot.bottom - 4, "end"),
        (plot.left + 3, plot.bottom - 4, "start"),
    )
    for words, (x, y, anchor) in zip(spec.quadrants or (), places, strict=False):
        room = plot.width * 0.45
        sheet.text(x, y, words, size=SMALL, tone="muted", anchor=anchor, room=room)
        wide = min(room, lettering.width(str(words), SMALL))
        left = x if anchor == "start" else x - wide
        taken.append((left, y - SMALL, left + wide, y + 2))
    return taken


def radar(sheet: Sheet, spec: Radar) -> None:
    """Draw profiles as polygons over a web of rings and spokes."""
    instead = arrange.radar_as_bars(spec)
    if instead is not None:
        bars.bars(sheet, instead)
        return
    limit, count, box = arrange.radar_limit(spec), len(spec.axes), sheet.box
    web = [(math.cos(a), -math.sin(a)) for a in (math.pi / 2 - 2 * math.pi * i / count for i in range(count))]
    down = max(dy for _dx, dy in web)
    radius = max(5.0, min((box.height - LABEL * 5) / (1 + down), box.width * 0.3))
    cx, cy = (box.left + box.right) / 2, box.top + LABEL * 2.6 + radius
    for ring in (0.25, 0.5, 0.75, 1.0):
        outline = path([(cx + dx * radius * ring, cy + dy * radius * ring) for dx, dy in web], closed=True)
        tone = "axis" if ring == 1 else "grid"
        sheet.add(tag("path", d=outline, fill="none", stroke=sheet.color(tone), stroke_width=0.5))
    for dx, dy in web:
        sheet.rule(cx, cy, cx + dx * radius, cy + dy * radius, "grid")
    for rank in range(len(spec.series)):
        _profile(sheet, spec, rank, [(cx, cy, dx * radius / limit, dy * radius / limit) for dx, dy in web])
    sheet.text(cx + 3, cy - radius + LABEL, spec.unit.tick(limit), size=SMALL, tone="muted")
    for index, (axis, (dx, dy)) in enumerate(zip(spec.axes, web, strict=True)):
        anchor = "middle" if abs(dx) < 0.2 else "start" if dx > 0 else "end"
        x, y = cx + dx * (radius + 6), cy + dy * (radius + 6)
        room = min(110.0, {"start": box.right - x, "end": x - box.left, "middle": box.width}[anchor])
        words = lettering.wrap(str(axis), room, LABEL, lines=2)
        values = [spec.unit.short(series.values[index]) for series in spec.series[:1]]
        tall = (len(words) + (len(spec.series) == 1)) * LABEL * 1.15
        top = y - tall + LABEL if dy < -0.5 else y + LABEL if dy > 0.5 else y - tall / 2 + LABEL * 0.9
        sheet.lines(x, top, words, str(axis), anchor=anchor)
        if len(spec.series) == 1:
            sheet.text(x, top + len(words) * LABEL * 1.15, values[0], anchor=anchor, bold=True)


def _profile(sheet: Sheet, spec: Radar, rank: int, spokes: list[tuple[float, float, float, float]]) -> None:
    series = spec.series[rank]
    values = [number(value) for value in series.values]
    spots = [
        None if value is None else (cx + dx * max(0.0, value), cy + dy * max(0.0, value))
        for value, (cx, cy, dx, dy) in zip(values, spokes, strict=True)
    ]
    color, marks = sheet.color(series.tone), []
    style: dict[str, object] = {
        "stroke": color,
        "stroke_width": 1.5,
        "stroke_dasharray": DASHES[("solid", "dash", "dot")[rank % 3]],
    }
    whole = [spot for spot in spots if spot is not None]
    if len(whole) == len(spots):
        marks.append(tag("path", d=path(whole, closed=True), fill=color, fill_opacity=_SOFT, **style))
    else:
        for one, other in zip(spots, [*spots[1:], spots[0]], strict=True):
            if one and other:
                marks.append(tag("path", d=path([one, other]), fill="none", **style))
    for index, spot in enumerate(spots):
        if spot:
            words = wording.series_words(series, index, spec.axes[index], alone=len(spec.series) == 1, unit=spec.unit)
            marks.append(symbol(rank, spot[0], spot[1], 2.0, fill=color, words=words))
    sheet.series(str(series.name), series.values, *marks)
