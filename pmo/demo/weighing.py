"""Weights of the demonstration: a round in which four people disagree on risk, and how sure the order is."""

from decimal import Decimal

from pmo.demo.cast import Cast
from pmo.demo.organization import CHAIR, EXECUTIVE, MONEY, PRIVACY, PROGRAM
from pmo.demo.timeline import Story
from portfolio import services
from portfolio.rules.ways import Way

TITLE = "Weights for the budget of next year"
SEED, DRAWS = 20261128, 2_000


def round_of_four(cast: Cast) -> Story:
    """The program office asks four people; money and safety pull apart, and the round is closed."""
    yield 24
    weight_round = services.open_round(
        by=cast[PROGRAM], title=TITLE, people=[cast[EXECUTIVE], cast[MONEY], cast[CHAIR], cast[PRIVACY]]
    )
    yield 23
    services.give_weights(
        weight_round,
        by=cast[MONEY],
        way=Way.SWING,
        answers={"business_value": 100, "feasibility": 60, "risk": 20, "time_to_value": 40},
        note="Money that is not earned cannot be spent on the next case.",
    )
    yield 22
    services.give_weights(
        weight_round,
        by=cast[PRIVACY],
        way=Way.PAIRS,
        answers={
            "business_value__feasibility": "1",
            "business_value__risk": "1/4",
            "business_value__time_to_value": "3",
            "feasibility__risk": "1/3",
            "feasibility__time_to_value": "3",
            "risk__time_to_value": "7",
        },
        note="One breach undoes the benefit of ten good cases.",
    )
    yield 21.5
    services.give_weights(
        weight_round,
        by=cast[CHAIR],
        way=Way.ORDER,
        answers={"business_value": 3, "feasibility": 1, "risk": 2, "time_to_value": 4},
    )
    yield 21
    services.give_weights(
        weight_round,
        by=cast[EXECUTIVE],
        way=Way.DIRECT,
        answers={"business_value": 45, "feasibility": 25, "risk": 20, "time_to_value": 10},
        note="Close to what we have; the office should show that small changes do not turn the list around.",
    )
    yield 20
    services.close_round(weight_round, by=cast[PROGRAM])


def certainty(cast: Cast) -> Story:
    """The program office has the order tested near the weights in use, inputs uncertain."""
    yield 0.2
    services.ask_certainty(
        cast.root, by=cast[PROGRAM], within=Decimal(10), error=Decimal(10), draws=DRAWS, seed=SEED, at_once=True
    )
