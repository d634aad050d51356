"""The form of a use case: everything that it says, in sections that can be filled in one after the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.people.choosers import PersonField
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import unit_choices
from foundation.ui.forms import DateField, MoneyField, NumberField
from usecases import queries, workflow
from usecases.forms import CURRENCIES
from usecases.models import CATEGORY_LENGTH, NAME_LENGTH, UseCase
from usecases.rules import custom
from usecases.rules.custom import Field, Kind
from usecases.services.cases import TEXT_LENGTH

ADDED = "added"
"""The section of the administrator's fields."""
TAGS_SUGGESTED = 30


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form with the names of its fields."""

    key: str
    label: str | Promise
    names: tuple[str, ...]


SECTIONS = (
    Section("purpose", _("Purpose"), ("name", "summary", "objective", "unit")),
    Section("filing", _("People and filing"), ("owner", "sponsor", "case_type", "category", "tags")),
    Section("data", _("Data and model"), ("data_description", "personal_data", "model_description")),
    Section("safety", _("Safety and measures"), ("impact", "human_oversight", "measures")),
    Section("money", _("Money"), ("budget",)),
)


def _long(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _text(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(label=label, max_length=TEXT_LENGTH, required=False, widget=_long(rows), help_text=help_text)


class TagsInput(forms.TextInput):
    """Tags with commas between them; those in use are offered below as buttons."""

    class Media:
        js = (Script("usecases/tags.js", defer=True),)


class TagsField(forms.CharField):
    """Tags separated by commas; cleans to a list, whose length the service checks."""

    widget = TagsInput

    def prepare_value(self, value: Any) -> Any:
        """What the input shows of a list."""
        return ", ".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[str]:
        """The tags, without empty ones."""
        return [tag.strip() for tag in super().clean(value).replace(";", ",").split(",") if tag.strip()]


class CaseForm(forms.Form):
    """Everything a case says. A name and the unit that has it chosen are enough to register one.

    `section` leaves only the fields of one section, and the version.
    """

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH, help_text=_("What people will call it."))
    summary = _text(
        _("What problem does it solve?"),
        _("One or two sentences: who has the problem today, and what it costs them."),
        4,
    )
    objective = _text(_("Objective"), _("What will be better, by how much, until when."))
    unit = forms.ChoiceField(label=_("Unit"), help_text=_("Who would use it or run it."))
    case_type = forms.ChoiceField(
        label=_("Type"), required=False, help_text=_("Where it is filed, so that like cases are found together.")
    )
    category = forms.CharField(
        label=_("Category"),
        max_length=CATEGORY_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"list": "categories", "autocomplete": "off"}),
        help_text=_("The office's own word for it."),
    )
    tags = TagsField(label=_("Tags"), required=False, max_length=4000, help_text=_("With commas between them."))
    data_description = _text(_("Data"), _("Which data it uses, from where, and who may see it."))
    personal_data = forms.ChoiceField(label=_("Does it use personal data?"), required=False)
    model_description = _text(_("Model and supplier"))
    human_oversight = _text(
        _("Human oversight"), _("Who looks at its results before they take effect, and who can stop it.")
    )
    impact = forms.ChoiceField(label=_("Whom can it affect?"), required=False)
    measures = _text(_("Measures"), _("How you will see that it works, and that it does no harm."))
    budget = MoneyField(label=_("Budget"), currencies=CURRENCIES, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        user: User,
        case: UseCase | None = None,
        section: str = "",
        said: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.said = case, said or {}
        kept = [
            field for field in queries.custom_fields(retired=True) if not field.is_retired or field.key in self.said
        ]
        self.added = kept
        for field in kept:
            self.fields[field.name] = form_field(field, user, self.said.get(field.key))
        for name, label, help_text in (
            ("owner", _("Owner"), _("Carries it through every stage.")),
            ("sponsor", _("Sponsor"), _("Pays for it and decides to scale it.")),
        ):
            also = [getattr(case, name)] if case else []
            self.fields[name] = PersonField(user, also=also, label=label, help_text=help_text)
        self._choices(user, case)
        self._only(section)

    def _choices(self, user: User, case: UseCase | None) -> None:
        units = unit_choices(user, Permission.CASE_CREATE)
        if case is not None and str(case.unit.uid) not in dict(units):
            units = [(str(case.unit.uid), case.unit.name), *units]
        choices: dict[str, Any] = {
            "unit": units,
            "case_type": [("", gettext("Not filed yet")), *queries.type_choices()],
            "impact": [(key, gettext(label)) for key, label in workflow.IMPACT_LABELS.items()],
            "personal_data": [(key, gettext(label)) for key, label in workflow.PERSONAL_DATA_LABELS.items()],
        }
        if case is not None and (value := queries.type_value(case)) and not queries.type_of(value):
            choices["case_type"].append((gettext("In an earlier version"), [(value, queries.type_words(case)[0])]))
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]
        if case is None and units and "unit" not in self.initial:
            self.fields["unit"].initial = queries.usual_unit(user) or units[0][0]

    def _only(self, section: str) -> None:
        if not section:
            return
        wanted = {name for part in self.sections if part.key == section for name in part.names} | {"version"}
        for name in list(self.fields):
            if name not in wanted:
                del self.fields[name]

    @property
    def sections(self) -> list[Section]:
        """The sections, the administrator's fields last where there are any."""
        own = tuple(field.name for field in self.added)
        return [*SECTIONS, Section(ADDED, _("More about it"), own)] if own else list(SECTIONS)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The sections that the form shows, each with its bound fields."""
        return [
            {"key": part.key, "label": part.label, "fields": [self[name] for name in part.names if name in self.fields]}
            for part in self.sections
            if any(name in self.fields for name in part.names)
        ]

    @staticmethod
    def initial_of(case: UseCase, said: Mapping[str, Any]) -> dict[str, Any]:
        """What the form shows of a case; `said` is what it says in added fields."""
        names = [name for part in SECTIONS for name in part.names if name not in ("unit", "tags", "case_type")]
        values: dict[str, Any] = {name: getattr(case, name) for name in names}
        values |= {
            "unit": str(case.unit.uid),
            "tags": queries.tags_of(case),
            "case_type": queries.type_value(case),
            "version": case.version,
        }
        return values | {f"f_{key}": _initial(value) for key, value in said.items()}

    def values(self) -> dict[str, Any]:
        """The clean fields for the services: unit as a record, added fields by key, without the version."""
        data = dict(self.cleaned_data)
        data.pop("version", None)
        if "unit" in data:
            data["unit"] = Unit.objects.get(uid=data["unit"])
        data["custom"] = {field.key: data.pop(field.name) for field in self.added if field.name in data}
        return data


def _initial(value: Any) -> Any:
    return value.key if isinstance(value, custom.Choice) else value


def form_field(field: Field, user: User, before: Any) -> forms.Field:
    """Return the input of an added field; `before` is what the case says now, which may stay although it is retired."""
    common: dict[str, Any] = {"label": field.label, "help_text": conditional_escape(field.help), "required": False}
    if field.kind == Kind.NUMBER:
        return NumberField(unit=field.unit, max_digits=custom.DIGITS, decimal_places=custom.DECIMALS, **common)
    if field.kind == Kind.DATE:
        return DateField(**common)
    if field.kind == Kind.PERSON:
        return PersonField(user, also=[before], **common)
    if field.kind == Kind.CHOICE:
        offered = [(choice.key, choice.label) for choice in field.open_choices]
        if isinstance(before, custom.Choice) and before.key not in dict(offered):
            offered.append((before.key, gettext("%(choice)s (no longer offered)") % {"choice": before.label}))
        return forms.ChoiceField(choices=[("", "–"), *offered], **common)
    return forms.CharField(max_length=custom.TEXT_LIMIT, **common)
