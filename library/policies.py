"""Who may change the library."""

from foundation.people.actors import Actor
from foundation.people.checks import require_anywhere
from foundation.people.permissions import Permission


def check_publish(actor: Actor) -> None:
    """Raise Denied unless the actor may publish documents; the library has no units, so holding it anywhere counts."""
    require_anywhere(actor, Permission.LIBRARY_PUBLISH)
