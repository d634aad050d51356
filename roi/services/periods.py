"""Closing months, and reopening them."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.periods import Month, months
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit
from roi import control_queries, policies, rules
from roi.control_models import NOTE_LENGTH, ClosedMonth
from roi.services.rates import person

MOST_MONTHS = 120


def hold_open(unit_ids: Collection[int]) -> None:
    """Keep months of these units from being closed until the transaction of a booking ends.

    Whoever closes waits for the bookings under way, and bookings that begin meanwhile wait to see the closing.
    """
    list(Unit.objects.select_for_update(no_key=True).filter(pk__in=unit_ids).order_by("pk").values_list("pk"))


@transaction.atomic
def close_months(unit: Unit, *, by: Actor, first: Month, last: Month, note: str = "") -> list[ClosedMonth]:
    """Close the months on a unit and all below it; those that are closed there already stay as they are.

    Returns the closings that are new. Raises Denied; Invalid at `first`, `last` or `note`; Conflict when all of the
    months are closed already.
    """
    policies.check_close(by, unit)
    rules.require_month(first, field="first")
    rules.require_month(last, field="last")
    if last < first:
        raise Invalid(_("Enter a month that is not before the first one."), field="last")
    if last.minus(first) >= MOST_MONTHS:
        raise Invalid(_("Close at most %(most)s months at once."), field="last", most=MOST_MONTHS)
    if last > Month.of(timezone.localdate()):
        raise Invalid(_("%(month)s has not begun, so it cannot be closed."), field="last", month=str(last))
    note = written(note, field="note")
    below = Unit.objects.select_for_update().filter(path__startswith=unit.path or "").order_by("pk")
    list(below.values_list("pk"))
    asked = list(months(first, last))
    closed = {month for _path, month in control_queries.closings([unit.path or ""], asked)}
    added = [
        ClosedMonth.objects.create(unit=unit, month=month.first_day, note=note, closed_by=person(by))
        for month in asked
        if month not in closed
    ]
    if not added:
        raise Conflict(_("These months are closed already."))
    for closing in added:
        audit.record("roi.month.closed", closing, by=by, reason=note, month=closing.of)
    return added


@transaction.atomic
def reopen_month(closing: ClosedMonth, *, by: Actor, reason: str) -> ClosedMonth:
    """Open a closed month again. Raises Denied, Invalid at `reason`, Conflict when it is open already."""
    closing = lock(closing)
    policies.check_reopen(by, closing)
    reason = written(reason, field="reason")
    if not reason:
        raise Invalid(_("Say why the month is reopened."), field="reason")
    closing.reopened_at, closing.reopened_by, closing.reason = timezone.now(), person(by), reason
    closing.save(update_fields=["reopened_at", "reopened_by", "reason"])
    audit.record("roi.month.reopened", closing, by=by, reason=reason, month=closing.of)
    return closing


def written(text: str, *, field: str) -> str:
    """Return a note without blanks around it. Raises Invalid (at `field`) for one that is too long."""
    if len(text) > NOTE_LENGTH:
        raise Invalid(_("This is longer than %(most)s characters."), field=field, most=NOTE_LENGTH)
    return text.strip()
