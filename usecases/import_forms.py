"""What the pages of an import ask for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.kernel.errors import Invalid
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, company_root, inventory_root, unit_choices
from foundation.ui.errors import sentence
from foundation.ui.forms import WholeField
from usecases.importing import reading
from usecases.importing.csv_files import DELIMITERS, ENCODINGS
from usecases.models_import import ImportBatch, SavedMapping

SAMPLES = 3
SAMPLE_LENGTH = 90
DELIMITER_WORDS = {
    ",": gettext_lazy("Comma"),
    ";": gettext_lazy("Semicolon"),
    "\t": gettext_lazy("Tab"),
    "|": gettext_lazy("Bar"),
}


class UploadForm(forms.Form):
    """A file and the unit below which its cases go."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        max_length=250,
        help_text=gettext_lazy(
            "CSV or XLSX, one use case a row. Encoding, delimiter and headers are found by themselves."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx", "class": "pm-drop"}),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("Below which unit"),
        help_text=gettext_lazy("Units that the file names are created below this one where they are missing."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        units = unit_choices(user, Permission.CASE_IMPORT)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]
        if not self.initial.get("unit"):
            tops = (inventory_root(), company_root())
            self.initial["unit"] = next((str(top.uid) for top in tops if top and str(top.uid) in dict(units)), None)

    def clean_file(self) -> Any:
        """The file, when its size may be imported; its content is not looked at here."""
        file = self.cleaned_data["file"]
        try:
            reading.check_size(file.size)
        except Invalid as error:
            raise ValidationError(sentence(error)) from None
        return file

    def clean_unit(self) -> Unit:
        """The unit that was chosen."""
        return access_of(self.user).units(Permission.CASE_IMPORT).get(uid=self.cleaned_data["unit"])


class ReadingForm(forms.Form):
    """How the file is read, where what was found is not right."""

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), required=False)
    delimiter = forms.ChoiceField(label=gettext_lazy("Delimiter"), required=False)
    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    header_row = WholeField(
        label=gettext_lazy("Row with the headers"), min_value=1, max_value=1_000_000, required=False
    )

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        kwargs.setdefault("initial", batch.reading)
        super().__init__(*args, **kwargs)
        if batch.reading.get("sheet"):
            del self.fields["encoding"], self.fields["delimiter"]
            sheets = batch.reading.get("sheets") or [batch.reading["sheet"]]
            self.fields["sheet"].choices = [(name, name) for name in sheets]  # type: ignore[attr-defined]
            return
        del self.fields["sheet"]
        encodings = dict.fromkeys(["utf-8", *ENCODINGS, batch.reading.get("encoding", "")])
        self.fields["encoding"].choices = [("", _("Find it"))] + [(e, e) for e in encodings if e]  # type: ignore[attr-defined]
        delimiters = [("", _("Find it"))] + [(d, str(DELIMITER_WORDS[d])) for d in DELIMITERS]
        self.fields["delimiter"].choices = delimiters  # type: ignore[attr-defined]


class ProfileForm(forms.Form):
    """A profile or a kept mapping to start from."""

    profile = forms.ChoiceField(label=gettext_lazy("Profile"))

    def __init__(self, *args: Any, profiles: Sequence[Any], saved: Sequence[SavedMapping], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: list[tuple[str, Any]] = [("", _("Find the columns by their names"))]
        if profiles:
            groups.append((_("Shipped or published"), [(f"profile:{each.slug}", each.title) for each in profiles]))
        if saved:
            groups.append((_("Kept here"), [(f"saved:{each.uid}", each.name) for each in saved]))
        self.fields["profile"].required = False
        self.fields["profile"].choices = groups  # type: ignore[attr-defined]
