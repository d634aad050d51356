"""Texts as people type them: blanks, length, and characters that no database holds."""

import re
from typing import Any

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _

TEXT_LENGTH = 10_000
# Marks that turn the writing direction around beyond the text; letters have a direction of their own.
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Control characters except tab and line breaks, and lone surrogates: PostgreSQL or UTF-8 cannot hold them.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean_line(value: Any, *, field: str, limit: int) -> str:
    """Return a text on one line, blanks collapsed and without marks that turn the writing direction around.

    Raises Invalid beyond `limit` characters and for control characters.
    """
    text = " ".join(_DIRECTIONS.sub("", _text(value, field)).split())
    if len(text) > limit:
        raise Invalid(
            _("Enter at most %(limit)d characters (now %(length)d)."), field=field, limit=limit, length=len(text)
        )
    return text


def clean_text(value: Any, *, field: str) -> str:
    """Return a longer text without blanks around it. Raises Invalid beyond 10,000 characters."""
    text = _text(value, field).replace("\r\n", "\n").strip()
    if len(text) > TEXT_LENGTH:
        raise Invalid(
            _("Enter at most %(limit)d characters (now %(length)d)."), field=field, limit=TEXT_LENGTH, length=len(text)
        )
    return text


def _text(value: Any, field: str) -> str:
    text = "" if value is None else str(value)
    if _UNSTORABLE.search(text):
        raise Invalid(_("The text holds a control character; remove it."), field=field)
    return text
