"""Columns of list pages: what a value looks like in its cell, and what it is in an export."""

from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from foundation.kernel.money import Money, full
from foundation.ui import words
from foundation.ui.icons import tone_icon

Exported = list[Any]
"""The cells that one value fills in a spreadsheet; a column of money fills two."""


@lru_cache(maxsize=512)
def status(label: str, tone: str) -> SafeString:
    """The mark of a state: its shape and word, on the color of its tone."""
    return format_html('<span class="pm-status pm-status-{}">{}<span>{}</span></span>', tone, tone_icon(tone), label)


class Base(tables.Column):
    """Aligns its cells, writes a missing value as an en dash, and exports the value itself."""

    css = ""
    empty_values = ()

    def __init__(self, *, why: str = "", wide: bool = False, **kwargs: Any) -> None:
        self.why = why
        names = " ".join(name for name in (self.css, "pm-wide" if wide else "") if name)
        if names:
            kwargs["attrs"] = {"td": {"class": names}, "th": {"class": names}} | kwargs.get("attrs", {})
        super().__init__(**kwargs)

    def write(self, value: Any, record: Any) -> str | SafeString:
        """The text of a value that is there."""
        return words.plain(value)

    def render(self, value: Any, record: Any) -> str | SafeString:
        """The cell: the value, or the en dash with the reason."""
        return self.missing if value is None or value == "" else self.write(value, record)

    @cached_property
    def missing(self) -> SafeString:
        """The dash of this column, translated once a table."""
        return words.missing(self.why, focus=False)

    def headers(self, header: str) -> list[str]:
        """The headers of this column in an export."""
        return [header]

    def cells(self, value: Any, record: Any) -> Exported:
        """The cells of one value in an export; numbers and dates stay what they are."""
        return [value]


class TextColumn(Base):
    """Plain text; `shorten` gives the longest text shown (the whole of it stands in the export)."""

    def __init__(self, *, shorten: int = 0, **kwargs: Any) -> None:
        self.shorten = shorten
        super().__init__(**kwargs)

    def write(self, value: Any, record: Any) -> str | SafeString:
        """The text, cut at `shorten` characters with the whole of it on hover."""
        text = str(value)
        if self.shorten and len(text) > self.shorten:
            return format_html('<span title="{}">{}…</span>', text, text[: self.shorten].rstrip())
        return text

    def cells(self, value: Any, record: Any) -> Exported:
        """The text, not the object behind it."""
        return ["" if value is None else str(value)]


class LinkColumn(TextColumn):
    """The name of the row; its link is what the row opens. `url` gives the address of a row, None for no link.

    `note` gives a second, quieter text after the name (a reference, a code).
    """

    def __init__(
        self, *, url: Callable[[Any], str | None] | None = None, note: Callable[[Any], str] | None = None, **kwargs: Any
    ) -> None:
        self.url_of, self.note_of = url, note
        kwargs.setdefault("wide", True)
        super().__init__(**kwargs)

    def write(self, value: Any, record: Any) -> str | SafeString:
        """The name as a link, with the note behind it."""
        text = super().write(value, record)
        url = self.url_of(record) if self.url_of else record.get_absolute_url()
        name = (
            format_html('<a href="{}" data-row-link><bdi>{}</bdi></a>', url, text)
            if url
            else format_html("<bdi>{}</bdi>", text)
        )
        note = self.note_of(record) if self.note_of else ""
        return (
            format_html('<div>{} <span class="pm-note pm-code">{}</span></div>', name, note)
            if note
            else format_html("<div>{}</div>", name)
        )


class NumberColumn(Base):
    """A number with thousands separators, aligned at the right."""

    css = "pm-num"

    def __init__(self, *, decimals: int | None = None, **kwargs: Any) -> None:
        self.decimals = decimals
        super().__init__(**kwargs)

    def write(self, value: Any, record: Any) -> str | SafeString:
        """The number, or the en dash when it is undefined."""
        return words.number(value, self.decimals)


class ScoreColumn(NumberColumn):
    """A score with two decimals."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("decimals", 2)
        super().__init__(**kwargs)


class PercentColumn(Base):
    """A fraction written as a percentage; the fraction itself is exported."""

    css = "pm-num"

    def write(self, value: Any, record: Any) -> str | SafeString:
        """1.4 is "140%"."""
        return words.percent(value)


class MoneyColumn(Base):
    """Money in full. Exports as two cells: the amount as a number, and the currency.

    On `.values()` rows name the two columns: `MoneyColumn(minor="budget_minor", currency="budget_currency")`.
    """

    css = "pm-num"

    def __init__(self, *, minor: str = "", currency: str = "", **kwargs: Any) -> None:
        self.minor, self.currency = minor, currency
        if minor:
            kwargs.setdefault("accessor", minor)
            kwargs.setdefault("order_by", minor)
        super().__init__(**kwargs)

    def money(self, value: Any, record: Any) -> Money | None:
        """The Money of a row, from the attribute or from its two columns."""
        if isinstance(value, Money) or value is None:
            return value
        code = record.get(self.currency) if isinstance(record, Mapping) else getattr(record, self.currency, "")
        return Money(int(value), code or "USD")

    def write(self, value: Any, record: Any) -> str | SafeString:
        """All digits: "USD 1,250,000.00"."""
        money = self.money(value, record)
        return full(money) if money else self.missing

    def headers(self, header: str) -> list[str]:
        """Amount, and currency."""
        return [header, f"{header} ({words.CURRENCY})"]

    def cells(self, value: Any, record: Any) -> Exported:
        """The amount as a number, and the currency."""
        money = self.money(value, record)
        return [money.amount, money.currency] if money else [None, ""]


class DayColumn(Base):
    """A date."""

    css = "pm-time"

    def write(self, value: Any, record: Any) -> str | SafeString:
        """ "21 Nov 2026"."""
        return words.day(value)


class WhenColumn(Base):
    """A moment, in the reader's zone."""

    css = "pm-time"

    def write(self, value: Any, record: Any) -> str | SafeString:
        """ "21 Nov 2026, 14:05"."""
        return words.when(value)


class StatusColumn(Base):
    """A state with its word and shape. `words` maps a value to (label, tone); a value it lacks is written as it is."""

    def __init__(
        self, *, words: Mapping[Any, tuple[Any, str]] | Callable[[Any], tuple[Any, str]], **kwargs: Any
    ) -> None:
        self._marks: dict[Any, SafeString] = {}  # of one table, which has its own copy of the column
        self.words_of = words if callable(words) else lambda value: words.get(value, (value, "neutral"))
        super().__init__(**kwargs)

    def write(self, value: Any, record: Any) -> str | SafeString:
        """The status mark."""
        if value not in self._marks:
            label, tone = self.words_of(value)
            self._marks[value] = status(str(label), str(tone))
        return self._marks[value]

    def cells(self, value: Any, record: Any) -> Exported:
        """The word."""
        return ["" if value is None else str(self.words_of(value)[0])]


class BooleanColumn(Base):
    """Yes or no."""

    def write(self, value: Any, record: Any) -> str | SafeString:
        """The word in the reader's language."""
        return words.plain(bool(value))
