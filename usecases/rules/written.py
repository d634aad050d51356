"""A curve with the value put in, as a person writes it: "10 − 4 = 6"."""

from decimal import Decimal
from itertools import pairwise

from foundation.kernel.text import gettext_noop as _
from library.kinds.scoring_curves import Curve, Lookup, Piecewise
from library.kinds.scoring_model import Input

_PLACES = 4


def shown(number: Decimal) -> str:
    """Write a number with at most 4 decimals and its thousands set apart: "2,000,000", "6.8"."""
    short = round(number, _PLACES)
    return f"{short.normalize():,f}" if short else "0"


def value_shown(entry: Input, value: Decimal | None) -> str:
    """Write the value of an input: a number, the label of a level, or "" for none."""
    level = entry.level_at(value)
    if level is not None:
        return level.label
    return "" if value is None else shown(value)


def put_in(curve: Curve, entry: Input, value: Decimal) -> tuple[str, dict[str, str]]:
    """Return how `curve` comes from `value` to its score: a template for translation, and what is put into it."""
    score, held = curve.at(value)
    there = {"value": value_shown(entry, value), "score": shown(score)}
    if isinstance(curve, Lookup):
        return _("“%(value)s” is worth %(score)s"), there
    if isinstance(curve, Piecewise):
        for left, right in pairwise(curve.points):
            if left.x < value < right.x and left.y != right.y:
                there |= {"x0": shown(left.x), "y0": shown(left.y), "x1": shown(right.x), "y1": shown(right.y)}
                return _("%(value)s lies between %(x0)s (worth %(y0)s) and %(x1)s (worth %(y1)s): %(score)s"), there
        return (_("%(value)s lies beyond the curve: held at %(score)s") if held else "%(value)s → %(score)s"), there
    line = curve.line
    free = line.start + line.points * value / line.per
    factor = abs(line.points)
    term = there["value"]
    if line.per != 1:
        term = f"{term} ÷ {shown(line.per)}"
    if factor != 1:
        term = f"{shown(factor)} × {term}"
    if line.start:
        term = f"{shown(line.start)} {'−' if line.points < 0 else '+'} {term}"
    elif line.points < 0:
        term = f"−{term}"
    there |= {"term": term, "free": shown(free)}
    if held:
        return _("%(term)s = %(free)s, held at %(score)s"), there
    return ("%(term)s" if term == there["score"] else "%(term)s = %(score)s"), there
