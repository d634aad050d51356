"""Refusals, zones and error pages, through real requests."""

from collections.abc import Callable

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from foundation.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.urls")]

SENTENCE = "You cannot vote on your own case."


def test_a_refused_command_goes_back_to_its_page_with_the_sentence(client: Client) -> None:
    response = client.post("/refuse/denied/", headers={"referer": "http://testserver/reviews/1/?tab=votes"})

    assert response.status_code == 303
    assert response["Location"] == "/reviews/1/?tab=votes"
    assert [str(message) for message in get_messages(response.wsgi_request)] == [SENTENCE]


@pytest.mark.parametrize(
    "referer", ["", "https://elsewhere.example/x", "javascript:alert(1)", "http://testserver/refuse/denied/"]
)
def test_a_refused_command_without_a_page_of_ours_goes_home(client: Client, referer: str) -> None:
    assert client.post("/refuse/denied/", headers={"referer": referer})["Location"] == "/"


@pytest.mark.parametrize(("kind", "status"), [("denied", 403), ("conflict", 409), ("invalid", 422)])
def test_a_refused_page_says_why(client: Client, kind: str, status: int) -> None:
    response = client.get(f"/refuse/{kind}/")

    assert response.status_code == status
    assert SENTENCE in response.content.decode()


def test_a_refused_swap_answers_with_the_message_alone(client: Client) -> None:
    response = client.post("/refuse/conflict/", headers={"hx-request": "true"})

    assert response.status_code == 409
    assert response["HX-Retarget"] == "#messages"
    assert "<html" not in response.content.decode()
    assert SENTENCE in response.content.decode()


def test_times_are_in_the_readers_zone(cast: object, client_of: Callable[[User], Client], ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(time_zone="Asia/Tokyo")

    assert client_of(ada).get("/clock/").content == b"Asia/Tokyo"


@pytest.mark.parametrize("zone", ["Nowhere/Land", "", "../etc/passwd"])
def test_an_unknown_zone_is_utc(client_of: Callable[[User], Client], ada: User, zone: str) -> None:
    User.objects.filter(pk=ada.pk).update(time_zone=zone)

    assert client_of(ada).get("/clock/").content == b"UTC"


@pytest.mark.parametrize("address", ["/people/%00/", "/search/?q=%00"])
def test_a_nul_in_the_address_is_a_bad_request_and_no_crash(
    client_of: Callable[[User], Client], ada: User, address: str
) -> None:
    assert client_of(ada).get(address).status_code == 400


def test_a_page_that_is_not_there_says_what_to_do(client: Client) -> None:
    response = client.get("/missing/")

    assert response.status_code == 404
    assert "There is nothing here that you can see" in response.content.decode()


def test_a_defect_shows_a_calm_page_without_details(client: Client) -> None:
    client.raise_request_exception = False

    response = client.get("/crash/")

    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()
    assert "a defect" not in response.content.decode()


def test_the_api_gets_its_errors_as_json(client: Client) -> None:
    client.raise_request_exception = False

    assert client.get("/api/crash/").json()["error"]["code"] == "failed"
    assert client.get("/api/missing/").json()["error"]["code"] == "not_found"


def test_a_form_without_its_token_says_that_nothing_was_changed() -> None:
    response = Client(enforce_csrf_checks=True).post("/refuse/denied/")

    assert response.status_code == 403
    assert "Nothing was changed" in response.content.decode()
