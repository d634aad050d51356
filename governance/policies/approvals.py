"""Who may suspend an approval, end that, or revoke it for good."""

from django.utils import timezone

from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.people.roles import ROLES
from governance import rules
from governance.models import Approval
from governance.policies.persons import person, require_no_stake
from governance.workflow import IN_FORCE, Standing


def check_suspend(by: Actor, approval: Approval) -> None:
    """May suspend an approval: board chair or executive."""
    _require_overseer(by, approval)
    if approval.standing == Standing.SUSPENDED:
        raise Conflict(_("This approval is already suspended."))
    _require_in_force(approval)


def check_reinstate(by: Actor, approval: Approval) -> None:
    """May end a suspension: board chair or executive, without a stake in the case."""
    require_no_stake(_require_overseer(by, approval), approval.review)
    if approval.standing != Standing.SUSPENDED:
        raise Conflict(_("This approval is not suspended."))
    _require_in_force(approval)


def check_revoke(by: Actor, approval: Approval) -> None:
    """May revoke an approval for good: board chair or executive."""
    _require_overseer(by, approval)
    _require_in_force(approval)


def _require_overseer(by: Actor, approval: Approval) -> User:
    user, path = person(by), approval.case.unit.path
    access = access_of(user)
    if not any(access.allows(right, path) for right in (Permission.BOARD_CHAIR, Permission.APPROVE_EXECUTIVE)):
        roles = ", ".join(ROLES[key].name for key in ("board_chair", "executive"))
        raise Denied(_("You may not do this here. It takes one of these roles on the unit: %(roles)s."), roles=roles)
    return user


def _require_in_force(approval: Approval) -> None:
    if approval.standing not in IN_FORCE or rules.has_lapsed(approval.valid_until, timezone.now()):
        raise Conflict(_("This approval is over."))
