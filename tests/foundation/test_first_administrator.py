"""A new installation has nobody in it; the first administrator is made on the command line."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from foundation.people.models import Unit, User

pytestmark = pytest.mark.django_db
PASSWORD = "seven quiet harbors"


def add(monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD, **options: Any) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    said = io.StringIO()
    call_command("add_administrator", "rae", name="Rae Admin", password_stdin=True, stdout=said, **options)
    return said.getvalue()


def test_the_first_administrator_signs_in_and_may_add_people(monkeypatch: pytest.MonkeyPatch) -> None:
    said = add(monkeypatch, organization="Acme")

    assert "Rae Admin (rae) is administrator of Acme" in said
    browser = Client()
    answer = browser.post("/sign-in/", {"username": "rae", "password": PASSWORD})
    assert answer.status_code == 302
    assert browser.get("/people/").status_code == 200
    assert Unit.objects.get().name == "Acme"


@pytest.mark.parametrize(
    ("password", "organization", "told"),
    [
        ("short", "Acme", "too short"),
        (PASSWORD, "", "name it with --organization"),
        (PASSWORD, "x" * 300, "at most 250"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, password: str, organization: str, told: str
) -> None:
    with pytest.raises(CommandError, match=told):
        add(monkeypatch, password, organization=organization)

    assert not User.objects.exists()
    assert not Unit.objects.exists()


def test_where_the_organization_is_already_there_it_is_taken(monkeypatch: pytest.MonkeyPatch, cast: Any) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n{PASSWORD}\n"))
    with pytest.raises(CommandError, match="username is taken"):
        call_command("add_administrator", "ada", name="Another", password_stdin=True)

    said = io.StringIO()
    call_command("add_administrator", "zoe", name="Zoe Admin", password_stdin=True, stdout=said)
    assert "administrator of Acme" in said.getvalue()
