"""The vote of the eight-seat board: sealed, counted once, and only with a quorum."""

import json
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from foundation.audit import queries as trail
from foundation.audit.models import Entry
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from governance import policies, queries, rules, services
from governance.models import Review, Seat, Step, Vote
from tests.conftest import person
from tests.factories.governance import open_step, vote
from usecases import services as cases

pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def step(review_at: Callable[..., Review]) -> Step:
    """The board's step, its voting open."""
    return open_step(review_at("ethics_board"))


def state_of(step: Step) -> str:
    return Step.objects.get(pk=step.pk).state


def test_only_members_vote(cast: SimpleNamespace, step: Step) -> None:
    for who in (cast.ada, cast.ben, cast.mia, cast.eve, cast.lea, cast.root_admin, cast.olga):
        with pytest.raises(Denied, match=r"You may not vote here\. It takes one of these roles on the unit: Board"):
            services.cast_vote(step, by=who, choice="approve")

    assert not Vote.objects.exists()


def test_a_board_role_without_a_seat_is_no_vote(cast: SimpleNamespace, step: Step) -> None:
    late = person("late", "Late Member", ("board_member", cast.org))

    with pytest.raises(Denied, match="You hold no seat"):
        services.cast_vote(step, by=late, choice="approve")


def test_one_vote_each_and_no_second_thoughts(cast: SimpleNamespace, step: Step) -> None:
    services.cast_vote(step, by=cast.chi, choice="abstain")

    with pytest.raises(Conflict, match="You have already voted"):
        services.cast_vote(step, by=cast.chi, choice="approve")
    with pytest.raises(Conflict, match="You have already voted"):
        services.recuse(step, by=cast.chi, reason="I know the supplier.")

    assert Vote.objects.get().choice == "abstain"


def test_whoever_recused_themselves_is_out(cast: SimpleNamespace, step: Step) -> None:
    services.recuse(step, by=cast.board[1], reason="I know the supplier.")

    with pytest.raises(Conflict, match="You recused yourself"):
        services.cast_vote(step, by=cast.board[1], choice="approve")


INCOMPLETE_VOTES = [
    ("reject", "", "reason", "Say why you are against"),
    ("return", " ", "reason", "Say what must change"),
    ("recuse", "I know them.", "choice", "Choose approve, return, reject or abstain"),
    ("maybe", "", "choice", "Choose approve, return, reject or abstain"),
    ("approve", "x" * 4001, "reason", "at most 4000"),
]


def test_a_vote_that_lacks_something_is_refused(cast: SimpleNamespace, step: Step) -> None:
    for choice, reason, field, sentence in INCOMPLETE_VOTES:
        with pytest.raises(Invalid, match=sentence) as refused:
            services.cast_vote(step, by=cast.chi, choice=choice, reason=reason)

        assert refused.value.field == field
    assert not Vote.objects.exists()


def test_recusing_needs_a_reason(cast: SimpleNamespace, step: Step) -> None:
    with pytest.raises(Invalid, match="conflict of interest"):
        services.recuse(step, by=cast.chi, reason="")


def test_there_is_no_vote_on_a_step_of_one_person(cast: SimpleNamespace, review_at: Any) -> None:
    with pytest.raises(Conflict, match="decided by one person"):
        services.cast_vote(open_step(review_at("manager")), by=cast.chi, choice="approve")


def test_there_is_no_vote_before_the_voting_opens(cast: SimpleNamespace, review_at: Any) -> None:
    waiting = review_at("manager").steps.get(key="ethics_board")

    with pytest.raises(Conflict, match="not open yet"):
        services.cast_vote(waiting, by=cast.chi, choice="approve")


def test_there_is_no_vote_after_closing(cast: SimpleNamespace, step: Step) -> None:
    vote(step, [*cast.board[:4], cast.board[7]])
    services.close_voting(step, by=cast.chi)

    with pytest.raises(Conflict, match="The voting is closed"):
        services.cast_vote(step, by=cast.board[5], choice="reject", reason="Too late.")
    with pytest.raises(Conflict, match="The voting is closed"):
        services.close_voting(step, by=cast.chi)


@pytest.mark.parametrize(
    ("votes", "sentence"),
    [
        (4, "No quorum: 4 of 8 seats are present .5 needed., and it cannot do without: External ethics expert"),
        (0, "No quorum: 0 of 8 seats are present"),
    ],
)
def test_without_a_quorum_the_voting_stays_open(cast: SimpleNamespace, step: Step, votes: int, sentence: str) -> None:
    vote(step, cast.board[:votes])
    entries = Entry.objects.count()

    with pytest.raises(Conflict, match=sentence):
        services.close_voting(step, by=cast.chi)

    assert state_of(step) == "open"
    assert Entry.objects.count() == entries


def test_the_number_alone_may_be_missing(cast: SimpleNamespace, step: Step) -> None:
    vote(step, [cast.chi, cast.board[2], cast.board[7]])

    with pytest.raises(Conflict, match=r"3 of 8 seats are present, 5 are needed\. The voting stays open"):
        services.close_voting(step, by=cast.chi)


def test_recusal_does_not_shrink_the_quorum(cast: SimpleNamespace, step: Step) -> None:
    vote(step, [cast.chi, cast.board[1], cast.board[2], cast.board[7]])
    for member in cast.board[3:6]:
        services.recuse(step, by=member, reason="I know the supplier.")

    with pytest.raises(Conflict, match="4 of 8"):
        services.close_voting(step, by=cast.chi)


def test_only_the_chair_closes(cast: SimpleNamespace, step: Step) -> None:
    vote(step, cast.board)

    for who in (cast.board[1], cast.root_admin, cast.eve):
        with pytest.raises(Denied, match="You may not close the voting here"):
            services.close_voting(step, by=who)


def test_a_chair_who_recused_themselves_does_not_close(cast: SimpleNamespace, step: Step) -> None:
    services.recuse(step, by=cast.chi, reason="I know the supplier.")
    vote(step, cast.board[1:])

    with pytest.raises(Denied, match="somebody else chairs this voting"):
        services.close_voting(step, by=cast.chi)


@pytest.mark.parametrize(
    ("votes", "state"),
    [
        ("FFF-AA-F", "approved"),
        ("FFFFR--F", "approved"),
        ("FXXAAA-F", "rejected"),
        ("BBB-AA-F", "returned"),
        ("BBXXA--F", "rejected"),
    ],
)
def test_the_count_decides(cast: SimpleNamespace, step: Step, votes: str, state: str) -> None:
    words = {"F": "approve", "X": "reject", "B": "return", "A": "abstain"}
    for member, letter in zip(cast.board, votes, strict=True):
        if letter == "R":
            services.recuse(step, by=member, reason="I know the supplier.")
        elif letter != "-":
            services.cast_vote(step, by=member, choice=words[letter], reason="So I think.")

    review = services.close_voting(step, by=cast.chi)

    assert state_of(step) == state
    assert review.state == ("open" if state == "approved" else state)
    review.case.refresh_from_db()
    assert review.case.review_state == review.state


def test_while_it_is_open_nobody_sees_the_choice_of_another(cast: SimpleNamespace, step: Step) -> None:
    services.cast_vote(step, by=cast.board[1], choice="reject", reason="A secret doubt.")
    services.recuse(step, by=cast.board[2], reason="I know the supplier.")

    seen = queries.envelopes(step, cast.chi)
    own = queries.envelopes(step, cast.board[1])

    assert [(e.has_voted, e.choice, e.reason) for e in seen[:3]] == [
        (False, None, ""), (True, None, ""), (False, "recuse", "I know the supplier."),
    ]  # fmt: skip
    assert (own[1].choice, own[1].reason) == ("reject", "A secret doubt.")
    assert all(e.choice is None for e in queries.envelopes(step, None)[:2])


def test_the_trail_keeps_a_sealed_vote_sealed_until_it_is_opened(cast: SimpleNamespace, step: Step) -> None:
    services.cast_vote(step, by=cast.board[1], choice="reject", reason="A secret doubt.")
    vote(step, [cast.chi, *cast.board[2:4], cast.board[7]])

    sealed = Entry.objects.filter(action="governance.vote.cast").order_by("id")
    assert len(sealed) == 5
    for entry in sealed:
        assert "reject" not in entry.body
        assert "approve" not in entry.body
        assert "secret" not in entry.body
    commitment = json.loads(sealed[0].body)["facts"]["commitment"]

    services.close_voting(step, by=cast.chi)

    closed = json.loads(Entry.objects.get(action="governance.voting.closed").body)["facts"]
    opened = next(item for item in closed["votes"] if item["commitment"] == commitment)
    assert (opened["choice"], opened["reason"]) == ("reject", "A secret doubt.")
    assert rules.commitment(opened["salt"], opened["choice"], opened["reason"]) == commitment


def test_the_history_of_the_review_reveals_no_sealed_choice(cast: SimpleNamespace, step: Step) -> None:
    services.cast_vote(step, by=cast.board[1], choice="reject", reason="A secret doubt.")

    told = " ".join(str(line) for line in trail.history(step.review))

    assert "secret" not in told
    assert "reject" not in told


def test_votes_of_a_withdrawn_review_stay_sealed(cast: SimpleNamespace, step: Step) -> None:
    services.cast_vote(step, by=cast.board[1], choice="reject", reason="A secret doubt.")
    services.withdraw(step.review, by=cast.ada, reason="We change the model.")

    fresh = Step.objects.get(pk=step.pk)

    assert queries.envelopes(fresh, cast.chi)[1].choice is None


def test_dissent_is_marked_when_the_votes_are_opened(cast: SimpleNamespace, step: Step) -> None:
    services.cast_vote(step, by=cast.board[1], choice="reject", reason="Too early.")
    vote(step, [cast.chi, *cast.board[2:5], cast.board[7]])
    services.close_voting(step, by=cast.chi)

    seen = queries.envelopes(Step.objects.get(pk=step.pk), cast.dov)

    assert [e.seat.position for e in seen if e.is_dissent] == [2]
    assert seen[5].label == "Did not vote"


def test_the_chair_sets_a_condition_while_the_board_votes(cast: SimpleNamespace, step: Step) -> None:
    due = timezone.localdate() + timedelta(days=10)

    services.add_condition(step, by=cast.chi, text="Mask names.", owner=cast.ben, due=due)

    assert step.review.conditions.get().is_blocking
    with pytest.raises(Denied, match="You may not set conditions here"):
        services.add_condition(step, by=cast.board[1], text="Mask names.", owner=cast.ben, due=due)


def test_changing_the_board_leaves_an_open_voting_as_it_is(cast: SimpleNamespace, step: Step) -> None:
    late = person("late", "Late Member", ("board_member", cast.org))
    seat = Seat.objects.get(board=step.board, position=2)
    services.assign_seat(seat, user=late, by=COMMAND_LINE)

    services.cast_vote(step, by=cast.board[1], choice="approve")
    with pytest.raises(Denied, match="You hold no seat"):
        services.cast_vote(step, by=late, choice="approve")


def test_a_substitute_is_seated_for_whoever_recused_themselves(cast: SimpleNamespace, step: Step) -> None:
    expert = cast.board[7]
    services.recuse(step, by=expert, reason="I know the supplier.")
    vote(step, cast.board[:5])
    with pytest.raises(Conflict, match="External ethics expert"):
        services.close_voting(step, by=cast.chi)

    late = person("late", "Late Expert", ("board_member", cast.org))
    services.assign_seat(Seat.objects.get(board=step.board, position=8), user=late, by=COMMAND_LINE)
    changed = services.refresh_seats(step, by=cast.chi)
    services.cast_vote(step, by=late, choice="approve")

    assert changed == ["External ethics expert"]
    assert services.close_voting(step, by=cast.chi).steps.get(key="ethics_board").state == "approved"


def test_seats_that_were_voted_for_do_not_change(cast: SimpleNamespace, step: Step) -> None:
    vote(step, cast.board)
    late = person("late", "Late Member", ("board_member", cast.org))
    services.assign_seat(Seat.objects.get(board=step.board, position=2), user=late, by=COMMAND_LINE)

    with pytest.raises(Conflict, match="The same people"):
        services.refresh_seats(step, by=cast.chi)


def test_members_may_change_places(cast: SimpleNamespace, step: Step) -> None:
    second, third = (Seat.objects.get(board=step.board, position=n) for n in (2, 3))
    services.vacate_seat(third, by=COMMAND_LINE)
    services.assign_seat(second, user=cast.board[2], by=COMMAND_LINE)
    services.assign_seat(third, user=cast.board[1], by=COMMAND_LINE)

    assert services.refresh_seats(step, by=cast.chi) == [second.title, third.title]
    assert policies.seat_of(cast.board[1], step).key == third.key  # type: ignore[union-attr]


def test_an_administrator_may_seat_but_not_vote(cast: SimpleNamespace, step: Step) -> None:
    with pytest.raises(Conflict, match="The same people"):
        services.refresh_seats(step, by=cast.root_admin)
    with pytest.raises(Denied):
        services.cast_vote(step, by=cast.root_admin, choice="approve")


def test_a_vote_waits_while_the_case_is_on_hold(cast: SimpleNamespace, step: Step) -> None:
    cases.hold(step.review.case, by=cast.ada, reason="Budget freeze.")

    with pytest.raises(Conflict, match="on hold"):
        services.cast_vote(step, by=cast.chi, choice="approve")


def test_who_left_the_board_role_no_longer_votes(cast: SimpleNamespace, step: Step) -> None:
    member = cast.board[1]
    people.revoke_grant(member.grants.get(), by=COMMAND_LINE)
    member._access = None

    with pytest.raises(Denied, match="You may not vote here"):
        services.cast_vote(step, by=member, choice="approve")
