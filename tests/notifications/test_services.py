"""Telling people once, taking it back, and never naming what they may no longer read."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from foundation.jobs.models import Job
from foundation.jobs.workflow import State
from foundation.notifications import queries, services
from foundation.notifications.models import Notice
from foundation.notifications.services import Page
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User
from tests.notifications.conftest import MOVED
from usecases import services as cases
from usecases.models import UseCase

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast: SimpleNamespace) -> UseCase:
    return cases.create_case(cast.support, by=cast.ada, name="Answer mails")


def tell(case: Any, *recipients: User | None, by: User, key: str = "move:1", **facts: str) -> int:
    return services.notify(recipients, kind=MOVED, subject=case, key=key, by=by, stage="pilot", **facts)


def texts(person: User) -> list[str]:
    return [notice.text for notice in queries.inbox(User.objects.get(pk=person.pk))]


def test_each_person_is_told_once_for_a_matter(cast: SimpleNamespace, case: UseCase) -> None:
    first = tell(case, cast.ben, cast.ben, cast.mia, None, by=cast.ada)
    again = tell(case, cast.ben, cast.mia, cast.eve, by=cast.ada)

    assert (first, again) == (2, 1)
    assert texts(cast.ben) == [f"Ada Program moved {case} to pilot"]


def test_telling_many_costs_no_more_queries_than_telling_one(
    cast: SimpleNamespace, case: UseCase, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(4):  # whether they were told, a savepoint around it, the notices
        assert tell(case, cast.ben, cast.mia, cast.max_, cast.eve, *cast.board, by=cast.ada) == 12


def test_whoever_acts_and_whoever_left_is_not_told(cast: SimpleNamespace, case: UseCase) -> None:
    people.deactivate_user(cast.mia, by=COMMAND_LINE)
    cast.mia.refresh_from_db()

    assert tell(case, cast.ada, cast.mia, by=cast.ada) == 0


def test_nobody_is_told_of_what_was_undone(cast: SimpleNamespace, case: UseCase) -> None:
    with transaction.atomic():
        tell(case, cast.ben, by=cast.ada)
        transaction.set_rollback(True)

    assert not Notice.objects.exists()


def test_a_kind_without_a_sentence_is_refused(cast: SimpleNamespace, case: UseCase) -> None:
    with pytest.raises(LookupError, match="register it"):
        services.notify([cast.ben], kind="test.unknown", subject=case, key="k", by=cast.ada)


@pytest.mark.parametrize("key", ["", "k" * 201])
def test_a_key_that_cannot_be_kept_is_refused(cast: SimpleNamespace, case: UseCase, key: str) -> None:
    with pytest.raises(ValueError, match="1 to 200"):
        tell(case, cast.ben, by=cast.ada, key=key)


def test_a_settled_matter_leaves_the_inbox(cast: SimpleNamespace, case: UseCase) -> None:
    tell(case, cast.ben, by=cast.ada)
    tell(case, cast.ben, by=cast.ada, key="move:2")

    assert services.settle("move:1") == 1
    assert queries.unread(cast.ben) == 1
    assert len(texts(cast.ben)) == 1


def test_a_matter_can_be_settled_for_one_of_those_who_were_told(cast: SimpleNamespace, case: UseCase) -> None:
    tell(case, cast.ben, cast.mia, by=cast.ada)

    assert services.settle("move:1", person=cast.ben) == 1
    assert (queries.unread(cast.ben), queries.unread(cast.mia)) == (0, 1)


def test_marking_as_read_is_ones_own(cast: SimpleNamespace, case: UseCase) -> None:
    tell(case, cast.ben, cast.mia, by=cast.ada)
    theirs = Notice.objects.get(person=cast.mia)

    assert services.mark_read(cast.ben, [theirs.uid]) == 0
    assert services.mark_read(cast.ben) == 1
    assert (queries.unread(cast.ben), queries.unread(cast.mia)) == (0, 1)


def test_a_record_that_moved_out_of_sight_is_no_longer_named(cast: SimpleNamespace, case: UseCase) -> None:
    tell(case, cast.ben, by=cast.ada)

    cases.edit_case(case, by=cast.ada, unit=cast.sales)

    assert texts(cast.ben) == ["Something happened to a record that you may no longer read."]


def test_a_page_goes_by_its_unit(cast: SimpleNamespace) -> None:
    tell(Page("The plan of Sales", "/plan/", cast.sales.path), cast.ben, cast.eve, by=cast.ada)
    tell(Page("Your token", "/tokens/"), cast.ben, by=cast.ada, key="token:1")

    assert texts(cast.ben) == [
        "Ada Program moved Your token to pilot",
        "Something happened to a record that you may no longer read.",
    ]
    assert texts(cast.eve) == ["Ada Program moved The plan of Sales to pilot"]


def test_a_place_that_nobody_filled_is_a_dash(cast: SimpleNamespace, case: UseCase) -> None:
    services.notify([cast.ben], kind=MOVED, subject=case, key="k", by=cast.ada)

    assert texts(cast.ben) == [f"Ada Program moved {case} to –"]


def test_the_inbox_costs_the_same_for_few_and_many(
    cast: SimpleNamespace, case: UseCase, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        tell(case, cast.ben, by=cast.ada, key=f"move:{number}")
    ben = User.objects.get(pk=cast.ben.pk)
    queries.inbox(ben)

    with django_assert_num_queries(2):  # which kinds there are, and the rows
        assert [notice.text for notice in queries.inbox(ben)]
    with django_assert_num_queries(1):
        queries.unread(ben)


# By mail


@pytest.fixture
def wanting(cast: SimpleNamespace) -> User:
    User.objects.filter(pk=cast.ben.pk).update(email="ben@example.com")
    ben = User.objects.get(pk=cast.ben.pk)
    services.choose_mail(ben, by_mail=True)
    return ben


def test_mail_comes_only_to_those_who_asked(
    cast: SimpleNamespace, case: UseCase, wanting: User, run_jobs: Callable[[], int]
) -> None:
    User.objects.filter(pk=cast.mia.pk).update(email="mia@example.com")

    tell(case, wanting, User.objects.get(pk=cast.mia.pk), by=cast.ada)
    run_jobs()

    (message,) = mail.outbox
    assert message.to == ["ben@example.com"]
    assert message.subject == f"Ada Program moved {case} to pilot"
    assert str(Notice.objects.get(person=wanting).uid) in message.body


def test_no_job_is_made_when_nobody_wants_mail(cast: SimpleNamespace, case: UseCase) -> None:
    tell(case, cast.ben, by=cast.ada)

    assert not Job.objects.exists()


def test_mail_waits_for_a_server_that_is_down_and_is_sent_once(
    cast: SimpleNamespace, case: UseCase, wanting: User, run_jobs: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []

    class Server:
        down = True

        def __init__(self, *_args: Any, **_options: Any) -> None: ...

        def send_messages(self, messages: list[Any]) -> int:
            if Server.down:
                raise OSError("no route")
            sent.extend(messages)
            return len(messages)

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend", Server)
    tell(case, wanting, by=cast.ada)
    run_jobs()
    waiting = Job.objects.get()
    Server.down = False
    Job.objects.update(sent_at=None)
    run_jobs()
    Job.objects.update(state=State.QUEUED, sent_at=None)
    run_jobs()

    assert (waiting.state, len(sent)) == (State.QUEUED, 1)


@pytest.mark.parametrize("meanwhile", ["read", "settled", "out of sight", "no longer wanted"])
def test_what_no_longer_matters_is_not_mailed(
    cast: SimpleNamespace, case: UseCase, wanting: User, run_jobs: Callable[[], int], meanwhile: str
) -> None:
    tell(case, wanting, by=cast.ada)
    acts: dict[str, Callable[[], object]] = {
        "read": lambda: services.mark_read(wanting),
        "settled": lambda: services.settle("move:1"),
        "out of sight": lambda: cases.edit_case(case, by=cast.ada, unit=cast.sales),
        "no longer wanted": lambda: services.choose_mail(wanting, by_mail=False),
    }

    acts[meanwhile]()
    run_jobs()

    assert mail.outbox == []
    assert Job.objects.get().state == State.DONE
