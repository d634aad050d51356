"""What a chart says, as data. Renderers, the table twin and the tests read nothing else.

Words (titles, names, notes) come translated from the caller. A value of None is missing: it is drawn as a gap and said
in a note, never as zero. Every constructor raises ValueError for lengths that do not fit, an unknown tone, or a link
that leaves the site.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from foundation.charts.checking import check_lengths, check_links, check_series, check_tones
from foundation.charts.units import COUNT, PLAIN, Number, Position, Unit, Value, number

Key = tuple[tuple[str, str], ...]
"""Pairs of tone and words, for charts whose color speaks for a group: (("good", "On plan"), ...)."""


@dataclass(frozen=True, kw_only=True)
class Axis:
    """`low` and `high` fix an end of the scale where the measure has one (a score of 1 to 10), in the data's unit."""

    label: str = ""
    unit: Unit = PLAIN
    low: Number | None = None
    high: Number | None = None

    @property
    def heading(self) -> str:
        """The axis label with its unit: "Net benefit, USD"."""
        return ", ".join(part for part in (str(self.label), str(self.unit.word)) if part)


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A labelled line across the plot: a plan, a target, today. `on` y stands at a value, on x at a position."""

    at: Position
    label: str
    on: Literal["x", "y"] = "y"
    tone: str = "neutral"

    def __post_init__(self) -> None:
        check_tones(self.tone)


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What every chart has. The title is a sentence that says what is seen; `note` tells what is capped, missing, old.

    `empty` is the reason to show in place of a chart that has nothing to draw.
    """

    title: str
    subtitle: str = ""
    note: str = ""
    empty: str = ""

    def values(self) -> Iterator[Value]:
        """Give every value that a mark stands for."""
        raise NotImplementedError

    @property
    def missing(self) -> int:
        """How many marks have no drawable value."""
        return sum(number(value) is None for value in self.values())

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be drawn. A chart full of zeros is not empty."""
        return all(number(value) is None for value in self.values())


@dataclass(frozen=True, kw_only=True)
class Series:
    """One row of values. `tones`, `hrefs` and `hovers` go per mark, or are left out."""

    name: str
    values: Sequence[Value]
    tone: str = "accent"
    tones: Sequence[str] = ()
    hrefs: Sequence[str] = ()
    hovers: Sequence[str] = ()

    def __post_init__(self) -> None:
        check_lengths(len(self.values), self.tones, self.hrefs, self.hovers)
        check_tones(self.tone, *self.tones)
        check_links(*self.hrefs)

    def tone_at(self, index: int) -> str:
        """The tone of one mark."""
        return self.tones[index] if self.tones else self.tone

    def href_at(self, index: int) -> str:
        """The link of one mark, or nothing."""
        return self.hrefs[index] if self.hrefs else ""

    def hover_at(self, index: int) -> str:
        """The words shown for one mark on hover, or nothing for the usual ones."""
        return str(self.hovers[index]) if self.hovers else ""


@dataclass(frozen=True, kw_only=True)
class Bars(Chart):
    """Bars from zero: horizontal for names, vertical for a few periods; side by side, or stacked."""

    categories: Sequence[str]
    series: Sequence[Series]
    category_axis: Axis = Axis()
    value_axis: Axis = Axis()
    horizontal: bool = True
    stacked: bool = False
    references: Sequence[Reference] = ()

    def __post_init__(self) -> None:
        check_series(len(self.categories), self.series)

    def values(self) -> Iterator[Value]:
        return (value for series in self.series for value in series.values)


@dataclass(frozen=True, kw_only=True)
class Ranges(Chart):
    """A bar from `low` to `high` for each name, with marks on it: a value in use, what each person says.

    `range_name` says what the bars are. `hrefs` and `hovers` go per bar, or are left out.
    """

    categories: Sequence[str]
    low: Sequence[Value]
    high: Sequence[Value]
    range_name: str
    marks: Sequence[Series] = ()
    tone: str = "neutral"
    hrefs: Sequence[str] = ()
    hovers: Sequence[str] = ()
    category_axis: Axis = Axis()
    value_axis: Axis = Axis()

    def __post_init__(self) -> None:
        check_series(len(self.categories), self.marks)
        if not len(self.low) == len(self.high) == len(self.categories):
            raise ValueError("every name needs its low and its high end")
        check_lengths(len(self.categories), self.hrefs, self.hovers)
        check_tones(self.tone)
        check_links(*self.hrefs)

    def values(self) -> Iterator[Value]:
        yield from self.low
        yield from self.high
        for series in self.marks:
            yield from series.values

    def span_at(self, index: int) -> tuple[float, float] | None:
        """Both ends of one bar; None where either is missing."""
        low, high = number(self.low[index]), number(self.high[index])
        return None if low is None or high is None else (low, high)


@dataclass(frozen=True, kw_only=True)
class LineSeries(Series):
    """A line. `low` and `high` draw the band of uncertainty around it; `area` fills it down to zero."""

    dash: Literal["solid", "dash", "dot"] = "solid"
    area: bool = False
    markers: bool = False
    low: Sequence[Value] = ()
    high: Sequence[Value] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        check_lengths(len(self.values), self.low, self.high)
        if len(self.low) != len(self.high):
            raise ValueError("a band needs both its low and its high")


@dataclass(frozen=True, kw_only=True)
class Lines(Chart):
    """Lines over dates, numbers or names. `zero` keeps zero on the value scale; leave it off for scores."""

    x: Sequence[Position]
    series: Sequence[LineSeries]
    x_axis: Axis = Axis()
    y_axis: Axis = Axis()
    references: Sequence[Reference] = ()
    zero: bool = True

    def __post_init__(self) -> None:
        check_series(len(self.x), self.series)

    def values(self) -> Iterator[Value]:
        return (value for series in self.series for value in series.values)

    @property
    def missing(self) -> int:
        """How many values are missing inside a line; before it begins and after it ends nothing is expected."""
        count = 0
        for series in self.series:
            known = [index for index, value in enumerate(series.values) if number(value) is not None]
            count += known[-1] - known[0] + 1 - len(known) if known else len(series.values)
        return count


@dataclass(frozen=True, kw_only=True)
class Point:
    """One bubble: place, size (its area is in proportion) and what it is.

    `x_ends` and `y_ends` are the ends of the interval in which each measure may lie, drawn as a line through the point.
    """

    label: str
    x: Value
    y: Value
    size: Value = 1
    tone: str = "accent"
    href: str = ""
    hover: str = ""
    x_ends: tuple[Number, Number] | None = None
    y_ends: tuple[Number, Number] | None = None

    def __post_init__(self) -> None:
        check_tones(self.tone)
        check_links(self.href)


@dataclass(frozen=True, kw_only=True)
class Bubble(Chart):
    """Points on two measures. `x_line` and `y_line` part the plot; `quadrants` names the parts.

    The four names go clockwise from the top left. Without `size_axis.label` the points are all drawn alike.
    """

    points: Sequence[Point]
    x_axis: Axis = Axis()
    y_axis: Axis = Axis()
    size_axis: Axis = Axis()
    x_line: Number | None = None
    y_line: Number | None = None
    quadrants: tuple[str, str, str, str] | None = None
    references: Sequence[Reference] = ()
    key: Key = ()
    zero: bool = False

    def __post_init__(self) -> None:
        check_tones(*(tone for tone, _words in self.key))

    def values(self) -> Iterator[Value]:
        return (point.y if number(point.x) is not None else None for point in self.points)


@dataclass(frozen=True, kw_only=True)
class Radar(Chart):
    """A profile over 3 to 16 dimensions, from zero in the middle to `maximum`. Other counts are drawn as bars."""

    axes: Sequence[str]
    series: Sequence[Series]
    maximum: Number = 10
    unit: Unit = PLAIN

    def __post_init__(self) -> None:
        check_series(len(self.axes), self.series)
        if not 0 < float(self.maximum) < float("inf"):
            raise ValueError("a radar needs a positive maximum")

    def values(self) -> Iterator[Value]:
        return (value for series in self.series for value in series.values)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a funnel: how many are there, and how many came (or left, below zero) lately."""

    label: str
    value: Value
    moved: Value = None
    tone: str = "accent"
    href: str = ""
    hover: str = ""

    def __post_init__(self) -> None:
        check_tones(self.tone)
        check_links(self.href)


@dataclass(frozen=True, kw_only=True)
class Funnel(Chart):
    """Steps in order, as bars from zero; `moved_label` heads the column of changes ("moved in November")."""

    steps: Sequence[Step]
    step_axis: Axis = Axis()
    value_axis: Axis = Axis(unit=COUNT)
    moved_label: str = ""

    def values(self) -> Iterator[Value]:
        return (step.value for step in self.steps)


@dataclass(frozen=True, kw_only=True)
class Move:
    """One bar of a waterfall: a change, or with `total` the sum so far (its own value is then not read)."""

    label: str
    value: Value = None
    total: bool = False
    tone: str = ""
    href: str = ""
    hover: str = ""

    def __post_init__(self) -> None:
        check_tones(*([self.tone] if self.tone else []))
        check_links(self.href)


@dataclass(frozen=True, kw_only=True)
class Waterfall(Chart):
    """How a sum comes about. Rises are good and falls are bad, unless a move says another tone."""

    moves: Sequence[Move]
    move_axis: Axis = Axis()
    value_axis: Axis = Axis()

    def values(self) -> Iterator[Value]:
        return (move.value for move in self.moves if not move.total)


@dataclass(frozen=True, kw_only=True)
class HeatMap(Chart):
    """A table of values in shades. `cells`, `hrefs` and `hovers` are rows of columns; the scale ends are the axis's."""

    rows: Sequence[str]
    columns: Sequence[str]
    cells: Sequence[Sequence[Value]]
    row_axis: Axis = Axis()
    column_axis: Axis = Axis()
    value_axis: Axis = Axis()
    hrefs: Sequence[Sequence[str]] = ()
    hovers: Sequence[Sequence[str]] = ()

    def __post_init__(self) -> None:
        check_lengths(len(self.rows), self.hrefs, self.hovers)
        if len(self.cells) != len(self.rows):
            raise ValueError("a heat map needs as many rows of cells as names of rows")
        for line in (*self.cells, *self.hrefs, *self.hovers):
            if len(line) != len(self.columns):
                raise ValueError("every row of a heat map needs a cell per column")
        check_links(*(href for line in self.hrefs for href in line))

    def values(self) -> Iterator[Value]:
        return (value for line in self.cells for value in line)


@dataclass(frozen=True, kw_only=True)
class Task:
    """One line of a Gantt: first and last day, both counted; the same day twice is a milestone."""

    label: str
    start: date | None
    end: date | None
    planned_start: date | None = None
    planned_end: date | None = None
    group: str = ""
    tone: str = "accent"
    href: str = ""
    hover: str = ""

    def __post_init__(self) -> None:
        check_tones(self.tone)
        check_links(self.href)
        for first, last in ((self.start, self.end), (self.planned_start, self.planned_end)):
            if first and last and last < first:
                raise ValueError("a task cannot end before it starts")

    @property
    def days(self) -> int | None:
        """How many days it takes, the first and the last counted; None while a date is missing."""
        return (self.end - self.start).days + 1 if self.start and self.end else None

    @property
    def planned_days(self) -> int | None:
        """How many days it was planned to take; None without a plan."""
        return (self.planned_end - self.planned_start).days + 1 if self.planned_start and self.planned_end else None


@dataclass(frozen=True, kw_only=True)
class Gantt(Chart):
    """Tasks over time, planned dates as a thin grey line below; references on x mark today and deadlines."""

    tasks: Sequence[Task]
    task_axis: Axis = Axis()
    references: Sequence[Reference] = ()
    key: Key = ()

    def values(self) -> Iterator[Value]:
        return (task.days or task.planned_days for task in self.tasks)
