"""Weighing rounds for tests, brought to their state by the commands."""

from collections.abc import Mapping
from typing import Any

from foundation.people.models import User
from portfolio import services
from portfolio.models import WeightRound
from portfolio.rules.ways import Way

KEYS = ("business_value", "feasibility", "risk", "time_to_value")


def percent(*values: int) -> dict[str, Any]:
    """Percentages for document A's criteria, in their order."""
    return dict(zip(KEYS, values, strict=True))


def a_round(
    by: User,
    sheets: Mapping[User, Mapping[str, Any] | None],
    *,
    is_closed: bool = False,
    is_sealed: bool = True,
    title: str = "Weights for next year",
) -> WeightRound:
    """A round in which these people were asked and, where there are percentages, have given them."""
    weight_round = services.open_round(by=by, title=title, people=list(sheets), is_sealed=is_sealed)
    for person, answers in sheets.items():
        if answers is not None:
            services.give_weights(weight_round, by=person, way=Way.DIRECT, answers=answers)
    if is_closed:
        services.close_round(weight_round, by=by)
    weight_round.refresh_from_db()
    return weight_round
