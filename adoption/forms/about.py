"""What all forms of adoption share: what a record is about, choices, texts, counts and reasons."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from adoption.models import NOTE_LENGTH, TEXT_LENGTH
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import unit_choices
from foundation.ui.forms import WholeField
from usecases.link_forms import CaseField
from usecases.models import UseCase

Text = str | Promise


def choices(words: Mapping[Any, Any]) -> list[tuple[str, Text]]:
    """Choices of an enum from its words, with or without tones."""
    return [(key.value, _(said if isinstance(said, str) else said[0])) for key, said in words.items()]


def long(label: Any, *, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def reason_field() -> forms.CharField:
    """Why: kept in the history."""
    return forms.CharField(label=_("Reason"), max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 2}))


def count(label: Any, **kwargs: Any) -> WholeField:
    """A number of people or requests; empty is not told."""
    return WholeField(label=label, required=False, min_value=0, **kwargs)


class AboutCase(CaseField):
    """A visible case, or none."""

    def clean(self, value: Any) -> Any:
        """The case; None when it is left empty and not required."""
        return super().clean(value) if self.required or str(value or "").strip() else None


class AboutForm(forms.Form):
    """What a record is about: a use case, and the unit of the people, by default that of the use case."""

    NEEDS_CASE = False

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        own = self.fields
        self.fields = {}
        self.fields["case"] = AboutCase(user, label=_("Use case"), required=self.NEEDS_CASE)
        self.fields["unit"] = forms.ChoiceField(
            label=_("Unit of the people"),
            required=False,
            choices=[("", _("That of the use case")), *unit_choices(user, Permission.READ)],
        )
        self.fields |= own
        for name in ("held_on", "raised_on", "asked_on", "since", "planned_on"):
            if name in self.fields:
                self.fields[name].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        """The records behind what is chosen."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        case: UseCase | None = given.get("case")
        if uid := given.get("unit"):
            given["unit"] = Unit.objects.get(uid=uid)
        elif case is not None:
            given["unit"] = case.unit
        elif "case" not in self.errors:
            self.add_error("unit", _("Choose a use case or a unit."))
        return given


class ReasonForm(forms.Form):
    """Why."""

    reason = reason_field()
