"""The shape of what is said."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.discussion import rules
from foundation.discussion.services import LONGEST_REASON


class CommentForm(forms.Form):
    """A comment; what it may hold is the service's to say."""

    text = forms.CharField(
        label=_("Comment"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": rules.LONGEST, "data-mentions": ""}),
        help_text=_("Write @ and a user name to tell somebody."),
    )
    parent = forms.UUIDField(required=False, widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    """Why a comment is withdrawn; its author need not say."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Shown in place of the comment. Needed for a comment of somebody else."),
    )
