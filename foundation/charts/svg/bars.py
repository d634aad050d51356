"""Paper charts made of bars: bars, funnel and waterfall."""

from foundation.charts import arrange, lettering, palette, scales, wording
from foundation.charts.specs import Bars, Funnel, Waterfall
from foundation.charts.svg import axes
from foundation.charts.svg.canvas import LABEL, Box, Sheet
from foundation.charts.units import MISSING, number

_FILL = 0.7  # of a row or column that bars take


def bars(sheet: Sheet, spec: Bars) -> None:
    """Draw bars side by side or stacked."""
    scale = arrange.bar_scale(spec)
    if spec.horizontal:
        _rows(sheet, spec, scale)
    else:
        _columns(sheet, spec, scale)


def _rows(sheet: Sheet, spec: Bars, scale: scales.Scale) -> None:
    labelled = arrange.bars_labelled(spec)
    room = axes.name_room(sheet, spec.categories, sheet.box)
    box = Box(sheet.box.left + room, sheet.box.top, sheet.box.right, sheet.box.bottom)
    plot = axes.head(sheet, box, spec.value_axis)
    if labelled:
        plot = _narrowed(plot, scale, [spec.value_axis.unit.short(v) for s in spec.series for v in s.values])
    else:
        plot = axes.values_top(sheet, plot, scale, spec.value_axis)
    axes.names_left(sheet, spec.categories, Box(box.left, plot.top, box.right, plot.bottom), room)
    zero = scale.place(0, plot.left, plot.right)
    for rank, series in enumerate(spec.series):
        marks, labels = [], []
        for index, span in enumerate(arrange.spans(spec)[rank]):
            top, thick = _slot(plot.top, plot.height, spec, rank, index)
            if span is None:
                if labelled or len(spec.series) == 1:
                    labels.append((zero + 3, top + thick / 2, MISSING, "start", "muted", ""))
                continue
            start, end = (scale.place(edge, plot.left, plot.right) for edge in span)
            words = _words(spec, rank, index)
            marks.append(
                sheet.mark(
                    "rect",
                    words,
                    series.href_at(index),
                    x=min(start, end),
                    y=top,
                    width=abs(end - start),
                    height=thick,
                    fill=sheet.color(series.tone_at(index)),
                    **_edge(sheet, spec),
                )
            )
            text = spec.value_axis.unit.short(series.values[index])
            if labelled:
                out = end - 3 if span[1] < 0 else end + 3
                labels.append((out, top + thick / 2, text, "end" if span[1] < 0 else "start", "text", ""))
            elif arrange.parts_labelled(spec) and lettering.width(text, LABEL) + 4 < abs(end - start) and thick > LABEL:
                on = palette.on(series.tone_at(index), sheet.theme)
                labels.append(((start + end) / 2, top + thick / 2, text, "middle", "text", on))
        sheet.series(str(series.name), series.values, *marks)
        size = min(LABEL, max(axes.SMALLEST, _slot(0, plot.height, spec, 0, 0)[1]))
        for x, y, text, anchor, tone, fill in labels:
            sheet.text(x, y + size * 0.35, text, size=size, anchor=anchor, tone=tone, fill=fill or None)
    sheet.rule(zero, plot.top, zero, plot.bottom, "axis", 0.8)
    for reference in spec.references:
        at = axes.value_of(reference)
        if at is not None:
            x = scale.place(at, plot.left, plot.right)
            axes.reference_upright(sheet, plot, reference, x)


def _columns(sheet: Sheet, spec: Bars, scale: scales.Scale) -> None:
    labelled = _columns_labelled(sheet, spec)
    box = axes.foot(sheet, axes.head(sheet, sheet.box, spec.value_axis), spec.category_axis)
    guess = box.width * 0.9 / max(1, len(spec.categories))
    box = Box(box.left, box.top, box.right, box.bottom - axes.names_height(spec.categories, guess, box.height * 0.4))
    if labelled:
        below = LABEL * 1.4 if scale.low < 0 else 0
        plot = Box(box.left, box.top + LABEL * 1.4, box.right, box.bottom - below)
    else:
        plot = axes.values_left(sheet, box, scale, spec.value_axis)
    step = plot.width / max(1, len(spec.categories))
    zero = scale.place(0, plot.bottom, plot.top)
    for rank, series in enumerate(spec.series):
        marks = []
        for index, span in enumerate(arrange.spans(spec)[rank]):
            left, thick = _slot(plot.left, plot.width, spec, rank, index)
            if span is None:
                if len(spec.series) == 1 or labelled:
                    sheet.text(left + thick / 2, zero - 3, MISSING, anchor="middle", tone="muted")
                continue
            start, end = (scale.place(edge, plot.bottom, plot.top) for edge in span)
            marks.append(
                sheet.mark(
                    "rect",
                    _words(spec, rank, index),
                    series.href_at(index),
                    x=left,
                    y=min(start, end),
                    width=thick,
                    height=abs(end - start),
                    fill=sheet.color(series.tone_at(index)),
                    **_edge(sheet, spec),
                )
            )
        sheet.series(str(series.name), series.values, *marks)
        _column_labels(sheet, spec, plot, scale, rank)
    sheet.rule(plot.left, zero, plot.right, zero, "axis", 0.8)
    places = [plot.left + step * (index + 0.5) for index in range(len(spec.categories))]
    axes.names_bottom(sheet, spec.categories, box, places, guess)
    for reference in spec.references:
        at = axes.value_of(reference)
        if at is not None:
            axes.reference_across(sheet, plot, reference, scale.place(at, plot.bottom, plot.top))


def _columns_labelled(sheet: Sheet, spec: Bars) -> bool:
    """Whether the numbers above columns can be written large enough to read."""
    _left, thick = _slot(0, sheet.box.width, spec, 0, 0)
    widest = max(
        (lettering.width(spec.value_axis.unit.short(v), 5.5) for s in spec.series for v in s.values), default=0
    )
    return arrange.bars_labelled(spec) and widest <= thick * 1.3


def _column_labels(sheet: Sheet, spec: Bars, plot: Box, scale: scales.Scale, rank: int) -> None:
    series, labelled = spec.series[rank], _columns_labelled(sheet, spec)
    if not labelled and not arrange.parts_labelled(spec):
        return
    for index, span in enumerate(arrange.spans(spec)[rank]):
        if span is None:
            continue
        left, thick = _slot(plot.left, plot.width, spec, rank, index)
        start, end = (scale.place(edge, plot.bottom, plot.top) for edge in span)
        text = spec.value_axis.unit.short(series.values[index])
        wide = lettering.width(text, LABEL)
        if labelled:
            size = min(LABEL, LABEL * thick * 1.3 / wide) if wide else LABEL
            y = end + size * 1.1 if span[1] < 0 else end - 3
            sheet.text(left + thick / 2, y, text, anchor="middle", size=size)
        elif wide + 2 < thick and abs(end - start) > LABEL * 1.2:
            on = palette.on(series.tone_at(index), sheet.theme)
            sheet.text(left + thick / 2, (start + end) / 2 + LABEL * 0.35, text, anchor="middle", fill=on)


def _slot(start: float, length: float, spec: Bars, rank: int, index: int) -> tuple[float, float]:
    """Return where a bar begins across its row or column, and how thick it is."""
    step = length / max(1, len(spec.categories))
    first, thick = start + step * (index + (1 - _FILL) / 2), step * _FILL
    if spec.stacked or len(spec.series) == 1:
        return first, thick
    own = thick / len(spec.series)
    return first + own * rank, own * 0.94


def _words(spec: Bars, rank: int, index: int) -> str:
    series, unit = spec.series[rank], spec.value_axis.unit
    return wording.series_words(series, index, spec.categories[index], alone=len(spec.series) == 1, unit=unit)


def _edge(sheet: Sheet, spec: Bars) -> dict[str, object]:
    """A thin line of the paper's color parts neighbors in a stack, also in black and white."""
    return {"stroke": sheet.color("surface"), "stroke_width": 0.7} if spec.stacked else {}


def _narrowed(plot: Box, scale: scales.Scale, texts: list[str]) -> Box:
    """Leave room for the numbers beyond the bars: at the right, and at the left where there are negative ones."""
    wide = max((lettering.width(text, LABEL) for text in texts), default=0.0) + 6
    wide = min(wide, plot.width * 0.3)
    return Box(
        plot.left + (wide if scale.low < 0 else 0), plot.top, plot.right - (wide if scale.high > 0 else 0), plot.bottom
    )


def funnel(sheet: Sheet, spec: Funnel) -> None:
    """Draw steps as horizontal bars, with the changes in a column of their own."""
    unit, scale = spec.value_axis.unit, arrange.funnel_scale(spec)
    names = [str(step.label) for step in spec.steps]
    moved = [unit.signed(step.moved) if step.moved is not None else "" for step in spec.steps]
    room = axes.name_room(sheet, names, sheet.box)
    column = 0.0
    if any(moved):
        wide = max(lettering.width(text, LABEL) for text in [*moved, str(spec.moved_label)])
        column = min(wide, sheet.box.width * 0.25) + 10
    box = Box(sheet.box.left + room, sheet.box.top, sheet.box.right - column, sheet.box.bottom)
    plot = axes.head(sheet, box, spec.value_axis)
    if column and spec.moved_label:
        plot = Box(plot.left, max(plot.top, sheet.box.top + LABEL * 1.6), plot.right, plot.bottom)
        sheet.text(
            sheet.box.right, sheet.box.top + 7, spec.moved_label, size=7, tone="muted", anchor="end", room=column
        )
    plot = _narrowed(plot, scale, [unit.short(step.value) for step in spec.steps])
    axes.names_left(sheet, names, Box(box.left, plot.top, box.right, plot.bottom), room)
    zero, row = scale.place(0, plot.left, plot.right), plot.height / max(1, len(names))
    size, marks = max(axes.SMALLEST, min(LABEL, row * 0.9)), []
    for index, step in enumerate(spec.steps):
        value, top = number(step.value), plot.top + row * (index + (1 - _FILL) / 2)
        y = top + row * _FILL / 2 + size * 0.35
        end = zero if value is None else scale.place(value, plot.left, plot.right)
        before = value is not None and value < 0
        sheet.text(
            end - 3 if before else end + 3,
            y,
            unit.short(value),
            size=size,
            anchor="end" if before else "start",
            tone="muted" if value is None else "text",
        )
        sheet.text(sheet.box.right, y, moved[index], size=size, anchor="end", tone="muted")
        if value is not None:
            words = wording.hover(
                step.hover,
                step.label,
                wording.with_word(unit.full(value), spec.value_axis),
                f"{moved[index]} {spec.moved_label}" if moved[index] else "",
            )
            marks.append(
                sheet.mark(
                    "rect",
                    words,
                    step.href,
                    x=min(zero, end),
                    y=top,
                    width=abs(end - zero),
                    height=row * _FILL,
                    fill=sheet.color(step.tone),
                )
            )
    sheet.series(str(spec.value_axis.heading), [step.value for step in spec.steps], *marks)
    sheet.rule(zero, plot.top, zero, plot.bottom, "axis", 0.8)


def waterfall(sheet: Sheet, spec: Waterfall) -> None:
    """Draw changes as columns from the sum so far, joined by thin lines."""
    unit, scale, moves = spec.value_axis.unit, arrange.waterfall_scale(spec), arrange.waterfall(spec)
    names = [str(bar.move.label) for bar in moves]
    box = axes.head(sheet, sheet.box, spec.value_axis)
    guess = box.width * 0.9 / max(1, len(moves))
    below = LABEL * 1.3 if scale.low < 0 or any(bar.end < bar.start for bar in moves) else 0
    box = Box(
        box.left,
        box.top + LABEL * 0.8,
        box.right,
        box.bottom - axes.names_height(names, guess, box.height * 0.4) - below,
    )
    plot = axes.values_left(sheet, box, scale, spec.value_axis)
    step = plot.width / max(1, len(moves))
    marks, values = [], []
    for index, bar in enumerate(moves):
        left, thick = plot.left + step * (index + (1 - _FILL) / 2), step * _FILL
        start, end = (scale.place(edge, plot.bottom, plot.top) for edge in (bar.start, bar.end))
        values.append(bar.shown if bar.known else None)
        if index + 1 < len(moves):
            sheet.rule(left, end, left + thick + step, end, "axis", 0.5)
        text = MISSING if not bar.known else unit.short(bar.shown) if bar.move.total else unit.signed(bar.shown)
        size = max(axes.SMALLEST, min(LABEL, LABEL * step / max(1.0, lettering.width(text, LABEL))))
        y = end + size * 1.15 if bar.shown < 0 else end - 3
        sheet.text(left + thick / 2, y, text, anchor="middle", size=size, tone="text" if bar.known else "muted")
        if bar.known:
            full = wording.with_word(unit.full(bar.shown), spec.value_axis)
            marks.append(
                sheet.mark(
                    "rect",
                    wording.hover(bar.move.hover, bar.move.label, full),
                    bar.move.href,
                    x=left,
                    y=min(start, end),
                    width=thick,
                    height=abs(end - start),
                    fill=sheet.color(bar.tone),
                )
            )
    sheet.series(str(spec.value_axis.heading), values, *marks)
    zero = scale.place(0, plot.bottom, plot.top)
    sheet.rule(plot.left, zero, plot.right, zero, "axis", 0.8)
    places = [plot.left + step * (index + 0.5) for index in range(len(moves))]
    axes.names_bottom(sheet, names, Box(box.left, box.top, box.right, box.bottom + below), places, guess)
