"""Which points of a bubble chart can be named beside them without covering anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from foundation.charts import lettering

Side = Literal["right", "left", "above", "below"]


@dataclass(frozen=True, slots=True)
class Disc:
    """A bubble in drawing units, y downwards, with the name it wants to carry."""

    x: float
    y: float
    radius: float
    name: str


Box = tuple[float, float, float, float]


def place(discs: Sequence[Disc], area: Box, size: float, *, most: int, taken: Sequence[Box] = ()) -> dict[int, Side]:
    """Return the side at which each bubble is named, for as many (the biggest first, at most `most`) as find room.

    `area` is left, top, right, bottom of the plot; `size` the font size; `taken` boxes that must stay free.
    """
    bodies = [(d.x - d.radius, d.y - d.radius, d.x + d.radius, d.y + d.radius) for d in discs]
    used, result = list(taken), dict[int, Side]()
    for index in sorted(range(len(discs)), key=lambda i: (-discs[i].radius, i)):
        if len(result) == most:
            break
        for side in ("right", "left", "above", "below"):
            box = box_of(discs[index], side, size)
            inside = box[0] >= area[0] and box[1] >= area[1] and box[2] <= area[2] and box[3] <= area[3]
            others = (body for i, body in enumerate(bodies) if i != index)
            if inside and not any(_meet(box, other) for other in (*used, *others)):
                used.append(box)
                result[index] = side
                break
    return result


def box_of(disc: Disc, side: Side, size: float) -> Box:
    """Return the box of a name at one side of its bubble."""
    wide, half, gap = lettering.width(disc.name, size), size * 0.6, size * 0.35
    if side in ("right", "left"):
        left = disc.x + disc.radius + gap if side == "right" else disc.x - disc.radius - gap - wide
        return left, disc.y - half, left + wide, disc.y + half
    middle = disc.y - disc.radius - gap - half if side == "above" else disc.y + disc.radius + gap + half
    return disc.x - wide / 2, middle - half, disc.x + wide / 2, middle + half


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
