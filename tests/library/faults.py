"""One fault in a document that was good: how it is made, and how its kind names it."""

from collections.abc import Callable
from typing import Any

import pytest

from library import rules, services
from library.kinds import KINDS

Change = Callable[[dict[str, Any]], Any]


def shipped(kind: str, slug: str) -> dict[str, Any]:
    path = services.CONTENT / KINDS[kind].folder / slug / "1.yaml"
    value: dict[str, Any] = rules.yaml_source.read(path.read_bytes())
    return value


def put(path: str, value: Any) -> Change:
    """Return a change that sets the place `path` (dots, numbers for list items) to `value`."""

    def change(data: Any) -> None:
        *way, last = _parts(path)
        _at(data, way)[last] = value

    return change


def repeat(path: str) -> Change:
    """Return a change that appends the first entry of the list at `path` once more."""

    def change(data: Any) -> None:
        entries = _at(data, _parts(path))
        entries.append(entries[0])

    return change


def without(path: str) -> Change:
    """Return a change that takes the field or the list item at `path` away."""

    def change(data: Any) -> None:
        *way, last = _parts(path)
        del _at(data, way)[last]

    return change


def assert_named(data: dict[str, Any], change: Change, said: str) -> None:
    """The document is good before `change`; after it, one of the problems begins with `said`."""
    rules.parse(data)
    change(data)

    with pytest.raises(rules.BadDocument) as caught:
        rules.parse(data)

    assert any(str(problem).startswith(said) for problem in caught.value.problems), caught.value.problems


def _parts(path: str) -> list[Any]:
    return [int(part) if part.isdigit() else part for part in path.split(".")]


def _at(data: Any, way: list[Any]) -> Any:
    for part in way:
        data = data[part]
    return data
