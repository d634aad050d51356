"""Booking one amount, or a series of months."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.db.models import new_uid
from foundation.kernel.canonical import digest
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.money import Money, convert
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit, User
from roi import control_queries, policies, queries, rules
from roi.category_models import exact_category
from roi.models import KEY_LENGTH, KPI_LENGTH, MEMO_LENGTH, LedgerEntry
from roi.services import doubles, periods, sums
from roi.services.rates import person
from roi.sharing_models import SharedBenefit
from roi.workflow import KINDS, Basis, Grade, Kind
from usecases.models import UseCase

LARGEST_BOOKING = 10**14  # minor units: a trillion dollars; tens of thousands of them still add up in 64 bits


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What is booked, whoever books it; checked by `_checked`."""

    subject: Unit | UseCase
    kind: Kind
    category: str
    basis: Basis
    grade: Grade
    memo: str
    kpi: str = ""
    shared: SharedBenefit | None = None
    share: str = ""

    @property
    def unit(self) -> Unit:
        return policies.unit_of(self.subject)

    @property
    def case(self) -> UseCase | None:
        return self.subject if isinstance(self.subject, UseCase) else None


@transaction.atomic
def book(
    subject: Unit | UseCase,
    *,
    by: Actor,
    kind: str,
    category: str,
    period: Month,
    amount: Money,
    basis: str,
    grade: str = Grade.ASSERTED,
    memo: str = "",
    key: str = "",
    kpi: str = "",
    asserted_by: User | None = None,
) -> LedgerEntry:
    """Book one amount on a unit, or on a case and its unit, in one month.

    `amount` is positive; only a reversal subtracts. `asserted_by` names who stands behind an amount that the product
    books on their behalf; else it is who books. With a `key` used before for the same content by the same person
    the first entry is returned, and nothing is booked twice. Raises Denied; Invalid at `kind`, `category`, `period`,
    `amount`, `currency`, `basis`, `grade`, `memo` or `key`; Conflict for an archived subject, a closed month, or a
    key used for other content.
    """
    booking = _checked(subject, by, kind, category, basis, grade, memo, kpi)
    _check_period(period, booking.basis)
    fingerprint = _fingerprint(booking, by, [(period, amount)])
    if earlier := _booked_before(key, fingerprint):
        return earlier[0]
    control_queries.require_open(booking.unit, [period])
    return _write(booking, by, [(period, amount)], key, fingerprint, asserted_by=asserted_by)[0]


@transaction.atomic
def book_series(
    subject: Unit | UseCase,
    *,
    by: Actor,
    kind: str,
    category: str,
    first: Month,
    months: int,
    amount: Money,
    basis: str,
    grade: str = Grade.ASSERTED,
    memo: str = "",
    key: str = "",
    kpi: str = "",
) -> list[LedgerEntry]:
    """Spread an amount evenly over `months` months from `first` on, exact to the minor unit; one batch, one act.

    Raises what `book` raises, and Invalid at `months` for fewer than 1, more than 600, or an amount too small.
    """
    booking = _checked(subject, by, kind, category, basis, grade, memo, kpi)
    check_amount(amount)
    parts = rules.spread(amount.minor, months)
    rows = [(first.plus(index), Money(minor, amount.currency)) for index, minor in enumerate(parts)]
    _check_period(first, booking.basis)
    _check_period(rows[-1][0], booking.basis, field="months")
    fingerprint = _fingerprint(booking, by, rows)
    if earlier := _booked_before(key, fingerprint):
        return earlier
    control_queries.require_open(booking.unit, [month for month, _amount in rows])
    return _write(booking, by, rows, key, fingerprint, batch=new_uid())


def book_share(
    shared: SharedBenefit, case: UseCase, share: Decimal, amount: Money, *, by: Actor, kind: Kind
) -> LedgerEntry:
    """Book the share of a use case in a benefit; called by the service that shares it, which holds it locked."""
    booking = _checked(case, by, kind, shared.category, shared.basis, shared.grade, shared.memo)
    _check_period(shared.month, booking.basis)
    control_queries.require_open(booking.unit, [shared.month])
    booking = replace(booking, shared=shared, share=format(share.normalize(), "f"))
    return _write(booking, by, [(shared.month, amount)], "", "")[0]


def _checked(
    subject: Unit | UseCase, by: Actor, kind: str, category: str, basis: str, grade: str, memo: str, kpi: str = ""
) -> Booking:
    """Lock the subject, ask the policies, and read the words. Raises Denied, Conflict, Invalid."""
    if isinstance(subject, UseCase):
        subject = lock(subject)
    policies.check_book(by, subject)
    periods.hold_open([policies.unit_of(subject).pk])
    if kind not in KINDS:
        raise Invalid(_("Choose investment or return."), field="kind")
    filed = exact_category(category)
    if filed is None:
        raise Invalid(_("Choose one of the categories."), field="category")
    if filed.is_retired:
        raise Invalid(
            _("The category “%(category)s” is retired. Choose another."), field="category", category=filed.label
        )
    if filed.kind != kind:
        raise Invalid(
            _("“%(category)s” is not a category of the kind “%(kind)s”."),
            field="category",
            category=filed.label,
            kind=KINDS[Kind(kind)],
        )
    if basis not in list(Basis):
        raise Invalid(_("Choose plan or actual."), field="basis")
    if grade not in list(Grade):
        raise Invalid(_("Choose how well the amount is evidenced."), field="grade")
    if grade == Grade.FINANCE_SIGNED and basis == Basis.PLAN:
        raise Invalid(_("Only actual amounts are signed; a plan is not a fact yet."), field="grade")
    policies.check_grade(by, policies.unit_of(subject), grade)
    return Booking(
        subject=subject,
        kind=Kind(kind),
        category=category,
        basis=Basis(basis),
        grade=Grade(grade),
        memo=_memo(memo),
        kpi=kpi.strip()[:KPI_LENGTH],
    )


def _memo(memo: str) -> str:
    if len(memo) > MEMO_LENGTH:
        raise Invalid(_("The memo is longer than %(most)s characters."), field="memo", most=MEMO_LENGTH)
    return memo.strip()


def _check_period(period: Month, basis: Basis, *, field: str = "period") -> None:
    rules.require_month(period, field=field)
    if basis == Basis.ACTUAL and period > Month.of(timezone.localdate()):
        raise Invalid(
            _("%(month)s has not begun, so nothing can have happened in it yet. Book it as plan."),
            field=field,
            month=str(period),
        )


def check_amount(amount: Money) -> None:
    """Raise Invalid (at `amount`) for an amount that is not above zero, or larger than one entry holds."""
    if amount.minor < 0:
        raise Invalid(
            _("Enter an amount above zero. To take money out again, reverse the entry that booked it."), field="amount"
        )
    if amount.minor == 0:
        raise Invalid(_("Enter an amount above zero."), field="amount")
    if amount.minor > LARGEST_BOOKING:
        raise Invalid(_("The amount is larger than one entry can hold."), field="amount")


def _reported(amount: Money, period: Month) -> tuple[Money, str, date | None]:
    """Return the amount in the reporting currency, the rate as text, and the rate's day (none without conversion)."""
    check_amount(amount)
    into = settings.REPORTING_CURRENCY
    if amount.currency == into:
        return amount, "1", None
    rate = queries.rate_for(amount.currency, period.last_day)
    if rate is None:
        raise Invalid(
            _("There is no rate from %(currency)s to %(into)s for %(month)s. Finance adds rates under Ledger › Rates."),
            field="currency",
            currency=amount.currency,
            into=into,
            month=str(period),
        )
    converted = convert(amount, rate.value, into)
    if converted.minor > LARGEST_BOOKING:
        raise Invalid(_("The amount is larger than one entry can hold."), field="amount")
    return converted, rate.rate, rate.on


def _fingerprint(booking: Booking, by: Actor, rows: Sequence[tuple[Month, Money]]) -> str:
    return digest(
        {
            "by": by.audit_key or by.audit_name,
            "unit": booking.unit.uid,
            "case": booking.case and booking.case.uid,
            "kind": booking.kind,
            "category": booking.category,
            "basis": booking.basis,
            "grade": booking.grade,
            "memo": booking.memo,
            **({"kpi": booking.kpi} if booking.kpi else {}),
            "rows": [(month, amount) for month, amount in rows],
        }
    )


def _booked_before(key: str, fingerprint: str) -> list[LedgerEntry]:
    """Return what was booked with this key, empty when nothing was. Raises Conflict when it was something else."""
    key = key.strip()
    if not key:
        return []
    if len(key) > KEY_LENGTH:
        raise Invalid(_("The key is longer than %(most)s characters."), field="key", most=KEY_LENGTH)
    first = LedgerEntry.objects.filter(key=key).first()
    if first is None:
        return []
    if first.key_digest != fingerprint:
        raise Conflict(_("This key was used for another booking. Send a new key for a new booking."), field="key")
    if first.batch is None:
        return [first]
    return list(LedgerEntry.objects.filter(batch=first.batch, reverses=None).order_by("id"))


def _write(
    booking: Booking,
    by: Actor,
    rows: Sequence[tuple[Month, Money]],
    key: str,
    fingerprint: str,
    *,
    batch: UUID | None = None,
    asserted_by: User | None = None,
) -> list[LedgerEntry]:
    now, entries = timezone.now(), []
    for index, (month, amount) in enumerate(rows):
        reporting, rate, rate_on = _reported(amount, month)
        entries.append(
            LedgerEntry(
                unit=booking.unit,
                case=booking.case,
                kind=booking.kind,
                category=booking.category,
                period=month.first_day,
                effective_at=month.first_day,
                amount_minor=amount.minor,
                amount_currency=amount.currency,
                reporting_minor=reporting.minor,
                reporting_currency=reporting.currency,
                rate=rate,
                rate_on=rate_on,
                basis=booking.basis,
                grade=booking.grade,
                memo=booking.memo,
                kpi=booking.kpi,
                shared=booking.shared,
                share=booking.share,
                asserted_by=asserted_by or person(by),
                recorded_at=now,
                batch=batch,
                key=(key.strip() or None) if index == 0 else None,
                key_digest=fingerprint if key and index == 0 else "",
            )
        )
    try:
        with transaction.atomic():
            LedgerEntry.objects.bulk_create(entries, batch_size=200)
    except IntegrityError:
        # The same key arrived twice at once: the other one was first.
        if earlier := _booked_before(key, fingerprint):
            return earlier
        raise
    sums.post(entries, booking.case)
    doubles.watch(entries)
    _tell(booking, by, entries)
    return entries


def _tell(booking: Booking, by: Actor, entries: Sequence[LedgerEntry]) -> None:
    facts: dict[str, Any] = {
        "kind": booking.kind,
        "category": booking.category,
        "basis": booking.basis,
        "grade": booking.grade,
    }
    if len(entries) == 1:
        entry = entries[0]
        audit.record(
            "roi.entry.booked",
            entry,
            by=by,
            reason=booking.memo,
            amount=entry.booked,
            reported=entry.reported,
            rate=entry.rate,
            month=entry.month,
            case=booking.case.reference if booking.case else "",
            **facts,
        )
        return
    audit.record_bulk(
        "roi.series.booked",
        booking.subject,
        by=by,
        reason=booking.memo,
        rows=[
            {
                "uid": entry.uid,
                "month": entry.month,
                "amount": entry.booked,
                "reported": entry.reported,
                "rate": entry.rate,
            }
            for entry in entries
        ],
        **facts,
    )
