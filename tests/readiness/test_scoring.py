"""The arithmetic of one result, on the reference organization of document A and the unit matrix of document C."""

import json
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.kernel.canonical import canonical_json
from library import services as library_services
from library.kinds.instrument import Dimension, Factor, Instrument, Scale
from library.rules import read
from readiness import rules

# Document A: data 7,6,5,8; technology 7,6,8,6; talent 4,5,7,6; culture 7,5,6,6; governance 4,3,7,6.
REFERENCE = [7, 6, 5, 8, 7, 6, 8, 6, 4, 5, 7, 6, 7, 5, 6, 6, 4, 3, 7, 6]


@cache
def shipped_instrument() -> Instrument:
    document = read((library_services.CONTENT / "instruments/enterprise-readiness/1.yaml").read_bytes())
    assert isinstance(document, Instrument)
    return document


def matrix(weights: Sequence[str] = ("0.25", "0.20", "0.20", "0.15", "0.10", "0.10")) -> Instrument:
    """Six areas of one factor each, scored 1 to 5 and weighted as document C has them."""
    areas = tuple(
        Dimension(
            key=key,
            label=key.upper(),
            guidance="–",
            weight=Decimal(weight),
            factors=(Factor(key=key, label=key.upper(), guidance="–", recommendation="–"),),
        )
        for key, weight in zip("abcdef", weights, strict=True)
    )
    return msgspec.structs.replace(
        shipped_instrument(),
        slug="matrix",
        scale=Scale(lowest=Decimal(1), highest=Decimal(5)),
        dimensions=areas,
        bands=(),
        weak_below=Decimal(3),
        combine="weighted",
    )


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


def test_a_factor_that_is_not_known_counts_as_answered_and_is_not_averaged(instrument: Instrument) -> None:
    scores = reference_scores(instrument)
    del scores["data_volume"]  # data 7, 6, 5 and one not known

    result = rules.result(instrument, scores, {"data_volume"})

    assert result.is_complete
    assert result.dimensions[0].score == 6
    assert (result.dimensions[0].known, result.dimensions[0].total) == (3, 4)
    assert result.dimensions[0].is_partial
    assert result.overall == Decimal("5.85")
    assert result.not_known == ("data_volume",)
    assert result.known == 19


def test_an_instrument_of_which_nothing_is_known_has_no_result(instrument: Instrument) -> None:
    result = rules.result(instrument, {}, {factor.key for factor in instrument.factors})

    assert result.is_complete
    assert result.overall is None
    assert result.band is None
    assert all(d.score is None and not d.is_partial for d in result.dimensions)


def test_weighted_areas_give_the_reference_of_the_business_unit_matrix() -> None:
    result = rules.result(matrix(), dict(zip("abcdef", map(Decimal, (4, 3, 5, 2, 4, 3)), strict=True)))

    assert result.overall == Decimal("3.60")
    assert result.is_weighted
    assert [str(d.contribution) for d in result.dimensions] == ["1", "0.6", "1", "0.3", "0.4", "0.3"]


def test_weights_are_scaled_up_to_the_areas_that_are_known() -> None:
    scores = dict(zip("bcdef", map(Decimal, (3, 5, 2, 4, 3)), strict=True))

    result = rules.result(matrix(), scores, {"a"})

    assert result.dimensions[0].weight is None
    assert sum(d.weight or 0 for d in result.dimensions) == pytest.approx(1)
    assert result.overall is not None
    assert round(result.overall, 4) == Decimal("3.4667")  # 2.60 over the remaining 75 %


def test_when_only_areas_without_weight_are_known_the_overall_is_undefined() -> None:
    result = rules.result(matrix(weights=("0", "0.4", "0.2", "0.2", "0.1", "0.1")), {"a": Decimal(5)}, set("bcdef"))

    assert result.is_complete
    assert result.overall is None


@pytest.mark.parametrize("unknown", [set(), {"data_volume"}, {"ai_policy"}])
def test_a_frozen_result_reads_back_as_it_was(instrument: Instrument, unknown: set[str]) -> None:
    scores = {key: score for key, score in reference_scores(instrument).items() if key not in unknown}
    found = rules.result(instrument, scores, unknown)

    assert rules.frozen(instrument, json.loads(canonical_json(found.as_data()))) == found


def test_a_frozen_result_stays_when_it_says_other_than_the_scores_would_give(instrument: Instrument) -> None:
    data = rules.result(instrument, reference_scores(instrument)).as_data() | {"overall": "9.00", "band": "ready"}

    assert rules.frozen(instrument, data).overall == 9


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


@settings(derandomize=True, max_examples=60, deadline=None)
@given(scores=st.lists(st.integers(1, 5) | st.none(), min_size=6, max_size=6), raised=st.integers(0, 5))
def test_raising_a_score_never_lowers_a_weighted_overall(scores: list[int | None], raised: int) -> None:
    unknown = {key for key, score in zip("abcdef", scores, strict=True) if score is None}
    before = {key: Decimal(score) for key, score in zip("abcdef", scores, strict=True) if score is not None}
    key = "abcdef"[raised]
    after = before | ({key: min(Decimal(5), before[key] + 1)} if key in before else {})

    low, high = rules.result(matrix(), before, unknown).overall, rules.result(matrix(), after, unknown).overall

    assert (low is None) is (not before)
    if low is not None and high is not None:
        assert 1 <= low <= high <= 5
