"""The shape of a benefit that use cases share, and of a decision on a possible double count."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import unit_choices
from foundation.ui.forms import MoneyField, MonthField, NumberField
from roi import rate_queries
from roi.category_models import bookable
from roi.forms import case_by_reference, unit_by_uid
from roi.models import BASIS_CHOICES, GRADE_CHOICES
from roi.sharing_models import NOTE_LENGTH
from roi.workflow import Basis, Grade, Kind
from usecases.models import UseCase


class ShareForm(forms.Form):
    """One use case and its share."""

    case = forms.CharField(label=_("Use case"), max_length=30, help_text=_("Its reference, for example UC-0042."))
    percent = NumberField(label=_("Share"), min_value=0, max_value=100, unit="%")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_case(self) -> UseCase:
        """The case that the reference names."""
        case = case_by_reference(self.cleaned_data["case"].strip(), self.user)
        if case is None:
            raise ValidationError(_("There is no use case with this reference that you may see."))
        return case

    @property
    def pair(self) -> tuple[UseCase, Decimal]:
        """The case and its share of 0 to 1."""
        return self.cleaned_data["case"], Decimal(self.cleaned_data["percent"]) / 100


class SharedForm(ShareForm):
    """A benefit, and the first use case that has a share of it."""

    unit = forms.ChoiceField(label=_("Unit"), help_text=_("Where the benefit arises; it is listed there."))
    category = forms.ChoiceField(label=_("Category"))
    basis = forms.ChoiceField(label=_("Basis"), choices=BASIS_CHOICES, widget=forms.RadioSelect, initial=Basis.ACTUAL)
    amount = MoneyField(label=_("Whole amount"))
    period = MonthField(label=_("Month"))
    grade = forms.ChoiceField(
        label=_("Evidence"),
        initial=Grade.ASSERTED,
        choices=[row for row in GRADE_CHOICES if row[0] != Grade.FINANCE_SIGNED],
    )
    memo = forms.CharField(
        label=_("What it is"), max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The one benefit that the use cases bring together."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["unit"].choices = unit_choices(user, Permission.LEDGER_BOOK)  # type: ignore[attr-defined]
        self.fields["category"].choices = [(row.key, row.label) for row in bookable(Kind.RETURN)]  # type: ignore[attr-defined]
        self.fields["amount"] = MoneyField(label=_("Whole amount"), currencies=rate_queries.currencies())

    def clean_unit(self) -> Unit | None:
        """The unit chosen."""
        return unit_by_uid(self.cleaned_data["unit"], self.user, Permission.LEDGER_BOOK)


class DoubleForm(forms.Form):
    """Whether two use cases claim the same saving."""

    verdict = forms.ChoiceField(
        label=_("They claim"),
        choices=[("same", _("the same saving: one of them takes its entries back")), ("two", _("two savings"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Reason"), required=False, max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when they are two."),
    )  # fmt: skip
