"""The casebooks: cases with their factors and figures, pilots before and after, practices, pitfalls and lessons."""

from collections import Counter
from decimal import Decimal

import pytest

from library.kinds.casebook import MOMENTS, Casebook
from tests.content.test_shipped import shipped

SLUGS = {"A": "pilot-to-production", "B": "strategic-deployments", "C": "enterprise-scaling", "E": "scaling-decisions"}
DURATIONS = {"seconds", "hours", "days", "months"}


def book(source: str) -> Casebook:
    document: Casebook = shipped("casebook", SLUGS[source])
    assert document.source == source
    return document


def figures(document: Casebook) -> dict[str, list[int | None]]:
    """Return, by case, what each result says: a change in percent or a level."""
    return {
        case.key: [int(row.change) if row.change is not None else row.value and int(row.value) for row in case.results]
        for case in document.cases
    }


@pytest.mark.parametrize("source", ["B", "C"])
def test_three_cases_have_four_results_and_four_success_factors_each(source: str) -> None:
    cases = book(source).cases

    assert [len(case.results) for case in cases] == [4, 4, 4]
    assert [len(case.factors) for case in cases] == [4, 4, 4]
    assert [len(case.approach) for case in cases] == ([3, 3, 3] if source == "B" else [4, 4, 4])


def test_the_results_of_the_six_cases_are_those_of_the_documents() -> None:
    assert figures(book("B")) | figures(book("C")) == {
        "fashion_personalization": [45, 30, 60, 15_000_000],
        "predictive_maintenance": [-50, -35, 25, 8_000_000],
        "bank_risk": [40, -60, -25, 95],
        "software_platform": [95, 200_000_000, 40, None],
        "hospital_network": [100, 30, -50, 95],
        "manufacturing_group": [85, 150_000_000, -25, 20],
    }


@pytest.mark.parametrize(
    ("source", "is_a", "topics"),
    [
        pytest.param("B", "practice", [4, 4, 4], id="B has 12 practices"),
        pytest.param("C", "practice", [4, 4, 4, 4], id="C has 16 practices"),
        pytest.param("B", "pitfall", [4, 4, 4], id="B has 12 pitfalls"),
        pytest.param("C", "pitfall", [4, 4, 4], id="C has 12 pitfalls"),
        pytest.param("A", "lesson", [5], id="A has 5 lessons"),
        pytest.param("E", "lesson", [4, 4, 4], id="E has 12 lessons"),
    ],
)
def test_practices_pitfalls_and_lessons_are_complete(source: str, is_a: str, topics: list[int]) -> None:
    assert list(Counter(entry.topic for entry in book(source).of_kind(is_a)).values()) == topics


def test_there_are_52_practices_and_pitfalls() -> None:
    books = [book(source) for source in SLUGS]

    assert sum(len(each.of_kind(is_a)) for each in books for is_a in ("practice", "pitfall")) == 52


def test_each_pilot_is_told_by_figures_before_and_after() -> None:
    support, review = book("A").pilots

    def told(index: int, pilot: object = support) -> tuple[Decimal | None, Decimal | None, Decimal | None, str]:
        row = pilot.results[index]  # type: ignore[attr-defined]
        return row.before, row.value, row.change, row.unit

    assert told(0) == (24 * 60 * 60, 30, None, "seconds")
    assert told(1) == (None, 85, None, "percent")
    assert told(2) == (Decimal("3.2"), Decimal("4.7"), None, "points")
    assert told(3) == (None, 500_000, None, "money_per_year")
    assert told(0, review) == (4, Decimal("0.5"), None, "hours")
    assert told(1, review) == (None, None, 40, "percent")
    assert told(2, review) == (None, Decimal("4.5"), None, "points")
    assert told(3, review) == (None, 800_000, None, "money_per_year")
    assert (len(support.lessons), len(review.lessons)) == (3, 0)


def test_each_moment_of_a_decision_finds_advice() -> None:
    found = Counter(moment for source in SLUGS for entry in book(source).entries for moment in entry.helps)

    assert set(found) == set(MOMENTS)
    assert min(found.values()) >= 10


def test_no_key_stands_in_two_casebooks() -> None:
    keys = Counter(entry.key for source in SLUGS for entry in book(source).entries)

    assert max(keys.values()) == 1


def test_a_level_is_given_in_the_unit_of_the_indicator_that_measures_it() -> None:
    catalog = shipped("kpi_catalog", "ai-program")
    linked = [
        (row, catalog.kpi(row.kpi).unit)
        for source in SLUGS
        for entry in (*book(source).cases, *book(source).pilots)
        for row in entry.results
        if row.kpi and row.value is not None
    ]

    assert len(linked) >= 10
    for row, unit in linked:
        assert row.unit == unit or {row.unit, unit} <= DURATIONS, row.label
