"""Raters are blind to each other: pages, list, charts, export and API hold nothing of a sealed sheet."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from rest_framework.test import APIClient

from foundation.people.models import User
from insights.queries.home import home
from readiness import services
from readiness.models import Assessment, Sheet
from readiness.services import Given
from readiness.workflow import Mode
from tests.factories.readiness import rated

pytestmark = pytest.mark.usefixtures("library")
ClientOf = Callable[[User], Client]
SECRET = "the figures are invented"


@pytest.fixture
def sealed(cast: SimpleNamespace) -> Assessment:
    """Support, rated by ben (handed in, with a comment) and mia (invited)."""
    assessment = services.start_assessment(cast.support, by=cast.ada, mode=Mode.BLIND)
    services.invite_raters(assessment, [cast.ben, cast.mia], by=cast.ada)
    own = assessment.sheets.get(rater=cast.ben)
    services.give_answers(own, {"data_quality": Given(comment=SECRET)}, by=cast.ben)
    rated(assessment, {cast.ben: [3] * 20})
    return assessment


PAGES = [
    "{detail}",
    "{detail}radar.json",
    "{detail}trend.json",
    "/readiness/",
    "/readiness/?export=csv",
    "/readiness/by-unit.json",
]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("reader", ["ada", "mia", "dov", "ben"])
def test_no_page_chart_or_export_shows_what_a_rater_gave(
    cast: SimpleNamespace, sealed: Assessment, client_of: ClientOf, page: str, reader: str
) -> None:
    answer = client_of(getattr(cast, reader)).get(page.format(detail=sealed.get_absolute_url()), follow=True)
    text = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()

    assert answer.status_code in {200, 404}
    assert SECRET not in text
    assert "3.00" not in text
    assert '"3"' not in text


@pytest.mark.parametrize("reader", ["ada", "mia", "dov"])
def test_the_api_gives_no_scores_of_a_sealed_assessment(
    cast: SimpleNamespace, sealed: Assessment, api_of: Callable[..., APIClient], reader: str
) -> None:
    api = api_of(getattr(cast, reader))

    found = api.get(f"/api/v1/assessments/{sealed.uid}/").json()

    assert found["scores"] == {}
    assert found["answered"] == 0
    assert SECRET not in api.get("/api/v1/assessments/").content.decode()


@pytest.mark.parametrize("reader", ["ada", "mia", "dov", "olga"])
def test_nobody_opens_the_sheet_of_another_rater(
    cast: SimpleNamespace, sealed: Assessment, client_of: ClientOf, reader: str
) -> None:
    sheet, browser = sealed.sheets.get(rater=cast.ben), client_of(getattr(cast, reader))

    assert browser.get(sheet.get_absolute_url()).status_code == 404
    assert browser.post(f"{sheet.get_absolute_url()}answer/", {"score-data_quality": "1"}).status_code == 404


def test_a_rater_is_called_on_home_fills_hands_in_and_takes_back(
    cast: SimpleNamespace, sealed: Assessment, client_of: ClientOf
) -> None:
    sheet, browser = sealed.sheets.get(rater=cast.mia), client_of(cast.mia)
    called = next(todo for todo in home(cast.mia).todos if todo.kind == "rate")
    keys = [factor.key for factor in sealed.parsed.factors]

    early = browser.post(called.url, {"submit": "1", "score-data_quality": "4"})
    browser.post(called.url, {"submit": "1"} | {f"score-{key}": "4" for key in keys})
    handed_in = Sheet.objects.get(pk=sheet.pk).state
    browser.post(f"{sheet.get_absolute_url()}take-back/")

    assert called.url == sheet.get_absolute_url()
    assert "19 of 20" in early.content.decode()
    assert (handed_in, Sheet.objects.get(pk=sheet.pk).state) == ("submitted", "filling")


def test_somebody_without_a_role_sees_the_invitation_and_just_the_sheet(
    cast: SimpleNamespace, sealed: Assessment, client_of: ClientOf
) -> None:
    User.objects.filter(pk=cast.olga.pk).update(name="Olga")
    cast.olga.grants.all().delete()
    services.invite_raters(sealed, [cast.olga], by=cast.ada)
    browser = client_of(User.objects.get(pk=cast.olga.pk))

    assert "Give your view" in browser.get("/").content.decode()
    assert browser.get(sealed.sheets.get(rater=cast.olga).get_absolute_url()).status_code == 200
    assert browser.get(sealed.get_absolute_url()).status_code == 404


def test_after_closing_the_facilitator_settles_and_submits_in_the_browser(
    cast: SimpleNamespace, sealed: Assessment, client_of: ClientOf
) -> None:
    browser, page = client_of(cast.ada), sealed.get_absolute_url()

    browser.post(f"{page}close-rating/")
    opened = browser.get(page).content.decode()
    refused = browser.post(f"{page}settle/data_quality/", {"score": "8", "reason": ""})
    browser.post(f"{page}settle/data_quality/", {"score": "8", "reason": "Measured in May"})
    browser.post(f"{page}submit/")
    result = browser.get(page).content.decode()

    assert SECRET in opened
    assert refused.status_code == 422
    assert "Measured in May" in result
    assert Assessment.objects.get().result["scores"]["data_quality"] == "8.00"


def test_a_facilitator_finds_and_invites_people_by_name(
    cast: SimpleNamespace, sealed: Assessment, client_of: ClientOf
) -> None:
    browser, page = client_of(cast.ada), sealed.get_absolute_url()

    found = browser.get(f"{page}?q=max").content.decode()
    browser.post(f"{page}raters/", {"people": [str(cast.max_.uid)]})

    assert "Max Manager" in found
    assert sealed.sheets.get(rater=cast.max_).state == "invited"
    assert client_of(cast.dov).post(f"{page}raters/", {"people": [str(cast.olga.uid)]}, follow=True).status_code in {
        200,
        403,
    }
    assert not sealed.sheets.filter(rater=cast.olga).exists()
