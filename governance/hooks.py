"""Where apps above hang in: the latest figures of what use cases measure, which governance itself cannot read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from foundation.kernel.tones import Tone


@dataclass(frozen=True, slots=True)
class Figure:
    """The latest figure of one indicator of a case, in words, and how it stands against its target.

    `on` is the day it holds for; None (with an empty `value`) for an indicator that is set up and has no value yet.
    """

    label: str
    value: str
    on: date | None
    standing: str
    tone: Tone
    url: str


Measured = Callable[[Sequence[int], Sequence[str]], Mapping[int, Mapping[str, Figure]]]

_sources: list[Measured] = []


def register_measured(source: Measured) -> None:
    """Add what knows figures: `source(case keys, indicator keys)` gives them by case and indicator, in few queries."""
    if source not in _sources:
        _sources.append(source)


def measured(cases: Sequence[int], indicators: Sequence[str]) -> dict[int, dict[str, Figure]]:
    """Return the latest figures of these indicators by case; an indicator that a case lacks is left out."""
    found: dict[int, dict[str, Figure]] = {case: {} for case in cases}
    for source in _sources:
        for case, figures in source(cases, indicators).items():
            found[case] |= figures
    return found


def registered() -> list[str]:
    """Everything registered, for the test that lists the hooks."""
    return [f"{item.__module__}.{item.__qualname__}" for item in _sources]
