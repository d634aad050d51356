"""Measured benefit in plain arithmetic."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.kernel.errors import Invalid
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from metrics.rules import Range, realization
from metrics.workflow import Direction
from roi.rules import benefits
from roi.rules.benefits import Terms

D = Decimal


def terms(**changes: Any) -> Terms:
    known: dict[str, Any] = {
        "direction": Direction.DOWN,
        "baseline": D(12),
        "volume": D(50_000),
        "unit_value": D("0.60"),
        "currency": "USD",
        "attribution": D("0.7"),
    }
    return Terms(**known | changes)


def test_ben_1_handling_time() -> None:
    found = benefits.benefit(terms(), D(9))
    ahead = benefits.forecast(terms(), target=D(8), confidence=D("0.8"))

    assert (found.gross, found.net) == (Money(90_000_00, "USD"), Money(63_000_00, "USD"))
    assert (ahead.value, ahead.risk_adjusted) == (Money(120_000_00, "USD"), Money(96_000_00, "USD"))
    assert realization(baseline=D(12), target=Range(high=D(8)), direction=Direction.DOWN, actual=D(9)).share == D(
        "0.75"
    )


def test_a_month_of_ben_1() -> None:
    found = benefits.benefit(terms(volume=D(4167)), D(9))

    assert (found.gross, found.net) == (Money(7_500_60, "USD"), Money(5_250_42, "USD"))


def test_the_months_of_a_year_add_up_to_its_benefit() -> None:
    months = [benefits.volume_in(Month(2025, number), D(50_000)) for number in range(1, 13)]

    assert months[:3] == [4167, 4166, 4167]
    assert sum(months) == 50_000
    gross = [benefits.benefit(terms(volume=volume), D(9)).gross.minor for volume in months]
    assert sum(gross) == 90_000_00


@given(st.decimals(min_value=1, max_value=10**9, places=2))
def test_no_part_of_a_years_volume_is_lost(yearly: Decimal) -> None:
    assert sum(benefits.volume_in(Month(2025, number), yearly) for number in range(1, 13)) == yearly


def test_a_figure_that_got_worse_is_below_zero() -> None:
    found = benefits.benefit(terms(), D(13))

    assert (found.improvement, found.gross.minor) == (-1, -30_000_00)


def test_higher_is_better_counts_the_other_way() -> None:
    found = benefits.benefit(
        terms(direction=Direction.UP, baseline=D("3.2"), volume=D(100), unit_value=D(10), attribution=D(1)), D("4.7")
    )

    assert found.gross == Money(1500_00, "USD")


@pytest.mark.parametrize(("amount", "minor"), [("0.125", 12), ("0.135", 14), ("-0.125", -12), ("1E+2", 100_00)])
def test_amounts_are_rounded_half_even_once(amount: str, minor: int) -> None:
    assert benefits.rounded(D(amount), "USD") == Money(minor, "USD")


def test_the_attributable_amount_comes_from_the_unrounded_gross() -> None:
    found = benefits.benefit(terms(volume=D(1), unit_value=D("0.005"), attribution=D("0.5")), D(9))

    assert (found.gross.minor, found.net.minor) == (2, 1)  # 0.015 and 0.0075


def test_an_overlap_is_left_out() -> None:
    assert benefits.benefit(terms(overlap=D("0.1")), D(9)).net == Money(56_700_00, "USD")


def test_a_currency_without_minor_units_is_rounded_to_whole_ones() -> None:
    assert benefits.benefit(
        terms(currency="JPY", volume=D(1), unit_value=D("0.5"), attribution=D(1)), D(9)
    ).gross == Money(2, "JPY")


def test_an_amount_beyond_storage_is_refused() -> None:
    with pytest.raises(Invalid):
        benefits.benefit(terms(volume=D(10) ** 11, unit_value=D(10) ** 11), D(9))


@pytest.mark.parametrize(
    ("field", "value"),
    [("attribution", "0"), ("attribution", "1.01"), ("attribution", "NaN"), ("overlap", "1"), ("overlap", "-0.1"),
     ("confidence", "0"), ("confidence", "Infinity")],
)  # fmt: skip
def test_a_share_outside_its_range_is_refused(field: str, value: str) -> None:
    shares = {"attribution": D(1), "overlap": D(0), "confidence": D(1)} | {field: D(value)}

    with pytest.raises(Invalid) as refusal:
        benefits.check_shares(**shares)

    assert refusal.value.field == field
