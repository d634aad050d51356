"""Which notices exist and the sentence each is told with; apps register theirs when they start."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of notice: what it is called in lists, and its sentence.

    `sentence` may name %(actor)s, %(subject)s and the facts that the caller of `notify` gives.
    """

    label: Text
    sentence: Text


class _Places(dict[str, Any]):
    """What fills a sentence; a place that an older notice has nothing for is an en dash."""

    def __missing__(self, key: str) -> str:
        return "–"


_kinds: dict[str, Kind] = {}


def register(kinds: Mapping[str, Kind]) -> None:
    """Add kinds of notices by dotted name, for example "discussion.comment.written"."""
    _kinds.update(kinds)


def is_known(key: str) -> bool:
    """Say whether some app registered this kind."""
    return key in _kinds


def choices() -> list[tuple[str, str]]:
    """Return (name, label) of every kind, by label."""
    return sorted(((key, str(kind.label)) for key, kind in _kinds.items()), key=lambda item: item[1])


def label(key: str) -> str:
    """Return what a kind is called; one of an older version that no app knows any more goes by its name."""
    return str(_kinds[key].label) if key in _kinds else key


def sentence(key: str, places: Mapping[str, Any]) -> str:
    """Return the sentence of a kind with its places filled."""
    if key not in _kinds:
        return _("%(actor)s: %(subject)s") % _Places(places)
    return str(_kinds[key].sentence) % _Places(places)
