"""The pages of boards."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from foundation.people.actors import COMMAND_LINE
from governance import services
from governance.models import Board, SeatHolder
from tests.conftest import person
from tests.factories.governance import (
    a_board,
)
from tests.governance.pages import ClientOf, text_of, url

pytestmark = pytest.mark.usefixtures("library")


def test_an_administrator_convenes_a_board_and_gives_its_seats(cast: SimpleNamespace, client_of: ClientOf) -> None:
    client = client_of(cast.root_admin)
    assert "No board sits yet" in text_of(client.get(url("board_list")))

    made = client.post(url("board_new"), {"unit": cast.org.uid, "name": ""}, follow=True)
    board = Board.objects.get()
    seat = board.seats.get(position=1)
    given = client.post(url("seat_assign", board.uid, seat.uid), {"user": cast.chi.uid}, follow=True)

    assert "AI ethics board: 8 seats are vacant" in text_of(made)
    assert f"gave the seat {seat.title} to Chi Chair" in text_of(given)
    assert "5 of 8 make a quorum" in text_of(given)
    assert SeatHolder.objects.get().user == cast.chi
    assert client.post(url("seat_vacate", board.uid, seat.uid)).status_code == 302
    assert SeatHolder.objects.get().ends_on == timezone.localdate()


def test_a_second_board_for_the_unit_is_refused_at_the_form(cast: SimpleNamespace, client_of: ClientOf) -> None:
    a_board(cast.org, [])

    page = client_of(cast.root_admin).post(url("board_new"), {"unit": cast.org.uid, "name": "Kept name"})

    assert page.status_code == 409
    assert "This board already sits for Acme." in text_of(page)
    assert "Kept name" in text_of(page)


def test_others_see_the_board_and_the_reason(cast: SimpleNamespace, client_of: ClientOf) -> None:
    board = a_board(cast.org, cast.board)
    seat = board.seats.first()

    for who in (cast.ada, cast.mia, cast.dov, cast.eve):
        client = client_of(who)
        page = client.get(board.get_absolute_url())

        assert page.status_code == 200
        assert "You may not seat members here" in text_of(page)
        assert client.get(url("board_new")).status_code == 403
        assert client.get(url("seat_assign", board.uid, seat.uid)).status_code == 403
        assert client.post(url("seat_assign", board.uid, seat.uid), {"user": cast.chi.uid}).status_code == 303
        assert client.post(url("seat_vacate", board.uid, seat.uid)).status_code == 303
    assert SeatHolder.objects.filter(ends_on=None).count() == 8


def test_a_seat_is_refused_at_the_form(cast: SimpleNamespace, client_of: ClientOf) -> None:
    board = a_board(cast.org, cast.board)
    path = url("seat_assign", board.uid, board.seats.get(position=3).uid)
    table = [
        (cast.board[0].uid, 409, "already holds the seat"),
        ("", 422, "This field is required"),
        (cast.mia.uid, 422, "not one of the"),
    ]

    for user, status, sentence in table:
        page = client_of(cast.root_admin).post(path, {"user": user})

        assert page.status_code == status
        assert sentence in text_of(page)


def test_nobody_seats_themselves(cast: SimpleNamespace, client_of: ClientOf) -> None:
    board = a_board(cast.org, cast.board)
    seat = board.seats.get(position=1)
    services.vacate_seat(seat, by=COMMAND_LINE)

    page = client_of(cast.chi).post(url("seat_assign", board.uid, seat.uid), {"user": cast.chi.uid})

    assert page.status_code == 403
    assert "You cannot give yourself a seat" in text_of(page)


def test_substitutes_are_seated_on_the_page(cast: SimpleNamespace, client_of: ClientOf, review_at: Any) -> None:
    review = review_at("ethics_board")
    late = person("late", "Late Expert", ("board_member", cast.org))
    board = Board.objects.get()
    services.assign_seat(board.seats.get(position=8), user=late, by=COMMAND_LINE)

    page = client_of(cast.chi).post(url("refresh_seats", review.uid), follow=True)

    assert "Seated anew: External ethics expert." in text_of(page)


def test_commands_are_not_reached_by_reading(cast: SimpleNamespace, client_of: ClientOf, review_at: Any) -> None:
    review = review_at("manager")

    for name in ("decide", "vote", "close_voting", "add_condition", "refresh_seats"):
        assert client_of(cast.mia).get(url(name, review.uid)).status_code == 405


def test_a_stranger_is_sent_to_the_door(cast: SimpleNamespace, client: Client) -> None:
    assert client.get(url("review_list")).status_code == 302
