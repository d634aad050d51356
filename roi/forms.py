"""The shape of what people type into the ledger's pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, unit_choices
from foundation.ui.forms import DateField, MoneyField, MonthField, WholeField
from roi import queries, rate_queries
from roi.category_models import bookable, exact_category
from roi.models import BASIS_CHOICES, GRADE_CHOICES, KEY_LENGTH, MEMO_LENGTH
from roi.rules import LONGEST_SPREAD
from roi.workflow import KINDS, Basis, Grade, Kind
from usecases.models import UseCase, key_of


def unit_by_uid(uid: str, user: User, permission: Permission) -> Unit | None:
    """Return the unit with a uid where the permission counts; None for any other text."""
    try:
        return access_of(user).units(permission).filter(uid=uid).first()
    except (ValueError, ValidationError):
        return None


def case_by_reference(reference: str, user: User) -> UseCase | None:
    """Return the readable case that a reference names; None when there is none."""
    pk = key_of(reference)
    if pk is None or pk >= 2**63:
        return None
    return UseCase.objects.visible_to(user).active().select_related("unit").filter(pk=pk).first()


class ScopeForm(forms.Form):
    """Which part of the ledger figures cover; read from the address."""

    unit = forms.ChoiceField(label=_("Unit"), required=False)
    first = MonthField(label=_("From"), required=False)
    last = MonthField(label=_("To"), required=False)
    case_category = forms.ChoiceField(label=_("Category of the use case"), required=False)
    grade = forms.ChoiceField(
        label=_("Evidence"),
        required=False,
        choices=[("", _("Every grade")), *GRADE_CHOICES],
        help_text=_("Only amounts on this grade of evidence, invested and returned alike."),
    )
    as_of = DateField(
        label=_("As known on"), required=False, help_text=_("Only what had been recorded by the end of that day.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units, categories = unit_choices(user, Permission.READ), queries.case_categories(user)
        self.fields["unit"].choices = [("", _("All units")), *units]  # type: ignore[attr-defined]
        self.fields["case_category"].choices = [("", _("All")), *((name, name) for name in categories)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The months in their order."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", _("Enter a month that is not before the first one."))
        return cleaned


def category_choices() -> list[Any]:
    """The categories by kind, as the choices of a field."""
    return [(KINDS[kind], [(category.key, category.label) for category in bookable(kind)]) for kind in Kind]


class BookingForm(forms.Form):
    """One amount, in one month or evenly over several. The category says whether it is invested or returned."""

    case = forms.CharField(
        label=_("Use case"),
        required=False,
        max_length=30,
        help_text=_("Its reference, for example UC-0042. Leave it empty for what the whole program costs or gains."),
    )
    unit = forms.ChoiceField(
        label=_("Unit"), required=False, help_text=_("Not needed with a use case: its unit counts.")
    )
    category = forms.ChoiceField(label=_("Category"))
    basis = forms.ChoiceField(label=_("Basis"), choices=BASIS_CHOICES, widget=forms.RadioSelect, initial=Basis.ACTUAL)
    amount = MoneyField(
        label=_("Amount"),
        negative=True,
        help_text=_("To take something back, reverse the entry that booked it."),
    )
    period = MonthField(label=_("Month"), help_text=_("The first month, when the amount is spread."))
    months = WholeField(
        label=_("Spread evenly over"),
        min_value=1,
        max_value=LONGEST_SPREAD,
        initial=1,
        unit=_("months"),
        help_text=_("1 books the whole amount in that month."),
    )
    grade = forms.ChoiceField(
        label=_("Evidence"),
        initial=Grade.ASSERTED,
        help_text=_("How the amount was established. Finance signs it later, with the documents attached to it."),
    )
    memo = forms.CharField(
        label=_("Memo"),
        required=False,
        max_length=MEMO_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where the amount comes from: an invoice, a measurement, a contract."),
    )
    key = forms.CharField(required=False, max_length=KEY_LENGTH, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        grades = [row for row in GRADE_CHOICES if row[0] != Grade.FINANCE_SIGNED]
        self.fields["unit"].choices = [("", "–"), *unit_choices(user, Permission.LEDGER_BOOK)]  # type: ignore[attr-defined]
        self.fields["category"].choices = [("", "–"), *category_choices()]  # type: ignore[attr-defined]
        self.fields["grade"].choices = grades  # type: ignore[attr-defined]
        self.fields["amount"] = MoneyField(
            label=self.fields["amount"].label,
            help_text=self.fields["amount"].help_text,
            negative=True,
            currencies=rate_queries.currencies(),
        )

    def clean_case(self) -> UseCase | None:
        """The case that the reference names."""
        reference = self.cleaned_data["case"].strip()
        if not reference:
            return None
        case = case_by_reference(reference, self.user)
        if case is None:
            raise ValidationError(_("There is no use case with this reference that you may see."))
        return case

    def clean_unit(self) -> Unit | None:
        """The unit chosen."""
        uid = self.cleaned_data["unit"]
        return unit_by_uid(uid, self.user, Permission.LEDGER_BOOK) if uid else None

    def clean(self) -> dict[str, Any]:
        """A case or a unit, and the kind that the category belongs to."""
        cleaned = super().clean() or {}
        case, unit = cleaned.get("case"), cleaned.get("unit")
        if case and unit and case.unit_id != unit.pk:
            self.add_error("unit", _("The use case belongs to another unit. Leave this empty."))
        elif not case and not unit and not self.errors.keys() & {"case", "unit"}:
            self.add_error("unit", _("Choose a unit, or name a use case."))
        if category := exact_category(cleaned.get("category", "")):
            cleaned["kind"] = category.kind
        return cleaned


class ReverseForm(forms.Form):
    """Why an entry is taken back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=MEMO_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with the reversing entry and in the trail."),
    )


class RateForm(forms.Form):
    """What one unit of a currency is worth from a day on."""

    currency = forms.CharField(
        label=_("Currency"), max_length=3, help_text=_("Its three-letter code, for example EUR.")
    )
    on = DateField(label=_("From the day"))
    rate = forms.CharField(label=_("Rate"), max_length=40, help_text=_("Up to 12 decimals, kept exactly as typed."))
