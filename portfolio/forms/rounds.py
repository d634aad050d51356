"""What is entered about a weighing round, and about how an order is tested."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.people.models import User
from foundation.ui.forms import NumberField, WholeField
from portfolio.models.weighing import NOTE_LENGTH, TITLE_LENGTH
from portfolio.rules.weights import Combination
from portfolio.services.certainty import FEWEST_DRAWS, HIGHEST_SEED, MOST_DRAWS, MOST_ERROR, USUAL_DRAWS

COMBINATIONS = {
    Combination.MEAN: gettext_lazy("Mean"),
    Combination.GEOMETRIC: gettext_lazy("Geometric mean, for comparisons in pairs"),
    Combination.MEDIAN: gettext_lazy("Median"),
}


class PeopleForm(forms.Form):
    """Who is asked."""

    people = forms.MultipleChoiceField(label=gettext_lazy("Who is asked"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(person.uid): person for person in people}
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (uid, f"{person.name}, {person.title}" if person.title else person.name)
            for uid, person in self._people.items()
        ]

    def chosen(self) -> list[User]:
        """The people who were chosen."""
        return [self._people[uid] for uid in self.cleaned_data["people"]]


class RoundForm(PeopleForm):
    """What the round is about, who is asked, and whether weights are sealed."""

    field_order = ("title", "is_sealed", "people")
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=TITLE_LENGTH, help_text=gettext_lazy("What the weights are for.")
    )
    is_sealed = forms.BooleanField(
        label=gettext_lazy("Sealed: nobody sees the weights of others before the round is closed"),
        required=False,
        initial=True,
    )


class SheetNoteForm(forms.Form):
    """What a person says with their weights."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Shown with your weights once the round is closed."),
    )


class AdoptRoundForm(forms.Form):
    """How the weights are combined, and why they are adopted."""

    combination = forms.ChoiceField(
        label=gettext_lazy("Combined by"), choices=[(each.value, words) for each, words in COMBINATIONS.items()]
    )
    note = forms.CharField(
        label=gettext_lazy("Why"), required=False, max_length=NOTE_LENGTH, widget=forms.Textarea({"rows": 2})
    )


class CertaintyForm(forms.Form):
    """Which weightings count as plausible, and how exact inputs are."""

    around = forms.ChoiceField(
        label=gettext_lazy("Plausible weightings"),
        widget=forms.RadioSelect,
        choices=[
            ("any", gettext_lazy("Any weights at all")),
            ("near", gettext_lazy("Weights near those in use")),
        ],
        initial="near",
    )
    within = NumberField(
        label=gettext_lazy("Near: every weight within"),
        unit=gettext_lazy("points"),
        min_value=Decimal("0.01"),
        max_value=Decimal(100),
        decimal_places=2,
        initial="10",
        required=False,
    )
    vary = forms.BooleanField(
        label=gettext_lazy("Inputs are uncertain too: missing ones over their range, given ones within an error"),
        required=False,
        initial=True,
    )
    error = NumberField(
        label=gettext_lazy("Error of given inputs, up or down"),
        unit="%",
        min_value=Decimal(0),
        max_value=MOST_ERROR,
        decimal_places=2,
        initial="10",
        required=False,
        help_text=gettext_lazy("Of the value for money and months, of the scale for ratings."),
    )
    draws = WholeField(
        label=gettext_lazy("Draws"), min_value=FEWEST_DRAWS, max_value=MOST_DRAWS, initial=str(USUAL_DRAWS)
    )
    seed = WholeField(
        label=gettext_lazy("Seed"),
        min_value=0,
        max_value=HIGHEST_SEED,
        required=False,
        help_text=gettext_lazy("Leave empty; the one that was used is kept, and draws the same again."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for what the choices need."""
        data = super().clean() or {}
        if data.get("around") == "near" and data.get("within") is None and "within" not in self.errors:
            self.add_error("within", _("Say how near: for example 10."))
        if data.get("vary") and data.get("error") is None and "error" not in self.errors:
            self.add_error("error", _("Enter an error; 0 lets only missing inputs vary."))
        return data

    def values(self) -> dict[str, Any]:
        """For the service."""
        data = self.cleaned_data
        return {
            "within": data["within"] if data["around"] == "near" else None,
            "error": data["error"] if data["vary"] else None,
            "draws": data["draws"],
            "seed": data["seed"],
        }
