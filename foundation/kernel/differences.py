"""What differs between two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

Piece = tuple[Literal["same", "old", "new"], str]

FEWEST = 6
"""Words of either text below which word by word says less than both texts."""
MOST_WORK = 1_000_000
"""Words of one text times words of the other beyond which comparing takes too long for a page."""
_WORD = re.compile(r"\s+|[^\s]+")


def word_pieces(before: str, after: str) -> list[Piece]:
    """Return what stayed, what went and what came, in order; empty for short texts and for very long ones."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) < FEWEST or len(new) < FEWEST or len(old) * len(new) > MOST_WORK:
        return []
    return list(_pieces(old, new))


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for step, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal":
            yield "same", "".join(old[a:b])
            continue
        if b > a:
            yield "old", "".join(old[a:b])
        if d > c:
            yield "new", "".join(new[c:d])
