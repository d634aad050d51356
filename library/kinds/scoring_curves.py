"""The curves of scoring models: what a value is worth. Closed, so that a document cannot ask for another.

Every curve is plain data for numpy, and `at(value)` is the same in exact decimals for a single value: what the score
card explains and what tests compare with. Its second part says whether a limit held the score.
"""

from decimal import Decimal
from itertools import pairwise

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Key, Part, Problems


class Linear(Part, tag_field="curve", tag="linear", frozen=True, kw_only=True):
    """`start + points * value / per`, held between `at_least` and `at_most`."""

    start: Decimal = Decimal(0)
    points: Decimal = Decimal(1)
    per: Decimal = Decimal(1)
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    @property
    def line(self) -> "Linear":
        """The same curve as `start`, `points`, `per` and limits."""
        return self

    def at(self, value: Decimal) -> tuple[Decimal, bool]:
        """Return the score at `value`, and whether a limit held it."""
        free = self.start + self.points * value / self.per
        held = free
        if self.at_least is not None:
            held = max(held, self.at_least)
        if self.at_most is not None:
            held = min(held, self.at_most)
        return held, held != free


class Inverse(Part, tag_field="curve", tag="inverse", frozen=True, kw_only=True):
    """The scale turned around: `top - points * value / per`, held between `at_least` and `at_most`."""

    top: Decimal
    points: Decimal = Decimal(1)
    per: Decimal = Decimal(1)
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    @property
    def line(self) -> Linear:
        """The same curve as a falling line."""
        return Linear(start=self.top, points=-self.points, per=self.per, at_least=self.at_least, at_most=self.at_most)

    def at(self, value: Decimal) -> tuple[Decimal, bool]:
        """Return the score at `value`, and whether a limit held it."""
        return self.line.at(value)


class Capped(Part, tag_field="curve", tag="capped", frozen=True, kw_only=True):
    """`points` for each `per` of the value, and never more than `at_most`."""

    at_most: Decimal
    points: Decimal = Decimal(1)
    per: Decimal = Decimal(1)

    @property
    def line(self) -> Linear:
        """The same curve as a line with an upper limit."""
        return Linear(points=self.points, per=self.per, at_most=self.at_most)

    def at(self, value: Decimal) -> tuple[Decimal, bool]:
        """Return the score at `value`, and whether the limit held it."""
        return self.line.at(value)


class Point(Part, frozen=True, kw_only=True):
    """The score `y` at the value `x`."""

    x: Decimal
    y: Decimal


class Piecewise(Part, tag_field="curve", tag="piecewise", frozen=True, kw_only=True):
    """Straight lines between points. Level outside them, which counts as held."""

    points: tuple[Point, ...]

    def at(self, value: Decimal) -> tuple[Decimal, bool]:
        """Return the score at `value`, and whether it lies before the first or after the last point."""
        points = self.points
        if value <= points[0].x:
            return points[0].y, value < points[0].x
        for left, right in pairwise(points):
            if value <= right.x:
                return left.y + (right.y - left.y) * (value - left.x) / (right.x - left.x), False
        return points[-1].y, True


class LevelScore(Part, frozen=True, kw_only=True):
    """What one level of a choice is worth."""

    level: Key
    score: Decimal


class Lookup(Part, tag_field="curve", tag="lookup", frozen=True, kw_only=True):
    """A score for each level of a choice, in the order of its levels. A level's value is its place, from 0."""

    scores: tuple[LevelScore, ...]

    def at(self, value: Decimal) -> tuple[Decimal, bool]:
        """Return the score of the level at the place `value`; the second part is always False."""
        place = min(max(int(value), 0), len(self.scores) - 1)
        return self.scores[place].score, False


Curve = Linear | Inverse | Capped | Piecewise | Lookup


def stands(found: Problems, place: str, curve: Curve, levels: tuple[str, ...]) -> bool:
    """Note what is wrong with a curve by itself (`levels` are those of its input); say whether nothing was."""
    before = len(found)
    if isinstance(curve, Lookup):
        if not levels:
            found.add(place, _("A lookup reads the levels of a choice; this input has none."))
        elif tuple(row.level for row in curve.scores) != levels:
            found.add(
                f"{place}.scores",
                _("A score is needed for each level of the input, in their order: %(levels)s."),
                levels=", ".join(levels),
            )
        return len(found) == before
    if levels:
        found.add(place, _("The levels of a choice are read by a lookup."))
    elif isinstance(curve, Piecewise):
        xs = [point.x for point in curve.points]
        if len(xs) < 2 or xs != sorted(set(xs)):
            found.add(f"{place}.points", _("A curve needs at least two points, from left to right, each once."))
    else:
        line = curve.line
        if line.per <= 0:
            found.add(f"{place}.per", _("The unit that points are given for must be larger than 0."))
        if line.at_least is not None and line.at_most is not None and line.at_least >= line.at_most:
            found.add(f"{place}.at_most", _("The upper limit must lie above the lower."))
    return len(found) == before


def bends(curve: Curve) -> list[Decimal]:
    """Return the values at which a curve changes its slope; between them it is straight."""
    if isinstance(curve, Piecewise):
        return [point.x for point in curve.points]
    if isinstance(curve, Lookup):
        return [Decimal(place) for place in range(len(curve.scores))]
    line = curve.line
    if not line.points:
        return []
    limits = [limit for limit in (line.at_least, line.at_most) if limit is not None]
    return [(limit - line.start) * line.per / line.points for limit in limits]
