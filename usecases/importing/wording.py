"""Problems and outcomes in the reader's words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, ngettext

from foundation.kernel.errors import Invalid
from foundation.kernel.money import Money, full
from foundation.kernel.text import gettext_noop
from foundation.kernel.tones import Tone
from foundation.ui.errors import sentence
from usecases.importing.corrections import CORRECTED
from usecases.importing.known import RISK, Known
from usecases.importing.mapping import PEOPLE, TARGETS
from usecases.importing.merging import WORDS
from usecases.importing.planning import LEFT_OUT
from usecases.models_import import ImportRow, Outcome
from usecases.rules.custom import Kind
from usecases.workflow import IMPACT_LABELS, LABELS, PERSONAL_DATA_LABELS, Stage

FIELD_WORDS = {**TARGETS, **WORDS, "extra": gettext_noop("extras"), "stage": gettext_noop("stage")}

TONES = {
    Outcome.CREATED: Tone.GOOD,
    Outcome.UPDATED: Tone.INFO,
    Outcome.UNCHANGED: Tone.NEUTRAL,
    Outcome.REFUSED: Tone.BAD,
}


def sentence_of(problem: Mapping[str, Any]) -> str:
    """Return the sentence of a problem kept as JSON."""
    return sentence(Invalid(problem["text"], **problem["params"]))


def problem_words(problem: Mapping[str, Any]) -> dict[str, Any]:
    """Return a problem with its sentence, its tone and, for a group, how many rows have it."""
    rows = problem.get("rows")
    return {
        **problem,
        "sentence": sentence_of(problem),
        "tone": Tone.BAD if problem["refuses"] else Tone.INFO,
        "label": gettext("Refused") if problem["refuses"] else gettext("Noted"),
        "times": ngettext("%(n)s row", "%(n)s rows", rows) % {"n": rows} if rows else "",
    }


def outcome_words(outcome: str) -> dict[str, Any]:
    """Return the label and tone of an outcome."""
    return {"label": str(Outcome(outcome).label), "tone": TONES[Outcome(outcome)]}


def outcome_of(row: ImportRow) -> str:
    """Return what became of a row in words: one that somebody left out is told so, "" while it waits."""
    if row.outcome == Outcome.UNCHANGED and any(problem["text"] == LEFT_OUT.text for problem in row.problems):
        return gettext("Left out")
    return str(Outcome(row.outcome).label) if row.outcome else ""


def reason_of(row: ImportRow) -> str:
    """Return why a row was refused, with the column where there is one."""
    parts = []
    for problem in row.problems:
        if problem["refuses"]:
            where = f"{problem['column']}: " if problem["column"] else ""
            parts.append(f"{where}{sentence_of(problem)}")
    return " ".join(parts)


def notes_of(row: ImportRow, *, corrections: bool = True) -> str:
    """Return everything noted about a row in one text, with or without the values that were corrected on the page."""
    parts = []
    for problem in row.problems:
        if not corrections and problem["text"] == CORRECTED:
            continue
        value = f" “{problem['value']}”" if problem["value"] else ""
        where = f"{problem['column']}{value}: " if problem["column"] else ""
        parts.append(f"{where}{sentence_of(problem)}")
    if row.same_as:
        parts.append(gettext("It repeats row %(row)s word for word.") % {"row": row.same_as})
    return " ".join(parts)


def correction_words(index: int, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return a correction with its place in the list and where it applies."""
    where = gettext("Every row with this value") if kept["row"] is None else gettext("Row %(row)s") % kept
    return {"index": index, "column": kept["header"], "old": kept["old"], "new": kept["new"], "where": where}


def change_words(changes: Iterable[Sequence[Any]], known: Known) -> list[dict[str, str]]:
    """Return changes (target, before, after) in words: what changes, and both values as people read them."""
    words = known.dynamic()
    return [
        {
            "field": gettext(FIELD_WORDS.get(target) or words.get(target) or target),
            "before": value_words(target, before, known),
            "after": value_words(target, after, known),
        }
        for target, before, after in changes
    ]


def row_changes(row: ImportRow, known: Known) -> list[dict[str, str]]:
    """Return what a row changed of its case in words, each column that is kept as an extra by its own name."""
    before, after = row.changes.get("extra") or ({}, {})
    extras = [
        {"field": name, "before": str(before.get(name, "")), "after": str(after.get(name, ""))}
        for name in dict.fromkeys([*before, *after])
        if before.get(name, "") != after.get(name, "")
    ]
    changes = [(target, *pair) for target, pair in row.changes.items() if target != "extra"]
    return change_words(changes, known) + extras


def value_words(target: str, value: Any, known: Known) -> str:
    """Return a value of a target, kept as an import keeps it, as people read it; "" for none."""
    if target == "extra":
        return ""
    text = str(value)
    if not text:
        return ""
    field = known.field(target)
    if target in PEOPLE or (field is not None and field.kind == Kind.PERSON):
        person = known.people.get(text)
        return person.name if person else gettext("somebody else")
    if target == "budget":
        minor, _space, currency = text.partition(" ")
        return full(Money(int(minor), currency)) if minor.lstrip("-").isdigit() else text
    if target == "stage" and text in set(Stage):
        return gettext(LABELS[Stage(text)])
    if target == "case_type":
        return known.types.get(text, text)
    if target == "impact":
        return gettext(IMPACT_LABELS.get(text, text))
    if target == "personal_data" or target.startswith(RISK):
        return gettext(PERSONAL_DATA_LABELS.get(text, text))
    if field is not None and field.kind == Kind.CHOICE:
        return next((choice.label for choice in field.choices if choice.key == text), text)
    return text


def changes_of(row: ImportRow, known: Known) -> str:
    """Return what a row changed, in one text."""
    changes = [(target, *pair) for target, pair in row.changes.items()]
    return "; ".join(
        f"{each['field']}: {each['before'] or '–'} → {each['after'] or '–'}"
        if each["before"] or each["after"]
        else each["field"]
        for each in change_words(changes, known)
    )


def corrections_of(row: ImportRow) -> str:
    """Return which values of a row were corrected on the page, in one text."""
    return " ".join(
        f"{problem['column']} “{problem['value']}”: {sentence_of(problem)}"
        for problem in row.problems
        if problem["text"] == CORRECTED
    )
