"""The shape of what people type about KPIs and measurements."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.people.models import User
from foundation.ui.forms import DateField, FigureField, WholeField
from metrics.models import KEY_LENGTH, LABEL_LENGTH, NOTE_LENGTH, TEXT_LENGTH, UNIT_CHOICES, Kpi
from metrics.queries import people_of
from metrics.services.kpis import FIELDS
from metrics.workflow import CADENCES, DIRECTIONS, TIMINGS
from usecases.models import UseCase


class DefinitionForm(forms.Form):
    """What a KPI says."""

    label = forms.CharField(label=_("Name"), max_length=LABEL_LENGTH)
    unit = forms.ChoiceField(label=_("Unit"), choices=UNIT_CHOICES)
    currency = forms.CharField(
        label=_("Currency"), required=False, max_length=3, help_text=_("For money only, for example USD.")
    )
    direction = forms.ChoiceField(label=_("Direction"), choices=[(d.value, DIRECTIONS[d]) for d in DIRECTIONS])
    timing = forms.ChoiceField(
        label=_("Timing"),
        choices=[(t.value, TIMINGS[t]) for t in TIMINGS],
        help_text=_("Leading figures move early enough to steer by; lagging ones tell later whether it paid."),
    )
    cadence = forms.ChoiceField(label=_("Measured"), choices=[(c.value, CADENCES[c]) for c in CADENCES])
    baseline = FigureField(label=_("Baseline"), required=False, help_text=_("What it was before."))
    baseline_on = DateField(label=_("Baseline measured on"), required=False)
    baseline_method = forms.CharField(label=_("How the baseline was measured"), required=False, max_length=NOTE_LENGTH)
    target_low = FigureField(label=_("Target, lowest"), required=False, help_text=_("Where higher is better."))
    target_high = FigureField(label=_("Target, highest"), required=False, help_text=_("Where lower is better."))
    target_strict = forms.BooleanField(label=_("The end itself is not enough"), required=False)
    target_on = DateField(label=_("Target due on"), required=False)
    owner = forms.ChoiceField(label=_("Owner"), required=False, help_text=_("Measures it, and may do so here."))
    source = forms.CharField(
        label=_("Source"), required=False, max_length=NOTE_LENGTH, help_text=_("The system or report it comes from.")
    )
    formula = forms.CharField(
        label=_("Formula"), required=False, max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, case: UseCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people_of(case)
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", _("Nobody yet")),
            *((str(person.uid), person.name) for person in self.people),
        ]

    def clean_owner(self) -> User | None:
        """The person chosen."""
        uid = self.cleaned_data["owner"]
        return next((person for person in self.people if str(person.uid) == uid), None)

    @property
    def changes(self) -> dict[str, Any]:
        """The fields of a definition."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class TakeForm(DefinitionForm):
    """A KPI that is new on its case; one of the catalog brings its key."""

    key = forms.CharField(
        label=_("Key"),
        max_length=KEY_LENGTH,
        help_text=_("Small letters, digits and underscores; the API names the KPI by it."),
    )
    field_order = ["label", "key"]


class ReviseForm(DefinitionForm):
    """A KPI as it should be, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept in the history of the KPI."),
    )

    @classmethod
    def initial_of(cls, kpi: Kpi) -> dict[str, Any]:
        """What the form shows at first."""
        known = {name: getattr(kpi, name) for name in FIELDS}
        for name in ("baseline", "target_low", "target_high"):
            if known[name] is not None:
                known[name] = f"{known[name].normalize():f}"
        return known | {"owner": str(kpi.owner.uid) if kpi.owner else "", "version": kpi.version}


class RetireForm(forms.Form):
    """Why a KPI is measured no more."""

    reason = forms.CharField(label=_("Reason"), max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))


class RecordForm(forms.Form):
    """One value."""

    value = FigureField(label=_("Value"))
    effective_on = DateField(label=_("Day"), help_text=_("The day it holds for, or the last day of its period."))
    period_from = DateField(label=_("First day of the period"), required=False)
    sample = WholeField(label=_("Sample size"), required=False, min_value=1)
    note = forms.CharField(label=_("Note"), required=False, max_length=NOTE_LENGTH)
    key = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)


class CorrectForm(forms.Form):
    """The value that should have been given."""

    value = FigureField(label=_("Value"))
    effective_on = DateField(label=_("Day"))
    sample = WholeField(label=_("Sample size"), required=False, min_value=1)
    reason = forms.CharField(label=_("Reason"), max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 2}))


class RowForm(forms.Form):
    """One row of the page on which several KPIs are measured at once; an empty value is left out."""

    value = FigureField(label=_("Value"), required=False)
    sample = WholeField(label=_("Sample size"), required=False, min_value=1)
    note = forms.CharField(label=_("Note"), required=False, max_length=NOTE_LENGTH)


class DayForm(forms.Form):
    """The day that all values of the page hold for."""

    effective_on = DateField(label=_("Day"), help_text=_("All values below hold for this day."))
    key = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)


class ImportForm(forms.Form):
    """A file of measurements."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX with the columns case, kpi, on, value, and if you like sample, key, note."),
    )
