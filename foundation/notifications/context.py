"""What every page shows of the inbox: how much in it is new."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from foundation.notifications import queries


def inbox(request: HttpRequest) -> dict[str, Any]:
    """The number of unread notices, counted only when a page draws it."""
    user: Any = getattr(request, "user", None)
    return {"unread_notices": SimpleLazyObject(lambda: _count(user))}


def _count(user: Any) -> int:
    return queries.unread(user) if user is not None and user.is_authenticated else 0
