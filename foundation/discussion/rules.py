"""What a comment says: its clean text, whom it mentions, and until when it may be changed. Plain Python."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _

LONGEST = 5000
MOST_MENTIONS = 20
EDITABLE_FOR = timedelta(minutes=15)
EXCERPT = 160
# Control characters except tab and line breaks, and lone surrogates: PostgreSQL or UTF-8 cannot hold them.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# A name after an @ that starts a word; the @ of a mail address or inside a link starts none.
_MENTION = re.compile(r"(?<![^\s(\[{\"'“‘,;:>])@([A-Za-z0-9](?:[A-Za-z0-9._-]{0,58}[A-Za-z0-9])?)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a comment: plain text, or (with `username`) the mention of somebody."""

    text: str
    username: str = ""


def clean(text: str) -> str:
    """Return a comment without blanks around it and with single line endings.

    Raises Invalid at `text` for nothing, more than 5,000 characters, or control characters.
    """
    if _UNSTORABLE.search(text):
        raise Invalid(_("The text holds a control character; remove it."), field="text")
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise Invalid(_("Write something."), field="text")
    if len(text) > LONGEST:
        raise Invalid(
            _("Enter at most %(limit)d characters (now %(length)d)."), field="text", limit=LONGEST, length=len(text)
        )
    return text


def mentioned(text: str) -> list[str]:
    """Return the user names after an @, in lower case, each once, in the order of the text.

    Raises Invalid at `text` for more than twenty: whoever is meant by so many names is told better by name of a group.
    """
    found = list(dict.fromkeys(match[1].lower() for match in _MENTION.finditer(text)))
    if len(found) > MOST_MENTIONS:
        raise Invalid(_("Mention at most %(limit)d people."), field="text", limit=MOST_MENTIONS)
    return found


def pieces(text: str) -> Iterator[Piece]:
    """Split a text into plain stretches and mentions; joined, they are the text."""
    end = 0
    for match in _MENTION.finditer(text):
        if match.start() > end:
            yield Piece(text[end : match.start()])
        yield Piece(match[0], match[1].lower())
        end = match.end()
    if end < len(text):
        yield Piece(text[end:])


def may_edit_until(written_at: datetime) -> datetime:
    """Return the moment from which a comment stays as it is: 15 minutes after it was written."""
    return written_at + EDITABLE_FOR


def excerpt(text: str) -> str:
    """Return the beginning of a comment on one line, at most 160 characters."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else f"{line[: EXCERPT - 1].rstrip()}…"
