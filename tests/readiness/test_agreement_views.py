"""What a result shows of the raters, once rating is closed and never before."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from rest_framework.test import APIClient

from foundation.people.models import User
from readiness import queries, services
from readiness.models import Answer, Assessment
from readiness.workflow import Mode
from tests.factories.readiness import filled_sheet, rated

pytestmark = pytest.mark.usefixtures("library")
ClientOf = Callable[[User], Client]
SHARP, MILD = [9, 7] * 10, [1, 7] * 10


@pytest.fixture
def blind(cast: SimpleNamespace) -> Assessment:
    """A blind assessment of Support: Ben and Mia differ widely on every other factor and agree on the rest."""
    assessment = services.start_assessment(cast.support, by=cast.ada, mode=Mode.BLIND)
    services.invite_raters(assessment, [cast.ben, cast.mia], by=cast.ada)
    return assessment


@pytest.fixture
def closed(cast: SimpleNamespace, blind: Assessment) -> Assessment:
    rated(blind, {cast.ben: SHARP, cast.mia: MILD})
    return services.close_rating(blind, by=cast.ada)


def page_of(assessment: Assessment, browser: Client) -> str:
    return browser.get(assessment.get_absolute_url()).content.decode()


def test_while_raters_are_at_it_nothing_of_theirs_can_be_read(
    cast: SimpleNamespace, client_of: ClientOf, api_of: Callable[..., APIClient], blind: Assessment
) -> None:
    filled_sheet(blind.sheets.get(rater=cast.ben), SHARP)
    address = f"/api/v1/assessments/{blind.uid}/"

    page = page_of(blind, client_of(cast.eve))
    chart = client_of(cast.eve).get(f"{blind.get_absolute_url()}radar.json").json()

    assert "9.00" not in page
    assert {cell for row in chart["table"]["rows"] for cell in row[1:]} == {"–"}
    assert api_of(cast.eve).get(f"{address}agreement/").status_code == 409
    assert queries.agreement_of(blind) is None


def test_after_closing_the_factors_to_talk_about_come_first(
    cast: SimpleNamespace, client_of: ClientOf, closed: Assessment
) -> None:
    assessment = services.submit_assessment(closed, by=cast.ada)

    page = page_of(assessment, client_of(cast.eve))
    spread = page[page.index("Spread of each factor") :]

    assert "10 factors to talk about" in page
    assert "The raters agree too little to rely on the combined scores." in page
    assert spread.index("Data quality") < spread.index("Data access")
    assert "far apart" in spread
    assert "1–9" in spread


def test_a_settled_factor_shows_its_score_and_reason(
    cast: SimpleNamespace, client_of: ClientOf, closed: Assessment
) -> None:
    services.settle(closed, "data_quality", score="6", reason="Two systems were not known to Mia.", by=cast.ada)
    assessment = services.submit_assessment(Assessment.objects.get(pk=closed.pk), by=cast.ada)

    page = page_of(assessment, client_of(cast.eve))

    assert "Settled at 6 by Ada Program: Two systems were not known to Mia." in page
    assert queries.result_of(assessment).scores["data_quality"] == 6


def test_the_agreement_is_frozen_with_the_result(cast: SimpleNamespace, closed: Assessment) -> None:
    before = queries.agreement_of(closed)
    assessment = services.submit_assessment(closed, by=cast.ada)
    Answer.objects.filter(sheet__assessment=assessment).update(score=5)

    fresh = Assessment.objects.with_answers().get(pk=assessment.pk)

    assert before is not None
    assert queries.agreement_of(fresh) == before


def test_agreement_over_the_api_has_raw_figures(
    cast: SimpleNamespace, api_of: Callable[..., APIClient], closed: Assessment
) -> None:
    found = api_of(cast.eve).get(f"/api/v1/assessments/{closed.uid}/agreement/").json()
    first = found["items"][0]

    assert (found["raters"], found["reliability"]) == (2, "unreliable")
    assert (first["mean"], first["low"], first["high"]) == ("5.0000", "1.0000", "9.0000")
    assert first["rwg"].startswith("-")
    assert set(first["flags"]) == {"range", "quartiles", "rwg"}
    assert api_of(cast.olga).get(f"/api/v1/assessments/{closed.uid}/agreement/").status_code == 404


def test_one_rater_alone_has_no_agreement_to_speak_of(cast: SimpleNamespace, client_of: ClientOf) -> None:
    assessment = services.start_assessment(cast.sales, by=cast.ada, mode=Mode.BLIND)
    services.invite_raters(assessment, [cast.ben], by=cast.ada)
    rated(assessment, {cast.ben: [5] * 20})
    closed = services.submit_assessment(services.close_rating(assessment, by=cast.ada), by=cast.ada)

    page = page_of(closed, client_of(cast.eve))

    assert "Agreement needs two raters or more." in page
    assert "The raters are of one mind" not in page
