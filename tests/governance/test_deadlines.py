"""What time does: reminders before the last day, escalation after it, notice before an approval ends; each once."""

from types import SimpleNamespace
from typing import Any

import pytest

from foundation.audit.models import Entry
from foundation.notifications.models import Notice
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE, WORKER
from governance import queries, services
from governance.models import Approval
from tests.factories.governance import a_board, open_step, submitted, vote

pytestmark = pytest.mark.usefixtures("library")


def told(kind: str) -> set[str]:
    """Who has an open notice of this kind."""
    return set(Notice.objects.filter(kind=f"governance.{kind}", settled_at=None).values_list("person__name", flat=True))


def test_those_who_hold_a_step_are_told_reminded_and_passed_over(cast: SimpleNamespace, days_pass: Any) -> None:
    people.grant_role(cast.fin, "manager", cast.org, by=COMMAND_LINE)
    step = open_step(submitted(cast, tier="low"))
    assert told("step.asked") == {"Mia Manager", "Max Manager"}
    assert services.lapse_due(by=WORKER)["reminded"] == 0

    days_pass(6)
    assert [services.lapse_due(by=WORKER)["reminded"] for _run in range(2)] == [2, 0]
    days_pass(4)
    assert [services.lapse_due(by=WORKER)["escalated"] for _run in range(2)] == [1, 0]

    assert told("step.escalated") == {"Fin Finance"}
    assert cast.fin in queries.holding(open_step(step.review)).users
    assert [item.title for item in queries.waiting_for(cast.fin)] == ["Decide: Manager"]
    assert Entry.objects.filter(action="governance.step.escalated").count() == 1
    services.decide_step(open_step(step.review), by=cast.fin, verdict="approve")
    assert told("step.asked") == told("step.reminded") == told("step.escalated") == set()
    assert told("review.ended") == {"Ada Program", "Ben Owner"}


def test_a_board_past_its_day_without_a_quorum_is_escalated_to_its_chair(
    cast: SimpleNamespace, review_at: Any, days_pass: Any
) -> None:
    step = open_step(review_at("ethics_board", tier="medium"))
    vote(step, cast.board[1:3])
    assert "Member 2" not in told("step.asked")
    assert "Member 4" in told("step.asked")

    days_pass(30)
    done = services.lapse_due(by=WORKER)

    assert (done["closed"], done["escalated"]) == (0, 1)
    assert told("step.escalated") == {"Chi Chair"}


def test_the_owner_is_told_thrice_before_an_approval_ends_and_once_when_it_has(
    cast: SimpleNamespace, review_at: Any, days_pass: Any
) -> None:
    """BOARD-5: from 00:00 of its last day on the approval has lapsed."""
    approval = review_at("approved", tier="high").approval
    counts = []
    for passing in (270, 10, 55, 25, 4):  # 95, 85, 30, 5 and 1 days are left
        days_pass(passing)
        counts.append(services.lapse_due(by=WORKER)["ending"])
    assert counts == [0, 2, 2, 2, 0]

    days_pass(1)
    assert [services.lapse_due(by=WORKER)["lapsed"] for _run in range(2)] == [1, 0]

    approval = Approval.objects.get(pk=approval.pk)
    assert (approval.standing, approval.case.approval_standing) == ("lapsed", "lapsed")
    assert told("approval.lapsed") == {"Ada Program", "Ben Owner"}
    assert queries.standing_approval(approval.case) is None


# --- alternates -------------------------------------------------------------------------------------------------------


@pytest.fixture
def alma(cast: SimpleNamespace) -> Any:
    """A ninth person with a board role, alternate of the third seat."""
    alma = people.create_user("alma", name="Alma Alternate", by=COMMAND_LINE)
    people.grant_role(alma, "board_member", cast.org, by=COMMAND_LINE)
    board = a_board(cast.org, cast.board)
    services.assign_seat(board.seats.get(position=3), user=alma, by=COMMAND_LINE, is_alternate=True)
    return alma


def seat_three(step: Any) -> Any:
    return step.seats.select_related("holder", "alternate").get(position=3)


def to_the_board(cast: SimpleNamespace, **fields: Any) -> Any:
    review = submitted(cast, tier="medium", **fields)
    services.decide_step(open_step(review), by=cast.mia, verdict="approve")
    return open_step(review)


def test_an_alternate_votes_when_the_member_recuses(cast: SimpleNamespace, alma: Any) -> None:
    step = to_the_board(cast)
    with pytest.raises(Exception, match="You hold no seat of this board in this voting"):
        services.cast_vote(step, by=alma, choice="approve")

    services.recuse(step, by=cast.board[2], reason="My brother sells it.")
    services.cast_vote(step, by=alma, choice="approve")

    result = queries.count(step)
    assert (result.quorum.present, result.quorum.seats) == (1, 8)


def test_an_alternate_takes_the_seat_of_a_member_with_a_stake(cast: SimpleNamespace, alma: Any) -> None:
    step = to_the_board(cast, sponsor=cast.board[2])

    assert seat_three(step).holder == alma


def test_an_alternate_is_called_for_an_absent_member_who_then_cannot_vote(cast: SimpleNamespace, alma: Any) -> None:
    step = to_the_board(cast)

    services.call_alternate(step, seat=seat_three(step), by=cast.chi)

    services.cast_vote(step, by=alma, choice="approve")
    with pytest.raises(Exception, match="You hold no seat"):
        services.cast_vote(step, by=cast.board[2], choice="reject", reason="No.")
    with pytest.raises(Exception, match="This seat has voted"):
        services.call_alternate(step, seat=seat_three(step), by=cast.chi)


def test_a_member_removed_while_the_vote_runs_is_replaced_by_the_alternate(cast: SimpleNamespace, alma: Any) -> None:
    step = to_the_board(cast)
    board = step.board
    services.vacate_seat(board.seats.get(position=3), by=COMMAND_LINE)
    assert seat_three(step).holder == cast.board[2]

    assert services.refresh_seats(step, by=cast.chi) == [seat_three(step).title]

    assert seat_three(step).holder == alma


def test_everybody_recused_leaves_no_quorum_and_the_voting_open(cast: SimpleNamespace, review_at: Any) -> None:
    step = open_step(review_at("ethics_board", tier="medium"))
    for member in cast.board[1:]:
        services.recuse(step, by=member, reason="We all know the supplier.")

    with pytest.raises(Exception, match="No quorum: 0 of 8 seats are present"):
        services.close_voting(step, by=cast.chi)
    assert open_step(step.review) == step
