"""Nice ticks and the one mapping from values to places, shared by both renderers."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 24000)


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear scale from `low` to `high` with the ticks to show, all in the unit of the data."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def place(self, value: float, start: float, end: float) -> float:
        """Return where `value` stands between `start` (at `low`) and `end` (at `high`), in their unit."""
        return start + (value - self.low) / (self.high - self.low) * (end - start)

    def holds(self, value: float) -> bool:
        """Whether `value` lies on the scale."""
        return self.low <= value <= self.high


def nice(
    values: Iterable[float],
    *,
    zero: bool = True,
    whole: bool = False,
    count: int = 5,
    low: float | None = None,
    high: float | None = None,
    factor: int = 1,
) -> Scale:
    """Return a scale over `values` whose ends and about `count` ticks are round numbers.

    `zero` takes zero in, as bars need it; `whole` keeps ticks to whole numbers; `low` and `high` fix an end, but never
    so that a value falls off. `factor` makes the ticks round in the unit shown (100 for percent).
    """
    shown = [value * factor for value in values]
    shown += [0.0] if zero or not shown else []
    bottom = min([*shown, *([low * factor] if low is not None else [])])
    top = max([*shown, *([high * factor] if high is not None else [])])
    if top - bottom <= max(abs(top), abs(bottom)) * 1e-9 or top - bottom < 1e-200:
        bottom, top = _widened(bottom, zero=zero)
    step = nice_step((top - bottom) / count, whole=whole)
    first, last = math.floor(bottom / step + 1e-9), math.ceil(top / step - 1e-9)
    fixed_low = low is not None and low * factor <= bottom
    fixed_high = high is not None and high * factor >= top
    ticks = [index * step for index in range(first, last + 1)]
    start, end = (bottom if fixed_low else ticks[0]), (top if fixed_high else ticks[-1])
    inside = tuple(tick / factor for tick in ticks if start - step * 1e-6 <= tick <= end + step * 1e-6)
    return Scale(start / factor, end / factor, inside)


def nice_step(rough: float, *, whole: bool = False) -> float:
    """Return the round step (1, 2, 2.5 or 5 times a power of ten) at or above `rough`, which is positive."""
    power: float = 10.0 ** math.floor(math.log10(rough))
    step = next((nice * power for nice in _STEPS if nice * power >= rough * (1 - 1e-9)), 10.0 * power)
    return max(1.0, float(math.ceil(step))) if whole else step


def _widened(value: float, *, zero: bool) -> tuple[float, float]:
    if abs(value) < 1e-200:
        return 0.0, 1.0
    return (min(value, 0.0), max(value, 0.0)) if zero else (value - abs(value) * 0.1, value + abs(value) * 0.1)


def day_number(value: date) -> float:
    """Return a date as a count of days, so that a linear scale can place it."""
    return float(date(value.year, value.month, value.day).toordinal())


def dates(values: Sequence[date], *, count: int = 6, pad_days: int = 0) -> tuple[Scale, tuple[date, ...]]:
    """Return a scale in days over `values` and at most about `count` month starts (or days) to label."""
    first = min(values).toordinal() - pad_days
    last = max(values).toordinal() + pad_days
    first, last = max(1, first), min(date.max.toordinal(), last)
    if first == last:
        first, last = max(1, first - 15), min(date.max.toordinal(), last + 15)
    ticks = _ticks(date.fromordinal(first), date.fromordinal(last), count)
    return Scale(float(first), float(last), tuple(day_number(tick) for tick in ticks)), ticks


def _ticks(first: date, last: date, count: int) -> tuple[date, ...]:
    days = (last - first).days
    if days < 45:
        step = max(1, math.ceil(days / count))
        return tuple(first + timedelta(days=offset) for offset in range(0, days + 1, step))
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((size for size in _MONTH_STEPS if months / size <= count), _MONTH_STEPS[-1])
    start = first.year * 12 + first.month - 1 + (first.day > 1)
    start = -(-start // step) * step
    end = last.year * 12 + last.month - 1
    return tuple(date(index // 12, index % 12 + 1, 1) for index in range(start, end + 1, step) if index >= 12)


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart: return places at least `gap` from each other, near those `wanted`, inside `low` to `high`.

    When they cannot all fit, they stand at even distances over the whole length.
    """
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    if len(order) * gap > high - low + gap:
        even = (high - low) / max(1, len(order) - 1)
        placed = [low + even * rank for rank in range(len(order))]
    else:
        placed = []
        for index in order:
            placed.append(max(wanted[index], low, placed[-1] + gap if placed else low))
        ceiling = high
        for rank in reversed(range(len(placed))):
            placed[rank] = min(placed[rank], ceiling)
            ceiling = placed[rank] - gap
    result = [0.0] * len(order)
    for rank, index in enumerate(order):
        result[index] = placed[rank]
    return result
