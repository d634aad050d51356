"""What differs between two versions of a document, entry by entry, in words. Plain Python.

Entries of a list are paired by what names them (their key, or the score, tier or column they are about), so that an
entry that moved is not shown as one lost and one new.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, Literal

import msgspec

from foundation.kernel.differences import Piece, word_pieces
from library.kinds.base import Header

What = Literal["added", "removed", "changed", "moved"]

_OWN_FIELDS = ("kind", "slug", "version")
_NAMES = ("key", "slug", "score", "tier", "x", "to", "column", "framework", "id", "code", "date", "text")
_LABELS = ("label", "title", "name", "ask", "text", "who", "key", "slug", "score", "tier", "to", "column")
_LONGEST_LABEL = 90


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `place` leads to it, from the outside in; `before` and `after` are lines of text."""

    what: What
    place: tuple[str, ...]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def pieces(self) -> list[Piece]:
        """A changed text word by word: what stayed, what went, what came; empty for anything but one line of text."""
        if self.what != "changed" or len(self.before) != 1 or len(self.after) != 1:
            return []
        return word_pieces(self.before[0], self.after[0])


def differences(before: Header, after: Header) -> list[Change]:
    """Return what differs between two documents of one kind, in the order of the fields; empty when they say the same.

    Kind, slug and version number do not count.
    """
    return list(_fields(_plain(before), _plain(after), ()))


def _plain(document: Header) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(document, builtin_types=(Decimal,))
    return {name: value for name, value in data.items() if name not in _OWN_FIELDS}


def _fields(before: Mapping[str, Any], after: Mapping[str, Any], place: tuple[str, ...]) -> Iterator[Change]:
    for name in [*after, *(name for name in before if name not in after)]:
        yield from _between(before.get(name), after.get(name), (*place, _word(name)))


def _between(before: Any, after: Any, place: tuple[str, ...]) -> Iterator[Change]:
    if before == after:
        return
    if before is None or after is None:
        yield Change("added" if before is None else "removed", place, _lines(before), _lines(after))
    elif isinstance(before, dict) and isinstance(after, dict):
        yield from _fields(before, after, place)
    elif isinstance(before, list | tuple) and isinstance(after, list | tuple):
        yield from _entries(before, after, place)
    else:
        yield Change("changed", place, _lines(before), _lines(after))


def _entries(before: Sequence[Any], after: Sequence[Any], place: tuple[str, ...]) -> Iterator[Change]:
    name = _name_of([*before], [*after])
    if name is None:
        yield from _by_order(before, after, place)
        return
    old = {entry[name]: entry for entry in before}
    new = {entry[name]: entry for entry in after}
    for key, entry in new.items():
        if key not in old:
            yield Change("added", (*place, _label(entry)), (), _lines(entry))
        else:
            yield from _between(old[key], entry, (*place, _label(entry)))
    for key, entry in old.items():
        if key not in new:
            yield Change("removed", (*place, _label(entry)), _lines(entry), ())
    order = [key for key in new if key in old]
    if order != [key for key in old if key in new]:
        yield Change(
            "moved",
            place,
            tuple(_label(old[key]) for key in old if key in new),
            tuple(_label(new[key]) for key in order),
        )


def _by_order(before: Sequence[Any], after: Sequence[Any], place: tuple[str, ...]) -> Iterator[Change]:
    """Entries without names: what is alike stays, what stands at the same place is compared."""
    old, new = [_lines(entry) for entry in before], [_lines(entry) for entry in after]
    for step, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal":
            continue
        paired = min(b - a, d - c)
        for offset in range(paired):
            here = (*place, f"{c + offset + 1}")
            yield from _between(before[a + offset], after[c + offset], here)
        for index in range(a + paired, b):
            yield Change("removed", (*place, f"{index + 1}"), old[index], ())
        for index in range(c + paired, d):
            yield Change("added", (*place, f"{index + 1}"), (), new[index])


def _name_of(before: Sequence[Any], after: Sequence[Any]) -> str | None:
    """The field that names the entries of both lists, each once; None where there is none."""
    if not all(isinstance(entry, dict) for entry in (*before, *after)):
        return None
    for name in _NAMES:
        keys = [[entry.get(name) for entry in side] for side in (before, after)]
        if all(
            None not in side and not any(isinstance(key, dict | list) for key in side) and len(set(side)) == len(side)
            for side in keys
        ):
            return name
    return None


def _label(entry: Mapping[str, Any]) -> str:
    for name in _LABELS:
        value = entry.get(name)
        if isinstance(value, str | int | Decimal) and not isinstance(value, bool):
            text = _text(value)
            return text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1] + "…"
    return "…"


def _lines(value: Any, name: str = "") -> tuple[str, ...]:
    """A value as lines to read, the names of fields before what they hold."""
    head = f"{name}: " if name else ""
    if value is None:
        return ()
    if isinstance(value, dict):
        inner = [line for key, item in value.items() if key != "key" for line in _lines(item, _word(key))]
        return tuple([name, *("  " + line for line in inner)] if name else inner) or (head + "–",)
    if isinstance(value, list | tuple):
        if all(not isinstance(item, dict | list | tuple) for item in value):
            return (head + (", ".join(_text(item) for item in value) or "–"),)
        inner = [line for item in value for line in _lines(item)]
        return tuple([name, *("  " + line for line in inner)] if name else inner)
    return (head + _text(value),)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _word(name: str) -> str:
    return name.replace("_", " ").capitalize()
