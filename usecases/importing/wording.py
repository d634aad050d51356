"""Problems and outcomes in the reader's words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext

from foundation.kernel.errors import Invalid
from foundation.kernel.tones import Tone
from foundation.ui.errors import sentence
from usecases.models_import import ImportRow, Outcome

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


def reason_of(row: ImportRow) -> str:
    """Return why a row was refused, with the column where there is one."""
    parts = []
    for problem in row.problems:
        if problem["refuses"]:
            where = f"{problem['column']}: " if problem["column"] else ""
            parts.append(f"{where}{sentence_of(problem)}")
    return " ".join(parts)


def notes_of(row: ImportRow) -> str:
    """Return everything noted about a row in one text."""
    parts = []
    for problem in row.problems:
        value = f" “{problem['value']}”" if problem["value"] else ""
        where = f"{problem['column']}{value}: " if problem["column"] else ""
        parts.append(f"{where}{sentence_of(problem)}")
    if row.same_as:
        parts.append(gettext("It repeats row %(row)s word for word.") % {"row": row.same_as})
    return " ".join(parts)
