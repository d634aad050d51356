"""Asking for a permission, with a refusal that says what is missing."""

from foundation.kernel.errors import Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.people.roles import ROLES


def require(actor: Actor, permission: Permission, unit_path: str | None, *, to: str = "") -> None:
    """Raise Denied unless the actor holds `permission` on the unit at `unit_path` or above.

    `to` completes "You may not ... here" in the words of the act, for example "book entries".
    """
    if access_of(actor).allows(permission, unit_path):
        return
    names = ", ".join(role.name for role in ROLES.values() if permission in role.permissions)
    if to:
        raise Denied(
            _("You may not %(to)s here. It takes one of these roles on the unit: %(roles)s."), to=to, roles=names
        )
    raise Denied(_("You may not do this here. It takes one of these roles on the unit: %(roles)s."), roles=names)


def require_anywhere(actor: Actor, permission: Permission) -> None:
    """Raise Denied unless the actor holds `permission` on some unit."""
    if not access_of(actor).anywhere(permission):
        names = ", ".join(role.name for role in ROLES.values() if permission in role.permissions)
        raise Denied(_("You may not do this. It takes one of these roles: %(roles)s."), roles=names)
