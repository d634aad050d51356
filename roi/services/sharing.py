"""Sharing a benefit between use cases, and deciding whether two of them claim the same saving."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit
from roi import policies
from roi.models import LedgerEntry
from roi.rules import doubles
from roi.services import booking
from roi.services.periods import written
from roi.services.rates import person
from roi.sharing_models import DoubleCount, SharedBenefit
from roi.workflow import Basis, DoubleState, Grade, Kind
from usecases.models import UseCase

FINEST = Decimal("0.0001")
"""Shares are given in hundredths of a percent."""


@transaction.atomic
def share_benefit(
    unit: Unit,
    *,
    by: Actor,
    category: str,
    period: Month,
    amount: Money,
    memo: str,
    shares: Sequence[tuple[UseCase, Decimal]],
    basis: str = Basis.ACTUAL,
    grade: str = Grade.ASSERTED,
) -> SharedBenefit:
    """Book a return once for several use cases, each with its share of 0 to 1.

    What is not shared out stays unbooked until a further share is added. Raises what booking raises; Invalid at
    `memo`, `share` for a share that is no such number or when all come to more than the whole, `case` for a case named
    twice.
    """
    policies.check_book(by, unit)
    memo = written(memo, field="memo")
    if not memo:
        raise Invalid(_("Say what benefit is shared."), field="memo")
    if not shares:
        raise Invalid(_("Name at least one use case and its share."), field="case")
    booking.check_amount(amount)
    shared = SharedBenefit(
        unit=unit, category=category[:30], period=period.first_day, basis=basis[:6], grade=grade[:14], memo=memo,
        created_by=person(by),
    )  # fmt: skip
    shared.amount = amount  # type: ignore[assignment]
    shared.save()
    audit.record("roi.benefit.shared", shared, by=by, reason=memo, amount=amount, category=category)
    for case, share in shares:
        _take(shared, case, share, by)
    return shared


@transaction.atomic
def add_share(shared: SharedBenefit, *, by: Actor, case: UseCase, share: Decimal) -> LedgerEntry:
    """Give a further use case its share of a benefit. Raises what `share_benefit` raises."""
    return _take(lock(shared), case, share, by)


def _take(shared: SharedBenefit, case: UseCase, share: Decimal, by: Actor) -> LedgerEntry:
    """Book one share; the shared benefit is locked or new, so that shares are counted one after the other."""
    if not share.is_finite() or not 0 < share <= 1 or share != share.quantize(FINEST):
        raise Invalid(_("Enter a share above 0 and up to 100%%, with at most two decimals."), field="share")
    standing = list(shared.standing())
    taken = sum((Decimal(entry.share) for entry in standing), Decimal(0))
    if any(entry.case_id == case.pk for entry in standing):
        raise Invalid(_("%(case)s has a share already."), field="case", case=case.reference)
    if taken + share > 1:
        raise Invalid(
            _("The shares come to %(sum)s%%. Only %(left)s%% of this benefit is left."),
            field="share",
            sum=_percent(taken + share),
            left=_percent(1 - taken),
        )
    minor = doubles.part_of(shared.whole.minor, taken, share, sum(entry.amount_minor for entry in standing))
    if minor <= 0:
        raise Invalid(_("The share is too small to be booked."), field="share")
    return booking.book_share(shared, case, share, Money(minor, shared.whole.currency), by=by, kind=Kind.RETURN)


def _percent(share: Decimal) -> str:
    return format((share * 100).normalize(), "f")


@transaction.atomic
def decide_double(double: DoubleCount, *, by: Actor, same: bool, note: str = "") -> DoubleCount:
    """Say whether two use cases claim the same saving.

    When they do, one of the entries is to be taken back. Raises Denied, Invalid at `note` without a reason for their
    being two, Conflict when it is decided already.
    """
    double = lock(double)
    policies.check_double(by, double)
    note = written(note, field="note")
    if not same and not note:
        raise Invalid(_("Say why these are two savings and not one."), field="note")
    if not double.is_open:
        raise Conflict(_("This is decided already."))
    double.state = DoubleState.SAME if same else DoubleState.TWO
    double.note, double.decided_by, double.decided_at = note, person(by), timezone.now()
    double.save(update_fields=["state", "note", "decided_by", "decided_at"])
    audit.record("roi.double.decided", double, by=by, reason=note, same=same)
    return double
