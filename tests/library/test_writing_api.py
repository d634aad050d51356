"""Comparing, checking, publishing and importing documents over the API."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User
from library import queries, rules, services
from tests.library.test_exchange import bundle, packed

pytestmark = pytest.mark.usefixtures("library")
ApiOf = Callable[..., APIClient]
URL = "/api/v1/documents/"


def text_of(title: str = "Stricter") -> str:
    body = queries.latest("gate", "stage-exit").data | {"title": title}
    return rules.to_yaml(rules.parse(body))


def test_a_text_is_checked_with_every_problem_on_its_line(api_of: ApiOf, reader: User) -> None:
    client = api_of(reader)

    good = client.post(f"{URL}check/", {"text": text_of()}, format="json").json()
    bad = client.post(f"{URL}check/", {"text": "kind: gate\nkind: gate\n"}, format="json").json()

    assert good == {"ok": True, "count": 0, "problems": []}
    assert (bad["ok"], bad["count"], bad["problems"][0]["line"]) == (False, 1, 2)
    assert client.post(f"{URL}check/", {"text": "x" * 1_000_001}, format="json").status_code == 400
    assert client.post(f"{URL}check/", {}, format="json").status_code == 400


def test_a_text_is_published_as_the_next_version(api_of: ApiOf, publisher: User) -> None:
    client = api_of(publisher)
    given = {"text": text_of(), "note": "After the incident", "after": 1}

    answer = client.post(f"{URL}publish/", given, format="json")
    late = client.post(f"{URL}publish/", given | {"text": text_of("Late")}, format="json")

    assert answer.status_code == 201
    assert (answer.json()["reference"], answer.json()["note"]) == ("gate/stage-exit@2", "After the incident")
    assert late.status_code == 409
    assert queries.latest("gate", "stage-exit").version == 2
    for wrong in ({"text": "kind: gate", "note": "x"}, {"text": text_of(), "note": ""}, {"text": "5", "note": "x"}):
        assert client.post(f"{URL}publish/", wrong, format="json").status_code == 400
    same = client.post(f"{URL}publish/", {"text": text_of(), "note": "again"}, format="json")
    assert same.status_code == 409


def test_two_versions_are_compared(api_of: ApiOf, reader: User) -> None:
    old = queries.latest("gate", "stage-exit")
    new = services.publish_version(
        kind="gate", slug="stage-exit", body=old.data | {"title": "Stricter"}, by=COMMAND_LINE
    )
    other = queries.latest("gate", "go-no-go")
    client = api_of(reader)

    answer = client.get(f"{URL}{new.uid}/differences/", {"against": str(old.uid)})

    assert answer.json() == [{"what": "changed", "place": ["Title"], "before": [old.title], "after": ["Stricter"]}]
    assert client.get(f"{URL}{new.uid}/differences/", {"against": str(other.uid)}).status_code == 400
    assert client.get(f"{URL}{new.uid}/differences/").status_code == 400
    assert client.get(f"{URL}{new.uid}/differences/", {"against": "x"}).status_code == 400
    nowhere = "01900000-0000-7000-8000-000000000000"
    assert client.get(f"{URL}{new.uid}/differences/", {"against": nowhere}).status_code == 404


def test_a_bundle_is_imported(api_of: ApiOf, publisher: User) -> None:
    client = api_of(publisher)

    def send(content: bytes, **more: str) -> tuple[int, dict[str, object]]:
        file = SimpleUploadedFile("bundle.json", content)
        answer = client.post(f"{URL}import/", {"file": file, **more}, format="multipart")
        return answer.status_code, answer.json()

    assert send(bundle(packed()), dry_run="true") == (
        200, {"created": ["gate/small@1"], "unchanged": [], "skipped": []},
    )  # fmt: skip
    assert send(bundle(packed()))[1]["created"] == ["gate/small@1"]
    assert send(bundle(packed()))[1]["unchanged"] == ["gate/small@1"]
    assert send(bundle(packed(title="Other")))[0] == 409
    assert send(b"PK\x03\x04")[0] == 400
    assert send(b"")[0] == 400


def test_who_may_not_publish_is_refused_and_who_reads_nothing_finds_nothing(
    api_of: ApiOf, cast: SimpleNamespace
) -> None:
    nobody = people.create_user("nobody", name="No Body", by=COMMAND_LINE)
    for person in (cast.ada, cast.olga):
        client = api_of(person)
        given = {"text": text_of(), "note": "x"}
        assert client.post(f"{URL}publish/", given, format="json").status_code == 403
        file = SimpleUploadedFile("bundle.json", bundle(packed()))
        assert client.post(f"{URL}import/", {"file": file}, format="multipart").status_code == 403
    uid = queries.latest("gate", "stage-exit").uid
    client = api_of(nobody)
    assert client.post(f"{URL}check/", {"text": "x"}, format="json").status_code == 404
    assert client.get(f"{URL}{uid}/differences/", {"against": str(uid)}).status_code == 404
    assert queries.latest("gate", "stage-exit").version == 1
