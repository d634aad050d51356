"""Template tags and filters of every page: `{% load pmo %}`."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from foundation.kernel.money import Money, compact, full
from foundation.ui import icons, spans, verdicts, words

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: Context, act: str, *subjects: Any) -> verdicts.Verdict:
    """`{% may "submit" case as verdict %}`: the verdict of `<app>.policies.check_submit(user, case)`."""
    return verdicts.verdict(context["request"].user, act, *subjects)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "home" %}`: an icon of the sprite."""
    return icons.icon(name, label)


@register.simple_tag
def tone_icon(tone: str) -> SafeString:
    """`{% tone_icon "good" %}`: the shape that goes with a tone."""
    return icons.tone_icon(tone)


@register.filter
def money(value: Money | None, why: str = "") -> str:
    """A figure: "$1.25M"."""
    return compact(value) if isinstance(value, Money) else words.missing(why)


@register.filter
def money_full(value: Money | None, why: str = "") -> str:
    """All digits: "USD 1,250,000.00"."""
    return full(value) if isinstance(value, Money) else words.missing(why)


@register.filter
def score(value: Any, why: str = "") -> str:
    """Two decimals: "5.95"."""
    return words.number(value, 2) if words.decimal_of(value) is not None else words.missing(why)


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    """Thousands separators, the decimals it has up to two, or as many as told."""
    return words.number(value, decimals) if words.decimal_of(value) is not None else words.missing()


@register.filter
def percent(value: Any, decimals: int | None = None) -> str:
    """A fraction as a percentage: 1.4 is "140%"."""
    return words.percent(value, decimals) if words.decimal_of(value) is not None else words.missing()


@register.filter
def when(value: datetime | None, why: str = "") -> str:
    """A moment in the reader's zone: "21 Nov 2026, 14:05"."""
    return words.when(value) if value else words.missing(why)


@register.filter
def day(value: date | datetime | None, why: str = "") -> str:
    """A date: "21 Nov 2026"."""
    return words.day(value) if value else words.missing(why)


@register.filter
def month(value: Any, why: str = "") -> str:
    """A month: "Nov 2026"."""
    return words.month(value) if value else words.missing(why)


@register.filter
def shown(value: Any, why: str = "") -> Any:
    """Any value as its type is written; what is missing is an en dash with its reason. Markup stays markup."""
    if value is None or value == "" or (isinstance(value, Decimal | float) and words.decimal_of(value) is None):
        return words.missing(why)
    return value if isinstance(value, str) else words.plain(value)


@register.filter
def days_since(value: date | datetime | None) -> str:
    """ "3 days" between a date and today in the reader's zone; the future counts as 0."""
    if not value:
        return words.DASH
    then = timezone.localtime(value).date() if isinstance(value, datetime) and timezone.is_aware(value) else value
    then = then.date() if isinstance(then, datetime) else then
    count = max(0, (timezone.localdate() - then).days)
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


@register.simple_tag
def time_tag(value: date | datetime | None, why: str = "") -> str:
    """`<time>` with the machine-readable value."""
    if not value:
        return words.missing(why)
    text = words.when(value) if isinstance(value, datetime) else words.day(value)
    return format_html('<time class="pm-time" datetime="{}">{}</time>', value.isoformat(), text)


@register.simple_tag
def meter(value: Any, maximum: Any = 100, label: str = "", tone: str = "accent", text: str = "") -> str:
    """A small horizontal bar with its number beside it; drawn as SVG because the page allows no style attributes."""
    amount, top = words.decimal_of(value), words.decimal_of(maximum)
    if amount is None or not top:
        return words.missing(label)
    width = round(max(Decimal(0), min(Decimal(1), amount / top)) * 100, 1)
    return format_html(
        '<span class="pm-meter pm-meter-{}"><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="pm-meter-track" width="100" height="6"/><rect class="pm-meter-fill" width="{}" height="6"/>'
        '</svg><span class="pm-num">{}{}</span></span>',
        tone,
        width,
        format_html('<span class="visually-hidden">{} </span>', label) if label else "",
        text or words.number(amount),
    )


@register.simple_tag
def span(value: Any, low: Any, high: Any, bottom: Any, top: Any) -> str:
    """`{% span score lowest highest 0 10 %}`: a value within what it could be, on a scale."""
    return spans.span(value, low, high, bottom, top)


@register.filter
def trimmed(value: Any) -> str:
    """The text without white space around it: an empty slot is then false."""
    return str(value).strip()


@register.filter
def initials(user: Any) -> str:
    """Up to two letters for a person's mark."""
    parts = str(user).split()
    letters = [part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts[:1])]
    return "".join(letters).upper()


@register.filter
def attribute(value: Any, name: str) -> Any:
    """`{{ row|attribute:"name" }}`: a key or attribute named by a variable."""
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


@register.filter
def message_tone(level_tag: str) -> str:
    """The tone of a Django message: success is good, warning warn, error bad, the rest info."""
    return {"success": "good", "warning": "warn", "error": "bad"}.get(level_tag, "info")
