"""KPI catalog: indicators with unit, direction and targets, the lists in which the documents name them, and panels.

An indicator that several documents name stands here once. `lists` keep what each document names: an item of a list
leads to one indicator or, where the document takes several together, to more. `panels` are built in the same way; they
are what a dashboard shows. An indicator is `better` in one of three ways:

    higher, lower   as far as it goes; a target has one end
    in_range        too little and too much are both wrong; a target has two ends
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Header, Key, Kind, Line, Part, Problem, Problems, Prose, Source
from library.kinds.measures import Target, Unit, check_target

Group = Literal["business", "technical", "model", "adoption", "risk"]
Better = Literal["higher", "lower", "in_range"]
Cadence = Literal["daily", "weekly", "monthly", "quarterly", "yearly", "per_release"]


class KpiTarget(Target, frozen=True, kw_only=True):
    """A target, and the document that sets it."""

    source: Source


class Indicator(Part, frozen=True, kw_only=True):
    """One KPI. `formula` says how the figure is computed, `guidance` what to look at before believing it.

    Leading indicators move early enough to steer by; lagging ones tell, later, whether it paid.
    """

    key: Key
    label: Line
    group: Group
    timing: Literal["leading", "lagging"]
    unit: Unit
    better: Better
    cadence: Cadence
    formula: Prose
    guidance: Prose
    targets: tuple[KpiTarget, ...] = ()


class Item(Part, frozen=True, kw_only=True):
    """One line of a list or panel, and the indicators that stand for it."""

    key: Key
    label: Line
    kpis: tuple[Key, ...]


class KpiList(Part, frozen=True, kw_only=True):
    """What one document names in one place."""

    key: Key
    label: Line
    source: Source
    items: tuple[Item, ...]


class Panel(Part, frozen=True, kw_only=True):
    """A part of a dashboard: a question and the items that answer it."""

    key: Key
    label: Line
    question: Line
    source: Source
    items: tuple[Item, ...]


class KpiCatalog(Header, tag="kpi_catalog", frozen=True, kw_only=True):
    """The whole catalog."""

    kpis: tuple[Indicator, ...]
    lists: tuple[KpiList, ...]
    panels: tuple[Panel, ...] = ()

    def kpi(self, key: str) -> Indicator:
        """Return the indicator `key`. Raises KeyError for one that the catalog does not have."""
        for kpi in self.kpis:
            if kpi.key == key:
                return kpi
        raise KeyError(key)

    def sources_of(self, key: str) -> list[str]:
        """Return the letters of the documents that name the indicator `key`, in alphabetical order."""
        groups: list[KpiList | Panel] = [*self.lists, *self.panels]
        return sorted({group.source for group in groups if any(key in item.kpis for item in group.items)})

    def keys(self) -> Iterator[str]:
        """Yield the keys of the indicators."""
        return (kpi.key for kpi in self.kpis)

    def labels(self) -> Mapping[str, str]:
        return {kpi.key: kpi.label for kpi in self.kpis}


def check(document: KpiCatalog) -> list[Problem]:
    """Return what the schema cannot see: repeated keys, items that lead nowhere, targets against the direction."""
    found = Problems()
    found.not_empty("kpis", document.kpis)
    found.same_keys("kpis", document.keys())
    for index, kpi in enumerate(document.kpis):
        for row, target in enumerate(kpi.targets):
            place = f"kpis[{index}].targets[{row}]"
            check_target(found, place, target)
            _check_direction(found, place, kpi, target)
    known = set(document.keys())
    used = _check_groups(found, "lists", document.lists, known) | _check_groups(found, "panels", document.panels, known)
    for index, kpi in enumerate(document.kpis):
        if kpi.key not in used:
            found.add(f"kpis[{index}].key", _("No list and no panel names the indicator “%(key)s”."), key=kpi.key)
    return found


def _check_direction(found: Problems, place: str, kpi: Indicator, target: KpiTarget) -> None:
    ends = {"higher": (True, False), "lower": (False, True), "in_range": (True, True)}[kpi.better]
    given = (target.low is not None, target.high is not None)
    if any(given) and given != ends:
        found.add(
            place,
            _("The ends of the target do not fit an indicator that is better “%(better)s”."),
            better=kpi.better,
        )


def _check_groups(found: Problems, name: str, groups: Sequence[KpiList | Panel], known: set[str]) -> set[str]:
    """Note what is wrong in lists or panels; return the keys of the indicators that they name."""
    found.same_keys(name, (group.key for group in groups))
    used: set[str] = set()
    for row, group in enumerate(groups):
        found.not_empty(f"{name}[{row}].items", group.items)
        found.same_keys(f"{name}[{row}].items", (item.key for item in group.items))
        for column, item in enumerate(group.items):
            place = f"{name}[{row}].items[{column}].kpis"
            found.not_empty(place, item.kpis)
            found.same_keys(place, item.kpis)
            used |= set(item.kpis)
            for key in item.kpis:
                if key not in known:
                    found.add(place, _("There is no indicator “%(key)s”."), key=key)
    return used


KIND = Kind(
    key="kpi_catalog",
    folder="kpi_catalogs",
    label=_("KPI catalog"),
    plural=_("KPI catalogs"),
    purpose=_("What is measured, how, and which figure is good."),
    struct=KpiCatalog,
    check=check,
)
