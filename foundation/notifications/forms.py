"""How a person wants to be told."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MailForm(forms.Form):
    by_mail = forms.BooleanField(
        label=_("Also by mail"),
        required=False,
        help_text=_("Each notice that is new here is mailed to you once."),
    )
