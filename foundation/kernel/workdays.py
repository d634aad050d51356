"""Working days: a week without its weekend and without holidays. Whoever counts or dates work asks here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 6, 7
"""As ISO counts the days of the week: Monday is 1."""


@dataclass(frozen=True, slots=True)
class Workdays:
    """The working days of a calendar; `holidays` are single days that are none, `weekend` ISO days of the week."""

    holidays: frozenset[date] = frozenset()
    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})

    @classmethod
    def without(cls, holidays: Iterable[date]) -> "Workdays":
        """Return the calendar in which nobody works on these days, nor on Saturdays and Sundays."""
        return cls(frozenset(holidays))

    def includes(self, day: date) -> bool:
        """Say whether a day is a working day."""
        return day.isoweekday() not in self.weekend and day not in self.holidays

    def on_or_after(self, day: date) -> date:
        """Return the day itself or the first working day after it."""
        while not self.includes(day):
            day += _DAY
        return day

    def on_or_before(self, day: date) -> date:
        """Return the day itself or the last working day before it."""
        while not self.includes(day):
            day -= _DAY
        return day

    def plus(self, day: date, count: int) -> date:
        """Return the working day that lies `count` working days after `day` (before it when negative).

        With 0, the day itself, working day or not.
        """
        step = _DAY if count >= 0 else -_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.includes(day)
        return day

    def count(self, first: date, last: date) -> int:
        """Return how many working days there are from `first` to `last`, both included; 0 when `last` is earlier."""
        if last < first:
            return 0
        weeks, rest = divmod((last - first).days + 1, 7)
        ends = (first + timedelta(days=index) for index in range(rest))
        days = weeks * (7 - len(self.weekend)) + sum(day.isoweekday() not in self.weekend for day in ends)
        return days - sum(first <= day <= last and day.isoweekday() not in self.weekend for day in self.holidays)

    def between(self, first: date, last: date) -> list[date]:
        """Return the working days from `first` to `last`, both included, in order."""
        days = [first + timedelta(days=index) for index in range((last - first).days + 1)]
        return [day for day in days if self.includes(day)]


def parse_weekend(text: str) -> frozenset[int]:
    """Return the days of a setting such as "6,7"; "" means that every day is a working day.

    Raises ValueError for what is no day of the week, and for a week without a working day.
    """
    days = frozenset(int(part) for part in text.split(",") if part.strip())
    if not days <= frozenset(range(1, 8)) or len(days) == 7:
        raise ValueError(text)
    return days


def parse_holidays(text: str) -> frozenset[date]:
    """Return the days of a setting such as "2026-12-25, 2027-01-01". Raises ValueError for what is no day."""
    return frozenset(date.fromisoformat(part.strip()) for part in text.split(",") if part.strip())
