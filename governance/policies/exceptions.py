"""Who may ask for exceptions to policies, and who decides them: never who asked for one or owns the use case."""

from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.people.roles import ROLES
from governance.models import PolicyException
from governance.policies.persons import person
from governance.register_rules import ExceptionState
from usecases.models import UseCase

DECIDING = (Permission.BOARD_CHAIR, Permission.APPROVE_EXECUTIVE)


def check_request_exception(by: Actor, case: UseCase) -> None:
    """May ask for an exception: who may submit the use case for approval, while it is not over."""
    user, path = person(by), case.unit.path
    require(user, Permission.REVIEW_SUBMIT, path, to=_("ask for exceptions"))
    if not access_of(user).allows(Permission.CASE_EDIT, path) and user.pk not in {case.owner_id, case.created_by_id}:
        raise Denied(_("You may ask for exceptions only for the use cases that you own or registered."))
    if case.archived_at or case.is_closed:
        raise Conflict(_("This use case is over."))


def check_extend_exception(by: Actor, found: PolicyException) -> None:
    """May ask for an extension: as for an exception, while this one counts; the extension is decided anew."""
    check_request_exception(by, found.case)
    if not found.is_in_force:
        raise Conflict(_("Only an exception that counts today is extended; ask for a new one."))


def _require_decider(by: Actor, found: PolicyException) -> User:
    user, path = person(by), found.case.unit.path
    if not any(access_of(user).allows(right, path) for right in DECIDING):
        roles = ", ".join(ROLES[key].name for key in ("board_chair", "executive"))
        raise Denied(_("You may not do this here. It takes one of these roles on the unit: %(roles)s."), roles=roles)
    return user


def check_decide_exception(by: Actor, found: PolicyException) -> None:
    """May grant or refuse: board chair or executive, who neither asked for it nor has a stake in the use case."""
    user = _require_decider(by, found)
    case = found.case
    if user.pk in {found.requested_by_id, case.owner_id, case.created_by_id, case.sponsor_id}:
        raise Denied(_("You asked for this, or own, registered or sponsor the use case; somebody else decides."))
    if found.state != ExceptionState.REQUESTED:
        raise Conflict(_("This exception is decided already: %(state)s."), state=found.standing.label)


def check_withdraw_exception(by: Actor, found: PolicyException) -> None:
    """May take the wish back: who asked for it, before it is decided."""
    if person(by).pk != found.requested_by_id:
        raise Denied(_("Only who asked for it takes it back."))
    if found.state != ExceptionState.REQUESTED:
        raise Conflict(_("This exception is decided already: %(state)s."), state=found.standing.label)


def check_revoke_exception(by: Actor, found: PolicyException) -> None:
    """May end a granted exception early: board chair or executive."""
    _require_decider(by, found)
    if not found.is_in_force:
        raise Conflict(_("This exception does not count: %(state)s."), state=found.standing.label)
