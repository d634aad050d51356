"""Playbook: how a piece of work is usually done, from which a dated plan picks.

Phases have steps. A step has tasks, or workstreams that go on side by side and have the tasks. Lengths are ranges,
since the sources give ranges: `takes` is how long a phase or step lasts, `when` where it lies: a phase within the
whole, a step within its phase. Both count in the document's `unit`. Phases follow each other unless `when` says
otherwise; steps of a phase and tasks of a step are in the order in which they are usually done, but may overlap.

A phase may also be `carried_by` other documents, such as a wave plan, instead of steps of its own. A phase that has
tasks and no parts is written as one step of the same label.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Literal

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Count, Header, Key, Kind, Line, Part, Problem, Problems, Prose, Reference, Slug

TimeUnit = Literal["day", "week", "month"]


class Span(Part, frozen=True, kw_only=True):
    """From `least` to `most` units of time, both included; without `most` it is open: "from month 4 on"."""

    least: Count
    most: Count | None = None


class Named(Part, frozen=True, kw_only=True):
    """Another document, or one entry of it, that the work is done with."""

    kind: Key
    slug: Slug
    entry: Key | None = None

    @property
    def reference(self) -> Reference:
        """What is named, as any document names another."""
        return Reference(self.kind, self.slug, self.entry or "")


class Task(Part, frozen=True, kw_only=True):
    """One piece of work that one person can be asked to do.

    `role` is who usually does it, `output` what it leaves behind for others to use, `uses` the document it works with.
    """

    key: Key
    label: Line
    detail: Prose | None = None
    role: Line | None = None
    output: Line | None = None
    uses: Named | None = None


class Workstream(Part, frozen=True, kw_only=True):
    """Tasks of a step that belong together and that one team can take on."""

    key: Key
    label: Line
    tasks: tuple[Task, ...]


class Step(Part, frozen=True, kw_only=True):
    """Tasks with a purpose of their own, ending with `outputs`. `group` names the part of the phase it belongs to."""

    key: Key
    label: Line
    tasks: tuple[Task, ...] = ()
    workstreams: tuple[Workstream, ...] = ()
    purpose: Prose | None = None
    group: Line | None = None
    when: Span | None = None
    takes: Span | None = None
    outputs: tuple[Line, ...] = ()

    @property
    def all_tasks(self) -> tuple[Task, ...]:
        """Every task of the step, whether in a workstream or not."""
        return self.tasks + tuple(task for stream in self.workstreams for task in stream.tasks)


class Phase(Part, frozen=True, kw_only=True):
    """A stretch of the work that ends with something to show: its `outputs`."""

    key: Key
    label: Line
    steps: tuple[Step, ...] = ()
    purpose: Prose | None = None
    when: Span | None = None
    takes: Span | None = None
    outputs: tuple[Line, ...] = ()
    carried_by: tuple[Named, ...] = ()

    @property
    def tasks(self) -> Iterator[Task]:
        """Every task of the phase, in order."""
        return (task for step in self.steps for task in step.all_tasks)

    @property
    def longest(self) -> int | None:
        """The most units of time that it lasts; None when that is not said or open."""
        if self.takes is not None:
            return self.takes.most
        if self.when is not None and self.when.most is not None:
            return self.when.most - self.when.least + 1
        return None


class Element(Part, frozen=True, kw_only=True):
    """A part of what the work builds, such as a layer of an architecture."""

    key: Key
    label: Line
    detail: Prose


class Playbook(Header, tag="playbook", frozen=True, kw_only=True):
    """The whole playbook. Keys are unique over the document, so a plan can point to a task by its key alone.

    `builds` is what there is at the end, `uses` the documents that the whole work is done with.
    """

    unit: TimeUnit
    phases: tuple[Phase, ...]
    takes: Span | None = None
    goals: tuple[Line, ...] = ()
    builds: tuple[Element, ...] = ()
    uses: tuple[Named, ...] = ()

    @property
    def steps(self) -> Iterator[Step]:
        """Every step, in order."""
        return (step for phase in self.phases for step in phase.steps)

    @property
    def tasks(self) -> Iterator[Task]:
        """Every task, in order."""
        return (task for phase in self.phases for task in phase.tasks)

    def references(self) -> Iterator[Reference]:
        """Yield the documents that the whole, its phases and its tasks are done with."""
        named = [*self.uses, *(name for phase in self.phases for name in phase.carried_by)]
        for name in (*named, *(task.uses for task in self.tasks if task.uses is not None)):
            yield name.reference

    def labels(self) -> Mapping[str, str]:
        phases = {phase.key: phase.label for phase in self.phases}
        return phases | {step.key: step.label for step in self.steps} | {task.key: task.label for task in self.tasks}

    def keys(self) -> Iterator[str]:
        """Yield the keys of what is built, and of phases, steps, workstreams and tasks."""
        yield from (element.key for element in self.builds)
        for phase in self.phases:
            yield phase.key
            for step in phase.steps:
                yield step.key
                yield from (stream.key for stream in step.workstreams)
                yield from (task.key for task in step.all_tasks)


def check(document: Playbook) -> list[Problem]:
    """Return what the schema cannot see: repeated keys, empty parts, lengths and places that cannot be."""
    found = Problems()
    found.not_empty("phases", document.phases)
    found.same_keys("phases", document.keys())
    _check_span(found, "takes", document.takes)
    for row, phase in enumerate(document.phases):
        place = f"phases[{row}]"
        if not phase.carried_by:
            found.not_empty(f"{place}.steps", phase.steps)
        _check_span(found, f"{place}.when", phase.when)
        _check_span(found, f"{place}.takes", phase.takes)
        groups = [name for name, _steps in groupby(step.group for step in phase.steps) if name]
        for name in dict.fromkeys(name for name in groups if groups.count(name) > 1):
            found.add(f"{place}.steps", _("The steps of “%(group)s” do not stand together."), group=name)
        for column, step in enumerate(phase.steps):
            _check_step(found, f"{place}.steps[{column}]", step, phase.longest)
    return found


def _check_step(found: Problems, place: str, step: Step, longest: int | None) -> None:
    if bool(step.tasks) == bool(step.workstreams):
        found.add(place, _("A step has either tasks or workstreams with tasks."))
    for number, stream in enumerate(step.workstreams):
        found.not_empty(f"{place}.workstreams[{number}].tasks", stream.tasks)
    _check_span(found, f"{place}.when", step.when)
    _check_span(found, f"{place}.takes", step.takes)
    last = step.when and (step.when.most or step.when.least)
    if last and longest is not None and last > longest:
        found.add(
            f"{place}.when",
            _("The step reaches to %(last)s, the phase lasts %(longest)s at most."),
            last=last,
            longest=longest,
        )


def _check_span(found: Problems, place: str, span: Span | None) -> None:
    if span is not None and span.most is not None and span.least > span.most:
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
