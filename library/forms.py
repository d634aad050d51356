"""The shape of what is typed about drafts and imports."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from library import bundles
from library.kinds import KINDS
from library.yaml_source import MAX_BYTES

NOTE_LENGTH = 4000


class FileField(forms.FileField):
    """A file of text, at most as large as a document may be; cleans to its bytes."""

    def __init__(self, *, most: int = MAX_BYTES, accept: str = ".yaml,.yml,.json", **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault("widget", forms.ClearableFileInput(attrs={"accept": accept}))
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Read the file; one that is too large is refused without being read."""
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > self.most:
            raise forms.ValidationError(
                gettext("The file is larger than %(limit)s MB.") % {"limit": self.most // 1_000_000}
            )
        return file.read()


class NewDraftForm(forms.Form):
    """What a draft begins with: a file, or the kind and the short name of something new."""

    file = FileField(
        label=_("File"), required=False,
        help_text=_("YAML or JSON, up to 1 MB. It is kept as it is; what is wrong with it is shown line by line."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, help_text=_("Needed without a file, or where the file does not say it.")
    )
    slug = forms.CharField(
        label=_("Short name"), required=False, max_length=64,
        help_text=_("Lower-case letters, digits and hyphens; it becomes part of the address: “team-readiness”."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted((gettext(kind.label), key) for key, kind in KINDS.items())
        field: Any = self.fields["kind"]
        field.choices = [("", "–"), *((key, label) for label, key in named)]


class TextForm(forms.Form):
    """The text of a draft, with the revision that its writer had read."""

    text = forms.CharField(
        label=_("Text in YAML"), strip=False,
        widget=forms.Textarea(
            attrs={
                "rows": 32, "spellcheck": "false", "autocomplete": "off", "autocapitalize": "off", "wrap": "off",
                "class": "lib-code", "data-lines": "",
            }
        ),
    )  # fmt: skip
    note = forms.CharField(
        label=_("What changes, and why"), required=False, max_length=NOTE_LENGTH, widget=forms.Textarea({"rows": 2})
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)


class ReplaceForm(forms.Form):
    """A file that takes the place of the text of a draft."""

    file = FileField(label=_("File"), help_text=_("YAML or JSON, up to 1 MB. It takes the place of the whole text."))
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)


class ImportForm(forms.Form):
    """A file of another installation, and the checksum that a single document must have."""

    file = FileField(
        most=bundles.MAX_BYTES, label=_("File"), error_messages={"required": _("Choose a file.")},
        help_text=_("A bundle of documents, or one document in YAML or JSON."),
    )  # fmt: skip
    sha256 = forms.CharField(
        label=_("Checksum"), required=False, max_length=64,
        help_text=_("SHA-256 of a single document, as its page shows it. A bundle carries its own."),
    )  # fmt: skip


class PublishForm(forms.Form):
    """The reason that is kept with the new version, and the revision whose effects were looked at."""

    note = forms.CharField(
        label=_("Reason"), max_length=NOTE_LENGTH, widget=forms.Textarea({"rows": 3}),
        help_text=_("It stands on the page of the version and in the audit trail for good."),
        error_messages={"required": _("Say why this version is published.")},
    )  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)
