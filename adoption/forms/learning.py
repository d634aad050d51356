"""Forms of learning: pilots, retrospectives and ideas."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from adoption.forms.about import AboutForm, long
from adoption.models import LABEL_LENGTH, TEXT_LENGTH
from adoption.services.learning import Metric
from foundation.kernel.errors import Invalid
from foundation.ui.errors import sentence
from foundation.ui.forms import DateField, MoneyField
from metrics.rules import read_value


class MetricsField(forms.CharField):
    """Measures before and after, one on each line as "name; unit; before; after"; cleans to a list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 4}),
            label=_("Before and after"),
            help_text=_("On each line: name; unit; before; after. For example “Time to an answer; hours; 24; 0.5”."),
            **kwargs,
        )  # fmt: skip

    def clean(self, value: Any) -> Any:
        """The measures; raises ValidationError for a line that is none."""
        found: list[Metric] = []
        for line in super().clean(value).splitlines():
            if not line.strip():
                continue
            parts = [part.strip() for part in line.split(";")]
            if len(parts) != 4 or not parts[0]:
                raise ValidationError(_("Write each line as: name; unit; before; after."))
            try:
                before, after = (read_value(part) if part else None for part in parts[2:])
            except Invalid as error:
                raise ValidationError(sentence(error)) from None
            found.append((parts[0], parts[1], before, after))
        return found


class PilotForm(AboutForm):
    """What a pilot changed, and what was learned."""

    NEEDS_CASE = True
    title = forms.CharField(label=_("Title"), max_length=LABEL_LENGTH)
    summary = long(_("Summary"), required=False)
    period_from = DateField(label=_("First day"))
    period_to = DateField(label=_("Last day"))
    metrics = MetricsField()
    savings = MoneyField(label=_("Savings a year"), required=False)
    lessons = long(_("Lessons"), rows=5, help_text=_("One on each line."))


class RetrospectiveForm(AboutForm):
    """What a team keeps and changes."""

    title = forms.CharField(label=_("Title"), max_length=LABEL_LENGTH)
    held_on = DateField(label=_("Held on"))
    went_well = long(_("What went well"))
    to_change = long(_("What to change"))
    actions = long(_("Actions"), required=False, help_text=_("At most three, one on each line, each with a name."))


class IdeaForm(AboutForm):
    """An idea."""

    title = forms.CharField(label=_("Title"), max_length=LABEL_LENGTH)
    problem = long(_("Problem it solves"))


class NoForm(forms.Form):
    """A command that takes nothing."""
