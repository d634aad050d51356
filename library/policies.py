"""Who may change the library."""

from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require_anywhere
from foundation.people.permissions import Permission
from library.models import Draft, DraftState


def check_publish(actor: Actor) -> None:
    """Raise Denied unless the actor may publish documents; the library has no units, so holding it anywhere counts."""
    require_anywhere(actor, Permission.LIBRARY_PUBLISH)


def check_export(actor: Actor) -> None:
    """Raise Denied unless the actor may take documents out in one file."""
    require_anywhere(actor, Permission.EXPORT)


def check_edit(actor: Actor, draft: Draft) -> None:
    """Raise Denied for whoever may not publish; Conflict for a draft that is no longer open."""
    check_publish(actor)
    if not draft.is_open:
        raise Conflict(_("This draft is closed: %(state)s."), state=str(DraftState(draft.state).label))
