"""The filters of the dashboard, as they stand in the address."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.kernel.errors import Invalid
from foundation.kernel.periods import Month
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, unit_choices
from foundation.ui.errors import sentence
from insights import queries
from insights.queries import Scope
from usecases.models import CATEGORY_LENGTH

NAMES = ("unit", "first", "last", "category")


class MonthField(forms.CharField):
    """A month such as 2026-11; cleans to Month, or None when left empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "month", "placeholder": "2026-11"}))
        super().__init__(max_length=10, **kwargs)

    def clean(self, value: Any) -> Any:
        """Read the month; raises ValidationError for anything else."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return Month.parse(text)
        except Invalid as error:
            raise ValidationError(sentence(error)) from None


class FilterForm(forms.Form):
    """Unit, months and category. Choices are loaded only when the form is drawn: the dashboard itself needs none."""

    unit = forms.CharField(label=_("Unit"), required=False, max_length=40, widget=forms.Select)
    first = MonthField(
        label=_("From"),
        required=False,
        help_text=_("Months of the value figures; payback always counts from the start."),
    )
    last = MonthField(label=_("To"), required=False)
    category = forms.CharField(
        label=_("Category of the use case"), required=False, max_length=CATEGORY_LENGTH, widget=forms.Select
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_unit(self) -> Unit | None:
        """Find the unit among those that the reader may read."""
        uid = self.cleaned_data["unit"]
        if not uid:
            return None
        try:
            found = access_of(self.actor).units(Permission.READ).filter(uid=uid).first()
        except (ValueError, ValidationError):
            found = None
        if found is None:
            raise ValidationError(_("Choose a unit that you may read."))
        return found

    def clean(self) -> dict[str, Any]:
        """Check that the period does not end before it begins."""
        data = super().clean() or self.cleaned_data
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("The period ends before it begins: choose a later month."))
        return data

    def scope(self) -> Scope:
        """Return what the valid values ask for; a value that cannot be read narrows nothing."""
        if not self.is_bound:
            return queries.scope_for(self.actor)
        self.full_clean()
        data = self.cleaned_data
        return queries.scope_for(
            self.actor,
            unit=data.get("unit"),
            first=data.get("first"),
            last=data.get("last"),
            category=data.get("category") or "",
        )

    def offer_choices(self, scope: Scope) -> None:
        """Load the units and categories to choose from, for drawing the form."""
        units = unit_choices(self.actor, Permission.READ)
        named = queries.categories(scope)
        if scope.category and scope.category not in named:
            named.append(scope.category)
        self.fields["unit"].widget.choices = [("", _("The whole organization")), *units]
        self.fields["category"].widget.choices = [("", _("All categories")), *((n, n) for n in named)]


def read(data: Any, actor: Actor) -> FilterForm:
    """Return the form of an address or of the parameters of an API call; unbound when none of its names is there."""
    given = any(data.get(name) for name in NAMES)
    return FilterForm(data if given else None, actor=actor)
