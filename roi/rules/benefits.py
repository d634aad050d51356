"""Measured benefit: a figure's improvement, times how often it counts, times what one is worth.

    gross        improvement x volume x unit value
    attributable gross x attribution x (1 - overlap)
    forecast     (baseline to target) x volume x unit value, risk-adjusted: x confidence

Figures are exact decimals throughout; an amount is rounded once, at its end, half-even to the minor unit of the
currency. The attributable amount is computed from the unrounded gross (domain facts, D3).
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext

from foundation.kernel.errors import Invalid
from foundation.kernel.money import LARGEST_MINOR, Money, exponent
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from metrics.workflow import Direction

MONTHS_A_YEAR = 12
DIGITS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What turns an improvement into money in one month. Shares are fractions: 0.7 is 70 %."""

    direction: Direction
    baseline: Decimal
    volume: Decimal
    unit_value: Decimal
    currency: str
    attribution: Decimal = Decimal(1)
    overlap: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a value is worth: its improvement (below zero when it got worse), gross, and what is attributable."""

    improvement: Decimal
    gross: Money
    net: Money


def improvement(direction: Direction, baseline: Decimal, actual: Decimal) -> Decimal:
    """By how much a figure got better than its baseline, in its own unit; below zero when it got worse."""
    return baseline - actual if direction == Direction.DOWN else actual - baseline


def benefit(terms: Terms, actual: Decimal) -> Benefit:
    """What a value is worth under some terms. Raises Invalid at `unit_value` for an amount beyond storage."""
    better = improvement(terms.direction, terms.baseline, actual)
    with localcontext(prec=DIGITS):
        gross = better * terms.volume * terms.unit_value
        net = gross * terms.attribution * (1 - terms.overlap)
    return Benefit(better, rounded(gross, terms.currency), rounded(net, terms.currency))


def rounded(amount: Decimal, currency: str) -> Money:
    """Return an exact amount as money, rounded half-even to the minor unit."""
    with localcontext(prec=DIGITS):
        minor = amount.scaleb(exponent(currency)).quantize(Decimal(1))
    if abs(minor) > LARGEST_MINOR:
        raise Invalid(_("The amount is larger than this product can hold."), field="unit_value")
    return Money(int(minor), currency)


def volume_in(month: Month, yearly: Decimal) -> Decimal:
    """Return the part of a year's volume that falls into a month: whole units that add up to the year's exactly.

    50,000 a year is 4,167 in January, 4,166 in February, 4,167 in March. A volume that is not whole stays in December.
    """
    before = _whole(yearly * (month.month - 1) / MONTHS_A_YEAR)
    upto = yearly if month.month == MONTHS_A_YEAR else _whole(yearly * month.month / MONTHS_A_YEAR)
    return upto - before


def _whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1))


@dataclass(frozen=True, slots=True)
class Forecast:
    """What reaching the target is worth in a year, and the same weighed by how sure one is of it."""

    value: Money
    risk_adjusted: Money


def forecast(terms: Terms, *, target: Decimal, confidence: Decimal) -> Forecast:
    """What reaching the target is worth with a year's volume in the terms, gross, and times the confidence."""
    with localcontext(prec=DIGITS):
        value = improvement(terms.direction, terms.baseline, target) * terms.volume * terms.unit_value
        adjusted = value * confidence
    return Forecast(rounded(value, terms.currency), rounded(adjusted, terms.currency))


def check_shares(*, attribution: Decimal, overlap: Decimal, confidence: Decimal) -> None:
    """Raise Invalid at the first share that lies outside its range: above 0 up to 1, an overlap from 0 below 1."""
    for field, value in (("attribution", attribution), ("confidence", confidence)):
        if not (value.is_finite() and 0 < value <= 1):
            raise Invalid(_("Enter a share above 0 and up to 1, for example 0.7."), field=field)
    if not (overlap.is_finite() and 0 <= overlap < 1):
        raise Invalid(_("Enter a share from 0 on and below 1, for example 0.1."), field="overlap")
