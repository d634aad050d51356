"""What the lists of measures can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from foundation.people.filters import BelowUnit
from foundation.ui.filters import ChoiceFilter, FilterSet
from metrics import queries
from metrics.models import Kpi, Measurement
from metrics.workflow import CADENCES, ORIGINS, STATES, TIMINGS
from usecases.models import key_of


def _of_case(rows: QuerySet[Any], path: str, value: str) -> QuerySet[Any]:
    pk = key_of(value)
    return rows.filter(**{path: pk}) if pk is not None and pk < 2**63 else rows.none()


class KpiFilters(BelowUnit):
    """Filters of the list of KPIs."""

    unit_path = "case__unit__path"

    state = ChoiceFilter(label=_("State"), method="in_state", choices=[(s.value, _(STATES[s])) for s in STATES])
    case = django_filters.CharFilter(label=_("Use case"), method="of_case", max_length=30)
    key = django_filters.CharFilter(label=_("Key"), lookup_expr="exact", max_length=60)
    timing = ChoiceFilter(label=_("Timing"), choices=[(t.value, _(TIMINGS[t])) for t in TIMINGS])
    cadence = ChoiceFilter(label=_("Cadence"), choices=[(c.value, _(CADENCES[c])) for c in CADENCES])
    mine = django_filters.BooleanFilter(label=_("Mine to measure"), method="owned")

    class Meta:
        model = Kpi
        fields: list[str] = []

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        """KPIs that stand so today."""
        return queries.in_states(rows, [value])

    def of_case(self, rows: QuerySet[Kpi], name: str, value: str) -> QuerySet[Kpi]:
        """KPIs of the case with this reference."""
        return _of_case(rows, "case_id", value)

    def owned(self, rows: QuerySet[Kpi], name: str, value: bool | None) -> QuerySet[Kpi]:
        """KPIs that the reader owns, or does not."""
        if value is None:
            return rows
        return rows.filter(owner=self.request.user) if value else rows.exclude(owner=self.request.user)


class MeasurementFilters(FilterSet):
    """Filters of the list of measurements."""

    kpi = django_filters.UUIDFilter(label=_("KPI"), field_name="kpi__uid")
    case = django_filters.CharFilter(label=_("Use case"), method="of_case", max_length=30)
    on = django_filters.DateFromToRangeFilter(label=_("Day"), field_name="effective_on")
    origin = ChoiceFilter(label=_("Came in"), choices=[(o.value, _(ORIGINS[o])) for o in ORIGINS])
    corrected = django_filters.BooleanFilter(
        label=_("Corrected"), field_name="correction", lookup_expr="isnull", exclude=True
    )
    batch = django_filters.UUIDFilter(label=_("Batch"), field_name="batch")

    class Meta:
        model = Measurement
        fields: list[str] = []

    def of_case(self, rows: QuerySet[Measurement], name: str, value: str) -> QuerySet[Measurement]:
        """Measurements of the case with this reference."""
        return _of_case(rows, "kpi__case_id", value)
