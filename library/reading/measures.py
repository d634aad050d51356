"""How figures, units, targets and results of documents are written."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from foundation.kernel.money import Money
from foundation.ui import words
from library import queries
from library.kinds.casebook import Result
from library.kinds.kpi_catalog import KpiCatalog
from library.kinds.measures import Target

UNITS = {
    "percent": _("percent"),
    "ratio": _("ratio"),
    "index": _("index"),
    "points": _("points"),
    "number": _("number"),
    "per_day": _("a day"),
    "per_second": _("a second"),
    "per_10000": _("per 10,000"),
    "money": _("money"),
    "money_per_year": _("money a year"),
    "seconds": _("seconds"),
    "hours": _("hours"),
    "days": _("days"),
    "months": _("months"),
}
_IN_SECONDS = {"seconds": 1, "hours": 3600}


def indicators(catalog: str) -> dict[str, tuple[str, str]]:
    """Return (label, address) by key of the indicators of a catalog's latest version; one query."""
    document = queries.published("kpi_catalog").filter(slug=catalog).first()
    if document is None:
        return {}
    parsed: KpiCatalog = document.parsed
    address = document.get_absolute_url()
    return {kpi.key: (kpi.label, f"{address}#{kpi.key}") for kpi in parsed.kpis}


def figure(value: Decimal, unit: str, currency: str = "USD") -> str:
    """Write a figure in its unit: "85%", "$8M a year", "30 seconds"."""
    if unit in _IN_SECONDS:
        return _duration(value * _IN_SECONDS[unit])
    return _WRITTEN[unit](value, currency)


def target_words(target: Target, unit: str, currency: str = "USD") -> str:
    """Write the range of a target: "at least 85%", "in less than 4 hours", "3 to 5"."""
    low, high = (None if end is None else figure(end, unit, currency) for end in (target.low, target.high))
    if low is not None and high is not None:
        template = gettext("between %(low)s and %(high)s") if target.strict else gettext("%(low)s to %(high)s")
    elif low is not None:
        template = gettext("more than %(low)s") if target.strict else gettext("at least %(low)s")
    else:
        template = gettext("less than %(high)s") if target.strict else gettext("at most %(high)s")
    return template % {"low": low, "high": high}


def result_words(result: Result, currency: str) -> str:
    """Write what a result says: "24 hours → 30 seconds", "+45%"; empty when the document gives no figure."""
    if result.before is not None and result.value is not None:
        before, after = (figure(value, result.unit, currency) for value in (result.before, result.value))
        return f"{before} → {after}"
    if result.value is not None:
        return figure(result.value, result.unit, currency)
    if result.change is not None:
        sign = "+" if result.change > 0 else "−" if result.change < 0 else ""
        return f"{sign}{words.number(abs(result.change))}%"
    return ""


def _money(value: Decimal, currency: str) -> str:
    return words.plain(Money.of(value, currency))


def _duration(seconds: Decimal) -> str:
    """Write a time in the largest of seconds, minutes and hours that it fills."""
    if seconds < 60:
        return ngettext("%(number)s second", "%(number)s seconds", int(seconds)) % {"number": words.number(seconds)}
    if seconds < 3600:
        minutes = seconds / 60
        return ngettext("%(number)s minute", "%(number)s minutes", int(minutes)) % {"number": words.number(minutes)}
    hours = seconds / 3600
    return ngettext("%(number)s hour", "%(number)s hours", int(hours)) % {"number": words.number(hours)}


def _days(value: Decimal, _currency: str) -> str:
    return ngettext("%(number)s day", "%(number)s days", int(value)) % {"number": words.number(value)}


def _months(value: Decimal, _currency: str) -> str:
    return ngettext("%(number)s month", "%(number)s months", int(value)) % {"number": words.number(value)}


def _plain(value: Decimal, _currency: str) -> str:
    return words.number(value)


_WRITTEN: dict[str, Callable[[Decimal, str], Any]] = {
    "percent": lambda value, _currency: words.percent(value / 100),
    "ratio": _plain,
    "index": _plain,
    "points": _plain,
    "number": _plain,
    "per_day": lambda value, _currency: gettext("%(number)s a day") % {"number": words.number(value)},
    "per_second": lambda value, _currency: gettext("%(number)s a second") % {"number": words.number(value)},
    "per_10000": lambda value, _currency: gettext("%(number)s per 10,000") % {"number": words.number(value)},
    "money": _money,
    "money_per_year": lambda value, currency: gettext("%(amount)s a year") % {"amount": _money(value, currency)},
    "days": _days,
    "months": _months,
}
