"""What the columns of an unknown table probably are, from their names and their values."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingType

from library.kinds.import_profile import ImportProfile, normalize
from usecases.importing.mapping import BLANKS, Mapping, extra_names
from usecases.importing.tables import Table

_HEADERS: dict[str, tuple[str, ...]] = {
    "name": ("name", "title", "use case", "use case name", "use case title", "ai use case", "project", "initiative"),
    "problem": (
        "problem",
        "summary",
        "description",
        "purpose",
        "problem statement",
        "business problem",
        "use case description",
    ),
    "outputs": ("outputs", "output", "system outputs"),
    "technique": ("technique", "techniques", "model", "technology", "ai technique", "model type"),
    "topic": ("category", "topic", "topic area", "domain", "business area", "theme"),
    "stage": ("stage", "status", "phase", "development stage", "life cycle stage", "lifecycle stage", "maturity"),
    "impact": ("impact", "rights and safety", "rights or safety impact", "impact type"),
    "external_id": ("id", "use case id", "identifier", "external id", "key", "number", "reference", "ref"),
    "unit_1": ("unit", "agency", "department", "division", "organization", "business unit", "company"),
    "code_1": ("agency abbreviation", "department code", "unit code", "abbreviation"),
    "unit_2": ("bureau", "sub-unit", "subunit", "team", "sub-agency", "branch", "group"),
    "unit_3": ("office", "section"),
    "initiated_on": ("date initiated", "start date", "started", "start", "date started"),
    "implemented_on": ("date implemented", "go live", "go-live", "go live date", "live since", "implemented"),
    "retired_on": ("date retired", "retired on", "end date"),
}
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
    "both": ("both", "rights and safety"),
    "neither": ("neither", "none", "no impact"),
}


def fit(profile: ImportProfile, headers: Sequence[str]) -> float:
    """Return the share (0 to 1) of the columns named by a profile that a file with these headers has."""
    total = sum(1 for _column in profile.all_columns())
    return 1 - len(profile.missing(headers)) / total if total else 0.0


def suggest(table: Table, profiles: Iterable[ImportProfile] = ()) -> Mapping:
    """Return a mapping found by the names of the columns, then by their values; nothing is certain about it."""
    columns: dict[int, str] = {}
    for target, names in _HEADERS.items():
        for position, header in enumerate(table.headers):
            if position not in columns and normalize(header).replace("_", " ") in names:
                columns[position] = target
                break
    if "external_id" not in columns.values() and (found := _likely_identifier(table, columns)) is not None:
        columns[found] = "external_id"
    known = list(profiles)
    for target, words in (("stage", stage_words(known)), ("impact", impact_words(known))):
        if target not in columns.values() and (found := _by_values(table, words, columns)) is not None:
            columns[found] = target
    if "unit_2" in columns.values() and "unit_1" not in columns.values():
        columns = {p: {"unit_2": "unit_1", "unit_3": "unit_2"}.get(t, t) for p, t in columns.items()}
    elif "unit_3" in columns.values() and "unit_2" not in columns.values():
        columns = {p: {"unit_3": "unit_2"}.get(t, t) for p, t in columns.items()}
    columns = {p: t for p, t in columns.items() if t != "code_1" or "unit_1" in columns.values()}
    if "name" not in columns.values():
        found = _likely_name(table, columns)
        columns |= {found: "name"} if found is not None else {}
    return Mapping(
        origin="",
        columns=columns,
        extras=extra_names(table.headers, columns, {}),
        identity="external_id" if "external_id" in columns.values() else "unit_and_name",
        stages=suggest_values(table, _position(columns, "stage"), stage_words(known)),
        impacts=suggest_values(table, _position(columns, "impact"), impact_words(known)),
    )


def spellings(table: Table, position: int | None, *, limit: int = 60) -> list[tuple[str, int]]:
    """Return the distinct non-blank texts of a column with how often each stands, most frequent first."""
    if position is None:
        return []
    counted: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for text in table.column(position):
        if key := normalize(text):
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


def _likely_name(table: Table, taken: MappingType[int, str]) -> int | None:
    """Return the first free column whose texts are short, nearly all there and nearly all different."""
    for position in range(len(table.headers)):
        texts = [text.strip() for text in table.column(position) if text.strip()]
        if position in taken or len(texts) * 10 < len(table.rows) * 9 or not texts:
            continue
        short = sum(len(text) for text in texts) / len(texts) <= 120
        if short and len(set(texts)) * 10 >= len(texts) * 8 and re.search("[^\\W\\d]", "".join(texts[:20])):
            return position
    return None


def _position(columns: MappingType[int, str], target: str) -> int | None:
    return next((position for position, to in columns.items() if to == target), None)
