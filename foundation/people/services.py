"""Changing people, units, roles and tokens."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from zoneinfo import available_timezones as read_time_zones

from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor, SystemActor
from foundation.people.checks import require, require_anywhere
from foundation.people.models import ApiToken, Grant, Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import READ_SCOPE, WRITE_SCOPE, access_of
from foundation.people.roles import ROLES

# Reading the names walks through hundreds of files.
available_timezones = cache(read_time_zones)

NAME_LIMIT = 250


@transaction.atomic
def create_unit(
    name: str,
    *,
    by: Actor,
    parent: Unit | None = None,
    code: str = "",
    kind: str = "department",
    is_inventory: bool = False,
) -> Unit:
    """Create a unit below `parent` (or a root). Raises Denied, or Invalid at `name` when taken, empty or too long."""
    require(by, Permission.PEOPLE_MANAGE, parent.path if parent else None, to="create units")
    return add_unit(name, by=by, parent=parent, code=code, kind=kind, is_inventory=is_inventory)


def add_unit(
    name: str,
    *,
    by: Actor,
    parent: Unit | None = None,
    code: str = "",
    kind: str = "department",
    is_inventory: bool = False,
) -> Unit:
    """Create a unit for a service that already asked for its own permission (an import). Call inside a transaction."""
    name = " ".join(name.split())
    if not name:
        raise Invalid(_("Give the unit a name."), field="name")
    if len(name) > NAME_LIMIT:
        raise Invalid(_("A unit's name has at most %(limit)s characters."), field="name", limit=NAME_LIMIT)
    if Unit.objects.filter(parent=parent, name=name).exists():
        raise Invalid(_("There is already a unit named %(name)s here."), field="name", name=name)
    unit = Unit(
        name=name,
        code=code[:40],
        kind=kind,
        parent=parent,
        is_inventory=is_inventory or bool(parent and parent.is_inventory),
    )
    unit.save()
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    audit.record("people.unit.created", unit, by=by, parent=parent.name if parent else "", kind=kind)
    return unit


@transaction.atomic
def create_user(
    username: str,
    *,
    name: str,
    by: Actor,
    email: str = "",
    title: str = "",
    time_zone: str = "UTC",
    password: str | None = None,
    is_persona: bool = False,
) -> User:
    """Add a person. Raises Denied, or Invalid at the field that is wrong."""
    require_anywhere(by, Permission.PEOPLE_MANAGE)
    username = username.strip().lower()
    if not username or not username.replace("-", "").replace(".", "").replace("_", "").isalnum() or len(username) > 60:
        raise Invalid(_("A username has 1 to 60 letters, digits, dots, hyphens or underscores."), field="username")
    if User.objects.filter(username=username).exists():
        raise Invalid(_("This username is taken."), field="username")
    if not name.strip() or len(name) > 200:
        raise Invalid(_("Give a name of 1 to 200 characters."), field="name")
    if time_zone not in available_timezones():
        raise Invalid(_("Choose a time zone from the list, for example Europe/Berlin."), field="time_zone")
    user = User(
        username=username, name=name.strip(), email=email, title=title[:120], time_zone=time_zone, is_persona=is_persona
    )
    user.set_password(password)
    user.save()
    audit.record("people.user.created", user, by=by)
    return user


@transaction.atomic
def change_time_zone(user: User, zone: str, *, by: Actor) -> User:
    """Set the zone in which a person reads times. Raises Denied for somebody else's, Invalid for an unknown zone."""
    if by != user:
        require_anywhere(by, Permission.PEOPLE_MANAGE)
    if zone not in available_timezones():
        raise Invalid(_("Choose a time zone from the list, for example Europe/Berlin."), field="time_zone")
    before, user.time_zone = user.time_zone, zone
    user.save(update_fields=["time_zone"])
    audit.record("people.user.zone_changed", user, by=by, changes={"time_zone": (before, zone)})
    return user


@transaction.atomic
def deactivate_user(user: User, *, by: Actor) -> User:
    """Take a person's access away; records keep naming them. Raises Denied, or Conflict for oneself."""
    require_anywhere(by, Permission.PEOPLE_MANAGE)
    if user == by:
        raise Conflict(_("You cannot deactivate yourself; ask another administrator."))
    user = lock(user)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        audit.record("people.user.deactivated", user, by=by)
    return user


@transaction.atomic
def grant_role(
    user: User, role: str, unit: Unit, *, by: Actor, starts_on: date | None = None, ends_on: date | None = None
) -> Grant:
    """Give a person a role on a unit. Raises Denied, Conflict when already held, Invalid for bad dates or role.

    Nobody gives a role to themselves.
    """
    require(by, Permission.PEOPLE_MANAGE, unit.path, to="give roles")
    if user == by:
        raise Denied(_("You cannot give yourself a role; ask another administrator."))
    if role not in ROLES:
        raise Invalid(_("Choose a role from the list."), field="role")
    if starts_on and ends_on and ends_on < starts_on:
        raise Invalid(_("The role ends before it starts."), field="ends_on")
    try:
        with transaction.atomic():
            grant = Grant.objects.create(user=user, role=role, unit=unit, starts_on=starts_on, ends_on=ends_on)
    except IntegrityError:
        raise Conflict(_("%(name)s already holds this role here."), name=user.name) from None
    audit.record("people.role.granted", user, by=by, unit_path=unit.path, role=role, unit=unit.name)
    user._access = None
    return grant


@transaction.atomic
def revoke_grant(grant: Grant, *, by: Actor) -> None:
    """Take a role away from today on; the trail keeps that it was held. Raises Denied."""
    require(by, Permission.PEOPLE_MANAGE, grant.unit.path, to="take roles away")
    audit.record(
        "people.role.revoked", grant.user, by=by, unit_path=grant.unit.path, role=grant.role, unit=grant.unit.name
    )
    grant.delete()


@transaction.atomic
def issue_token(
    user: User,
    *,
    name: str,
    by: Actor,
    scopes: Sequence[str] = (READ_SCOPE,),
    unit: Unit | None = None,
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """Issue an API token for `user`; return it and the secret, which is never shown again.

    People issue tokens for themselves, administrators for service accounts too. Raises Denied, or Invalid at the field.
    """
    if by != user and not isinstance(by, SystemActor):
        require_anywhere(by, Permission.PEOPLE_MANAGE)
        theirs = access_of(user)
        if any(p not in {Permission.READ, Permission.EXPORT} for p in theirs.paths):
            raise Denied(_("You can issue tokens for yourself and for service accounts that only read."))
    if not name.strip() or len(name) > 120:
        raise Invalid(
            _("Give the token a name of 1 to 120 characters, so that it can be recognized later."), field="name"
        )
    unknown = set(scopes) - {READ_SCOPE, WRITE_SCOPE}
    if unknown or not scopes:
        raise Invalid(_("Choose the scopes read, or read and write."), field="scopes")
    if expires_at is not None and expires_at <= timezone.now():
        raise Invalid(_("The token would already be expired."), field="expires_at")
    secret = "pmo_" + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name.strip(),
        prefix=secret[:10],
        secret_hash=hash_secret(secret),
        scopes=sorted(set(scopes)),
        unit=unit,
        expires_at=expires_at,
    )
    audit.record("people.token.issued", token, by=by, person=user, scopes=token.scopes)
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: Actor) -> ApiToken:
    """End a token at once. Its owner may, and administrators. Raises Denied."""
    if by != token.user:
        require_anywhere(by, Permission.PEOPLE_MANAGE)
    token = lock(token)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        audit.record("people.token.revoked", token, by=by, person=token.user)
    return token


def hash_secret(secret: str) -> str:
    """Return what is stored of a token's secret: its SHA-256 (the secret has 256 random bits, so no salt is needed)."""
    return hashlib.sha256(secret.encode()).hexdigest()
