"""Who may convene boards and seat their members."""

from foundation.kernel.errors import Denied, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require, require_anywhere
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from governance.models import Board, Seat


def check_convene(by: Actor, unit: Unit | None = None) -> None:
    """May convene a board (in `unit`, or somewhere)."""
    if unit is None:
        require_anywhere(by, Permission.BOARD_MANAGE)
    else:
        require(by, Permission.BOARD_MANAGE, unit.path, to=_("convene boards"))


def check_manage(by: Actor, board: Board) -> None:
    """May say who holds the seats of a board."""
    require(by, Permission.BOARD_MANAGE, board.unit.path, to=_("seat members"))


def check_assign(by: Actor, seat: Seat, user: User) -> None:
    """May give this seat to this person: never to oneself, and only to who may vote."""
    check_manage(by, seat.board)
    if by == user:
        raise Denied(_("You cannot give yourself a seat; ask somebody else who may."))
    if not user.is_active or not access_of(user).allows(Permission.BOARD_VOTE, seat.board.unit.path):
        raise Invalid(
            _("%(name)s holds no board role for %(unit)s. Give the role first, then the seat."),
            field="user", name=user.name, unit=seat.board.unit.name,
        )  # fmt: skip
