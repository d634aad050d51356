"""Scales, units, palette, lettering: the small parts that both renderers share."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as run
from hypothesis import strategies as st

from foundation.charts import lettering, palette, scales
from foundation.charts.svg.direction import visual
from foundation.charts.units import COUNT, PERCENT, PLAIN, SCORE, Unit, money

FINITE = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e100, max_value=1e100)
few = run(max_examples=60, derandomize=True, deadline=None, database=None)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0, 97], (0, 20, 40, 60, 80, 100)),
        ([-1.2, 3.4], (-2, -1, 0, 1, 2, 3, 4)),
        ([0, 0], (0, 0.2, 0.4, 0.6, 0.8, 1)),
        ([], (0, 0.2, 0.4, 0.6, 0.8, 1)),
        ([-5], (-5, -4, -3, -2, -1, 0)),
    ],
)
def test_ticks_are_round_and_hold_zero(values: list[float], ticks: tuple[float, ...]) -> None:
    assert scales.nice(values).ticks == pytest.approx(ticks)


def test_counts_have_no_half_ticks() -> None:
    assert scales.nice([0, 2], whole=True).ticks == (0, 1, 2)


def test_an_end_that_the_measure_has_is_kept_unless_a_value_lies_beyond() -> None:
    kept = scales.nice([3, 7], zero=False, low=1, high=10)
    passed = scales.nice([3, 12], zero=False, low=1, high=10)

    assert (kept.low, kept.high) == (1, 10)
    assert passed.high >= 12


def test_a_share_has_ticks_that_are_round_in_percent() -> None:
    assert scales.nice([0, 0.7], factor=100).ticks == pytest.approx((0, 0.2, 0.4, 0.6, 0.8))


@few
@given(st.lists(FINITE, max_size=6), st.booleans(), st.booleans())
def test_every_value_is_on_its_scale(values: list[float], zero: bool, whole: bool) -> None:
    scale = scales.nice(values, zero=zero, whole=whole)

    slack = (scale.high - scale.low) * 1e-6
    assert scale.low < scale.high
    assert all(scale.low - slack <= value <= scale.high + slack for value in values)
    assert 1 <= len(scale.ticks) <= 12


@few
@given(st.lists(st.dates(), min_size=1, max_size=4))
def test_every_day_is_on_its_scale_with_few_ticks(days: list[date]) -> None:
    scale, ticks = scales.dates(days, pad_days=1)

    assert all(scale.holds(scales.day_number(day)) for day in days)
    assert len(ticks) <= 8


def test_months_are_labelled_at_their_first_day() -> None:
    _scale, ticks = scales.dates([date(2026, 1, 1), date(2026, 12, 1)])

    assert ticks == tuple(date(2026, month, 1) for month in (1, 3, 5, 7, 9, 11))


@few
@given(st.lists(st.floats(min_value=0, max_value=100), max_size=12))
def test_labels_are_moved_apart_and_stay_inside(wanted: list[float]) -> None:
    placed = sorted(scales.spread(wanted, 9, 0, 100))

    assert all(-0.001 <= place <= 100.001 for place in placed)
    assert all(below - above >= 8.99 for above, below in pairwise(placed))


@pytest.mark.parametrize(
    ("unit", "value", "short", "full"),
    [
        (COUNT, 1234, "1,234", "1,234"),
        (COUNT, -3, "−3", "−3"),
        (SCORE, Decimal("5.95"), "5.95", "5.95"),
        (SCORE, 6, "6.00", "6.00"),
        (PERCENT, Decimal("1.4"), "140%", "140%"),
        (money("USD"), 1_250_000, "$1.25M", "$1,250,000.00"),
        (money("USD"), -940, "−$940", "−$940.00"),
        (money("CHF"), 5_000_000, "CHF 5M", "CHF 5,000,000.00"),
        (money("USD"), 999_999, "$1M", "$999,999.00"),
        (money("USD"), 45_600_000, "$45.6M", "$45,600,000.00"),
        (PLAIN, 0.1 + 0.2, "0.3", "0.3"),
        (PLAIN, 1e20, "1e+20", "1e+20"),
        (PLAIN, 0.00012, "0.00012", "0.00012"),
        (PLAIN, None, "–", "–"),
        (PLAIN, float("nan"), "–", "–"),
        (COUNT, -0.0, "0", "0"),
        (COUNT, 10**400, "–", "–"),
        (Unit(after=" days"), 12, "12 days", "12 days"),
    ],
)
def test_numbers_are_written_for_people(unit: Unit, value: float | None, short: str, full: str) -> None:
    assert (unit.short(value), unit.full(value)) == (short, full)


def test_ticks_drop_the_zeros_that_all_would_end_in() -> None:
    assert [SCORE.tick(value) for value in (2, 7.5, 10)] == ["2", "7.5", "10"]


def test_changes_carry_their_sign() -> None:
    assert [COUNT.signed(value) for value in (3, -1, 0, None)] == ["+3", "−1", "0", "–"]


@pytest.mark.parametrize("theme", palette.Theme)
@pytest.mark.parametrize("tone", palette.MARKS)
def test_marks_and_text_stand_out_from_the_surface(tone: str, theme: palette.Theme) -> None:
    surface = palette.color("surface", theme)

    assert palette.contrast(palette.color(tone, theme), surface) >= 3
    assert palette.contrast(palette.color(f"{tone}-ink", theme), surface) >= 4.5
    assert palette.contrast(palette.on(tone, theme), palette.color(tone, theme)) >= 4.5


@pytest.mark.parametrize("theme", palette.Theme)
def test_shades_grow_steadily_and_carry_readable_numbers(theme: palette.Theme) -> None:
    shades = [palette.color(name, theme) for name in palette.HEAT]
    surface = palette.color("surface", theme)
    strength = [palette.contrast(shade, surface) for shade in shades]

    assert strength == sorted(strength)
    assert all(palette.contrast(palette.on(name, theme), palette.color(name, theme)) >= 4.5 for name in palette.HEAT)


@pytest.mark.parametrize("theme", palette.Theme)
@pytest.mark.parametrize("group", [palette.SERIES, palette.RAMP])
def test_neighbors_differ_in_lightness_so_that_they_print_in_grey(group: tuple[str, ...], theme: palette.Theme) -> None:
    for one, other in pairwise(group):
        assert palette.contrast(palette.color(one, theme), palette.color(other, theme)) >= 1.25


def test_the_stylesheet_has_the_colors_of_the_palette() -> None:
    kept = (Path(settings.BASE_DIR) / "static" / "ui" / "charts.css").read_text()

    assert set(palette.css().splitlines()) <= set(kept.splitlines())


def test_words_are_cut_to_their_room() -> None:
    text = "A name that is longer than its column"

    assert lettering.fit(text, 500, 8) == text
    assert lettering.width(lettering.fit(text, 60, 8), 8) <= 60
    assert lettering.fit(text, 60, 8).endswith("…")
    assert lettering.fit(text, 1, 8) == ""


def test_words_are_broken_at_spaces() -> None:
    assert lettering.wrap("Strategy and leadership", 60, 8, lines=2) == ["Strategy and", "leadership"]
    assert len(lettering.wrap("word " * 100, 60, 8, lines=3)) == 3


@pytest.mark.parametrize("text", ["", "Claims", "Résumé (2026)", "日本語"])
def test_words_from_left_to_right_stay_as_they_are(text: str) -> None:
    assert visual(text) == text


def test_words_from_right_to_left_are_put_in_the_order_they_are_seen() -> None:
    hebrew = "שלום 123 abc"

    assert visual(hebrew) == "\u202dabc 123 םולש\u202c"


def test_arabic_letters_are_joined() -> None:
    seen = visual("محمد").strip("\u202d\u202c")

    assert seen == "\ufeaa\ufee4\ufea4\ufee3"


@few
@given(st.text(max_size=20))
def test_no_letter_is_lost_when_words_are_put_in_order(text: str) -> None:
    visual(text)
    visual("ש" + text)
    visual("a ش" + text)
