"""The arithmetic of adoption."""

from decimal import Decimal

import pytest

from adoption import rules


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [
        (340, 500, "0.68"),
        (1200, 4000, "0.30"),
        (2400, 4000, "0.60"),
        (4250, 5000, "0.85"),
        (0, 5, "0"),
        (5, 0, None),
        (None, 5, None),
        (5, None, None),
    ],
)
def test_a_share_is_exact_and_undefined_without_both(part: int | None, whole: int | None, share: str | None) -> None:
    assert rules.share(part, whole) == (None if share is None else Decimal(share))


def test_shares_of_units_are_added_only_where_both_figures_are_known() -> None:
    assert rules.ratio_of_sums([(340, 500), (None, 4000), (60, None)]) == Decimal("0.68")
    assert rules.ratio_of_sums([(None, 5), (1, None)]) is None


def test_nps_and_its_standard_error_of_a_hundred_answers() -> None:
    """NPS-1: 30 tens, 22 nines, 18 eights, 12 sevens, 10 sixes, 8 threes."""
    found = rules.nps([0, 0, 0, 8, 0, 0, 10, 12, 18, 22, 30])

    assert found is not None
    assert (found.score, found.answers) == (34, 100)
    assert found.error == pytest.approx(7.6446, abs=1e-4)
    assert rules.nps([0] * 11) is None


def test_satisfaction_is_the_share_of_the_two_best_answers() -> None:
    counts = [20, 20, 30, 210, 120]

    assert rules.csat(counts) == Decimal("0.825")
    assert rules.mean(counts, 1) == Decimal("3.975")
    assert rules.csat([0] * 5) is None


def test_a_scope_covers_the_units_below_it() -> None:
    assert rules.topmost({"/1/": 100, "/1/2/": 40, "/3/": 5}) == 105
    assert rules.topmost({"/1/2/": 40, "/1/20/": 2}) == 42
    assert rules.topmost({}) is None


def test_satisfaction_of_sessions_is_weighed_by_answers() -> None:
    assert rules.pooled_mean([(Decimal(4), 10), (Decimal(5), 30), (None, None)]) == (Decimal("4.75"), 40)
    assert rules.pooled_mean([]) == (None, 0)
