"""The arithmetic of readiness, on the reference organization of document A."""

from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library import services as library_services
from library.kinds.instrument import Instrument
from library.rules import read
from readiness import rules

# Document A: data 7,6,5,8; technology 7,6,8,6; talent 4,5,7,6; culture 7,5,6,6; governance 4,3,7,6.
REFERENCE = [7, 6, 5, 8, 7, 6, 8, 6, 4, 5, 7, 6, 7, 5, 6, 6, 4, 3, 7, 6]


@cache
def shipped_instrument() -> Instrument:
    document = read((library_services.CONTENT / "instruments/enterprise-readiness/1.yaml").read_bytes())
    assert isinstance(document, Instrument)
    return document


@pytest.fixture
def instrument() -> Instrument:
    return shipped_instrument()


def reference_scores(instrument: Instrument) -> dict[str, Decimal]:
    return {factor.key: Decimal(score) for factor, score in zip(instrument.factors, REFERENCE, strict=True)}


def test_the_reference_organization_gets_its_five_dimensions_and_overall(instrument: Instrument) -> None:
    result = rules.result(instrument, reference_scores(instrument))

    assert [str(d.score) for d in result.dimensions] == ["6.5", "6.75", "5.5", "6", "5"]
    assert result.overall == Decimal("5.95")
    assert result.band is not None
    assert "preparation" in result.band.label.lower()


def test_recommendations_come_from_the_weak_factors_weakest_first(instrument: Instrument) -> None:
    result = rules.result(instrument, reference_scores(instrument))

    assert result.recommendations[0].score == 3
    assert all(item.score < instrument.weak_below for item in result.recommendations)
    assert [i.score for i in result.recommendations] == sorted(i.score for i in result.recommendations)


def test_an_unanswered_factor_leaves_its_dimension_and_the_overall_undefined(instrument: Instrument) -> None:
    scores = reference_scores(instrument)
    missing = next(iter(scores))
    del scores[missing]

    result = rules.result(instrument, scores)

    assert result.dimensions[0].score is None
    assert result.dimensions[0].so_far is not None
    assert result.overall is None
    assert result.band is None


def test_nothing_answered_gives_no_figure_at_all(instrument: Instrument) -> None:
    result = rules.result(instrument, {})

    assert all(d.so_far is None for d in result.dimensions)
    assert result.recommendations == ()


@pytest.mark.parametrize(
    ("score", "fits"),
    [
        ("0", True),
        ("10", True),
        ("7", True),
        ("-1", False),
        ("11", False),
        ("6.5", False),
        ("NaN", False),
        ("Infinity", False),
    ],
)
def test_only_steps_of_the_scale_count_as_scores(instrument: Instrument, score: str, fits: bool) -> None:
    assert rules.is_on_scale(instrument, Decimal(score)) is fits


@settings(derandomize=True, max_examples=60, deadline=None)
@given(scores=st.lists(st.integers(0, 10), min_size=20, max_size=20), raised=st.integers(0, 19))
def test_raising_a_score_never_lowers_the_overall(scores: list[int], raised: int) -> None:
    instrument = shipped_instrument()
    keys = [factor.key for factor in instrument.factors]
    before = dict(zip(keys, map(Decimal, scores), strict=True))
    after = before | {keys[raised]: min(Decimal(10), before[keys[raised]] + 1)}

    low, high = rules.result(instrument, before).overall, rules.result(instrument, after).overall

    assert low is not None
    assert high is not None
    assert low <= high
    assert 0 <= low <= 10
