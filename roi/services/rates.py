"""Dated exchange rates."""

from datetime import date
from decimal import Decimal, InvalidOperation

from django.conf import settings
from django.db import transaction

from foundation.audit import services as audit
from foundation.kernel.currencies import is_currency
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from roi import policies, rules
from roi.models import ExchangeRate


@transaction.atomic
def add_rate(*, currency: str, on: date, rate: str | Decimal, by: Actor) -> ExchangeRate:
    """Add what one unit of `currency` is worth in the reporting currency from the day `on`.

    Entries already booked keep their rate. Raises Denied, Invalid at `currency`, `on` or `rate`, Conflict for a day
    that has a rate.
    """
    policies.check_add_rate(by)
    into = settings.REPORTING_CURRENCY
    code = currency.strip().upper()
    if not is_currency(code):
        raise Invalid(
            _("There is no currency “%(currency)s”. Enter its three-letter code, for example USD or EUR."),
            field="currency",
            currency=code[:20],
        )
    if code == into:
        raise Invalid(_("%(currency)s is the reporting currency and needs no rate."), field="currency", currency=code)
    rules.require_month(Month.of(on), field="on")
    text = _rate_text(rate)
    if ExchangeRate.objects.filter(currency=code, into=into, on=on).exists():
        raise Conflict(
            _("There is a rate for %(currency)s on %(day)s. Rates are never changed: add one for a later day."),
            currency=code,
            day=on,
        )
    added = ExchangeRate.objects.create(currency=code, into=into, on=on, rate=text, added_by=person(by))
    audit.record("roi.rate.added", added, by=by, rate=text, on=on)
    return added


def person(by: Actor) -> User | None:
    """Return the user behind an actor; None for the product itself."""
    return by if isinstance(by, User) else None


def _rate_text(rate: str | Decimal) -> str:
    try:
        value = Decimal(str(rate).strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not Decimal("1e-9") <= value <= Decimal("1e9") or -int(value.as_tuple().exponent) > 12:
        raise Invalid(_("Enter a rate above zero with at most 12 decimals, for example 1.0845."), field="rate")
    return format(value, "f")
