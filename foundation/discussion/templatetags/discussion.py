"""How a comment is drawn: `{% load discussion %}{{ comment|said }}`."""

from django import template
from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe

from foundation.discussion import rules
from foundation.discussion.models import Comment

register = template.Library()


@register.filter
def said(comment: Comment, text: str | None = None) -> SafeString:
    """The text of a comment, or an earlier one of it: escaped, links made safe, mentions named, line breaks kept."""
    names = {person.username: str(person) for person in comment.mentions.all()}  # type: ignore[attr-defined]
    shown = [_drawn(piece, names) for piece in rules.pieces(comment.text if text is None else text)]
    return mark_safe(format_html_join("", "{}", ((part,) for part in shown)).replace("\n", "<br>"))  # noqa: S308


def _drawn(piece: rules.Piece, names: dict[str, str]) -> SafeString:
    if piece.username in names:
        return format_html('<b class="dc-mention" title="{}">{}</b>', names[piece.username], piece.text)
    return mark_safe(urlize(piece.text, nofollow=True, autoescape=True))  # noqa: S308  (urlize escapes)
