"""The arithmetic of the ledger, without a database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.kernel.errors import Invalid
from foundation.kernel.periods import Month
from roi import rules
from roi.rules import Sum
from roi.workflow import CATEGORIES, Basis, Category, Grade, Kind

START = Month(2025, 1)


def categories_of(kind: Kind) -> list[Category]:
    return [category for category in CATEGORIES.values() if category.kind == kind]


def amount(month: Month, kind: Kind, minor: int, category: str = "", basis: Basis = Basis.ACTUAL) -> Sum:
    return Sum(month, kind, category or categories_of(kind)[0].key, basis, Grade.ASSERTED, minor)


def reference() -> list[Sum]:
    """Document A: 2M + 1.5M + 1.5M in month 0, 8M + 4M evenly over the twelve months after it."""
    spent = [
        amount(START, Kind.INVESTMENT, 200_000_000, "infrastructure"),
        amount(START, Kind.INVESTMENT, 150_000_000, "licenses"),
        amount(START, Kind.INVESTMENT, 150_000_000, "labor"),
    ]
    gained = [
        amount(START.plus(index + 1), Kind.RETURN, minor, category)
        for category, total in (("cost_savings", 800_000_000), ("revenue", 400_000_000))
        for index, minor in enumerate(rules.spread(total, 12))
    ]
    return spent + gained


def payback_of(sums: list[Sum]) -> rules.Payback:
    return rules.payback(rules.cash(sums), invested=rules.totals(sums, "USD").investment.minor)


def test_reference_case_gives_140_percent_7_million_and_5_months() -> None:
    sums = reference()

    totals = rules.totals(sums, "USD")
    payback = payback_of(sums)

    assert totals.investment.amount == 5_000_000
    assert totals.returns.amount == 12_000_000
    assert totals.net.amount == 7_000_000
    assert totals.roi == Decimal("1.4")
    assert payback.months == 5
    assert payback.reached == Month(2025, 6)
    assert not payback.falls_again


def test_reference_case_with_even_returns_also_pays_back_in_5_months() -> None:
    assert rules.payback_if_even(rules.totals(reference(), "USD"), over=12) == 5


def test_domain_fact_fin_23() -> None:
    sums = [amount(START, Kind.INVESTMENT, 300), amount(START.plus(1), Kind.RETURN, 450)]

    assert rules.totals(sums, "USD").roi == Decimal("0.5")


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        pytest.param([-105, 25, 25, 25, 25, 25, 25], "4.2", id="FIN-17 even"),
        pytest.param([-50, 10, 13, 16, 19, 22], "3.578947", id="FIN-17 uneven"),
        pytest.param([-1000, 300, 400, 500, 200], "2.6", id="FIN-20"),
        pytest.param([-1000, 500, 400, 300, 100], "2.333333", id="FIN-15 S"),
        pytest.param([-1000, 100, 300, 400, 600], "3.333333", id="FIN-15 L"),
        pytest.param([-100, 0, 100], "2", id="a period without flow"),
        pytest.param([-100, 100, 0], "1", id="exactly zero counts as paid back"),
        pytest.param([100, -50], "0", id="never below zero"),
        pytest.param([50, -100, 25, 25], "3", id="below zero only later"),
    ],
)
def test_payback_is_interpolated(flows: list[int], expected: str) -> None:
    periods, _index, again = rules.payback_periods(flows)

    assert periods is not None
    assert round(periods, 6) == Decimal(expected)
    assert not again


def test_payback_that_never_comes_is_none_with_its_reason() -> None:
    sums = [amount(START, Kind.INVESTMENT, 100), amount(START.plus(1), Kind.RETURN, 99)]

    payback = payback_of(sums)

    assert payback.months is None
    assert payback.reason == rules.NOT_YET


def test_cash_that_turns_negative_again_is_told() -> None:
    sums = [
        amount(START, Kind.INVESTMENT, 100),
        amount(START.plus(1), Kind.RETURN, 200),
        amount(START.plus(2), Kind.INVESTMENT, 300),
    ]

    payback = payback_of(sums)

    assert payback.months == Decimal("0.5")
    assert payback.falls_again


def test_without_investment_roi_and_payback_are_undefined_with_a_reason() -> None:
    sums = [amount(START, Kind.RETURN, 100)]

    totals = rules.totals(sums, "USD")

    assert totals.roi is None
    assert totals.roi_reason == rules.NO_INVESTMENT
    assert payback_of(sums) == rules.Payback(None, reason=rules.NO_INVESTMENT_TO_REPAY)


def test_an_empty_ledger_has_zero_totals_and_no_roi() -> None:
    totals = rules.totals([], "EUR")

    assert (totals.investment.minor, totals.returns.minor, totals.net.minor, totals.roi) == (0, 0, 0, None)
    assert rules.cash([]) == []


def test_plan_and_actual_are_never_added() -> None:
    mixed = [amount(START, Kind.RETURN, 1), amount(START, Kind.RETURN, 1, basis=Basis.PLAN)]

    with pytest.raises(ValueError, match="plan and actual"):
        rules.totals(mixed, "USD")
    with pytest.raises(ValueError, match="plan and actual"):
        rules.cash(mixed)


def test_months_without_entries_stand_in_the_cash_curve() -> None:
    points = rules.cash([amount(START, Kind.INVESTMENT, 10), amount(START.plus(3), Kind.RETURN, 4)])

    assert [point.net for point in points] == [-10, 0, 0, 4]
    assert [point.cumulative for point in points] == [-10, -10, -10, -6]


def test_a_first_month_whose_cash_cancels_out_is_still_month_zero() -> None:
    sums = [
        amount(START, Kind.INVESTMENT, 10),
        amount(START, Kind.RETURN, 10),
        amount(START.plus(1), Kind.INVESTMENT, 10),
        amount(START.plus(3), Kind.RETURN, 10),
    ]

    assert payback_of(sums).months == 3


@pytest.mark.parametrize("months", [0, -1, 601])
def test_a_spread_over_an_impossible_number_of_months_is_refused(months: int) -> None:
    with pytest.raises(Invalid) as refused:
        rules.spread(100_000, months)

    assert refused.value.field == "months"


def test_an_amount_too_small_to_spread_is_refused() -> None:
    with pytest.raises(Invalid, match="too small"):
        rules.spread(5, 6)


@given(st.integers(600, 10**14), st.integers(1, 600))
def test_a_spread_adds_up_exactly_and_is_even(minor: int, months: int) -> None:
    parts = rules.spread(minor, months)

    assert sum(parts) == minor
    assert len(parts) == months
    assert max(parts) - min(parts) <= 1


rows = st.builds(
    amount,
    st.integers(0, 40).map(START.plus),
    st.sampled_from(Kind),
    st.integers(1, 10**12),
)


@given(st.lists(rows, max_size=30), st.data())
def test_a_reversal_brings_every_figure_back_exactly(booked: list[Sum], data: st.DataObject) -> None:
    wrong = data.draw(rows)
    reversal = Sum(wrong.month, wrong.kind, wrong.category, wrong.basis, wrong.grade, -wrong.minor)

    corrected = [*booked, wrong, reversal]

    assert rules.totals(corrected, "USD") == rules.totals(booked, "USD")
    assert rules.cash(corrected) == rules.cash(booked)
    assert payback_of(corrected) == payback_of(booked)


@given(st.lists(rows, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_booking_does_not_matter(booked: list[Sum], chance: object) -> None:
    shuffled = list(booked)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert rules.totals(shuffled, "USD") == rules.totals(booked, "USD")
    assert rules.cash(shuffled) == rules.cash(booked)


@pytest.mark.parametrize("month", [Month(1989, 12), Month(2101, 1), Month(20255, 1)])
def test_a_month_out_of_range_is_refused(month: Month) -> None:
    with pytest.raises(Invalid) as refused:
        rules.require_month(month)

    assert refused.value.field == "period"


def test_every_category_belongs_to_one_kind_and_keeps_its_key() -> None:
    assert [category.key for category in categories_of(Kind.INVESTMENT)] == [
        "infrastructure",
        "licenses",
        "labor",
        "run_cost",
    ]
    assert [category.key for category in categories_of(Kind.RETURN)] == [
        "cost_savings",
        "revenue",
        "productivity",
        "cost_avoidance",
        "risk_reduction",
    ]
    assert all(key == category.key for key, category in CATEGORIES.items())
