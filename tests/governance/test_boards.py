"""Boards: convened from the library, seats given and vacated, and nothing of it by oneself."""

from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from governance import queries, services
from governance.models import SeatHolder
from tests.conftest import person
from tests.factories.governance import a_board

pytestmark = pytest.mark.usefixtures("library")


def test_the_board_has_the_eight_seats_of_the_library(cast: SimpleNamespace) -> None:
    board = services.convene_board(cast.org, by=cast.root_admin)

    assert board.name == "AI ethics board"
    assert board.seats.count() == 8
    assert [seat.title for seat in board.seats.filter(is_required=True)] == [
        "Chief privacy officer", "External ethics expert",
    ]  # fmt: skip
    assert board.seats.get(is_chair=True).title == "Chief technology officer"
    assert queries.quorum_of(board) == 5


def test_only_who_may_manage_boards_convenes(cast: SimpleNamespace) -> None:
    for who in (cast.ada, cast.mia, cast.eve, cast.dov, cast.olga):
        with pytest.raises(Denied, match="You may not convene boards here"):
            services.convene_board(cast.org, by=who)


def test_one_board_of_a_kind_sits_for_a_unit(cast: SimpleNamespace) -> None:
    a_board(cast.org, [])

    with pytest.raises(Conflict, match="already sits for Acme"):
        services.convene_board(cast.org, by=cast.root_admin)


def test_a_name_that_is_too_long_is_refused(cast: SimpleNamespace) -> None:
    with pytest.raises(Invalid, match="at most 300"):
        services.convene_board(cast.org, by=cast.root_admin, name="x" * 301)


def test_replacing_a_holder_ends_the_term_of_the_one_before(cast: SimpleNamespace) -> None:
    board = a_board(cast.org, cast.board)
    late = person("late", "Late Member", ("board_member", cast.org))
    seat = board.seats.get(position=2)

    services.assign_seat(seat, user=late, by=cast.root_admin)

    terms = [(row.user, row.ends_on) for row in SeatHolder.objects.filter(seat=seat).order_by("id")]
    assert terms == [(cast.board[1], timezone.localdate()), (late, None)]
    assert queries.places(board)[1].holder == late


@pytest.mark.parametrize(
    ("who", "sentence"),
    [("mia", "Mia Manager holds no board role for Acme"), ("root_admin", "Rae Admin holds no board role for Acme")],
)
def test_a_seat_takes_a_board_role(cast: SimpleNamespace, who: str, sentence: str) -> None:
    board = a_board(cast.org, [])

    with pytest.raises(Invalid, match=sentence) as refused:
        services.assign_seat(board.seats.get(position=1), user=getattr(cast, who), by=COMMAND_LINE)

    assert refused.value.field == "user"


def test_nobody_gives_a_seat_to_themselves(cast: SimpleNamespace) -> None:
    board = a_board(cast.org, [])

    with pytest.raises(Denied, match="You cannot give yourself a seat"):
        services.assign_seat(board.seats.get(position=1), user=cast.chi, by=cast.chi)


def test_one_person_holds_one_seat(cast: SimpleNamespace) -> None:
    board = a_board(cast.org, cast.board[:1])

    with pytest.raises(Conflict, match="already holds the seat Chief technology officer"):
        services.assign_seat(board.seats.get(position=2), user=cast.chi, by=cast.root_admin)


def test_a_vacant_seat_cannot_be_vacated(cast: SimpleNamespace) -> None:
    board = a_board(cast.org, [])

    with pytest.raises(Conflict, match="vacant already"):
        services.vacate_seat(board.seats.get(position=1), by=cast.root_admin)
    with pytest.raises(Denied, match="You may not seat members here"):
        services.vacate_seat(board.seats.get(position=1), by=cast.ada)


def test_a_person_who_left_leaves_the_seat_vacant(cast: SimpleNamespace) -> None:
    board = a_board(cast.org, cast.board)
    people.deactivate_user(cast.board[1], by=COMMAND_LINE)

    assert queries.places(board)[1].holder is None


def test_members_below_see_the_board_that_decides_for_them(cast: SimpleNamespace) -> None:
    board = a_board(cast.org, cast.board)

    assert [row.pk for row in queries.with_seats(cast.mia)] == [board.pk]
    assert queries.with_seats(cast.olga) == []


def test_the_database_knows_one_holder_a_seat(cast: SimpleNamespace) -> None:
    board = a_board(cast.org, cast.board)
    seat = board.seats.get(position=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        SeatHolder.objects.create(seat=seat, user=cast.mia, starts_on=timezone.localdate())
