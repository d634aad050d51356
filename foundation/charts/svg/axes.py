"""Axes of paper charts: value scales, names, time, and the lines to compare with."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from foundation.charts import arrange, lettering, scales
from foundation.charts.specs import Axis, Reference
from foundation.charts.svg.canvas import LABEL, SMALL, Box, Sheet
from foundation.charts.units import number

_NAME_SHARE = 0.36  # of the width, at most, for the names beside horizontal bars
SMALLEST = 4.5  # points; smaller names are thinned out instead


def head(sheet: Sheet, box: Box, axis: Axis) -> Box:
    """Write the heading of the value axis above the plot; return the box below it."""
    if not axis.heading:
        return box
    sheet.text(box.left, box.top + SMALL, axis.heading, size=SMALL, tone="muted", room=box.width)
    return Box(box.left, box.top + SMALL * 1.7, box.right, box.bottom)


def foot(sheet: Sheet, box: Box, axis: Axis) -> Box:
    """Write the heading of the horizontal axis at the lower right; return the box above it."""
    if not axis.heading:
        return box
    sheet.text(box.right, box.bottom - 1, axis.heading, size=SMALL, tone="muted", anchor="end", room=box.width)
    return Box(box.left, box.top, box.right, box.bottom - SMALL * 1.6)


def values_left(sheet: Sheet, box: Box, scale: scales.Scale, axis: Axis) -> Box:
    """Draw grid lines across with their values at the left; return the plot beside the values."""
    ticks = arrange.labels(scale, axis)
    wide = max((lettering.width(text, LABEL) for _tick, text in ticks), default=0.0)
    plot = Box(min(box.left + wide + 5, box.right - 10), box.top + LABEL * 0.5, box.right, box.bottom)
    for tick, text in ticks:
        y = scale.place(tick, plot.bottom, plot.top)
        sheet.rule(plot.left, y, plot.right, y, "axis" if tick == 0 else "grid", 0.6 if tick == 0 else 0.5)
        sheet.text(plot.left - 4, y + LABEL * 0.35, text, tone="muted", anchor="end")
    return plot


def values_top(sheet: Sheet, box: Box, scale: scales.Scale, axis: Axis) -> Box:
    """Draw grid lines upright with their values on top; return the plot below the values."""
    plot = Box(box.left, box.top + LABEL * 1.5, box.right, box.bottom)
    ticks = arrange.labels(scale, axis)
    for tick, _text in ticks:
        x = scale.place(tick, plot.left, plot.right)
        sheet.rule(x, plot.top, x, plot.bottom, "grid")
    for x, text in _thinned(sheet, plot, scale, ticks):
        sheet.text(x, plot.top - 4, text, tone="muted", anchor="middle")
    return plot


def values_bottom(sheet: Sheet, box: Box, scale: scales.Scale, ticks: Sequence[tuple[float, str]]) -> None:
    """Write the ticks of a number or time scale below the plot."""
    sheet.rule(box.left, box.bottom, box.right, box.bottom, "axis", 0.6)
    for tick, _text in ticks:
        x = scale.place(tick, box.left, box.right)
        sheet.rule(x, box.bottom, x, box.bottom + 2.5, "axis", 0.6)
    for x, text in _thinned(sheet, box, scale, ticks):
        sheet.text(x, box.bottom + LABEL * 1.45, text, tone="muted", anchor="middle")


def _thinned(
    sheet: Sheet, box: Box, scale: scales.Scale, ticks: Sequence[tuple[float, str]]
) -> list[tuple[float, str]]:
    """Return middle and words of the ticks to write: every one, every second and so on, zero among them."""
    start = next((index for index, (tick, _text) in enumerate(ticks) if tick == 0), 0)
    for every in range(1, len(ticks) + 1):
        shown = []
        for tick, text in ticks[start % every :: every]:
            half = lettering.width(text, LABEL) / 2
            shown.append((max(half, min(sheet.width - half, scale.place(tick, box.left, box.right))), text, half))
        if all(b[0] - b[2] > a[0] + a[2] + 4 for a, b in pairwise(shown)):
            return [(x, text) for x, text, _half in shown]
    return []


def name_room(sheet: Sheet, names: Sequence[str], box: Box, *, share: float = _NAME_SHARE) -> float:
    """Return the width of the column of names beside rows."""
    widest = max((lettering.width(" ".join(str(name).split()), LABEL) for name in names), default=0.0)
    return min(widest + 1, box.width * share) + 6


def names_left(sheet: Sheet, names: Sequence[str], box: Box, room: float, *, bold: Sequence[int] = ()) -> None:
    """Write a name beside each of the equal rows of `box`, smaller or thinned out where rows are low."""
    if not names:
        return
    row = box.height / len(names)
    size = max(SMALLEST, min(LABEL, row * 0.9))
    every = max(1, -int(-size * 1.05 // row)) if row < size * 1.05 else 1
    for index, name in enumerate(names):
        if index % every:
            continue
        y = box.top + row * (index + 0.5) + size * 0.35
        strong = index in bold
        sheet.text(
            box.left - room,
            y,
            name,
            size=size,
            tone="text" if strong else "muted",
            bold=strong,
            room=room - 5,
        )


def names_bottom(sheet: Sheet, names: Sequence[str], box: Box, places: Sequence[float], step: float) -> None:
    """Write a name below each place: over several lines, or upright, or only every second and so on."""
    folded = fold(names, step)
    for place, lines, name in zip(places, folded or (), names, strict=False):
        sheet.lines(place, box.bottom + LABEL * 1.4, lines, name, anchor="middle")
    if folded is None:
        room = names_height(names, step, sheet.height - box.bottom) - 5
        for index in range(0, len(names), _every(step)):
            x = places[index] + LABEL * 0.35
            sheet.text(x, box.bottom + 4, names[index], tone="muted", anchor="end", turn=-90, room=room)


def names_above(sheet: Sheet, names: Sequence[str], box: Box, step: float) -> None:
    """Write a name above each of the equal columns of `box`, as `names_bottom` does below."""
    folded = fold(names, step)
    for index, name in enumerate(names):
        x = box.left + step * (index + 0.5)
        if folded is not None:
            y = box.top - 4 - (len(folded[index]) - 1) * LABEL * 1.15
            sheet.lines(x, y, folded[index], name, anchor="middle")
        elif index % _every(step) == 0:
            room = names_height(names, step, box.top) - 5
            sheet.text(x + LABEL * 0.35, box.top - 3, name, tone="muted", turn=-90, room=room)


def names_height(names: Sequence[str], step: float, most: float = 72.0) -> float:
    """Return the height that names under (or above) columns need, at most `most`."""
    folded = fold(names, step)
    if folded is not None:
        return min(most, LABEL * 0.6 + LABEL * 1.15 * max((len(lines) for lines in folded), default=1))
    return min(most, 72.0, max(lettering.width(str(name), LABEL) for name in names) + 7)


def fold(names: Sequence[str], step: float) -> list[list[str]] | None:
    """Return each name broken into lines that fit a column; None when one would be cut, so that all stand upright."""
    folded = [lettering.wrap(str(name), step - 3, LABEL, lines=3) for name in names]
    whole = all(" ".join(lines) == " ".join(str(name).split()) for lines, name in zip(folded, names, strict=True))
    return folded if whole and (step > LABEL * 2.4 or not names) else None


def _every(step: float) -> int:
    """Return how many names to go on by so that upright ones do not touch."""
    return max(1, -int(-LABEL * 1.1 // step))


def reference_across(sheet: Sheet, box: Box, reference: Reference, y: float) -> None:
    """Draw a labelled line from left to right."""
    sheet.rule(box.left, y, box.right, y, reference.tone, 0.9, "4 2.5")
    above = y - 3 if y - SMALL > box.top else y + SMALL + 1
    sheet.text(box.left + 2, above, reference.label, size=SMALL, tone=f"{reference.tone}-ink", room=box.width)


def reference_upright(sheet: Sheet, box: Box, reference: Reference, x: float, *, row: int = 0) -> None:
    """Draw a labelled line from bottom to top; the label stands at the side with more room, in a row from the top."""
    sheet.rule(x, box.top, x, box.bottom, reference.tone, 0.9, "4 2.5")
    right = x < (box.left + box.right) / 2
    sheet.text(
        x + 3 if right else x - 3,
        box.top + SMALL + row * SMALL * 1.3,
        reference.label,
        size=SMALL,
        tone=f"{reference.tone}-ink",
        anchor="start" if right else "end",
        room=max(box.right - x, x - box.left),
    )


def value_of(reference: Reference) -> float | None:
    """Return where a reference stands on a value scale; None for dates and names."""
    return None if isinstance(reference.at, str | date) else number(reference.at)
