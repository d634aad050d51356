"""The shape of what is typed when an assessment starts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.people.actors import Actor
from foundation.people.forms import UnitChoice
from foundation.people.permissions import Permission
from library import queries as library


def instrument_choices() -> list[tuple[str, str]]:
    """The latest version of each instrument, by title."""
    return [(document.slug, document.title) for document in library.published("instrument")]


class StartForm(forms.Form):
    instrument = forms.ChoiceField(label=_("Instrument"), choices=instrument_choices)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitChoice(
            actor, Permission.ASSESS, label=_("Unit"), help_text=_("The whole organization, or one part of it.")
        )
        self.order_fields(["unit", "instrument"])
