"""Calendar months as values."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; `str` gives "2026-11"."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str, *, field: str = "period") -> "Month":
        """Read "2026-11". Raises Invalid (at `field`) for anything else or a year outside 1990 to 2100."""
        parts = text.strip().split("-")
        if len(parts) >= 2 and parts[0].isascii() and parts[0].isdigit() and parts[1].isascii() and parts[1].isdigit():
            year, month = int(parts[0]), int(parts[1])
            if EARLIEST_YEAR <= year <= LATEST_YEAR and 1 <= month <= 12 and len(parts[0]) == 4:
                return cls(year, month)
        raise Invalid(_("Enter a month as year and month, for example 2026-11, between 1990 and 2100."), field=field)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> "Month":
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)

    def minus(self, other: "Month") -> int:
        """Return how many months this one lies after `other` (negative when before)."""
        return (self.year - other.year) * 12 + self.month - other.month

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def months(first: Month, last: Month) -> Iterator[Month]:
    """Yield the months from `first` to `last`, both included; nothing when `last` is earlier."""
    for index in range(last.minus(first) + 1):
        yield first.plus(index)
