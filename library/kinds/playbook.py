"""Playbook: how a piece of work is usually done, from which a dated plan picks.

Phases have steps, steps have tasks. Lengths are ranges, since the sources give ranges: `takes` is how long a phase or
step lasts, `when` where it lies within the whole. Both count in the document's `unit`. Phases follow each other unless
`when` says otherwise; steps of a phase and tasks of a step are in the order in which they are usually done, but may
overlap.
"""

from collections.abc import Iterator
from typing import Literal

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Count, Header, Key, Kind, Line, Part, Problem, Problems, Prose

TimeUnit = Literal["day", "week", "month"]


class Span(Part, frozen=True, kw_only=True):
    """From `least` to `most` units of time; both ends count. As a place it reads "weeks 3 to 6"."""

    least: Count
    most: Count


class Task(Part, frozen=True, kw_only=True):
    """One piece of work that one person can be asked to do. `role` is who usually does it."""

    key: Key
    label: Line
    detail: Prose | None = None
    role: Line | None = None


class Step(Part, frozen=True, kw_only=True):
    """A group of tasks with a purpose of its own. `group` names the part of a phase that it belongs to."""

    key: Key
    label: Line
    tasks: tuple[Task, ...]
    purpose: Prose | None = None
    group: Line | None = None
    when: Span | None = None
    takes: Span | None = None


class Phase(Part, frozen=True, kw_only=True):
    """A stretch of the work that ends with something to show: its `outputs`."""

    key: Key
    label: Line
    steps: tuple[Step, ...]
    purpose: Prose | None = None
    when: Span | None = None
    takes: Span | None = None
    outputs: tuple[Line, ...] = ()


class Playbook(Header, tag="playbook", frozen=True, kw_only=True):
    """The whole playbook. Keys are unique over the document, so a plan can point to a task by its key alone."""

    unit: TimeUnit
    phases: tuple[Phase, ...]
    takes: Span | None = None
    goals: tuple[Line, ...] = ()

    @property
    def steps(self) -> Iterator[Step]:
        """Every step, in order."""
        return (step for phase in self.phases for step in phase.steps)

    @property
    def tasks(self) -> Iterator[Task]:
        """Every task, in order."""
        return (task for step in self.steps for task in step.tasks)

    def keys(self) -> Iterator[str]:
        """Yield the keys of phases, steps and tasks."""
        for phase in self.phases:
            yield phase.key
            for step in phase.steps:
                yield step.key
                yield from (task.key for task in step.tasks)


def check(document: Playbook) -> list[Problem]:
    """Return what the schema cannot see: repeated keys, empty phases and steps, spans that end before they begin."""
    found = Problems()
    found.not_empty("phases", document.phases)
    found.same_keys("phases", document.keys())
    _check_span(found, "takes", document.takes)
    for row, phase in enumerate(document.phases):
        place = f"phases[{row}]"
        found.not_empty(f"{place}.steps", phase.steps)
        _check_span(found, f"{place}.when", phase.when)
        _check_span(found, f"{place}.takes", phase.takes)
        for column, step in enumerate(phase.steps):
            found.not_empty(f"{place}.steps[{column}].tasks", step.tasks)
            _check_span(found, f"{place}.steps[{column}].when", step.when)
            _check_span(found, f"{place}.steps[{column}].takes", step.takes)
    return found


def _check_span(found: Problems, place: str, span: Span | None) -> None:
    if span is not None and span.least > span.most:
        found.add(
            place,
            _("It ends (%(most)s) before it begins (%(least)s)."),
            most=span.most,
            least=span.least,
        )


KIND = Kind(
    key="playbook",
    folder="playbooks",
    label=_("Playbook"),
    plural=_("Playbooks"),
    purpose=_("How a phase of the program is usually done: phases, steps and tasks with their lengths."),
    struct=Playbook,
    check=check,
)
