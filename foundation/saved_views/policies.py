"""Who may change a view, and with whom it may be shared."""

from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.saved_views.models import SavedView


def check_change(by: Actor, view: SavedView) -> None:
    """May change or delete a view: its owner alone."""
    if by.is_system or by.pk != view.owner_id:  # type: ignore[union-attr]
        raise Denied(_("This view belongs to somebody else; save your own under another name."))


def check_share(by: Actor, unit: Unit) -> None:
    """May share views with a unit: whoever may say something there."""
    require(by, Permission.COMMENT, unit.path, to="share views")
    if unit.archived_at:
        raise Conflict(_("This unit is archived; choose another."))
