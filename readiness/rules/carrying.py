"""What becomes of answers when an assessment moves to another version of its instrument.

A factor is known by its key. Its answer carries over as it is where the scale is the same; where the scale differs it
could be rescaled, which is a decision; where the factor is gone, the answer is lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from library.kinds.instrument import Factor, Instrument, Scale


@dataclass(frozen=True, slots=True)
class Carried:
    """Factor keys by what becomes of their answers; `added` are asked for the first time, `reworded` are kept too."""

    kept: tuple[str, ...]
    rescaled: tuple[str, ...]
    lost: tuple[str, ...]
    added: tuple[str, ...]
    reworded: tuple[str, ...]


def carried(before: Instrument, after: Instrument) -> Carried:
    """Compare two versions of an instrument, in the order in which their factors are asked."""
    old = {factor.key: factor for factor in before.factors}
    new = {factor.key: factor for factor in after.factors}
    both = tuple(key for key in new if key in old)
    same = _span(before.scale) == _span(after.scale)
    return Carried(
        kept=both if same else (),
        rescaled=() if same else both,
        lost=tuple(key for key in old if key not in new),
        added=tuple(key for key in new if key not in old),
        reworded=tuple(key for key in both if tuple(_words(old[key])) != tuple(_words(new[key]))),
    )


def _span(scale: Scale) -> tuple[object, ...]:
    return (scale.lowest, scale.highest, scale.step)


def _words(factor: Factor) -> Iterator[object]:
    yield from (factor.label, factor.guidance, factor.anchors)
