"""Who may write the card of an AI system, and who may make it public."""

from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from governance.policies.persons import person
from governance.queries import systems
from usecases.models import UseCase


def check_edit_system(by: Actor, case: UseCase) -> None:
    """May write the card: who edits the use cases of the unit, and those who own or registered this one."""
    user, path = person(by), case.unit.path
    own = user.pk in {case.owner_id, case.created_by_id}
    if not (own and access_of(user).allows(Permission.CASE_EDIT_OWN, path)):
        require(user, Permission.CASE_EDIT, path, to=_("write the card of this system"))
    _require_running(case)


def check_publish_system(by: Actor, case: UseCase) -> None:
    """May say what of a system is public, while it runs."""
    require(person(by), Permission.SYSTEM_PUBLISH, case.unit.path, to=_("make systems public"))
    _require_running(case)


def check_unpublish_system(by: Actor, case: UseCase) -> None:
    """May switch the public page off; also of a system that no longer runs."""
    require(person(by), Permission.SYSTEM_PUBLISH, case.unit.path, to=_("make systems public"))
    if not systems.card_of(case).is_public:
        raise Conflict(_("This system has no public page."))


def _require_running(case: UseCase) -> None:
    if not systems.is_running(case):
        raise Conflict(_("This use case does not run; the register holds it from alpha on."))
