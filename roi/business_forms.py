"""The form of a business case: its terms, and rows of assumptions, costs and benefits, and stages."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from foundation.kernel.errors import DomainError
from foundation.ui.errors import sentence
from foundation.ui.forms import MonthField, NumberField, WholeField
from library import queries as library
from roi.business_models import NOTE_LENGTH
from roi.category_models import bookable, exact_category
from roi.rules.cases import (
    LONGEST,
    MOST_ASSUMPTIONS,
    MOST_LINES,
    MOST_STAGES,
    PATTERNS,
    Assumption,
    Content,
    Line,
    Stage,
)
from roi.rules.estimates import SHAPES, Estimate, Shape
from roi.rules.finance import TIMINGS
from roi.services.business import FEWEST_DRAWS, HIGHEST_SEED, MOST_DRAWS, USUAL_DRAWS
from roi.workflow import KINDS, Kind

LABEL_LENGTH = 120
BLANK_ROWS = 2
_BETWEEN = re.compile(r"\s*[×*,;]\s*")


class TermsForm(forms.Form):
    """When the case begins, how long it is looked at, and how it is discounted."""

    start = MonthField(label=_("Begins in"), help_text=_("Month 0 of the business case."))
    months = WholeField(label=_("Looked at for"), min_value=1, max_value=LONGEST, unit=_("months"), initial=36)
    rate = NumberField(
        label=_("Discount rate"), unit="%", initial=8, help_text=_("What money costs your company a year.")
    )
    timing = forms.ChoiceField(label=_("Cash flows fall due"), choices=list(TIMINGS.items()))
    payoff = NumberField(
        label=_("What the last stage brings"),
        required=False,
        help_text=_("Its worth in that month, run cost taken off."),
    )
    payoff_month = WholeField(label=_("In month"), required=False, min_value=0, max_value=LONGEST)
    note = forms.CharField(
        label=_("What is new in this version"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    base = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)


class RowForm(forms.Form):
    """A row whose name says whether it is there at all."""

    label = forms.CharField(label=_("Name"), required=False, max_length=LABEL_LENGTH)

    def clean(self) -> dict[str, Any]:
        """A row without a name must be empty."""
        cleaned = super().clean() or {}
        if not cleaned.get("label") and self.has_changed() and not self.errors and not cleaned.get("DELETE"):
            self.add_error("label", _("Name this row, or mark it to be removed."))
        return cleaned

    def needed(self, *names: str) -> bool:
        """Mark what is missing of a named row; true when nothing is."""
        missing = [name for name in names if self.cleaned_data.get(name) is None and name not in self.errors]
        for name in missing:
            self.add_error(name, _("Enter a number."))
        return not missing and not self.errors


class AssumptionForm(RowForm):
    """A named value."""

    unit = forms.CharField(label=_("Unit"), required=False, max_length=40)
    pessimistic = NumberField(label=_("Pessimistic"), required=False)
    base = NumberField(label=_("Base"), required=False)
    optimistic = NumberField(label=_("Optimistic"), required=False)

    def clean(self) -> dict[str, Any]:
        """Without ends, the base holds in every scenario."""
        cleaned = super().clean()
        if cleaned.get("label") and self.needed("base"):
            for name in ("pessimistic", "optimistic"):
                cleaned[name] = cleaned["base"] if cleaned.get(name) is None else cleaned[name]
        return cleaned


def _choices() -> list[Any]:
    return [(str(KINDS[kind]), [(row.key, row.label) for row in bookable(kind)]) for kind in reversed(Kind)]


class LineForm(RowForm):
    """A cost or a benefit; its category says which."""

    category = forms.ChoiceField(label=_("Category"), required=False)
    pattern = forms.ChoiceField(label=_("Falls due"), choices=list(PATTERNS.items()), required=False)
    first = WholeField(label=_("First month"), required=False, min_value=0, max_value=LONGEST)
    last = WholeField(label=_("Last month"), required=False, min_value=0, max_value=LONGEST)
    low = NumberField(label=_("At least"), required=False)
    likely = NumberField(label=_("Most likely"), required=False)
    high = NumberField(label=_("At most"), required=False)
    shape = forms.ChoiceField(label=_("Spread"), required=False)
    times = forms.CharField(label=_("Times"), required=False, max_length=250)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", "–"), *_choices()]  # type: ignore[attr-defined]
        self.fields["shape"].choices = [(shape.value, label.split(":")[0]) for shape, label in SHAPES.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Without ends the amount is known; without a first month it falls due from month 0 on."""
        cleaned = super().clean()
        if not cleaned.get("label"):
            return cleaned
        if not cleaned.get("category"):
            self.add_error("category", _("Choose one of the categories."))
        if self.needed("likely"):
            known = cleaned.get("low") is None and cleaned.get("high") is None
            cleaned["shape"] = Shape.FIXED if known else Shape(cleaned.get("shape") or Shape.PERT)
            for name in ("low", "high"):
                cleaned[name] = cleaned["likely"] if cleaned.get(name) is None else cleaned[name]
        cleaned["first"] = cleaned.get("first") or 0
        if cleaned.get("pattern", "once") in ("", "once"):
            cleaned["last"] = cleaned["first"]
        else:
            self.needed("last")
        return cleaned


class StageForm(RowForm):
    """A stage that is decided on by itself."""

    cost = NumberField(label=_("Cost"), required=False)
    month = WholeField(label=_("In month"), required=False, min_value=0, max_value=LONGEST)
    chance = NumberField(label=_("Chance of success"), required=False, unit="%")

    def clean(self) -> dict[str, Any]:
        """All three are needed."""
        cleaned = super().clean()
        if cleaned.get("label"):
            self.needed("cost", "month", "chance")
        return cleaned


def _rows(form: type[RowForm], most: int) -> "type[BaseFormSet[Any]]":
    return formset_factory(form, extra=BLANK_ROWS, max_num=most, absolute_max=most + 20, can_delete=True)


ROWS: "dict[str, type[BaseFormSet[Any]]]" = {
    "assumptions": _rows(AssumptionForm, MOST_ASSUMPTIONS),
    "lines": _rows(LineForm, MOST_LINES),
    "stages": _rows(StageForm, MOST_STAGES),
}
FIELD_OF = {"amount": "likely"}


class CaseForms:
    """The whole page: the terms and the three tables, read together."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, content: Content | None = None, number: int = 0
    ) -> None:
        initial = given(content) if content else {"lines": [], "assumptions": [], "stages": []}
        terms = initial.get("terms", {}) | {"base": str(number)}
        self.terms = TermsForm(data, initial=terms)
        self.rows = {name: made(data, prefix=name, initial=initial[name]) for name, made in ROWS.items()}

    def is_valid(self) -> bool:
        """Check everything, so that all mistakes are said at once."""
        checks = [self.terms.is_valid(), *(rows.is_valid() for rows in self.rows.values())]
        return all(checks) and self._resolved()

    def live(self, name: str) -> list[RowForm]:
        """The named rows of a table that are not to be removed."""
        return [
            row for row in self.rows[name].forms if row.cleaned_data.get("label") and not row.cleaned_data.get("DELETE")
        ]

    def _resolved(self) -> bool:
        """Find the assumptions that lines name; a mistake is said at the line."""
        known = {row.cleaned_data["label"].casefold(): f"a{n}" for n, row in enumerate(self.live("assumptions"))}
        for row in self.live("lines"):
            names = [name for name in _BETWEEN.split(row.cleaned_data["times"].strip()) if name]
            unknown = [name for name in names if name.casefold() not in known]
            if unknown:
                row.add_error("times", _("“%(name)s” is not among the assumptions.") % {"name": unknown[0]})
            row.cleaned_data["times"] = tuple(known.get(name.casefold(), "") for name in names)
        return not any(row.errors for row in self.live("lines"))

    def content(self) -> Content:
        """What was entered; only after `is_valid`."""
        terms = self.terms.cleaned_data
        return Content(
            start=str(terms["start"]),
            months=terms["months"],
            currency=settings.REPORTING_CURRENCY,
            rate=terms["rate"] / 100,
            timing=terms["timing"],
            assumptions=tuple(_assumption(n, row.cleaned_data) for n, row in enumerate(self.live("assumptions"))),
            lines=tuple(_line(n, row.cleaned_data) for n, row in enumerate(self.live("lines"))),
            stages=tuple(_stage(row.cleaned_data) for row in self.live("stages")),
            payoff=terms["payoff"] or Decimal(0),
            payoff_month=terms["payoff_month"] or 0,
        )

    def add_error(self, error: DomainError) -> None:
        """Say a refusal at its place: "lines[2].amount" is the likely amount of the third named line."""
        place = re.fullmatch(r"(\w+)\[(\d+)\]\.(\w+)", error.field)
        if place and place[1] in self.rows and int(place[2]) < len(self.live(place[1])):
            row = self.live(place[1])[int(place[2])]
            name = FIELD_OF.get(place[3], place[3])
            row.add_error(name if name in row.fields else None, sentence(error))
            return
        self.terms.add_error(error.field if error.field in self.terms.fields else None, sentence(error))


def _assumption(number: int, cleaned: dict[str, Any]) -> Assumption:
    values = {name: cleaned[name] for name in ("label", "unit", "pessimistic", "base", "optimistic")}
    return Assumption(key=f"a{number}", **values)


def _kind(category: str) -> Kind:
    found = exact_category(category)
    return found.kind if found else Kind.INVESTMENT


def _line(number: int, cleaned: dict[str, Any]) -> Line:
    return Line(
        key=f"l{number}",
        label=cleaned["label"],
        kind=_kind(cleaned["category"]),
        category=cleaned["category"],
        pattern=cleaned["pattern"] or "once",
        first=cleaned["first"],
        last=cleaned["last"],
        amount=Estimate(cleaned["low"], cleaned["likely"], cleaned["high"], cleaned["shape"]),
        times=cleaned["times"],
    )


def _stage(cleaned: dict[str, Any]) -> Stage:
    chance = cleaned["chance"] / 100
    return Stage(label=cleaned["label"], cost=cleaned["cost"], month=cleaned["month"], chance=chance)


def given(content: Content) -> dict[str, Any]:
    """A content as the forms show it."""
    named = {row.key: row.label for row in content.assumptions}
    return {
        "terms": {
            "start": content.first_month,
            "months": content.months,
            "rate": _plain(content.rate * 100),
            "timing": content.timing,
            "payoff": _plain(content.payoff) if content.stages else None,
            "payoff_month": content.payoff_month if content.stages else None,
        },
        "assumptions": [
            {
                "label": row.label,
                "unit": row.unit,
                **{name: _plain(getattr(row, name)) for name in ("pessimistic", "base", "optimistic")},
            }
            for row in content.assumptions
        ],
        "lines": [
            {
                "label": line.label,
                "category": line.category,
                "pattern": line.pattern,
                "first": line.first,
                "last": line.last,
                "low": _plain(line.amount.low) if line.amount.spread else None,
                "likely": _plain(line.amount.likely),
                "high": _plain(line.amount.high) if line.amount.spread else None,
                "shape": line.amount.shape,
                "times": " × ".join(named[key] for key in line.times),
            }
            for line in content.lines
        ],
        "stages": [
            {"label": row.label, "cost": _plain(row.cost), "month": row.month, "chance": _plain(row.chance * 100)}
            for row in content.stages
        ],
    }


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class TemplateForm(forms.Form):
    """Which deployment template to begin with."""

    template = forms.ChoiceField(label=_("Template"))
    start = MonthField(label=_("Begins in"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = library.published("deployment_template")
        self.fields["template"].choices = [(row.slug, row.title) for row in known]  # type: ignore[attr-defined]


class SimulationForm(forms.Form):
    """How many futures are drawn."""

    draws = WholeField(label=_("Draws"), min_value=FEWEST_DRAWS, max_value=MOST_DRAWS, initial=USUAL_DRAWS)
    seed = WholeField(
        label=_("Seed"),
        required=False,
        min_value=0,
        max_value=HIGHEST_SEED,
        help_text=_("Leave it empty for a new one. The same seed draws the same futures."),
    )


class ApprovalForm(forms.Form):
    """What finance says with its approval."""

    note = forms.CharField(
        label=_("Note"), required=False, max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 2})
    )
