"""A scored portfolio for the tests of weights and certainty."""

from collections.abc import Callable

import pytest

from foundation.people.models import Unit
from tests.factories.usecases import REVIEW_INPUTS, SUPPORT_INPUTS, a_scored_case
from usecases.models import UseCase

FAST_INPUTS = SUPPORT_INPUTS | {"estimated_value": "200000", "estimated_months": "1", "regulatory_risk": "0"}


@pytest.fixture
def scored(library: None, support: Unit) -> list[UseCase]:
    """Document A's two cases and a small safe one: 5.133, 5.533 and 4.747, in order of registration."""
    return [
        a_scored_case(support, name="Support automation"),
        a_scored_case(support, name="Code review", inputs=REVIEW_INPUTS),
        a_scored_case(support, name="Meeting notes", inputs=FAST_INPUTS),
    ]


@pytest.fixture
def many(library: None, support: Unit) -> Callable[[int], list[UseCase]]:
    """Make scored cases whose inputs differ, some of them alike."""

    def make(count: int) -> list[UseCase]:
        return [
            a_scored_case(
                support,
                name=f"Case {number}",
                inputs={
                    "estimated_value": str(number % 7 * 1_000_000),
                    "data_quality": str(number % 10),
                    "complexity": str(number * 3 % 11),
                    "regulatory_risk": str(number * 7 % 9),
                    "estimated_months": str(number % 13),
                },
            )
            for number in range(count)
        ]

    return make
