"""A value within what it could be: a short scale with a bar from the lowest to the highest and a mark at the value."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from foundation.ui import words


def span(value: Any, low: Any, high: Any, bottom: Any, top: Any) -> SafeString:
    """Draw `value` between `low` and `high` on a scale from `bottom` to `top`; the ends stand beside it in words.

    Drawn as SVG because the page allows no style attributes. The en dash when any of the numbers is missing.
    """
    numbers = [words.decimal_of(number) for number in (value, low, high, bottom, top)]
    if any(number is None for number in numbers):
        return words.missing("")
    now, least, most, left, right = (float(number) for number in numbers if number is not None)
    width = right - left

    def place(number: float) -> float:
        return round(100 * min(1.0, max(0.0, (number - left) / width)), 1) if width > 0 else 0.0

    start, end = place(least), place(most)
    return format_html(
        '<span class="pm-span"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="pm-span-track" y="3" width="100" height="2"/>'
        '<rect class="pm-span-fill" x="{}" y="1" width="{}" height="6"/>'
        '<rect class="pm-span-mark" x="{}" width="2" height="8"/></svg><span class="pm-num">{}</span></span>',
        start,
        max(1.0, round(end - start, 1)),
        max(0.0, place(now) - 1),
        _("%(low)s to %(high)s") % {"low": words.number(low, 1), "high": words.number(high, 1)},
    )
