"""Recording a value, several at once, and correcting one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from metrics import hooks, policies, rules
from metrics.models import NOTE_LENGTH, PUSH_KEY_LENGTH, Kpi, Measurement
from metrics.services import sums
from metrics.workflow import Origin

LARGEST_SAMPLE = 10**15


def record(
    kpi: Kpi,
    *,
    by: Actor,
    value: Decimal,
    effective_on: date,
    period_from: date | None = None,
    sample: int | None = None,
    note: str = "",
    key: str = "",
    origin: Origin = Origin.TYPED,
) -> Measurement:
    """Record what was measured on a day, or over the days from `period_from` to it.

    With a `key` that this KPI has seen with the same value the first measurement is returned. Raises Denied; Invalid
    at `value`, `effective_on`, `period_from`, `sample`, `note` or `key`; Conflict for a KPI that is retired, or a key
    used for another value.
    """
    typed = Typed(value, effective_on, period_from, sample, note, key)
    return _record(kpi, by, typed, origin, None)


@dataclass(frozen=True, slots=True)
class Typed:
    """One value as it was given."""

    value: Decimal
    effective_on: date
    period_from: date | None = None
    sample: int | None = None
    note: str = ""
    key: str = ""


@transaction.atomic
def record_several(rows: Sequence[tuple[Kpi, Typed]], *, by: Actor, origin: Origin = Origin.TYPED) -> list[Measurement]:
    """Record values of several KPIs, all or none. Raises what `record` raises, for the first row at fault."""
    return [_record(kpi, by, typed, origin, None) for kpi, typed in rows]


@transaction.atomic
def correct(
    measurement: Measurement,
    *,
    by: Actor,
    value: Decimal,
    reason: str,
    effective_on: date | None = None,
    sample: int | None = None,
    origin: Origin = Origin.TYPED,
) -> Measurement:
    """Record the value that should have been given; both stay, and only the new one counts.

    The day stays unless another is given. Raises Denied; Invalid at `value`, `reason`, `effective_on`; Conflict when
    somebody corrected it before.
    """
    sums.hold()
    kpi = lock(measurement.kpi)
    old = lock(measurement)
    old.kpi = kpi
    policies.check_correct(by, old)
    if not reason.strip():
        raise Invalid(_("Say why the value is corrected."), field="reason")
    same_day = effective_on is None or effective_on == old.effective_on
    if same_day and value == old.value and sample in (None, old.sample):
        raise Invalid(_("This is the value that is recorded already."), field="value")
    typed = Typed(
        value,
        effective_on or old.effective_on,
        old.period_from if same_day else None,
        old.sample if sample is None else sample,
        reason,
    )
    return _record(kpi, by, typed, origin, old)


@transaction.atomic
def _record(kpi: Kpi, by: Actor, typed: Typed, origin: Origin, corrects: Measurement | None) -> Measurement:
    policies.check_measure(by, kpi)
    row = Measurement(
        kpi=kpi,
        corrects=corrects,
        origin=origin,
        recorded_by=by if isinstance(by, User) else None,
        **checked(typed),
    )
    if earlier := _recorded_before(row):
        return earlier
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        if earlier := _recorded_before(row):
            return earlier
        raise Conflict(_("This value is corrected already; correct the one that took its place.")) from None
    if corrects is None:
        sums.post([sums.delta_of(row)])
    else:
        sums.mend(kpi, {row.effective_on, corrects.effective_on})
    days = {row.effective_on} | ({corrects.effective_on} if corrects else set())
    hooks.measured({kpi.pk: frozenset(Month.of(day) for day in days)})
    audit.record(
        "metrics.measurement.corrected" if corrects else "metrics.measurement.recorded",
        row,
        by=by,
        reason=row.note if corrects else "",
        value=row.value,
        on=row.effective_on,
        kpi=str(kpi.uid),
        **({"corrects": str(corrects.uid), "value_before": corrects.value} if corrects else {}),
    )
    return row


def checked(typed: Typed) -> dict[str, object]:
    """Return the columns of a value. Raises Invalid at the field at fault."""
    rules.check_day(typed.effective_on, timezone.localdate())
    if typed.period_from is not None and not rules.EARLIEST <= typed.period_from <= typed.effective_on:
        raise Invalid(_("The period begins before it ends, and not before 1990."), field="period_from")
    if typed.sample is not None and not 1 <= typed.sample <= LARGEST_SAMPLE:
        raise Invalid(_("A sample holds at least one observation."), field="sample")
    note = typed.note.replace("\x00", "").strip()
    if len(note) > NOTE_LENGTH:
        raise Invalid(_("The note is longer than %(most)s characters."), field="note", most=NOTE_LENGTH)
    key = typed.key.replace("\x00", "").strip()
    if len(key) > PUSH_KEY_LENGTH:
        raise Invalid(_("The key is longer than %(most)s characters."), field="key", most=PUSH_KEY_LENGTH)
    return {
        "value": rules.keepable(typed.value),
        "effective_on": typed.effective_on,
        "period_from": typed.period_from,
        "sample": typed.sample,
        "note": note,
        "key": key or None,
    }


def _recorded_before(row: Measurement) -> Measurement | None:
    """Return the measurement with the same key. Raises Conflict when it says something else."""
    if row.key is None:
        return None
    earlier = Measurement.objects.filter(kpi_id=row.kpi_id, key=row.key).first()
    if earlier is None:
        return None
    if (earlier.value, earlier.effective_on) != (row.value, row.effective_on):
        raise Conflict(
            _("The key “%(key)s” was used for another value. Correct that one, or send a new key."),
            field="key",
            key=row.key,
        )
    return earlier
