"""What cash flows are worth: published examples, and an independent computation."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from foundation.kernel.errors import Invalid
from roi.rules import finance

TEN = Decimal("0.1")
DAYS = (0, 60, 303, 411, 456)
DATED = [
    (date(2008, 1, 1) + timedelta(days=days), Decimal(flow))
    for days, flow in zip(DAYS, (-10000, 2750, 4250, 3250, 2750), strict=True)
]


def flows(*values: Any) -> list[Decimal]:
    return [Decimal(str(value)) for value in values]


def near(value: Decimal | None, expected: str) -> bool:
    """Equal in all the digits that the source gives."""
    digits = len(expected.partition(".")[2])
    return value is not None and abs(value - Decimal(expected)) <= Decimal(6) * Decimal(10) ** -(digits + 1)


@pytest.mark.parametrize(
    ("rate", "timing", "first", "values", "expected"),
    [
        ("0.10", "excel", 0, (-10000, 3000, 4200, 6800), "1188.443412"),
        ("0.08", "excel", -40000, (8000, 9200, 10000, 12000, 14500), "1922.061555"),
        ("0.08", "excel", -40000, (8000, 9200, 10000, 12000, 14500, -9000), "-3749.465087"),
        ("0.10", "excel", 0, (500, 1500, 4000, 10000), "11529.60863329"),
        ("0.065", "excel", 0, (-10000, 3000, 3400, 7700), "2055.381199"),
        ("0.08", "end", 0, (-40000, 5000, 8000, 12000, 30000), "3065.222668"),
        ("0.10", "end", 0, (-1000, 300, 400, 500, 200), "115.565877"),
        ("0.10", "mid", 0, (-1000, 300, 400, 500, 200), "170.015362"),
        ("0.15", "end", 0, (-1000, 2300, -1320), "1.890359"),
    ],
)
def test_net_present_value_of_published_examples(
    rate: str, timing: Any, first: int, values: tuple[int, ...], expected: str
) -> None:
    assert near(first + finance.npv(Decimal(rate), flows(*values), timing), expected)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((-70000, 12000, 15000, 18000, 21000), "-0.02124485"),
        ((-70000, 12000, 15000, 18000, 21000, 26000), "0.08663095"),
        ((-70000, 12000, 15000), "-0.44350694"),
        ((-100, 39, 59, 55, 20), "0.28094842"),
        ((-100, 70, 50, 20), "0.23564065"),
        ((-100, 10, 60, 80), "0.18125780"),
        ((-1000, 500, 400, 300, 100), "0.14488844"),
        ((-1000, 100, 300, 400, 600), "0.11790556"),
        ((-1000, 300, 400, 500, 200), "0.15322138"),
        ((0, 60, -10, -60), "0.08679955"),  # the rate at which the two projects of this textbook are worth the same
    ],
)
def test_internal_rate_of_return_of_published_examples(values: tuple[int, ...], expected: str) -> None:
    found = finance.irr(flows(*values))
    assert near(found.rate, expected) or any(near(rate, expected) for rate in found.rates)
    assert found.reason == "" or len(found.rates) > 1


def test_several_rates_of_return_are_all_found_and_none_is_called_the_return() -> None:
    found = finance.irr(flows(-1000, 2300, -1320))
    assert [round(rate, 12) for rate in found.rates] == [Decimal("0.1"), Decimal("0.2")]
    assert found.rate is None
    assert found.reason == finance.SEVERAL


def test_flows_without_a_real_rate_of_return_say_so() -> None:
    found = finance.irr(flows(1000, -3000, 2500))
    assert (found.rates, found.rate, found.reason) == ((), None, finance.NO_ROOT)


@pytest.mark.parametrize("values", [(100, 20, 30), (-100, -20, -30)])
def test_flows_of_one_sign_have_no_rate_of_return(values: tuple[int, ...]) -> None:
    assert finance.irr(flows(*values)).reason == finance.ONE_SIGN


def test_a_rate_that_the_curve_only_touches_is_found_once() -> None:
    found = finance.irr(flows(-100, 220, -121))
    assert [round(rate, 9) for rate in found.rates] == [Decimal("0.1")]


def test_flows_that_turn_all_the_time_have_no_rate_of_return() -> None:
    assert finance.irr(flows(*[100, -101] * 20)).reason == finance.TOO_MANY


def test_no_flows_have_no_rate_of_return() -> None:
    assert finance.irr([]).reason == finance.NO_FLOWS
    assert finance.irr(flows(0, 0)).reason == finance.NO_FLOWS


def test_dated_flows_count_days_as_365ths_of_a_year() -> None:
    assert near(finance.xnpv(Decimal("0.09"), DATED), "2086.647602")
    assert near(finance.xirr(DATED).rate, "0.3733625335")


def test_a_flow_dated_before_the_first_is_refused() -> None:
    with pytest.raises(Invalid) as error:
        finance.xnpv(TEN, [DATED[1], DATED[0]])
    assert error.value.field == "flows"


@pytest.mark.parametrize(
    ("values", "npv", "mirr", "payback", "discounted"),
    [
        ((-1000, 500, 400, 300, 100), "78.819753", "0.12106271", "2.333333", "2.953333"),
        ((-1000, 100, 300, 400, 600), "49.176969", "0.11328119", "3.333333", "3.880000"),
        ((-1000, 300, 400, 500, 200), "115.565877", "0.13048939", "2.600000", "3.154000"),
        ((-100, 70, 50, 20), "19.984974", "0.16887563", None, None),
        ((-100, 10, 60, 80), "18.782870", "0.16495895", None, None),
    ],
)
def test_textbook_projects(
    values: tuple[int, ...], npv: str, mirr: str, payback: str | None, discounted: str | None
) -> None:
    project = flows(*values)
    assert near(finance.npv(TEN, project), npv)
    assert near(finance.mirr(project, finance=TEN, reinvest=TEN), mirr)
    if payback and discounted:
        assert near(finance.payback(project).periods, payback)
        assert near(finance.discounted_payback(TEN, project).periods, discounted)


@pytest.mark.parametrize(
    ("values", "expected"), [((-105, *[25] * 6), "4.200000"), ((-50, 10, 13, 16, 19, 22), "3.578947")]
)
def test_payback_is_interpolated_inside_its_period(values: tuple[int, ...], expected: str) -> None:
    assert near(finance.payback(flows(*values)).periods, expected)


def test_what_never_pays_back_has_no_payback() -> None:
    assert finance.payback(flows(-100, 20, 30)) == finance.PaidBack(None, False, finance.NEVER_BACK)
    assert finance.payback(flows(100, 20)).periods is None
    assert finance.payback([]).reason == finance.NO_FLOWS


def test_a_payback_that_does_not_last_says_so() -> None:
    found = finance.payback(flows(-100, 150, -200, 300))
    assert round(found.periods or 0, 4) == Decimal("0.6667")
    assert found.falls_again


def test_middle_of_the_year_is_worth_half_a_year_more() -> None:
    inflows = flows(0, 300, 400, 500, 200)
    assert near(finance.npv(TEN, inflows, "mid") / finance.npv(TEN, inflows, "end"), "1.048809")


def test_profitability_index_and_ratios() -> None:
    assert near(finance.profitability_index(Decimal("115.565877"), Decimal(1000)), "1.115566")
    assert finance.roi(Decimal(450), Decimal(300)) == Decimal("0.5")
    assert near(finance.annualized(Decimal("0.5"), Decimal(3)), "0.144714")
    assert finance.benefit_cost_ratio(Decimal(450), Decimal(300)) == Decimal("1.5")


def test_ratios_without_costs_are_undefined() -> None:
    assert finance.roi(Decimal(450), Decimal(0)) is None
    assert finance.benefit_cost_ratio(Decimal(450), Decimal(0)) is None
    assert finance.profitability_index(Decimal(1), Decimal(0)) is None
    assert finance.annualized(None, Decimal(3)) is None
    assert finance.annualized(Decimal(-1), Decimal(3)) is None
    assert finance.mirr(flows(100, 20), finance=TEN, reinvest=TEN) is None


@pytest.mark.parametrize(
    ("year", "expected"),
    [(1, "0.966184"), (10, "0.708919"), (30, "0.356278"), (31, "0.345901"), (75, "0.094214"), (76, "0.091916")],
)
def test_green_book_factors(year: int, expected: str) -> None:
    assert near(finance.green_book_factor(year), expected)


def test_equivalent_annual_cost_has_the_same_present_value() -> None:
    yearly = finance.equivalent_annual_cost(Decimal(1000), TEN, Decimal(4))
    assert near(yearly, "315.470804")
    assert near(finance.npv(TEN, [Decimal(0), *[yearly or Decimal(0)] * 4]), "1000.000000")
    assert finance.equivalent_annual_cost(Decimal(1000), Decimal(0), Decimal(4)) == 250
    assert finance.equivalent_annual_cost(Decimal(1000), TEN, Decimal(0)) is None


@pytest.mark.parametrize("rate", ["-1", "-1.5", "NaN", "Infinity"])
def test_a_discount_rate_of_minus_100_percent_or_less_is_refused(rate: str) -> None:
    for call in (
        lambda: finance.npv(Decimal(rate), flows(-1, 2)),
        lambda: finance.monthly(Decimal(rate)),
        lambda: finance.xnpv(Decimal(rate), DATED),
        lambda: finance.equivalent_annual_cost(Decimal(1), Decimal(rate), Decimal(1)),
    ):
        with pytest.raises(Invalid) as error:
            call()
        assert error.value.field == "rate"


def test_a_month_compounds_to_its_year() -> None:
    assert near(finance.yearly(finance.monthly(TEN)), "0.100000000000")


amounts = st.lists(st.integers(-1000, 1000), min_size=3, max_size=9).filter(lambda row: row[0] and row[-1])


@settings(max_examples=150, deadline=None)
@given(amounts)
def test_rates_of_return_agree_with_the_eigenvalues_of_an_independent_library(row: list[int]) -> None:
    """numpy finds the roots of the same polynomial in another way; both must name the same simple ones to 1e-9."""
    theirs = [root.real for root in np.roots(row[::-1]) if abs(root.imag) < 1e-12 and 1e-3 < root.real < 1e3]
    derivative = np.polyder(np.poly1d(row[::-1]))
    scale = sum(abs(value) for value in row)
    simple = [root for root in theirs if abs(derivative(root)) > 1e-3 * scale and abs(root) < 5]
    ours = [float(1 / (1 + rate)) for rate in finance.irr(flows(*row)).rates]
    for root in simple:
        assert any(abs(root - mine) < 1e-9 * max(1.0, root) for mine in ours), (row, theirs, ours)


@settings(max_examples=100, deadline=None)
@given(amounts)
def test_every_rate_of_return_brings_the_present_value_to_zero(row: list[int]) -> None:
    for rate in finance.irr(flows(*row)).rates:
        assert abs(finance.npv(rate, flows(*row))) < Decimal("1e-9") * sum(abs(v) for v in row) * max(
            Decimal(1), (1 + rate) ** -len(row)
        )


@settings(max_examples=100, deadline=None)
@given(amounts, st.integers(-40, 300))
def test_present_values_agree_with_an_independent_library(row: list[int], percent: int) -> None:
    """numpy evaluates the same polynomial, and Brent's method of scipy finds a root of the dated one; both to 1e-9."""
    rate, scale = percent / 100, sum(abs(value) for value in row)
    factor = 1 / (1 + rate)
    theirs = float(np.polynomial.polynomial.polyval(factor, row))
    largest = scale * max(1.0, factor ** len(row))
    assert abs(float(finance.npv(Decimal(percent) / 100, flows(*row))) - theirs) <= 1e-9 * largest

    inflows, outflows = [max(value, 0) for value in row], [min(value, 0) for value in row]
    ours = finance.mirr(flows(*row), finance=Decimal(percent) / 100, reinvest=TEN)
    if any(inflows) and any(outflows):
        future = float(np.polynomial.polynomial.polyval(1.1, inflows[::-1]))
        paid = -float(np.polynomial.polynomial.polyval(factor, outflows))
        assert float(ours or 0) == pytest.approx((future / paid) ** (1 / (len(row) - 1)) - 1, rel=1e-9, abs=1e-9)
    else:
        assert ours is None


def test_the_rate_of_dated_flows_agrees_with_an_independent_library() -> None:
    def worth(rate: float) -> float:
        return sum(float(flow) * (1 + rate) ** (-days / 365) for days, (_day, flow) in zip(DAYS, DATED, strict=True))

    assert abs(float(finance.xirr(DATED).rate or 0) - optimize.brentq(worth, 0, 1, xtol=1e-14)) < 1e-9
