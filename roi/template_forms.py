"""Forms of beginning a use case from a deployment template."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.people.forms import UnitChoice
from foundation.people.models import User
from foundation.people.permissions import Permission
from roi.business_forms import TemplateForm
from roi.services.templates import LABELS, Plan
from usecases.models import NAME_LENGTH

SUMMARY_LENGTH = 10_000


class NewFromTemplateForm(TemplateForm):
    """A case that does not exist yet: its name and unit, the template, and the month in which it begins."""

    field_order = ("name", "summary", "unit", "template", "start")
    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH, help_text=_("What people will call it."))
    summary = forms.CharField(
        label=_("What problem does it solve?"),
        max_length=SUMMARY_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=True)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitChoice(user, Permission.CASE_CREATE, label=_("Unit"))
        self.fields["key"].initial = uuid.uuid4
        self.order_fields(self.field_order)


class FillForm(TemplateForm):
    """A case that exists: which of the fields that say something else are replaced."""

    overwrite = forms.MultipleChoiceField(
        label=_("Replace what is there"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].widget = forms.HiddenInput()
        names = [(name, gettext(LABELS[name])) for name in plan.differs]
        self.fields["overwrite"].choices = names  # type: ignore[attr-defined]
        if not names:
            del self.fields["overwrite"]
