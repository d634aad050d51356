"""The administrator's fields of use cases: added, changed, retired, brought back; never deleted."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from usecases import policies
from usecases.models import CustomChoice, CustomField
from usecases.models_register import HELP_LENGTH, LABEL_LENGTH, UNIT_LENGTH
from usecases.rules import custom
from usecases.rules.custom import Kind
from usecases.services.texts import clean_line

MOST_FIELDS = 100
MOST_CHOICES = 200


@transaction.atomic
def create_field(*, by: Actor, label: str, kind: str, choices: Sequence[str] = (), **more: Any) -> CustomField:
    """Add a field to every use case.

    `more`: help, and for a number unit, lowest, highest (Decimal or None). `choices`: the labels of a choice field.
    Raises Denied, Conflict beyond 100 fields in use, Invalid at label, kind, choices, unit, lowest or highest.
    """
    policies.check_manage_fields(by)
    if kind not in set(Kind):
        raise Invalid(_("“%(value)s” is none of the choices."), field="kind", value=str(kind)[:40])
    if CustomField.objects.filter(retired_at=None).count() >= MOST_FIELDS:
        raise Conflict(_("There are %(limit)d fields already; retire one first."), limit=MOST_FIELDS)
    clean = _checked(Kind(kind), {"label": label, **more})
    labels = [_choice_label(text) for text in choices]
    if kind == Kind.CHOICE and not labels:
        raise Invalid(_("Enter at least one choice, one on each line."), field="choices")
    if kind != Kind.CHOICE and labels:
        raise Invalid(_("Only a choice has choices."), field="choices")
    taken = list(CustomField.objects.values_list("key", flat=True))
    place = (CustomField.objects.aggregate(last=Max("place"))["last"] or 0) + 1
    key = custom.key_from(clean["label"], taken=taken, fallback="field")
    row = CustomField.objects.create(key=key, kind=kind, place=place, **clean)
    _add_choices(row, labels)
    audit.record(
        "usecases.field.created",
        row,
        by=by,
        kind=kind,
        key=key,
        choices=labels,
        changes={name: (None, _told(name, value)) for name, value in clean.items() if value not in ("", None)},
    )
    return row


@transaction.atomic
def edit_field(
    field: CustomField,
    *,
    by: Actor,
    renamed: Mapping[str, str] | None = None,
    retired: Sequence[str] | None = None,
    choices: Sequence[str] = (),
    **more: Any,
) -> CustomField:
    """Change a field's label, help, unit or range, and the choices of a choice field.

    `renamed`: new labels by key of the choice; `retired`: the keys of all choices that are no longer offered (None
    leaves that as it is); `choices`: labels to add. Values outside a narrower range stay as they are.
    Raises Denied, Conflict when nothing of a choice field would be left, Invalid at the field that is wrong.
    """
    row = lock(field)
    policies.check_manage_fields(by)
    kind = Kind(row.kind)
    present = {name: getattr(row, name) for name in ("label", "help", "unit", "lowest", "highest")}
    present |= {name: _unscaled(present[name]) for name in ("lowest", "highest")}
    clean = _checked(kind, present | more, own=row)
    changes: dict[str, tuple[Any, Any]] = {}
    for name, value in clean.items():
        if getattr(row, name) != value:
            changes[name] = (_told(name, getattr(row, name)), _told(name, value))
            setattr(row, name, value)
    if kind == Kind.CHOICE:
        changes |= _edit_choices(row, renamed or {}, retired, [_choice_label(text) for text in choices])
    if changes:
        row.save()
        audit.record("usecases.field.edited", row, by=by, changes=changes)
    return row


@transaction.atomic
def retire_field(field: CustomField, *, by: Actor) -> CustomField:
    """Take a field out of use: cases keep what they say in it, forms offer it no more. Raises Denied, Conflict."""
    row = lock(field)
    policies.check_manage_fields(by)
    if row.retired_at is not None:
        raise Conflict(_("This field is retired already."))
    row.retired_at = timezone.now()
    row.save(update_fields=["retired_at"])
    audit.record("usecases.field.retired", row, by=by)
    return row


@transaction.atomic
def restore_field(field: CustomField, *, by: Actor) -> CustomField:
    """Bring a retired field back into use. Raises Denied, Conflict, Invalid when its name is taken by now."""
    row = lock(field)
    policies.check_manage_fields(by)
    if row.retired_at is None:
        raise Conflict(_("This field is in use."))
    _check_label(row.label, own=row)
    row.retired_at = None
    row.save(update_fields=["retired_at"])
    audit.record("usecases.field.restored", row, by=by)
    return row


def _checked(kind: Kind, values: Mapping[str, Any], *, own: CustomField | None = None) -> dict[str, Any]:
    label = clean_line(values.get("label"), field="label", limit=LABEL_LENGTH)
    if not label:
        raise Invalid(_("Enter a name."), field="label")
    _check_label(label, own=own)
    clean: dict[str, Any] = {
        "label": label,
        "help": clean_line(values.get("help"), field="help", limit=HELP_LENGTH),
        "unit": clean_line(values.get("unit"), field="unit", limit=UNIT_LENGTH),
    }
    for name in ("lowest", "highest"):
        clean[name] = _limit(values.get(name), name)
    if kind != Kind.NUMBER:
        if clean["unit"]:
            raise Invalid(_("Only a number has a unit."), field="unit")
        for name in ("lowest", "highest"):
            if clean[name] is not None:
                raise Invalid(_("Only a number has a range."), field=name)
    if clean["lowest"] is not None and clean["highest"] is not None and clean["lowest"] > clean["highest"]:
        raise Invalid(_("The highest value must not be below the lowest."), field="highest")
    return clean


def _check_label(label: str, *, own: CustomField | None) -> None:
    others = CustomField.objects.filter(retired_at=None).exclude(pk__in=[own.pk] if own else [])
    if any(label.casefold() == other.casefold() for other in others.values_list("label", flat=True)):
        raise Invalid(_("There is a field “%(label)s” already; choose another name."), field="label", label=label)


def _limit(value: Decimal | None, name: str) -> int | None:
    if value is None:
        return None
    if not value.is_finite() or abs(value) > custom.LARGEST:
        raise Invalid(
            _("Enter a number from -%(limit)s to %(limit)s."), field=name, limit=custom.written(custom.LARGEST)
        )
    if value != value.quantize(Decimal(1).scaleb(-custom.DECIMALS)):
        raise Invalid(_("Enter at most %(count)d decimals."), field=name, count=custom.DECIMALS)
    return custom.scaled(value)


def _unscaled(stored: int | None) -> Decimal | None:
    return None if stored is None else custom.unscaled(stored)


def _told(name: str, value: Any) -> Any:
    return custom.plain(custom.unscaled(value)) if name in ("lowest", "highest") and value is not None else value


def _choice_label(text: str) -> str:
    label = clean_line(text, field="choices", limit=LABEL_LENGTH)
    if not label:
        raise Invalid(_("A choice needs a name."), field="choices")
    return label


def _edit_choices(
    row: CustomField, renamed: Mapping[str, str], retired: Sequence[str] | None, added: Sequence[str]
) -> dict[str, tuple[Any, Any]]:
    present = list(row.choices.all())
    known = {choice.key for choice in present}
    for key in (*renamed, *(retired or ())):
        if key not in known:
            raise Invalid(_("There is no choice “%(key)s”."), field="choices", key=str(key)[:40])
    before = _offered(present)
    for choice in present:
        choice.label = _choice_label(renamed.get(choice.key, choice.label))
        if retired is not None:
            choice.retired_at = (choice.retired_at or timezone.now()) if choice.key in retired else None
    _check_distinct([choice.label for choice in present if choice.retired_at is None] + list(added))
    if not added and all(choice.retired_at for choice in present):
        raise Conflict(_("A choice field keeps at least one choice; retire the field instead."), field="choices")
    CustomChoice.objects.bulk_update(present, ["label", "retired_at"])
    _add_choices(row, added)
    after = _offered(row.choices.all())
    return {"choices": (before, after)} if before != after else {}


def _offered(choices: Any) -> list[str]:
    return [choice.label for choice in choices if choice.retired_at is None]


def _check_distinct(labels: Sequence[str]) -> None:
    seen: set[str] = set()
    for label in labels:
        if label.casefold() in seen:
            raise Invalid(_("“%(label)s” stands twice among the choices."), field="choices", label=label)
        seen.add(label.casefold())


def _add_choices(row: CustomField, labels: Sequence[str]) -> None:
    present = list(row.choices.all())
    if len(present) + len(labels) > MOST_CHOICES:
        raise Invalid(_("A field has at most %(limit)d choices."), field="choices", limit=MOST_CHOICES)
    _check_distinct(labels)
    taken = [choice.key for choice in present]
    place = max((choice.place for choice in present), default=0)
    rows = []
    for label in labels:
        place += 1
        key = custom.key_from(label, taken=taken, fallback="choice")
        taken.append(key)
        rows.append(CustomChoice(field=row, key=key, label=label, place=place))
    CustomChoice.objects.bulk_create(rows)
