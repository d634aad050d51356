"""Numbers as people type them: digits, groups of three, a decimal point."""

import re

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _

_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:([ ,])\d{3})(?:\1\d{3})*(?:\.\d*)?")
_EXPONENT = re.compile(r"[+-]?[\d.,]+[eE][+-]?\d+")
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f", " "))


def digits_of(text: str, *, field: str = "") -> str:
    """Return a typed number without the marks between its groups of three digits: "1,500,000.50" gives "1500000.50".

    A comma or space anywhere else is never dropped, for "2,5" would become 25. Raises Invalid (at `field`) for a
    comma that may be meant as a decimal point and for an exponent; any other text is returned for the caller to read.
    """
    text = text.translate(_SPACES).strip()
    if _EXPONENT.fullmatch(text):
        raise Invalid(_("Write the number in digits, for example 1000000, not with an exponent."), field=field)
    if _GROUPED.fullmatch(text):
        return text.replace(",", "").replace(" ", "")
    if "," in text and any(character.isdigit() for character in text):
        raise Invalid(
            _("Write decimals with a point, 2.5 and not 2,5; commas stand only between groups of three digits."),
            field=field,
        )
    return text
