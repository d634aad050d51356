"""Reasons, use of limits, frontier, prices, what brings a candidate in, certainty; and what is refused."""

from decimal import Decimal

import pytest

from foundation.kernel.errors import Invalid
from portfolio.rules import analysis, explaining
from portfolio.rules.choosing import solve
from portfolio.rules.explaining import Reason, Why
from portfolio.rules.problem import Candidate, Kind, Level, Limit, Problem, check
from tests.portfolio import problems
from tests.portfolio.problems import apart, budget, knapsack, must, needs


def why(problem: Problem, key: str) -> list[Why]:
    return [reason.why for reason in explaining.reasons(problem, solve(problem))[key]]


def test_the_use_of_each_limit_is_counted_in_its_own_unit() -> None:
    budget_use, people_use = explaining.use(problems.OURS, solve(problems.OURS))

    assert (budget_use.used, budget_use.free, budget_use.share) == (185, 15, Decimal("0.925"))
    assert (people_use.used, people_use.free) == (12, 0)


def test_a_shortage_says_how_much_is_missing_and_where() -> None:
    found = explaining.reasons(problems.OURS, solve(problems.OURS))

    assert Reason(Why.BUDGET, place="2027", amount=Decimal(55)) in found["C"]
    assert Reason(Why.PEOPLE, place="engineers", amount=Decimal(4)) in found["C"]


def test_less_worth_a_dollar_than_all_that_is_chosen_is_said() -> None:
    problem = knapsack("10 8 2", ["5 5 4"], "11")

    assert why(problem, "C") == [Why.BUDGET, Why.WEAKER]


def test_more_worth_a_dollar_but_worth_less_together_is_said() -> None:
    problem = knapsack("10 3", ["10 2"], "10")

    assert why(problem, "B") == [Why.BUDGET, Why.TOGETHER]


def test_rules_are_reasons_of_their_own() -> None:
    assert why(knapsack("9 1", ["1 1"], "9", [apart("A", "B")]), "B") == [Why.EXCLUDED]
    assert why(knapsack("9 1", ["1 1"], "9", [Limit(Kind.MUST_NOT, "A")]), "A") == [Why.RULED_OUT]
    assert why(knapsack("9 1 0", ["1 1 1"], "9"), "C") == [Why.WORTHLESS]
    assert why(knapsack("9 1", ["50 1"], "9", [needs("B", "A")]), "B")[0] == Why.NEEDS


def test_a_full_category_is_a_reason() -> None:
    candidates = tuple(Candidate(k, (Level(Decimal(v)),), "claims") for k, v in [("A", 3), ("B", 2)])
    problem = Problem(candidates, (Limit(Kind.AT_MOST, "claims", amount=Decimal(1)),))

    assert explaining.reasons(problem, solve(problem)) == {
        "B": (Reason(Why.CATEGORY, place="claims", amount=Decimal(1)),)
    }


def test_what_a_candidate_needs_itself_is_counted_with_it() -> None:
    problem = knapsack("9 4 1", ["5 3 4"], "6", [needs("B", "C")])

    found = explaining.reasons(problem, solve(problem))["B"]

    assert found[:2] == (Reason(Why.NEEDS, other="C"), Reason(Why.BUDGET, place="row 1", amount=Decimal(6)))


def test_the_frontier_rises_and_ends_where_everything_fits() -> None:
    points = analysis.frontier(problems.STOCKCO)
    values = [point.value for point in points]

    assert values == sorted(values)
    assert [point.value for point in points if point.factor == 1] == [42]
    assert points[0].value == 0
    assert points[-1].value == 58


def test_without_a_budget_there_is_no_frontier() -> None:
    assert analysis.frontier(Problem((Candidate("A", (Level(Decimal(1)),)),))) == []


def test_the_price_of_a_forced_choice_is_the_value_lost_by_it() -> None:
    problem = knapsack("10 1", ["5 5"], "5", [must("B")])

    assert [(p.limit, p.value) for p in analysis.prices(problem, solve(problem))] == [(must("B"), Decimal(9))]


def test_a_forced_choice_that_would_be_made_anyway_costs_nothing() -> None:
    problem = knapsack("10 1", ["5 5"], "5", [must("A"), Limit(Kind.MUST_NOT, "B")])

    assert [price.value for price in analysis.prices(problem, solve(problem))] == [0, 0]


def test_what_brings_a_candidate_in_is_the_least_value_and_the_least_money() -> None:
    problem = knapsack("10 7 3", ["5 5 2"], "7")

    entry = analysis.entry(problem, solve(problem), "B")

    assert entry.value == 3
    assert entry.budget == 3  # with 10, A and B are worth 17 >= 13; with 9, B and C are worth 10 < 13
    assert entry.blocked == ()


def test_what_a_rule_keeps_out_no_money_brings_in() -> None:
    problem = knapsack("9 5", ["1 1"], "9", [apart("A", "B"), must("A")])

    entry = analysis.entry(problem, solve(problem), "B")

    assert (entry.value, entry.budget) == (None, None)
    assert set(entry.blocked) == {apart("A", "B"), must("A")}


def test_the_least_money_is_enough_and_a_cent_less_is_not() -> None:
    problem, choice = problems.OURS, solve(problems.OURS)
    free = problem.without(problem.of(Kind.PEOPLE)[0])
    best = solve(free)
    entry = analysis.entry(free, best, "E")

    assert choice.value == best.value == 500
    assert entry.budget == 10  # E, A, B, D and H cost 210 and are worth 510; 209 buys 490

    def with_budget(amount: int) -> Problem:
        return free.without(budget("2027", 200)).plus(budget("2027", amount), must("E"))

    assert solve(with_budget(200 + entry.budget)).value >= best.value
    assert solve(with_budget(200 + entry.budget - 1)).value < best.value


def test_certain_values_are_chosen_in_every_draw() -> None:
    found = analysis.certainty(problems.STOCKCO, solve(problems.STOCKCO), seed=7, draws=5)

    assert found.shares == {"A": 0, "B": 1, "C": 1, "D": 1}
    assert found.same == 1


def test_a_candidate_with_a_wide_range_is_in_some_of_the_draws_and_the_seed_repeats_them() -> None:
    sure = Candidate("A", (Level(Decimal(10), (5,)),))
    wide = Candidate("B", (Level(Decimal(9), (5,), low=Decimal(0), high=Decimal(18)),))
    problem = Problem((sure, wide), (budget("2027", 5),), ("2027",))

    one = analysis.certainty(problem, solve(problem), seed=3, draws=60)
    again = analysis.certainty(problem, solve(problem), seed=3, draws=60)

    assert one == again
    assert one.shares["A"] + one.shares["B"] == 1
    assert abs(one.shares["B"] - Decimal("0.395")) < Decimal("0.2")  # 1 - F(10) of the triangle 0, 9, 18


def refused(problem: Problem) -> str:
    with pytest.raises(Invalid) as caught:
        check(problem)
    return str(caught.value)


def test_a_circle_of_prerequisites_is_named() -> None:
    problem = knapsack("1 1 1", ["1 1 1"], "9", [needs("A", "B"), needs("B", "C"), needs("C", "A")])

    assert "A → B → C → A" in refused(problem)


def test_prerequisites_that_meet_again_are_no_circle() -> None:
    check(knapsack("1 1 1", ["1 1 1"], "9", [needs("A", "B"), needs("A", "C"), needs("B", "C")]))


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem(()), "nothing to choose from"),
        (Problem((Candidate("A", (Level(Decimal(1)),)),) * 2), "A stands in the list twice"),
        (knapsack("1", ["-5"], "9"), "negative cost"),
        (knapsack("1", ["5"], "-9"), "must be 0 or more"),
        (knapsack("1", ["5"], "9", [must("A"), must("A")]), "stands here twice"),
        (knapsack("1 1", ["5 5"], "9", [apart("A", "B"), apart("B", "A")]), "stands here twice"),
        (knapsack("1", ["5"], "9", [must("Z")]), "not among the candidates"),
        (knapsack("1", ["5"], "9", [needs("A", "A")]), "cannot need or exclude itself"),
        (knapsack("NaN", ["5"], "9"), "larger than can be compared"),
        (knapsack("1e400", ["5"], "9"), "larger than can be compared"),
    ],
)
def test_what_cannot_be_meant_is_refused(problem: Problem, said: str) -> None:
    assert said in refused(problem)


def test_five_of_a_category_with_three_members_are_refused() -> None:
    members = tuple(Candidate(key, (Level(Decimal(1)),), "claims") for key in "ABC")

    said = refused(Problem(members, (Limit(Kind.AT_LEAST, "claims", amount=Decimal(5)),)))

    assert said == "At least 5 of claims are asked for, but only 3 are candidates."


def test_the_least_money_over_several_periods_is_enough_where_it_is_missing() -> None:
    problem = knapsack("10 7", ["5 4", "5 6"], "5 5")

    entry = analysis.entry(problem, solve(problem), "B")

    assert entry.value is None  # B alone needs more than the second period has
    assert entry.budget == 10  # both together: 4 more in the first period, 6 more in the second
