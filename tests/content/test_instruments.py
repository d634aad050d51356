"""The instruments beyond enterprise readiness: their items, weights and scales, counted against the documents."""

from decimal import Decimal

import pytest

from library.kinds.base import band_for
from library.kinds.instrument import Instrument
from tests.content.test_shipped import shipped

SCALES = {
    "business-unit-matrix": (1, 5),
    "process-evaluation": (1, 5),
    "deployment-selection": (1, 5),
    "scaling-capacity": (1, 5),
    "scale-readiness": (0, 2),
    "pilot-evaluation": (1, 5),
    "technical-scaling-review": (0, 3),
}


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


@pytest.mark.parametrize(
    ("slug", "suits", "labels", "counts"),
    [
        ("process-evaluation", ("process",), ["Business impact", "Technical", "Organizational", "Risk"], [4, 4, 4, 4]),
        ("deployment-selection", ("use_case",), ["Business impact", "Technical", "Organizational"], [4, 4, 4]),
        (
            "scaling-capacity",
            ("enterprise", "unit"),
            ["Infrastructure", "Organizational maturity", "Resource", "Governance"],
            [1, 2, 3, 3],
        ),
        ("scale-readiness", ("use_case",), ["Technical", "Business", "Organizational"], [6, 6, 6]),
        ("pilot-evaluation", ("use_case",), ["Technical", "Business impact", "Organizational", "Strategic"], [4] * 4),
        (
            "technical-scaling-review",
            ("use_case",),
            ["Architecture", "Reliability", "Performance", "Enterprise integration", "Data", "Monitoring"],
            [4] * 6,
        ),
    ],
)
def test_each_instrument_has_the_areas_and_items_of_its_document(
    slug: str, suits: tuple[str, ...], labels: list[str], counts: list[int]
) -> None:
    document = instrument(slug)

    assert document.suits == suits
    assert document.combine == "mean"
    assert len(document.dimensions) == len(labels)
    for dimension, label in zip(document.dimensions, labels, strict=True):
        assert dimension.label.startswith(label)
    assert [len(dimension.factors) for dimension in document.dimensions] == counts


@pytest.mark.parametrize("slug", SCALES)
def test_a_scale_that_is_our_own_is_said_to_be(slug: str) -> None:
    document = instrument(slug)

    assert (document.scale.lowest, document.scale.highest) == SCALES[slug]
    assert any("this product's own" in note for note in document.notes)
    assert document.bands[-1].at_least == document.scale.lowest


@pytest.mark.parametrize("slug", SCALES)
def test_every_factor_has_guidance_and_advice_of_its_own(slug: str) -> None:
    factors = list(instrument(slug).factors)

    assert len({factor.guidance for factor in factors}) == len(factors)
    assert len({factor.recommendation for factor in factors}) == len(factors)


@pytest.mark.parametrize("slug", SCALES)
def test_no_factor_is_named_like_a_dimension(slug: str) -> None:
    keys = list(instrument(slug).keys())

    assert len(keys) == len(set(keys)), "a reference by key would mean two entries"


def test_reliability_in_the_pilot_is_met_above_95_percent_only() -> None:
    factor = next(factor for factor in instrument("scale-readiness").factors if factor.key == "reliability_in_pilot")

    assert factor.anchors[0].text.startswith("95% or less")
    assert all(anchor.text.startswith("Above 95%") for anchor in factor.anchors[1:])
