"""How a number is written on an axis, at a mark and in the table twin."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import dateformat

Number = int | float | Decimal
Value = Number | None
Position = str | date | Number

MISSING = "–"
LARGEST = 1e100  # beyond it no scale can be drawn; such a number is shown as missing

_LETTERS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))


def number(value: Value) -> float | None:
    """Return `value` as a finite float, or None for what cannot be drawn (None, NaN, infinity, beyond 1e100)."""
    if value is None:
        return None
    try:
        result = float(value)
    except (OverflowError, ValueError):
        return None
    return result if abs(result) <= LARGEST else None


@dataclass(frozen=True, slots=True)
class Unit:
    """How values of one kind are written.

    `word` follows the axis label ("days", "USD"); `before` and `after` stand at every number ("$", "%"). `decimals`
    is fixed, or None for as many as the number needs (at most two). A `compact` unit writes 1.25M at marks and ticks,
    and all digits in the table. `factor` turns the stored value into the shown one (100 for a share shown as percent).
    """

    word: str = ""
    before: str = ""
    after: str = ""
    decimals: int | None = None
    compact: bool = False
    factor: int = 1

    @property
    def whole(self) -> bool:
        """Whether only whole numbers make sense, so that an axis never shows half a case."""
        return self.decimals == 0 and not self.compact and self.factor == 1

    def short(self, value: Value) -> str:
        """Write a value for a mark or tick: "$1.25M", "−3", "140%"; an en dash when it is missing."""
        return self._write(value, compact=self.compact)

    def tick(self, value: Value) -> str:
        """Write a value at an axis, without the zeros that every tick would end in: "2", "7.5", "$5M"."""
        return self._write(value, compact=self.compact, trim=True)

    def full(self, value: Value) -> str:
        """Write a value with all its digits, for the table twin: "$1,250,000.00"."""
        return self._write(value, compact=False)

    def signed(self, value: Value) -> str:
        """Write a change with its sign: "+3", "−$1.2M", "0"."""
        known = number(value)
        return f"+{self.short(value)}" if known is not None and known > 0 else self.short(value)

    def _write(self, value: Value, *, compact: bool, trim: bool = False) -> str:
        known = number(value)
        if known is None:
            return MISSING
        size = abs(known) * self.factor
        letter, decimals = "", self.decimals
        if compact:
            size, letter = _scaled(size)
            decimals = None if decimals is None and size < 10 else 2 if size < 9.995 else 1 if size < 99.95 else 0
        digits = _digits(size, decimals, trim=trim or compact or self.decimals is None)
        sign = "−" if known < 0 and digits.strip("0.,") else ""
        return f"{sign}{self.before}{digits}{letter}{self.after}"


def _scaled(size: float) -> tuple[float, str]:
    for limit, letter in _LETTERS:
        if size >= limit * 0.9995:
            return size / limit, letter
    return size, ""


def _digits(size: float, decimals: int | None, *, trim: bool) -> str:
    if size >= 1e15:
        return f"{size:.3g}"
    if decimals is None and 0 < size < 0.005:
        return f"{size:.2g}"
    text = f"{size:,.{2 if decimals is None else decimals}f}"
    return text.rstrip("0").rstrip(".") if trim and "." in text else text


PLAIN = Unit()
COUNT = Unit(decimals=0)
SCORE = Unit(decimals=2)
PERCENT = Unit(after="%", factor=100)
"""A share: 1.4 is written "140%"."""

_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def money(currency: str) -> Unit:
    """Return the unit for amounts in major units of `currency` (ISO 4217)."""
    symbol = _SYMBOLS.get(currency, f"{currency} ")
    return Unit(word=currency, before=symbol, decimals=2, compact=True)


def day(value: date) -> str:
    """Write a date as 21 Nov 2026, in the reader's language."""
    return dateformat.format(value, "j M Y")


def month(value: date) -> str:
    """Write the month of a date as Nov 2026, in the reader's language."""
    return dateformat.format(value, "M Y")
