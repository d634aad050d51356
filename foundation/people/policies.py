"""Who may manage people, units and roles."""

from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require_anywhere
from foundation.people.models import User
from foundation.people.permissions import Permission


def check_manage(actor: Actor) -> None:
    """Raise Denied unless the actor manages people somewhere."""
    require_anywhere(actor, Permission.PEOPLE_MANAGE)


def check_deactivate(actor: Actor, user: User) -> None:
    """Raise Denied, or Conflict for oneself and for somebody who is already inactive."""
    check_manage(actor)
    if user == actor:
        raise Conflict(_("You cannot deactivate yourself; ask another administrator."))
    if not user.is_active:
        raise Conflict(_("This person is already inactive."))
