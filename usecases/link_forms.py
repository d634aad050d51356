"""Forms of what links a case to others and to the web."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.people.models import User
from foundation.ui.choosers import ChooserInput
from usecases.models import UseCase, key_of
from usecases.models_register import URL_LENGTH
from usecases.rules.links import LABELS


class CaseField(forms.CharField):
    """A visible case, by reference, by its whole name, or as the chooser writes it."""

    def __init__(self, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(max_length=600, widget=ChooserInput("usecases:choices"), **kwargs)

    def clean(self, value: Any) -> UseCase | None:
        """None when it may be empty and is. Raises ValidationError when no case, or several, are meant."""
        text = " ".join(super().clean(value).split())
        if not text and not self.required:
            return None
        rows = UseCase.objects.visible_to(self.user).active().select_related("unit")
        key = key_of(text.split(" ", 1)[0]) if text else None
        found = list(rows.filter(pk=key) if key is not None else rows.filter(name__iexact=text)[:3])
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(case.reference for case in found)
            raise ValidationError(gettext("Several use cases are called that: %(names)s.") % {"names": names})
        raise ValidationError(gettext("There is no such use case in your units; choose from the list."))


class LinkForm(forms.Form):
    """How one case stands to another."""

    kind = forms.ChoiceField(label=_("This use case"), choices=list(LABELS.items()), widget=forms.RadioSelect)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"] = CaseField(
            user, label=_("The other use case"), help_text=_("Its reference or part of its name.")
        )


class WebLinkForm(forms.Form):
    """An address of the web with its title."""

    title = forms.CharField(label=_("Title"), max_length=200)
    url = forms.CharField(
        label=_("Address"),
        max_length=URL_LENGTH,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("It begins with https://."),
    )
