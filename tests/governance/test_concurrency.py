"""Many at one instant: one outcome, and a clear sentence for everybody who came second."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import close_old_connections, connections

from foundation.audit import queries as trail
from foundation.audit.models import Entry
from foundation.kernel.errors import Conflict, DomainError
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from governance import queries, services
from governance.models import Approval, Review, Vote
from tests.factories.governance import a_reviewable_case, open_step, submitted, vote
from tests.factories.routes import a_step, publish_route
from usecases.models import StageMove

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("library")]


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all acts in threads of their own, started together; what each returned, or the refusal it met."""
    gate = threading.Barrier(len(acts))
    found: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=30)
            found[place] = act()
        except Exception as error:
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    close_old_connections()
    return found


def refused(found: Sequence[Any]) -> list[DomainError]:
    """The refusals; anything else that was raised fails the test."""
    for item in found:
        assert not isinstance(item, Exception) or isinstance(item, DomainError), repr(item)
    return [item for item in found if isinstance(item, DomainError)]


def test_two_managers_deciding_at_once_give_one_decision(cast: SimpleNamespace, review_at: Any) -> None:
    step = open_step(review_at("manager", tier="low"))

    found = at_once(
        [
            lambda: services.decide_step(step, by=cast.mia, verdict="approve"),
            lambda: services.decide_step(step, by=cast.max_, verdict="reject", reason="No."),
        ]
        * 3
    )

    refusals = refused(found)
    assert len(refusals) == 5
    assert {str(error) for error in refusals} == {"This step is already decided."}
    assert Entry.objects.filter(action="governance.step.decided").count() == 1
    review = Review.objects.get()
    assert Approval.objects.count() == (1 if review.state == "approved" else 0)
    assert StageMove.objects.filter(to_stage__in=["approved", "rejected"]).count() == 1


def test_the_last_votes_of_many_members_each_count_once(cast: SimpleNamespace, review_at: Any) -> None:
    step = open_step(review_at("ethics_board"))

    def cast_by(member: Any) -> Callable[[], Any]:
        return lambda: services.cast_vote(step, by=member, choice="approve")

    found = at_once([cast_by(member) for member in cast.board] + [cast_by(cast.chi)] * 2)

    assert [str(error) for error in refused(found)] == [
        "You have already voted; a vote that was cast is not changed."
    ] * 2
    assert Counter(Vote.objects.values_list("member__name", flat=True)) == {user.name: 1 for user in cast.board}


def test_closing_many_times_at_once_opens_the_votes_once(cast: SimpleNamespace, review_at: Any) -> None:
    step = open_step(review_at("ethics_board", tier="medium"))
    vote(step, cast.board)

    found = at_once([lambda: services.close_voting(step, by=cast.chi)] * 6)

    assert [str(error) for error in refused(found)] == ["The voting is closed."] * 5
    assert Entry.objects.filter(action="governance.voting.closed").count() == 1
    assert Entry.objects.filter(action="governance.approval.given").count() == 1
    approval = Approval.objects.get()
    assert queries.coverage(approval).covers


def test_a_vote_and_the_closing_at_once_leave_a_count_that_agrees(cast: SimpleNamespace, review_at: Any) -> None:
    step = open_step(review_at("ethics_board", tier="medium"))
    vote(step, [*cast.board[:4], cast.board[7]])

    found = at_once(
        [
            lambda: services.close_voting(step, by=cast.chi),
            lambda: services.cast_vote(step, by=cast.board[5], choice="reject", reason="No."),
        ]
    )

    assert all(str(error) == "The voting is closed." for error in refused(found))
    record = queries.record_of(Review.objects.get())["record"]
    votes = next(item for item in record["steps"] if item["key"] == "ethics_board")["votes"]
    assert len(votes) == Vote.objects.count()


def test_submitting_at_once_opens_one_round(cast: SimpleNamespace) -> None:
    submitted(cast)
    case = a_reviewable_case(cast.support, by=cast.ada, name="Second case")

    found = at_once([lambda: services.submit(case, by=cast.ada)] * 4)

    assert {str(error) for error in refused(found)} == {"Round 1 of this use case is already in review."}
    assert Review.objects.filter(case=case).count() == 1


def test_a_decision_and_a_withdrawal_at_once_give_one_end(cast: SimpleNamespace, review_at: Any) -> None:
    review = review_at("manager", tier="low")
    step = open_step(review)

    found = at_once(
        [
            lambda: services.decide_step(step, by=cast.mia, verdict="approve"),
            lambda: services.withdraw(review, by=cast.ada, reason="Later."),
        ]
    )

    refusals = refused(found)
    assert len(refusals) == 1
    assert isinstance(refusals[0], Conflict)
    review.refresh_from_db()
    assert review.case.review_state in {"open", review.state}
    assert Approval.objects.count() == (1 if review.state == "approved" else 0)


def test_fifty_last_decisions_at_once_make_one_transition(cast: SimpleNamespace) -> None:
    """Fifty managers of whom one must approve: one decides, and the others are told that it is decided."""
    managers = []
    for number in range(50):
        user = people.create_user(f"manager{number}", name=f"Manager {number}", by=COMMAND_LINE)
        people.grant_role(user, "manager", cast.support, by=COMMAND_LINE)
        managers.append(user)
    publish_route("low", a_step("managers", {"by": "role", "role": "manager", "needs": 1}))
    step = open_step(submitted(cast, tier="low"))

    found = at_once([lambda m=m: services.decide_step(step, by=m, verdict="approve") for m in managers])

    assert [str(error) for error in refused(found)] == ["This step is already decided."] * 49
    assert Vote.objects.count() == Approval.objects.count() == 1
    assert Entry.objects.filter(action="governance.step.decided").count() == 1
    assert Entry.objects.filter(action="governance.decision.refused").count() == 49
    assert StageMove.objects.filter(to_stage="approved").count() == 1


def test_the_trail_verifies_after_the_crowd(cast: SimpleNamespace, review_at: Any) -> None:
    step = open_step(review_at("ethics_board"))

    found = at_once([lambda m=m: services.cast_vote(step, by=m, choice="approve") for m in cast.board])

    assert refused(found) == []
    assert trail.verify().bad is None
