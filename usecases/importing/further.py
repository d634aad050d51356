"""What a row says beyond the columns that every import knows: people, budget, tags, added fields, inputs, answers."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from library.kinds.import_profile import normalize
from usecases.importing.amounts import SYMBOLS, money_of, number_text
from usecases.importing.known import FIELD, INPUT, RISK, Known
from usecases.importing.mapping import DYNAMIC, FURTHER_TEXTS, NO, PEOPLE, PERSONAL, UNKNOWN, YES
from usecases.rules.checks import check_inputs
from usecases.rules.custom import Kind, check_choice, parse_value, plain

if TYPE_CHECKING:
    from usecases.importing.rows import Reader

YES_WORDS = frozenset({"yes", "y", "true", "1", "ja", "oui", "x", "✓"})
NO_WORDS = frozenset({"no", "n", "false", "0", "nein", "non"})
TEXT_LIMIT = 10_000
MOST_TAGS, TAG_LENGTH = 30, 60


def is_further(target: str) -> bool:
    """Say whether a column that is this ends in `Draft.more`."""
    named = (*FURTHER_TEXTS, *PEOPLE, "personal_data", "budget", "tags", "case_type")
    return target in named or target.startswith(DYNAMIC)


def keeps_original(target: str) -> bool:
    """Say whether the text of a cell says more than what it became."""
    return target in ("personal_data", "case_type") or target.startswith(RISK)


def further(reader: "Reader", known: Known, path: str) -> dict[str, str]:
    """Return what the further columns of a row say, by target; `path` is that of the unit the case would stand in.

    A cell that cannot be understood is left out and noted; its text is kept with the case.
    """
    found: dict[str, str] = {}
    for target in reader.mapping.columns.values():
        if not is_further(target):
            continue
        if not reader.line(target):
            found[target] = ""
            continue
        try:
            found[target] = _readers(target)(reader, target, known, path)
        except Invalid as problem:
            reader.note(target, problem.template, **problem.params)
    return found


def _readers(target: str) -> Callable[["Reader", str, Known, str], str]:
    if target in PEOPLE:
        return _person
    if target in _BY_TARGET:
        return _BY_TARGET[target]
    if target.startswith(FIELD):
        return _field
    if target.startswith(INPUT):
        return _input
    return _answer if target.startswith(RISK) else _text


def _text(reader: "Reader", target: str, _known: Known, _path: str) -> str:
    text = reader.paragraphs(target)
    if len(text) > TEXT_LIMIT:
        raise Invalid(
            _("The text has %(length)s characters, at most %(limit)s are possible. It is kept as an extra."),
            length=len(text),
            limit=TEXT_LIMIT,
        )
    return text


def _person(reader: "Reader", target: str, known: Known, path: str) -> str:
    text = reader.line(target)
    said = reader.mapping.meaning(target, text)
    person = known.people.get(said or "") or known.named(text)
    if path and not person.may_read(path):
        raise Invalid(
            _("%(person)s cannot see the use cases of that unit; give them a role there first. The text is kept."),
            person=person.name,
        )
    return person.uid


def _budget(reader: "Reader", target: str, _known: Known, _path: str) -> str:
    code = reader.line("budget_currency").upper()
    currency = SYMBOLS.get(code, code) or reader.mapping.currency
    amount = money_of(reader.line(target), mark=reader.mapping.decimal, currency=currency)
    return f"{amount.minor} {amount.currency}"


def yes_or_no(text: str) -> str | None:
    """Return "yes", "no", or None for a text that says neither."""
    key = normalize(text)
    return YES if key in YES_WORDS else NO if key in NO_WORDS else None


def _personal(reader: "Reader", target: str, _known: Known, _path: str) -> str:
    text = reader.line(target)
    said = reader.mapping.meaning(target, text) or yes_or_no(text)
    if said not in PERSONAL:
        if normalize(text) == UNKNOWN:
            return UNKNOWN
        raise Invalid(_("This says neither yes nor no. The text is kept with the case."))
    return said


def _answer(reader: "Reader", target: str, known: Known, _path: str) -> str:
    if target not in known.dynamic():
        raise Invalid(_("The risk questions in use no longer ask this. The text is kept with the case."))
    text = reader.line(target)
    said = reader.mapping.meaning(target, text) or yes_or_no(text)
    if said in (YES, NO):
        return said
    if said == UNKNOWN or normalize(text) == UNKNOWN:
        return ""
    raise Invalid(_("This says neither yes nor no. The text is kept with the case."))


def _input(reader: "Reader", target: str, known: Known, _path: str) -> str:
    key = target.removeprefix(INPUT)
    if known.model is None or target not in known.dynamic():
        raise Invalid(_("The scoring model in use has no such input. The text is kept with the case."))
    text = reader.line(target)
    percent = text.endswith("%")
    number = Decimal(number_text(text.removesuffix("%"), reader.mapping.decimal))
    return check_inputs(known.model, {key: number / 100 if percent else number})[key] or ""


def _tags(reader: "Reader", target: str, _known: Known, _path: str) -> str:
    """Return tags in the order of their letters; they are separated by commas, semicolons, bars or line breaks."""
    names: dict[str, str] = {}
    for part in re.split(r"[,;|\n]", reader.paragraphs(target)):
        if name := " ".join(part.split()):
            names.setdefault(name.casefold(), name)
    if len(names) > MOST_TAGS or any(len(name) > TAG_LENGTH for name in names.values()):
        raise Invalid(
            _("A use case carries at most %(count)s tags of at most %(length)s characters. The text is kept."),
            count=MOST_TAGS,
            length=TAG_LENGTH,
        )
    return ", ".join(names[key] for key in sorted(names))


def _field(reader: "Reader", target: str, known: Known, path: str) -> str:
    field = known.field(target)
    if field is None:
        raise Invalid(_("There is no such field any more. The text is kept with the case."))
    text = reader.line(target)
    if field.kind == Kind.PERSON:
        return _person(reader, target, known, path)
    if field.kind == Kind.NUMBER:
        text = number_text(text, reader.mapping.decimal)
    if field.kind == Kind.CHOICE:
        key = reader.mapping.meaning(target, text)
        if key == UNKNOWN:
            return ""
        return check_choice(field, key or text)
    value = parse_value(field, text, date_formats=reader.mapping.date_formats)
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _type(reader: "Reader", target: str, known: Known, _path: str) -> str:
    text = reader.line(target)
    said = reader.mapping.meaning(target, text)
    if said == UNKNOWN:
        return ""
    if found := type_named(known, said or text):
        return found
    raise Invalid(_("The library has no type of use case of this name. The text is kept with the case."))


def type_named(known: Known, text: str) -> str:
    """Return "taxonomy:key" of the type that a text names by its label or key; "" for none, and for several."""
    key = normalize(text)
    found = [value for value, label in known.types.items() if key in (value, value.partition(":")[2], normalize(label))]
    return found[0] if len(found) == 1 else ""


_BY_TARGET = {"budget": _budget, "personal_data": _personal, "tags": _tags, "case_type": _type}
