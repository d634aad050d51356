"""Filters of list pages: django-filter, with the words that a chip shows for what is chosen."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import django_filters
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import BoundField, NullBooleanSelect
from django.http import QueryDict
from django.utils.translation import gettext as _
from django_filters import (
    BooleanFilter,
    CharFilter,
    ChoiceFilter,
    DateFilter,
    DateFromToRangeFilter,
    ModelChoiceFilter,
    MultipleChoiceFilter,
    NumberFilter,
    RangeFilter,
)

from foundation.ui import words

__all__ = [
    "BooleanFilter",
    "CharFilter",
    "Chip",
    "ChoiceFilter",
    "DateFilter",
    "DateFromToRangeFilter",
    "FilterSet",
    "ModelChoiceFilter",
    "MultipleChoiceFilter",
    "NumberFilter",
    "RangeFilter",
    "without",
]


BLANK_CHOICE = BLANK_CHOICE_DASH[0][1]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force: its label, what is chosen, and the address without it."""

    label: str
    text: str
    remove: str


class FilterSet(django_filters.FilterSet):
    """A filter set that tells what is in force; a value that cannot be read filters nothing, and its field says so."""

    @classmethod
    def asked(cls, query: QueryDict) -> bool:
        """Whether the address names any filter of this set."""
        return any(value and cls.owns(name) for name, value in query.items())

    @classmethod
    def owns(cls, parameter: str) -> bool:
        """Whether a parameter belongs to a filter of this set; a range has two, with an ending each."""
        return parameter in cls.base_filters or parameter.rpartition("_")[0] in cls.base_filters

    @property
    def form(self) -> Any:
        """The form, in which the choice that filters nothing says so."""
        form = super().form
        for field in form.fields.values():
            field.is_filter = True
            if isinstance(field.widget, NullBooleanSelect):
                field.widget.choices = [("unknown", _("Any")), ("true", _("Yes")), ("false", _("No"))]
            elif getattr(field, "empty_label", None) == BLANK_CHOICE:
                field.empty_label = _("Any")
                field.widget.choices = field.choices
        return form

    def chips(self, query: QueryDict) -> list[Chip]:
        """One chip for each filter in force, each with the query string that is left without it."""
        if not self.form.is_bound:
            return []
        form = self.form
        form.is_valid()
        found = []
        for bound in form:
            value = form.cleaned_data.get(bound.name)
            if value in (None, "", [], (), slice(None, None)) or (hasattr(value, "count") and not len(value)):
                continue
            names = [name for name in query if name == bound.name or name.startswith(f"{bound.name}_")]
            found.append(Chip(str(bound.label), _said(bound, value), without(query, *names)))
        return found

    @property
    def wrong(self) -> bool:
        """Whether a value given could not be read."""
        return self.form.is_bound and bool(self.form.errors)


def without(query: QueryDict, *names: str) -> str:
    """The query string without these parameters; the page starts again at the first."""
    rest = query.copy()
    for name in (*names, "page", "export"):
        rest.pop(name, None)
    return f"?{rest.urlencode()}"


def _said(bound: BoundField, value: Any) -> str:
    if isinstance(value, slice):
        return " – ".join(_end(part) for part in (value.start, value.stop))
    choices = dict(_flat(getattr(bound.field, "choices", ()) or ())) if not hasattr(bound.field, "queryset") else {}
    if isinstance(value, (list, tuple)) or hasattr(value, "model"):
        return ", ".join(str(choices.get(str(item), item)) for item in value)
    return str(choices.get(str(value), words.plain(value)))


def _end(value: Any) -> str:
    """One end of a range; a day that was read as a moment is a day again."""
    if value is None:
        return "…"
    return words.day(value) if isinstance(value, date) else words.plain(value)


def _flat(choices: Any) -> list[tuple[str, Any]]:
    flat: list[tuple[str, Any]] = []
    for key, label in choices:
        if isinstance(label, (list, tuple)):
            flat += _flat(label)
        else:
            flat.append((str(key), label))
    return flat
