"""The inbox in the browser and in the API."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from foundation.audit.models import Entry
from foundation.notifications import queries, services
from foundation.notifications.models import MailChoice, Notice
from foundation.people.models import User
from tests.notifications.conftest import MOVED
from usecases import services as cases
from usecases.models import UseCase

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
ApiOf = Callable[..., APIClient]


@pytest.fixture
def case(cast: SimpleNamespace) -> UseCase:
    case = cases.create_case(cast.support, by=cast.ada, name="Answer <b>mails</b>")
    services.notify([cast.ben], kind=MOVED, subject=case, key="move:1", by=cast.ada, stage="<i>pilot</i>")
    return case


def test_the_top_bar_says_how_much_is_new(cast: SimpleNamespace, case: UseCase, client_of: ClientOf) -> None:
    assert "Inbox: 1 new notice" in client_of(cast.ben).get("/use-cases/").content.decode()
    assert 'aria-label="Inbox"' in client_of(cast.mia).get("/use-cases/").content.decode()


def test_the_inbox_lists_ones_own_and_escapes_it(cast: SimpleNamespace, case: UseCase, client_of: ClientOf) -> None:
    own = client_of(cast.ben).get("/inbox/").content.decode()
    others = client_of(cast.mia).get("/inbox/").content.decode()

    assert "1 new notice" in own
    assert "Answer &lt;b&gt;mails&lt;/b&gt; to &lt;i&gt;pilot&lt;/i&gt;" in own
    assert "Nothing to tell you" in others


def test_opening_a_notice_leads_to_its_record_and_marks_it(
    cast: SimpleNamespace, case: UseCase, client_of: ClientOf
) -> None:
    notice = Notice.objects.get()

    answer = client_of(cast.ben).get(notice.get_absolute_url())

    assert answer.headers["Location"] == case.get_absolute_url()
    assert queries.unread(cast.ben) == 0


def test_a_record_out_of_sight_is_neither_opened_nor_found(
    cast: SimpleNamespace, case: UseCase, client_of: ClientOf
) -> None:
    cases.edit_case(case, by=cast.ada, unit=cast.sales)
    browser = client_of(cast.ben)

    page = browser.get("/inbox/").content.decode()
    opened = browser.get(Notice.objects.get().get_absolute_url())
    found = browser.get("/inbox/?q=mails").content.decode()

    assert "may no longer read" in page
    assert "Answer" not in page
    assert opened.headers["Location"] == "/inbox/"
    assert "Nothing fits" in found


def test_a_notice_of_somebody_else_is_not_there(cast: SimpleNamespace, case: UseCase, client_of: ClientOf) -> None:
    notice = Notice.objects.get()

    assert client_of(cast.mia).get(notice.get_absolute_url()).status_code == 404
    assert client_of(cast.mia).post(f"/inbox/{notice.uid}/read/").status_code == 404


def test_one_or_all_are_marked_as_read(cast: SimpleNamespace, case: UseCase, client_of: ClientOf) -> None:
    services.notify([cast.ben], kind=MOVED, subject=case, key="move:2", by=cast.ada, stage="beta")
    browser, first = client_of(cast.ben), Notice.objects.earliest("id")

    answer = browser.post(f"/inbox/{first.uid}/read/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")
    assert queries.unread(cast.ben) == 1
    browser.post("/inbox/read/")
    assert queries.unread(cast.ben) == 0
    assert "Nothing fits" in browser.get("/inbox/?state=unread").content.decode()


@pytest.mark.parametrize("query", ["?page=-1", "?sort=nonsense", "?state=x", "?q=%F0%9F%98%80", "?kind=nothing"])
def test_addresses_that_mean_nothing_are_no_errors(
    cast: SimpleNamespace, case: UseCase, client_of: ClientOf, query: str
) -> None:
    assert client_of(cast.ben).get(f"/inbox/{query}").status_code == 200


def test_mail_is_chosen_by_oneself_and_recorded(cast: SimpleNamespace, client_of: ClientOf) -> None:
    browser = client_of(cast.ben)

    browser.post("/inbox/mail/", {"by_mail": "on"})
    browser.post("/inbox/mail/", {"by_mail": "on"})

    assert MailChoice.objects.get(person=cast.ben).by_mail
    assert Entry.objects.filter(action="notifications.mail.chosen").count() == 1
    assert "checked" in browser.get("/inbox/mail/").content.decode()


def test_the_inbox_page_costs_the_same_for_few_and_many(
    cast: SimpleNamespace, case: UseCase, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    browser = client_of(cast.ben)
    for number in range(30):
        services.notify([cast.ben], kind=MOVED, subject=case, key=f"more:{number}", by=cast.ada, stage="beta")
    browser.get("/inbox/")

    with django_assert_max_num_queries(8):
        browser.get("/inbox/")


def test_the_api_gives_the_same_and_hides_what_is_out_of_sight(
    cast: SimpleNamespace, case: UseCase, api_of: ApiOf
) -> None:
    api = api_of(cast.ben)
    (before,) = api.get("/api/v1/notices/?unread=true").json()["results"]
    cases.edit_case(case, by=cast.ada, unit=cast.sales)
    (after,) = api.get("/api/v1/notices/").json()["results"]

    assert before["subject_label"] == str(case)
    assert (after["subject_label"], after["subject_uid"], after["url"]) == ("", None, "")
    assert "mails" not in after["text"]


def test_the_api_marks_as_read(cast: SimpleNamespace, case: UseCase, api_of: ApiOf) -> None:
    notice = Notice.objects.get()

    assert api_of(cast.mia).post(f"/api/v1/notices/{notice.uid}/read/").status_code == 404
    assert api_of(cast.ben, scopes=("read",)).post(f"/api/v1/notices/{notice.uid}/read/").status_code == 403
    assert api_of(cast.ben).post(f"/api/v1/notices/{notice.uid}/read/").json()["read_at"]
    assert api_of(cast.ben).post("/api/v1/notices/read-all/").json() == {"marked": 0}
