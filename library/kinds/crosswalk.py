"""Crosswalk: where each of the organization's principles stands in laws, standards and frameworks.

Frameworks list the entries that can be cited, each with the id that the framework gives it and a short label in our
own words; the wording of a standard is never repeated. A line of the crosswalk names entries by id. `checks` counts the
process checks that a framework attaches to an entry.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated

from msgspec import Meta

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Count, Header, Key, Kind, Line, Part, Pointer, Problem, Problems, Prose, Reference, Slug

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9 .,()/+-]*$(?!\n)", max_length=60)]


class Entry(Part, frozen=True, kw_only=True):
    """Something in a framework that can be cited. `names` are the entries of the framework's own document."""

    id: Id
    label: Line
    checks: Count | None = None
    names: tuple[Key, ...] = ()


class Section(Part, frozen=True, kw_only=True):
    """A part of a framework: a function, a group of controls, a chapter."""

    key: Key
    label: Line
    entries: tuple[Entry, ...]


class Framework(Part, frozen=True, kw_only=True):
    """A law, standard or set of principles. `regulation` is its document in the library, if there is one.

    `unconfirmed` says what was not checked against the original, `complete` that every entry of the framework is
    listed and not only those that are cited.
    """

    key: Key
    label: Line
    publisher: Line
    edition: Line
    sections: tuple[Section, ...]
    complete: bool
    regulation: Slug | None = None
    unconfirmed: Prose | None = None

    @property
    def entries(self) -> Iterator[Entry]:
        """Every entry, in order."""
        return (entry for section in self.sections for entry in section.entries)


class Cell(Part, frozen=True, kw_only=True):
    """What one principle has in one framework."""

    framework: Key
    ids: tuple[Id, ...]


class Principle(Part, frozen=True, kw_only=True):
    """One line of the crosswalk. `policy` is the organization's own policy behind it."""

    key: Key
    label: Line
    policy: Pointer
    common: Prose
    differs: Prose
    cells: tuple[Cell, ...]

    def ids(self, framework: str) -> tuple[str, ...]:
        """Return the ids that the principle has in `framework`; none where the framework is silent."""
        return next((cell.ids for cell in self.cells if cell.framework == framework), ())


class Support(Part, frozen=True, kw_only=True):
    """A policy that is no principle, and the entries of frameworks that it helps to show."""

    policy: Pointer
    cells: tuple[Cell, ...]


class Crosswalk(Header, tag="crosswalk", frozen=True, kw_only=True):
    """Principles against frameworks, as of one day; `supports` adds the policies behind which no principle stands."""

    as_of: date
    frameworks: tuple[Framework, ...]
    principles: tuple[Principle, ...]
    supports: tuple[Support, ...] = ()

    def framework(self, key: str) -> Framework:
        """Return the framework `key`. Raises KeyError for one that is not there."""
        return {framework.key: framework for framework in self.frameworks}[key]

    def citing(self, framework: str, entry: str) -> list[Principle]:
        """Return the principles that name the entry with id `entry` of `framework`."""
        return [principle for principle in self.principles if entry in principle.ids(framework)]

    def cited_by(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """Return, by key of a policy, the ids that it leads to in each framework, by key of the framework."""
        rows: list[Principle | Support] = [*self.principles, *self.supports]
        return {row.policy.key: {cell.framework: cell.ids for cell in row.cells} for row in rows}

    def references(self) -> Iterable[Reference]:
        found = {principle.policy.reference for principle in self.principles}
        found |= {support.policy.reference for support in self.supports}
        for framework in self.frameworks:
            if framework.regulation:
                found |= {
                    Reference("regulation", framework.regulation, name)
                    for entry in framework.entries
                    for name in entry.names
                }
        return sorted(found)

    def keys(self) -> Iterable[str]:
        return self.labels()

    def labels(self) -> Mapping[str, str]:
        return {principle.key: principle.label for principle in self.principles}


def check(document: Crosswalk) -> list[Problem]:
    """Return what the schema cannot see: repeated keys and ids, and cells that name what no framework lists."""
    found = Problems()
    found.not_empty("principles", document.principles)
    found.not_empty("frameworks", document.frameworks)
    found.same_keys("principles", (principle.key for principle in document.principles))
    found.same_keys("frameworks", (framework.key for framework in document.frameworks))
    ids = {}
    for index, framework in enumerate(document.frameworks):
        place = f"frameworks[{index}]"
        found.same_keys(f"{place}.sections", (section.key for section in framework.sections))
        found.same_keys(place, (entry.id for entry in framework.entries))
        found.not_empty(f"{place}.sections", tuple(framework.entries))
        ids[framework.key] = {entry.id for entry in framework.entries}
        if framework.regulation is None and any(entry.names for entry in framework.entries):
            found.add(place, _("Entries are named, but no document of the library they stand in."))
    for row, principle in enumerate(document.principles):
        found.same_keys(f"principles[{row}].cells", (cell.framework for cell in principle.cells))
        for column, cell in enumerate(principle.cells):
            _check_cell(found, f"principles[{row}].cells[{column}]", cell, ids)
    policies = [principle.policy.key for principle in document.principles]
    found.same_keys("", policies + [support.policy.key for support in document.supports])
    for row, support in enumerate(document.supports):
        found.not_empty(f"supports[{row}].cells", support.cells)
        found.same_keys(f"supports[{row}].cells", (cell.framework for cell in support.cells))
        for column, cell in enumerate(support.cells):
            _check_cell(found, f"supports[{row}].cells[{column}]", cell, ids)
    return found


def _check_cell(found: Problems, place: str, cell: Cell, ids: Mapping[str, set[str]]) -> None:
    found.not_empty(f"{place}.ids", cell.ids)
    found.same_keys(f"{place}.ids", cell.ids)
    if cell.framework not in ids:
        found.add(f"{place}.framework", _("There is no framework “%(key)s” in this document."), key=cell.framework)
        return
    for name in cell.ids:
        if name not in ids[cell.framework]:
            found.add(f"{place}.ids", _("“%(id)s” is no entry of this framework."), id=name)


KIND = Kind(
    key="crosswalk",
    folder="crosswalks",
    label=_("Crosswalk"),
    plural=_("Crosswalks"),
    purpose=_("Where the organization's principles stand in laws, standards and frameworks."),
    struct=Crosswalk,
    check=check,
)
