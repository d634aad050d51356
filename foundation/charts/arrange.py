"""What both renderers must agree on: scales, stacks, running sums and what is labelled."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from foundation.charts import palette, scales
from foundation.charts.specs import (
    Axis,
    Bars,
    Bubble,
    Funnel,
    Gantt,
    HeatMap,
    Lines,
    LineSeries,
    Move,
    Radar,
    Ranges,
    Reference,
    Series,
    Waterfall,
)
from foundation.charts.units import Position, Value, day, month, number

Span = tuple[float, float] | None
MOST_LABELLED = 30  # bars of one series that each carry their number; beyond it the axis is read instead
MOST_LABELLED_SIDE_BY_SIDE = 12
MOST_LABELLED_STACKED = 40
FEW_POINTS = 12  # bubbles that have room at full size


def runs(*rows: Sequence[Value]) -> list[list[int]]:
    """Return the stretches of neighboring indexes at which every row has a value."""
    result: list[list[int]] = []
    for index in range(len(rows[0])):
        if any(number(row[index]) is None for row in rows):
            continue
        if result and result[-1][-1] == index - 1:
            result[-1].append(index)
        else:
            result.append([index])
    return result


def _known(values: Iterable[Value]) -> list[float]:
    return [known for known in map(number, values) if known is not None]


def _scale(axis: Axis, values: Iterable[Value], *, zero: bool) -> scales.Scale:
    return scales.nice(
        _known(values),
        zero=zero,
        whole=axis.unit.whole,
        factor=axis.unit.factor,
        low=number(axis.low),
        high=number(axis.high),
    )


def _referred(references: Sequence[Reference], on: str) -> list[Value]:
    return [ref.at for ref in references if ref.on == on and not isinstance(ref.at, str | date)]


# Bars


def spans(spec: Bars) -> list[list[Span]]:
    """Return, per series, where each bar starts and ends on the value scale; None where the value is missing."""
    tops = [[0.0, 0.0] for _category in spec.categories]
    result: list[list[Span]] = []
    for series in spec.series:
        line: list[Span] = []
        for index, value in enumerate(map(number, series.values)):
            if value is None:
                line.append(None)
            elif spec.stacked:
                side = value < 0
                line.append((tops[index][side], tops[index][side] + value))
                tops[index][side] += value
            else:
                line.append((0.0, value))
        result.append(line)
    return result


def bar_scale(spec: Bars) -> scales.Scale:
    """Return the value scale of bars: zero, every end of a bar and every reference line."""
    ends: list[Value] = [end for line in spans(spec) for span in line if span for end in span]
    return _scale(spec.value_axis, [*ends, *_referred(spec.references, "y")], zero=True)


def range_scale(spec: Ranges) -> scales.Scale:
    """Return the value scale of ranges: zero, both ends of every bar and every mark."""
    return _scale(spec.value_axis, spec.values(), zero=True)


def bars_labelled(spec: Bars) -> bool:
    """Whether each bar carries its number beyond its end, so that the value axis can go."""
    most = MOST_LABELLED if len(spec.series) == 1 else MOST_LABELLED_SIDE_BY_SIDE
    alone = not spec.stacked or len(spec.series) == 1
    return alone and len(spec.series) * len(spec.categories) <= most and not spec.references


def parts_labelled(spec: Bars) -> bool:
    """Whether the parts of stacked bars carry their numbers inside, where they fit."""
    parts = len(spec.series) * len(spec.categories)
    return spec.stacked and len(spec.series) > 1 and parts <= MOST_LABELLED_STACKED


def radar_as_bars(spec: Radar) -> Bars | None:
    """Return the bars to draw in place of a radar with too few or too many dimensions to read; else None."""
    if 3 <= len(spec.axes) <= 16:
        return None
    return Bars(
        title=spec.title,
        subtitle=spec.subtitle,
        note=spec.note,
        empty=spec.empty,
        categories=spec.axes,
        series=spec.series,
        value_axis=Axis(unit=spec.unit, low=0, high=spec.maximum),
    )


def radar_limit(spec: Radar) -> float:
    """Return the value at the rim: the maximum, or more where a value lies beyond it."""
    return max([float(spec.maximum), *_known(spec.values())])


def funnel_scale(spec: Funnel) -> scales.Scale:
    """Return the value scale of a funnel."""
    return _scale(spec.value_axis, spec.values(), zero=True)


# Waterfall


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a waterfall with its ends; `known` is False for a change without a value, which moves nothing."""

    move: Move
    start: float
    end: float
    known: bool

    @property
    def shown(self) -> float:
        """The number that the bar stands for: its change, or the sum."""
        return self.end if self.move.total else self.end - self.start

    @property
    def tone(self) -> str:
        """The move's own tone, or that of a sum, a rise or a fall."""
        return self.move.tone or ("neutral" if self.move.total else "good" if self.end >= self.start else "bad")


def waterfall(spec: Waterfall) -> list[Bar]:
    """Return the bars of a waterfall with their running sums."""
    total, result = 0.0, []
    for move in spec.moves:
        if move.total:
            result.append(Bar(move, 0.0, total, True))
            continue
        value = number(move.value)
        result.append(Bar(move, total, total + (value or 0.0), value is not None))
        total += value or 0.0
    return result


def waterfall_scale(spec: Waterfall) -> scales.Scale:
    """Return the value scale of a waterfall."""
    return _scale(spec.value_axis, [end for bar in waterfall(spec) for end in (bar.start, bar.end)], zero=True)


# Lines and bubbles


def kind_of(positions: Sequence[Position]) -> Literal["date", "number", "name"]:
    """Return how positions are laid out: over time, on a scale, or one after the other."""
    if positions and all(isinstance(position, date) for position in positions):
        return "date"
    if positions and not any(isinstance(position, date | str) or number(position) is None for position in positions):
        return "number"
    return "name"


@dataclass(frozen=True, slots=True)
class Across:
    """The x scale of lines: where each point stands, and what is written at the ticks (already thinned for dates)."""

    kind: Literal["date", "number", "name"]
    scale: scales.Scale
    places: tuple[float, ...]
    ticks: tuple[tuple[float, str], ...]

    def place_of(self, position: Position, names: Sequence[Position]) -> float | None:
        """Return where a reference line stands; None when it fits the axis nowhere."""
        if isinstance(position, date):
            return scales.day_number(position) if self.kind == "date" else None
        if isinstance(position, str):
            return float(list(names).index(position)) if self.kind == "name" and position in names else None
        return number(position) if self.kind == "number" else None


def across(spec: Lines) -> Across:
    """Return the x scale of lines, wide enough for reference lines too."""
    kind = kind_of(spec.x)
    if kind == "date":
        days = [position for position in spec.x if isinstance(position, date)]
        marks = [ref.at for ref in spec.references if ref.on == "x" and isinstance(ref.at, date)]
        scale, ticks = scales.dates([*days, *marks])
        write = day if scale.high - scale.low < 45 else month
        places = tuple(scales.day_number(one) for one in days)
        return Across(kind, scale, places, tuple((scales.day_number(tick), write(tick)) for tick in ticks))
    if kind == "number":
        numbers: list[Value] = [position for position in spec.x if not isinstance(position, str | date)]
        scale = _scale(spec.x_axis, [*numbers, *_referred(spec.references, "x")], zero=False)
        return Across(kind, scale, tuple(_known(numbers)), labels(scale, spec.x_axis))
    last = max(1, len(spec.x) - 1)
    places = tuple(float(index) for index in range(len(spec.x)))
    words = [day(position) if isinstance(position, date) else str(position) for position in spec.x]
    return Across(kind, scales.Scale(0.0, float(last), places), places, tuple(zip(places, words, strict=True)))


def labels(scale: scales.Scale, axis: Axis) -> tuple[tuple[float, str], ...]:
    """Return the ticks of a value scale with what is written at each."""
    return tuple((tick, axis.unit.tick(tick)) for tick in scale.ticks)


def line_scale(spec: Lines) -> scales.Scale:
    """Return the y scale of lines: every value, every band and every reference line."""
    filled = any(series.area for series in spec.series)
    values: list[Value] = [*spec.values(), *_referred(spec.references, "y")]
    for series in spec.series:
        values += [*series.low, *series.high]
    return _scale(spec.y_axis, values, zero=spec.zero or filled)


def last_known(series: LineSeries | Series) -> int | None:
    """Return the index of the last value that is not missing, where a line is named."""
    return next((i for i in reversed(range(len(series.values))) if number(series.values[i]) is not None), None)


def bubble_scales(spec: Bubble) -> tuple[scales.Scale, scales.Scale]:
    """Return the x and y scales of a bubble chart, with the dividing and reference lines on them."""
    xs = [point.x for point in spec.points if number(point.y) is not None]
    ys = [point.y for point in spec.points if number(point.x) is not None]
    for point in spec.points:
        xs += point.x_ends or ()
        ys += point.y_ends or ()
    x = _scale(spec.x_axis, [*xs, spec.x_line, *_referred(spec.references, "x")], zero=spec.zero)
    return x, _scale(spec.y_axis, [*ys, spec.y_line, *_referred(spec.references, "y")], zero=spec.zero)


def diameters(spec: Bubble, largest: float, smallest: float) -> list[float]:
    """Return a diameter per point, its area in proportion to the size; a missing or negative size gets `smallest`.

    Many points share the room: beyond `FEW_POINTS` of them, `largest` shrinks so that all areas together stay alike.
    """
    largest = max(smallest, largest * min(1.0, FEW_POINTS / max(1, len(spec.points))) ** 0.5)
    if not spec.size_axis.label:
        return [(largest + 2 * smallest) / 3] * len(spec.points)
    sizes = [max(0.0, number(point.size) or 0.0) for point in spec.points]
    top = max(sizes, default=0.0)
    return [max(smallest, largest * (size / top) ** 0.5) if top else smallest for size in sizes]


def opacity(spec: Bubble) -> float:
    """Return how opaque bubbles are, 0 to 1: many show what lies below them."""
    return 0.85 if len(spec.points) <= FEW_POINTS else 0.6


# Heat map


def heat_scale(spec: HeatMap) -> tuple[float, float]:
    """Return the values at the palest and the strongest shade: the axis's ends, or those of the data."""
    values = _known(spec.values())
    low, high = number(spec.value_axis.low), number(spec.value_axis.high)
    bottom = min([*values, *([low] if low is not None else [])], default=0.0)
    top = max([*values, *([high] if high is not None else [])], default=1.0)
    return (bottom, top) if top > bottom else (bottom, bottom + (abs(bottom) or 1.0))


def heat_tone(value: float, low: float, high: float) -> str:
    """Return the shade of a value, one of seven steps between `low` and `high`."""
    share = (value - low) / (high - low)
    return palette.HEAT[min(len(palette.HEAT) - 1, max(0, int(share * len(palette.HEAT))))]


# Gantt


def gantt_scale(spec: Gantt) -> tuple[scales.Scale, tuple[tuple[float, str], ...]]:
    """Return the scale in days of a Gantt, reference dates included, and its labelled ticks."""
    days = [one for task in spec.tasks for one in (task.start, task.end, task.planned_start, task.planned_end) if one]
    days += [ref.at for ref in spec.references if isinstance(ref.at, date)]
    scale, ticks = scales.dates(days or [date(2000, 1, 1)], pad_days=1)
    write = day if scale.high - scale.low < 47 else month
    return scale, tuple((scales.day_number(tick), write(tick)) for tick in ticks)


def gantt_lines(spec: Gantt) -> list[tuple[str, int | None]]:
    """Return the rows of a Gantt: a heading (None) wherever the group changes, and the index of each task."""
    lines: list[tuple[str, int | None]] = []
    group = ""
    for index, task in enumerate(spec.tasks):
        if task.group and task.group != group:
            lines.append((str(task.group), None))
        group = task.group
        lines.append((str(task.label), index))
    return lines
