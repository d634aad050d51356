"""Reading a result: what is frozen, what is not known, weights, and the course over time."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from foundation.people.models import User
from readiness import charts, queries, services
from readiness.models import Assessment
from tests.factories.readiness import REFERENCE, submitted
from tests.factories.results import MATRIX_REFERENCE, assessed

pytestmark = pytest.mark.usefixtures("library")
ClientOf = Callable[[User], Client]


def page_of(assessment: Assessment, browser: Client) -> str:
    return browser.get(assessment.get_absolute_url()).content.decode()


def test_the_weighted_result_shows_weights_and_what_each_area_adds(cast: SimpleNamespace, client_of: ClientOf) -> None:
    page = page_of(assessed(cast.support, by=cast.ada, scores=MATRIX_REFERENCE), client_of(cast.eve))

    assert "at 3.60" in page
    assert "How the overall score comes about" in page
    assert "25%" in page
    assert "1.00" in page


def test_a_factor_that_is_not_known_is_left_out_of_the_mean_and_named(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    scores = [*REFERENCE[:3], None, *REFERENCE[4:]]

    page = page_of(
        assessed(cast.support, by=cast.ada, scores=scores, instrument="enterprise-readiness"), client_of(cast.eve)
    )

    assert "Averaged over 19 of 20 factors." in page
    assert "not counted: Data volume." in page
    assert "over 3 of 4 factors" in page
    assert "at 5.85" in page


def test_a_result_of_which_nothing_is_known_has_no_figure(cast: SimpleNamespace, client_of: ClientOf) -> None:
    assessment = assessed(cast.support, by=cast.ada, scores=[None] * 6)

    page = page_of(assessment, client_of(cast.eve))

    assert assessment.overall is None
    assert "Averaged over 0 of 6 factors." in page
    assert "Nothing is known of any factor" in page


def test_a_submitted_result_shows_what_was_frozen_even_if_answers_were_changed_behind_it(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    assessment = submitted(cast.support, by=cast.ada)
    assessment.sheets.get().answers.update(score=0)

    page = page_of(assessment, client_of(cast.eve))

    assert "at 5.95" in page
    assert "7.00" in page


def test_the_trend_follows_the_subject_and_says_where_it_went(cast: SimpleNamespace) -> None:
    submitted(cast.support, by=cast.ada, scores=[5] * 20)
    submitted(cast.sales, by=cast.ada, scores=[1] * 20)
    latest = submitted(cast.support, by=cast.ada)

    found = queries.trend(latest, cast.eve)
    spec = charts.trend(found)

    assert [str(row.overall) for row in found] == ["5.0000", "5.9500"]
    assert spec.title.startswith("Up 0.95 since")
    assert [reference.label for reference in spec.references] == [
        "Ready",
        "Ready but needs preparation",
        "Foundations missing",
    ]


def test_the_profile_names_the_weakest_dimension_only_where_one_is_weaker_than_all_others(
    cast: SimpleNamespace,
) -> None:
    level, uneven = submitted(cast.sales, by=cast.ada, scores=[5] * 20), submitted(cast.support, by=cast.ada)

    assert charts.radar(level, queries.result_of(level)).title == "Readiness profile"
    assert charts.radar(uneven, queries.result_of(uneven)).title == "Governance is the weakest dimension"


def test_an_earlier_result_shows_the_course_only_up_to_itself(cast: SimpleNamespace) -> None:
    first = submitted(cast.support, by=cast.ada)
    submitted(cast.support, by=cast.ada)

    assert queries.trend(first, cast.eve) == [first]


def test_weak_factors_come_with_the_words_of_the_instrument(cast: SimpleNamespace, client_of: ClientOf) -> None:
    assessment = submitted(cast.support, by=cast.ada)
    weakest = assessment.parsed.dimensions[4].factors[1]

    page = page_of(assessment, client_of(cast.eve))

    assert "weak factors to strengthen" in page
    assert weakest.recommendation.split(",")[0] in page


def test_an_outsider_finds_neither_result_nor_charts(cast: SimpleNamespace, client_of: ClientOf) -> None:
    assessment = submitted(cast.support, by=cast.ada)
    address = assessment.get_absolute_url()
    other = submitted(cast.support, by=cast.ada)

    for part in (
        "",
        "radar.json",
        "trend.json",
        "compare/",
        f"compare/{other.uid}/",
        f"compare/{other.uid}/radar.json",
    ):
        assert client_of(cast.olga).get(f"{address}{part}").status_code == 404, part
        assert client_of(cast.eve).get(f"{address}{part}").status_code == 200, part


def test_a_reopened_assessment_is_no_longer_compared(cast: SimpleNamespace, client_of: ClientOf) -> None:
    first = submitted(cast.support, by=cast.ada)
    second = submitted(cast.support, by=cast.ada)
    services.reopen_assessment(second, by=cast.ada, reason="One score was a slip.")

    answer = client_of(cast.eve).get(f"{first.get_absolute_url()}compare/{second.uid}/")

    assert answer.status_code == 404
