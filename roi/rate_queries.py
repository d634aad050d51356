"""Reading dated rates: the one that holds for a day, and those that are missing."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, QuerySet

from foundation.kernel.periods import Month
from roi.models import ExchangeRate, LedgerEntry, LedgerMonth


def currencies() -> list[str]:
    """Return the currencies that can be booked: the reporting one first, then those with a rate."""
    known = ExchangeRate.objects.filter(into=settings.REPORTING_CURRENCY)
    return [settings.REPORTING_CURRENCY, *known.order_by("currency").values_list("currency", flat=True).distinct()]


def other_currencies() -> list[str]:
    """Return reporting currencies of entries other than the present one: their sums wait for a rebuild."""
    rows = LedgerMonth.objects.exclude(currency=settings.REPORTING_CURRENCY)
    return sorted(rows.order_by().values_list("currency", flat=True).distinct())


def in_other_currencies() -> QuerySet[LedgerEntry]:
    """Return the entries that are reported in another currency than the present one."""
    return LedgerEntry.objects.exclude(reporting_currency=settings.REPORTING_CURRENCY)


@dataclass(frozen=True, slots=True)
class MissingRate:
    """A currency and a month for which a rate is missing, and how many entries wait for it."""

    currency: str
    month: Month
    entries: int


def missing_rates() -> list[MissingRate]:
    """Return for which currencies and months no rate is dated up to the end of the month, the oldest month first.

    Only entries that wait to be restated in the reporting currency need one.
    """
    first: dict[str, date] = {}
    known = ExchangeRate.objects.filter(into=settings.REPORTING_CURRENCY).order_by("on")
    for currency, on in known.values_list("currency", "on"):
        first.setdefault(currency, on)
    rows = in_other_currencies().exclude(amount_currency=settings.REPORTING_CURRENCY)
    grouped = rows.order_by("period", "amount_currency").values("amount_currency", "period").annotate(count=Count("id"))
    return [
        MissingRate(currency, Month.of(period), count)
        for currency, period, count in grouped.values_list("amount_currency", "period", "count")
        if currency not in first or first[currency] > Month.of(period).last_day
    ]


class Rates:
    """All rates into the reporting currency, read once: for bookings in bulk."""

    def __init__(self) -> None:
        self._rows: dict[str, tuple[list[date], list[ExchangeRate]]] = {}
        rows = ExchangeRate.objects.filter(into=settings.REPORTING_CURRENCY).order_by("on")
        for row in rows:
            days, rates = self._rows.setdefault(row.currency, ([], []))
            days.append(row.on)
            rates.append(row)

    def on(self, currency: str, day: date) -> ExchangeRate | None:
        """Return the newest rate of a currency that is dated on or before a day; None without one."""
        days, rates = self._rows.get(currency, ([], []))
        place = bisect_right(days, day)
        return rates[place - 1] if place else None
