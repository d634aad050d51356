"""Discussions in the browser and in the API, for friends and for those who try."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.template import Context, Template
from django.test import Client
from rest_framework.test import APIClient

from foundation.discussion import services
from foundation.discussion.models import Comment, Follow
from foundation.people.models import User
from usecases import services as cases
from usecases.models import UseCase

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
ApiOf = Callable[..., APIClient]
KIND = "usecases.usecase"


@pytest.fixture
def case(cast: SimpleNamespace) -> UseCase:
    return cases.create_case(cast.support, by=cast.ada, name="Answer mails", owner=cast.ben)


def at(case: UseCase, part: str = "") -> str:
    return f"/discussion/at/{KIND}/{case.uid}/{part}"


def drawn(comment: Comment) -> str:
    return Template("{% load discussion %}{{ comment|said }}").render(Context({"comment": comment}))


@pytest.mark.parametrize(
    ("text", "harmless"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("data:text/html,<b>x</b>", "data:text/html,&lt;b&gt;x&lt;/b&gt;"),
        ("@ben<script>", '<b class="dc-mention" title="Ben &lt;i&gt;Owner">@ben</b>&lt;script&gt;'),
        ("a\nb", "a<br>b"),
        (
            "see https://example.com/?a=1&b=2",
            'see <a href="https://example.com/?a=1&amp;b=2" rel="nofollow">https://example.com/?a=1&amp;b=2</a>',
        ),
    ],
)
def test_whatever_is_said_is_harmless(cast: SimpleNamespace, case: UseCase, text: str, harmless: str) -> None:
    User.objects.filter(pk=cast.ben.pk).update(name="Ben <i>Owner")

    assert drawn(services.comment(case, text=text, by=cast.ada)) == harmless


def test_a_link_cannot_break_out_of_its_place(cast: SimpleNamespace, case: UseCase) -> None:
    page = drawn(services.comment(case, text='https://example.com/"onmouseover="alert(1) @ben', by=cast.ada))

    assert '"onmouseover' not in page
    assert page.count("<a ") == 1


def test_the_tab_counts_and_shows_what_was_said(cast: SimpleNamespace, case: UseCase, client_of: ClientOf) -> None:
    services.comment(case, text="<b>Who</b> pays?", by=cast.ben)

    page = client_of(cast.ada).get(f"{case.get_absolute_url()}?tab=discussion").content.decode()

    assert "&lt;b&gt;Who&lt;/b&gt; pays?" in page
    assert "You follow this because you registered it." in page
    assert "2 people are told" in page


def test_saying_something_leads_back_to_it(cast: SimpleNamespace, case: UseCase, client_of: ClientOf) -> None:
    answer = client_of(cast.ada).post(at(case), {"text": "Hello"})

    made = Comment.objects.get()
    assert answer.headers["Location"] == f"{case.get_absolute_url()}?tab=discussion#comment-{made.uid}"


def test_htmx_gets_the_discussion_alone(cast: SimpleNamespace, case: UseCase, client_of: ClientOf) -> None:
    answer = client_of(cast.ada).post(at(case), {"text": "Hello"}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert answer.content.decode().lstrip().startswith("<section")
    assert "Hello" in answer.content.decode()


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
def test_a_refused_comment_keeps_what_was_typed(
    cast: SimpleNamespace, case: UseCase, client_of: ClientOf, htmx: dict[str, str]
) -> None:
    answer = client_of(cast.ada).post(at(case), {"text": "Ask @olga, who knows"}, headers=htmx)

    assert answer.status_code == 422
    assert "@olga may not read this" in answer.content.decode()
    assert "Ask @olga, who knows</textarea>" in answer.content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"text": "  "},
        {"text": "a\x00b"},
        {"text": "x" * 5001},
        {"text": "hello", "parent": "not-a-uid"},
        {"text": "hello", "parent": str(uuid4())},
    ],
)
def test_bad_input_is_told_and_never_an_error(
    cast: SimpleNamespace, case: UseCase, client_of: ClientOf, data: dict[str, str]
) -> None:
    assert client_of(cast.ada).post(at(case), data).status_code == 422
    assert not Comment.objects.exists()


def test_an_outsider_finds_nothing(cast: SimpleNamespace, case: UseCase, client_of: ClientOf, api_of: ApiOf) -> None:
    made = services.comment(case, text="secret", by=cast.ada)
    browser = client_of(cast.olga)

    assert [browser.get(at(case, part)).status_code for part in ("", "people/")] == [404, 404]
    assert browser.post(at(case), {"text": "hi"}).status_code == 404
    assert browser.post(at(case, "follow/")).status_code == 404
    assert browser.get(f"/discussion/{made.uid}/edit/").status_code == 404
    assert browser.get(f"/discussion/{made.uid}/withdraw/").status_code == 404
    assert browser.get(f"/discussion/at/no.kind/{case.uid}/").status_code == 404
    assert api_of(cast.olga).get("/api/v1/comments/").json()["results"] == []
    assert api_of(cast.olga).get(f"/api/v1/comments/{made.uid}/").status_code == 404


def test_an_auditor_reads_and_is_told_why_not_to_write(
    cast: SimpleNamespace, case: UseCase, client_of: ClientOf
) -> None:
    services.comment(case, text="Who pays?", by=cast.ada)

    page = client_of(cast.dov).get(at(case)).content.decode()

    assert "Who pays?" in page
    assert "not take part in it" in page
    assert "<textarea" not in page
    assert client_of(cast.dov).get(at(case, "people/")).status_code == 403


def test_changing_and_withdrawing_by_hand(cast: SimpleNamespace, case: UseCase, client_of: ClientOf) -> None:
    made = services.comment(case, text="frist", by=cast.ada)
    browser = client_of(cast.ada)

    empty = browser.post(f"/discussion/{made.uid}/edit/", {"text": " "})
    browser.post(f"/discussion/{made.uid}/edit/", {"text": "first"})
    changed = browser.get(at(case)).content.decode()
    refused = client_of(cast.root_admin).post(f"/discussion/{made.uid}/withdraw/", {"reason": ""})
    browser.post(f"/discussion/{made.uid}/withdraw/", {"reason": ""})
    withdrawn = browser.get(at(case)).content.decode()

    assert (empty.status_code, refused.status_code) == (422, 422)
    assert "What it said before" in changed
    assert "frist" in changed
    assert "Withdrawn by its author." in withdrawn
    assert "first" not in withdrawn


def test_following_is_a_button(cast: SimpleNamespace, case: UseCase, client_of: ClientOf) -> None:
    browser = client_of(cast.mia)

    followed = browser.post(at(case, "follow/"), headers={"HX-Request": "true"}).content.decode()
    browser.post(at(case, "follow/"), {"off": "1"})

    assert "because you chose to" in followed
    assert not Follow.objects.get(person=cast.mia).is_following


def test_people_are_offered_by_the_beginning_of_a_name(
    cast: SimpleNamespace, case: UseCase, client_of: ClientOf
) -> None:
    found = client_of(cast.ada).get(at(case, "people/"), {"q": "owner"}).json()["people"]

    assert found == [{"username": "ben", "name": "Ben Owner", "title": ""}]


def test_the_api_says_answers_changes_and_withdraws(cast: SimpleNamespace, case: UseCase, api_of: ApiOf) -> None:
    api = api_of(cast.ada)
    where = {"subject_kind": KIND, "subject_uid": str(case.uid)}

    first = api.post("/api/v1/comments/", {**where, "text": "Ask @ben"}, format="json")
    second = api.post("/api/v1/comments/", {**where, "text": "Yes", "parent": first.json()["uid"]}, format="json")
    changed = api.post(f"/api/v1/comments/{first.json()['uid']}/edit/", {"text": "Ask him"}, format="json")
    gone = api.post(f"/api/v1/comments/{second.json()['uid']}/withdraw/", {}, format="json")

    assert (first.status_code, first.json()["mentions"]) == (201, ["ben"])
    assert second.json()["parent"] == first.json()["uid"]
    assert changed.json()["text"] == "Ask him"
    assert gone.json()["text"] == ""
    assert len(api.get("/api/v1/comments/", {"subject_uid": str(case.uid)}).json()["results"]) == 2


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"text": "@olga"}, 400, "text"),
        ({"text": "\x00"}, 400, "text"),
        ({"parent": str(uuid4())}, 400, "parent"),
        ({"subject_uid": str(uuid4())}, 404, None),
        ({"subject_kind": "no.kind"}, 404, None),
    ],
)
def test_the_api_refuses_at_the_field(
    cast: SimpleNamespace, case: UseCase, api_of: ApiOf, change: dict[str, Any], status: int, field: str | None
) -> None:
    data = {"subject_kind": KIND, "subject_uid": str(case.uid), "text": "hello"} | change

    answer = api_of(cast.ada).post("/api/v1/comments/", data, format="json")

    assert (answer.status_code, answer.json()["error"].get("field")) == (status, field)


def test_a_record_is_followed_and_left_over_the_api(cast: SimpleNamespace, case: UseCase, api_of: ApiOf) -> None:
    url, where = "/api/v1/comments/following/", {"subject_kind": KIND, "subject_uid": str(case.uid)}
    api = api_of(cast.ben)

    assert api.get(url, where).json() == {"is_following": True, "why": "You follow this because you own it."}
    assert api.post(url, {**where, "on": False}, format="json").json()["is_following"] is False
    assert api.post(url, where, format="json").json()["why"] == "You follow this because you chose to."
    assert api_of(cast.ben, ("read",)).post(url, where, format="json").status_code == 403
    assert api_of(cast.olga).post(url, where, format="json").status_code == 404
    assert api.get(url, {**where, "on": "1"}).status_code == 400
    assert api.get(url).status_code == 400
