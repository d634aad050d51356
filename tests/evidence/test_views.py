"""Files in the browser and in the API."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from foundation.evidence import services
from foundation.evidence.models import File
from foundation.people.models import Unit, User
from readiness.models import Sheet
from tests.evidence.samples import PAGE, PDF
from tests.factories.readiness import filled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
Browser = Callable[[User], Client]
Api = Callable[..., APIClient]


@pytest.fixture
def sheet(support: Unit, ada: User) -> Sheet:
    return filled(support, by=ada).sheets.get()


@pytest.fixture
def factor(sheet: Sheet) -> str:
    return next(iter(sheet.assessment.parsed.factors)).key


@pytest.fixture
def file(sheet: Sheet, factor: str, ada: User) -> File:
    return services.attach(sheet, place=factor, name="audit.pdf", content=PDF, by=ada)


def upload(content: bytes = PDF, name: str = "audit.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/html")


def at(sheet: Sheet, place: str) -> str:
    return reverse("evidence:place", args=["readiness.sheet", sheet.uid, place])


def test_a_file_is_attached_on_the_page_of_its_place(client_of: Browser, sheet: Sheet, factor: str, ada: User) -> None:
    answer = client_of(ada).post(at(sheet, factor), {"file": upload()}, follow=True)

    assert answer.redirect_chain[0][0].startswith(sheet.get_absolute_url())
    assert "audit.pdf" in client_of(ada).get(at(sheet, factor)).content.decode()


def test_htmx_gets_the_box_alone_with_the_new_file(client_of: Browser, sheet: Sheet, factor: str, ada: User) -> None:
    answer = client_of(ada).post(at(sheet, factor), {"file": upload()}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert "audit.pdf" in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Choose a file."),
        ({"file": upload(b"")}, "The file is empty."),
        ({"file": upload(PAGE, "page.html")}, "not accepted"),
    ],
)
def test_a_mistake_stands_at_the_field(
    client_of: Browser, sheet: Sheet, factor: str, ada: User, data: dict[str, Any], said: str
) -> None:
    answer = client_of(ada).post(at(sheet, factor), data, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'aria-describedby="file-error-{sheet.uid}-{factor}"' in answer.content.decode()


def test_a_file_is_sent_to_be_saved_and_never_as_a_page(client_of: Browser, file: File, dov: User) -> None:
    answer = client_of(dov).get(file.get_absolute_url())

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="audit.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")


def test_bytes_that_are_lost_are_said_to_be_lost(client_of: Browser, file: File, dov: User, settings: Any) -> None:
    Path(settings.MEDIA_ROOT, file.stored).unlink()

    answer = client_of(dov).get(file.get_absolute_url())

    assert answer.status_code == 409
    assert "missing from the storage" in answer.content.decode()


def test_a_withdrawn_file_is_for_auditors(client_of: Browser, file: File, ada: User, ben: User, dov: User) -> None:
    page = reverse("evidence:file_withdraw", args=[file.uid])
    assert client_of(ada).post(page, {"reason": ""}).status_code == 422
    client_of(ada).post(page, {"reason": "Holds names"})

    assert client_of(ben).get(file.get_absolute_url()).status_code == 409
    kept = client_of(dov).get(file.get_absolute_url())
    assert b"".join(kept.streaming_content) == PDF


def test_who_may_not_answer_sees_files_and_attaches_none(
    client_of: Browser, sheet: Sheet, factor: str, file: File, dov: User
) -> None:
    page = client_of(dov).get(at(sheet, factor)).content.decode()

    assert "audit.pdf" in page
    assert 'type="file"' not in page
    assert client_of(dov).post(at(sheet, factor), {"file": upload()}).status_code == 303
    assert client_of(dov).get(reverse("evidence:file_withdraw", args=[file.uid])).status_code == 403
    assert File.objects.count() == 1


def test_for_an_outsider_there_is_nothing(
    client_of: Browser, api_of: Api, sheet: Sheet, factor: str, file: File, olga: User
) -> None:
    browser = client_of(olga)

    assert browser.get(at(sheet, factor)).status_code == 404
    assert browser.post(at(sheet, factor), {"file": upload()}).status_code == 404
    assert browser.get(file.get_absolute_url()).status_code == 404
    assert browser.get(reverse("evidence:file_withdraw", args=[file.uid])).status_code == 404
    assert api_of(olga).get(f"/api/v1/evidence/{file.uid}/content/").status_code == 404
    assert api_of(olga).get("/api/v1/evidence/").json()["results"] == []


def test_an_unknown_place_is_not_found(client_of: Browser, sheet: Sheet, ada: User) -> None:
    assert client_of(ada).get(at(sheet, "elsewhere")).status_code == 404
    assert client_of(ada).get(f"/evidence/at/people.user/{ada.uid}/").status_code == 404


def test_the_api_attaches_lists_sends_and_withdraws(api_of: Api, sheet: Sheet, factor: str, ada: User) -> None:
    api = api_of(ada)
    data = {"subject_kind": "readiness.sheet", "subject_uid": str(sheet.uid), "place": factor, "file": upload()}

    made = api.post("/api/v1/evidence/", data, format="multipart")

    assert made.status_code == 201, made.json()
    uid = made.json()["uid"]
    listed = api.get("/api/v1/evidence/", {"subject_uid": str(sheet.uid), "place": factor}).json()["results"]
    assert [row["uid"] for row in listed] == [uid]
    assert b"".join(api.get(f"/api/v1/evidence/{uid}/content/").streaming_content) == PDF
    gone = api.post(f"/api/v1/evidence/{uid}/withdraw/", {"reason": "Holds names"}, format="json")
    assert gone.json()["reason"] == "Holds names"
    assert api.post(f"/api/v1/evidence/{uid}/withdraw/", {"reason": "Again"}, format="json").status_code == 409


def test_the_api_says_what_is_wrong_with_a_file(api_of: Api, sheet: Sheet, factor: str, ada: User, dov: User) -> None:
    data = {"subject_kind": "readiness.sheet", "subject_uid": str(sheet.uid), "place": factor}

    wrong = api_of(ada).post("/api/v1/evidence/", {**data, "file": upload(PAGE, "a.html")}, format="multipart")
    empty = api_of(ada).post("/api/v1/evidence/", {**data, "file": upload(b"")}, format="multipart")
    denied = api_of(dov).post("/api/v1/evidence/", {**data, "file": upload()}, format="multipart")

    assert (wrong.status_code, wrong.json()["error"]["field"]) == (400, "file")
    assert (empty.status_code, empty.json()["error"]["field"]) == (400, "file")
    assert denied.status_code == 403
