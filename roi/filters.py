"""What the ledger's list can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.people.filters import BelowUnit
from foundation.ui.filters import ChoiceFilter
from foundation.ui.forms import MonthField
from roi.category_models import categories
from roi.category_models import choices as category_choices
from roi.models import BASIS_CHOICES, GRADE_CHOICES, KIND_CHOICES, LedgerEntry
from roi.workflow import GROUPS
from usecases.models import key_of

Entries = QuerySet[LedgerEntry]


class MonthFilter(django_filters.Filter):
    """A month from or up to which entries count."""

    field_class = MonthField

    def filter(self, qs: Entries, value: Any) -> Entries:
        """Compare with the first day of the entry's month."""
        return qs.filter(**{f"period__{self.lookup_expr}": value.first_day}) if value else qs


class LedgerFilters(BelowUnit):
    """Filters of the ledger; the same names in the links of figures and charts."""

    case = django_filters.CharFilter(label=_("Use case"), method="of_case", max_length=30)
    kind = ChoiceFilter(label=_("Kind"), choices=KIND_CHOICES)
    category = ChoiceFilter(label=_("Category"))
    basis = ChoiceFilter(label=_("Basis"), choices=BASIS_CHOICES)
    grade = ChoiceFilter(label=_("Evidence"), choices=GRADE_CHOICES)
    first = MonthFilter(label=_("From"), lookup_expr="gte")
    last = MonthFilter(label=_("To"), lookup_expr="lte")
    case_category = django_filters.CharFilter(
        label=_("Category of the use case"), field_name="case__ledger_filing__category", max_length=120
    )
    reported_in = django_filters.CharFilter(
        label=_("Reported in"), field_name="reporting_currency", lookup_expr="iexact", max_length=3
    )
    currency = django_filters.CharFilter(
        label=_("Currency"), field_name="amount_currency", lookup_expr="iexact", max_length=3
    )
    group = ChoiceFilter(label=_("Group"), choices=list(GROUPS.items()), method="in_group")
    batch = django_filters.UUIDFilter(label=_("Series"), field_name="batch")

    class Meta:
        model = LedgerEntry
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["category"].extra["choices"] = category_choices()

    def in_group(self, queryset: Entries, name: str, value: str) -> Entries:
        """Entries of the categories of a group."""
        return queryset.filter(category__in=[row.key for row in categories().values() if row.group == value])

    def of_case(self, queryset: Entries, name: str, value: str) -> Entries:
        """Entries of the case with this reference."""
        pk = key_of(value)
        return queryset.filter(case_id=pk) if pk is not None and pk < 2**63 else queryset.none()
