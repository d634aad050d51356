"""What a case says in added fields: checked with the rest of a form, written in the same transaction."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from usecases import queries
from usecases.models import CustomChoice, CustomValue, UseCase
from usecases.rules import custom
from usecases.rules.custom import Field, Kind

Changes = dict[str, tuple[Any, Any]]


def checked_custom(
    values: Mapping[str, Any], unit: Unit, *, before: Mapping[str, Any] | None = None
) -> dict[str, tuple[Field, Any]]:
    """Return clean values by key of the field, each with its field; None and "" mean none.

    A value is text, a number (text, int or Decimal), a date (or ISO text), the key or label of a choice, or a person
    (User or uid). What a case says already (`before`) may stay although its field, choice or person is retired.
    Raises Invalid at the name of the field: unknown, retired, or a value that it does not take.
    """
    if not values:
        return {}
    known = {field.key: field for field in queries.custom_fields(retired=True)}
    kept = before or {}
    clean: dict[str, tuple[Field, Any]] = {}
    for key, value in values.items():
        field = known.get(key)
        if field is None:
            raise Invalid(_("There is no field “%(key)s”."), field=f"f_{str(key)[:40]}", key=str(key)[:40])
        clean[key] = (field, _value(field, value, unit, kept.get(key)))
        if field.is_retired and clean[key][1] not in (None, kept.get(key)):
            raise Invalid(
                _("The field “%(label)s” is no longer in use; leave it as it is."), field=field.name, label=field.label
            )
    return clean


def _value(field: Field, value: Any, unit: Unit, before: Any) -> Any:
    if value is None or value == "":
        return None
    if field.kind == Kind.PERSON:
        return _person(field, value, unit, before)
    if field.kind == Kind.NUMBER and isinstance(value, Decimal):
        return before if value == before else custom.check_number(field, value)
    if field.kind == Kind.DATE and isinstance(value, date):
        return before if value == before else custom.check_date(field, value)
    if isinstance(value, custom.Choice):
        value = value.key
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Invalid(_("Enter one value as text."), field=field.name)
    if field.kind == Kind.NUMBER and isinstance(before, Decimal) and str(value).strip() == custom.plain(before):
        return before  # the range may have become narrower since
    parsed = custom.parse_value(field, str(value))
    if field.kind == Kind.CHOICE and parsed is not None:
        if before is not None and before.key == parsed:
            return before
        custom.check_choice(field, str(parsed))
        return next(choice for choice in field.choices if choice.key == parsed)
    return parsed


def _person(field: Field, value: Any, unit: Unit, before: Any) -> User:
    person = value
    if not isinstance(value, User):
        try:
            person = User.objects.filter(uid=UUID(str(value))).first()
        except ValueError:
            person = None
    if person is None:
        raise Invalid(_("There is no such person in your units."), field=field.name)
    if person == before:
        return person
    if not person.is_active or not access_of(person).allows(Permission.READ, unit.path):
        raise Invalid(
            _("%(person)s cannot see the use cases of %(unit)s; give them a role there first."),
            field=field.name,
            person=person.name,
            unit=unit.name,
        )
    return person


def write_custom(case: UseCase, clean: Mapping[str, tuple[Field, Any]], before: Mapping[str, Any]) -> Changes:
    """Write what differs, in the caller's transaction; return the changes by name in the trail, in words."""
    changes: Changes = {}
    for key, (field, value) in clean.items():
        old = before.get(key)
        if _same(old, value):
            continue
        changes[field.change] = (told(old), told(value))
        if value is None:
            CustomValue.objects.filter(case=case, field=field.id).delete()
        else:
            CustomValue.objects.update_or_create(case=case, field_id=field.id, defaults=row_of(field, value))
    return changes


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, custom.Choice) and isinstance(new, custom.Choice):
        return old.key == new.key
    return bool(old == new)


def row_of(field: Field, value: Any) -> dict[str, Any]:
    """Return the columns of `CustomValue` for a clean value; all of them, so that nothing of an older one stays."""
    columns: dict[str, Any] = {"text": "", "number": None, "day": None, "choice": None, "person": None}
    if field.kind == Kind.NUMBER:
        columns["number"] = custom.scaled(value)
    elif field.kind == Kind.DATE:
        columns["day"] = value
    elif field.kind == Kind.CHOICE:
        columns["choice"] = CustomChoice.objects.get(field=field.id, key=value.key)
    elif field.kind == Kind.PERSON:
        columns["person"] = value
    else:
        columns["text"] = value
    return columns


def told(value: Any) -> Any:
    """Return a value as the trail keeps it: a choice by its label, a number in digits, a person as a person."""
    if isinstance(value, custom.Choice):
        return value.label
    return custom.plain(value) if isinstance(value, Decimal) else value
