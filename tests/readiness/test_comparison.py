"""Two results of one instrument against each other, also over a change of its version."""

from collections.abc import Collection
from decimal import Decimal

import msgspec
import pytest

from library.kinds.instrument import Dimension, Instrument, Scale
from readiness import rules
from readiness.rules.comparison import Gap
from tests.readiness.test_scoring import matrix, reference_scores, shipped_instrument


def better() -> dict[str, Decimal]:
    """The reference with data quality two points up and infrastructure one point down."""
    scores = reference_scores(shipped_instrument())
    return scores | {
        "data_quality": scores["data_quality"] + 2,
        "infrastructure": scores["infrastructure"] - 1,
    }


def against_reference(
    second: Instrument, scores: dict[str, Decimal], not_known: Collection[str] = ()
) -> rules.Comparison:
    first = shipped_instrument()
    return rules.compare(
        first,
        rules.result(first, reference_scores(first)),
        second,
        rules.result(second, scores, not_known),
    )


def without(instrument: Instrument, factor: str) -> Instrument:
    """The next version of an instrument, in which one factor is gone."""
    dimensions: list[Dimension] = [
        msgspec.structs.replace(d, factors=tuple(f for f in d.factors if f.key != factor))
        for d in instrument.dimensions
    ]
    return msgspec.structs.replace(instrument, version=2, dimensions=tuple(dimensions))


def test_the_biggest_moves_come_first() -> None:
    found = against_reference(shipped_instrument(), better())

    assert [(pair.key, pair.difference) for pair in found.moves] == [("data_quality", 2), ("infrastructure", -1)]
    assert found.unchanged == 18
    assert found.dimensions[0].difference == Decimal("0.5")
    assert found.overall.difference == Decimal("0.05")
    assert found.incomparable == []


def test_a_factor_that_one_of_them_does_not_know_is_not_compared() -> None:
    scores = better()
    del scores["data_volume"]

    found = against_reference(shipped_instrument(), scores, {"data_volume"})

    assert [(pair.key, pair.gap) for pair in found.incomparable] == [("data_volume", Gap.NOT_KNOWN)]


def test_a_dimension_made_of_other_factors_is_not_compared_and_neither_is_the_whole() -> None:
    second = without(shipped_instrument(), "data_volume")
    scores = better()
    del scores["data_volume"]

    found = against_reference(second, scores)

    assert {(pair.key, pair.gap) for pair in found.incomparable} == {
        ("overall", Gap.OTHER_FACTORS),
        ("data_maturity", Gap.OTHER_FACTORS),
        ("data_volume", Gap.ONLY_FIRST),
    }
    assert found.dimensions[1].difference == Decimal("-0.25")


def test_nothing_is_compared_across_two_scales() -> None:
    second = msgspec.structs.replace(
        shipped_instrument(), version=2, scale=Scale(lowest=Decimal(0), highest=Decimal(100))
    )

    found = against_reference(second, better())

    assert found.moves == []
    assert {pair.gap for pair in found.incomparable} == {Gap.SCALE}
    assert len(found.incomparable) == 26


def test_other_weights_leave_the_dimensions_comparable_but_not_the_whole() -> None:
    first, second = matrix(), matrix(weights=("0.20", "0.25", "0.20", "0.15", "0.10", "0.10"))
    scores = dict(zip("abcdef", map(Decimal, (4, 3, 5, 2, 4, 3)), strict=True))

    found = rules.compare(first, rules.result(first, scores), second, rules.result(second, scores))

    assert [(pair.key, pair.gap) for pair in found.incomparable] == [("overall", Gap.OTHER_WEIGHTS)]
    assert found.unchanged == 6


def test_two_instruments_are_not_compared() -> None:
    first = shipped_instrument()
    one = rules.result(first, reference_scores(first))

    with pytest.raises(ValueError, match="two instruments"):
        rules.compare(first, one, matrix(), rules.result(matrix(), {}))
