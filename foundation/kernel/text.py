"""Marks sentences for translation where Django may not be imported, and keeps writing directions apart."""

import re

# What is written from right to left, and the marks that turn a direction around until something ends them.
_TURNING = re.compile("[\u0590-\u08ff\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff]")


def gettext_noop(message: str) -> str:
    """Return `message` unchanged; message extraction finds it by this function's name."""
    return message


def isolated(text: str) -> str:
    """Return `text` so that its writing direction ends with it: what follows in a sentence reads as it should."""
    return f"\u2068{text}\u2069" if _TURNING.search(text) else text
