"""How values are written."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import timezone

from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.ui import words


def drawn(text: str, **context: Any) -> str:
    return Template("{% load pmo %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("5.95"), "5.95"),
        (5, "5"),
        (Decimal("6.50"), "6.5"),
        (1234567, "1,234,567"),
        ("12", "12"),
        (Decimal("-0.004"), "0"),
        (None, "–"),
        ("", "–"),
        (float("nan"), "–"),
        (float("inf"), "–"),
        (Decimal("1E+3"), "1,000"),
    ],
)
def test_a_number_keeps_its_decimals_up_to_two_and_separates_thousands(value: Any, written: str) -> None:
    assert words.number(value) == written


@pytest.mark.parametrize(
    ("ratio", "written"), [("1.4", "140%"), ("0.9312", "93.1%"), ("0.05", "5%"), ("-0.255", "-25.5%"), (None, "–")]
)
def test_a_fraction_is_written_as_a_percentage(ratio: Any, written: str) -> None:
    assert words.percent(ratio) == written


def test_a_score_has_two_decimals() -> None:
    assert drawn("{{ x|score }}", x=Decimal("5.9")) == "5.90"


def test_what_is_missing_is_a_dash_with_its_reason_and_never_zero() -> None:
    text = drawn("{{ x|score:'Not scored yet' }}", x=None)

    assert "–" in text
    assert "Not scored yet" in text
    assert 'tabindex="0"' in text
    assert "0.00" not in text


def test_a_reason_cannot_carry_markup() -> None:
    assert "<b>" not in drawn("{{ x|money:why }}", x=None, why="<b>")


def test_money_is_short_in_figures_and_full_in_tables() -> None:
    money = Money.of("1250000", "USD")

    assert drawn("{{ m|money }} {{ m|money_full }}", m=money) == "$1.25M USD 1,250,000.00"


def test_a_moment_is_written_in_the_zone_in_force() -> None:
    moment = datetime(2026, 11, 21, 19, 5, tzinfo=UTC)

    with timezone.override("America/New_York"):
        assert drawn("{{ t|when }}", t=moment) == "21 Nov 2026, 14:05"
        assert drawn("{{ t|day }}", t=datetime(2026, 11, 22, 3, 0, tzinfo=UTC)) == "21 Nov 2026"


def test_dates_and_months_are_written_alike_everywhere() -> None:
    assert drawn("{{ d|day }} {{ m|month }}", d=date(2026, 11, 5), m=Month(2026, 11)) == "5 Nov 2026 Nov 2026"


def test_days_since_never_counts_below_zero() -> None:
    assert drawn("{{ d|days_since }}", d=timezone.localdate()) == "0 days"
    assert drawn("{{ d|days_since }}", d=date(2100, 1, 1)) == "0 days"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Money.of("7000000", "USD"), "$7M"),
        (True, "yes"),
        (date(2026, 1, 2), "2 Jan 2026"),
        (Decimal("2.50"), "2.5"),
        ("text", "text"),
    ],
)
def test_any_value_is_shown_as_its_type_is_written(value: Any, written: str) -> None:
    assert drawn("{{ x|shown }}", x=value) == written


def test_a_meter_is_drawn_without_a_style_attribute() -> None:
    text = drawn("{% meter x 10 'Fit' %}", x=Decimal("5"))

    assert 'width="50.0"' in text
    assert "style=" not in text


def test_a_meter_never_leaves_its_track() -> None:
    assert 'width="100"' in drawn("{% meter x 10 %}", x=25)
    assert "–" in drawn("{% meter x 0 %}", x=25)


@pytest.mark.parametrize(("name", "letters"), [("Ada Byron King", "AK"), ("Ada", "A"), ("", "")])
def test_initials_are_the_first_and_last_letter(name: str, letters: str) -> None:
    assert drawn("{{ name|initials }}", name=name) == letters
