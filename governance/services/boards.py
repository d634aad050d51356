"""Convening boards and saying who holds their seats."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit, User
from governance import policies
from governance.models import Board, Seat, SeatHolder
from library import queries as library

DEFAULT_BOARD = "ethics-board"


@transaction.atomic
def convene_board(unit: Unit, *, by: Actor, slug: str = DEFAULT_BOARD, name: str = "") -> Board:
    """Convene the board of a library document for a unit and all below it, its seats vacant.

    Raises Denied, Conflict when this board already sits for the unit, Invalid for a name that is too long.
    """
    policies.check_convene(by, unit)
    document = library.latest("board", slug)
    parsed = document.parsed
    name = " ".join(name.split()) or parsed.title
    if len(name) > 300:
        raise Invalid(_("Write at most %(limit)s characters."), field="name", limit=300)
    try:
        with transaction.atomic():
            board = Board.objects.create(unit=unit, name=name, slug=slug, document=document)
    except IntegrityError:
        raise Conflict(_("This board already sits for %(unit)s."), unit=unit.name) from None
    for position, seat in enumerate(parsed.seats, 1):
        Seat.objects.create(
            board=board, position=position, key=seat.key, title=seat.label, is_chair=seat.chair,
            is_required=seat.required, is_external=seat.external, why_required=seat.why_required or "",
        )  # fmt: skip
    audit.record("governance.board.convened", board, by=by, document=document.reference, unit=unit.name)
    return board


@transaction.atomic
def assign_seat(seat: Seat, *, user: User, by: Actor, is_alternate: bool = False) -> SeatHolder:
    """Give a seat to a person from today on, or make them its alternate; whoever was leaves. Open votings keep theirs.

    An alternate votes only where the seat is vacant, its member is recused or interested, or they are called.

    Raises Denied, Invalid at `user` for somebody without a board role, Conflict when they already hold a seat here.
    """
    board = lock(seat.board)
    policies.check_assign(by, seat, user)
    elsewhere = SeatHolder.objects.filter(seat__board=board, user=user, ends_on=None).select_related("seat").first()
    if elsewhere is not None:
        text = _("%(name)s already holds the seat %(seat)s of this board.")
        if elsewhere.is_alternate:
            text = _("%(name)s is already the alternate of the seat %(seat)s of this board.")
        raise Conflict(text, name=user.name, seat=elsewhere.seat.title)
    before = _leave(seat, is_alternate=is_alternate)
    holder = SeatHolder.objects.create(
        seat=seat, user=user, starts_on=timezone.localdate(), is_alternate=is_alternate
    )  # fmt: skip
    action = "governance.alternate.assigned" if is_alternate else "governance.seat.assigned"
    audit.record(action, board, by=by, changes={seat.title: (before, user)})
    return holder


@transaction.atomic
def vacate_seat(seat: Seat, *, by: Actor, is_alternate: bool = False) -> None:
    """Leave a seat without a holder, or without an alternate. Raises Denied, or Conflict when it is vacant."""
    board = lock(seat.board)
    policies.check_manage(by, board)
    before = _leave(seat, is_alternate=is_alternate)
    if before is None:
        raise Conflict(_("This seat has no alternate.") if is_alternate else _("This seat is vacant already."))
    action = "governance.alternate.vacated" if is_alternate else "governance.seat.vacated"
    audit.record(action, board, by=by, changes={seat.title: (before, None)})


def _leave(seat: Seat, *, is_alternate: bool) -> User | None:
    rows = SeatHolder.objects.filter(seat=seat, ends_on=None, is_alternate=is_alternate)
    row = rows.select_related("user").first()
    if row is None:
        return None
    row.ends_on = max(timezone.localdate(), row.starts_on)
    row.save(update_fields=["ends_on"])
    return row.user
