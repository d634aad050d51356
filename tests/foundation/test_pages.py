"""The pages and the API of people, tokens, jobs and the trail."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from rest_framework.test import APIClient

from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import ApiToken, Grant, User

ClientOf = Callable[[User], Client]


@pytest.mark.parametrize(
    "page",
    [
        "/people/",
        "/people/new/",
        "/people/units/",
        "/people/me/",
        "/tokens/",
        "/tokens/new/",
        "/trail/",
        "/trail/verify/",
        "/jobs/",
    ],
)
def test_an_administrator_opens_every_page_of_administration(
    page: str, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    assert client_of(cast.root_admin).get(page).status_code == 200


@pytest.mark.parametrize("page", ["/people/", "/people/new/", "/trail/", "/trail/verify/"])
def test_a_program_manager_is_refused_where_people_and_trail_are_kept(
    page: str, cast: SimpleNamespace, client_of: ClientOf
) -> None:
    assert client_of(cast.ada).get(page).status_code == 403


def test_a_visitor_is_sent_to_the_sign_in(client: Client, db: None) -> None:
    answer = client.get("/people/me/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_a_person_signs_in_with_a_password(client: Client, db: None) -> None:
    people.create_user("zoe", name="Zoe", by=COMMAND_LINE, password="a long enough secret")

    answer = client.post("/sign-in/", {"username": "zoe", "password": "a long enough secret"})

    assert answer.status_code == 302
    assert client.get("/people/me/").status_code == 200


def test_personas_cannot_be_entered_outside_demo_mode(client: Client, db: None) -> None:
    people.create_user("persona", name="Persona", by=COMMAND_LINE, is_persona=True)

    assert client.post("/enter/persona/").status_code == 404


def test_a_persona_is_entered_with_one_click_in_demo_mode(client: Client, db: None, settings: Any) -> None:
    settings.DEMO = True
    people.create_user("persona", name="Pat Persona", by=COMMAND_LINE, is_persona=True)
    people.create_user("real", name="Real Person", by=COMMAND_LINE)

    assert "Pat Persona" in client.get("/sign-in/").content.decode()
    assert client.post("/enter/real/").status_code == 404
    assert client.post("/enter/persona/", {"next": "https://elsewhere.example/"})["Location"] == "/"
    assert client.get("/people/me/").status_code == 200


def test_giving_a_role_on_the_page_takes_effect_and_is_in_the_history(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    browser = client_of(cast.root_admin)
    page = f"/people/{cast.ben.uid}/"

    browser.post(page, {"role": "manager", "unit": str(cast.sales.uid)})

    assert Grant.objects.filter(user=cast.ben, role="manager", unit=cast.sales).exists()
    assert "gave Ben Owner a role" in browser.get(page).content.decode()


def test_a_role_that_ends_before_it_starts_is_refused_at_its_field(cast: SimpleNamespace, client_of: ClientOf) -> None:
    answer = client_of(cast.root_admin).post(
        f"/people/{cast.ben.uid}/",
        {"role": "manager", "unit": str(cast.sales.uid), "starts_on": "2026-05-02", "ends_on": "2026-05-01"},
    )

    assert answer.status_code == 422
    assert "ends before it starts" in answer.content.decode()
    assert "2026-05-02" in answer.content.decode()


def test_a_token_is_shown_once_and_works(cast: SimpleNamespace, client_of: ClientOf) -> None:
    browser = client_of(cast.bi)
    page = browser.post(
        "/tokens/new/", {"name": "Power BI", "scopes": "read", "unit": "", "expires_on": ""}
    ).content.decode()
    secret = page.split("data-secret>")[1].split("<")[0]

    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    assert api.get("/api/v1/me/").json()["username"] == "bi"
    assert secret not in browser.get("/tokens/").content.decode()


def test_a_revoked_token_no_longer_works(
    cast: SimpleNamespace, client_of: ClientOf, api_of: Callable[..., APIClient]
) -> None:
    api = api_of(cast.bi)
    token = ApiToken.objects.get(user=cast.bi)

    client_of(cast.bi).post(f"/tokens/{token.uid}/revoke/")

    answer = api.get("/api/v1/me/")
    assert answer.status_code == 401
    assert answer.json()["error"]["message"]


def test_a_token_of_one_unit_sees_no_other(cast: SimpleNamespace, api_of: Callable[..., APIClient]) -> None:
    names = {row["name"] for row in api_of(cast.ada, unit=cast.sales).get("/api/v1/units/").json()["results"]}

    assert names == {"Sales"}


def test_the_trail_api_is_closed_to_those_who_may_not_read_it(
    cast: SimpleNamespace, api_of: Callable[..., APIClient]
) -> None:
    assert api_of(cast.ada).get("/api/v1/trail/").status_code == 403
    assert api_of(cast.dov).get("/api/v1/trail/").json()["results"]


def test_the_trail_page_costs_the_same_for_few_and_many_entries(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    browser = client_of(cast.dov)
    browser.get("/trail/")

    with django_assert_max_num_queries(9):
        browser.get("/trail/")


def test_an_entry_shows_what_was_done_and_leads_to_its_record(cast: SimpleNamespace, client_of: ClientOf) -> None:
    from foundation.audit.models import Entry

    entry = Entry.objects.filter(action="people.role.granted", unit_path=cast.support.path).first()
    assert entry is not None

    page = client_of(cast.dov).get(f"/trail/{entry.uid}/").content.decode()

    assert "a role" in page
    assert entry.digest in page


def test_the_command_prints_a_token_that_works(cast: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("api_token", "ADA", "--scope", "read", "--unit", "Sales")
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {capsys.readouterr().out.strip()}")

    assert api.get("/api/v1/me/").json()["scopes"] == ["read"]


@pytest.mark.parametrize("arguments", [["nobody"], ["ada", "--scope", "root"], ["ada", "--unit", "Nowhere"]])
def test_the_token_command_says_what_is_wrong_in_one_line(cast: SimpleNamespace, arguments: list[str]) -> None:
    with pytest.raises(CommandError) as refusal:
        call_command("api_token", *arguments)

    assert "\n" not in str(refusal.value)
