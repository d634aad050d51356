"""A form for each way to reach weights; what it says is worked out by `portfolio.rules.ways`."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.ui.forms import NumberField
from library.kinds.scoring_model import ScoringModel
from portfolio.rules import pairwise, ways
from portfolio.rules.ways import METHOD, Way
from portfolio.rules.weights import Order


class WayForm(forms.Form):
    """The answers of one way, for the criteria of a model; `swings` says how far the cases lie apart in each."""

    def __init__(
        self, *args: Any, way: Way, model: ScoringModel, swings: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.way, self.model, self.swings = way, model, swings or {}
        self.criteria = [criterion for criterion in model.criteria if criterion.key in model.weights]
        {
            Way.DIRECT: self._percentages,
            Way.SWING: self._points,
            Way.ORDER: self._places,
            Way.PAIRS: self._comparisons,
        }[way]()

    def _percentages(self) -> None:
        for criterion in self.criteria:
            self.fields[criterion.key] = NumberField(
                label=criterion.label,
                help_text=criterion.help,
                unit="%",
                min_value=Decimal(0),
                max_value=Decimal(100),
                decimal_places=2,
                max_digits=5,
                initial=f"{(criterion.weight * 100).normalize():f}",
                widget=forms.NumberInput(
                    attrs={"min": 0, "max": 100, "step": "any", "inputmode": "decimal", "data-weight": criterion.key}
                ),
            )

    def _points(self) -> None:
        for criterion in self.criteria:
            self.fields[criterion.key] = NumberField(
                label=criterion.label,
                help_text=self.swings.get(criterion.key, criterion.help),
                unit=gettext_lazy("points"),
                min_value=Decimal(0),
                max_value=Decimal(100),
                decimal_places=2,
                max_digits=5,
            )

    def _places(self) -> None:
        count = len(self.criteria)
        choices = [("", _("Choose")), *((str(place), _place(place, count)) for place in range(1, count + 1))]
        for criterion in self.criteria:
            self.fields[criterion.key] = forms.ChoiceField(
                label=criterion.label, help_text=self.swings.get(criterion.key, criterion.help), choices=choices
            )
        self.fields[METHOD] = forms.ChoiceField(
            label=gettext_lazy("How the order becomes weights"),
            choices=[(order.value, _(words)) for order, words in ways.ORDERS.items()],
            initial=Order.CENTROID.value,
            required=False,
        )

    def _comparisons(self) -> None:
        labels = {criterion.key: criterion.label for criterion in self.criteria}
        for first, second in pairwise.pairs(list(labels)):
            self.fields[f"{first}__{second}"] = forms.ChoiceField(
                label=_("%(first)s or %(second)s?") % {"first": labels[first], "second": labels[second]},
                choices=comparison_choices(labels[first], labels[second]),
            )

    def answers(self) -> dict[str, Any]:
        """What was entered, as text, by field."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value not in (None, "")}

    @property
    def is_asked(self) -> bool:
        """Whether the address or the body names any of its fields."""
        return any(self.add_prefix(name) in self.data for name in self.fields)


def _place(place: int, count: int) -> str:
    if place == 1:
        return _("1, matters most")
    return _("%(place)s, matters least") % {"place": place} if place == count else str(place)


def comparison_choices(first: str, second: str) -> list[tuple[str, str]]:
    """Return the answers to a comparison, from "9: the first" over "the same" to "1/9: the second"."""
    strength = {
        9: _("extremely more"), 8: "8", 7: _("very much more"), 6: "6", 5: _("much more"), 4: "4",
        3: _("somewhat more"), 2: _("slightly more"),
    }  # fmt: skip

    def said(name: str, times: int) -> str:
        return _("%(name)s, %(times)s times: %(words)s") % {"name": name, "times": times, "words": strength[times]}

    def short(name: str, times: int) -> str:
        return _("%(name)s, %(times)s times") % {"name": name, "times": times}

    def written(name: str, times: int) -> str:
        return short(name, times) if strength[times].isdigit() else said(name, times)

    return [
        ("", _("Choose")),
        *((str(times), written(first, times)) for times in range(9, 1, -1)),
        ("1", _("Both the same")),
        *((f"1/{times}", written(second, times)) for times in range(2, 10)),
    ]


class AdoptForm(forms.Form):
    """Why weights change, and which version they were compared with."""

    note = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=5000,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Why they change; kept with the new version")}),
    )
    version = forms.IntegerField(required=False, min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
