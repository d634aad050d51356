"""Boards: which one sits for a unit, and who holds its seats today."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils import timezone

from foundation.people.actors import Actor
from foundation.people.models import Grant, Unit, User
from foundation.people.permissions import Permission
from foundation.people.roles import ROLES
from governance import rules
from governance.models import Board, Seat, SeatHolder


@dataclass(frozen=True, slots=True)
class Place:
    """A seat with who holds it today."""

    seat: Seat
    holder: User | None
    since: date | None
    alternate: User | None = None


def with_seats(actor: Actor) -> list[Board]:
    """Return the boards that the actor may see, seats and today's holders loaded."""
    current = SeatHolder.objects.filter(ends_on=None, is_alternate=False, user__is_active=True).select_related("user")
    seats = Seat.objects.order_by("position").prefetch_related(Prefetch("holders", current, to_attr="current"))
    return list(
        Board.objects.visible_to(actor)
        .select_related("unit", "document")
        .prefetch_related(Prefetch("seats", seats))
        .order_by("unit__path", "name")
    )


def places(board: Board) -> list[Place]:
    """Return the seats of a board in order, each with its holder (None while vacant, or when the person left)."""
    rows = SeatHolder.objects.filter(seat__board=board, ends_on=None).select_related("user")
    held = {row.seat_id: row for row in rows if not row.is_alternate}
    alternates = {row.seat_id: row.user for row in rows if row.is_alternate and row.user.is_active}
    found = []
    for seat in board.seats.order_by("position"):
        row = held.get(seat.pk)
        active = row is not None and row.user.is_active
        holder, since = (row.user, row.starts_on) if row and active else (None, None)
        found.append(Place(seat, holder, since, alternates.get(seat.pk)))
    return found


def quorum_of(board: Board) -> int:
    """Return how many seats must be present: a majority of all of them."""
    return rules.majority(board.seats.count())


def board_for(unit: Unit, slug: str) -> Board | None:
    """Return the board of this kind that sits for a unit: its own, else the nearest one above."""
    rows = {board.unit_id: board for board in Board.objects.filter(slug=slug, unit_id__in=unit.ancestor_ids)}
    return next((rows[unit_id] for unit_id in reversed(unit.ancestor_ids) if unit_id in rows), None)


def members(board: Board) -> list[User]:
    """Return the people who may be given a seat: those with a board role on its unit or above, by name."""
    return _with_roles(board.unit, [key for key, role in ROLES.items() if Permission.BOARD_VOTE in role.permissions])


def readers(unit: Unit) -> list[User]:
    """Return the people who can read the cases of a unit, and so can meet conditions on them, by name."""
    return _with_roles(
        unit, [key for key, role in ROLES.items() if Permission.READ in role.permissions and key != "bi_service"]
    )


def _with_roles(unit: Unit, roles: list[str]) -> list[User]:
    grants = Grant.objects.filter(
        Grant.active_on(timezone.localdate()), role__in=roles, unit_id__in=unit.ancestor_ids
    ).values("user_id")
    return list(User.objects.filter(pk__in=grants, is_active=True).order_by("name", "id"))
