"""Who acts, as the checks of this app need to know it."""

from foundation.kernel.errors import Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor, SystemActor
from foundation.people.models import User
from governance.models import Review
from governance.queries import interests


def person(by: Actor) -> User:
    """Return the person behind an actor. Raises Denied for the product itself, which decides nothing."""
    if isinstance(by, SystemActor):
        raise Denied(_("Only a person may do this, not the %(name)s."), name=by.name)
    return by


def require_no_stake(user: User, review: Review) -> None:
    """Raise Denied for whoever has a stake in what is reviewed. The rule is `interests`."""
    if (why := interests(review).get(user.pk)) is not None:
        raise Denied(why.sentence)
