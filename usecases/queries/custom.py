"""Added fields, and what cases say in them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import User
from usecases.models import CustomField, CustomValue, UseCase
from usecases.rules import custom
from usecases.rules.custom import Field, Kind

Value = Any
"""Text, Decimal, date, Choice or User, by the kind of the field."""

_COLUMN = {
    Kind.TEXT: "text",
    Kind.NUMBER: "number",
    Kind.CHOICE: "choice__label",
    Kind.DATE: "day",
    Kind.PERSON: "person__name",
}


def custom_fields(*, retired: bool = False) -> list[Field]:
    """Return the fields in their order, with their choices; with `retired`, also those that are no longer offered."""
    rows = CustomField.objects.prefetch_related("choices")
    return [row.as_field() for row in (rows if retired else rows.filter(retired_at=None))]


def custom_values(case: UseCase) -> list[tuple[Field, Value]]:
    """Return what a case says, in the order of the fields: every field in use, and retired ones that have a value."""
    said = values_of([case.pk]).get(case.pk, {})
    return [
        (field, said.get(field.key))
        for field in custom_fields(retired=True)
        if not field.is_retired or field.key in said
    ]


def values_of(case_ids: Iterable[int]) -> dict[int, dict[str, Value]]:
    """Return, by case and key, the values of many cases in one query; a case without any is left out."""
    rows = CustomValue.objects.filter(case__in=list(case_ids)).select_related("field", "choice", "person")
    found: dict[int, dict[str, Value]] = {}
    for row in rows:
        found.setdefault(row.case_id, {})[row.field.key] = value_of(row)
    return found


def value_of(row: CustomValue) -> Value:
    """Return the value that a row holds."""
    if row.choice is not None:
        return custom.Choice(row.choice.key, row.choice.label, row.choice.retired_at is not None)
    if row.person is not None:
        return row.person
    if row.number is not None:
        return custom.unscaled(row.number)
    return row.day if row.day is not None else row.text


def in_words(field: Field, value: Value) -> str:
    """Return a value as people read it; "" for none."""
    if value is None:
        return ""
    if field.kind == Kind.NUMBER:
        return f"{custom.written(value)} {field.unit}".strip()
    if field.kind == Kind.CHOICE:
        return str(value.label)
    if field.kind == Kind.DATE:
        return str(value.isoformat())
    return value.name if isinstance(value, User) else str(value)


def change_labels() -> dict[str, str]:
    """Return the words for the names under which the trail keeps changes of added fields: "custom.site" is "Site"."""
    return {field.change: field.label for field in custom_fields(retired=True)}


def with_custom(rows: QuerySet[Any], fields: Iterable[Field]) -> QuerySet[Any]:
    """Add to rows of cases what they say in these fields, each under `field.name` (numbers in millionths)."""
    for field in fields:
        said = CustomValue.objects.filter(case=OuterRef("pk"), field=field.id)
        rows = rows.annotate(**{field.name: Subquery(said.values(_COLUMN[field.kind])[:1])})
    return rows


def saying(rows: QuerySet[Any], field: Field, **condition: Any) -> QuerySet[Any]:
    """Narrow rows of cases to those whose value in `field` fulfils a condition on the columns of `CustomValue`."""
    return rows.filter(pk__in=CustomValue.objects.filter(field=field.id, **condition).values("case"))


def not_saying(rows: QuerySet[Any], field: Field) -> QuerySet[Any]:
    """Narrow rows of cases to those that say nothing in `field`."""
    return rows.exclude(pk__in=CustomValue.objects.filter(field=field.id).values("case"))


def meeting(rows: QuerySet[Any], conditions: Iterable[str]) -> QuerySet[Any]:
    """Narrow rows of cases to those that meet every condition ("site=north", "headcount>=5", "site=" for none).

    Raises Invalid at "custom" for what cannot be read: no such field, no such value, an order of what has none.
    """
    known = {field.key: field for field in custom_fields(retired=True)}
    for text in conditions:
        key, how, value = custom.condition_of(text)
        if key not in known:
            raise Invalid(_("There is no field “%(key)s”."), field="custom", key=key[:40])
        rows = _met(rows, known[key], how, value)
    return rows


def _met(rows: QuerySet[Any], field: Field, how: str, value: str) -> QuerySet[Any]:
    if not value and how == "=":
        return not_saying(rows, field)
    ordered = {Kind.NUMBER: "number", Kind.DATE: "day"}
    if how != "=" and field.kind not in ordered:
        raise Invalid(_("Only numbers and dates are compared by size."), field="custom")
    try:
        if field.kind == Kind.PERSON:
            return saying(rows, field, person__uid=UUID(value))
        wanted = custom.parse_value(replace(field, lowest=None, highest=None), value)
    except Invalid as error:
        raise Invalid(error.template, field="custom", **error.params) from None
    except ValueError:
        raise Invalid(_("Give the uid of a person."), field="custom") from None
    if field.kind == Kind.TEXT:
        return saying(rows, field, text__iexact=wanted)
    if field.kind == Kind.CHOICE:
        return saying(rows, field, choice__key=wanted)
    stored = custom.scaled(wanted) if isinstance(wanted, Decimal) else wanted
    ending = {"=": "", ">=": "__gte", "<=": "__lte"}[how]
    return saying(rows, field, **{f"{ordered[field.kind]}{ending}": stored})


def ordered_by(rows: QuerySet[Any], field: Field, *, down: bool) -> QuerySet[Any]:
    """Order rows that `with_custom` made by a field; cases that say nothing come last either way."""
    name = F(field.name)
    return rows.order_by(name.desc(nulls_last=True) if down else name.asc(nulls_last=True))


def kind_choices() -> list[tuple[str, str]]:
    """Return the kinds of fields with their words."""
    return [(kind.value, gettext(custom.KIND_LABELS[kind])) for kind in Kind]


def uses_of_fields() -> Mapping[int, int]:
    """Return how many cases say something, by field."""
    return dict(CustomValue.objects.order_by().values_list("field").annotate(n=Count("id")))


def people_in(field: Field) -> QuerySet[User]:
    """Return the people whom cases name in a field, by name."""
    return User.objects.filter(pk__in=CustomValue.objects.filter(field=field.id).values("person")).order_by("name")
