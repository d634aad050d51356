"""Money as an integer of minor units plus an ISO 4217 currency."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, Overflow

from foundation.kernel.currencies import CURRENCIES, is_currency
from foundation.kernel.errors import Invalid
from foundation.kernel.numbers import digits_of
from foundation.kernel.text import gettext_noop as _

_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
_SHORT = re.compile(r"[\d.,]+ ?(?:k|m|mn|mio|mm|b|bn|thousand|million|billion)\.?", re.IGNORECASE)
LARGEST_MINOR = 9_000_000_000_000_000  # well inside a signed 64-bit integer, also when summed over a portfolio


def exponent(currency: str) -> int:
    """Return the number of decimals of `currency` (ISO 4217)."""
    return CURRENCIES.get(currency, 2)


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An exact amount. Adding two currencies raises ValueError: convert first, with a dated rate."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str, *, field: str = "amount") -> "Money":
        """Read a decimal amount in major units; a text may have the currency's own sign and commas between groups.

        Raises Invalid (at `field`) for a text that is no number ("2,5" and "1e9" are none), one cut short like "$2M",
        too many decimals for the currency, or an amount beyond storage; Invalid at `currency` for none that is in use.
        """
        if not is_currency(currency):
            raise Invalid(
                _("There is no currency “%(currency)s”. Enter its three-letter code, for example USD or EUR."),
                field="currency",
                currency=currency[:20],
            )
        text = _typed(amount, currency, field) if isinstance(amount, str) else str(amount)
        try:
            value = Decimal(text)
            scaled = value.scaleb(exponent(currency))
            if not value.is_finite() or scaled != scaled.to_integral_value():
                raise InvalidOperation
        except (InvalidOperation, Overflow):
            raise Invalid(
                _("Enter an amount in %(currency)s with at most %(decimals)s decimals, for example 1250000."),
                field=field,
                currency=currency,
                decimals=exponent(currency),
            ) from None
        if abs(scaled) > LARGEST_MINOR:
            raise Invalid(_("The amount is larger than this product can hold."), field=field)
        return cls(int(scaled), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __str__(self) -> str:
        return full(self)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")


def _typed(text: str, currency: str, field: str) -> str:
    """The number within a typed amount, without the sign or the code of its currency."""
    text = text.strip()
    sign, text = (text[0], text[1:].lstrip()) if text[:1] in {"-", "+"} else ("", text)
    for mark in (_SYMBOLS.get(currency, ""), currency):
        text = text.removeprefix(mark).removesuffix(mark).strip()
    if _SHORT.fullmatch(text):
        raise Invalid(_("Write the amount in full, for example 2,000,000 instead of 2M."), field=field)
    return sign + digits_of(text, field=field)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Sum amounts of one currency; an empty iterable gives zero of `currency`."""
    result = Money(0, currency)
    for amount in amounts:
        result = result + amount
    return result


def convert(amount: Money, rate: Decimal, currency: str) -> Money:
    """Convert at `rate` (units of `currency` for one unit of the amount's), rounded half-even to the minor unit."""
    minor = (amount.amount * rate).scaleb(exponent(currency)).quantize(Decimal(1))
    return Money(int(minor), currency)


def full(amount: Money) -> str:
    """Write all digits: "USD 1,250,000.00"."""
    return f"{amount.currency} {amount.amount:,.{exponent(amount.currency)}f}"


def compact(amount: Money) -> str:
    """Write a figure to three significant digits: "$1.25M", "€940", "−$5M"."""
    sign = "−" if amount.minor < 0 else ""  # the minus of the charts
    value = abs(amount.amount)
    for limit, letter in ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "K")):
        if value >= limit * Decimal("0.9995"):
            value, unit = value / limit, letter
            break
    else:
        unit = ""
    digits = 2 if value < 10 else 1 if value < 100 else 0
    text = f"{value:,.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    symbol = _SYMBOLS.get(amount.currency, amount.currency + " ")
    return f"{sign}{symbol}{text}{unit}"
