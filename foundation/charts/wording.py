"""The words of a chart that both renderers share: notes, the key, and what a mark says on hover."""

from datetime import date
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.charts import arrange
from foundation.charts.specs import (
    Axis,
    Bars,
    Bubble,
    Chart,
    Gantt,
    Lines,
    LineSeries,
    Point,
    Radar,
    Ranges,
    Series,
    Task,
)
from foundation.charts.units import MISSING, Unit, Value, day

MOST_END_LABELS = 8  # lines named at their end; beyond it a key names them


def remarks(spec: Chart) -> list[str]:
    """Return the notes under a chart: the caller's, and how many values are missing."""
    notes = [str(spec.note)] if spec.note else []
    count = 0 if spec.is_empty else spec.missing
    if count and isinstance(spec, Gantt):
        notes.append(ngettext("%(count)d task has no dates yet.", "%(count)d tasks have no dates yet.", count))
    elif count:
        notes.append(
            ngettext(
                "%(count)d value is missing and left blank.", "%(count)d values are missing and left blank.", count
            )
        )
    if count:
        notes[-1] %= {"count": count}
    return notes


def empty_reason(spec: Chart) -> str | None:
    """Return why there is nothing to draw, or None when there is something."""
    if not spec.is_empty:
        return None
    return str(spec.empty) or _("There is nothing to show yet.")


def key(spec: Chart) -> list[tuple[str, str]]:
    """Return tone and words of the key above the plot; empty where marks carry their names themselves."""
    if isinstance(spec, Bubble):
        return [(tone, str(words)) for tone, words in spec.key]
    if isinstance(spec, Ranges):
        return [(spec.tone, str(spec.range_name)), *((series.tone, str(series.name)) for series in spec.marks)]
    if isinstance(spec, Lines) and len(spec.series) <= MOST_END_LABELS:
        return []
    if isinstance(spec, Bars | Radar | Lines) and len(spec.series) > 1:
        return [(series.tone, str(series.name)) for series in spec.series]
    return []


def key_shape(spec: Chart) -> Literal["area", "line", "point"]:
    """Return what the signs of the key look like."""
    if isinstance(spec, Bubble):
        return "point"
    return "line" if isinstance(spec, Lines | Radar) and not is_bars(spec) else "area"


def is_bars(spec: Chart) -> bool:
    """Whether a radar is drawn as bars."""
    return isinstance(spec, Radar) and arrange.radar_as_bars(spec) is not None


def series_words(series: Series, index: int, label: str, *, alone: bool, unit: Unit) -> str:
    """Return the words for one value of a series: what it belongs to, the series unless it is alone, the number."""
    text = with_word(unit.full(series.values[index]), Axis(unit=unit))
    return hover(series.hover_at(index), label, "" if alone else str(series.name), text)


def range_words(spec: Ranges, index: int) -> str:
    """Return the words for one bar of ranges: its name and both ends."""
    unit = spec.value_axis.unit
    both = f"{unit.full(spec.low[index])} – {unit.full(spec.high[index])}"
    ends = with_word(both, spec.value_axis) if spec.span_at(index) else MISSING
    own = str(spec.hovers[index]) if spec.hovers else ""
    return hover(own, spec.categories[index], str(spec.range_name), ends)


def line_words(spec: Lines, series: LineSeries, index: int) -> str:
    """Return the words for one point of a line: its name, where it stands, its value and its band."""
    position, unit = spec.x[index], spec.y_axis.unit
    if isinstance(position, date):
        where = day(position)
    else:
        where = position if isinstance(position, str) else with_word(spec.x_axis.unit.full(position), spec.x_axis)
    value = with_word(unit.full(series.values[index]), spec.y_axis)
    band = f"{unit.short(series.low[index])} – {unit.short(series.high[index])}" if series.low else ""
    return hover(series.hover_at(index), str(series.name), where, value, band)


def hover(own: str, *parts: str) -> str:
    """Return the words for a mark: the caller's own, or the parts that are not blank."""
    return own or " · ".join(part for part in map(str, parts) if part)


def with_word(text: str, axis: Axis) -> str:
    """Return a written value with the unit's word, unless the value's sign says it already: "12 days", "$3M"."""
    return text if axis.unit.before or not axis.unit.word else f"{text} {axis.unit.word}"


def point_words(spec: Bubble, point: Point) -> str:
    """Return the words for a bubble: its name, both measures, its size and its group."""

    def said(axis: Axis, value: Value) -> str:
        text = with_word(axis.unit.full(value), axis)
        return f"{axis.label}: {text}" if axis.label else text

    size = said(spec.size_axis, point.size) if spec.size_axis.label else ""
    group = dict(spec.key).get(point.tone, "")
    return hover(point.hover, point.label, said(spec.x_axis, point.x), said(spec.y_axis, point.y), size, group)


def task_words(spec: Gantt, task: Task) -> str:
    """Return the words for a task: its name, its days (planned ones where nothing has begun) and its state."""
    dates = _days(task.start, task.end) or _days(task.planned_start, task.planned_end)
    return hover(task.hover, task.label, dates, state(spec, task))


def state(spec: Gantt, task: Task) -> str:
    """Return the word for a task's tone, written at its bar so that color is not needed to read it."""
    return str(dict(spec.key).get(task.tone, ""))


def _days(first: date | None, last: date | None) -> str:
    return " – ".join(dict.fromkeys(day(one) for one in (first, last) if one))
