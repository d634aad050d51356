"""The shape of what is typed about files."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.evidence import rules, services
from foundation.kernel.errors import Invalid
from foundation.ui.errors import sentence


class FileForm(forms.Form):
    """A file to attach; one that is too large is refused without being read."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": rules.ACCEPT}),
        error_messages={"required": _("Choose a file.")},
    )

    def clean_file(self) -> Any:
        """The file, when its size is accepted."""
        file = self.cleaned_data["file"]
        try:
            services.check_size(file.size)
        except Invalid as error:
            raise ValidationError(sentence(error)) from None
        return file


class WithdrawForm(forms.Form):
    """Why a file no longer supports what the record says."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=services.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept in the audit trail. The file stays for those who audit, and leaves the record."),
        error_messages={"required": _("Say why it is withdrawn.")},
    )
