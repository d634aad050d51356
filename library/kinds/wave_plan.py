"""Wave plan: the order in which an enterprise takes up AI, wave by wave.

Waves count in the document's `unit` from 1, include both ends and follow each other without a gap. A wave reaches named
functions or departments, or `everyone`. Its `use_cases` and `users` are what is reached at its end, with all waves
before it counted in.

A `dimension` is a direction of growth that waves and rollouts are filed under (document C names the four):

    horizontal        the same solution in more units or processes
    vertical          more AI within one function
    cross_functional  functions connected with each other
    geographic        more sites, regions or markets

`capacity` says what has to be estimated for an expected load before a wave starts (document A names the four), `load`
what that load is made of.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal, get_args

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Count, Header, Key, Kind, Line, Part, Problem, Problems, Prose
from library.kinds.playbook import TimeUnit

DimensionKey = Literal["horizontal", "vertical", "cross_functional", "geographic"]
CapacityKey = Literal["compute", "storage", "network", "cost"]
CAPACITIES: tuple[str, ...] = get_args(CapacityKey)


class Function(Part, frozen=True, kw_only=True):
    """A function or department that a wave reaches, and what AI is for there."""

    key: Key
    label: Line
    detail: Prose | None = None


class Wave(Part, frozen=True, kw_only=True):
    """One wave, from the start of `first` to the end of `last`; `ready_when` is what to look at before it starts."""

    key: Key
    label: Line
    purpose: Prose
    first: Count
    last: Count
    ready_when: Prose
    functions: tuple[Function, ...] = ()
    everyone: bool = False
    dimension: DimensionKey | None = None
    use_cases: Count | None = None
    users: Count | None = None

    @property
    def length(self) -> int:
        """How many units of time it lasts."""
        return self.last - self.first + 1


class Dimension(Part, frozen=True, kw_only=True):
    """A direction of growth; `works_when` is the sign that it suits, `watch` what goes wrong in it."""

    key: DimensionKey
    label: Line
    detail: Prose
    works_when: Prose
    watch: Prose


class Load(Part, frozen=True, kw_only=True):
    """A figure that the expected load is made of; `reported` is what the source measured, where it did."""

    key: Key
    label: Line
    unit: Line
    detail: Prose
    reported: Decimal | None = None


class Capacity(Part, frozen=True, kw_only=True):
    """One thing that a load needs; `estimate` is how to get to the figure, `check` how to know that it is enough."""

    key: CapacityKey
    label: Line
    unit: Line
    estimate: Prose
    check: Prose


class WavePlan(Header, tag="wave_plan", frozen=True, kw_only=True):
    """The whole plan."""

    unit: TimeUnit
    waves: tuple[Wave, ...]
    dimensions: tuple[Dimension, ...] = ()
    load: tuple[Load, ...] = ()
    capacity: tuple[Capacity, ...] = ()

    @property
    def length(self) -> int:
        """How many units of time all waves last together."""
        return self.waves[-1].last

    def labels(self) -> Mapping[str, str]:
        named: dict[str, str] = {wave.key: wave.label for wave in self.waves}
        named |= {function.key: function.label for wave in self.waves for function in wave.functions}
        named |= {dimension.key: dimension.label for dimension in self.dimensions}
        named |= {entry.key: entry.label for entry in self.load}
        return named | {entry.key: entry.label for entry in self.capacity}

    def keys(self) -> Iterator[str]:
        """Yield the keys of waves, functions and dimensions, and of what load and capacity are made of."""
        for wave in self.waves:
            yield wave.key
            yield from (function.key for function in wave.functions)
        yield from (dimension.key for dimension in self.dimensions)
        yield from (entry.key for entry in self.load)
        yield from (entry.key for entry in self.capacity)


def check(document: WavePlan) -> list[Problem]:
    """Return what the schema cannot see: gaps, waves that reach nobody, totals that shrink, capacities left out."""
    found = Problems()
    found.not_empty("waves", document.waves)
    found.same_keys("waves", document.keys())
    known = {dimension.key for dimension in document.dimensions}
    reached = 0
    for index, wave in enumerate(document.waves):
        place = f"waves[{index}]"
        if wave.first != reached + 1:
            found.add(
                f"{place}.first",
                _("%(expected)s was expected here: waves follow each other without a gap."),
                expected=reached + 1,
            )
        if wave.last < wave.first:
            found.add(f"{place}.last", _("A wave cannot end before it begins."))
        reached = max(wave.last, reached)
        if bool(wave.functions) == wave.everyone:
            found.add(f"{place}.functions", _("A wave names the functions that it reaches, or reaches everyone."))
        if wave.dimension is not None and wave.dimension not in known:
            found.add(f"{place}.dimension", _("The plan does not describe this dimension."))
    for name in ("use_cases", "users"):
        _check_growth(found, name, [getattr(wave, name) for wave in document.waves])
    kinds = {capacity.key for capacity in document.capacity}
    if kinds and kinds != set(CAPACITIES):
        missing = ", ".join(key for key in CAPACITIES if key not in kinds)
        found.add("capacity", _("Capacity is complete or left out; here is no %(missing)s."), missing=missing)
    if bool(document.load) != bool(document.capacity):
        found.add("load", _("Load and capacity stand together: one is estimated from the other."))
    return found


def _check_growth(found: Problems, name: str, totals: list[int | None]) -> None:
    """Note a total that is lower than one before it: they count in all that was reached earlier."""
    highest = 0
    for index, total in enumerate(totals):
        if total is not None and total < highest:
            found.add(
                f"waves[{index}].{name}",
                _("%(total)s is less than the %(before)s of an earlier wave; totals count in what came before."),
                total=total,
                before=highest,
            )
        highest = max(highest, total or 0)


KIND = Kind(
    key="wave_plan",
    folder="wave_plans",
    label=_("Wave plan"),
    plural=_("Wave plans"),
    purpose=_("In which order functions and departments take up AI, when, and what capacity it needs."),
    struct=WavePlan,
    check=check,
)
