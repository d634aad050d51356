"""Entries of the ledger in the exports of use cases."""

from collections.abc import Iterator, Sequence
from typing import Any

from foundation.kernel.money import Money
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from roi.models import LedgerEntry
from usecases.hooks import CaseSheet
from usecases.models import reference_of


def _rows(keys: Sequence[int], actor: Actor) -> Iterator[list[Any]]:
    rows = LedgerEntry.objects.visible_to(actor).filter(case__in=keys)
    for entry in rows.order_by("case", "period", "id").iterator(chunk_size=500):
        yield [
            reference_of(entry.case_id or 0),
            entry.period,
            entry.get_basis_display(),
            entry.get_kind_display(),
            entry.category_label,
            Money(entry.amount_minor, entry.amount_currency).amount,
            entry.amount_currency,
            Money(entry.reporting_minor, entry.reporting_currency).amount,
            entry.reporting_currency,
            entry.get_grade_display(),
            entry.memo,
        ]


SHEET = CaseSheet(
    "value",
    _("Value"),
    (
        _("Reference"),
        _("Month"),
        _("Basis"),
        _("Kind"),
        _("Category"),
        _("Amount"),
        _("Currency"),
        _("Reporting amount"),
        _("Reporting currency"),
        _("Evidence"),
        _("Memo"),
    ),
    _rows,
    50,
)
