"""Reading saved views."""

from collections.abc import Sequence
from dataclasses import dataclass

from foundation.people.models import User
from foundation.saved_views import rules
from foundation.saved_views.models import SavedView


@dataclass(frozen=True, slots=True)
class Offered:
    """A view as the menu of a list offers it."""

    view: SavedView
    is_own: bool
    is_shown: bool


def offered(reader: User, path: str, query: str) -> Sequence[Offered]:
    """Return the views of the list at `path` that a reader may open, their own first; one query."""
    rows = SavedView.objects.visible_to(reader).filter(path=path).select_related("owner", "unit")
    found = [Offered(row, row.owner_id == reader.pk, rules.same(row.query, query)) for row in rows]
    return sorted(found, key=lambda one: not one.is_own)
