"""Icons from our own sprite, and the shape that goes with each tone, so that color is never the only sign."""

from functools import lru_cache

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

TONE_ICONS = {"good": "met", "warn": "risk", "bad": "unmet", "info": "info", "neutral": "dot", "accent": "dot"}


@lru_cache(maxsize=512)
def icon(name: str, label: str = "") -> SafeString:
    """An icon of static/ui/icons.svg; decoration unless `label` says what it stands for."""
    href = f"{static('ui/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="pm-icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="pm-icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', href)


def tone_icon(tone: str) -> SafeString:
    """The shape of a tone: check, triangle, cross, i, dot."""
    return icon(TONE_ICONS.get(str(tone), "dot"))
