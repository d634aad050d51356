"""What would bring a use case in, in words that can come true."""

from decimal import Decimal

import pytest

from portfolio.models import Scenario
from portfolio.rules.analysis import Entry
from portfolio.rules.problem import Candidate, Level, Problem
from portfolio.rules.scenario import Measure
from portfolio.rules.written import Inputs
from portfolio.wording import Words


def words(measure: Measure, name: str = "Dock scheduling") -> Words:
    problem = Problem((Candidate("UC-0033", (Level(Decimal("6.97")),)),))
    return Words(Scenario(measure=measure, currency="USD"), Inputs(problem, {"UC-0033": name}))


def ways(measure: Measure, more: str) -> list[str]:
    return words(measure).entry(Entry("UC-0033", Decimal(more), None))


@pytest.mark.django_db
@pytest.mark.usefixtures("library")
def test_a_score_that_no_case_can_have_brings_none_in() -> None:
    assert ways(Measure.SCORE, "3.23") == ["No score brings it in: it would take 10.20 points, and 10 is the most."]
    assert ways(Measure.SCORE, "3.03") == ["Enters with a score that is 3.03 points higher."]


def test_values_of_ones_own_have_no_highest() -> None:
    assert ways(Measure.OWN, "300") == ["Enters when worth 300 more."]


def test_money_is_written_as_money() -> None:
    assert ways(Measure.BENEFIT, "3000000") == ["Enters when worth $3M more."]


@pytest.mark.parametrize("name", ["\u202egniludehcs", "جدولة"])
def test_a_name_that_runs_the_other_way_turns_nothing_else_around(name: str) -> None:
    assert words(Measure.OWN, name).name("UC-0033") == f"UC-0033 \u2068{name}\u2069"
