"""Taking entries back, and signing them for finance."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from roi import control_queries, policies
from roi.models import MEMO_LENGTH, LedgerEntry
from roi.services import periods, sums
from roi.services.rates import person
from roi.workflow import Basis, Grade
from usecases.models import UseCase

SIGNED_AGAIN = _("Booked again as signed by finance")
_COPIED = (
    "unit_id", "case_id", "kind", "category", "amount_currency", "reporting_currency", "rate", "rate_on", "basis",
    "kpi", "shared_id", "share",
)  # fmt: skip


@transaction.atomic
def reverse(entry: LedgerEntry, *, by: Actor, reason: str) -> LedgerEntry:
    """Take an entry back with one that mirrors it; both stay in the ledger.

    The mirror stands in the same month, or in the first open one after it when the month is closed. Raises Denied,
    Invalid at `reason` when there is none, Conflict for an entry that is or was reversed, or when no month up to now
    is open.
    """
    entry = _held(entry)
    policies.check_reverse(by, entry)
    if not reason.strip():
        raise Invalid(_("Say why the entry is taken back."), field="reason")
    if len(reason) > MEMO_LENGTH:
        raise Invalid(_("The reason is longer than %(most)s characters."), field="reason", most=MEMO_LENGTH)
    month = month_of_reversal(entry)
    try:
        with transaction.atomic():
            reversal = _mirror(entry, by, reason.strip(), month)
            reversal.save()
    except IntegrityError:
        raise Conflict(_("This entry has already been reversed.")) from None
    sums.post([reversal], entry.case)
    audit.record(
        "roi.entry.reversed",
        reversal,
        by=by,
        reason=reason.strip(),
        reverses=str(entry.uid),
        amount=reversal.booked,
        month=month,
    )
    return reversal


def month_of_reversal(entry: LedgerEntry) -> Month:
    """Return the month in which a reversal of an entry is booked: its own, or the first open one after it.

    Raises Conflict when an actual entry would have to be taken back in a month that has not begun.
    """
    month = control_queries.first_open(entry.unit.path or "", entry.month)
    if month > entry.month and entry.basis == Basis.ACTUAL and month > Month.of(timezone.localdate()):
        raise Conflict(
            _("Every month from %(month)s up to now is closed. Ask finance to reopen one."), month=str(entry.month)
        )
    return month


@transaction.atomic
def sign(entry: LedgerEntry, *, by: Actor, memo: str = "") -> LedgerEntry:
    """Finance confirms an actual amount: the entry is taken back and booked again at the grade "signed by finance".

    The sums stay as they are, only the evidence moves. Returns the signed entry. Raises Denied or Conflict.
    """
    entry = _held(entry)
    policies.check_sign(by, entry)
    control_queries.require_open(entry.unit, [entry.month])
    if len(memo) > MEMO_LENGTH:
        raise Invalid(_("The memo is longer than %(most)s characters."), field="memo", most=MEMO_LENGTH)
    signed = regrade([entry], by, memo.strip())[0]
    sums.post([reversal_of(signed), signed], entry.case)
    audit.record("roi.entry.regraded", reversal_of(signed), by=by, reason=SIGNED_AGAIN, reverses=str(entry.uid))
    audit.record(
        "roi.entry.signed",
        signed,
        by=by,
        reason=memo.strip(),
        signs=str(entry.uid),
        amount=entry.booked,
        grade_before=entry.grade,
    )
    return signed


def reversal_of(signed: LedgerEntry) -> LedgerEntry:
    """Return the entry that took back what a signed entry signs."""
    return LedgerEntry.objects.get(reverses_id=signed.signs_id)


def regrade(entries: Sequence[LedgerEntry], by: Actor, memo: str = "") -> list[LedgerEntry]:
    """Write the reversals of entries and the signed entries that replace them; the caller has locked and checked them.

    Raises Conflict when one of them was taken back meanwhile.
    """
    now = timezone.now()
    mirrors = [_mirror(entry, by, SIGNED_AGAIN, entry.month) for entry in entries]
    signed = [
        LedgerEntry(
            **_copied(entry),
            period=entry.period,
            effective_at=entry.effective_at,
            grade=Grade.FINANCE_SIGNED,
            amount_minor=entry.amount_minor,
            reporting_minor=entry.reporting_minor,
            memo=memo or entry.memo,
            asserted_by_id=entry.asserted_by_id,
            signed_by=person(by),
            signs=entry,
            recorded_at=now,
        )
        for entry in entries
    ]
    try:
        with transaction.atomic():
            LedgerEntry.objects.bulk_create([*mirrors, *signed], batch_size=100)
    except IntegrityError:
        raise Conflict(_("This entry has already been reversed.")) from None
    return signed


def _held(entry: LedgerEntry) -> LedgerEntry:
    """Lock the case, the unit against closing, and the entry."""
    if entry.case_id:
        UseCase.objects.select_for_update(of=("self",)).get(pk=entry.case_id)
    periods.hold_open([entry.unit_id])
    return lock(entry)


def _copied(entry: LedgerEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _COPIED}


def _mirror(entry: LedgerEntry, by: Actor, reason: str, month: Month) -> LedgerEntry:
    return LedgerEntry(
        **_copied(entry),
        period=month.first_day,
        effective_at=month.first_day,
        grade=entry.grade,
        amount_minor=-entry.amount_minor,
        reporting_minor=-entry.reporting_minor,
        memo=reason,
        asserted_by=person(by),
        reverses=entry,
        batch=entry.batch,
    )
