"""The form of the columns: what each column of a file is, and what its spellings mean."""

from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foundation.kernel.errors import Invalid
from foundation.ui.errors import sentence
from library.kinds.import_profile import normalize
from usecases.forms import CURRENCIES
from usecases.importing import mapping as mappings
from usecases.importing import suggesting
from usecases.importing.amounts import COMMA, POINT
from usecases.importing.batches import SOURCE_LENGTH
from usecases.importing.further import type_named, yes_or_no
from usecases.importing.known import FIELD, INPUT, RISK, Known
from usecases.importing.mapping import (
    DATE_FORMATS,
    DAY_FIRST,
    IMPACTS,
    NO,
    PEOPLE,
    STAGES,
    TARGETS,
    UNKNOWN,
    YES,
    Mapping,
)
from usecases.importing.slips import nearest
from usecases.importing.tables import Table
from usecases.models_import import MAPPING_NAME_LENGTH
from usecases.rules.custom import Kind
from usecases.workflow import IMPACT_LABELS, LABELS, Stage

SAMPLES = 3
SAMPLE_LENGTH = 90
MOST_SPELLINGS = 300
"""Distinct texts of a column that are asked for; with more, a column is hardly a choice."""
KIND_WORDS = {
    suggesting.PEOPLE_KIND: gettext_lazy("holds people"),
    suggesting.MONEY_KIND: gettext_lazy("holds amounts"),
    suggesting.DATE_KIND: gettext_lazy("holds days"),
    suggesting.YES_NO_KIND: gettext_lazy("holds yes or no"),
    suggesting.NUMBER_KIND: gettext_lazy("holds numbers"),
}


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One line of the mapping page: a column of the file, what stands in it, and what it is."""

    number: int
    title: str
    samples: list[str]
    filled: str
    holds: str
    field: BoundField


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A spelling that stands in a column, how often, and what it means."""

    text: str
    times: str
    field: BoundField


@dataclass(frozen=True, slots=True)
class Spelling:
    """A spelling of a choice column, how often it stands there, and the field that asks what it means."""

    name: str
    text: str
    times: int


class MappingForm(forms.Form):
    """What each column is, and what the spellings of choices and people mean."""

    def __init__(
        self,
        data: MappingType[str, Any] | None = None,
        *,
        table: Table,
        mapping: Mapping,
        words: MappingType[str, MappingType[str, str]],
        known: Known,
    ) -> None:
        super().__init__(data)
        self.table, self.base, self.words, self.known = table, mapping, words, known
        self.has_new_values = False
        """Whether another column became a choice, so that its spellings were not yet shown."""
        for position in range(len(table.headers)):
            self.fields[f"col_{position}"] = forms.ChoiceField(
                choices=target_choices(known),
                required=False,
                label=table.title(position),
                initial=mapping.columns.get(position, ""),
            )
        self.labels = dict(TARGETS) | known.dynamic()
        self.spellings = {
            target: self._spellings(target, position)
            for position in range(len(table.headers))
            if (target := self._chosen(position)) and self._asks(target)
        }
        self.fields["currency"] = forms.ChoiceField(
            label=_("Amounts without a currency are in"),
            choices=[(code, code) for code in dict.fromkeys([mapping.currency, *CURRENCIES])],
            initial=mapping.currency,
            required=False,
        )
        self.fields["decimal"] = forms.ChoiceField(
            label=_("Decimals are written"),
            choices=[(POINT, _("With a point: 1,234.56")), (COMMA, _("With a comma: 1.234,56"))],
            initial=mapping.decimal,
            required=False,
        )
        self.fields["days"] = forms.ChoiceField(
            label=_("Days with slashes are written"),
            choices=[("month", _("Month first: 12/31/2026")), ("day", _("Day first: 31/12/2026"))],
            initial="day" if "%d/%m/%Y" in mapping.date_formats else "month",
            required=False,
        )
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

    def _chosen(self, position: int) -> str:
        """What a column is, as chosen in the browser, else as suggested."""
        if not self.is_bound:
            return self.base.columns.get(position, "")
        return str(self.data.get(f"col_{position}") or "")

    def _asks(self, target: str) -> bool:
        """Say whether the spellings of a column that is this are asked for."""
        return self._is_people(target) or bool(self._options(target))

    def _is_people(self, target: str) -> bool:
        field = self.known.field(target)
        return target in PEOPLE or (field is not None and field.kind == Kind.PERSON)

    def _options(self, target: str) -> list[tuple[str, str]]:
        """The meanings of a choice; the first is what nobody chose, so it must not be a claim."""
        if target == "stage":
            return [(value, stage_label(value)) for value in (UNKNOWN, *STAGES[:-1])]
        if target == "impact":
            return [(value, impact_label(value)) for value in (UNKNOWN, *IMPACTS[:-1])]
        if target == "case_type":
            return [(UNKNOWN, _("None of them")), *self.known.types.items()]
        if target == "personal_data" or target.startswith(RISK):
            return [(UNKNOWN, _("Unknown")), (YES, _("Yes")), (NO, _("No"))]
        field = self.known.field(target)
        if field is not None and field.kind == Kind.CHOICE:
            return [(UNKNOWN, _("None of them")), *((choice.key, choice.label) for choice in field.open_choices)]
        return []

    def _likely(self, target: str, text: str) -> str:
        """What a spelling means: as said before, as its words say, a stage as the word it nearly is, else unknown."""
        key = normalize(text)
        if target in ("stage", "impact"):
            said = self.base.stages if target == "stage" else self.base.impacts
            words = {**self.words[target], **said}
            near = nearest(key, words) if target == "stage" and key not in words else None
            return words.get(near or key, UNKNOWN)
        if self._is_people(target):
            person = self.known.people.get(self.base.meaning(target, text) or "")
            if person is None and self.known.is_named(text):
                person = self.known.named(text)
            return person.username if person else ""
        said_now = self.base.meaning(target, text)
        if target == "case_type":
            return said_now or type_named(self.known, text) or UNKNOWN
        field = self.known.field(target)
        if field is not None:
            labels = {
                normalize(word): choice.key for choice in field.open_choices for word in (choice.label, choice.key)
            }
            return said_now or labels.get(key, UNKNOWN)
        return said_now or yes_or_no(text) or UNKNOWN

    def _spellings(self, target: str, position: int) -> list[Spelling]:
        """Add a field for each spelling of a column."""
        options, found = self._options(target), []
        for index, (text, times) in enumerate(
            suggesting.spellings(self.table, position, limit=MOST_SPELLINGS, but=self.base.blanks)
        ):
            name = f"{target}_{position}_{index}"
            likely = self._likely(target, text)
            if options:
                self.fields[name] = forms.ChoiceField(choices=options, required=False, label=text, initial=likely)
            else:
                self.fields[name] = forms.CharField(
                    required=False,
                    label=text,
                    initial=likely,
                    max_length=250,
                    widget=forms.TextInput(attrs={"list": "import-people", "placeholder": _("Nobody")}),
                )
            if self.is_bound and name not in self.data:
                self._show(name, likely)
            found.append(Spelling(name, text, times))
        return found

    def _show(self, name: str, value: str) -> None:
        """Preset a spelling that was not asked for before: a bound form would show its first choice."""
        data: Any = self.data
        data = data if self.has_new_values else data.copy()
        data[name] = value
        self.data, self.has_new_values = data, True

    def clean(self) -> dict[str, Any]:
        """Check that each target is used once and whoever is named is one person; a mistake stands at its field."""
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
        for target, spellings in self.spellings.items():
            for spelling in spellings if self._is_people(target) else ():
                try:
                    if text := str(cleaned.get(spelling.name) or "").strip():
                        cleaned[spelling.name] = self.known.named(text).uid
                except Invalid as error:
                    self.add_error(spelling.name, sentence(error))
        return cleaned

    def mapping(self) -> Mapping:
        """Return the mapping that was chosen. Raises Invalid when it is none."""
        cleaned = self.cleaned_data
        columns = {position: cleaned.get(f"col_{position}", "") for position in range(len(self.table.headers))}
        said = {target: self._values(target) for target in self.spellings}
        return mappings.by_hand(
            cleaned["source"].strip(),
            columns,
            self.table.headers,
            base=self.base,
            stages={**self.base.stages, **said.pop("stage", {})},
            impacts={**self.base.impacts, **said.pop("impact", {})},
            meanings={
                **self.base.meanings,
                **{target: {**self.base.meanings.get(target, {}), **now} for target, now in said.items()},
            },
            currency=cleaned.get("currency"),
            decimal=cleaned.get("decimal"),
            date_formats=self._date_formats(cleaned.get("days", "")),
        )

    def _date_formats(self, days: str) -> Sequence[str]:
        """The formats of days: those of the profile unless the other way of writing them was chosen."""
        now = "day" if "%d/%m/%Y" in self.base.date_formats else "month"
        if days in ("", now):
            return self.base.date_formats
        return DAY_FIRST if days == "day" else DATE_FORMATS

    def _values(self, target: str) -> dict[str, str]:
        nothing = "" if self._is_people(target) else UNKNOWN
        return {
            normalize(spelling.text): self.cleaned_data.get(spelling.name) or nothing
            for spelling in self.spellings[target]
        }

    def columns(self) -> list[ColumnRow]:
        """The lines of the columns' table."""
        total = len(self.table.rows)
        rows = []
        for position in range(len(self.table.headers)):
            texts = [text.strip() for text in self.table.column(position) if text.strip()]
            kind = suggesting.kind_of(texts, self.known)
            rows.append(
                ColumnRow(
                    number=position + 1,
                    title=self.table.title(position),
                    samples=[short(text) for text in list(dict.fromkeys(texts))[:SAMPLES]],
                    filled=_("%(percent)s%% filled") % {"percent": round(len(texts) * 100 / total)},
                    holds=str(KIND_WORDS[kind]) if kind else "",
                    field=self[f"col_{position}"],
                )
            )
        return rows

    def value_rows(self) -> list[tuple[str, list[ValueRow]]]:
        """The lines of the values' tables, with what they are values of."""
        titles = {"stage": _("Stages"), "impact": _("Effects on rights and safety")}
        return [
            (
                titles.get(target) or _(self.labels[target]),
                [
                    ValueRow(
                        row.text, ngettext("%(n)s row", "%(n)s rows", row.times) % {"n": row.times}, self[row.name]
                    )
                    for row in rows
                ],
            )
            for target, rows in self.spellings.items()
            if rows
        ]

    def people(self) -> list[tuple[str, str]]:
        """Whom a spelling of a person can be said to mean: username and name; none when no column is people."""
        if not any(self._is_people(target) for target in self.spellings):
            return []
        return [(person.username, person.name) for person in self.known.people.values()][:1000]


def target_choices(known: Known) -> list[Any]:
    """Return what a column can be, in groups."""
    groups = {FIELD: _("Added fields"), INPUT: _("Scoring inputs"), RISK: _("Risk questions")}
    choices: list[Any] = [("", _("Keep as an extra")), *((key, _(label)) for key, label in TARGETS.items())]
    dynamic = known.dynamic()
    for prefix, title in groups.items():
        if entries := [(key, label) for key, label in dynamic.items() if key.startswith(prefix)]:
            choices.append((title, entries))
    return choices


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
