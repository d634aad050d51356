"""The shape of what people enter about incidents; the rules are in the services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.people.choosers import PersonField
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.forms import DateField
from governance.incident_rules import REGIME_LABELS, ClockState, Harm, Regime
from governance.models.incidents import TITLE_LENGTH
from governance.rules import REASON_LIMIT
from usecases.link_forms import CaseField

EM_SPACE = "\u2003"


def long_text(**options: Any) -> forms.CharField:
    """A text of several lines, as long as a reason may be."""
    widget = forms.Textarea(attrs={"rows": options.pop("rows", 4)})
    return forms.CharField(max_length=REASON_LIMIT, widget=widget, **options)


class MomentField(forms.DateTimeField):
    """A day and time in the reader's zone."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}))
        kwargs.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"])
        super().__init__(**kwargs)
        self.error_messages["invalid"] = _("Enter a day and time such as 2026-11-21 14:30.")


class UnitField(forms.ChoiceField):
    """A unit on which the person holds a permission; cleans to it."""

    def __init__(self, user: User, permission: Permission, **kwargs: Any) -> None:
        self.units = {str(unit.uid): unit for unit in access_of(user).units(permission)}
        choices = [(uid, EM_SPACE * max(unit.depth, 0) + unit.name) for uid, unit in self.units.items()]
        super().__init__(choices=choices, **kwargs)

    def clean(self, value: Any) -> Unit | None:
        """The unit behind the chosen uid."""
        return self.units.get(super().clean(value))


class AnonymousReportForm(forms.Form):
    """A report without a name."""

    title = forms.CharField(label=_("What happened, in one line"), max_length=TITLE_LENGTH)
    description = long_text(
        label=_("What happened, where, and to whom"), rows=8,
        help_text=_("Name the system if you know it. Leave out what would tell who you are, if you want that."),
    )  # fmt: skip
    happened_on = DateField(label=_("When it happened"), required=False)


class ReportForm(AnonymousReportForm):
    """A report under one's name."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"] = CaseField(
            user, label=_("Use case"), required=False, help_text=_("The system concerned, if you know it.")
        )
        self.fields["unit"] = UnitField(user, Permission.READ, label=_("Unit"))
        self.fields["is_confidential"] = forms.BooleanField(
            label=_("Confidential: only those who handle incidents, and I, read it"), required=False
        )


class KeyForm(forms.Form):
    """The key of a report without a name, and what its author adds."""

    key = forms.CharField(label=_("Your key"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    text = long_text(label=_("Your message"), required=False)


class ClassifyForm(forms.Form):
    """What harm was done, and since when it is known."""

    harms = forms.MultipleChoiceField(
        label=_("What happened"), choices=[(harm.value, _(harm.label)) for harm in Harm],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("All that apply. Severity and legal deadlines follow from it."),
    )  # fmt: skip
    aware_at = MomentField(
        label=_("Known since"), help_text=_("When somebody here became aware of it; deadlines start there.")
    )
    reason = long_text(label=_("Why you see it so"), required=False)


class ClockForm(forms.Form):
    """A legal deadline and when it starts."""

    regime = forms.ChoiceField(
        label=_("Duty to report"), choices=[(regime.value, _(REGIME_LABELS[regime])) for regime in Regime]
    )
    aware_at = MomentField(
        label=_("Known since"), help_text=_("Each duty starts when somebody here became aware of what it is about.")
    )


class SettleForm(forms.Form):
    """What became of a deadline."""

    state = forms.ChoiceField(
        label=_("What became of it"), widget=forms.RadioSelect,
        choices=[(s.value, _(s.label)) for s in (ClockState.REPORTED, ClockState.NOT_REPORTABLE)],
    )  # fmt: skip
    note = long_text(label=_("Authority and number, or why it is not reportable"))


class ActionForm(forms.Form):
    """A corrective action."""

    text = long_text(label=_("What is to be done"), rows=3)
    due = DateField(label=_("Due"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = PersonField(user, label=_("Owner"), required=True)
        self.order_fields(["text", "owner", "due"])


class CaseForm(forms.Form):
    """A use case."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case"] = CaseField(user, label=_("Use case"), help_text=_("Its reference or part of its name."))


class TextForm(forms.Form):
    """One text, under the name that the service knows it by."""

    def __init__(
        self, *args: Any, field: str = "reason", label: Any = "", help_text: Any = "", rows: int = 4, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields[field] = long_text(label=label or _("Reason"), help_text=help_text, rows=rows)
