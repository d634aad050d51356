"""Where apps above hang in: the latest figures of what use cases measure, and who makes the pack of a meeting."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from foundation.jobs.models import Job
from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop as _
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from governance.models import Meeting


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


Measured = Callable[[Sequence[int], Sequence[str] | None], Mapping[int, Mapping[str, Figure]]]
PackMaker = Callable[[Meeting, Actor], Job]

_sources: list[Measured] = []
_makers: list[PackMaker] = []


def register_measured(source: Measured) -> None:
    """Add what knows figures: `source(case keys, indicator keys)` gives them by case and indicator, in few queries."""
    if source not in _sources:
        _sources.append(source)


def measured(cases: Sequence[int], indicators: Sequence[str] | None = None) -> dict[int, dict[str, Figure]]:
    """Return the latest figures of these indicators by case; an indicator that a case lacks is left out.

    Without `indicators` all that each case measures.
    """
    found: dict[int, dict[str, Figure]] = {case: {} for case in cases}
    for source in _sources:
        for case, figures in source(cases, indicators).items():
            found[case] |= figures
    return found


def register_pack(maker: PackMaker) -> None:
    """Let `maker(meeting, by)` make the pack of a meeting; it returns the job that does."""
    _makers[:] = [maker]


def makes_packs() -> bool:
    """Say whether an app above makes packs."""
    return bool(_makers)


def make_pack(meeting: Meeting, by: Actor) -> Job:
    """Ask for the pack of a meeting; return its job. Raises Conflict when no app makes any."""
    if not _makers:
        raise Conflict(_("Packs are not made here."))
    return _makers[0](meeting, by)


def registered() -> list[str]:
    """Everything registered, for the test that lists the hooks."""
    return [f"{item.__module__}.{item.__qualname__}" for item in (*_sources, *_makers)]
