"""The ways in which one person reaches weights: from what is answered to percentages that add up to 100."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from library.kinds.scoring_model import ScoringModel
from portfolio.rules import pairwise, weights
from portfolio.rules.pairwise import Odd
from portfolio.rules.weights import Order
from usecases.rules import check_weights


class Way(StrEnum):
    """How weights are given."""

    DIRECT = "direct"
    SWING = "swing"
    ORDER = "order"
    PAIRS = "pairs"


WORDS = {
    Way.DIRECT: _("Percentages"),
    Way.SWING: _("Swing weights"),
    Way.ORDER: _("Order of importance"),
    Way.PAIRS: _("Comparison in pairs"),
}
ORDERS = {
    Order.CENTROID: _("Rank order centroid: the first counts clearly more"),
    Order.SUM: _("Rank sum: even steps"),
    Order.RECIPROCAL: _("Reciprocal ranks: one half, one third, one quarter of the first"),
}
METHOD = "method"


@dataclass(frozen=True)
class Derived:
    """Percentages by criterion with 2 decimals that add up to 100; the rest only for comparisons in pairs."""

    weights: dict[str, Decimal]
    consistency: float | None = None
    odd: Odd | None = None

    @property
    def is_consistent(self) -> bool:
        """Whether comparisons in pairs fit each other; other ways always do."""
        return self.consistency is None or self.consistency <= pairwise.CONSISTENT


def fields_of(way: Way, model: ScoringModel) -> list[str]:
    """Return the names of what is answered: criteria, or pairs of them (`first__second`); an order has a method."""
    keys = list(model.weights)
    if way is Way.PAIRS:
        return [f"{first}__{second}" for first, second in pairwise.pairs(keys)]
    return [*keys, METHOD] if way is Way.ORDER else keys


def derive(way: Way, model: ScoringModel, answers: Mapping[str, Any]) -> Derived:
    """Return the weights that follow from answers.

    Percentages (`direct`) or points from 0 to 100 (`swing`) by criterion; places from 1 (`order`), with the method as
    `method`; or for each pair (`first__second`) how many times the first matters as much as the second, as a number or
    as "1/3". Raises Invalid at what is missing, unknown or out of range.
    """
    known = fields_of(way, model)
    for name in answers:
        if name not in known:
            raise Invalid(_("There is nothing called “%(name)s” to answer here."), field=str(name)[:64],
                          name=str(name)[:64])  # fmt: skip
    keys = list(model.weights)
    if way is Way.DIRECT:
        given = check_weights(model, answers)
        return Derived({key: fraction * 100 for key, fraction in given.items()})
    if way is Way.SWING:
        return Derived(weights.percentages(weights.swing({key: _number(answers, key) for key in keys})))
    if way is Way.ORDER:
        places = {key: _whole(answers, key) for key in keys}
        return Derived(weights.percentages(weights.rank_order(places, _method(answers))))
    judged = {(first, second): _ratio(answers, f"{first}__{second}") for first, second in pairwise.pairs(keys)}
    found = pairwise.pairwise(keys, judged)
    return Derived(weights.percentages(found.weights), found.ratio, found.odd)


def _number(answers: Mapping[str, Any], key: str) -> float:
    try:
        number = Decimal(str(answers.get(key, "")).strip())
    except InvalidOperation:
        raise Invalid(_("Enter a number."), field=key) from None
    if not number.is_finite() or abs(number) > 1_000_000:
        raise Invalid(_("Enter a number from 0 to 100."), field=key)
    return float(number)


def _whole(answers: Mapping[str, Any], key: str) -> int:
    number = _number(answers, key)
    if number != int(number):
        raise Invalid(_("Enter a whole number."), field=key)
    return int(number)


def _method(answers: Mapping[str, Any]) -> Order:
    try:
        return Order(answers.get(METHOD) or Order.CENTROID)
    except ValueError:
        raise Invalid(_("Choose one of: %(known)s."), field=METHOD, known=", ".join(Order)) from None


def _ratio(answers: Mapping[str, Any], field: str) -> float:
    over, _slash, under = str(answers.get(field, "")).strip().partition("/")
    try:
        value = Decimal(over) / Decimal(under or "1")
    except ArithmeticError:
        raise Invalid(_("Compare these two."), field=field) from None
    return float(value) if value.is_finite() else float("nan")
