"""What is typed when a scenario is adopted or an adoption withdrawn, and what a team is told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portfolio.models.scenarios import MESSAGE_LENGTH, NOTE_LENGTH


class ReasonForm(forms.Form):
    """Why a scenario is adopted or an adoption withdrawn; `solution` is the answer that was looked at."""

    reason = forms.CharField(label=_("Reason"), max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))
    solution = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


class MessageForm(forms.Form):
    """What a team is told."""

    text = forms.CharField(label=_("Message"), max_length=MESSAGE_LENGTH, widget=forms.Textarea(attrs={"rows": 5}))
