"""The home page tells each person what waits for them, what changed, and where to begin."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from foundation.jobs.models import Job
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User
from insights.queries import home as homes
from insights.queries.home import Home
from readiness import services as readiness
from tests.factories.deployments import ready, started
from tests.factories.governance import review_at
from tests.factories.usecases import a_case, a_scored_case


@pytest.fixture
def at_home() -> Callable[[User], Home]:
    return lambda user: homes.home(User.objects.get(pk=user.pk))


def kinds(found: Home) -> list[str]:
    return [todo.kind for todo in found.todos]


def test_a_step_waits_for_the_one_who_decides_it(cast: SimpleNamespace, library: None, at_home: Any) -> None:
    review = review_at(cast, "manager", tier="low")

    found = at_home(cast.mia)

    assert kinds(found) == ["decide"]
    assert found.todos[0].url == review.get_absolute_url()
    assert at_home(cast.eve).count == 0


def test_a_vote_waits_for_each_member(cast: SimpleNamespace, library: None, at_home: Any) -> None:
    review_at(cast, "ethics_board")

    assert kinds(at_home(cast.board[4])) == ["vote"]


def test_a_returned_case_waits_for_its_submitter(cast: SimpleNamespace, library: None, at_home: Any) -> None:
    review_at(cast, "returned", tier="low")

    assert "revise" in kinds(at_home(cast.ada))


def test_a_gate_waits_for_those_who_may_decide_it(cast: SimpleNamespace, library: None, at_home: Any) -> None:
    ready(cast, started(cast))

    assert kinds(at_home(cast.eve)) == ["gate"]
    assert "gate" not in kinds(at_home(cast.ada)), "she opened it"


def test_drafts_wait_for_their_authors(cast: SimpleNamespace, library: None, at_home: Any) -> None:
    readiness.start_assessment(cast.support, by=cast.ada)
    a_case(cast.support, by=cast.ben, owner=cast.ben)

    assert kinds(at_home(cast.ada)) == ["draft"]
    assert kinds(at_home(cast.ben)) == ["draft"]


def test_a_failed_job_waits_for_the_one_who_started_it(cast: SimpleNamespace, at_home: Any) -> None:
    Job.objects.create(
        kind="x", title="Import of use cases", state="failed", requested_by=cast.ada, finished_at=timezone.now()
    )

    assert kinds(at_home(cast.ada)) == ["job"]
    assert at_home(cast.eve).count == 0


def test_changes_are_seen_by_those_who_may_read_them(cast: SimpleNamespace, library: None, at_home: Any) -> None:
    a_scored_case(cast.support, by=cast.ada, name="Answer mail")

    assert [change.subject for change in at_home(cast.eve).lately] == ["UC-0001 Answer mail"] or any(
        "Answer mail" in change.subject for change in at_home(cast.eve).lately
    )
    assert at_home(cast.olga).lately == ()


def test_first_steps_are_those_that_one_may_take(cast: SimpleNamespace, at_home: Any) -> None:
    assert [step.title for step in at_home(cast.root_admin).first_steps] == ["Add units and people"]
    assert len(at_home(cast.ada).first_steps) == 3
    assert at_home(cast.mia).first_steps == ()


def test_first_steps_are_gone_once_there_is_a_case(cast: SimpleNamespace, library: None, at_home: Any) -> None:
    a_case(cast.support, by=cast.ada)

    assert at_home(cast.ada).first_steps == ()


def test_the_page_says_how_much_waits(
    cast: SimpleNamespace, library: None, client_of: Callable[[User], Client]
) -> None:
    review_at(cast, "manager", tier="low", name="Sort letters")

    page = client_of(cast.mia).get("/")

    assert "1 thing waits for you" in page.content.decode()
    assert "Sort letters" in page.content.decode()
    assert "Nothing waits for you" in client_of(cast.eve).get("/").content.decode()


def test_somebody_without_a_role_is_told_whom_to_ask(db: None, client_of: Callable[[User], Client]) -> None:
    nobody = people.create_user("nobody", name="No Body", by=COMMAND_LINE)

    page = client_of(nobody).get("/")

    assert page.status_code == 200
    assert "Ask an administrator" in page.content.decode()
    assert client_of(nobody).get("/dashboard/").status_code == 404


def test_the_page_costs_the_same_however_much_waits(
    cast: SimpleNamespace, library: None, client_of: Callable[[User], Client], django_assert_max_num_queries: Any
) -> None:
    client = client_of(cast.mia)
    for number in range(3):
        review_at(cast, "manager", tier="low", name=f"Case {number}")

    with django_assert_max_num_queries(26):
        client.get("/")


def test_who_reports_on_the_program_finds_its_headline_and_the_dashboard(
    program: SimpleNamespace, client_of: Callable[[User], Client]
) -> None:
    home = client_of(program.eve).get("/").content.decode()

    assert '<a href="/dashboard/" data-headline>' in home
    assert "$5M brought $6M: ROI 20%, paid back after 2.5 months" in home
    assert "data-headline" not in client_of(program.mia).get("/").content.decode()
