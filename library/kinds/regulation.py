"""Regulation: what a law asks, from when on, of whom, and the procedure that tells which part of it a case falls under.

Law moves: `as_of` is the day of the reading, and whatever is unsettled carries in `contested` what the readings are.
Each date stands once, in `dates`; practices, duties and tiers name it. The procedure and its evaluation are in
`library.kinds.procedure`. Penalties are the highest fine: the larger of a fixed amount and a share of worldwide yearly
turnover, for small companies the smaller where the law says so. Deadlines are calendar days after the day on which
somebody became aware.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Count, Header, Key, Kind, Line, Part, Problem, Problems, Prose
from library.kinds.procedure import Answers, Finding, Procedure, check_procedure, walk

Who = Literal["everyone", "provider", "deployer", "model_provider"]
Basis = Literal["law", "code_of_practice"]
Amount = Annotated[int, Meta(ge=1, le=10**12)]


class Start(Part, frozen=True, kw_only=True):
    """A day, and what applies from then on. `was` is the day that the law named before it was changed."""

    key: Key
    on: date
    label: Line
    applies: tuple[Line, ...]
    was: date | None = None
    contested: Prose | None = None


class Event(Part, frozen=True, kw_only=True):
    """Something that happened to the law itself."""

    on: date
    label: Line


class Entry(Part, frozen=True, kw_only=True):
    """One entry of a list that a question chooses from, with what it does not reach."""

    key: Key
    article: Line
    label: Line
    help: Prose
    limits: Prose | None = None
    since: Key | None = None
    who: Who | None = None
    contested: Prose | None = None


class Area(Part, frozen=True, kw_only=True):
    """A field of life whose entries are high risk."""

    key: Key
    label: Line
    entries: tuple[Entry, ...]


class Obligation(Part, frozen=True, kw_only=True):
    """One duty. It binds a case whose tier is among `tiers` and that has every mark or picked entry of `needs`."""

    key: Key
    article: Line
    label: Line
    asks: Prose
    who: Who
    tiers: tuple[Key, ...]
    since: tuple[Key, ...]
    needs: tuple[Key, ...] = ()
    contested: Prose | None = None


class Penalty(Part, frozen=True, kw_only=True):
    """The highest fine for one sort of breach: `amount` in `currency` or `percent` of turnover."""

    key: Key
    label: Line
    articles: Line
    amount: Amount
    percent: Decimal
    currency: Literal["EUR"] = "EUR"
    small_pay_less: bool = True

    def cap(self, turnover: Decimal, *, small: bool = False) -> Decimal:
        """Return the highest fine for a company with this worldwide yearly turnover, in the penalty's currency.

        `small` is a small or medium company or a small mid-cap. Raises ValueError for a negative turnover.
        """
        if turnover < 0:
            raise ValueError("Turnover is never negative.")
        share = turnover * self.percent / 100
        fixed = Decimal(self.amount)
        return min(share, fixed) if small and self.small_pay_less else max(share, fixed)


class Clock(Part, frozen=True, kw_only=True):
    """A deadline for reporting an incident, at the latest."""

    key: Key
    label: Line
    article: Line
    days: Count
    basis: Basis

    def due(self, aware: date) -> date:
        """Return the last day for the report when somebody became aware on `aware`."""
        return aware + timedelta(days=self.days)


class Incidents(Part, frozen=True, kw_only=True):
    """What counts as a serious incident, and by when it is reported."""

    limbs: tuple[Entry, ...]
    clocks: tuple[Clock, ...]
    rules: tuple[Line, ...]


class Regulation(Header, tag="regulation", frozen=True, kw_only=True):
    """The whole reading of one law."""

    citation: Line
    as_of: date
    readings: tuple[Line, ...]
    amendment: tuple[Event, ...]
    pending: tuple[Line, ...]
    dates: tuple[Start, ...]
    procedure: Procedure
    exclusions: tuple[Entry, ...]
    practices: tuple[Entry, ...]
    areas: tuple[Area, ...]
    filters: tuple[Entry, ...]
    triggers: tuple[Entry, ...]
    obligations: tuple[Obligation, ...]
    rights_assessment: tuple[Entry, ...]
    penalties: tuple[Penalty, ...]
    incidents: Incidents

    @property
    def area_entries(self) -> Iterator[Entry]:
        """Every entry of every area, in order."""
        return (entry for area in self.areas for entry in area.entries)

    def day(self, key: str) -> date:
        """Return the day of the date `key`. Raises KeyError for one that is not there."""
        return {start.key: start.on for start in self.dates}[key]

    def classify(self, answers: Answers, on: date) -> Finding:
        """Return what the procedure says of a case on the day `on`. Raises ValueError for an answer that is none."""
        lists = {
            "exclusions": self.exclusions,
            "practices": self.practices,
            "areas": tuple(self.area_entries),
            "filters": self.filters,
            "triggers": self.triggers,
        }
        starts = {start.key: start.on for start in self.dates}
        days = {
            name: {entry.key: starts[entry.since] if entry.since else None for entry in entries}
            for name, entries in lists.items()
        }
        return walk(self.procedure, answers, lists=days, dates=starts, on=on)

    def duties(self, finding: Finding) -> list[Obligation]:
        """Return the duties of a case, in their order; none while a question is open."""
        if finding.tier is None:
            return []
        return [duty for duty in self.obligations if finding.tier in duty.tiers and set(duty.needs) <= finding.facts]

    def keys(self) -> Iterable[str]:
        return self.labels()

    def labels(self) -> Mapping[str, str]:
        return dict(_entries(self))


def _entries(document: Regulation) -> Iterator[tuple[str, str]]:
    """Key and words of everything that other documents may name."""
    for start in document.dates:
        yield start.key, start.label
    for entry in (
        *document.exclusions,
        *document.practices,
        *document.area_entries,
        *document.filters,
        *document.triggers,
        *document.rights_assessment,
        *document.incidents.limbs,
    ):
        yield entry.key, f"{entry.article} {entry.label}"
    for duty in document.obligations:
        yield duty.key, f"{duty.article} {duty.label}"
    for question in document.procedure.questions:
        yield question.key, question.ask
    for side in document.procedure.alongside:
        yield side.key, side.ask
    for penalty in document.penalties:
        yield penalty.key, penalty.label
    for clock in document.incidents.clocks:
        yield clock.key, clock.label


def check(document: Regulation) -> list[Problem]:
    """Return what the schema cannot see: a procedure with gaps, repeated keys, names of what is not there."""
    found = Problems()
    dates = {start.key for start in document.dates}
    check_procedure(found, document.procedure, dates)
    found.same_keys("", (key for key, _label in _entries(document)))
    days = [start.on for start in document.dates]
    if days != sorted(days):
        found.add("dates", _("Dates go from the first to the last."))
    for name in ("exclusions", "practices", "areas", "filters", "triggers", "obligations", "penalties"):
        found.not_empty(name, getattr(document, name))
    for index, area in enumerate(document.areas):
        found.not_empty(f"areas[{index}].entries", area.entries)
        _check_entries(found, f"areas[{index}].entries", area.entries, dates)
    for name in ("exclusions", "practices", "filters", "triggers"):
        _check_entries(found, name, getattr(document, name), dates)
    _check_obligations(found, document, dates)
    for index, penalty in enumerate(document.penalties):
        if not 0 < penalty.percent <= 100:
            found.add(f"penalties[{index}].percent", _("A share of turnover lies above 0 and at most at 100."))
    return found


def _check_entries(found: Problems, place: str, entries: tuple[Entry, ...], dates: set[str]) -> None:
    for index, entry in enumerate(entries):
        if entry.since is not None and entry.since not in dates:
            found.add(f"{place}[{index}].since", _("There is no date “%(key)s”."), key=entry.since)


def _check_obligations(found: Problems, document: Regulation, dates: set[str]) -> None:
    tiers = {outcome.key for outcome in document.procedure.outcomes}
    facts = {mark.key for mark in document.procedure.marks}
    facts |= {entry.key for entry in (*document.practices, *document.area_entries, *document.triggers)}
    for index, duty in enumerate(document.obligations):
        place = f"obligations[{index}]"
        found.not_empty(f"{place}.tiers", duty.tiers)
        found.not_empty(f"{place}.since", duty.since)
        for name, known, sentence in (
            ("tiers", tiers, _("There is no tier “%(key)s”.")),
            ("since", dates, _("There is no date “%(key)s”.")),
            ("needs", facts, _("There is no mark or entry “%(key)s”.")),
        ):
            for key in getattr(duty, name):
                if key not in known:
                    found.add(f"{place}.{name}", sentence, key=key)


KIND = Kind(
    key="regulation",
    folder="regulations",
    label=_("Regulation"),
    plural=_("Regulations"),
    purpose=_("What a law asks, from when on, of whom, and which part of it a case falls under."),
    struct=Regulation,
    check=check,
)
