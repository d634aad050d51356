"""What would bring a use case in, in words that can come true."""

from decimal import Decimal

import pytest

from portfolio.models import Scenario
from portfolio.rules import conflicts
from portfolio.rules.analysis import Entry
from portfolio.rules.problem import Candidate, Kind, Level, Limit, Problem
from portfolio.rules.scenario import Measure
from portfolio.rules.written import Inputs, Result
from portfolio.wording import Words
from tests.portfolio.problems import budget, must, needs


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


def conflict(candidates: list[Candidate], *limits: Limit) -> list[str]:
    """The clauses of a conflict over 2027 and 2028, with engineers."""
    problem = Problem(tuple(candidates), limits, ("2027", "2028"), ("engineers",))
    found = Result({}, Decimal(0), None, False, False, 0.0, conflict=conflicts.smallest(problem))
    return Words(Scenario(measure=Measure.OWN, currency="USD"), Inputs(problem)).conflict(found)


def taking(key: str, first: int, later: int, people: int = 0, category: str = "") -> Candidate:
    """A candidate that costs so many dollars in two years."""
    return Candidate(key, (Level(Decimal(1), (first * 100, later * 100), (Decimal(people),)),), category)


def test_a_prerequisite_in_a_conflict_says_what_it_takes_and_a_budget_what_all_take() -> None:
    candidates = [taking("A", 3000, 9000), taking("B", 4000, 100), taking("C", 1, 1)]

    assert conflict(candidates, budget("2027", 650_000), must("A"), needs("A", "B"), must("C")) == [
        "the budget of 2027 is $6.5K, and the others take $7K",
        "A must be funded ($3K in 2027)",
        "A needs B ($4K in 2027)",
    ]


def test_a_number_of_a_category_in_a_conflict_says_the_least_it_takes() -> None:
    rows = [taking("A", 3000, 0, 2, "claims"), taking("B", 4000, 0, 5, "claims"), taking("C", 9000, 0, 1, "claims")]
    two = Limit(Kind.AT_LEAST, "claims", amount=Decimal(2))

    assert conflict(rows, Limit(Kind.PEOPLE, "engineers", amount=Decimal(2)), two) == [
        "there are 2 engineers",
        "at least 2 of claims (at least 3 engineers)",
    ]


def test_what_forced_choices_cost_is_left_out_where_no_budget_is_part_of_the_conflict() -> None:
    ban = Limit(Kind.MUST_NOT, "A")

    assert conflict([taking("A", 3000, 0)], budget("2027", 999_900), must("A"), ban) == [
        "A must be funded",
        "A must not be funded",
    ]
