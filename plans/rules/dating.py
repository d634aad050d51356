"""From a playbook and a first day to dated phases and tasks.

Weeks and months of a playbook count in the calendar from the first day; tasks lie on working days. What a playbook
leaves open is filled in the same way everywhere: steps without a place follow each other, in proportion to their tasks
(steps of one group lie side by side); the tasks of a step or workstream share its working days evenly, in their order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from foundation.kernel.errors import Invalid
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.kernel.workdays import Workdays
from library.kinds.playbook import Phase, Playbook, Span, Step, Task
from plans.workflow import Pick

EARLIEST, LATEST = date(2000, 1, 1), date(2090, 12, 31)
MOST_UNITS = 520
Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A phase, or a step of one, whose length a plan picks, in the playbook's unit.

    `most` is None where the playbook has no upper end; `is_stated` says whether it has a length at all, else `least`
    is what a plan takes until somebody says otherwise.
    """

    key: str
    label: str
    least: int
    most: int | None
    is_stated: bool = True

    def picked(self, pick: Pick) -> int:
        """Return the length that a pick takes: the middle of a range is rounded up to a whole unit."""
        if self.most is None or pick == Pick.SHORTEST:
            return self.least
        return self.most if pick == Pick.LONGEST else (self.least + self.most + 1) // 2


@dataclass(frozen=True, slots=True)
class DatedTask:
    """A task with its first and last working day. `key` is the playbook's."""

    key: str
    label: str
    detail: str
    role: str
    step: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class DatedPhase:
    """A phase with its first and last working day; `length` is what was picked, None where its parts were."""

    key: str
    label: str
    first: date
    last: date
    length: int | None
    tasks: tuple[DatedTask, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """A dated playbook; `links` are pairs of keys: the second task begins after the first has ended."""

    phases: tuple[DatedPhase, ...]
    links: tuple[tuple[str, str], ...]

    @property
    def tasks(self) -> tuple[DatedTask, ...]:
        return tuple(task for phase in self.phases for task in phase.tasks)


def stretches(playbook: Playbook) -> list[Stretch]:
    """Return what a plan picks lengths for, in order; a phase that the playbook places in fixed units is not among it.

    A phase without any length takes one unit for each of its steps; one that is open at its end reaches to the end of
    the playbook where that is said, else it takes as long as the longest of the other phases.
    """
    found: list[Stretch] = []
    for phase in playbook.phases:
        if phase.when is not None and phase.when.most is not None:
            continue
        if phase.when is not None:
            found.append(Stretch(phase.key, phase.label, _open_length(playbook, phase), None, is_stated=False))
        elif phase.takes is not None:
            found.append(Stretch(phase.key, phase.label, phase.takes.least, phase.takes.most))
        elif phase.steps and all(step.takes is not None for step in phase.steps):
            found += [Stretch(s.key, s.label, s.takes.least, s.takes.most) for s in phase.steps if s.takes]
        else:
            found.append(Stretch(phase.key, phase.label, max(len(phase.steps), 1), None, is_stated=False))
    return found


def _open_length(playbook: Playbook, phase: Phase) -> int:
    begins = phase.when.least if phase.when else 1
    if playbook.takes is not None and playbook.takes.most is not None and playbook.takes.most >= begins:
        return playbook.takes.most - begins + 1
    return max((each.longest or 1 for each in playbook.phases if each is not phase), default=1)


def lengths(playbook: Playbook, pick: Pick, chosen: Mapping[str, int] | None = None) -> dict[str, int]:
    """Return the length of every stretch by its key: as chosen, else as picked.

    Raises Invalid at `length_<key>` for one outside its range, at `lengths` for a key that the playbook does not have.
    """
    chosen = chosen or {}
    known = stretches(playbook)
    if strange := sorted(set(chosen) - {stretch.key for stretch in known}):
        raise Invalid(_("The playbook has no length to pick for “%(key)s”."), field="lengths", key=strange[0][:64])
    found = {}
    for stretch in known:
        length = chosen.get(stretch.key, stretch.picked(pick))
        least, most = (stretch.least if stretch.is_stated else 1), stretch.most or MOST_UNITS
        if not least <= length <= most:
            raise Invalid(
                _("“%(label)s” takes %(least)s to %(most)s."),
                field=f"length_{stretch.key}", label=stretch.label, least=least, most=most,
            )  # fmt: skip
        found[stretch.key] = length
    return found


def check_start(day: date, *, field: str = "starts_on") -> date:
    """Return the day. Raises Invalid at `field` outside the years 2000 to 2090."""
    if not EARLIEST <= day <= LATEST:
        raise Invalid(_("Enter a day from 2000 to 2090."), field=field)
    return day


def day_at(start: date, unit: str, count: int, calendar: Workdays) -> date:
    """Return the day on which `count` units after `start` are over: the first day of the unit that follows."""
    if unit == "day":
        return calendar.plus(start, count)
    if unit == "week":
        return start + timedelta(weeks=count)
    month = Month.of(start).plus(count)
    return min(month.first_day + timedelta(days=start.day - 1), month.last_day)


def working(first: date, after: date, calendar: Workdays) -> Days:
    """Return the first and last working day from `first` up to the day before `after`.

    Where all of these days are free, the work lies on the next working day.
    """
    begin = calendar.on_or_after(first)
    return begin, max(begin, calendar.on_or_before(after - timedelta(days=1)))


def layout(playbook: Playbook, start: date, picked: Mapping[str, int], calendar: Workdays) -> Layout:
    """Date the phases and tasks of a playbook from `start`, with the lengths that `lengths` gave."""
    start = calendar.on_or_after(start)
    reached = 0
    phases: list[DatedPhase] = []
    blocks: list[_Block] = []
    for phase in playbook.phases:
        begin = phase.when.least - 1 if phase.when is not None else reached
        in_steps = phase.key not in picked and phase.when is None
        length = sum(picked[s.key] for s in phase.steps) if in_steps else picked.get(phase.key, phase.longest or 1)
        reached = max(reached, begin + length)
        edges = (day_at(start, playbook.unit, begin, calendar), day_at(start, playbook.unit, begin + length, calendar))
        tasks: list[DatedTask] = []
        for step, days in _steps(phase, playbook.unit, edges, picked if in_steps else {}, calendar):
            for stream in _streams(step):
                dated = _dated(step, stream, days, calendar)
                tasks += dated
                blocks.append(_Block(days, dated))
        first, last = working(*edges, calendar)
        if not phase.steps:  # other documents carry it
            carried = DatedTask(phase.key, phase.label, phase.purpose or "", "", "", first, last)
            tasks.append(carried)
            blocks.append(_Block((first, last), [carried]))
        phases.append(DatedPhase(phase.key, phase.label, first, last, None if in_steps else length, tuple(tasks)))
    return Layout(tuple(phases), tuple(_links(blocks)))


@dataclass(frozen=True, slots=True)
class _Block:
    """Tasks of one step or workstream, and the days that it has."""

    days: Days
    tasks: list[DatedTask]


def _streams(step: Step) -> list[Sequence[Task]]:
    return [stream.tasks for stream in step.workstreams] or [step.tasks]


def _steps(
    phase: Phase, unit: str, edges: Days, picked: Mapping[str, int], calendar: Workdays
) -> Iterable[tuple[Step, Days]]:
    if picked:
        done = 0
        for step in phase.steps:
            first = day_at(edges[0], unit, done, calendar)
            done += picked[step.key]
            yield step, working(first, day_at(edges[0], unit, done, calendar), calendar)
    elif phase.steps and all(step.when is not None for step in phase.steps):
        longest = phase.longest or max(_end(step.when) for step in phase.steps if step.when)
        total = (edges[1] - edges[0]).days
        for step in phase.steps:
            assert step.when is not None
            first, after = (
                edges[0] + timedelta(days=(total * count * 2 + longest) // (longest * 2))
                for count in (step.when.least - 1, _end(step.when))
            )
            yield step, working(first, after, calendar)
    else:
        groups = [
            list(members)
            for _name, members in groupby(enumerate(phase.steps), key=lambda item: item[1].group or item[0])
        ]
        weights = [max(len(step.all_tasks) for _index, step in members) for members in groups]
        shares = _shared(_days(working(*edges, calendar), calendar), weights)
        for members, days in zip(groups, shares, strict=True):
            for _index, step in members:
                yield step, days


def _end(span: Span) -> int:
    return span.most or span.least


def _days(days: Days, calendar: Workdays) -> list[date]:
    return calendar.between(*days) or [days[0]]


def _shared(days: Sequence[date], weights: Sequence[int]) -> list[Days]:
    """Part days by weights, each part at least one day; parts share a day where there are more parts than days."""
    total, done, found = sum(weights), 0, []
    for weight in weights:
        low = min(done * len(days) // total, len(days) - 1)
        done += weight
        found.append((days[low], days[max(low, done * len(days) // total - 1)]))
    return found


def _dated(step: Step, tasks: Sequence[Task], days: Days, calendar: Workdays) -> list[DatedTask]:
    spans = _shared(_days(days, calendar), [1] * len(tasks))
    return [
        DatedTask(task.key, task.label, task.detail or "", task.role or "", step.label, first, last)
        for task, (first, last) in zip(tasks, spans, strict=True)
    ]


def _links(blocks: Sequence[_Block]) -> Iterable[tuple[str, str]]:
    """Yield what follows what: tasks within a block, and the first of a block after the last of those before it."""
    heads: list[list[str]] = []
    tails: list[list[str]] = []
    for block in blocks:
        before = _directly_before([(task.first, task.last) for task in block.tasks])
        followed = {index for earlier in before for index in earlier}
        heads.append([task.key for task, earlier in zip(block.tasks, before, strict=True) if not earlier])
        tails.append([task.key for index, task in enumerate(block.tasks) if index not in followed])
        for task, earlier in zip(block.tasks, before, strict=True):
            yield from ((block.tasks[index].key, task.key) for index in earlier)
    for after, earlier in enumerate(_directly_before([block.days for block in blocks])):
        for index in earlier:
            yield from ((tail, head) for tail in tails[index] for head in heads[after])


def _directly_before(spans: Sequence[Days]) -> list[list[int]]:
    """Return for each span those that end before it begins, without those that end before another of them begins."""
    found = []
    for first, _last in spans:
        earlier = [index for index, (_first, last) in enumerate(spans) if last < first]
        latest = max((spans[index][0] for index in earlier), default=first)
        found.append([index for index in earlier if spans[index][1] >= latest])
    return found
