"""Fields that the administrator adds to use cases: what each holds, and how a typed text becomes a value."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from foundation.kernel.errors import Invalid
from foundation.kernel.numbers import digits_of
from foundation.kernel.text import gettext_noop as _

TEXT_LIMIT = 500
LARGEST = Decimal(10) ** 12
"""Numbers are kept in millionths in a 64-bit integer; one trillion either way leaves room."""
SCALE = 1_000_000
DECIMALS = 6
DIGITS = 19
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
ISO = "%Y-%m-%d"
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?$")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_CONDITION = re.compile(r"(?P<key>[a-z0-9_]+)\s*(?P<how>>=|<=|=)(?P<value>.*)", re.DOTALL)
# Control characters but tab and line breaks, and lone surrogates.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

Typed = str | Decimal | date


class Kind(StrEnum):
    """What a field holds."""

    TEXT, NUMBER, CHOICE, DATE, PERSON = "text", "number", "choice", "date", "person"


KIND_LABELS: dict[str, str] = {
    Kind.TEXT: _("Text"),
    Kind.NUMBER: _("Number"),
    Kind.CHOICE: _("Choice"),
    Kind.DATE: _("Date"),
    Kind.PERSON: _("Person"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to a choice field; a retired one stays on the cases that have it."""

    key: str
    label: str
    is_retired: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `key` never changes, `label` may. `unit`, `lowest` and `highest` are those of a number."""

    id: int
    key: str
    label: str
    kind: Kind
    help: str = ""
    unit: str = ""
    lowest: Decimal | None = None
    highest: Decimal | None = None
    choices: tuple[Choice, ...] = ()
    is_retired: bool = False

    @property
    def name(self) -> str:
        """The name of its input, its filter and its column."""
        return f"f_{self.key}"

    @property
    def change(self) -> str:
        """The name under which the trail keeps its changes."""
        return f"custom.{self.key}"

    @property
    def open_choices(self) -> tuple[Choice, ...]:
        """The choices that can still be taken."""
        return tuple(choice for choice in self.choices if not choice.is_retired)


def parse_value(field: Field, text: str, *, date_formats: Sequence[str] = (ISO,)) -> Typed | None:
    """Return what a typed text (a form, a cell of a file, the API) means in this field; None for an empty one.

    Text and person give the text on one line (who is meant is for the caller to find out), a number gives a Decimal
    with at most six decimals, a choice gives its key (the key and the label are understood, in any letter case), a date
    gives a date. Raises Invalid at `field.name`: no number, out of the range, no such choice, a retired one, no date.
    """
    line = _line(field, text)
    if not line:
        return None
    if field.kind == Kind.NUMBER:
        return _number(field, line)
    if field.kind == Kind.CHOICE:
        return _choice(field, line)
    if field.kind == Kind.DATE:
        return _date(field, line, date_formats)
    return line


def _line(field: Field, text: str) -> str:
    if _UNSTORABLE.search(text):
        raise Invalid(_("The text holds a control character; remove it."), field=field.name)
    line = " ".join(text.split())
    if len(line) > TEXT_LIMIT:
        raise Invalid(
            _("Enter at most %(limit)d characters (now %(length)d)."),
            field=field.name,
            limit=TEXT_LIMIT,
            length=len(line),
        )
    return line


def _number(field: Field, line: str) -> Decimal:
    digits = digits_of(line, field=field.name)
    if not _NUMBER.fullmatch(digits):
        raise Invalid(_("Enter a number, for example 12.5."), field=field.name)
    try:
        value = Decimal(digits)
    except InvalidOperation:  # pragma: no cover - the pattern admits none
        raise Invalid(_("Enter a number, for example 12.5."), field=field.name) from None
    return check_number(field, value)


def check_number(field: Field, value: Decimal) -> Decimal:
    """Return a number that lies in the range of the field. Raises Invalid at `field.name`."""
    if not value.is_finite():
        raise Invalid(_("Enter a number, for example 12.5."), field=field.name)
    lowest = -LARGEST if field.lowest is None else field.lowest
    highest = LARGEST if field.highest is None else field.highest
    if value < lowest:
        raise Invalid(_("Enter a number from %(limit)s on."), field=field.name, limit=written(lowest))
    if value > highest:
        raise Invalid(_("Enter a number up to %(limit)s."), field=field.name, limit=written(highest))
    if value != value.quantize(Decimal(1).scaleb(-DECIMALS)):
        raise Invalid(_("Enter at most %(count)d decimals."), field=field.name, count=DECIMALS)
    return value


def _choice(field: Field, line: str) -> str:
    folded = line.casefold()
    found = next((c for c in field.choices if folded == c.key.casefold()), None) or next(
        (c for c in sorted(field.choices, key=lambda c: c.is_retired) if folded == c.label.casefold()), None
    )
    if found is None:
        raise Invalid(
            _("“%(value)s” is none of the choices: %(choices)s."),
            field=field.name,
            value=line[:40],
            choices=", ".join(choice.label for choice in field.open_choices[:12]) or "–",
        )
    return found.key


def check_choice(field: Field, key: str) -> str:
    """Return the key of a choice still offered. Raises Invalid at `field.name` for a retired or unknown one."""
    key = _choice(field, key)
    if any(choice.key == key and choice.is_retired for choice in field.choices):
        label = next(choice.label for choice in field.choices if choice.key == key)
        raise Invalid(_("“%(choice)s” is no longer offered; choose another."), field=field.name, choice=label)
    return key


def _date(field: Field, line: str, formats: Sequence[str]) -> date:
    text = _MIDNIGHT.sub("", line)
    for pattern in formats:
        try:
            return check_date(field, datetime.strptime(text, pattern).replace(tzinfo=UTC).date())
        except ValueError:
            continue
    raise Invalid(_("Enter a date such as 2026-11-21."), field=field.name)


def check_date(field: Field, value: date) -> date:
    """Return a day from 1900 to 2100. Raises Invalid at `field.name`."""
    if not FIRST_DAY <= value <= LAST_DAY:
        raise Invalid(_("Enter a date from 1900 to 2100."), field=field.name)
    return value


def condition_of(text: str) -> tuple[str, str, str]:
    """Return key, comparison ("=", ">=" or "<=") and value of a condition such as "headcount>=5".

    Raises Invalid at "custom" for text that is none.
    """
    found = _CONDITION.fullmatch(text.strip())
    if found is None:
        raise Invalid(_("Write a condition as key=value, key>=value or key<=value."), field="custom")
    return found["key"], found["how"], found["value"].strip()


def scaled(value: Decimal) -> int:
    """Return a number in millionths, as it is stored."""
    return int((value * SCALE).to_integral_exact())


def unscaled(stored: int) -> Decimal:
    """Return the number behind its millionths, without zeros at its end."""
    return (Decimal(stored) / SCALE).normalize() + Decimal(0)


def written(value: Decimal) -> str:
    """Return a number in digits, in groups of three, without zeros at its end: "1,250.5"."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain(value: Decimal) -> str:
    """Return a number in digits alone: "1250.5"; what a form and the API hold."""
    return written(value).replace(",", "")


def key_from(label: str, *, taken: Sequence[str], fallback: str) -> str:
    """Return a key for a new field or choice: the ASCII letters and digits of its label, told apart by a number."""
    base = re.sub(r"[^a-z0-9]+", "_", label.casefold()).strip("_")[:32].strip("_") or fallback
    if base[0].isdigit():
        base = f"{fallback}_{base}"[:32]
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}_{number}"
    return key
