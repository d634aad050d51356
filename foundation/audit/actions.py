"""Which acts exist and the sentence each is told with; apps register theirs when they start."""

from collections.abc import Mapping

from django.utils.functional import Promise

_SENTENCES: dict[str, str | Promise] = {}


def register(sentences: Mapping[str, str | Promise]) -> None:
    """Add acts: dotted name in the past tense -> sentence with %(actor)s and %(subject)s (translatable)."""
    _SENTENCES.update(sentences)


def sentence(action: str) -> str:
    """Return the sentence of an act; an act of an older version that no app knows any more is shown by its name."""
    return str(_SENTENCES.get(action, "%(actor)s: " + action.replace("%", "%%") + ": %(subject)s"))


def is_known(action: str) -> bool:
    """Say whether some app registered this act."""
    return action in _SENTENCES


def known() -> dict[str, str]:
    """Return all registered acts with their sentences, by name."""
    return {name: str(text) for name, text in sorted(_SENTENCES.items())}
