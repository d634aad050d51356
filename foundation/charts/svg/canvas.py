"""The sheet a paper chart is drawn on: escaped elements, words that fit, heading, key and notes. Lengths in points."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from foundation.charts import lettering, palette, wording
from foundation.charts.palette import Theme
from foundation.charts.specs import Chart
from foundation.charts.svg.direction import visual
from foundation.charts.units import Value, number

FONT = "Inter, 'Inter Variable', 'Helvetica Neue', Arial, sans-serif"
TITLE, SUBTITLE, LABEL, SMALL = 11.0, 8.5, 7.5, 7.0
LINE = 1.3  # line height
POINTS_PER_MM = 72 / 25.4

# What XML 1.0 cannot hold, escaped or not.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: object) -> str:
    """Return text fit for XML: no control characters, markup escaped."""
    return escape(_FORBIDDEN.sub("", str(text)))


def tag(kind: str, *children: str, **attributes: object) -> str:
    """Return an element. Attribute names write `-` as `_`; None leaves one out; numbers keep two decimals.

    `children` must be elements or text that went through `clean`.
    """
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_attribute(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{kind}{written}>{''.join(children)}</{kind}>" if children else f"<{kind}{written}/>"


def _attribute(value: object) -> str:
    return plain(value) if isinstance(value, int | float) else clean(value)


def plain(value: float) -> str:
    """Return a length with at most two decimals."""
    return f"{round(value, 2) + 0:.2f}".rstrip("0").rstrip(".")


def path(points: Sequence[tuple[float, float]], *, closed: bool = False) -> str:
    """Return the path data through `points`."""
    return "M" + "L".join(f"{plain(x)} {plain(y)}" for x, y in points) + ("Z" if closed else "")


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the sheet, never thinner than a point."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "right", max(self.right, self.left + 1))
        object.__setattr__(self, "bottom", max(self.bottom, self.top + 1))

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


class Sheet:
    """Collects what is drawn. `box` is the room that heading, key and notes leave for the plot."""

    def __init__(self, spec: Chart, width: float, height: float, theme: Theme, *, heading: bool) -> None:
        self.spec, self.width, self.height, self.theme = spec, width, height, theme
        self._parts: list[str] = []
        top = self._heading() if heading else 0.0
        bottom = self._notes(height)
        if not spec.is_empty:
            top = self._key(top)
        self.box = Box(0.0, min(top, bottom - 10), width, max(bottom, 10.0))

    def color(self, name: str) -> str:
        """Return the color of a token in this sheet's theme; soft ones come without their opacity."""
        return palette.color(name.removesuffix("-soft"), self.theme)

    def add(self, *parts: str) -> None:
        """Draw elements on top of what is there."""
        self._parts += parts

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = LABEL,
        tone: str = "text",
        anchor: str = "start",
        bold: bool = False,
        room: float | None = None,
        fill: str | None = None,
        turn: float = 0,
        halo: bool = False,
    ) -> None:
        """Write one line with its baseline at `y`; with `room` it is cut to fit, its full words in a title.

        A `halo` of the paper's color keeps words readable across lines.
        """
        words = " ".join(str(words).split())
        shown = words if room is None else lettering.fit(words, room, size, bold=bold)
        if not shown:
            return
        seen = clean(visual(shown))
        look: dict[str, object] = {
            "x": x,
            "y": y,
            "font_size": size,
            "text_anchor": None if anchor == "start" else anchor,
            "font_weight": 600 if bold else None,
            "transform": f"rotate({plain(turn)} {plain(x)} {plain(y)})" if turn else None,
        }
        if halo:
            paper = self.color("surface")
            self.add(tag("text", seen, **look, fill=paper, stroke=paper, stroke_width=2.4, aria_hidden="true"))
        full = tag("title", clean(words)) if shown != words else ""
        self.add(tag("text", full, seen, **look, fill=fill or self.color(tone)))

    def lines(self, x: float, y: float, words: Sequence[str], full: str, *, anchor: str, tone: str = "muted") -> None:
        """Write lines below each other, the first baseline at `y`; a title gives the full words when cut."""
        cut = " ".join(words) != " ".join(str(full).split())
        title = tag("title", clean(full)) if cut else ""
        spans = [
            tag("tspan", clean(visual(line)), x=x, dy=LABEL * 1.15 if index else None)
            for index, line in enumerate(words)
        ]
        if spans:
            self.add(
                tag(
                    "text",
                    title,
                    *spans,
                    x=x,
                    y=y,
                    font_size=LABEL,
                    fill=self.color(tone),
                    text_anchor=None if anchor == "start" else anchor,
                )
            )

    def rule(self, x1: float, y1: float, x2: float, y2: float, tone: str, width: float = 0.5, dash: str = "") -> None:
        """Draw a straight line."""
        self.add(
            tag(
                "line",
                x1=x1,
                y1=y1,
                x2=x2,
                y2=y2,
                stroke=self.color(tone),
                stroke_width=width,
                stroke_dasharray=dash or None,
            )
        )

    def mark(self, kind: str, words: str, href: str = "", **attributes: object) -> str:
        """Return a mark with its words on hover, inside a link when it leads somewhere."""
        shape = tag(kind, tag("title", clean(words)), **attributes)
        return tag("a", shape, href=href) if href else shape

    def series(self, name: str, values: Sequence[Value], *marks: str) -> None:
        """Draw the marks of one series as a group that also says, for machines, what it stands for."""
        data = json.dumps([number(value) for value in values])
        self.add(tag("g", *(marks or ("",)), data_series=name, data_values=data))

    def finish(self, described: str) -> str:
        """Return the whole drawing."""
        body = "".join(self._parts)
        return tag(
            "svg",
            tag("title", clean(self.spec.title)),
            tag("desc", clean(described)),
            body,
            xmlns="http://www.w3.org/2000/svg",
            width=f"{plain(self.width / POINTS_PER_MM)}mm",
            height=f"{plain(self.height / POINTS_PER_MM)}mm",
            viewBox=f"0 0 {plain(self.width)} {plain(self.height)}",
            role="img",
            font_family=FONT,
        )

    def _heading(self) -> float:
        y = 0.0
        title, subtitle = str(self.spec.title), str(self.spec.subtitle)
        for size, words, tone, bold, most in ((TITLE, title, "text", True, 3), (SUBTITLE, subtitle, "muted", False, 2)):
            for line in lettering.wrap(words, self.width, size, lines=most, bold=bold):
                y += size * LINE
                self.text(0, y - size * 0.3, line, size=size, tone=tone, bold=bold)
        return y + 6

    def _key(self, top: float) -> float:
        entries = wording.key(self.spec)
        if not entries:
            return top
        x, y = 0.0, top + LABEL
        for rank, (tone, words) in enumerate(entries):
            words = lettering.fit(words, self.width - 14, LABEL)
            wide = 12 + lettering.width(words, LABEL) + 12
            if x and x + wide - 12 > self.width:
                x, y = 0.0, y + LABEL * 1.5
            self.add(swatch(self, wording.key_shape(self.spec), rank, tone, x + 4, y - LABEL * 0.36))
            self.text(x + 12, y, words)
            x += wide
        return y + 8

    def _notes(self, bottom: float) -> float:
        lines = [
            line for note in wording.remarks(self.spec) for line in lettering.wrap(note, self.width, SMALL, lines=3)
        ]
        y = bottom - SMALL * 0.3 - (len(lines) - 1) * SMALL * LINE
        for index, line in enumerate(lines):
            self.text(0, y + index * SMALL * LINE, line, size=SMALL, tone="muted")
        return bottom - len(lines) * SMALL * LINE - (5 if lines else 0)


def swatch(sheet: Sheet, shape: str, rank: int, tone: str, x: float, y: float) -> str:
    """Return the sign of a key entry: a square for areas, the point's own shape, or a piece of the line."""
    if shape == "point":
        return symbol(rank, x, y, 3.6, fill=sheet.color(tone))
    if shape == "line":
        return tag(
            "line",
            x1=x - 4,
            y1=y,
            x2=x + 4,
            y2=y,
            stroke=sheet.color(tone),
            stroke_width=1.6,
            stroke_dasharray=DASHES[("solid", "dash", "dot")[rank % 3]],
        )
    return tag("rect", x=x - 3.5, y=y - 3.5, width=7, height=7, fill=sheet.color(tone))


DASHES: dict[str, str | None] = {"solid": None, "dash": "5 2.5", "dot": "1.2 2"}


def symbol(rank: int, x: float, y: float, radius: float, **attributes: object) -> str:
    """Return the point shape of a group: circle, square, diamond, triangle, cross or triangle downwards."""
    kind, r, shape = rank % 6, radius, ""
    title = str(attributes.pop("words", ""))
    inner = (tag("title", clean(title)),) if title else ()
    if kind == 0:
        return tag("circle", *inner, cx=x, cy=y, r=r, **attributes)
    if kind == 1:
        s = r * 0.89
        shape = path([(x - s, y - s), (x + s, y - s), (x + s, y + s), (x - s, y + s)], closed=True)
    elif kind == 2:
        s = r * 1.25
        shape = path([(x, y - s), (x + s, y), (x, y + s), (x - s, y)], closed=True)
    elif kind in (3, 5):
        s = r * 1.3 * (1 if kind == 3 else -1)
        shape = path([(x, y - s), (x + s * 0.9, y + s * 0.6), (x - s * 0.9, y + s * 0.6)], closed=True)
    else:
        s, t = r, r * 0.4
        corners = [
            (-t, -s),
            (t, -s),
            (t, -t),
            (s, -t),
            (s, t),
            (t, t),
            (t, s),
            (-t, s),
            (-t, t),
            (-s, t),
            (-s, -t),
            (-t, -t),
        ]
        shape = path([(x + dx, y + dy) for dx, dy in corners], closed=True)
    return tag("path", *inner, d=shape, **attributes)
