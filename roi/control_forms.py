"""The shape of what finance types: batches to sign, months to close, and reasons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import unit_choices
from foundation.ui.forms import MonthField
from roi.category_models import LABEL_LENGTH
from roi.control_models import NOTE_LENGTH
from roi.forms import category_choices, unit_by_uid
from roi.models import GRADE_CHOICES, KIND_CHOICES
from roi.workflow import GROUPS, GROUPS_OF, KINDS, Grade, Kind

_AREA = {"rows": 3}


class MonthsForm(forms.Form):
    """Months of a unit on which this person acts for finance."""

    unit = forms.ChoiceField(label=_("Unit"), help_text=_("With all units below it."))
    first = MonthField(label=_("From"))
    last = MonthField(label=_("To"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["unit"].choices = unit_choices(user, Permission.LEDGER_SIGN)  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit | None:
        """The unit chosen."""
        return unit_by_uid(self.cleaned_data["unit"], self.user, Permission.LEDGER_SIGN)


class BatchForm(MonthsForm):
    """Which entries a batch gathers."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Both")), *KIND_CHOICES])
    category = forms.ChoiceField(label=_("Category"), required=False)
    grade = forms.ChoiceField(
        label=_("Evidence"),
        required=False,
        choices=[("", _("Any")), *(row for row in GRADE_CHOICES if row[0] != Grade.FINANCE_SIGNED)],
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=NOTE_LENGTH, widget=forms.Textarea(attrs=_AREA),
        help_text=_("What the signature rests on, for example an account or a statement."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["category"].choices = [("", _("All")), *category_choices()]  # type: ignore[attr-defined]


class CloseForm(MonthsForm):
    """Months to close."""

    note = forms.CharField(label=_("Note"), required=False, max_length=NOTE_LENGTH, widget=forms.Textarea(attrs=_AREA))


class SendBackForm(forms.Form):
    """Why an entry is not signed."""

    reason = forms.CharField(
        label=_("Reason"), max_length=NOTE_LENGTH, widget=forms.Textarea(attrs=_AREA),
        help_text=_("Whoever asserted the amount reads it."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """What is there now for finance to sign."""

    answer = forms.CharField(
        label=_("Answer"), max_length=NOTE_LENGTH, widget=forms.Textarea(attrs=_AREA),
        help_text=_("The entry can then go into the next batch. If the amount was wrong, take it back instead."),
    )  # fmt: skip


class ReopenForm(forms.Form):
    """Why a month is reopened."""

    reason = forms.CharField(label=_("Reason"), max_length=NOTE_LENGTH, widget=forms.Textarea(attrs=_AREA))


class CategoryForm(forms.Form):
    """A category to add."""

    label = forms.CharField(label=_("Name"), max_length=LABEL_LENGTH)
    group = forms.ChoiceField(
        label=_("Group"),
        choices=[
            (KINDS[kind], [(f"{kind.value}:{group.value}", GROUPS[group]) for group in GROUPS_OF[kind]])
            for kind in reversed(Kind)
        ],
        help_text=_("Groups are shown beside each other and never added: what is soft or avoided is no cash."),
    )

    def clean(self) -> dict[str, Any]:
        """The kind that the group belongs to."""
        cleaned = super().clean() or {}
        if "group" in cleaned:
            cleaned["kind"], cleaned["group"] = cleaned["group"].split(":")
        return cleaned
