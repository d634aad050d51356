"""Numbers and amounts as files of many countries write them: "1.234,56", "1,234.56", "€ 1 200", "USD 5,000"."""

import re
from collections.abc import Iterable

from foundation.kernel.errors import Invalid
from foundation.kernel.money import Money
from foundation.kernel.text import gettext_noop as _

POINT, COMMA = ".", ","
_CODES = frozenset({
    "USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "NZD", "INR", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON",
    "CNY", "HKD", "KRW", "SGD", "BRL", "MXN", "ZAR", "TRY", "AED", "SAR",
})  # fmt: skip
SYMBOLS = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "CHF": "CHF", "EURO": "EUR"}
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f\u2007'’", " "))
_AMOUNT = re.compile(
    r"(?P<before>[^\d\s.,+\-−()]{0,4})\s*(?P<number>[+\-−]?[\d., ]*\d[\d., ]*)\s*(?P<after>[^\d\s]{0,4})"
)
_COMMA_DECIMAL = re.compile(r"\d,\d{1,2}(?!\d)|\d\.\d{3},\d|\d\.\d{3}\.\d{3}")
_POINT_DECIMAL = re.compile(r"\d\.\d{1,2}(?!\d)|\d,\d{3}\.\d|\d,\d{3},\d{3}")


def decimal_mark(texts: Iterable[str]) -> str:
    """Return the mark before the decimals in a column: the one that more of its texts clearly use, else a point."""
    commas = points = 0
    for text in texts:
        commas += bool(_COMMA_DECIMAL.search(text))
        points += bool(_POINT_DECIMAL.search(text))
    return COMMA if commas > points else POINT


def number_text(text: str, mark: str) -> str:
    """Return a number with a decimal point and no marks between its groups: "1.234,5" with "," gives "1234.5".

    A group mark that stands anywhere but before three digits is never dropped. Raises Invalid for what is no number,
    also one with an exponent.
    """
    found = text.translate(_SPACES).replace("−", "-").strip()
    group = POINT if mark == COMMA else COMMA
    whole, _mark, decimals = found.partition(mark)
    plain = re.fullmatch(rf"[+-]?\d+|[+-]?\d{{1,3}}(?:([ {re.escape(group)}])\d{{3}})(?:\1\d{{3}})*", whole)
    if plain is None or (decimals and not decimals.isdigit()) or not found.isascii():
        raise Invalid(_("This is no number that can be read. Write it like 1250000.50. The text is kept."))
    digits = whole.replace(group, "").replace(" ", "")
    return f"{digits}.{decimals}" if decimals else digits


def money_of(text: str, *, mark: str, currency: str) -> Money:
    """Return the amount that a text names; a symbol or code in it wins over `currency`.

    Raises Invalid for no amount, a short one ("2M"), a negative one, too many decimals, or one beyond storage.
    """
    match = _AMOUNT.fullmatch(text.translate(_SPACES).strip())
    if match is None:
        raise Invalid(_("This is no amount that can be read. Write it like USD 1250000. The text is kept."))
    for word in (match["before"], match["after"]):
        word = word.strip().upper()
        if word:
            if code := SYMBOLS.get(word) or (word if word in _CODES or word == currency else ""):
                currency = code
            else:
                raise Invalid(_("Write the amount in full and with a known currency, like EUR 2000000 and not 2M."))
    amount = Money.of(number_text(match["number"], mark), currency)
    if amount.minor < 0:
        raise Invalid(_("An amount must not be negative. The text is kept with the case."))
    return amount


def currency_named(text: str) -> str:
    """Return the currency that the name of a column names, by a sign or a code in capitals: "€ this year" gives EUR."""
    words = re.split(r"[\s()\[\]/,;:]+", text)
    for word in words:
        if word in _CODES or word in SYMBOLS:
            return SYMBOLS.get(word, word)
    return next((code for sign, code in SYMBOLS.items() if len(sign) == 1 and sign in text), "")


def currency_of(texts: Iterable[str]) -> str:
    """Return the currency that amounts name with a sign or a code, "" when they name none or several."""
    found: set[str] = set()
    for text in texts:
        if match := _AMOUNT.fullmatch(text.translate(_SPACES).strip()):
            words = [match[part].strip().upper() for part in ("before", "after")]
            found |= {SYMBOLS.get(word, word) for word in words if word in SYMBOLS or word in _CODES}
    return found.pop() if len(found) == 1 else ""


def is_money(text: str) -> bool:
    """Say whether a text names an amount together with its currency."""
    return bool(currency_of([text]))
