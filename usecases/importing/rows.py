"""From one row to a draft case, with every problem that was found on the way."""

import re
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from foundation.kernel.canonical import digest
from foundation.kernel.text import gettext_noop as _
from foundation.ui.exports import as_written
from library.kinds.import_profile import normalize
from usecases.importing.further import further, is_further, keeps_original
from usecases.importing.known import Known
from usecases.importing.mapping import DATE_FIELDS, IMPACTS, LEVELS, STAGES, UNKNOWN, Mapping
from usecases.importing.tables import Row, Table
from usecases.references import key_of

NAME_LIMIT = 500
UNIT_NAME_LIMIT = 250
UNIT_CODE_LIMIT = 40
CATEGORY_LIMIT = 120
EXTERNAL_ID_LIMIT = 250
TEXT_LIMIT = 10_000
SHOWN_VALUE = 120
NOTHING_KNOWN = Known()
_SERIAL = re.compile(r"[1-9]\d{4}(?:\.\d+)?", re.ASCII)
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?( ?[AaPp][Mm])?Z?$", re.ASCII)
# The date that tells since when a case is at its stage.
_SINCE = {"idea": "initiated_on", "alpha": "developed_on", "production": "implemented_on", "retired": "retired_on"}


# Cells whose text says more than the value they become, and cells whose text counts as nothing stated ("N/A").
_ORIGINALS = ("stage", "impact", "topic", "topic_other", "code_1", "unit_2", "unit_3", *DATE_FIELDS)
_WHEN_BLANK = ("problem", "outputs", "technique", "external_id", "unit_1")


# What is said of a text that means nothing known, whether nobody knew it or somebody chose so.
UNKNOWN_TEXTS: dict[str, str] = {
    "stage": _("This stage is not known. The text is kept, and the case starts as an idea."),
    "impact": _("This effect on rights and safety is not known. It is kept as “unknown”, the text with it."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is odd about one cell and what becomes of it; with `refuses` the row is not imported."""

    column: str
    value: str
    text: str
    params: MappingType[str, Any] = field(default_factory=dict)
    refuses: bool = False
    position: int | None = None

    def __str__(self) -> str:
        return self.text % self.params if self.params else self.text


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit that the row names, at one level."""

    kind: str
    name: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a row becomes. `values` are columns of a use case, `extra` all other filled cells under their names.

    `more` holds what further columns say, in the form of `fields.value_of`, "" for a blank cell; what could not be
    understood is not among it, so that it changes nothing. `reference` is the case that the row names: "UC-0042".
    """

    number: int
    values: MappingType[str, str]
    units: tuple[UnitName, ...]
    extra: MappingType[str, str]
    external_id: str = ""
    since: str = ""
    problems: tuple[Problem, ...] = ()
    more: MappingType[str, str] = field(default_factory=dict)
    reference: str = ""

    @property
    def is_refused(self) -> bool:
        return any(problem.refuses for problem in self.problems)

    @property
    def digest(self) -> str:
        """SHA-256 of everything that an import would write: equal digests mean that there is nothing to change."""
        whole = [self.values, [asdict(unit) for unit in self.units], self.extra, self.external_id, self.since]
        return digest([*whole, self.more, self.reference] if self.more or self.reference else whole)


@dataclass(slots=True)
class Reader:
    """Reads the cells of one row by target and collects problems."""

    table: Table
    mapping: Mapping
    row: Row
    problems: list[Problem] = field(default_factory=list)

    def raw(self, target: str) -> str:
        position = self.mapping.position(target)
        return self.row.cells[position] if position is not None else ""

    def line(self, target: str) -> str:
        """The text of a cell in one line, "" when it is blank."""
        text = " ".join(as_written(self.raw(target)).split())
        return "" if self.mapping.is_blank(text) else text

    def paragraphs(self, target: str) -> str:
        """The text of a cell with its line breaks, "" when it is blank."""
        text = as_written(self.raw(target)).strip().replace("\r\n", "\n").replace("\r", "\n")
        return "" if self.mapping.is_blank(text) else text

    def note(self, target: str, text: str, *, refuses: bool = False, **params: Any) -> None:
        position = self.mapping.position(target)
        column = self.table.title(position) if position is not None else ""
        value = self.raw(target)
        shown = value if len(value) <= SHOWN_VALUE else value[: SHOWN_VALUE - 1] + "…"
        self.problems.append(Problem(column, shown, text, params, refuses, position))


def drafts(table: Table, mapping: Mapping, known: Known = NOTHING_KNOWN) -> list[Draft]:
    """Return the draft of each row of a table, in its order."""
    return [draft_of(table, row, mapping, known) for row in table.rows]


def draft_of(table: Table, row: Row, mapping: Mapping, known: Known = NOTHING_KNOWN) -> Draft:
    """Return what `row` becomes under `mapping`, with its problems.

    A row is refused only when it cannot be a case: no name, or a name, unit or identifier over its limit. Everything
    else that cannot be understood is kept as it was written, and noted.
    """
    reader = Reader(table, mapping, row)
    name = reader.line("name")
    if not name:
        reader.note("name", _("The row has no name. Fill in the name and import the row again."), refuses=True)
    elif len(name) > NAME_LIMIT:
        reader.note(
            "name",
            _("The name has %(length)s characters; at most %(limit)s are possible. Shorten it."),
            refuses=True,
            length=len(name),
            limit=NAME_LIMIT,
        )
    external_id = reader.line("external_id")
    if len(external_id) > EXTERNAL_ID_LIMIT:
        reader.note(
            "external_id",
            _("The identifier has %(length)s characters; at most %(limit)s are possible."),
            refuses=True,
            length=len(external_id),
            limit=EXTERNAL_ID_LIMIT,
        )
    reference = reader.line("reference")
    if reference and key_of(reference) is None:
        reader.note(
            "reference",
            _("This is no reference of a use case, like UC-0042. Correct it, or clear it to register a new one."),
            refuses=True,
        )
    stage, impact = _stage(reader), _impact(reader)
    days = {target: _day(reader, target) for target in DATE_FIELDS}
    since = days.get(_SINCE.get(stage, ""))
    values = {
        "name": name,
        "summary": _text(reader, "problem"),
        "category": _category(reader),
        "model_description": _joined(_text(reader, "technique"), _text(reader, "outputs")),
        "stage": stage,
        "impact": impact,
    }
    units = _units(reader)
    more = further(reader, known, known.path_of([unit.name for unit in units]))
    return Draft(
        number=row.number,
        values=values,
        units=units,
        extra=_extra(reader, more),
        external_id=external_id,
        since=since.isoformat() if since else "",
        problems=tuple(reader.problems),
        more=more,
        reference=reference.upper(),
    )


def read_day(text: str, formats: Sequence[str], *, first_year: int, last_year: int) -> date | None:
    """Return the day that `text` names in one of the strptime formats, None for any other text or year.

    A time of day behind it is left aside; five digits are the number by which spreadsheets keep a day (45292 is
    1 January 2024).
    """
    if _SERIAL.fullmatch(text):
        serial = date(1899, 12, 30) + timedelta(days=int(float(text)))
        return serial if first_year <= serial.year <= last_year else None
    text = _TIME.sub("", text)
    for form in formats:
        try:
            day = datetime.strptime(text, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        return day if first_year <= day.year <= last_year else None
    return None


def _stage(reader: Reader) -> str:
    if reader.mapping.position("stage") is None:
        return UNKNOWN
    text = normalize(reader.raw("stage"))
    stage = reader.mapping.stages.get(text, text if text in STAGES else None)
    if stage in (None, UNKNOWN) and not reader.line("stage"):
        reader.note("stage", _("No stage is stated. It counts as unknown, and the case starts as an idea."))
    elif stage in (None, UNKNOWN):
        reader.note("stage", UNKNOWN_TEXTS["stage"])
    return stage or UNKNOWN


def _impact(reader: Reader) -> str:
    if reader.mapping.position("impact") is None:
        return ""
    text = normalize(reader.raw("impact"))
    impact = reader.mapping.impacts.get(text, text if text in IMPACTS else None)
    if impact in (None, UNKNOWN) and not reader.line("impact"):
        reader.note("impact", _("The effect on rights and safety is not stated. It is kept as “unknown”."))
    elif impact in (None, UNKNOWN):
        reader.note("impact", UNKNOWN_TEXTS["impact"])
    return impact or UNKNOWN


def _text(reader: Reader, target: str) -> str:
    """A longer text; one beyond what a case can hold is cut, and its whole is kept as an extra."""
    text = reader.paragraphs(target)
    if len(text) <= TEXT_LIMIT:
        return text
    reader.note(
        target,
        _("The text has %(length)s characters. The first %(limit)s are used; the whole is kept as an extra."),
        length=len(text),
        limit=TEXT_LIMIT,
    )
    return text[: TEXT_LIMIT - 1] + "…"


def _is_cut(reader: Reader, target: str) -> bool:
    """Say whether a case holds only the beginning of a text."""
    if target in ("technique", "outputs"):
        return len(reader.paragraphs("technique")) + len(reader.paragraphs("outputs")) + 2 > TEXT_LIMIT
    return len(reader.raw(target)) > TEXT_LIMIT


def _joined(*texts: str) -> str:
    whole = "\n\n".join(text for text in texts if text)
    return whole if len(whole) <= TEXT_LIMIT else whole[: TEXT_LIMIT - 1] + "…"


def _category(reader: Reader) -> str:
    topic, other = reader.line("topic"), reader.line("topic_other")
    category, target = topic, "topic"
    if other and normalize(topic) in {"", "other"} and len(other) <= CATEGORY_LIMIT:
        category, target = other, "topic_other"
    if len(category) > CATEGORY_LIMIT:
        reader.note(
            target,
            _("The category has more than %(limit)s characters. It is kept as an extra, the category is left empty."),
            limit=CATEGORY_LIMIT,
        )
        return ""
    return category


def _units(reader: Reader) -> tuple[UnitName, ...]:
    """The units from the outermost in; a level that is blank or repeats the one above is left out."""
    found: list[UnitName] = []
    for level, target in enumerate(LEVELS):
        name = reader.line(target)
        if not name:
            continue
        if found and normalize(name) in {normalize(found[-1].name), normalize(found[-1].code)}:
            continue
        if len(name) > UNIT_NAME_LIMIT:
            reader.note(
                target,
                _("The name of the unit has more than %(limit)s characters. Shorten it."),
                refuses=True,
                limit=UNIT_NAME_LIMIT,
            )
            continue
        kinds = reader.mapping.kinds
        code = reader.line("code_1") if target == "unit_1" else ""
        kind = kinds[min(level, len(kinds) - 1)] if kinds else "department"
        found.append(UnitName(kind, name, code if len(code) <= UNIT_CODE_LIMIT else ""))
    return tuple(found)


def _day(reader: Reader, target: str) -> date | None:
    text = reader.line(target)
    if not text:
        return None
    mapping = reader.mapping
    day = read_day(text, mapping.date_formats, first_year=mapping.first_year, last_year=mapping.last_year)
    if day is None:
        reader.note(
            target,
            _("This is no date between %(first)s and %(last)s. The text is kept with the case."),
            first=mapping.first_year,
            last=mapping.last_year,
        )
    return day


def _extra(reader: Reader, more: MappingType[str, str]) -> dict[str, str]:
    """Every filled cell that no field holds word for word, under its header: unmapped ones, and originals of values."""
    extra = {
        name: reader.row.cells[position]
        for position, name in sorted(reader.mapping.extras.items())
        if reader.row.cells[position]
    }
    unread = [to for to in reader.mapping.columns.values() if is_further(to) and (to not in more or keeps_original(to))]
    for target in (*_ORIGINALS, *_WHEN_BLANK, *unread):
        position = reader.mapping.position(target)
        if position is None:
            continue
        text = reader.row.cells[position]
        if target in _WHEN_BLANK and reader.line(target) and not _is_cut(reader, target):
            continue
        if text:
            if target in more and normalize(text) == more[target]:
                continue
            name = reader.table.title(position)
            extra[name if name not in extra else f"{name} ({position + 1})"] = text
    return extra
