"""Monitoring requirements: what every approved system must measure once it is in use.

A requirement says how it is measured, how often, and which way is better; `kpi` is the indicator of `catalog` under
which the figure is kept. Its `screens` are first checks: crossing one is a reason to look closer, not a verdict. Where
a group names its `smallest_group`, a result on fewer cases is "insufficient data" and never passes.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Literal

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Count, Header, Key, Kind, Line, Part, Problem, Problems, Prose, Reference, Slug

Better = Literal["higher", "lower", "steady"]
Every = Literal["day", "week", "month", "quarter", "release"]


class Screen(Part, frozen=True, kw_only=True):
    """A bound on one figure, with where it comes from; a figure exactly at the bound passes."""

    figure: Line
    basis: Line
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    def passes(self, value: Decimal) -> bool:
        """Tell whether `value` lies within the bound."""
        above = self.at_least is None or value >= self.at_least
        return above and (self.at_most is None or value <= self.at_most)


class Requirement(Part, frozen=True, kw_only=True):
    """One thing to measure. `applies_when` narrows it; without it, every system measures it."""

    key: Key
    label: Line
    question: Line
    measure: Prose
    unit: Line
    better: Better
    every: tuple[Every, ...]
    good: Prose
    caution: Prose
    kpi: Key | None = None
    applies_when: Line | None = None
    screens: tuple[Screen, ...] = ()


class SmallestGroup(Part, frozen=True, kw_only=True):
    """How many cases, and how many positive outcomes among them, each group needs before its figure is read."""

    cases: Count
    positives: Count

    def suffices(self, cases: int, positives: int) -> bool:
        """Tell whether a group of this size may be judged at all."""
        return cases >= self.cases and positives >= self.positives


class Group(Part, frozen=True, kw_only=True):
    """Requirements with one concern."""

    key: Key
    label: Line
    purpose: Prose
    requirements: tuple[Requirement, ...]
    smallest_group: SmallestGroup | None = None


class MonitoringRequirements(Header, tag="monitoring_requirements", frozen=True, kw_only=True):
    """The whole list. Keys of requirements are unique over the document."""

    groups: tuple[Group, ...]
    catalog: Slug | None = None

    @property
    def requirements(self) -> Iterator[Requirement]:
        """Every requirement, in order."""
        return (requirement for group in self.groups for requirement in group.requirements)

    def indicator(self, requirement: Requirement) -> Reference | None:
        """Return the indicator under which the figure is kept."""
        if self.catalog is None or requirement.kpi is None:
            return None
        return Reference("kpi_catalog", self.catalog, requirement.kpi)

    def references(self) -> Iterable[Reference]:
        return sorted({name for requirement in self.requirements if (name := self.indicator(requirement))})

    def keys(self) -> Iterable[str]:
        return self.labels()

    def labels(self) -> Mapping[str, str]:
        return {requirement.key: requirement.label for requirement in self.requirements}


def check(document: MonitoringRequirements) -> list[Problem]:
    """Return what the schema cannot see: repeated keys, empty groups, no rhythm, screens without or with no bound."""
    found = Problems()
    found.not_empty("groups", document.groups)
    found.same_keys("groups", (group.key for group in document.groups))
    found.same_keys("groups[].requirements", (requirement.key for requirement in document.requirements))
    for row, group in enumerate(document.groups):
        found.not_empty(f"groups[{row}].requirements", group.requirements)
        for column, requirement in enumerate(group.requirements):
            place = f"groups[{row}].requirements[{column}]"
            found.not_empty(f"{place}.every", requirement.every)
            found.same_keys(f"{place}.every", requirement.every)
            if requirement.kpi is not None and document.catalog is None:
                found.add(f"{place}.kpi", _("Name the catalog that holds this indicator."))
            for index, screen in enumerate(requirement.screens):
                _check_screen(found, f"{place}.screens[{index}]", screen)
    return found


def _check_screen(found: Problems, place: str, screen: Screen) -> None:
    if screen.at_least is None and screen.at_most is None:
        found.add(place, _("A screen needs a bound: “at_least”, “at_most” or both."))
    elif screen.at_least is not None and screen.at_most is not None and screen.at_least > screen.at_most:
        found.add(place, _("No figure can lie within these bounds."))


KIND = Kind(
    key="monitoring_requirements",
    folder="monitoring_requirements",
    label=_("Monitoring requirements"),
    plural=_("Monitoring requirements"),
    purpose=_("What every approved system must measure once it is in use."),
    struct=MonitoringRequirements,
    check=check,
)
