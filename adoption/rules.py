"""The arithmetic of adoption: shares that may be undefined, NPS with its standard error, satisfaction, coverage."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _

MOST_PEOPLE = 2_000_000_000
LEAST_ANSWERS = 30
"""Below this many answers a survey says "insufficient data": the standard error of an NPS is then above 15 points."""
PROMOTERS, DETRACTORS = 9, 6
SATISFIED = 4


def share(part: int | None, whole: int | None) -> Decimal | None:
    """Return part over whole; None when either is not known or the whole is 0."""
    return Decimal(part) / Decimal(whole) if part is not None and whole else None


def ratio_of_sums(pairs: Iterable[tuple[int | None, int | None]]) -> Decimal | None:
    """Return the sum of parts over the sum of wholes, from the pairs in which both are known; None without any."""
    known = [(part, whole) for part, whole in pairs if part is not None and whole is not None]
    return share(sum(part for part, _whole in known), sum(whole for _part, whole in known)) if known else None


def total(values: Iterable[int | None]) -> int | None:
    """Return the sum of what is known; None when nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class Nps:
    """Net promoter score in points from -100 to 100, its standard error, and the number of answers."""

    score: Decimal
    error: float
    answers: int


def nps(counts: Sequence[int]) -> Nps | None:
    """Return the NPS of how often each answer from 0 to 10 was given; None without any answer.

    NPS = 100 (p - d), where p is the share of 9 and 10 and d the share of 0 to 6 (Reichheld 2003);
    SE = 100 sqrt((p + d - (p - d)^2) / n), the standard error of a mean of -1, 0 and 1.
    """
    answers = sum(counts)
    if not answers:
        return None
    p = Fraction(sum(counts[PROMOTERS:]), answers)
    d = Fraction(sum(counts[: DETRACTORS + 1]), answers)
    net = p - d
    score = Decimal(100 * net.numerator) / Decimal(net.denominator)
    return Nps(score, 100 * math.sqrt((p + d - net * net) / answers), answers)


def csat(counts: Sequence[int]) -> Decimal | None:
    """Return the share of answers 4 and 5 on a scale of 1 to 5 (top two boxes); None without any answer."""
    return share(sum(counts[SATISFIED - 1 :]), sum(counts))


def mean(counts: Sequence[int], lowest: int) -> Decimal | None:
    """Return the mean answer of a scale that begins at `lowest`; None without any answer."""
    return share(sum(count * (lowest + place) for place, count in enumerate(counts)), sum(counts))


def pooled_mean(parts: Iterable[tuple[Decimal | None, int | None]]) -> tuple[Decimal | None, int]:
    """Return the mean over several means, each weighed by its number of answers, and how many answers there are."""
    known = [(value, count) for value, count in parts if value is not None and count]
    count = sum(number for _value, number in known)
    return (sum((value * number for value, number in known), Decimal(0)) / count if count else None), count


def topmost(scopes: Mapping[str, int]) -> int | None:
    """Return how many people are in scope, from figures by unit path; None without any.

    The figure of a unit covers the units below it, so what lies below another figure is not added again.
    """
    kept: list[str] = []
    for path in sorted(scopes):
        if not any(path.startswith(other) for other in kept):
            kept.append(path)
    return sum(scopes[path] for path in kept) if kept else None


def overlapping(path: str, others: Iterable[str]) -> str | None:
    """Return the path among `others` that lies above or below `path`; None when no people are counted twice."""
    return next(
        (other for other in others if other != path and (path.startswith(other) or other.startswith(path))), None
    )


def people(value: int | None, field: str) -> int | None:
    """Return a number of people that can be kept. Raises Invalid at `field` below 0 or above two billion."""
    if value is not None and not 0 <= value <= MOST_PEOPLE:
        raise Invalid(_("Enter a whole number from 0 to 2,000,000,000."), field=field)
    return value


def at_most(low: int | None, high: int | None, field: str, sentence: str) -> None:
    """Raise Invalid at `field` with the sentence when `low` is more than `high`; what is not known is not compared."""
    if low is not None and high is not None and low > high:
        raise Invalid(sentence, field=field)
