"""The shape of what is typed about a saved view."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.people.forms import UnitChoice
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.saved_views import rules


class ViewForm(forms.Form):
    """A name, the unit it is shared with, and the address that it keeps."""

    address = forms.CharField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=rules.NAME_LENGTH)

    def __init__(self, *args: Any, user: User, replaces: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = UnitChoice(
            user,
            Permission.COMMENT,
            label=_("Share with"),
            required=False,
            empty_label=_("Nobody: only I see it"),
            help_text=_("Whoever reads this unit, or one below it, finds the view in the menu of the list."),
        )
        if replaces:
            self.fields["replace"] = forms.BooleanField(label=_("Let it show what the list shows now"), required=False)
