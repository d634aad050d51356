"""Boards: their seats and who holds them."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.audit.queries import Line, history
from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.verdicts import verdict
from governance import policies, queries, services
from governance.forms import ConveneForm, SeatForm
from governance.models import Board, Review, Seat
from governance.workflow import StepState


@require_safe
def board_list(request: Request) -> HttpResponse:
    """The boards that decide in the reader's units."""
    boards = queries.with_seats(request.user)
    rows = [{"board": board, "seats": board.seats.all(), "vacant": _vacant(board)} for board in boards]
    return render(
        request, "governance/board_list.html", {"rows": rows, "may": verdict(request.user, "governance.convene")}
    )


def _vacant(board: Board) -> int:
    return sum(not seat.current for seat in board.seats.all())  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def board_new(request: Request) -> HttpResponse:
    """Convene a board for a unit."""
    policies.check_convene(request.user)
    units = access_of(request.user).units(Permission.BOARD_MANAGE)
    form = ConveneForm(request.POST if request.method == "POST" else None, units=units)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                board = services.convene_board(by=request.user, **form.values())
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The board is convened. Give its seats to people."))
                return redirect(board)
    return render(request, "governance/board_new.html", {"form": form}, status=status)


def _named(line: Line) -> Line:
    """A line of a board's history with the seat and the person that it is about."""
    for seat, before, after in line.changes:
        words = {"actor": line.actor, "seat": seat, "before": before, "after": after}
        if line.action == "governance.seat.assigned":
            return replace(line, sentence=_("%(actor)s gave the seat %(seat)s to %(after)s") % words)
        if line.action == "governance.seat.vacated":
            return replace(line, sentence=_("%(actor)s vacated the seat %(seat)s, which %(before)s held") % words)
        if line.action == "governance.alternate.assigned":
            return replace(line, sentence=_("%(actor)s named %(after)s as alternate of the seat %(seat)s") % words)
    return line


def _board(request: Request, uid: UUID) -> Board:
    return get_object_or_404(Board.objects.visible_to(request.user).select_related("unit", "document"), uid=uid)


@require_safe
def board_detail(request: Request, uid: UUID) -> HttpResponse:
    """The seats of a board, its quorum, and what it votes on now."""
    board = _board(request, uid)
    places = queries.places(board)
    voting = (
        Review.objects.visible_to(request.user)
        .filter(steps__board=board, steps__state=StepState.OPEN)
        .select_related("case__unit")
        .order_by("submitted_at")
    )
    context: dict[str, Any] = {
        "board": board, "places": places, "quorum": queries.quorum_of(board), "voting": list(voting[:100]),
        "vacant": sum(place.holder is None for place in places), "may": verdict(request.user, "manage", board),
        "lines": [_named(line) for line in history(board)],
        "required": [place.seat for place in places if place.seat.is_required],
        "duties": board.document.parsed.duties,
    }  # fmt: skip
    return render(request, "governance/board_detail.html", context)


def _seat(board: Board, seat_uid: UUID) -> Seat:
    return get_object_or_404(board.seats.select_related("board__unit"), uid=seat_uid)


@require_http_methods(["GET", "HEAD", "POST"])
def seat_assign(request: Request, uid: UUID, seat_uid: UUID) -> HttpResponse:
    """Give a seat to a person."""
    board = _board(request, uid)
    policies.check_manage(request.user, board)
    seat = _seat(board, seat_uid)
    form = SeatForm(
        request.POST if request.method == "POST" else None, people=queries.members(board),
        initial={"is_alternate": request.GET.get("alternate") == "1"},
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.assign_seat(seat, by=request.user, **form.values())
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The seat is given. Votings that are open keep their members."))
                return redirect(board)
    return render(request, "governance/seat_assign.html", {"board": board, "seat": seat, "form": form}, status=status)


@require_POST
def seat_vacate(request: Request, uid: UUID, seat_uid: UUID) -> HttpResponse:
    """Leave a seat vacant."""
    board = _board(request, uid)
    is_alternate = request.POST.get("alternate") == "1"
    services.vacate_seat(_seat(board, seat_uid), by=request.user, is_alternate=is_alternate)
    messages.success(request, _("The seat has no alternate now.") if is_alternate else _("The seat is vacant."))
    return redirect(board)
