"""The table twin: the same data for those who cannot see the drawing, and for copying."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import singledispatch

from django.utils.translation import gettext as _

from foundation.charts import arrange
from foundation.charts.specs import (
    Axis,
    Bars,
    Bubble,
    Chart,
    Funnel,
    Gantt,
    HeatMap,
    Lines,
    Radar,
    Ranges,
    Series,
    Waterfall,
)
from foundation.charts.units import MISSING, Number, Position, Unit, Value, day, number


@dataclass(frozen=True, slots=True)
class Cell:
    """What is written, the value behind it (None when missing) and the link to the records."""

    text: str
    raw: Number | str | None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`numeric` tells which columns are aligned to the right."""

    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[Cell, ...], ...]


def rows(spec: Chart) -> list[list[Cell]]:
    """Return the rows of the table twin."""
    return [list(row) for row in table(spec).rows]


@singledispatch
def table(spec: Chart) -> Table:
    """Return the table twin of any chart. Raises TypeError for a kind without one."""
    raise TypeError(f"no table twin for {type(spec).__name__}")


@table.register
def _bars(spec: Bars) -> Table:
    first = spec.category_axis.heading or _("Name")
    return _by_series(first, [_name(label) for label in spec.categories], spec.series, spec.value_axis)


@table.register
def _ranges(spec: Ranges) -> Table:
    unit = spec.value_axis.unit
    columns = [spec.category_axis.heading or _("Name")]
    columns += [_("%(name)s, low end") % {"name": spec.range_name}, _("%(name)s, high end") % {"name": spec.range_name}]
    columns += [_with(str(series.name), spec.value_axis) for series in spec.marks]
    lines = [
        [
            _name(label, spec.hrefs[index] if spec.hrefs else ""),
            _value(spec.low[index], unit),
            _value(spec.high[index], unit),
            *(_value(series.values[index], unit, series.href_at(index)) for series in spec.marks),
        ]
        for index, label in enumerate(spec.categories)
    ]
    return _table(columns, lines, names=1)


@table.register
def _radar(spec: Radar) -> Table:
    labels = [_name(label) for label in spec.axes]
    return _by_series(_("Dimension"), labels, spec.series, Axis(unit=spec.unit))


@table.register
def _lines(spec: Lines) -> Table:
    head, positions = spec.x_axis.heading or _("Position"), [_position(x, spec.x_axis.unit) for x in spec.x]
    plain = _by_series(head, positions, spec.series, spec.y_axis)
    columns, lines = list(plain.columns), [list(row) for row in plain.rows]
    for series in spec.series:
        if not series.low:
            continue
        columns += [_("%(name)s, low end") % {"name": series.name}, _("%(name)s, high end") % {"name": series.name}]
        for index, line in enumerate(lines):
            line += [_value(series.low[index], spec.y_axis.unit), _value(series.high[index], spec.y_axis.unit)]
    return _table(columns, lines, names=0 if arrange.kind_of(spec.x) == "number" else 1)


@table.register
def _bubble(spec: Bubble) -> Table:
    key = dict(spec.key)
    columns = [_("Name"), spec.x_axis.heading or _("Across"), spec.y_axis.heading or _("Up")]
    columns += [spec.size_axis.heading] if spec.size_axis.label else []
    columns += [_("Group")] if key else []
    lines = []
    for point in spec.points:
        line = [
            _name(point.label, point.href),
            _value(point.x, spec.x_axis.unit),
            _value(point.y, spec.y_axis.unit),
        ]
        line += [_value(point.size, spec.size_axis.unit)] if spec.size_axis.label else []
        line += [_name(key.get(point.tone, MISSING))] if key else []
        lines.append(line)
    result = _table(columns, lines, names=1)
    return Table(result.columns, (*result.numeric[:-1], False), result.rows) if key else result


@table.register
def _funnel(spec: Funnel) -> Table:
    moves = any(step.moved is not None for step in spec.steps)
    columns = [spec.step_axis.heading or _("Step"), spec.value_axis.heading or _("Number")]
    columns += [str(spec.moved_label) or _("Change")] if moves else []
    lines = []
    for step in spec.steps:
        line = [_name(step.label), _value(step.value, spec.value_axis.unit, step.href)]
        line += [Cell(spec.value_axis.unit.signed(step.moved), _raw(step.moved))] if moves else []
        lines.append(line)
    return _table(columns, lines, names=1)


@table.register
def _waterfall(spec: Waterfall) -> Table:
    unit = spec.value_axis.unit
    columns = [
        spec.move_axis.heading or _("Step"),
        _with(_("Change"), spec.value_axis),
        _with(_("Sum so far"), spec.value_axis),
    ]
    lines = []
    for bar in arrange.waterfall(spec):
        change = Cell("", None) if bar.move.total else _value(bar.move.value, unit, bar.move.href)
        lines.append([_name(bar.move.label), change, _value(bar.end, unit, bar.move.href if bar.move.total else "")])
    return _table(columns, lines, names=1)


@table.register
def _heat_map(spec: HeatMap) -> Table:
    columns = [spec.row_axis.heading or _("Name"), *map(str, spec.columns)]
    lines = []
    for index, label in enumerate(spec.rows):
        hrefs = spec.hrefs[index] if spec.hrefs else [""] * len(spec.columns)
        cells = [
            _value(value, spec.value_axis.unit, href) for value, href in zip(spec.cells[index], hrefs, strict=True)
        ]
        lines.append([_name(label), *cells])
    return _table(columns, lines, names=1)


@table.register
def _gantt(spec: Gantt) -> Table:
    grouped, planned = any(task.group for task in spec.tasks), any(task.planned_start for task in spec.tasks)
    key = dict(spec.key)
    columns = [_("Part")] if grouped else []
    columns += [spec.task_axis.heading or _("Task"), _("First day"), _("Last day")]
    columns += [_("Planned first day"), _("Planned last day")] if planned else []
    columns += [_("State")] if key else []
    lines = []
    for task in spec.tasks:
        line = [_name(task.group)] if grouped else []
        line += [_name(task.label, task.href), _date(task.start), _date(task.end)]
        line += [_date(task.planned_start), _date(task.planned_end)] if planned else []
        line += [_name(key.get(task.tone, MISSING))] if key else []
        lines.append(line)
    return _table(columns, lines, names=len(columns))


def _by_series(first: str, labels: list[Cell], series: Sequence[Series], axis: Axis) -> Table:
    if len(series) == 1 and axis.heading:
        columns = [first, axis.heading]
    else:
        columns = [first, *(_with(str(one.name), axis) for one in series)]
    lines = [
        [label, *(_value(one.values[index], axis.unit, one.href_at(index)) for one in series)]
        for index, label in enumerate(labels)
    ]
    return _table(columns, lines, names=1)


def _table(columns: list[str], lines: list[list[Cell]], *, names: int) -> Table:
    numeric = tuple(index >= names for index in range(len(columns)))
    return Table(tuple(map(str, columns)), numeric, tuple(tuple(line) for line in lines))


def _with(name: str, axis: Axis) -> str:
    return f"{name}, {axis.unit.word}" if axis.unit.word else name


def _name(text: str, href: str = "") -> Cell:
    return Cell(str(text), str(text), href)


def _value(value: Value, unit: Unit, href: str = "") -> Cell:
    return Cell(unit.full(value), _raw(value), href)


def _raw(value: Value) -> Number | None:
    return value if number(value) is not None else None


def _date(value: date | None) -> Cell:
    return Cell(day(value), value.isoformat()) if value else Cell(MISSING, None)


def _position(value: Position, unit: Unit) -> Cell:
    if isinstance(value, date):
        return _date(value)
    return _name(value) if isinstance(value, str) else _value(value, unit)
