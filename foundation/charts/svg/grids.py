"""Paper charts on a grid of rows: the heat map and the Gantt."""

from datetime import date

from foundation.charts import arrange, lettering, palette, scales, wording
from foundation.charts.specs import Gantt, HeatMap, Task
from foundation.charts.svg import axes
from foundation.charts.svg.canvas import LABEL, SMALL, Box, Sheet, clean, symbol, tag
from foundation.charts.units import MISSING, number


def heat_map(sheet: Sheet, spec: HeatMap) -> None:
    """Draw a table of shades, the number in each cell."""
    low, high = arrange.heat_scale(spec)
    unit, room = spec.value_axis.unit, axes.name_room(sheet, spec.rows, sheet.box)
    left = sheet.box.left + room
    wide = (sheet.box.right - left) / max(1, len(spec.columns))
    top = sheet.box.top + axes.names_height(spec.columns, wide, sheet.box.height * 0.4)
    plot = Box(left, min(top, sheet.box.bottom - 10), sheet.box.right, sheet.box.bottom)
    axes.names_above(sheet, spec.columns, plot, wide)
    axes.names_left(sheet, spec.rows, plot, room)
    high_row = plot.height / max(1, len(spec.rows))
    for row, line in enumerate(spec.cells):
        marks = []
        for column, value in enumerate(line):
            x, y, known = plot.left + wide * column, plot.top + high_row * row, number(value)
            text = unit.short(value)
            size = max(
                axes.SMALLEST, min(LABEL, high_row * 0.8, LABEL * (wide - 2) / max(1, lettering.width(text, LABEL)))
            )
            fits = high_row >= size and lettering.width(text, size) <= wide
            if known is None:
                sheet.text(
                    x + wide / 2, y + high_row / 2 + size * 0.35, MISSING, size=size, anchor="middle", tone="muted"
                )
                continue
            shade = arrange.heat_tone(known, low, high)
            own = str(spec.hovers[row][column]) if spec.hovers else ""
            words = wording.hover(
                own, spec.rows[row], spec.columns[column], wording.with_word(unit.full(value), spec.value_axis)
            )
            gap = min(1.0, wide * 0.1, high_row * 0.1)
            marks.append(
                sheet.mark(
                    "rect",
                    words,
                    spec.hrefs[row][column] if spec.hrefs else "",
                    x=x + gap / 2,
                    y=y + gap / 2,
                    width=wide - gap,
                    height=high_row - gap,
                    fill=sheet.color(shade),
                )
            )
            if fits:
                marks.append(_cell_text(sheet, x + wide / 2, y + high_row / 2 + size * 0.35, text, size, shade))
        sheet.series(str(spec.rows[row]), line, *marks)


def _cell_text(sheet: Sheet, x: float, y: float, text: str, size: float, shade: str) -> str:
    return tag("text", clean(text), x=x, y=y, font_size=size, text_anchor="middle", fill=palette.on(shade, sheet.theme))


def gantt(sheet: Sheet, spec: Gantt) -> None:
    """Draw tasks as bars over time, milestones as diamonds, planned dates as a thin line below."""
    scale, ticks = arrange.gantt_scale(spec)
    lines = arrange.gantt_lines(spec)
    names = [text for text, _index in lines]
    room = axes.name_room(sheet, names, sheet.box)
    plot = Box(sheet.box.left + room, sheet.box.top, sheet.box.right, sheet.box.bottom - LABEL * 1.8)
    row = plot.height / max(1, len(lines))
    for tick, _text in ticks:
        if scale.holds(tick):
            x = scale.place(tick, plot.left, plot.right)
            sheet.rule(x, plot.top, x, plot.bottom, "grid")
    axes.names_left(sheet, names, plot, room, bold=[at for at, (_text, index) in enumerate(lines) if index is None])
    marks: list[str] = []
    states: list[tuple[Task, float, float, float]] = []
    for at, (_text, index) in enumerate(lines):
        if index is None:
            continue
        task, top = spec.tasks[index], plot.top + row * at
        words = wording.task_words(spec, task)
        if task.planned_start and task.planned_end:
            left, right = _ends(scale, plot, task.planned_start, task.planned_end)
            marks.append(
                sheet.mark(
                    "rect",
                    words,
                    x=left,
                    y=top + row * 0.8,
                    width=right - left,
                    height=min(2.0, row * 0.12),
                    fill=sheet.color("neutral"),
                )
            )
        if not task.start or not task.end:
            if not task.planned_days:
                sheet.text(plot.left + 3, top + row / 2 + LABEL * 0.35, MISSING, tone="muted")
            continue
        left, right = _ends(scale, plot, task.start, task.end)
        if task.days == 1:
            middle, radius = (left + right) / 2, min(4.0, row * 0.35)
            shape = symbol(2, middle, top + row * 0.47, radius, fill=sheet.color(task.tone), words=words)
            marks.append(tag("a", shape, href=task.href) if task.href else shape)
            states.append((task, top + row * 0.47, middle - radius - 1, middle + radius + 1))
            continue
        states.append((task, top + row * 0.47, left, right))
        marks.append(
            sheet.mark(
                "rect",
                words,
                task.href,
                x=left,
                y=top + row * 0.22,
                width=right - left,
                height=row * 0.5,
                fill=sheet.color(task.tone),
            )
        )
    sheet.series(str(spec.title), list(spec.values()), *marks)
    for task, middle, left, right in states:
        _state(sheet, plot, wording.state(spec, task), task, min(SMALL, row * 0.55), middle, left, right)
    axes.values_bottom(sheet, plot, scale, ticks)
    for reference in spec.references:
        if isinstance(reference.at, date):
            x = scale.place(scales.day_number(reference.at), plot.left, plot.right)
            axes.reference_upright(sheet, plot, reference, x)


def _state(
    sheet: Sheet, plot: Box, words: str, task: Task, size: float, middle: float, left: float, right: float
) -> None:
    """Write the state of a task in its bar, else at its right, else at its left, wherever it fits first."""
    wide, y = lettering.width(words, size), middle + size * 0.35
    if task.days != 1 and wide + 6 <= right - left:
        sheet.text(left + 3, y, words, size=size, fill=palette.on(task.tone, sheet.theme))
    elif right + 3 + wide <= plot.right:
        sheet.text(right + 3, y, words, size=size)
    elif left - 3 - wide >= plot.left:
        sheet.text(left - 3, y, words, size=size, anchor="end")


def _ends(scale: scales.Scale, plot: Box, first: date, last: date) -> tuple[float, float]:
    """Return the left and right of a span of days, the last day included."""
    left, right = (scales.day_number(day) + plus for day, plus in ((first, 0), (last, 1)))
    return scale.place(left, plot.left, plot.right), scale.place(right, plot.left, plot.right)
