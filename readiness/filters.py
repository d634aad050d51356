"""The filters of assessments."""

from django.utils.translation import gettext_lazy as _

from foundation.ui.filters import CharFilter, ChoiceFilter, FilterSet
from readiness.models import Assessment
from readiness.workflow import LABELS, State


class AssessmentFilters(FilterSet):
    state = ChoiceFilter(label=_("State"), choices=[(s.value, _(LABELS[s])) for s in State if s != State.DISCARDED])
    unit = CharFilter(label=_("Unit"), field_name="unit__name", lookup_expr="icontains")

    class Meta:
        model = Assessment
        fields: list[str] = []
