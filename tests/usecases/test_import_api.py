"""Imports over the API follow the rules of the pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from foundation.people.models import Unit, User
from usecases.importing import batches
from usecases.models import UseCase
from usecases.models_import import ImportBatch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
URL = "/api/v1/imports/"
CONTENT = (
    b"Use_Case_ID,Department_Code,Agency,Office,Title,Summary,Development_Stage,Techniques,Source_Code,Department\n"
    b"X-1,DOX,Bureau of Bridges,,Crack finder,Finds cracks,Initiation,Vision,,Department of Roads\n"
)


@pytest.fixture
def send(api_of: Callable[..., APIClient], ada: User, support: Unit) -> Callable[..., Any]:
    """Send a file as Ada, or as somebody else."""

    def post(
        content: bytes = CONTENT, *, by: User = ada, scopes: tuple[str, ...] = ("read", "write"), **given: Any
    ) -> Any:
        data = {
            "file": SimpleUploadedFile("x.csv", content), "unit": str(support.uid), "profile": "us-federal-2023",
        } | given  # fmt: skip
        return api_of(by, scopes).post(URL, data, format="multipart")

    return post


def test_a_file_is_sent_imported_and_asked_for(send: Any, api_of: Any, ada: User, run_jobs: Any) -> None:
    answer = send()
    assert (answer.status_code, answer.json()["state"]) == (202, "queued")

    run_jobs()

    api = api_of(ada, ("read",))
    found = api.get(f"{URL}{answer.json()['uid']}/").json()
    assert (found["state"], found["counts"]) == (
        "done", {"rows": 1, "created": 1, "updated": 0, "unchanged": 0, "refused": 0},
    )  # fmt: skip
    assert [each["uid"] for each in api.get(URL).json()["results"]] == [found["uid"]]


def test_a_dry_run_answers_at_once_and_changes_nothing(send: Any) -> None:
    answer = send(dry_run="true")

    assert answer.status_code == 200
    assert answer.json() == {"dry_run": True, "rows": 1, "created": 1, "updated": 0, "unchanged": 0, "refused": 0}
    assert not ImportBatch.objects.exists()
    assert not UseCase.objects.exists()


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"content": b""}, "file", "empty"),
        ({"content": b"Title\n"}, "file", "no rows"),
        ({"content": b"Title\nA\n", "profile": "us-federal-2024"}, "profile", "lacks"),
        ({"profile": "nothing"}, "profile", "no import profile"),
        ({"unit": "no-uid"}, "unit", "UUID"),
        ({"unit": "0192e4a0-0000-7000-8000-000000000000"}, "unit", "no such unit"),
    ],
)
def test_a_bad_request_is_said_at_its_field(send: Any, given: dict[str, Any], field: str, sentence: str) -> None:
    answer = send(**given)

    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == field
    assert sentence in answer.json()["error"]["message"]
    assert not ImportBatch.objects.exists()


def test_a_unit_outside_ones_own_is_not_there(send: Any, other: Unit) -> None:
    assert send(unit=str(other.uid)).status_code == 400


def test_who_may_not_import_and_a_token_that_only_reads_are_refused(send: Any, ben: User) -> None:
    assert send(by=ben).status_code == 403
    assert send(scopes=("read",)).status_code == 403


def test_somebody_elses_import_is_not_there(send: Any, api_of: Any, olga: User, root_admin: User) -> None:
    uid = send().json()["uid"]

    for stranger in (olga, root_admin):
        assert api_of(stranger).get(f"{URL}{uid}/").status_code == 404
        assert api_of(stranger).get(URL).json()["results"] == []


def test_the_rows_of_an_import_tell_what_became_of_each(send: Any, api_of: Any, ada: User, run_jobs: Any) -> None:
    uid = send().json()["uid"]
    run_jobs()

    answer = api_of(ada).get(f"{URL}{uid}/rows/?outcome=created")

    (row,) = answer.json()["results"]
    assert (row["number"], row["outcome"], row["reference"]) == (2, "created", UseCase.objects.get().reference)
    assert api_of(ada).get(f"{URL}{uid}/rows/?outcome=nonsense").status_code == 400


def test_an_import_is_undone_over_the_api_once(send: Any, api_of: Any, ada: User, olga: User, run_jobs: Any) -> None:
    uid = send().json()["uid"]
    early = api_of(ada).post(f"{URL}{uid}/undo/", {}, format="json")
    run_jobs()

    stranger = api_of(olga).post(f"{URL}{uid}/undo/", {}, format="json")
    reader = api_of(ada, ("read",)).post(f"{URL}{uid}/undo/", {}, format="json")
    wrong = api_of(ada).post(f"{URL}{uid}/undo/", {"mode": "some"}, format="json")
    answer = api_of(ada).post(f"{URL}{uid}/undo/", {}, format="json")
    run_jobs()
    again = api_of(ada).post(f"{URL}{uid}/undo/", {}, format="json")

    codes = [each.status_code for each in (early, stranger, reader, wrong, answer, again)]
    assert codes == [409, 404, 403, 400, 202, 409]
    found = api_of(ada).get(f"{URL}{uid}/").json()
    assert found["undone"] == {"archived": 1, "restored": 0, "left": 0}
    assert UseCase.objects.get().archived_at is not None


def test_a_mapping_that_somebody_kept_is_listed_and_says_what_the_columns_are(
    send: Any, api_of: Any, ada: User, olga: User, support: Unit
) -> None:
    sent = send()
    batch = ImportBatch.objects.get(uid=sent.json()["uid"])
    kept = batches.save_mapping(batch, name="Roads", by=ada)

    (listed,) = api_of(ada).get("/api/v1/import-mappings/").json()["results"]
    assert (listed["name"], listed["unit"], listed["source"]) == ("Roads", str(support.uid), batch.source)
    assert {"header": "Title", "occurrence": 1, "to": "name"} in listed["columns"]
    assert api_of(olga).get("/api/v1/import-mappings/").json()["results"] == []

    with_both = {"mapping": str(kept.uid), "dry_run": "true"}
    assert send(**with_both).status_code == 400
    looked = api_of(ada).post(
        URL, {"file": SimpleUploadedFile("x.csv", CONTENT), "unit": str(support.uid), **with_both}, format="multipart"
    )
    assert looked.json()["created"] == 1
    other = api_of(ada).post(
        URL,
        {"file": SimpleUploadedFile("y.csv", b"Name\nA\n"), "unit": str(support.uid), **with_both},
        format="multipart",
    )
    assert (other.status_code, other.json()["error"]["field"]) == (400, "mapping")
