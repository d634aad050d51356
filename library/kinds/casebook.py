"""Casebook: what others did and learned, to have at hand where a decision is made.

Each piece of advice names the moments at which it helps. A result gives a figure in one of three ways, and at times
none at all:

    value               the level that was reached, or what was gained
    before and value    the level before and after
    change              by how many percent of the level before it moved; below zero is a fall
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal, get_args

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Header, Key, Kind, Line, Part, Problem, Problems, Prose, Reference, Slug
from library.kinds.measures import Currency, Unit

Moment = Literal["readiness", "intake", "approval", "rollout", "scaling", "value"]
MOMENTS: tuple[str, ...] = get_args(Moment)
AdviceKind = Literal["practice", "pitfall", "lesson"]


class Result(Part, frozen=True, kw_only=True):
    """What came of it, by one measure; `kpi` is the indicator of the catalog that measures the same."""

    label: Line
    unit: Unit = "percent"
    before: Decimal | None = None
    value: Decimal | None = None
    change: Decimal | None = None
    kpi: Key | None = None
    note: Line | None = None


class Factor(Part, frozen=True, kw_only=True):
    """One reason why it worked, and what to look for in a case of one's own."""

    label: Line
    look_for: Line


class CaseStudy(Part, frozen=True, kw_only=True):
    """What one organization did. `approach` is its steps, in order."""

    key: Key
    title: Line
    organization: Line
    challenge: Prose
    answer: Prose
    approach: tuple[Line, ...]
    results: tuple[Result, ...]
    factors: tuple[Factor, ...]
    helps: tuple[Moment, ...]


class Pilot(Part, frozen=True, kw_only=True):
    """A pilot measured before and after, with what was learned from it."""

    key: Key
    title: Line
    summary: Prose
    results: tuple[Result, ...]
    helps: tuple[Moment, ...]
    lessons: tuple[Line, ...] = ()


class Advice(Part, frozen=True, kw_only=True):
    """A practice to follow, a pitfall to avoid, or a lesson. `topic` groups those that the document groups."""

    key: Key
    is_a: AdviceKind
    topic: Line
    label: Line
    text: Prose
    helps: tuple[Moment, ...]


class Casebook(Header, tag="casebook", frozen=True, kw_only=True):
    """The whole casebook; `catalog` is the KPI catalog that its results point into."""

    catalog: Slug
    currency: Currency
    cases: tuple[CaseStudy, ...] = ()
    pilots: tuple[Pilot, ...] = ()
    advice: tuple[Advice, ...] = ()

    def of_kind(self, is_a: str) -> list[Advice]:
        """Return the practices, pitfalls or lessons, in their order."""
        return [entry for entry in self.advice if entry.is_a == is_a]

    @property
    def entries(self) -> Iterator[CaseStudy | Pilot | Advice]:
        """Every case, pilot and piece of advice, in this order."""
        yield from self.cases
        yield from self.pilots
        yield from self.advice

    def labels(self) -> Mapping[str, str]:
        return {entry.key: entry.label if isinstance(entry, Advice) else entry.title for entry in self.entries}

    def keys(self) -> Iterator[str]:
        """Yield the keys of cases, pilots and advice."""
        return (entry.key for entry in self.entries)

    def references(self) -> Iterable[Reference]:
        measured: list[CaseStudy | Pilot] = [*self.cases, *self.pilots]
        named = {result.kpi for entry in measured for result in entry.results if result.kpi}
        return [Reference("kpi_catalog", self.catalog, key) for key in sorted(named)]


def check(document: Casebook) -> list[Problem]:
    """Return what the schema cannot see: repeated keys, advice for no moment, results that contradict themselves."""
    found = Problems()
    if not any((document.cases, document.pilots, document.advice)):
        found.add("", _("A casebook needs a case, a pilot or a piece of advice."))
    found.same_keys("", document.keys())
    _check_entries(found, "cases", document.cases)
    _check_entries(found, "pilots", document.pilots)
    _check_entries(found, "advice", document.advice)
    for row, case in enumerate(document.cases):
        found.not_empty(f"cases[{row}].approach", case.approach)
        found.not_empty(f"cases[{row}].factors", case.factors)
    return found


def _check_entries(found: Problems, name: str, entries: Sequence[CaseStudy | Pilot | Advice]) -> None:
    for row, entry in enumerate(entries):
        place = f"{name}[{row}]"
        found.not_empty(f"{place}.helps", entry.helps)
        found.same_keys(f"{place}.helps", entry.helps)
        if not isinstance(entry, Advice):
            found.not_empty(f"{place}.results", entry.results)
            for column, result in enumerate(entry.results):
                _check_result(found, f"{place}.results[{column}]", result)


def _check_result(found: Problems, place: str, result: Result) -> None:
    if result.before is not None and result.value is None:
        found.add(f"{place}.value", _("A figure from before needs the one after it."))
    if result.change is not None and result.value is not None:
        found.add(f"{place}.change", _("A result has a level or a change, not both."))


KIND = Kind(
    key="casebook",
    folder="casebooks",
    label=_("Casebook"),
    plural=_("Casebooks"),
    purpose=_("Cases, practices, pitfalls and lessons, by the decision they help with."),
    struct=Casebook,
    check=check,
)
