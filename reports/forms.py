"""What people choose when they make a report."""

from django import forms
from django.utils.translation import gettext_lazy as _

from insights.filters import FilterForm
from reports.models import TITLE_LENGTH, Kind


class ReportForm(FilterForm):
    """The filters of the dashboard, and a title."""

    kind = forms.ChoiceField(label=_("Report"), choices=Kind.choices, initial=Kind.EXECUTIVE)
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=TITLE_LENGTH,
        help_text=_("Left empty, it is named after its kind, unit and month."),
    )

    field_order = ["kind", "unit", "first", "last", "category", "title"]
