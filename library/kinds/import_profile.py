"""Import profile: how a table from elsewhere becomes use cases and units.

Reading the file
    `encodings` are tried in order, the first that decodes the whole file wins; `delimiter` separates the cells.
    Headers and values are compared after `normalize`: outer spaces off, inner white space to one space, curly quotes
    straight, case ignored.

Columns
    `fields` says which column fills which of our fields. A header that stands several times is told apart by
    `occurrence`, counted from 1, from the left. `units` are the levels from the outermost in; a level whose cell is
    blank, or repeats the name or code of the level above, is skipped. Every column that is in neither is kept with
    the case as an extra, under its header; `repeated` gives names to those whose header alone would not tell.

Values
    A cell whose text is one of `blanks` is empty. `stages` and `impacts` list every spelling that is known, also
    those that deliberately become "unknown". Blank and unlisted values become "unknown" too. The original text is
    kept with the case in every case.
    Dates are read by `date_formats` (strptime); what does not fit, or lies outside `first_year` to `last_year`, is no
    date, and its text is kept.

Identity of a row (which case it is, when the file is imported again)
    `external_id`:     (profile's `origin`, the column mapped to `external_id`)
    `unit_and_name`:   (`origin`, unit names, normalized name, n) for the n-th row that has these
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Literal

from msgspec import Meta

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Count, Header, Key, Kind, Line, Part, Problem, Problems, Prose, Slug

Encoding = Literal["utf-8-sig", "utf-8", "utf-16", "cp1252", "latin-1"]
FieldKey = Literal[
    "name", "problem", "outputs", "topic", "topic_other", "technique", "stage", "impact", "external_id",
    "initiated_on", "developed_on", "implemented_on", "retired_on",
]  # fmt: skip
StageValue = Literal["idea", "alpha", "beta", "pilot", "production", "scaled", "retired", "unknown"]
ImpactValue = Literal["rights", "safety", "both", "neither", "unknown"]
Identity = Literal["external_id", "unit_and_name"]
Heading = Annotated[str, Meta(min_length=1, max_length=1000)]
Year = Annotated[int, Meta(ge=1900, le=2200)]

_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


def normalize(text: str) -> str:
    """Return `text` as it is compared: trimmed, white space single, quotes straight, case folded."""
    return re.sub(r"\s+", " ", text).strip().translate(_STRAIGHT).casefold()


class Column(Part, frozen=True, kw_only=True):
    """A column of the file: the `occurrence`-th whose header is `header`, counted from the left."""

    header: Heading
    occurrence: Count = 1

    def position(self, headers: Sequence[str]) -> int | None:
        """Return the index of this column in `headers`, None when the file does not have it."""
        wanted, seen = normalize(self.header), 0
        for index, header in enumerate(headers):
            if normalize(header) == wanted:
                seen += 1
                if seen == self.occurrence:
                    return index
        return None


class Field(Part, frozen=True, kw_only=True):
    """Our field `to` is filled from `column`."""

    to: FieldKey
    column: Column


class UnitLevel(Part, frozen=True, kw_only=True):
    """One level of the organization; `kind` is the kind of unit to create, `code` its short name where there is one."""

    kind: Key
    name: Column
    code: Column | None = None


class Repeated(Part, frozen=True, kw_only=True):
    """A readable name for a column whose header stands several times."""

    column: Column
    name: Line


class StageSpellings(Part, frozen=True, kw_only=True):
    """The spellings that mean the stage `to`."""

    to: StageValue
    spellings: tuple[Line, ...]
    why: Line


class ImpactSpellings(Part, frozen=True, kw_only=True):
    """The spellings that mean the impact `to`."""

    to: ImpactValue
    spellings: tuple[Line, ...]
    why: Line


class Root(Part, frozen=True, kw_only=True):
    """The unit below which everything lands when none is named."""

    name: Line
    code: Line


class ImportProfile(Header, tag="import_profile", frozen=True, kw_only=True):
    """The whole profile."""

    origin: Slug
    encodings: tuple[Encoding, ...]
    delimiter: Literal[",", ";", "\t", "|"] = ","
    root: Root
    identity: Identity
    fields: tuple[Field, ...]
    units: tuple[UnitLevel, ...]
    repeated: tuple[Repeated, ...] = ()
    blanks: tuple[str, ...] = ()
    stages: tuple[StageSpellings, ...] = ()
    impacts: tuple[ImpactSpellings, ...] = ()
    date_formats: tuple[Line, ...] = ()
    first_year: Year = 1990
    last_year: Year = 2100
    attribution: Prose | None = None

    @property
    def columns(self) -> dict[str, Column]:
        """Column by our field."""
        return {field.to: field.column for field in self.fields}

    @property
    def stage_of(self) -> Mapping[str, str]:
        """Stage by normalized spelling; look up with `.get(normalize(text), "unknown")`."""
        return {normalize(text): entry.to for entry in self.stages for text in entry.spellings}

    @property
    def impact_of(self) -> Mapping[str, str]:
        """Impact by normalized spelling; look up with `.get(normalize(text), "unknown")`."""
        return {normalize(text): entry.to for entry in self.impacts for text in entry.spellings}

    @property
    def blank_texts(self) -> frozenset[str]:
        """The normalized texts that count as an empty cell."""
        return frozenset({"", *(normalize(text) for text in self.blanks)})

    def all_columns(self) -> Iterable[tuple[str, Column]]:
        """Yield every column that the profile names with its place in the document."""
        for index, field in enumerate(self.fields):
            yield f"fields[{index}].column", field.column
        for index, level in enumerate(self.units):
            yield f"units[{index}].name", level.name
            if level.code is not None:
                yield f"units[{index}].code", level.code
        for index, entry in enumerate(self.repeated):
            yield f"repeated[{index}].column", entry.column

    def missing(self, headers: Sequence[str]) -> list[str]:
        """Return the headers that the profile names and the file lacks: empty when the profile fits the file."""
        return [column.header for _place, column in self.all_columns() if column.position(headers) is None]

    def extra_names(self, headers: Sequence[str]) -> dict[int, str]:
        """Return a unique name for each column that fills no field and no unit, by its position in the file."""
        taken = {column.position(headers) for column in self.columns.values()}
        for level in self.units:
            taken |= {column.position(headers) for column in (level.name, level.code) if column is not None}
        given = {entry.column.position(headers): entry.name for entry in self.repeated}
        names: dict[int, str] = {}
        for index, header in enumerate(headers):
            if index in taken:
                continue
            name = given.get(index) or re.sub(r"\s+", " ", header).strip() or f"Column {index + 1}"
            base, number = name, 1
            while name in names.values():
                number += 1
                name = f"{base} ({number})"
            names[index] = name
        return names


def check(document: ImportProfile) -> list[Problem]:
    """Return what the schema cannot see: fields filled twice, columns used twice, spellings with two meanings."""
    found = Problems()
    found.not_empty("encodings", document.encodings)
    found.not_empty("units", document.units)
    found.same_keys("fields", (field.to for field in document.fields))
    columns = document.columns
    needed = {"name", document.identity} - {"unit_and_name"}
    for key in sorted(needed - set(columns)):
        found.add("fields", _("A column must fill the field “%(key)s”."), key=key)
    seen: dict[tuple[str, int], str] = {}
    for place, column in document.all_columns():
        spot = (normalize(column.header), column.occurrence)
        if spot in seen:
            found.add(place, _("This column is already used at %(other)s."), other=seen[spot])
        seen.setdefault(spot, place)
    found.same_keys("repeated", (entry.name for entry in document.repeated))
    _check_spellings(found, "stages", document.stages)
    _check_spellings(found, "impacts", document.impacts)
    if document.first_year > document.last_year:
        found.add("last_year", _("The last year lies before the first."))
    return found


def _check_spellings(found: Problems, path: str, entries: Sequence[StageSpellings | ImpactSpellings]) -> None:
    found.same_keys(path, (entry.to for entry in entries))
    found.same_keys(f"{path}[].spellings", (normalize(text) for entry in entries for text in entry.spellings))


KIND = Kind(
    key="import_profile",
    folder="import_profiles",
    label=_("Import profile"),
    plural=_("Import profiles"),
    purpose=_("How a table from elsewhere becomes use cases and units."),
    struct=ImportProfile,
    check=check,
)
