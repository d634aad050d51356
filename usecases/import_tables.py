"""The list of an import's rows."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.ui.columns import Exported, LinkColumn, NumberColumn, StatusColumn, TextColumn, status
from foundation.ui.filters import BooleanFilter, ChoiceFilter, FilterSet
from foundation.ui.tables import Table
from usecases.importing.wording import TONES, notes_of, outcome_of
from usecases.models_import import ImportRow, Outcome


class OutcomeColumn(StatusColumn):
    """What became of a row; one that somebody left out is told so."""

    def write(self, value: Any, record: Any) -> Any:
        """The mark with the word."""
        return status(outcome_of(record), TONES[record.outcome]) if record.outcome else super().write(value, record)

    def cells(self, value: Any, record: Any) -> Exported:
        """The word."""
        return [outcome_of(record)]


class ImportRowTable(Table):
    """Row number, case, outcome, what was noted."""

    number = NumberColumn(verbose_name=_("Row"))
    case = LinkColumn(
        verbose_name=_("Use case"),
        accessor="case__name",
        order_by="case__name",
        url=lambda row: row.case.get_absolute_url() if row.case else None,
        note=lambda row: row.case.reference if row.case else "",
        why=_("The row made no case of its own."),
    )
    outcome = OutcomeColumn(
        verbose_name=_("Outcome"), words={outcome.value: (outcome.label, TONES[outcome]) for outcome in Outcome}
    )
    notes = TextColumn(
        verbose_name=_("Notes"),
        empty_values=(),
        orderable=False,
        accessor="problems",
        shorten=240,
        why=_("Nothing was odd about this row."),
    )

    class Meta:
        phone = ("number", "case", "outcome")
        order_by = ("number",)

    def render_notes(self, record: ImportRow) -> Any:
        column = self.base_columns["notes"]
        text = notes_of(record)
        return column.write(text, record) if text else ""

    def value_notes(self, record: ImportRow, value: Any) -> str:
        return notes_of(record)


class ImportRowFilters(FilterSet):
    """By outcome, and rows about which something was noted."""

    outcome = ChoiceFilter(label=_("Outcome"), choices=Outcome.choices)
    noted = BooleanFilter(label=_("With notes"), method="with_notes")

    class Meta:
        model = ImportRow
        fields: list[str] = []

    def with_notes(self, queryset: QuerySet[ImportRow], name: str, value: bool) -> QuerySet[ImportRow]:
        """Keep rows with notes, or those without."""
        return queryset.exclude(problems=[]) if value else queryset.filter(problems=[])
