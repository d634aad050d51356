"""The KPI catalog: every indicator that the documents name, the twenty targets, and the four panels."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from library.kinds.kpi_catalog import KpiCatalog
from tests.content.test_shipped import shipped


@pytest.fixture(scope="module")
def catalog() -> KpiCatalog:
    document: KpiCatalog = shipped("kpi_catalog", "ai-program")
    return document


def sizes(catalog: KpiCatalog, source: str) -> list[int]:
    return [len(group.items) for group in catalog.lists if group.source == source]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("A", [4, 3, 3], id="A monitors performance, fairness and operation: 10"),
        pytest.param("B", [4, 4, 4, 4, 4, 4], id="B has six groups of four: 24"),
        pytest.param("C", [4, 4, 4], id="C has three groups of four: 12"),
        pytest.param("D", [5, 5, 5, 5], id="D has four groups of five: 20"),
        pytest.param("E", [4, 4, 4, 4], id="E has twelve leading and four lagging"),
    ],
)
def test_each_list_of_the_documents_is_there(catalog: KpiCatalog, source: str, expected: list[int]) -> None:
    assert sizes(catalog, source) == expected


def test_the_executive_dashboard_has_four_panels_of_four(catalog: KpiCatalog) -> None:
    assert [panel.label for panel in catalog.panels] == [
        "Business impact", "Operational performance", "Adoption and engagement", "Risk and compliance",
    ]  # fmt: skip
    assert [len(panel.items) for panel in catalog.panels] == [4, 4, 4, 4]
    assert {panel.source for panel in catalog.panels} == {"C"}


def test_the_indicators_that_document_e_calls_leading_and_lagging_are_so(catalog: KpiCatalog) -> None:
    timings: dict[str, set[str]] = {}
    for group in catalog.lists:
        if group.source == "E":
            timings[group.key] = {catalog.kpi(key).timing for item in group.items for key in item.kpis}

    assert timings == {
        "e_adoption": {"leading"}, "e_performance": {"leading"}, "e_business": {"leading"}, "e_lagging": {"lagging"},
    }  # fmt: skip


def test_each_of_the_twenty_targets_is_that_of_the_document(catalog: KpiCatalog) -> None:
    targets = {kpi.key: target for kpi in catalog.kpis for target in kpi.targets}
    ends = {key: target.low if target.low is not None else target.high for key, target in targets.items()}

    assert ends == {
        "availability": Decimal("99.9"), "deployment_success": 95, "infrastructure_utilization": 80,
        "model_performance_kept": 90, "security_compliance": 100,
        "customer_satisfaction": 90, "support_response_time": 4, "first_contact_resolution": 95,
        "customer_retention": 95, "customer_expansion": 25,
        "process_efficiency": 50, "quality_standards_met": 99, "automation_rate": 80,
        "operating_cost_reduction": 30, "yearly_improvement": 25,
        "international_compliance": 100, "market_entry_success": 90, "regional_consistency": 95,
        "partnership_roi": 300, "local_satisfaction": 85,
    }  # fmt: skip
    assert {target.source for target in targets.values()} == {"D"}
    assert [key for key, target in targets.items() if target.high is not None] == ["support_response_time"]


def test_the_targets_stand_where_document_d_names_the_indicator(catalog: KpiCatalog) -> None:
    named = [key for group in catalog.lists if group.source == "D" for item in group.items for key in item.kpis]

    assert len(named) == 20
    assert all(catalog.kpi(key).targets for key in named)
    assert catalog.kpi("support_response_time").unit == "hours"
    assert {catalog.kpi(key).unit for key in named} == {"percent", "hours"}


def test_an_answer_after_exactly_four_hours_is_too_late_and_99_9_percent_is_enough(catalog: KpiCatalog) -> None:
    (hours,) = catalog.kpi("support_response_time").targets
    (uptime,) = catalog.kpi("availability").targets

    assert hours.met_by(Decimal("3.9"))
    assert not hours.met_by(Decimal(4))
    assert uptime.met_by(Decimal("99.9"))
    assert not uptime.met_by(Decimal("99.8"))


def test_an_indicator_that_several_documents_name_stands_once(catalog: KpiCatalog) -> None:
    assert catalog.sources_of("availability") == ["A", "B", "C", "D", "E"]
    assert catalog.sources_of("customer_satisfaction") == ["B", "C", "D", "E"]
    assert catalog.sources_of("stickiness") == ["own"]
    labels = Counter(kpi.label.casefold() for kpi in catalog.kpis)
    assert max(labels.values()) == 1


def test_each_group_has_indicators_and_each_says_how_it_is_computed(catalog: KpiCatalog) -> None:
    assert {kpi.group for kpi in catalog.kpis} == {"business", "technical", "model", "adoption", "risk"}
    for kpi in catalog.kpis:
        assert len(kpi.formula) > 20, kpi.key
        assert kpi.guidance != kpi.formula


@pytest.mark.parametrize(
    ("key", "better", "unit"),
    [
        ("cost_savings", "higher", "money_per_year"),
        ("payback_period", "lower", "months"),
        ("model_drift", "lower", "index"),
        ("override_rate", "in_range", "percent"),
        ("demographic_parity", "higher", "ratio"),
    ],
)
def test_direction_and_unit_are_known(catalog: KpiCatalog, key: str, better: str, unit: str) -> None:
    kpi: Any = catalog.kpi(key)

    assert (kpi.better, kpi.unit) == (better, unit)


def test_an_indicator_that_is_not_there_is_not_found(catalog: KpiCatalog) -> None:
    with pytest.raises(KeyError):
        catalog.kpi("weather")
