"""/healthz tells load balancers whether to send requests here."""

import socket
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from pmo.health import Migrated

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Migrated, "done", False)


def test_a_ready_site_says_so_to_anyone(client: Client) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() | {"version": ""} == {
        "status": "ok",
        "version": "",
        "database": "ok",
        "migrations": "ok",
        "broker": "ok",
    }
    assert "no-store" in answer["Cache-Control"]


def test_a_site_with_waiting_migrations_is_not_ready(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'people'")

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert "manage.py migrate" in answer.json()["migrations"]


def test_a_silent_broker_is_told_without_its_address(client: Client, settings: Settings) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.REDIS_URL = f"redis://:secret@127.0.0.1:{unused.getsockname()[1]}/0"

        answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["broker"] == "unreachable"
    assert "secret" not in answer.content.decode()


def test_a_missing_queue_folder_is_told(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.REDIS_URL, settings.QUEUE_DIR = "", tmp_path / "gone"

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert "queue folder" in answer.json()["broker"]


def test_it_is_only_read(client: Client) -> None:
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


def test_an_answer_carries_the_id_of_its_request(client: Client) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "abc-123"})["X-Request-ID"] == "abc-123"
    assert len(client.get("/healthz", headers={"X-Request-ID": "a b\tc"})["X-Request-ID"]) == 32
