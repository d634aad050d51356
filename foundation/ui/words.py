"""How values are written for a reader: money, scores, percentages, dates. What is missing is an en dash, never 0."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from foundation.kernel.money import Money, compact, full
from foundation.kernel.periods import Month

DASH = "–"
CURRENCY = _lazy("currency")
_FOCUSABLE = mark_safe(' tabindex="0"')


def missing(why: str = "", *, focus: bool = True) -> SafeString:
    """The en dash that stands for a value that is not there; `why` is read out, and shown on hover and focus.

    In the cells of a list `focus` is off: a hundred dashes would be a hundred stops on the way through the page.
    """
    return _dash(str(why) or _("none"), bool(why), focus)


@lru_cache(maxsize=256)
def _dash(why: str, explained: bool, focus: bool) -> SafeString:
    if not explained:
        return format_html('<span class="pm-none">{}<span class="visually-hidden"> {}</span></span>', DASH, why)
    return format_html(
        '<span class="pm-none"{} data-why="{}">{}<span class="visually-hidden"> {}</span></span>',
        _FOCUSABLE if focus else "",
        why,
        DASH,
        why,
    )


def decimal_of(value: Any) -> Decimal | None:
    """Read a number; None for what is none (also infinity and NaN, which are undefined to a reader)."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def number(value: Any, decimals: int | None = None) -> str:
    """Write a number with thousands separators; `decimals` None keeps those it has, up to two."""
    amount = decimal_of(value)
    if amount is None:
        return DASH
    if decimals is None:
        amount = round(amount, 2).normalize()
        exponent = amount.as_tuple().exponent
        decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return number_format(round(amount, decimals), decimals, use_l10n=True, force_grouping=True)


def percent(ratio: Any, decimals: int | None = None) -> str:
    """Write a fraction as a percentage: 1.4 is "140%", 0.9312 is "93.1%" (one decimal at most unless told)."""
    fraction = decimal_of(ratio)
    if fraction is None:
        return DASH
    hundredths = fraction * 100
    if decimals is None:
        decimals = 0 if round(hundredths, 1) == round(hundredths) else 1
    return f"{number(hundredths, decimals)}%"


def day(value: date | datetime | None) -> str:
    """Write a date as "21 Nov 2026", a moment in the reader's zone."""
    if value is None or value == "":
        return DASH
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return date_format(value, "j M Y")


def when(value: datetime | None) -> str:
    """Write a moment in the reader's zone as "21 Nov 2026, 14:05"."""
    if value is None or not isinstance(value, datetime):
        return day(value)
    if timezone.is_aware(value):
        value = timezone.localtime(value)
    return date_format(value, "j M Y, H:i")


def month(value: Month | None) -> str:
    """Write a month as "Nov 2026"."""
    return DASH if value is None else date_format(value.first_day, "M Y")


def plain(value: Any, *, short: bool = True) -> str:
    """Write any value the way its type is written; `short` money is "$1.25M", else in full."""
    if value is None or value == "":
        return DASH
    if isinstance(value, Money):
        return compact(value) if short else full(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (int, Decimal, float)):
        return number(value)
    if isinstance(value, datetime):
        return when(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Month):
        return month(value)
    return str(value)
