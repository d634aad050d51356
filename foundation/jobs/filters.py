"""The filters of jobs."""

from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from foundation.jobs.models import Job
from foundation.jobs.workflow import LABELS, State
from foundation.ui.filters import FilterSet


class JobFilters(FilterSet):
    state = ChoiceFilter(label=_("State"), choices=[(state.value, _(LABELS[state])) for state in State])

    class Meta:
        model = Job
        fields: list[str] = []
