"""What the archive can be narrowed by."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.jobs.workflow import LABELS, State
from foundation.ui.filters import ChoiceFilter, FilterSet
from reports.models import Report


class ReportFilters(FilterSet):
    state = ChoiceFilter(
        label=_("State"), field_name="job__state", choices=lambda: [(s.value, gettext(LABELS[s])) for s in State]
    )

    class Meta:
        model = Report
        fields: list[str] = []
