"""Reading people, units and what they may do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from foundation.people.access import EVERYTHING, NOTHING, Access, shortest
from foundation.people.actors import Actor, SystemActor
from foundation.people.models import Grant, Unit, User
from foundation.people.permissions import Permission
from foundation.people.roles import ROLES

READ_SCOPE, WRITE_SCOPE = "read", "write"
_READING = {Permission.READ, Permission.EXPORT, Permission.TRAIL_READ, Permission.TRAIL_VERIFY}


def access_of(actor: Actor) -> Access:
    """Return what an actor may do where; one query the first time, kept on the user for the request.

    A token narrows it: to its unit, and without the scope "write" to reading.
    """
    if isinstance(actor, SystemActor):
        return EVERYTHING
    if not getattr(actor, "is_authenticated", False) or not actor.is_active:
        return NOTHING
    if actor._access is None:
        actor._access = _load(actor)
    return actor._access


def _load(user: User) -> Access:
    found: dict[Permission, set[str]] = {}
    grants = Grant.objects.filter(Grant.active_on(timezone.localdate()), user=user, unit__archived_at=None)
    for role, path in grants.values_list("role", "unit__path"):
        for permission in ROLES[role].permissions if role in ROLES else ():
            found.setdefault(permission, set()).add(path or "")
    paths = {permission: shortest(where) for permission, where in found.items()}
    token = user.token
    if token is None:
        return Access(paths)
    if WRITE_SCOPE not in token.scopes:
        paths = {permission: where for permission, where in paths.items() if permission in _READING}
    if token.unit is not None:
        below = token.unit.path or ""
        paths = {permission: _within(where, below) for permission, where in paths.items()}
    return Access({permission: where for permission, where in paths.items() if where})


def _within(paths: tuple[str, ...], below: str) -> tuple[str, ...]:
    return shortest({below if below.startswith(p) else p for p in paths if below.startswith(p) or p.startswith(below)})


def holders(role: str, unit: Unit) -> list[User]:
    """Return the active people who hold `role` on the unit or above it today, by name."""
    return list(
        User.objects.filter(
            pk__in=Grant.objects.filter(
                Grant.active_on(timezone.localdate()), role=role, unit_id__in=unit.ancestor_ids
            ).values("user_id"),
            is_active=True,
        ).order_by("name")
    )


def people_who(permission: Permission, unit: Unit, *, without: Sequence[str] = ()) -> QuerySet[User]:
    """Return the active people whose roles today, except those `without`, give a permission on a unit."""
    roles = [role.key for role in ROLES.values() if permission in role.permissions and role.key not in without]
    grants = Grant.objects.filter(
        Grant.active_on(timezone.localdate()), role__in=roles, unit_id__in=unit.ancestor_ids, unit__archived_at=None
    )
    return User.objects.filter(pk__in=grants.values("user_id"), is_active=True)


def nearest_holders(role: str, unit: Unit, *, without: frozenset[int] = frozenset()) -> tuple[Unit | None, list[User]]:
    """Return the nearest unit upwards where someone outside `without` (user ids) holds `role`, and these people.

    (None, []) when nobody does up to the root.
    """
    grants = (
        Grant.objects.filter(
            Grant.active_on(timezone.localdate()),
            role=role,
            unit_id__in=unit.ancestor_ids,
            user__is_active=True,
        )
        .exclude(user_id__in=without)
        .select_related("user", "unit")
    )
    by_unit: dict[int, list[Grant]] = {}
    for grant in grants:
        by_unit.setdefault(grant.unit_id, []).append(grant)
    for unit_id in reversed(unit.ancestor_ids):
        if found := by_unit.get(unit_id):
            return found[0].unit, sorted((g.user for g in found), key=lambda u: u.name)
    return None, []


def nameable_people(actor: Actor) -> QuerySet[User]:
    """Return the active people who hold a role on a unit that the actor may read, or above one.

    Only a service knows whether someone may see a given record: it is asked again on saving.
    """
    condition = Q(pk__in=[])
    access = access_of(actor)
    if access.everything:
        condition = Q()
    for path in access.paths.get(Permission.READ, ()):
        above = [int(part) for part in path.strip("/").split("/")]
        condition |= Q(unit__path__startswith=path) | Q(unit__in=above)
    grants = Grant.objects.filter(Grant.active_on(timezone.localdate())).filter(condition).exclude(role="bi_service")
    return User.objects.filter(pk__in=grants.values("user"), is_active=True)


def nameable(actor: Actor, limit: int = 500) -> list[User]:
    """Return the first people whom the actor may name, by name."""
    return list(nameable_people(actor).order_by("name")[:limit])


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody who can be entered with one click in demo mode, with the roles that they hold."""

    user: User
    roles: tuple[str, ...]


def personas() -> list[Persona]:
    """Return the active personas in the order in which they were made; service accounts are left out."""
    people = User.objects.filter(is_persona=True, is_active=True).prefetch_related("grants").order_by("pk")
    found = [(user, {grant.role for grant in user.grants.all()}) for user in people]
    return [
        Persona(user, tuple(role.name for role in ROLES.values() if role.key in held))
        for user, held in found
        if held != {"bi_service"}
    ]


def roots() -> QuerySet[Unit]:
    """Return the top units."""
    return Unit.objects.active().filter(parent=None).order_by("path")


def company_root() -> Unit | None:
    """Return the oldest top unit that is no public inventory: the organization that the office serves."""
    return roots().filter(is_inventory=False).order_by("id").first()


def inventory_root() -> Unit | None:
    """Return the oldest top unit that holds public inventories, under which files from outside go."""
    return roots().filter(is_inventory=True).order_by("id").first()


def unit_choices(actor: Actor, permission: Permission) -> list[tuple[str, str]]:
    """Return (uid, indented name) of the units on which the permission counts, in tree order."""
    rows = access_of(actor).units(permission)
    return [(str(unit.uid), "\u2003" * max(unit.depth, 0) + unit.name) for unit in rows]
