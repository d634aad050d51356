"""The ledger as a table."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.kernel.money import Money
from foundation.kernel.tones import Tone
from foundation.ui import words
from foundation.ui.columns import DayColumn, LinkColumn, MoneyColumn, StatusColumn, TextColumn, WhenColumn
from foundation.ui.tables import Table
from roi.category_models import category_of
from roi.models import LedgerEntry
from roi.policies import is_reversed
from roi.workflow import Kind

ADDED_AT_MOST = 20_000  # rows; a longer list shows no sums rather than read the whole ledger for a page


class MonthColumn(DayColumn):
    """The month of a date: "Nov 2026"; a spreadsheet gets its first day."""

    def write(self, value: Any, record: Any) -> str:
        """The month."""
        return words.month(record.month)


class StateColumn(StatusColumn):
    """Whether an entry counts, was taken back, or takes another back."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(words=_state_words, accessor="pk", orderable=False, **kwargs)

    def render(self, value: Any, record: Any) -> Any:
        """The state where it is not the usual one: an entry that counts says nothing."""
        state = state_of(record)
        return "" if state == "counts" else self.write(state, record)

    def cells(self, value: Any, record: Any) -> list[Any]:
        """The word."""
        return super().cells(state_of(record), record)


def state_of(entry: LedgerEntry) -> str:
    """Return "reversal", "reversed" or "counts"; needs `reversal` loaded with the entry."""
    if entry.is_reversal:
        return "reversal"
    return "reversed" if is_reversed(entry) else "counts"


def _state_words(state: Any) -> tuple[Any, str]:
    return {
        "counts": (_("Counts"), Tone.NEUTRAL.value),
        "reversed": (_("Reversed"), Tone.WARN.value),
        "reversal": (_("Takes an entry back"), Tone.INFO.value),
    }[state]


class LedgerTable(Table):
    """One row an entry, the last recorded first: what is planned for next year does not hide what was booked today."""

    category = LinkColumn(
        verbose_name=gettext_lazy("Entry"),
        accessor="category_label",
        order_by="category",
        url=lambda entry: reverse("roi:entry_detail", args=[entry.uid]),
        note=lambda entry: entry.case.reference if entry.case else "",
    )
    amount = MoneyColumn(verbose_name=gettext_lazy("Amount"), accessor="booked", order_by="amount_minor")
    reported = MoneyColumn(
        verbose_name=gettext_lazy("In reporting currency"), accessor="reported", order_by="reporting_minor"
    )
    period = MonthColumn(verbose_name=gettext_lazy("Month"))
    kind = TextColumn(verbose_name=gettext_lazy("Kind"), accessor="kind_label", order_by="kind")
    basis = TextColumn(verbose_name=gettext_lazy("Basis"), accessor="basis_label", order_by="basis")
    grade = TextColumn(verbose_name=gettext_lazy("Evidence"), accessor="grade_label", order_by="grade")
    unit = TextColumn(verbose_name=gettext_lazy("Unit"), accessor="unit__name", order_by="unit__name", shorten=40)
    case = TextColumn(verbose_name=gettext_lazy("Use case"), accessor="case__name", order_by="case__name", shorten=60)
    state = StateColumn(verbose_name=gettext_lazy("State"))
    rate = TextColumn(verbose_name=gettext_lazy("Rate"), orderable=False)
    memo = TextColumn(verbose_name=gettext_lazy("Memo"), shorten=60, orderable=False)
    asserted_by = TextColumn(verbose_name=gettext_lazy("Asserted by"), accessor="asserted_by__name", orderable=False)
    recorded_at = WhenColumn(verbose_name=gettext_lazy("Recorded"))

    class Meta:
        phone = ("category", "amount", "period")
        hidden = ("unit", "rate", "memo", "asserted_by", "recorded_at")
        order_by = ("-recorded_at",)


def totals(rows: QuerySet[Any]) -> Mapping[str, Any]:
    """Sums below the columns of money, but only where all rows may be added.

    That is: one basis, one kind, one currency, one grade of evidence, of returns one kind of benefit, and at most
    20,000 rows.
    """
    if rows.order_by("id")[ADDED_AT_MOST : ADDED_AT_MOST + 1].exists():
        return {}
    columns = ("basis", "kind", "amount_currency", "reporting_currency", "grade", "category")
    found = rows.order_by().values(*columns).annotate(booked=Sum("amount_minor"), reported=Sum("reporting_minor"))
    parts: dict[tuple[Any, ...], list[tuple[int, int]]] = {}
    for *key, category, booked, reported in found.values_list(*columns, "booked", "reported"):
        filed = category_of(category) if key[1] == Kind.RETURN else None
        parts.setdefault((*key, filed and filed.group), []).append((int(booked), int(reported)))
    if len(parts) != 1:
        return {}
    [(key_, amounts)] = parts.items()
    return {
        "amount": Money(sum(booked for booked, _reported in amounts), key_[2]),
        "reported": Money(sum(reported for _booked, reported in amounts), key_[3]),
    }
