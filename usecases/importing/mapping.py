"""Which column of a table is what, and what its values mean."""

from collections import Counter
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from library.kinds.import_profile import Column, ImportProfile, normalize
from usecases.importing.known import FIELD, INPUT, RISK
from usecases.importing.tables import title_of

UNKNOWN = "unknown"
STAGES = ("idea", "alpha", "beta", "pilot", "production", "scaled", "retired", UNKNOWN)
IMPACTS = ("rights", "safety", "both", "neither", UNKNOWN)
DATE_FIELDS = ("initiated_on", "developed_on", "implemented_on", "retired_on")
# What a column can be, in the words of the mapping page; a column that is none of these is kept as an extra.
TARGETS: dict[str, str] = {
    "name": _("Name of the use case"),
    "problem": _("Problem it solves"),
    "outputs": _("What the system puts out"),
    "technique": _("Technique or model"),
    "topic": _("Category"),
    "topic_other": _("Category when it is “other”"),
    "case_type": _("Type of use case"),
    "objective": _("Objective"),
    "data_description": _("Data it uses"),
    "personal_data": _("Personal data"),
    "human_oversight": _("Human oversight"),
    "measures": _("Measures"),
    "owner": _("Owner"),
    "sponsor": _("Sponsor"),
    "tags": _("Tags"),
    "budget": _("Budget"),
    "budget_currency": _("Currency of the budget"),
    "stage": _("Stage"),
    "impact": _("Effect on rights and safety"),
    "external_id": _("Identifier in the source"),
    "reference": _("Our reference (UC-0042)"),
    "unit_1": _("Unit, outermost level"),
    "code_1": _("Short name of the outermost unit"),
    "unit_2": _("Unit, second level"),
    "unit_3": _("Unit, third level"),
    "initiated_on": _("Date started"),
    "developed_on": _("Date development began"),
    "implemented_on": _("Date implemented"),
    "retired_on": _("Date retired"),
}
# Texts that a case holds as they are, in columns of its own of the same name.
FURTHER_TEXTS = ("objective", "data_description", "human_oversight", "measures")
PEOPLE = ("owner", "sponsor")
YES, NO = "yes", "no"
PERSONAL = (YES, NO, UNKNOWN)
# Columns that the file of refused rows adds: they say why, and are no part of a case.
REFUSED_ROW, REFUSED_REASON = _("Refused row"), _("Why it was refused")
_IGNORED = {normalize(REFUSED_ROW), normalize(REFUSED_REASON)}
LEVELS = ("unit_1", "unit_2", "unit_3")
BLANKS = ("", "n/a", "na", "-", "–", "none", "null", "not applicable")
_WORDED = ("%Y/%m/%d", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y", "%b %Y", "%B %Y")
DATE_FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%d.%m.%Y", "%Y-%m", "%Y", *_WORDED)
DAY_FIRST = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m", "%Y", *_WORDED)
"""Formats of files that write the day before the month; a day with slashes is read in one way within one file."""
FIRST_YEAR, LAST_YEAR = 1990, 2100
KINDS = ("department", "division", "team")
CURRENCY = "USD"
DYNAMIC = (FIELD, INPUT, RISK)
_NEEDS = (("unit_2", "unit_1"), ("unit_3", "unit_2"), ("code_1", "unit_1"), ("budget_currency", "budget"))


def is_target(key: str) -> bool:
    """Say whether a column can be this; inputs and questions that the library no longer has are left aside later."""
    return key in TARGETS or key.startswith(DYNAMIC)


@dataclass(frozen=True)
class Mapping:
    """How one table becomes draft cases. Positions count from 0; spellings are normalized.

    `columns` gives the target of a position, `extras` the name under which every other column is kept, `kinds` the
    kinds of unit for the levels in use, outermost first. `meanings` gives, by target, what a spelling means: the uid of
    a person, "yes" or "no". `currency` is that of amounts without one, `decimal` the mark before the decimals.
    """

    origin: str
    columns: MappingType[int, str]
    extras: MappingType[int, str]
    kinds: tuple[str, ...] = KINDS
    identity: str = "unit_and_name"
    blanks: frozenset[str] = frozenset(BLANKS)
    stages: MappingType[str, str] = field(default_factory=dict)
    impacts: MappingType[str, str] = field(default_factory=dict)
    date_formats: tuple[str, ...] = DATE_FORMATS
    first_year: int = FIRST_YEAR
    last_year: int = LAST_YEAR
    meanings: MappingType[str, MappingType[str, str]] = field(default_factory=dict)
    currency: str = CURRENCY
    decimal: str = "."

    def meaning(self, target: str, text: str) -> str | None:
        """Return what a spelling in the column that is `target` was said to mean; None when nothing was said."""
        return self.meanings.get(target, {}).get(normalize(text))

    def position(self, target: str) -> int | None:
        """Return the position of the column that fills `target`, None when no column does."""
        return next((position for position, to in self.columns.items() if to == target), None)

    def is_blank(self, text: str) -> bool:
        """Say whether a cell's text means that nothing is stated."""
        return normalize(text) in self.blanks


def from_profile(profile: ImportProfile, headers: Sequence[str]) -> Mapping:
    """Return the mapping of a shipped profile for a file with these headers; columns the file lacks are left out."""
    columns: dict[int, str] = {}
    for target, column in profile.columns.items():
        _place(columns, column, headers, target)
    for level, unit in zip(LEVELS, profile.units, strict=False):
        _place(columns, unit.name, headers, level)
        if unit.code is not None and level == "unit_1":
            _place(columns, unit.code, headers, "code_1")
    return Mapping(
        origin=profile.origin,
        columns=columns,
        extras=extra_names(headers, columns, profile.extra_names(headers)),
        kinds=tuple(unit.kind for unit in profile.units),
        identity=profile.identity,
        blanks=profile.blank_texts,
        stages=dict(profile.stage_of),
        impacts=dict(profile.impact_of),
        date_formats=tuple(profile.date_formats) or DATE_FORMATS,
        first_year=profile.first_year,
        last_year=profile.last_year,
    )


def by_hand(
    origin: str,
    columns: MappingType[int, str],
    headers: Sequence[str],
    *,
    stages: MappingType[str, str],
    impacts: MappingType[str, str],
    base: Mapping | None = None,
    meanings: MappingType[str, MappingType[str, str]] | None = None,
    **written: Any,
) -> Mapping:
    """Return a mapping that a person put together; what the page does not ask for comes from `base`.

    `written`: `currency`, `decimal` and `date_formats`, how the file writes amounts and days.

    Raises Invalid at "columns" when no column is the name, a target is used twice, or a level of unit has no level
    above it.
    """
    columns = {position: target for position, target in columns.items() if target and position < len(headers)}
    _check(columns, headers)
    given = base or Mapping(origin, {}, {})
    return Mapping(
        origin=origin,
        columns=columns,
        extras=extra_names(headers, columns, given.extras),
        kinds=given.kinds,
        identity="external_id" if "external_id" in columns.values() else "unit_and_name",
        blanks=given.blanks,
        meanings={
            target: {normalize(text): to for text, to in said.items() if to}
            for target, said in (given.meanings if meanings is None else meanings).items()
        },
        stages={normalize(text): to for text, to in stages.items() if to in STAGES},
        impacts={normalize(text): to for text, to in impacts.items() if to in IMPACTS},
        currency=written.get("currency") or given.currency,
        decimal=written.get("decimal") or given.decimal,
        date_formats=tuple(written.get("date_formats") or given.date_formats),
        first_year=given.first_year,
        last_year=given.last_year,
    )


def to_document(mapping: Mapping, headers: Sequence[str]) -> dict[str, Any]:
    """Return the mapping as plain JSON that also fits another file: columns by header and occurrence."""
    return {
        "origin": mapping.origin,
        "columns": [
            {"header": headers[p], "occurrence": _occurrence(headers, p), "to": to}
            for p, to in sorted(mapping.columns.items())
        ],
        "extras": [
            {"header": headers[p], "occurrence": _occurrence(headers, p), "name": name}
            for p, name in sorted(mapping.extras.items())
        ],
        "kinds": list(mapping.kinds),
        "identity": mapping.identity,
        "blanks": sorted(mapping.blanks),
        "stages": dict(mapping.stages),
        "impacts": dict(mapping.impacts),
        "date_formats": list(mapping.date_formats),
        "years": [mapping.first_year, mapping.last_year],
        "meanings": {target: dict(said) for target, said in mapping.meanings.items()},
        "currency": mapping.currency,
        "decimal": mapping.decimal,
    }


def kept(name: str, document: MappingType[str, Any], headers: Sequence[str]) -> Mapping:
    """Return the mapping of a file by a kept one. Raises Invalid at "mapping" when columns are missing."""
    if missing := missing_columns(document, headers):
        raise Invalid(
            _("The file does not have the columns of %(profile)s; it lacks: %(columns)s."),
            field="mapping",
            profile=name,
            columns=", ".join(missing[:5]),
        )
    return from_document(document, headers)


def from_document(document: MappingType[str, Any], headers: Sequence[str]) -> Mapping:
    """Return the mapping kept in `document` for a file with these headers; columns the file lacks are left out."""
    columns: dict[int, str] = {}
    for entry in document["columns"]:
        position = _find(headers, entry)
        if position is not None and is_target(entry["to"]):
            columns[position] = entry["to"]
    named = {p: entry["name"] for entry in document["extras"] if (p := _find(headers, entry)) is not None}
    first, last = document["years"]
    return Mapping(
        origin=document["origin"],
        columns=columns,
        extras=extra_names(headers, columns, named),
        kinds=tuple(document["kinds"]),
        identity=document["identity"],
        blanks=frozenset(document["blanks"]),
        stages=dict(document["stages"]),
        impacts=dict(document["impacts"]),
        date_formats=tuple(document["date_formats"]),
        first_year=first,
        last_year=last,
        meanings=document.get("meanings", {}),
        currency=document.get("currency", CURRENCY),
        decimal=document.get("decimal", "."),
    )


def missing_columns(document: MappingType[str, Any], headers: Sequence[str]) -> list[str]:
    """Return the headers that a kept mapping uses and a file lacks: empty when it fits."""
    return [entry["header"] for entry in document["columns"] if _find(headers, entry) is None]


def _check(columns: MappingType[int, str], headers: Sequence[str]) -> None:
    used = Counter(columns.values())
    for target, times in used.items():
        if not is_target(target):
            raise Invalid(_("Choose what each column is from the list."), field="columns")
        if times > 1:
            titles = ", ".join(title_of(headers, p) for p, to in columns.items() if to == target)
            raise Invalid(
                _("Only one column can be “%(target)s”; chosen are: %(titles)s."),
                field="columns",
                target=TARGETS.get(target, target),
                titles=titles,
            )
    if "name" not in used:
        raise Invalid(_("Choose the column that holds the name of the use case."), field="columns")
    for lower, upper in (
        ("unit_2", "unit_1"),
        ("unit_3", "unit_2"),
        ("code_1", "unit_1"),
        ("budget_currency", "budget"),
    ):
        if lower in used and upper not in used:
            raise Invalid(
                _("“%(lower)s” needs a column that is “%(upper)s”."),
                field="columns",
                lower=TARGETS[lower],
                upper=TARGETS[upper],
            )


def _place(columns: dict[int, str], column: Column, headers: Sequence[str], target: str) -> None:
    position = column.position(headers)
    if position is not None:
        columns[position] = target


def _occurrence(headers: Sequence[str], position: int) -> int:
    wanted = normalize(headers[position])
    return sum(1 for header in headers[: position + 1] if normalize(header) == wanted)


def _find(headers: Sequence[str], entry: MappingType[str, Any]) -> int | None:
    wanted, seen = normalize(entry["header"]), 0
    for position, header in enumerate(headers):
        if normalize(header) == wanted:
            seen += 1
            if seen == entry["occurrence"]:
                return position
    return None


def extra_names(headers: Sequence[str], columns: MappingType[int, str], named: MappingType[int, str]) -> dict[int, str]:
    """Name every column that is nothing else; a name that stands several times gets its number behind it."""
    found: dict[int, str] = {}
    taken: set[str] = set()
    for position in range(len(headers)):
        if position in columns or normalize(headers[position]) in _IGNORED:
            continue
        base = name = named.get(position) or title_of(headers, position)
        number = 1
        while name in taken:
            number += 1
            name = f"{base} ({number})"
        taken.add(name)
        found[position] = name
    return found


def renamed(mapping: Mapping, origin: str) -> Mapping:
    """Return the mapping with another source."""
    return replace(mapping, origin=origin)
