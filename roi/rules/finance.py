"""What a row of cash flows is worth: exact decimals in and out, shares as fractions (0.1 is 10 %).

Formulas are those of domain facts D1 (the functions of the same names in spreadsheets). The first flow is period 0 and
is not discounted, unless the timing "excel" is asked for. `rate` is the rate of one period. What is undefined is None.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from itertools import accumulate, pairwise
from typing import Literal

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from roi.rules.ledger import payback_periods

Timing = Literal["end", "mid", "excel"]
"""When a period's flow falls: at its end, in its middle (the first flow stays at once), or at the end with the first
flow discounted too, as the function NPV of spreadsheets does."""

TIMINGS: dict[str, str] = {
    "end": _("End of month; month 0 undiscounted"),
    "mid": _("Middle of month; month 0 undiscounted"),
    "excel": _("Spreadsheet NPV: month 0 discounted too"),
}
DIGITS = 40
DAYS_A_YEAR = 365
MONTHS_A_YEAR = 12
_TINY = Decimal("1e-24")
_STEPS = 400
NO_FLOWS = _("There are no cash flows.")
ONE_SIGN = _("All cash flows go the same way, so no rate brings their present value to zero.")
NO_ROOT = _("No rate brings the present value of these cash flows to zero.")
SEVERAL = _("Several rates bring the present value to zero, so none of them is the return; use net present value.")
TOO_MANY = _("The cash flows change direction too often for a rate of return to mean anything.")
MOST_CHANGES = 12
NEVER_BACK = _("The cash flows never pay back what was put in.")


@dataclass(frozen=True, slots=True)
class Return:
    """A rate of return. `rates` are all that solve the equation; `rate` is the one, None when none or several do."""

    rates: tuple[Decimal, ...]
    reason: str = ""

    @property
    def rate(self) -> Decimal | None:
        return self.rates[0] if len(self.rates) == 1 else None


@dataclass(frozen=True, slots=True)
class PaidBack:
    """Periods until the cumulative flow is back at zero, interpolated; `falls_again` when that does not last."""

    periods: Decimal | None
    falls_again: bool = False
    reason: str = ""


def check_rate(rate: Decimal, *, field: str = "rate") -> Decimal:
    """Return a rate above -100 %; raises Invalid (at `field`) for others: nothing can be divided by 1 + rate then."""
    if not rate.is_finite() or rate <= -1:
        raise Invalid(_("A discount rate lies above −100%."), field=field)
    return rate


def monthly(annual: Decimal) -> Decimal:
    """Return the rate of a month that compounds to an annual rate."""
    with localcontext(prec=DIGITS):
        return (1 + check_rate(annual)) ** (Decimal(1) / MONTHS_A_YEAR) - 1


def yearly(of_a_month: Decimal) -> Decimal:
    """Return the annual rate that a monthly rate compounds to."""
    with localcontext(prec=DIGITS):
        return (1 + of_a_month) ** MONTHS_A_YEAR - 1


def factors(rate: Decimal, periods: int, timing: Timing = "end") -> list[Decimal]:
    """Return the discount factor of each of `periods` periods. Raises Invalid at `rate`."""
    check_rate(rate)
    with localcontext(prec=DIGITS):
        base = 1 + rate
        if timing == "mid":
            half = base ** Decimal("0.5")
            return [Decimal(1) if index == 0 else half / base**index for index in range(periods)]
        shift = 1 if timing == "excel" else 0
        return [1 / base ** (index + shift) for index in range(periods)]


def npv(rate: Decimal, flows: Sequence[Decimal], timing: Timing = "end") -> Decimal:
    """Return the net present value of flows of equal periods. Raises Invalid at `rate`."""
    with localcontext(prec=DIGITS):
        weights = factors(rate, len(flows), timing)
        return sum((flow * weight for flow, weight in zip(flows, weights, strict=True)), Decimal(0))


def xnpv(rate: Decimal, flows: Sequence[tuple[date, Decimal]]) -> Decimal:
    """Return the present value at the first flow's day, days counted as 365ths of a year. Raises Invalid at `rate`."""
    check_rate(rate)
    with localcontext(prec=DIGITS):
        return sum((flow / (1 + rate) ** years for years, flow in _years(flows)), Decimal(0))


def irr(flows: Sequence[Decimal]) -> Return:
    """Return every rate of a period at which the net present value is zero."""
    return _solved([(Decimal(index), flow) for index, flow in enumerate(flows)])


def xirr(flows: Sequence[tuple[date, Decimal]]) -> Return:
    """Return every annual rate at which the present value of dated flows is zero."""
    return _solved(_years(flows))


def mirr(flows: Sequence[Decimal], *, finance: Decimal, reinvest: Decimal) -> Decimal | None:
    """Return the modified rate: outflows financed at one rate, inflows invested again at another.

    None without both an outflow and an inflow. Raises Invalid at `rate`.
    """
    check_rate(finance)
    check_rate(reinvest)
    last = len(flows) - 1
    with localcontext(prec=DIGITS):
        spent = -npv(finance, [min(flow, Decimal(0)) for flow in flows])
        gained = sum((max(flow, Decimal(0)) * (1 + reinvest) ** (last - i) for i, flow in enumerate(flows)), Decimal(0))
        return (gained / spent) ** (Decimal(1) / last) - 1 if spent > 0 and gained > 0 else None


def payback(flows: Sequence[Decimal]) -> PaidBack:
    """Return the periods from period 0 until the cumulative flow is back at zero; None if it never is."""
    if not any(flow < 0 for flow in flows):
        return PaidBack(None, reason=NO_FLOWS if not any(flows) else _("Nothing is put in, so nothing is paid back."))
    found, _index, again = payback_periods(flows)
    return PaidBack(found, again, "" if found is not None else NEVER_BACK)


def discounted_payback(rate: Decimal, flows: Sequence[Decimal], timing: Timing = "end") -> PaidBack:
    """Return the payback of the discounted flows. Raises Invalid at `rate`."""
    with localcontext(prec=DIGITS):
        return payback([flow * weight for flow, weight in zip(flows, factors(rate, len(flows), timing), strict=True)])


def cumulative(flows: Sequence[Decimal]) -> list[Decimal]:
    """Return the running sums of flows."""
    return list(accumulate(flows))


def roi(benefits: Decimal, costs: Decimal) -> Decimal | None:
    """Return (benefits - costs) / costs; None without costs."""
    return (benefits - costs) / costs if costs > 0 else None


def annualized(total: Decimal | None, years: Decimal) -> Decimal | None:
    """Return what a return over `years` years is a year, compounded; None when undefined (a total loss included)."""
    if total is None or years <= 0 or total <= -1:
        return None
    with localcontext(prec=DIGITS):
        return (1 + total) ** (1 / years) - 1


def benefit_cost_ratio(benefits: Decimal, costs: Decimal) -> Decimal | None:
    """Return present value of benefits over present value of costs; None without costs."""
    return benefits / costs if costs > 0 else None


def profitability_index(net_present_value: Decimal, invested: Decimal) -> Decimal | None:
    """Return 1 + NPV / initial investment (a positive amount); None without one."""
    return 1 + net_present_value / invested if invested > 0 else None


def equivalent_annual_cost(present_value: Decimal, rate: Decimal, years: Decimal) -> Decimal | None:
    """Return the even yearly cost with the same present value: PV x r / (1 - (1 + r)^-n); PV / n at a rate of zero."""
    check_rate(rate)
    if years <= 0:
        return None
    if rate == 0:
        return present_value / years
    with localcontext(prec=DIGITS):
        return present_value * rate / (1 - (1 + rate) ** -years)


def green_book_factor(year: int) -> Decimal:
    """Return the discount factor of a year after the base year (UK Green Book: 3.5 %, 3 % from 31, 2.5 % from 76)."""
    with localcontext(prec=DIGITS):
        first, second = min(year, 30), max(0, min(year, 75) - 30)
        third = max(0, year - 75)
        return 1 / (Decimal("1.035") ** first * Decimal("1.03") ** second * Decimal("1.025") ** third)


def _years(flows: Sequence[tuple[date, Decimal]]) -> list[tuple[Decimal, Decimal]]:
    """Each flow with the years since the first day; raises Invalid (at `flows`) for one dated before the first."""
    if any(day < flows[0][0] for day, _flow in flows):
        raise Invalid(_("No cash flow is dated before the first one."), field="flows")
    with localcontext(prec=DIGITS):
        return [(Decimal((day - flows[0][0]).days) / DAYS_A_YEAR, flow) for day, flow in flows]


def _solved(terms: Sequence[tuple[Decimal, Decimal]]) -> Return:
    merged: dict[Decimal, Decimal] = {}
    for power, flow in terms:
        merged[power] = merged.get(power, Decimal(0)) + flow
    live = sorted((power, flow) for power, flow in merged.items() if flow)
    if len({flow > 0 for _power, flow in live}) < 2:
        return Return((), ONE_SIGN if live else NO_FLOWS)
    if sum((before > 0) != (after > 0) for (_p, before), (_q, after) in pairwise(live)) > MOST_CHANGES:
        return Return((), TOO_MANY)
    with localcontext(prec=DIGITS):
        rates = tuple(sorted(1 / root - 1 for root in _roots(live)))
    return Return(rates, "" if len(rates) == 1 else SEVERAL if rates else NO_ROOT)


Terms = Sequence[tuple[Decimal, Decimal]]


def _roots(terms: Terms) -> list[Decimal]:
    """Return all positive roots of a sum of coefficient x x^power, powers rising, coefficients not zero.

    Descartes' rule made a method: divided by x^k with k between the powers of a change of sign, the sum's derivative
    has one change of sign less, and between two of its roots the sum can pass zero only once.
    """
    signs = [coefficient > 0 for _power, coefficient in terms]
    change = next((i for i in range(1, len(terms)) if signs[i] != signs[i - 1]), None)
    if change is None:
        return []
    middle = (terms[change - 1][0] + terms[change][0]) / 2
    turns = _roots([(power, coefficient * (power - middle)) for power, coefficient in terms])
    found = [turn for turn in turns if _is_zero(terms, turn)]
    edges = [turn for turn in turns if turn not in found]
    low = _outside(terms, min(turns, default=Decimal(1)), Decimal("0.5"), signs[0])
    high = _outside(terms, max(turns, default=Decimal(1)), Decimal(2), signs[-1])
    marks = [low, *edges, high]
    for left, right in pairwise(marks):
        if any(left < root < right for root in found):
            continue
        if (_value(terms, left) > 0) != (_value(terms, right) > 0):
            found.append(_between(terms, left, right))
    return sorted(found)


def _value(terms: Terms, x: Decimal) -> Decimal:
    return sum((coefficient * x**power for power, coefficient in terms), Decimal(0))


def _is_zero(terms: Terms, x: Decimal) -> bool:
    """Whether the sum only touches zero here: it is nothing beside its largest part."""
    parts = [coefficient * x**power for power, coefficient in terms]
    return abs(sum(parts, Decimal(0))) <= _TINY * max(abs(part) for part in parts)


def _outside(terms: Terms, start: Decimal, step: Decimal, positive: bool) -> Decimal:
    """Go outwards from the last turn until the sum has the sign that it keeps from there on."""
    x = start * step
    for _round in range(_STEPS):
        if (_value(terms, x) > 0) == positive:
            break
        x *= step
    return x


def _between(terms: Terms, left: Decimal, right: Decimal) -> Decimal:
    """Halve the span until it holds the root to 25 digits."""
    rising = _value(terms, right) > 0
    while right - left > right * _TINY:
        middle = (left + right) / 2
        if (_value(terms, middle) > 0) == rising:
            right = middle
        else:
            left = middle
    return (left + right) / 2
