"""Who may hand on decisions, and who may end that."""

from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from governance import queries
from governance.models import Delegation
from governance.policies.persons import person


def check_delegate(by: Actor, giver: User) -> None:
    """May hand on the decisions of a person: that person, or whoever manages people on a unit where they decide."""
    user = person(by)
    paths = queries.deciding_paths(giver)
    if user != giver and not any(access_of(user).allows(Permission.PEOPLE_MANAGE, path) for path in paths):
        raise Denied(_("Only %(name)s may hand on what they decide, or somebody who manages people."), name=giver.name)
    if not paths:
        raise Conflict(_("%(name)s decides no step of a review, so there is nothing to hand on."), name=giver.name)


def check_end_delegation(by: Actor, delegation: Delegation) -> None:
    """May end a delegation: giver, receiver, or whoever manages people where the giver decides."""
    user = person(by)
    paths = queries.deciding_paths(delegation.giver)
    manages = any(access_of(user).allows(Permission.PEOPLE_MANAGE, path) for path in paths)
    if user.pk not in {delegation.giver_id, delegation.receiver_id} and not manages:
        raise Denied(_("Only those two may end this, or somebody who manages people."))
    if delegation.is_over:
        raise Conflict(_("This is over already."))
