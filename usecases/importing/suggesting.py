"""What the columns of an unknown table probably are, from their names and their values."""

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from collections.abc import Mapping as MappingType

from foundation.kernel.errors import Invalid
from library.kinds.import_profile import ImportProfile, normalize
from usecases.importing.amounts import currency_named, currency_of, decimal_mark, is_money, number_text
from usecases.importing.further import yes_or_no
from usecases.importing.headings import HEADERS
from usecases.importing.known import INPUT, Known
from usecases.importing.mapping import (
    BLANKS,
    CURRENCY,
    DATE_FORMATS,
    DAY_FIRST,
    FIRST_YEAR,
    LAST_YEAR,
    Mapping,
    extra_names,
)
from usecases.importing.rows import NOTHING_KNOWN, read_day
from usecases.importing.tables import Table
from usecases.references import key_of

SAMPLE = 400
_WORD = re.compile(r"[^\W\d_]{3}")
_CODE = re.compile(r"(?=.*[^\W\d_])(?=.*\d)[\w./#-]{2,20}")

_OUR_REFERENCE = ("reference", "our reference", "uc reference", "use case reference")
_EARNED = re.compile(r"sav|benefit|revenue|income|gain|return")
_DATES = ("initiated_on", "developed_on", "implemented_on", "retired_on")
_STAGE_WORDS: dict[str, tuple[str, ...]] = {
    "idea": ("idea", "ideation", "initiated", "initiation", "planned", "proposed", "backlog", "concept", "new"),
    "alpha": ("alpha", "development", "in development", "prototype", "proof of concept", "poc", "build", "building"),
    "beta": ("beta", "testing", "in testing", "test", "uat"),
    "pilot": ("pilot", "piloting", "trial", "implementation", "in pilot"),
    "production": ("production", "in production", "live", "operational", "deployed", "in use", "operation"),
    "scaled": ("scaled", "scale", "rolled out", "enterprise-wide"),
    "retired": ("retired", "decommissioned", "ended", "sunset", "withdrawn"),
}
_IMPACT_WORDS: dict[str, tuple[str, ...]] = {
    "rights": ("rights", "rights-impacting", "affects rights"),
    "safety": ("safety", "safety-impacting", "affects safety"),
    "both": ("both", "rights and safety", "affects rights and safety"),
    "neither": ("neither", "none", "no impact", "affects neither"),
}


def fit(profile: ImportProfile, headers: Sequence[str]) -> float:
    """Return the share (0 to 1) of the columns named by a profile that a file with these headers has."""
    total = sum(1 for _column in profile.all_columns())
    return 1 - len(profile.missing(headers)) / total if total else 0.0


def suggest(table: Table, profiles: Iterable[ImportProfile] = (), known: Known = NOTHING_KNOWN) -> Mapping:
    """Return a mapping found by the names of the columns, then by their values; nothing is certain about it."""
    columns = _by_names(table, known)
    if (found := _our_reference(table)) is not None:
        columns = {p: to for p, to in columns.items() if to != "external_id" and p != found} | {found: "reference"}
    elif "external_id" not in columns.values() and (found := _likely_identifier(table, columns)) is not None:
        columns[found] = "external_id"
    listed = list(profiles)
    for target, words in (("stage", stage_words(listed)), ("impact", impact_words(listed))):
        if target not in columns.values() and (found := _by_values(table, words, columns)) is not None:
            columns[found] = target
    if "unit_1" not in columns.values() and (found := _by_units(table, known, columns)) is not None:
        columns[found] = "unit_1"
    columns = _levels(columns)
    if "external_id" not in columns.values() and "reference" not in columns.values():
        found = _likely_codes(table, columns)
        columns |= {found: "external_id"} if found is not None else {}
    if "name" not in columns.values():
        found = _likely_name(table, columns, known)
        columns |= {found: "name"} if found is not None else {}
    _add_by_kind(columns, table, known)
    if "budget" not in columns.values():
        columns = {p: to for p, to in columns.items() if to != "budget_currency"}
    paid = _position(columns, "budget")
    currency = currency_named(table.headers[paid]) or currency_of(table.column(paid)) if paid is not None else ""
    amounts = [text for p, to in columns.items() if to == "budget" or to.startswith(INPUT) for text in table.column(p)]
    return Mapping(
        origin="",
        columns=columns,
        extras=extra_names(table.headers, columns, {}),
        identity="external_id" if "external_id" in columns.values() else "unit_and_name",
        stages=suggest_values(table, _position(columns, "stage"), stage_words(listed)),
        impacts=suggest_values(table, _position(columns, "impact"), impact_words(listed)),
        currency=currency or CURRENCY,
        decimal=decimal_mark(amounts),
        date_formats=date_formats([text for p, to in columns.items() if to in _DATES for text in table.column(p)]),
    )


def _by_names(table: Table, known: Known) -> dict[int, str]:
    dynamic = {
        key: (normalize(label), key.partition(":")[2].replace("_", " ").replace("-", " "))
        for key, label in known.dynamic().items()
    }
    columns: dict[int, str] = {}
    for target, names in (HEADERS | dynamic).items():
        for position, header in enumerate(table.headers):
            name = normalize(header).replace("_", " ")
            if position not in columns and (name in names or name.rstrip("?: ") in names):
                columns[position] = target
                break
    return columns


def _levels(columns: MappingType[int, str]) -> dict[int, str]:
    """Return the columns with the levels of unit moved up where an outer one is missing."""
    if "unit_2" in columns.values() and "unit_1" not in columns.values():
        columns = {p: {"unit_2": "unit_1", "unit_3": "unit_2"}.get(t, t) for p, t in columns.items()}
    elif "unit_3" in columns.values() and "unit_2" not in columns.values():
        columns = {p: {"unit_3": "unit_2"}.get(t, t) for p, t in columns.items()}
    return {p: t for p, t in columns.items() if t != "code_1" or "unit_1" in columns.values()}


PEOPLE_KIND, MONEY_KIND, DATE_KIND, YES_NO_KIND, NUMBER_KIND = "people", "money", "dates", "yes or no", "numbers"


def kind_of(texts: Iterable[str], known: Known = NOTHING_KNOWN) -> str:
    """Return what a column holds when at least two thirds of its filled cells are that: a kind, else ""."""
    filled = [text.strip() for text in texts if normalize(text) not in BLANKS][:SAMPLE]
    if not filled:
        return ""
    tests: dict[str, Callable[[str], bool]] = {
        YES_NO_KIND: lambda text: yes_or_no(text) is not None and not text.isdigit(),
        PEOPLE_KIND: known.is_named,
        DATE_KIND: lambda text: not text.isdigit() and _is_day(text),
        MONEY_KIND: is_money,
        NUMBER_KIND: _is_number,
    }
    for kind, test in tests.items():
        if sum(map(test, filled)) * 3 >= len(filled) * 2:
            return kind
    return ""


def _add_by_kind(columns: dict[int, str], table: Table, known: Known) -> None:
    """Suggest what free columns are from the kind of their values: people, amounts, days, yes or no."""
    wanted = {PEOPLE_KIND: ["owner", "sponsor"], MONEY_KIND: ["budget"], YES_NO_KIND: []}
    if not set(_DATES) & set(columns.values()):
        wanted[DATE_KIND] = ["initiated_on"]
    for position in range(len(table.headers)):
        if position in columns:
            continue
        kind = kind_of(table.column(position), known)
        header = normalize(table.headers[position])
        targets = ["personal_data"] if kind == YES_NO_KIND and "personal" in header else wanted.get(kind, [])
        if kind != MONEY_KIND and _is_paid(table, position):
            targets = wanted[MONEY_KIND]
        free = [target for target in targets if target not in columns.values()]
        if free:
            columns[position] = free[0]


def _is_paid(table: Table, position: int) -> bool:
    """Say whether a column whose name has a currency ("€ this year") holds amounts; what is earned is no budget."""
    header = table.headers[position]
    if not currency_named(header) or _EARNED.search(normalize(header)):
        return False
    filled = [text.strip() for text in table.column(position) if normalize(text) not in BLANKS][:SAMPLE]
    return bool(filled) and sum(_is_number(text) or is_money(text) for text in filled) * 3 >= len(filled) * 2


def date_formats(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the formats of days to try in order: days before months when a text tells so ("25/12/2024")."""
    for text in texts:
        first, _slash, rest = text.partition("/")
        if first.strip().isdigit() and 12 < int(first) <= 31 and rest:
            return DAY_FIRST
    return DATE_FORMATS


def _is_day(text: str) -> bool:
    return any(
        read_day(text, formats, first_year=FIRST_YEAR, last_year=LAST_YEAR) for formats in (DATE_FORMATS, DAY_FIRST)
    )


def _is_number(text: str) -> bool:
    for mark in (".", ","):
        try:
            number_text(text.removesuffix("%"), mark)
        except Invalid:
            continue
        return True
    return False


def _our_reference(table: Table) -> int | None:
    """Return the column called "Reference" that holds only references like UC-0042."""
    for position, header in enumerate(table.headers):
        filled = [text for text in table.column(position) if text.strip()]
        if normalize(header) in _OUR_REFERENCE and filled and all(key_of(text) is not None for text in filled):
            return position
    return None


def spellings(
    table: Table, position: int | None, *, limit: int = 60, but: Container[str] = ()
) -> list[tuple[str, int]]:
    """Return the distinct non-blank texts of a column with how often each stands, most frequent first.

    `but` are normalized texts that are left out, because they count as blank.
    """
    if position is None:
        return []
    counted: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for text in table.column(position):
        if (key := normalize(text)) and key not in but:
            counted[key] += 1
            shown.setdefault(key, " ".join(text.split()))
    return [(shown[key], times) for key, times in counted.most_common(limit)]


def suggest_values(table: Table, position: int | None, words: MappingType[str, str]) -> dict[str, str]:
    """Return what the spellings of a column probably mean; those not in `words` are left out (and become unknown)."""
    return {
        normalize(text): words[normalize(text)]
        for text, _times in spellings(table, position, limit=1000)
        if normalize(text) in words
    }


def stage_words(profiles: Iterable[ImportProfile]) -> dict[str, str]:
    """Return every spelling of a stage that is known: our words and those of the profiles."""
    words = {word: stage for profile in profiles for word, stage in profile.stage_of.items()}
    return words | {word: stage for stage, listed in _STAGE_WORDS.items() for word in listed}


def impact_words(profiles: Iterable[ImportProfile]) -> dict[str, str]:
    """Return every spelling of an effect on rights or safety that is known."""
    words = {word: impact for profile in profiles for word, impact in profile.impact_of.items()}
    return words | {word: impact for impact, listed in _IMPACT_WORDS.items() for word in listed}


def _by_values(table: Table, words: MappingType[str, str], taken: MappingType[int, str]) -> int | None:
    """Return the first free column of which at least two distinct texts, and two thirds of all, are known words."""
    for position in range(len(table.headers)):
        if position in taken:
            continue
        found = spellings(table, position, limit=1000)
        keys = [normalize(text) for text, _times in found]
        known = [key for key in keys if key in words and key not in BLANKS]
        if len(known) >= 2 and len(known) * 3 >= len(found) * 2:
            return position
    return None


def _likely_identifier(table: Table, taken: MappingType[int, str]) -> int | None:
    """Return the first free column whose name ends in "ID", that is always filled, and nearly always differently."""
    for position, header in enumerate(table.headers):
        words = normalize(header).replace("_", " ").split()
        if position in taken or not words or words[-1] not in {"id", "identifier", "key"}:
            continue
        texts = [normalize(text) for text in table.column(position)]
        if all(texts) and len(set(texts)) * 10 >= len(texts) * 8:
            return position
    return None


def _by_units(table: Table, known: Known, taken: MappingType[int, str]) -> int | None:
    """Return the first free column of which at least half of the distinct texts are units below that of the import."""
    names = {name for key in known.units for name in key}
    for position in range(len(table.headers)):
        keys = {normalize(text) for text in table.column(position)} - set(BLANKS)
        if position not in taken and keys and len(keys & names) * 2 >= len(keys):
            return position
    return None


def _likely_codes(table: Table, taken: MappingType[int, str]) -> int | None:
    """Return the first free column that is always filled with another short code of letters and digits ("P-17")."""
    for position in range(len(table.headers)):
        texts = [text.strip() for text in table.column(position)]
        if position in taken or len(texts) < 2 or len({normalize(text) for text in texts}) < len(texts):
            continue
        if all(_CODE.fullmatch(text) and not is_money(text) and not _is_day(text) for text in texts):
            return position
    return None


def _likely_name(table: Table, taken: MappingType[int, str], known: Known) -> int | None:
    """Return the first free column whose texts are short, nearly all there and nearly all different.

    A column of people, amounts or days is no name.

    Codes ("P-1", "2024-07") are no names: a name has a word of at least three letters.
    """
    for position in range(len(table.headers)):
        texts = [text.strip() for text in table.column(position) if text.strip()]
        if position in taken or len(texts) * 10 < len(table.rows) * 9 or not texts:
            continue
        short = sum(len(text) for text in texts) / len(texts) <= 120
        worded = sum(bool(_WORD.search(text)) for text in texts) * 2 > len(texts)
        if short and worded and len(set(texts)) * 10 >= len(texts) * 8 and not kind_of(texts, known):
            return position
    return None


def _position(columns: MappingType[int, str], target: str) -> int | None:
    return next((position for position, to in columns.items() if to == target), None)
