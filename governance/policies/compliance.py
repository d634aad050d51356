"""Who applies a regulation to a case and checks policies: whoever may edit it, while it is open."""

from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from governance.policies.persons import person
from governance.queries import compliance as queries
from usecases.models import UseCase


def check_regulate(by: Actor, case: UseCase) -> None:
    """May answer the questions of a regulation about the case."""
    _require_writer(by, case, to=_("classify this use case under the law"))


def check_policy(by: Actor, case: UseCase) -> None:
    """May say whether the case meets a policy."""
    _require_writer(by, case, to=_("check this use case against the policies"))


def _require_writer(by: Actor, case: UseCase, *, to: str) -> None:
    user, path = person(by), case.unit.path
    access = access_of(user)
    if not access.allows(Permission.CASE_EDIT, path):
        own = user.pk in {case.owner_id, case.created_by_id}
        if not access.allows(Permission.CASE_EDIT_OWN, path):
            require(user, Permission.CASE_EDIT, path, to=to)
        elif not own:
            raise Denied(_("You may do this only for the use cases that you own or registered."))
    if case.archived_at:
        raise Conflict(_("This use case is archived."))
    if case.is_closed:
        raise Conflict(_("This use case is closed and is kept as it was."))


def require_lawful(case: UseCase) -> None:
    """Raise Conflict while a law prohibits the case by the answers given, on the day it is asked."""
    found = queries.prohibition(case)
    if found is not None:
        raise Conflict(
            _("%(law)s prohibits this use case: %(why)s. Change what it does, then answer the questions again."),
            law=found.regulation.title, why=found.why,
        )  # fmt: skip
