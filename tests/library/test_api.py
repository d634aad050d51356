"""The library over the API."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User
from library import queries, services

pytestmark = pytest.mark.usefixtures("library")
ApiOf = Callable[..., APIClient]
URL = "/api/v1/documents/"


def test_documents_are_listed_by_kind_without_their_bodies(api_of: ApiOf, reader: User) -> None:
    answer = api_of(reader, scopes=("read",)).get(URL, {"kind": "gate"})

    rows = answer.json()["results"]
    assert answer.status_code == 200
    assert {row["reference"] for row in rows} == {
        "gate/go-no-go@1", "gate/go-no-go@2", "gate/pilot-entry@1", "gate/stage-exit@1", "gate/stage-entry@1",
    }  # fmt: skip
    assert all("body" not in row and len(row["sha256"]) == 64 for row in rows)


def test_one_document_comes_with_its_body(api_of: ApiOf, reader: User) -> None:
    document = queries.latest("scoring_model", "weighted-value")

    row = api_of(reader).get(f"{URL}{document.uid}/").json()

    assert row["body"]["criteria"][0]["weight"] == "0.4"
    assert row["sha256"] == document.sha256


def test_older_versions_can_be_left_out(api_of: ApiOf, reader: User) -> None:
    body = queries.latest("gate", "stage-exit").data | {"title": "Stricter"}
    services.publish_version(kind="gate", slug="stage-exit", body=body, by=COMMAND_LINE)
    client = api_of(reader)

    def versions(**query: Any) -> list[int]:
        rows = client.get(URL, {"slug": "stage-exit", **query}).json()["results"]
        return sorted(row["version"] for row in rows)

    assert versions() == [1, 2]
    assert versions(latest="true") == [2]
    assert versions(latest="false") == [1, 2]
    assert versions(version=1) == [1]
    assert versions(version=10**30) == []


def test_what_is_no_filter_value_is_a_400(api_of: ApiOf, reader: User) -> None:
    answer = api_of(reader).get(URL, {"version": "two"})

    assert answer.status_code == 400
    assert "version" in answer.json()["error"]["fields"]


@pytest.mark.parametrize("uid", ["0", "01900000-0000-7000-8000-000000000000", "gate"])
def test_an_unknown_document_is_a_404(api_of: ApiOf, reader: User, uid: str) -> None:
    assert api_of(reader).get(f"{URL}{uid}/").status_code == 404


def test_nobody_writes_documents_over_the_api(api_of: ApiOf, publisher: User) -> None:
    document = queries.latest("gate", "go-no-go")
    client = api_of(publisher)

    assert client.post(URL, {}, format="json").status_code == 405
    assert client.delete(f"{URL}{document.uid}/").status_code == 405


def test_someone_without_any_role_gets_an_empty_list(api_of: ApiOf) -> None:
    nobody = people.create_user("nobody", name="No Body", by=COMMAND_LINE)
    document = queries.latest("gate", "go-no-go")
    client = api_of(nobody)

    assert client.get(URL).json()["results"] == []
    assert client.get(f"{URL}{document.uid}/").status_code == 404


def test_a_caller_without_a_token_is_told_to_bring_one() -> None:
    assert APIClient().get(URL).status_code == 401


def test_the_list_costs_a_fixed_number_of_queries(
    api_of: ApiOf, reader: User, django_assert_max_num_queries: Any
) -> None:
    client = api_of(reader)
    client.get(URL)

    with django_assert_max_num_queries(3):
        rows = client.get(URL).json()["results"]
    assert len({row["kind"] for row in rows}) > 1
