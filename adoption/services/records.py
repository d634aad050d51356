"""Records as all commands write them: texts and days that can be kept, a save or change with its entry in the trail."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from adoption.models import About
from foundation.audit import services as audit
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User

Row = TypeVar("Row", bound=About)
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)


def text(value: str, field: str, most: int, *, needed: bool = True) -> str:
    """Return a text without outer blanks. Raises Invalid at `field` when it is too long, or empty but needed."""
    plain = value.replace("\x00", "").strip()
    if needed and not plain:
        raise Invalid(_("This text is needed."), field=field)
    if len(plain) > most:
        raise Invalid(_("This text is longer than %(most)s characters."), field=field, most=most)
    return plain


def past_day(value: date, field: str) -> date:
    """Return a day that has come. Raises Invalid at `field` for one in the future or before 1990."""
    if not EARLIEST <= value <= timezone.localdate():
        raise Invalid(_("Give a day from 1990 to today."), field=field)
    return value


def any_day(value: date, field: str) -> date:
    """Return a day. Raises Invalid at `field` for one before 1990 or after 2100."""
    if not EARLIEST <= value <= LATEST:
        raise Invalid(_("Give a day from 1990 to 2100."), field=field)
    return value


def person(by: Actor) -> User | None:
    """The person who acts; None for the product itself."""
    return by if isinstance(by, User) else None


@transaction.atomic
def added(row: Row, action: str, *, by: Actor, check: Callable[[Actor, Any], None], **facts: Any) -> Row:
    """Save a new record after its check, with its entry in the trail."""
    check(by, row)
    if row.unit.archived_at is not None:
        raise Conflict(_("This unit is archived."), field="unit")
    row.created_by = person(by)
    row.save(force_insert=True)
    if row.case is not None:
        facts["case"] = row.case_reference
    audit.record(action, row, by=by, unit=row.unit.name, **facts)
    return row


def changed(row: About, action: str, *, by: Actor, reason: str = "", **columns: Any) -> None:
    """Change columns of a locked record, with before and after in the trail; call it inside a transaction."""
    before = {name: getattr(row, name) for name in columns}
    for name, value in columns.items():
        setattr(row, name, value)
    row.updated_at = timezone.now()
    row.save(update_fields=[*columns, "updated_at"])
    differ = {name: (before[name], value) for name, value in columns.items() if before[name] != value}
    audit.record(action, row, by=by, reason=reason, changes=differ)
