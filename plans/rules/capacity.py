"""What a load needs: compute, storage, network and money, from stated figures of one unit of work.

The formulas are those of the wave plan of document A's scaling (`library/content/wave_plans/department-scaling`):
compute   = interactions a day × share of the busiest hour ÷ 3,600 s × seconds of one
storage   = interactions a day × kilobytes kept of one × days kept ÷ 1,000,000
network   = interactions of the busiest hour × kilobytes moved for one × 8 ÷ 1,000 ÷ 3,600 s
cost      = compute, storage and network at their price a month, and the price of use × interactions a month
A month has 365 ÷ 12 days. Headroom is added to compute, storage and network, and so to what they cost.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

HOUR = Decimal(3600)
MONTH = Decimal(365) / 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Figures of the expected load; None is not known, and what needs it stays undefined. Percent are whole percent."""

    active: Decimal | None = None
    daily_each: Decimal | None = None
    busiest_hour: Decimal | None = None
    seconds_each: Decimal | None = None
    kept_each: Decimal | None = None
    kept_days: Decimal | None = None
    moved_each: Decimal | None = None
    headroom: Decimal | None = None
    slot_price: Decimal | None = None
    gigabyte_price: Decimal | None = None
    megabit_price: Decimal | None = None
    thousand_price: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What a number of users needs; None where a figure is missing.

    `compute` is requests served at the same time (whole, rounded up), `storage` gigabytes, `network` megabits a
    second, `cost` money a month, `cost_each` that for an active user.
    """

    active_users: Decimal | None
    daily: Decimal | None
    busiest: Decimal | None
    compute: Decimal | None
    storage: Decimal | None
    network: Decimal | None
    cost: Decimal | None
    cost_each: Decimal | None


def _product(*factors: Decimal | None) -> Decimal | None:
    result = Decimal(1)
    for factor in factors:
        if factor is None:
            return None
        result *= factor
    return result


def capacity(users: int | None, load: Load) -> Capacity:
    """Return what `users` people with access need, of whom `load.active` percent use it."""
    people = None if users is None else Decimal(users)
    active = _product(people, load.active, Decimal("0.01"))
    daily = _product(active, load.daily_each)
    busiest = _product(daily, load.busiest_hour, Decimal("0.01"))
    spare = 1 + (load.headroom or Decimal(0)) / 100
    slots = _product(busiest, load.seconds_each, spare)
    compute = None if slots is None else (slots / HOUR).to_integral_value(ROUND_CEILING)
    storage = _product(daily, load.kept_each, load.kept_days, spare, Decimal("0.000001"))
    moved = _product(busiest, load.moved_each, spare, Decimal("0.008"))
    network = None if moved is None else moved / HOUR
    parts = (
        _product(compute, load.slot_price),
        _product(storage, load.gigabyte_price),
        _product(network, load.megabit_price),
        _product(daily, MONTH, load.thousand_price, Decimal("0.001")),
    )
    cost = None if None in parts else sum((part for part in parts if part is not None), Decimal(0))
    each = cost / active if cost is not None and active else None
    return Capacity(
        active_users=active, daily=daily, busiest=busiest, compute=compute, storage=storage, network=network, cost=cost,
        cost_each=each,
    )  # fmt: skip
