"""The exact choice: golden values of the literature, brute force on random portfolios, rounding, ties."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.rules import conflicts
from portfolio.rules.choosing import Row, System, solve
from portfolio.rules.problem import Candidate, Kind, Level, Limit, Problem, check
from tests.portfolio import problems
from tests.portfolio.problems import budget, knapsack, must, needs


@pytest.mark.parametrize(
    ("problem", "value", "chosen"),
    [
        (problems.PETERSEN_1, "3800", "BCF"),
        (problems.PETERSEN_2, "8706.1", "BDEHJ"),
        (problems.CALIFORNIA, "14", "AB"),
        (problems.STOCKCO, "42", "BCD"),
        (problems.FSU_1, "309", "ABCDF"),
        (problems.OURS, "500", "ABDFGH"),
    ],
)
def test_published_portfolios_are_solved_to_their_optimum(problem: Problem, value: str, chosen: str) -> None:
    choice = solve(problem)

    assert choice.value == Decimal(value)
    assert choice.proven
    assert choice.gap == 0
    assert "".join(sorted(choice.levels)) == chosen


def test_without_its_rules_our_portfolio_is_worth_the_same_though_two_choices_tie() -> None:
    rules = problems.OURS.of(Kind.NEEDS, Kind.EXCLUDES, Kind.MUST)

    assert solve(problems.OURS.without(*rules)).value == 500


def test_the_cheapest_of_equally_good_choices_is_taken_whatever_the_order() -> None:
    rows = [("A", 30), ("B", 20), ("C", 25)]
    limit = (budget("2027", 30),)
    forwards = Problem(tuple(Candidate(k, (Level(Decimal(5), (c,)),)) for k, c in rows), limit, ("2027",))
    backwards = Problem(forwards.candidates[::-1], limit, ("2027",))

    assert solve(forwards).levels == solve(backwards).levels == {"B": 0}


def test_the_same_portfolio_in_another_order_gives_the_same_choice_when_all_are_alike() -> None:
    alike = tuple(Candidate(f"UC-{n:04d}", (Level(Decimal(1), (10,)),)) for n in range(9))
    limit = (budget("2027", 40),)

    there = solve(Problem(alike, limit, ("2027",)))
    back = solve(Problem(alike[::-1], limit, ("2027",)))

    assert there.levels == back.levels


def test_a_smaller_scope_is_taken_where_the_full_one_does_not_fit() -> None:
    full, small = Level(Decimal(100), (100,)), Level(Decimal(60), (50,))
    problem = Problem(
        (Candidate("A", (full, small)), Candidate("B", (Level(Decimal(70), (50,)),))), (budget("2027", 100),), ("2027",)
    )

    choice = solve(problem)

    assert choice.levels == {"A": 1, "B": 0}
    assert choice.value == 130


def test_one_cent_beyond_the_budget_is_too_much() -> None:
    costs = f"{10**11 + 1} {10**11} {10**11 - 7}"
    problem = knapsack("3 2 2", [costs], str(2 * 10**11 - 7))

    choice = solve(problem)

    assert choice.levels == {"B": 0, "C": 0}
    assert choice.proven


def test_half_people_are_counted_exactly() -> None:
    tenth = Level(Decimal(1), (), (Decimal("0.1"),))
    problem = Problem(
        tuple(Candidate(key, (tenth,)) for key in "ABCD"), (Limit(Kind.PEOPLE, "s", amount=Decimal("0.3")),), (), ("s",)
    )

    assert len(solve(problem).levels) == 3


def test_a_budget_of_nothing_funds_only_what_is_free() -> None:
    choice = solve(knapsack("5 3", ["1 0"], "0"))

    assert choice.levels == {"B": 0}


def test_what_costs_value_is_not_funded() -> None:
    assert solve(knapsack("-5 3 0", ["1 1 1"], "9")).levels == {"B": 0}


def test_limits_that_contradict_each_other_give_no_choice() -> None:
    choice = solve(knapsack("1 1", ["5 6"], "10", [must("A"), must("B")]))

    assert choice.feasible is False
    assert choice.levels == {}


def test_a_row_is_checked_in_whole_numbers() -> None:
    assert Row((0, 1), (10**15, 1), high=10**15).allows({0})
    assert not Row((0, 1), (10**15, 1), high=10**15).allows({0, 1})


def test_the_smallest_contradiction_names_no_limit_that_can_be_spared() -> None:
    problem = knapsack("1 1 1 1", ["5 6 1 1"], "10", [must("A"), must("B"), must("C"), needs("C", "D")])

    found = conflicts.smallest(problem)

    assert set(found) == {budget("row 1", 10), must("A"), must("B")}


def test_a_must_and_its_ban_contradict_each_other_alone() -> None:
    both = (must("A"), Limit(Kind.MUST_NOT, "A"))

    assert conflicts.smallest(knapsack("1 1", ["1 1"], "9", both)) == both


def test_the_smallest_of_several_contradictions_is_named() -> None:
    ban = Limit(Kind.MUST_NOT, "C")
    rules = [must("A"), must("B"), needs("B", "C"), ban, must("C")]
    problem = knapsack("1 1 1", ["6 6 1"], "11", rules)  # the budget against A and B, B against the ban, C against it

    assert set(conflicts.smallest(problem)) == {ban, must("C")}


def test_limits_that_can_hold_have_no_contradiction() -> None:
    assert conflicts.smallest(problems.OURS) == ()


numbers = st.integers(0, 30)


@st.composite
def portfolios(draw: Any, most: int, *, limited: bool = False) -> Problem:
    """Random portfolios with every kind of limit; prerequisites point to earlier candidates, so there is no circle.

    With `limited`, so many are forced that limits often contradict each other.
    """
    count = draw(st.integers(1, most))
    keys = [f"K{number:02d}" for number in range(count)]
    periods, skills = ("p1", "p2")[: draw(st.integers(0, 2))], ("s1",)[: draw(st.integers(0, 1))]
    candidates = []
    for key in keys:
        levels = []
        for _level in range(draw(st.integers(1, 2))):
            levels.append(
                Level(
                    Decimal(draw(st.integers(-5, 60))) / 4,
                    tuple(draw(numbers) for _period in periods),
                    tuple(Decimal(draw(numbers)) / 10 for _skill in skills),
                )
            )
        candidates.append(Candidate(key, tuple(levels), draw(st.sampled_from(["", "x", "y"]))))
    limits = [Limit(Kind.BUDGET, period, amount=Decimal(draw(st.integers(0, 90)))) for period in periods]
    limits += [Limit(Kind.PEOPLE, skill, amount=Decimal(draw(st.integers(0, 90))) / 10) for skill in skills]
    for kind in (Kind.MUST, Kind.MUST_NOT):
        limits += [Limit(kind, key) for key in draw(st.sets(st.sampled_from(keys), max_size=3 if limited else 1))]
    for category in sorted({c.category for c in candidates} - {""}):
        members = sum(c.category == category for c in candidates)
        if draw(st.booleans()):
            limits.append(Limit(Kind.AT_LEAST, category, amount=Decimal(draw(st.integers(0, members)))))
        if draw(st.booleans()):
            limits.append(Limit(Kind.AT_MOST, category, amount=Decimal(draw(st.integers(0, members)))))
    if count > 1:
        pairs = draw(st.sets(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=4))
        limits += [
            needs(keys[max(a, b)], keys[min(a, b)]) for a, b in {(min(p), max(p)) for p in pairs if p[0] != p[1]}
        ]
        one, other = draw(st.permutations(range(count)))[:2]
        limits.append(Limit(Kind.EXCLUDES, keys[one], keys[other]))
    return Problem(tuple(candidates), tuple(limits), periods, skills)


def brute_force(problem: Problem) -> Decimal | None:
    """The greatest value over all choices, each tried; None when none keeps to the limits."""
    best = None
    for picks in product(*(range(-1, len(c.levels)) for c in problem.candidates)):
        taken = {c.key: c.levels[pick] for c, pick in zip(problem.candidates, picks, strict=True) if pick >= 0}
        if all(_holds(problem, limit, taken) for limit in problem.limits):
            value = sum((level.value for level in taken.values()), Decimal(0))
            best = value if best is None else max(best, value)
    return best


def _holds(problem: Problem, limit: Limit, taken: dict[str, Level]) -> bool:
    inside = sum(c.key in taken and c.category == limit.first for c in problem.candidates)
    match limit.kind:
        case Kind.BUDGET:
            return sum(lv.costs[problem.periods.index(limit.first)] for lv in taken.values()) <= limit.amount
        case Kind.PEOPLE:
            return sum(lv.people[problem.skills.index(limit.first)] for lv in taken.values()) <= limit.amount
        case Kind.MUST:
            return limit.first in taken
        case Kind.MUST_NOT:
            return limit.first not in taken
        case Kind.NEEDS:
            return limit.first not in taken or limit.second in taken
        case Kind.EXCLUDES:
            return not (limit.first in taken and limit.second in taken)
        case Kind.AT_LEAST:
            return inside >= limit.amount
        case Kind.AT_MOST:
            return inside <= limit.amount


@settings(max_examples=60, deadline=None)
@given(portfolios(most=7))
def test_the_choice_is_as_good_as_the_best_of_all_choices_tried(problem: Problem) -> None:
    check(problem)

    choice = solve(problem)
    best = brute_force(problem)

    assert choice.feasible is (best is not None)
    if best is not None:
        taken = {key: problem.by_key[key].levels[level] for key, level in choice.levels.items()}
        assert choice.value == best
        assert choice.proven
        assert all(_holds(problem, limit, taken) for limit in problem.limits)
    else:
        assert not _can_hold(problem, conflicts.smallest(problem))


def _can_hold(problem: Problem, limits: Iterable[Limit]) -> bool:
    return brute_force(replace(problem, limits=tuple(limits))) is not None


@settings(max_examples=60, deadline=None)
@given(portfolios(most=4, limited=True))
def test_no_smaller_set_of_limits_contradicts_itself(problem: Problem) -> None:
    found = conflicts.smallest(problem)

    assert bool(found) is not _can_hold(problem, problem.limits)
    if found:
        assert not _can_hold(problem, found)
        assert all(_can_hold(problem, fewer) for fewer in combinations(problem.limits, len(found) - 1))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)), min_size=12, max_size=15),
    st.integers(1, 6 * 10**6),
)
def test_fifteen_candidates_under_one_budget_match_the_table_of_all_sums(
    rows: list[tuple[int, int]], money: int
) -> None:
    sums = [(0, 0)]
    for value, cost in rows:
        sums += [(v + value, c + cost) for v, c in sums]
    problem = knapsack(" ".join(str(v) for v, _c in rows), [" ".join(str(c) for _v, c in rows)], str(money))

    assert solve(problem).value == max(value for value, cost in sums if cost <= money)


def test_thousands_of_candidates_get_an_answer_with_its_gap_however_short_the_time() -> None:
    count = 1_500
    values = " ".join(str(60 + number * 37 % 101) for number in range(count))
    costs = [" ".join(str(50 + number * factor % 97) for number in range(count)) for factor in (31, 59)]
    pairs = [needs(f"K{number}", f"K{number // 2}") for number in range(11, count, 40)]
    problem = knapsack(values, costs, "40000 38000", pairs, names=" ".join(f"K{number}" for number in range(count)))

    choice = solve(problem, seconds=0.01)

    assert choice.feasible
    assert choice.gap is not None
    assert choice.gap < Decimal("0.02")
    taken = {key: problem.by_key[key].levels[level] for key, level in choice.levels.items()}
    assert all(_holds(problem, limit, taken) for limit in problem.limits)


@settings(max_examples=25, deadline=None)
@given(portfolios(most=7))
def test_the_rough_choice_keeps_to_all_limits_and_its_bound_holds(problem: Problem) -> None:
    best, rough = solve(problem), System(problem).rough()

    if rough.infeasible:
        assert best.feasible is False
    if rough.taken is not None and rough.bound is not None:
        system = System(problem)
        assert all(row.allows(set(rough.taken)) for row in [*system.rows, *system.structure])
        assert Decimal(rough.worth) / system.scale <= best.value <= Decimal(rough.bound) / system.scale
