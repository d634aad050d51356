"""Writing drafts in a browser: nothing typed is lost, every problem has its line, publishing shows what it does."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User
from library import queries, services
from library.models import Draft

pytestmark = pytest.mark.usefixtures("library")
ClientOf = Callable[[User], Client]


@pytest.fixture
def draft(publisher: User) -> Draft:
    """An open draft of the gate before the next stage."""
    return services.start_draft(queries.latest("gate", "stage-exit"), by=publisher)


def post_text(client: Client, draft: Draft, text: str, revision: int = 1, note: str = "") -> tuple[int, str]:
    answer = client.post(draft.get_absolute_url(), {"text": text, "note": note, "revision": revision}, follow=True)
    return answer.status_code, answer.content.decode()


def test_a_version_is_edited_from_its_page(client_of: ClientOf, publisher: User) -> None:
    client = client_of(publisher)
    assert "Edit as a draft" in client.get("/library/gate/stage-exit/").content.decode()

    page = client.post("/library/gate/stage-exit/1/draft/", follow=True)

    text = page.content.decode()
    assert "Version 2 of" in text
    assert "No problem found" in text
    assert "key: " in text
    assert "Go on with the draft" in client.get("/library/gate/stage-exit/").content.decode()
    again = client.post("/library/gate/stage-exit/1/draft/", follow=True)
    assert again.redirect_chain == page.redirect_chain
    assert "Open drafts" in client.get("/library/").content.decode()


def test_what_is_wrong_is_saved_and_shown_with_line_and_reason(
    client_of: ClientOf, publisher: User, draft: Draft
) -> None:
    code, text = post_text(client_of(publisher), draft, draft.text.replace("level: must", "level: maybe", 1))

    assert code == 200
    assert "Saved as it is. There is 1 problem." in text
    line = next(n for n, row in enumerate(draft.text.splitlines(), 1) if "level: must" in row)
    assert f'data-line="{line}"' in text
    assert "“maybe” is none of the choices here: must, should, nice." in text
    assert "level: maybe" in text


def test_the_text_of_somebody_else_is_not_overwritten_and_both_are_shown(
    client_of: ClientOf, publisher: User, draft: Draft
) -> None:
    services.save_draft(draft, text=draft.text + "# theirs\n", by=publisher, revision=1)
    client = client_of(publisher)

    code, text = post_text(client, draft, draft.text + "# mine\n", revision=1)

    assert code == 409
    assert "# mine" in text
    assert "# theirs" in text
    assert "Paul Publisher saved this draft meanwhile" in text
    assert 'name="revision" value="2"' in text
    draft.refresh_from_db()
    assert draft.text.endswith("# theirs\n")
    assert post_text(client, draft, draft.text + "# mine\n", revision=2)[0] == 200


@pytest.mark.parametrize("revision", ["", "0", "-1", "x", "9" * 30])
def test_a_hostile_revision_is_a_refusal(client_of: ClientOf, publisher: User, draft: Draft, revision: str) -> None:
    answer = client_of(publisher).post(draft.get_absolute_url(), {"text": "mine", "revision": revision})

    assert answer.status_code == 422
    assert "mine" in answer.content.decode()


def test_a_text_that_is_too_long_is_refused_and_kept_in_the_form(
    client_of: ClientOf, publisher: User, draft: Draft
) -> None:
    code, text = post_text(client_of(publisher), draft, "x" * 1_000_001)

    assert code == 422
    assert "longer than" in text
    draft.refresh_from_db()
    assert draft.revision == 1
    code, text = post_text(client_of(publisher), draft, "x" * 6_000_000)
    assert code == 400
    assert "What was sent is longer than 5 MB." in text


def test_a_file_takes_the_place_of_the_text(client_of: ClientOf, publisher: User, draft: Draft) -> None:
    client = client_of(publisher)
    url = f"{draft.get_absolute_url()}file/"

    def send(content: bytes, revision: int) -> int:
        file = SimpleUploadedFile("gate.yaml", content)
        return client.post(url, {"file": file, "revision": revision}).status_code

    assert send(b"kind: gate\nkind: gate\n", 1) == 302
    draft.refresh_from_db()
    assert draft.text == "kind: gate\nkind: gate\n"
    assert send(b"\xff\xfe", 2) == 422
    assert send(b"x" * 1_000_001, 2) == 422
    assert send(b"x" * 5_000_000, 2) == 422
    assert send(b"late", 1) == 409


def test_a_new_document_starts_from_a_kind_or_a_file(client_of: ClientOf, publisher: User) -> None:
    client = client_of(publisher)

    blank = client.post("/library/drafts/new/", {"kind": "board", "slug": "our-board"}, follow=True)
    file = SimpleUploadedFile("g.yaml", b"kind: gate\nslug: from-file\n")
    read = client.post("/library/drafts/new/", {"file": file}, follow=True)
    lost = client.post("/library/drafts/new/", {"slug": "our-board"})
    taken = client.post("/library/drafts/new/", {"kind": "board", "slug": "our-board"})

    assert "Something new" in blank.content.decode()
    assert "The field “title” is missing." in read.content.decode()
    assert (lost.status_code, taken.status_code) == (422, 409)
    assert "Choose the kind" in lost.content.decode()


def test_a_file_that_cannot_be_read_becomes_a_draft_with_its_problem(client_of: ClientOf, publisher: User) -> None:
    client = client_of(publisher)

    def send(content: bytes) -> str:
        file = SimpleUploadedFile("g.yaml", content)
        return client.post("/library/drafts/new/", {"file": file, "slug": "ours"}, follow=True).content.decode()

    assert "Line 3: the field “slug” stands twice." in send(b"kind: gate\nslug: twice\nslug: again\n")
    assert "Line 2 uses an anchor or alias" in send(b"kind: gate\ncriteria: &all\n- *all\n")
    assert "There is no kind “gatee” of document" in send(b"kind: gatee\nslug: other\n")


def test_a_draft_is_read_compared_and_published(client_of: ClientOf, publisher: User, draft: Draft) -> None:
    client = client_of(publisher)
    text = draft.text.replace("title: " + draft.title, "title: Next stage, stricter")
    draft = services.save_draft(draft, text=text, by=publisher, revision=1, note="After the incident")
    base = draft.get_absolute_url()

    assert "Next stage, stricter" in client.get(f"{base}reading/").content.decode()
    assert "1 difference" in client.get(f"{base}differences/").content.decode()
    page = client.get(f"{base}effect/").content.decode()
    assert "Publish version 2" in page
    assert "After the incident" in page
    without = client.post(f"{base}effect/", {"note": "", "revision": 2})
    assert without.status_code == 422
    assert "Say why this version is published." in without.content.decode()
    answer = client.post(f"{base}effect/", {"note": "After the incident", "revision": 2}, follow=True)

    assert "Version 2 is published." in answer.content.decode()
    assert queries.latest("gate", "stage-exit").title == "Next stage, stricter"
    assert "This draft is published." in client.get(base).content.decode()
    assert "What differs from version 1" in client.get("/library/gate/stage-exit/").content.decode()


def test_what_is_wrong_cannot_be_published_from_the_page(client_of: ClientOf, publisher: User, draft: Draft) -> None:
    draft = services.save_draft(draft, text="kind: gate", by=publisher, revision=1)
    client = client_of(publisher)

    answer = client.post(f"{draft.get_absolute_url()}effect/", {"note": "x", "revision": 2})

    assert answer.status_code == 422
    for part in ("reading", "differences", "effect"):
        assert "is missing." in client.get(f"{draft.get_absolute_url()}{part}/").content.decode()


def test_a_version_that_came_meanwhile_is_shown_and_taken_as_the_base(
    client_of: ClientOf, publisher: User, draft: Draft
) -> None:
    body = queries.latest("gate", "stage-exit").data | {"title": "In between"}
    services.publish(kind="gate", slug="stage-exit", body=body, by=publisher)
    client = client_of(publisher)
    assert "Version 2 came while this draft was written." in client.get(draft.get_absolute_url()).content.decode()

    page = client.post(f"{draft.get_absolute_url()}rebase/", {"revision": "1"}, follow=True)

    assert "The draft now stands on version 2." in page.content.decode()
    assert "In between" in page.content.decode()


def test_a_draft_is_discarded(client_of: ClientOf, publisher: User, draft: Draft) -> None:
    client = client_of(publisher)

    page = client.post(f"{draft.get_absolute_url()}discard/", follow=True)

    assert "is discarded" in page.content.decode()
    assert "This draft was discarded." in client.get(draft.get_absolute_url()).content.decode()
    assert client.post(draft.get_absolute_url(), {"text": "x", "revision": 2}).status_code == 409


def test_versions_are_compared_place_by_place(client_of: ClientOf, publisher: User) -> None:
    body = queries.latest("gate", "stage-exit").data
    body["criteria"][0]["guidance"] = "Look twice, and write down what was seen by whom."
    body["criteria"] = [*body["criteria"][:-1], body["criteria"][-1] | {"key": "another", "ask": "Something else?"}]
    services.publish(kind="gate", slug="stage-exit", body=body, by=publisher)
    client = client_of(publisher)

    text = client.get("/library/gate/stage-exit/compare/?old=1&new=2").content.decode()

    assert "version 1 against version 2" in text
    for words in ("Added", "Removed", "Changed", "Something else?", "twice"):
        assert words in text
    for hostile in ("?old=x&new=9", "?old=" + "9" * 30, "?new=-1", ""):
        assert client.get(f"/library/gate/stage-exit/compare/{hostile}").status_code == 200
    assert "has one version so far" in client.get("/library/gate/stage-entry/compare/").content.decode()
    assert client.get("/library/gate/none/compare/").status_code == 404


def test_the_library_is_searched(client_of: ClientOf, reader: User) -> None:
    client = client_of(reader)

    found = client.get("/library/?q=go or no-go").content.decode()

    assert "1 document holds" in found
    assert "/library/gate/go-no-go/" in found
    assert "/library/board/" not in found
    assert "Nothing found" in client.get("/library/?q=zzzz").content.decode()
    assert "Assess" in client.get("/library/").content.decode()


def test_readers_see_no_draft_and_no_way_to_write_one(
    client_of: ClientOf, cast: SimpleNamespace, publisher: User, draft: Draft
) -> None:
    nobody = people.create_user("nobody", name="No Body", by=COMMAND_LINE)
    base = draft.get_absolute_url()
    for person in (cast.ada, cast.olga, nobody):
        client = client_of(person)
        for part in ("", "reading/", "differences/", "effect/"):
            assert client.get(base + part).status_code == 404
        for part in ("", "file/", "effect/", "rebase/", "discard/"):
            assert client.post(base + part, {"text": "x", "note": "x", "revision": 1}).status_code == 404
    client = client_of(cast.ada)
    assert client.get("/library/drafts/new/").status_code == 403
    assert "Administrator" in client.post("/library/gate/stage-exit/1/draft/", follow=True).content.decode()
    text = client.get("/library/").content.decode() + client.get("/library/gate/stage-exit/").content.decode()
    assert "draft" not in text.lower()
    assert client_of(nobody).get("/library/gate/stage-exit/compare/").status_code == 404
    assert Draft.objects.count() == 1


def test_markup_in_a_draft_is_shown_as_text(client_of: ClientOf, publisher: User, draft: Draft) -> None:
    hostile = "</textarea><script>alert(1)</script>{% debug %}"
    text = draft.text.replace("title: " + draft.title, f'title: "{hostile}"')
    draft = services.save_draft(draft, text=text, by=publisher, revision=1)
    client = client_of(publisher)

    for part in ("", "reading/", "differences/", "effect/"):
        assert "<script>alert" not in client.get(draft.get_absolute_url() + part).content.decode()
