"""The decision guide, the taxonomies and the deployment templates, counted against the documents."""

from decimal import Decimal

import pytest

from library.kinds.decision_guide import DecisionGuide
from library.kinds.deployment_template import DeploymentTemplate
from library.kinds.instrument import Instrument
from library.kinds.taxonomy import Taxonomy
from tests.content.test_shipped import shipped


@pytest.fixture
def guide() -> DecisionGuide:
    document: DecisionGuide = shipped("decision_guide", "scale-pivot-extend-kill")
    return document


def template(slug: str) -> DeploymentTemplate:
    document: DeploymentTemplate = shipped("deployment_template", slug)
    return document


@pytest.mark.parametrize(
    ("technical", "business", "option"),
    [
        ("strong", "strong", "scale"),
        ("strong", "weak", "pivot"),
        ("weak", "strong", "extend"),
        ("weak", "weak", "kill"),
    ],
)
def test_the_text_of_the_document_decides_the_quadrants(
    guide: DecisionGuide, technical: str, business: str, option: str
) -> None:
    chosen = guide.option_for(technical, business)  # type: ignore[arg-type]

    assert chosen is not None
    assert chosen.key == option


def test_without_evidence_for_an_axis_the_matrix_gives_no_answer(guide: DecisionGuide) -> None:
    axis = guide.axis("technical")

    assert axis.strength() is None
    assert guide.option_for(axis.strength(), "strong") is None
    with pytest.raises(KeyError):
        guide.axis("weather")


def test_seventy_percent_where_eighty_was_agreed_is_extended_when_the_business_gains(guide: DecisionGuide) -> None:
    technical = guide.axis("technical").strength(met=Decimal(70) / 80)
    business = guide.axis("business").strength(met=Decimal("1.1"))

    chosen = guide.option_for(technical, business)

    assert (technical, business) == ("weak", "strong")
    assert chosen is not None
    assert chosen.key == "extend"


def test_measurements_count_before_an_assessment(guide: DecisionGuide) -> None:
    axis = guide.axis("business")

    assert axis.strength(score=Decimal("3.5")) == "strong"
    assert axis.strength(score=Decimal("3.4")) == "weak"
    assert axis.strength(met=Decimal(1), score=Decimal(1)) == "strong"


def test_the_cuts_lie_on_the_scale_of_the_pilot_evaluation(guide: DecisionGuide) -> None:
    for axis in guide.axes:
        instrument: Instrument = shipped("instrument", axis.instrument)
        assert instrument.scale.lowest < axis.score_from <= instrument.scale.highest


def test_a_pause_is_possible_and_has_no_quadrant(guide: DecisionGuide) -> None:
    pause = next(option for option in guide.options if option.key == "pause")

    assert (pause.technical, pause.business) == (None, None)
    assert [option.key for option in guide.options] == ["scale", "pivot", "extend", "kill", "pause"]


def test_the_guide_has_sixteen_indicators_sixteen_pivots_and_sixteen_red_flags(guide: DecisionGuide) -> None:
    assert [group.key for group in guide.indicators] == [
        "financial", "technical_performance", "organizational_readiness", "user_impact",
    ]  # fmt: skip
    assert [group.key for group in guide.pivots] == ["scope", "approach", "audience", "timing"]
    assert [group.key for group in guide.red_flags] == ["financial", "technical", "resistance", "user_harm"]
    assert [len(group.signs) for group in guide.indicators] == [4] * 4
    assert [len(group.pivots) for group in guide.pivots] == [4] * 4
    assert [len(group.signs) for group in guide.red_flags] == [4] * 4


def test_scaling_asks_for_roi_above_200_and_reliability_above_95_percent(guide: DecisionGuide) -> None:
    figures = {sign.key: sign.target for sign in guide.signs if sign.target}

    assert set(figures) == {"first_year_roi", "reliability_in_production"}
    assert not figures["first_year_roi"].met_by(Decimal(200))
    assert figures["first_year_roi"].met_by(Decimal("200.1"))
    assert not figures["reliability_in_production"].met_by(Decimal(95))
    assert figures["reliability_in_production"].met_by(Decimal("95.1"))


@pytest.mark.parametrize("slug", ["phase-2-deployments", "phase-3-deployments"])
def test_a_taxonomy_has_three_categories_of_four_types(slug: str) -> None:
    taxonomy: Taxonomy = shipped("taxonomy", slug)

    assert [len(category.types) for category in taxonomy.categories] == [4, 4, 4]
    first = taxonomy.categories[0]
    assert taxonomy.category_of(first.types[3].key) == first
    with pytest.raises(KeyError):
        taxonomy.category_of("astrology")


def test_the_taxonomies_share_no_type() -> None:
    second, third = (shipped("taxonomy", f"phase-{number}-deployments") for number in (2, 3))

    assert not set(second.keys()) & set(third.keys())


def test_the_types_of_phase_2_have_the_three_examples_of_the_document() -> None:
    taxonomy: Taxonomy = shipped("taxonomy", "phase-2-deployments")

    assert {len(entry.examples) for entry in taxonomy.types} == {3}


@pytest.mark.parametrize(
    ("slug", "given", "cost", "needed"),
    [
        ("customer-personalization", (500_000, 100_000, 18, 300), "2300000", "9200000"),
        ("process-automation", (750_000, 150_000, 24, 250), "4350000", "15225000"),
        ("predictive-analytics", (400_000, 80_000, 20, 200), "2000000", "6000000"),
    ],
)
def test_cost_and_needed_return_follow_from_what_the_document_gives(
    slug: str, given: tuple[int, ...], cost: str, needed: str
) -> None:
    case = template(slug).business_case

    assert (case.one_off, case.monthly, case.months, case.return_percent) == given
    assert case.cost == Decimal(cost)
    assert case.needed_return == Decimal(needed)


@pytest.mark.parametrize(
    ("slug", "stages", "targets"),
    [
        ("customer-personalization", 5, {"conversion_rate": 25, "customer_engagement": 40}),
        ("process-automation", 6, {"processing_time": -60, "accuracy": 90}),
        ("predictive-analytics", 6, {"forecast_accuracy": 35, "resource_utilization": 20}),
    ],
)
def test_a_template_has_its_targets_stages_and_checklist(slug: str, stages: int, targets: dict[str, int]) -> None:
    document = template(slug)

    assert {metric.key: metric.target.low or metric.target.high for metric in document.metrics} == targets
    assert all(metric.compares == "change" for metric in document.metrics)
    assert [len(stage.components) for stage in document.architecture] == [4] * stages
    assert len(document.checklist) == 5
