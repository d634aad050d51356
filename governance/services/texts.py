"""Checking what people write in a review."""

import re
from collections.abc import Iterable

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from governance.rules import QUESTION_LIMIT, REASON_LIMIT

# Control characters except tab and line breaks, and lone surrogates: PostgreSQL or UTF-8 cannot hold them.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean(text: str, *, field: str, missing: str = "") -> str:
    """Return the text without blanks around it. Raises Invalid at `field` when too long, or empty with `missing`."""
    text = text.replace("\r\n", "\n").strip()
    if _UNSTORABLE.search(text):
        raise Invalid(_("The text holds a control character; remove it."), field=field)
    if missing and not text:
        raise Invalid(missing, field=field)
    if len(text) > REASON_LIMIT:
        raise Invalid(_("Write at most %(limit)s characters."), field=field, limit=REASON_LIMIT)
    return text


def clean_line(text: str, *, field: str, limit: int, missing: str = "") -> str:
    """Return one line of text with single blanks. Raises Invalid at `field` when too long, or empty with `missing`."""
    line = " ".join(clean(text, field=field, missing=missing).split())
    if len(line) > limit:
        raise Invalid(_("Write at most %(limit)s characters."), field=field, limit=limit)
    return line


def clean_questions(texts: Iterable[str], *, allowed: bool) -> list[str]:
    """Return the questions of a return without blanks and empty ones.

    Raises Invalid at `questions` when one is too long, there are too many, or nothing is returned (`allowed`).
    """
    found = [text for text in (clean(text, field="questions") for text in texts) if text]
    if found and not allowed:
        raise Invalid(_("Questions belong to a return: choose it, or leave them out."), field="questions")
    if len(found) > QUESTION_LIMIT:
        raise Invalid(_("Ask at most %(limit)s questions."), field="questions", limit=QUESTION_LIMIT)
    return found
