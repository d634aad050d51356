"""Columns that hold one of a few values: what a correction can choose from, as texts that the mapping understands."""

from collections.abc import Iterable, Mapping

from library.kinds.import_profile import normalize
from usecases.importing.further import type_named
from usecases.importing.known import RISK, Known
from usecases.importing.mapping import IMPACTS, NO, STAGES, UNKNOWN, YES
from usecases.importing.mapping import Mapping as Columns
from usecases.rules.custom import Kind
from usecases.workflow import IMPACT_LABELS, LABELS, PERSONAL_DATA_LABELS, Stage

Choice = tuple[str, str]
"""The text that is written into the cell, and the words for it, to be translated."""


def choices_of(target: str, columns: Columns, known: Known) -> list[Choice]:
    """Return what a cell of the column that is `target` can be; none for a column that holds any text."""
    if target == "stage":
        labels = {key: LABELS[Stage(key)] for key in STAGES if key != UNKNOWN}
        return _spelled(labels, columns.stages)
    if target == "impact":
        return _spelled({key: IMPACT_LABELS[key] for key in IMPACTS}, columns.impacts)
    said = columns.meanings.get(target, {})
    if target == "personal_data":
        return _spelled({key: PERSONAL_DATA_LABELS[key] for key in (YES, NO, UNKNOWN)}, said)
    if target.startswith(RISK):
        return _spelled({key: PERSONAL_DATA_LABELS[key] for key in (YES, NO)}, said)
    if target == "case_type":
        return [
            (label if type_named(known, label) == value else value, label)
            for value, label in known.types.items()
            if normalize(label) not in said
        ]
    field = known.field(target)
    if field is None or field.kind != Kind.CHOICE:
        return []
    return _spelled({choice.key: choice.label for choice in field.open_choices}, said)


def _spelled(labels: Mapping[str, str], said: Mapping[str, str]) -> list[Choice]:
    """Pair each value's words with a text that means it: the value itself, or a spelling that was said to mean it."""
    found = []
    for value, label in labels.items():
        if text := _text_for(value, (value, *(spelling for spelling, meant in said.items() if meant == value)), said):
            found.append((text, label))
    return found


def _text_for(value: str, candidates: Iterable[str], said: Mapping[str, str]) -> str:
    return next((text for text in candidates if said.get(normalize(text), value) == value), "")
