"""Tasks that wait for each other: what moves with a task, which loop a link would close, what the end hangs on."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.kernel.workdays import Workdays

Key = TypeVar("Key", bound=Hashable)
Links = Iterable[tuple[Key, Key]]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bar:
    """The days of a task, both ends counted. One that `is_settled` (done or dropped) is moved by nothing."""

    first: date
    last: date
    is_settled: bool = False


def check_days(first: date, last: date) -> None:
    """Raise Invalid at `ends_on` for a task that ends before it starts."""
    if last < first:
        raise Invalid(_("A task cannot end before it starts."), field="ends_on")


def successors(links: Links[Key]) -> dict[Key, list[Key]]:
    """Return by task those that begin after it."""
    found: dict[Key, list[Key]] = {}
    for before, after in links:
        found.setdefault(before, []).append(after)
    return found


def way(links: Links[Key], start: Key, end: Key) -> list[Key]:
    """Return a chain of tasks from `start` to `end`, both included; empty when `end` does not depend on `start`."""
    following = successors(links)
    came_from: dict[Key, Key | None] = {start: None}
    waiting = [start]
    while waiting:
        at = waiting.pop()
        if at == end:
            chain: list[Key] = []
            step: Key | None = at
            while step is not None:
                chain.append(step)
                step = came_from[step]
            return chain[::-1]
        for after in following.get(at, ()):
            if after not in came_from:
                came_from[after] = at
                waiting.append(after)
    return []


def _in_order(keys: Iterable[Key], links: list[tuple[Key, Key]]) -> list[Key]:
    """Return the keys, each after all that it waits for."""
    following = successors(links)
    waits: dict[Key, int] = dict.fromkeys(keys, 0)
    for _before, after in links:
        waits[after] += 1
    ready = [key for key, count in waits.items() if not count]
    found = []
    while ready:
        at = ready.pop()
        found.append(at)
        for after in following.get(at, ()):
            waits[after] -= 1
            if not waits[after]:
                ready.append(after)
    return found


def moved(bars: Mapping[Key, Bar], links: Links[Key], key: Key, to: Bar, calendar: Workdays) -> dict[Key, Bar]:
    """Return every task whose days change when `key` gets the days `to`, itself included.

    What waits for it, directly or not, is moved later just as far as it must be, and keeps its working days; nothing is
    moved earlier, and settled tasks stay. Raises Invalid at `ends_on` when it ends before it starts.
    """
    check_days(to.first, to.last)
    pairs = [(before, after) for before, after in links if before in bars and after in bars]
    following = successors(pairs)
    reached, waiting = {key}, [key]
    while waiting:
        for after in following.get(waiting.pop(), ()):
            if after not in reached:
                reached.add(after)
                waiting.append(after)
    now = {**bars, key: to}
    before_of: dict[Key, list[Key]] = {}
    for before, after in pairs:
        before_of.setdefault(after, []).append(before)
    for each in _in_order(bars, pairs):
        if each == key or each not in reached or now[each].is_settled:
            continue
        bar = now[each]
        earliest = max(calendar.on_or_after(now[before].last + _DAY) for before in before_of[each])
        if bar.first < earliest:
            length = max(calendar.count(bar.first, bar.last), 1)
            now[each] = replace(bar, first=earliest, last=calendar.plus(earliest, length - 1))
    return {each: bar for each, bar in now.items() if bar != bars[each]}


def critical(bars: Mapping[Key, Bar], links: Links[Key], calendar: Workdays) -> set[Key]:
    """Return the tasks that cannot end one working day later without moving the end of the whole.

    The critical path method: slack is the working days from the end of a task to the latest day on which it may end,
    which is the day before the latest start of what waits for it, or the end of the whole.
    """
    if not bars:
        return set()
    pairs = [(before, after) for before, after in links if before in bars and after in bars]
    following = successors(pairs)
    first, end = min(bar.first for bar in bars.values()), max(bar.last for bar in bars.values())
    place = {day: index for index, day in enumerate(calendar.between(first, end))}

    def at(day: date) -> int:
        return place.get(calendar.on_or_before(day), 0)

    latest: dict[Key, int] = {}
    found = set()
    for key in reversed(_in_order(bars, pairs)):
        waiting = following.get(key, ())
        latest_end = min(
            (latest[after] - (at(bars[after].last) - at(bars[after].first)) - 1 for after in waiting),
            default=at(end),
        )
        latest[key] = latest_end
        if latest_end <= at(bars[key].last):
            found.add(key)
    return found


def progress(shares: Iterable[tuple[int, int]]) -> Decimal | None:
    """Return the share from 0 to 1 that is done of pairs (working days, percent done); None without any working day."""
    pairs = list(shares)
    days = sum(length for length, _percent in pairs)
    if not days:
        return None
    return Decimal(sum(length * percent for length, percent in pairs)) / (100 * days)
