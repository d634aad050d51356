"""The instruments beyond enterprise readiness: their items, weights and scales, counted against the documents."""

from decimal import Decimal

from library.kinds.base import band_for
from library.kinds.instrument import Instrument
from tests.content.test_shipped import shipped


def instrument(slug: str) -> Instrument:
    document: Instrument = shipped("instrument", slug)
    return document


def test_the_unit_matrix_weighs_six_areas_of_one_factor() -> None:
    matrix = instrument("business-unit-matrix")

    assert matrix.combine == "weighted"
    assert matrix.suits == ("unit",)
    assert [(dimension.label, dimension.weight) for dimension in matrix.dimensions] == [
        ("Leadership buy-in", Decimal("0.25")),
        ("Technical readiness", Decimal("0.2")),
        ("Process maturity", Decimal("0.2")),
        ("Change readiness", Decimal("0.15")),
        ("Resource availability", Decimal("0.1")),
        ("Success measurement", Decimal("0.1")),
    ]
    assert [len(dimension.factors) for dimension in matrix.dimensions] == [1] * 6
    assert (matrix.scale.lowest, matrix.scale.highest, matrix.scale.step) == (1, 5, 1)


def test_the_reference_unit_scores_3_60() -> None:
    matrix = instrument("business-unit-matrix")

    weights = [dimension.weight or Decimal(0) for dimension in matrix.dimensions]
    overall = sum((weight * score for weight, score in zip(weights, [4, 3, 5, 2, 4, 3], strict=True)), Decimal(0))

    assert overall == Decimal("3.60")
    band = band_for(overall, matrix.bands)
    assert band is not None
    assert band.label == "Ready with preparation"
