"""Forms of figures: users and support by month, surveys, and a file of many."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from adoption.forms.about import AboutForm, choices, count, reason_field
from adoption.models import LABEL_LENGTH, NOTE_LENGTH, TEXT_LENGTH, Usage
from adoption.services.figure_checks import FEATURE_LENGTH
from adoption.services.figures import support_model
from adoption.workflow import SURVEYS
from foundation.ui.forms import DateField, MonthField, NumberField


class FeaturesField(forms.CharField):
    """Uses of features, one on each line as "name: count"; cleans to a mapping."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 3}),
            label=_("Uses of features"),
            help_text=_("One on each line, as “Summaries: 1200”."), **kwargs,
        )  # fmt: skip

    def prepare_value(self, value: Any) -> Any:
        """What the input shows of a mapping."""
        return "\n".join(f"{name}: {uses}" for name, uses in value.items()) if isinstance(value, dict) else value

    def clean(self, value: Any) -> Any:
        """The mapping; raises ValidationError for a line that is none."""
        found: dict[str, int] = {}
        for line in super().clean(value).splitlines():
            name, mark, uses = (part.strip() for part in line.rpartition(":"))
            if not line.strip():
                continue
            if not (mark and 0 < len(name) <= FEATURE_LENGTH and uses.isascii() and uses.isdigit() and len(uses) < 11):
                raise ValidationError(_("Write each line as a name, a colon and a whole number."))
            found[name] = int(uses)
        return found


class UsersFigures(forms.Form):
    """The figures of users."""

    targeted = count(_("Targeted"), help_text=_("People of the unit who should use it."))
    invited = count(_("Invited"))
    activated = count(_("Reached first value"), help_text=_("Of those invited, how many have done real work with it."))
    active_monthly = count(_("Active in the month"))
    active_weekly = count(_("Active in a week"), help_text=_("Mean over the weeks of the month."))
    onboarding_days = NumberField(
        label=_("Days to first value"), required=False, min_value=0, decimal_places=2,
        help_text=_("Median from invitation to first value."),
    )  # fmt: skip
    features = FeaturesField()


class UsersForm(AboutForm, UsersFigures):
    """Users of a use case in a month."""

    NEEDS_CASE = True
    month = MonthField(label=_("Month"))
    field_order = ["case", "unit", "month", *Usage.COUNTED]


class SupportFiguresForm(forms.Form):
    """The figures of support."""

    opened = count(_("Opened"))
    resolved = count(_("Resolved"))
    reopened = count(_("Opened again"))
    first_response_hours = NumberField(
        label=_("Hours to first response"), required=False, min_value=0, decimal_places=2, help_text=_("Median.")
    )
    resolution_hours = NumberField(
        label=_("Hours to resolution"), required=False, min_value=0, decimal_places=2,
        help_text=_("Median, without waiting for the user."),
    )  # fmt: skip


class SupportForm(AboutForm, SupportFiguresForm):
    """Requests about a use case at a tier in a month."""

    NEEDS_CASE = True
    month = MonthField(label=_("Month"))
    tier = forms.ChoiceField(label=_("Tier"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tier"].choices = [(tier.key, tier.label) for tier in support_model().parsed.tiers]  # type: ignore[attr-defined]
        self.order_fields(["case", "unit", "month", "tier"])


class CountsField(forms.CharField):
    """How often each answer of a scale was given, from the lowest up; cleans to a list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=300, label=_("Answers"), widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            help_text=_("How often each answer was given, from the lowest to the highest, separated by commas."),
            **kwargs,
        )  # fmt: skip

    def prepare_value(self, value: Any) -> Any:
        """What the input shows of a list."""
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """The counts; raises ValidationError for what is no whole number."""
        parts = super().clean(value).replace(";", ",").split(",")
        if not all(part.strip().isascii() and part.strip().isdigit() and len(part.strip()) < 11 for part in parts):
            raise ValidationError(_("Write whole numbers with commas between them, for example 2, 3, 10, 40, 45."))
        return [int(part) for part in parts]


class SurveyForm(AboutForm):
    """A survey."""

    kind = forms.ChoiceField(
        label=_("Scale"), choices=choices(SURVEYS),
        help_text=_("Eleven counts for recommending, from 0 to 10; five for satisfaction, from 1 to 5."),
    )  # fmt: skip
    title = forms.CharField(label=_("Question"), max_length=LABEL_LENGTH)
    asked_on = DateField(label=_("Asked on"))
    counts = CountsField()
    invited = count(_("Asked"), help_text=_("How many people were asked."))
    note = forms.CharField(label=_("Note"), required=False, max_length=NOTE_LENGTH)


class SurveyFigures(forms.Form):
    """The counts of a survey."""

    counts = CountsField()
    invited = count(_("Asked"))


class ImportForm(forms.Form):
    """A file, and what it holds."""

    kind = forms.ChoiceField(
        label=_("The file holds"),
        choices=[("users", _("Users by month")), ("attendance", _("Attendance")), ("support", _("Support by month"))],
    )
    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX; the templates show the columns."))


def correction(figures: type[forms.Form]) -> type[forms.Form]:
    """A form of figures with the reason why they are corrected."""
    return type(f"Correct{figures.__name__}", (figures,), {"reason": reason_field()})
