"""The one search box: apps register what can be found, each answering with what this reader may see."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

LIMIT = 12
"""Hits shown of each kind."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is called, what tells it apart, where it is."""

    title: str
    subtitle: str
    url: str


Provider = Callable[[Any, str, int], list[Hit]]
_providers: dict[str, tuple[Provider, str | Promise]] = {}


def register(provider: Provider, title: str | Promise = "") -> None:
    """Add a provider `(user, text, limit) -> list[Hit]`, titled for the results page; from AppConfig.ready()."""
    _providers[f"{provider.__module__}.{provider.__qualname__}"] = (provider, title)


def find(user: Any, text: str, limit: int = LIMIT) -> list[tuple[str | Promise, list[Hit]]]:
    """Ask every provider for a text of at least two characters; kinds without hits are left out."""
    text = clean(text)
    if len(text) < 2:
        return []
    found = [(title, provider(user, text, limit)) for provider, title in _providers.values()]
    return [(title, hits) for title, hits in found if hits]


def clean(text: str) -> str:
    """A text fit to be searched for: no NUL (PostgreSQL refuses it), no outer blanks, at most 200 characters."""
    return text.replace("\x00", "").strip()[:200]
