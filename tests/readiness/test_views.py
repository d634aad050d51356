"""Readiness in the browser and over the API."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from foundation.people.models import User
from readiness.models import Assessment
from readiness.workflow import State
from tests.factories.readiness import REFERENCE, filled, submitted

pytestmark = pytest.mark.usefixtures("library")
ClientOf = Callable[[User], Client]


def test_a_program_manager_fills_and_submits_an_assessment(cast: SimpleNamespace, client_of: ClientOf) -> None:
    browser = client_of(cast.ada)
    chosen = {"subject": f"people.unit:{cast.support.uid}", "instrument": "enterprise-readiness", "mode": "joint"}
    page = browser.post("/readiness/new/", chosen)
    assessment = Assessment.objects.get()
    assert page["Location"] == assessment.get_absolute_url()
    keys = [factor.key for factor in assessment.parsed.factors]

    browser.post(
        assessment.get_absolute_url(),
        {"submit": "1"} | {f"score-{key}": score for key, score in zip(keys, REFERENCE, strict=True)},
    )

    result = browser.get(assessment.get_absolute_url()).content.decode()
    for figure in ("5.95", "6.50", "6.75", "5.50", "6.00", "5.00"):
        assert figure in result


def test_a_wrong_score_is_shown_at_its_factor_and_nothing_typed_is_lost(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    assessment = filled(cast.support, by=cast.ada, scores=[])

    answer = client_of(cast.ada).post(
        assessment.get_absolute_url(), {"score-data_quality": "77", "comment-data_volume": "typed at length"}
    )

    assert answer.status_code == 422
    assert "from 0 to 10" in answer.content.decode()
    assert "typed at length" in answer.content.decode()


def test_submitting_too_early_says_how_many_are_missing(cast: SimpleNamespace, client_of: ClientOf) -> None:
    assessment = filled(cast.support, by=cast.ada, scores=[5])

    page = assessment.get_absolute_url()
    answer = client_of(cast.ada).post(f"{page}submit/", follow=True, headers={"referer": f"http://testserver{page}"})

    together = client_of(cast.ada).post(page, {"submit": "1"})

    assert "19 of 20" in answer.content.decode()
    assert together.status_code == 422
    assert "Your answers are kept, but nothing is submitted yet." in together.content.decode()
    assert Assessment.objects.get().state == State.DRAFT


def test_a_reader_sees_a_draft_without_the_form(cast: SimpleNamespace, client_of: ClientOf) -> None:
    assessment = filled(cast.support, by=cast.ada)

    page = client_of(cast.dov).get(assessment.get_absolute_url()).content.decode()

    assert 'type="radio"' not in page


@pytest.mark.parametrize("suffix", ["", "radar.json"])
def test_an_outsider_finds_nothing(cast: SimpleNamespace, client_of: ClientOf, suffix: str) -> None:
    assessment = submitted(cast.support, by=cast.ada)

    assert client_of(cast.olga).get(assessment.get_absolute_url() + suffix).status_code == 404


def test_an_outsider_cannot_assess_by_guessing_the_unit(cast: SimpleNamespace, client_of: ClientOf) -> None:
    answer = client_of(cast.olga).post(
        "/readiness/new/",
        {"subject": f"people.unit:{cast.support.uid}", "instrument": "enterprise-readiness", "mode": "joint"},
    )

    assert answer.status_code == 422
    assert not Assessment.objects.exists()


def test_an_auditor_is_refused_the_start_page(cast: SimpleNamespace, client_of: ClientOf) -> None:
    assert client_of(cast.dov).get("/readiness/new/").status_code == 403


def test_the_radar_holds_the_figures_of_the_result(cast: SimpleNamespace, client_of: ClientOf) -> None:
    assessment = submitted(cast.support, by=cast.ada)

    chart = client_of(cast.ada).get(f"{assessment.get_absolute_url()}radar.json").json()

    assert [row[1] for row in chart["table"]["raw"]] == ["6.5", "6.75", "5.5", "6", "5"]


def test_the_list_costs_the_same_for_one_and_for_many(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    browser = client_of(cast.ada)
    for unit in (cast.support, cast.sales, cast.engineering, cast.org):
        submitted(unit, by=cast.ada)
    browser.get("/readiness/")

    with django_assert_max_num_queries(8):
        page = browser.get("/readiness/")

    assert "4 assessments" in page.content.decode()


def test_the_api_starts_answers_and_submits_with_the_same_rules(
    cast: SimpleNamespace, api_of: Callable[..., APIClient]
) -> None:
    api = api_of(cast.ada)
    made = api.post("/api/v1/assessments/", {"unit": str(cast.sales.uid)}, format="json").json()
    uid = made["uid"]
    keys = [factor.key for factor in Assessment.objects.get().parsed.factors]

    early = api.post(f"/api/v1/assessments/{uid}/submit/")
    api.post(f"/api/v1/assessments/{uid}/answers/", {"scores": dict(zip(keys, REFERENCE, strict=True))}, format="json")
    result = api.post(f"/api/v1/assessments/{uid}/submit/").json()

    assert early.status_code == 409
    assert result["overall"] == "5.9500"
    assert api.post(f"/api/v1/assessments/{uid}/submit/").status_code == 409


def test_the_api_refuses_who_may_not_assess_and_hides_from_outsiders(
    cast: SimpleNamespace, api_of: Callable[..., APIClient]
) -> None:
    assessment = filled(cast.support, by=cast.ada)
    path = f"/api/v1/assessments/{assessment.uid}/answers/"

    assert api_of(cast.dov).post(path, {"scores": {"data_quality": 1}}, format="json").status_code == 403
    assert api_of(cast.olga).post(path, {"scores": {"data_quality": 1}}, format="json").status_code == 404
    bad = api_of(cast.ada).post(path, {"scores": {"nonsense": 1}}, format="json")
    assert (bad.status_code, bad.json()["error"]["field"]) == (400, "nonsense")
