"""What the pages of an import ask for."""

from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foundation.kernel.errors import Invalid
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, company_root, inventory_root, unit_choices
from foundation.ui.errors import sentence
from foundation.ui.forms import WholeField
from library.kinds.import_profile import normalize
from usecases.importing import mapping as mappings
from usecases.importing import reading, suggesting
from usecases.importing.batches import SOURCE_LENGTH
from usecases.importing.csv_files import DELIMITERS, ENCODINGS
from usecases.importing.mapping import IMPACTS, STAGES, TARGETS, UNKNOWN, Mapping
from usecases.importing.tables import Table
from usecases.models_import import MAPPING_NAME_LENGTH, ImportBatch, SavedMapping
from usecases.workflow import IMPACT_LABELS, LABELS, Stage

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
    header_row = WholeField(
        label=gettext_lazy("Row with the headers"), min_value=1, max_value=1_000_000, required=False
    )

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        kwargs.setdefault("initial", batch.reading)
        super().__init__(*args, **kwargs)
        if batch.reading.get("sheet"):
            del self.fields["encoding"], self.fields["delimiter"]
            return
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


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One line of the mapping page: a column of the file, what stands in it, and what it is."""

    number: int
    title: str
    samples: list[str]
    filled: str
    field: BoundField


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A spelling that stands in a column, how often, and what it means."""

    text: str
    times: str
    field: BoundField


class MappingForm(forms.Form):
    """What each column is, and what the spellings of stage and impact mean."""

    def __init__(
        self,
        data: MappingType[str, Any] | None = None,
        *,
        table: Table,
        mapping: Mapping,
        words: MappingType[str, MappingType[str, str]],
    ) -> None:
        super().__init__(data)
        self.table, self.base = table, mapping
        self.has_new_values = False
        """Whether another column became the stage or the impact, so that its spellings were not yet shown."""
        for position in range(len(table.headers)):
            self.fields[f"col_{position}"] = forms.ChoiceField(
                choices=[("", _("Keep as an extra")), *((key, _(label)) for key, label in TARGETS.items())],
                required=False,
                label=table.title(position),
                initial=mapping.columns.get(position, ""),
            )
        self.spellings = {
            "stage": self._spellings("stage", STAGES, stage_label, words["stage"]),
            "impact": self._spellings("impact", IMPACTS, impact_label, words["impact"]),
        }
        self.fields["source"] = forms.CharField(
            label=_("Source"),
            max_length=SOURCE_LENGTH,
            initial=mapping.origin,
            help_text=_(
                "Cases are recognized by their source: use the same word when you import this file's successor."
            ),
        )
        self.fields["keep_as"] = forms.CharField(
            label=_("Keep this mapping as"),
            max_length=MAPPING_NAME_LENGTH,
            required=False,
            help_text=_("It is offered the next time a file has these columns, to everybody who may import here."),
        )

    def _chosen(self, target: str) -> int | None:
        """The column that is `target`, as chosen in the browser, else as suggested."""
        if not self.is_bound:
            return self.base.position(target)
        for position in range(len(self.table.headers)):
            if self.data.get(f"col_{position}") == target:
                return position
        return None

    def _spellings(
        self, target: str, values: Sequence[str], label: Any, words: MappingType[str, str]
    ) -> list[tuple[str, str, int]]:
        """Add a choice for each spelling of the column that is `target`; return (field, text, how often)."""
        position = self._chosen(target)
        values = (UNKNOWN, *(value for value in values if value != UNKNOWN))  # what nobody chose must not be a claim
        known = {**words, **(self.base.stages if target == "stage" else self.base.impacts)}
        found = []
        for index, (text, times) in enumerate(suggesting.spellings(self.table, position)):
            name = f"{target}_{position}_{index}"
            likely = known.get(normalize(text), UNKNOWN)
            self.fields[name] = forms.ChoiceField(
                choices=[(value, label(value)) for value in values], required=False, label=text, initial=likely
            )
            if self.is_bound and name not in self.data:
                self._show(name, likely)
            found.append((name, text, times))
        return found

    def _show(self, name: str, value: str) -> None:
        """Preset a spelling that was not asked for before: a bound form would show its first choice."""
        data: Any = self.data
        data = data if self.has_new_values else data.copy()
        data[name] = value
        self.data, self.has_new_values = data, True

    def clean(self) -> dict[str, Any]:
        """Check that each target is used once; the mistake stands at the second column."""
        cleaned = super().clean() or {}
        used: dict[str, int] = {}
        for position in range(len(self.table.headers)):
            target = cleaned.get(f"col_{position}", "")
            if target and target in used:
                other = self.table.title(used[target])
                self.add_error(
                    f"col_{position}", _("“%(column)s” is already this; only one column can be.") % {"column": other}
                )
            elif target:
                used[target] = position
        return cleaned

    def mapping(self) -> Mapping:
        """Return the mapping that was chosen. Raises Invalid when it is none."""
        cleaned = self.cleaned_data
        columns = {position: cleaned.get(f"col_{position}", "") for position in range(len(self.table.headers))}
        return mappings.by_hand(
            cleaned["source"].strip(),
            columns,
            self.table.headers,
            base=self.base,
            stages={**self.base.stages, **self._values("stage")},
            impacts={**self.base.impacts, **self._values("impact")},
        )

    def _values(self, target: str) -> dict[str, str]:
        return {
            normalize(text): self.cleaned_data.get(name) or UNKNOWN for name, text, _times in self.spellings[target]
        }

    def columns(self) -> list[ColumnRow]:
        """The lines of the columns' table."""
        total = len(self.table.rows)
        rows = []
        for position in range(len(self.table.headers)):
            texts = [text.strip() for text in self.table.column(position) if text.strip()]
            rows.append(
                ColumnRow(
                    number=position + 1,
                    title=self.table.title(position),
                    samples=[short(text) for text in list(dict.fromkeys(texts))[:SAMPLES]],
                    filled=_("%(percent)s%% filled") % {"percent": round(len(texts) * 100 / total)},
                    field=self[f"col_{position}"],
                )
            )
        return rows

    def value_rows(self) -> list[tuple[str, list[ValueRow]]]:
        """The lines of the values' tables, with what they are values of."""
        titles = {"stage": _("Stages"), "impact": _("Effects on rights and safety")}
        return [
            (
                titles[target],
                [
                    ValueRow(text, ngettext("%(n)s row", "%(n)s rows", times) % {"n": times}, self[name])
                    for name, text, times in rows
                ],
            )
            for target, rows in self.spellings.items()
            if rows
        ]


def stage_label(value: str) -> str:
    """Return a stage as the mapping page names it."""
    return _("Unknown (starts as an idea)") if value == UNKNOWN else _(LABELS[Stage(value)])


def impact_label(value: str) -> str:
    """Return an effect on rights and safety in words."""
    return _(IMPACT_LABELS[value])


def short(text: str) -> str:
    """Return a text in one line, cut for a sample."""
    line = " ".join(text.split())
    return line if len(line) <= SAMPLE_LENGTH else line[: SAMPLE_LENGTH - 1] + "…"
