"""The shape of what people type about measured benefits."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.people.models import User
from foundation.ui.forms import MonthField, NumberField
from metrics import queries as measures
from metrics.models import Kpi
from metrics.queries import people_of
from roi import category_models, rate_queries
from roi.benefit_models import LABEL_LENGTH, NOTE_LENGTH, BenefitLine
from roi.services.benefit_terms import LineTerms
from roi.workflow import VOLUME_TAKES, Kind
from usecases.models import UseCase


class _Share(NumberField):
    """A share, typed as a percentage and kept as a fraction."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(unit="%", max_digits=7, decimal_places=4, **kwargs)

    def clean(self, value: Any) -> Any:
        """The fraction."""
        number = super().clean(value)
        return None if number is None else number / 100

    def prepare_value(self, value: Any) -> Any:
        """The percentage as it is typed."""
        if value is None or isinstance(value, str):
            return value
        return f"{(value * 100).normalize():f}"


class TermsForm(forms.Form):
    """What a benefit line says."""

    label = forms.CharField(
        label=_("Name"), max_length=LABEL_LENGTH, help_text=_("What gets better, for example: handling time saved.")
    )
    category = forms.ChoiceField(label=_("Category"))
    volume = NumberField(label=_("Volume"), required=False, help_text=_("How often it counts."))
    volume_is_yearly = forms.ChoiceField(
        label=_("Volume is for"), choices=[("", _("A month")), ("1", _("A year"))], required=False
    )
    volume_word = forms.CharField(
        label=_("Counted in"), required=False, max_length=60, help_text=_("For example: cases.")
    )
    volume_kpi = forms.ChoiceField(
        label=_("Or take the volume from"),
        required=False,
        help_text=_("Another KPI of the case; leave the volume empty."),
    )
    volume_takes = forms.ChoiceField(
        label=_("As"), required=False, choices=[("", "–"), *((key.value, label) for key, label in VOLUME_TAKES.items())]
    )
    attribution = _Share(
        label=_("Attributed"), help_text=_("The part that comes from this use case."), initial=Decimal(1)
    )
    overlap = _Share(
        label=_("Overlap"), help_text=_("The part that another benefit counts already."), initial=Decimal(0)
    )
    confidence = _Share(label=_("Confidence"), help_text=_("How sure the forecast is."), initial=Decimal(1))
    first = MonthField(label=_("From"))
    last = MonthField(label=_("To"), required=False, help_text=_("Empty while it goes on."))
    owner = forms.ChoiceField(
        label=_("Owner"),
        required=False,
        help_text=_("Accepts what is proposed; somebody else than who writes these terms."),
    )

    def __init__(self, *args: Any, case: UseCase, line: BenefitLine | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kpis = {str(kpi.uid): kpi for kpi in measures.kpis_of(case)}
        self.people = {str(person.uid): person for person in people_of(case)}
        named = [(uid, kpi.label) for uid, kpi in self.kpis.items()]
        kinds = [(row.key, row.label) for row in category_models.bookable(Kind.RETURN)]
        for name, choices in (
            ("category", kinds),
            ("volume_kpi", [("", "–"), *named]),
            ("owner", [("", _("Nobody yet")), *((uid, person.name) for uid, person in self.people.items())]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_volume_kpi(self) -> Kpi | None:
        """The KPI chosen."""
        return self.kpis.get(self.cleaned_data["volume_kpi"])

    def clean_owner(self) -> User | None:
        """The person chosen."""
        return self.people.get(self.cleaned_data["owner"])

    @property
    def terms(self) -> dict[str, Any]:
        """The terms as `LineTerms` names them."""
        given = {name: self.cleaned_data[name] for name in LineTerms.__dataclass_fields__}
        return given | {"volume_is_yearly": bool(given["volume_is_yearly"])}


class WriteForm(TermsForm):
    """A new line: the KPI, and what one unit of it is worth."""

    kpi = forms.ChoiceField(label=_("KPI"), help_text=_("It needs a baseline; its target makes the forecast."))
    unit_value = forms.CharField(
        label=_("One unit is worth"), max_length=40, help_text=_("For example 0.60 for a minute saved.")
    )
    currency = forms.ChoiceField(label=_("Currency"))
    field_order = ["kpi", "label", "category", "unit_value", "currency"]

    def __init__(self, *args: Any, case: UseCase, **kwargs: Any) -> None:
        super().__init__(*args, case=case, **kwargs)
        named = [(uid, kpi.label) for uid, kpi in self.kpis.items()]
        self.fields["kpi"].choices = named  # type: ignore[attr-defined]
        self.fields["currency"].choices = [(code, code) for code in rate_queries.currencies()]  # type: ignore[attr-defined]

    def clean_kpi(self) -> Kpi:
        """The KPI chosen."""
        return self.kpis[self.cleaned_data["kpi"]]


class ReviseTermsForm(TermsForm):
    """Changed terms, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )

    @classmethod
    def initial_of(cls, line: BenefitLine) -> dict[str, Any]:
        """What the form shows at first."""
        known = {name: getattr(line, name) for name in LineTerms.__dataclass_fields__ if name not in ("first", "last")}
        return known | {
            "first": line.first_month.strftime("%Y-%m"),
            "last": line.last_month.strftime("%Y-%m") if line.last_month else "",
            "volume": f"{line.volume.normalize():f}" if line.volume is not None else "",
            "volume_is_yearly": "1" if line.volume_is_yearly else "",
            "volume_kpi": str(line.volume_kpi.uid) if line.volume_kpi else "",
            "owner": str(line.owner.uid) if line.owner else "",
            "version": line.version,
        }


class UnitValueForm(forms.Form):
    """What one unit is worth from a month on."""

    since = MonthField(label=_("From"))
    amount = forms.CharField(label=_("One unit is worth"), max_length=40)


class ReasonForm(forms.Form):
    """Why something is refused or ended."""

    reason = forms.CharField(label=_("Reason"), max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))
