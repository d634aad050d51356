"""Added fields, and what cases say in them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext

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
