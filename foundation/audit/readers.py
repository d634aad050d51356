"""Who may read the trail: asked of the app that knows people, which registers its answer when it starts."""

from collections.abc import Callable, Iterable
from typing import Any

_paths: Callable[[Any], Iterable[str]] | None = None


def who_may_read(paths: Callable[[Any], Iterable[str]]) -> None:
    """Set the function that gives the unit paths below which a user may read the trail."""
    global _paths
    _paths = paths


def paths_of(user: Any) -> tuple[str, ...]:
    """Return the unit paths below which the user may read; nothing registered means nowhere."""
    return tuple(_paths(user)) if _paths else ()
