"""What every page gets: the navigation of this reader."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from foundation.ui import navigation


def frame(request: HttpRequest) -> dict[str, Any]:
    """The navigation, worked out only when a page draws it; empty for someone who is not signed in."""
    user = getattr(request, "user", None)

    def groups() -> list[navigation.Group]:
        return navigation.groups_for(user, request.path) if user is not None and user.is_authenticated else []

    return {"navigation": SimpleLazyObject(groups), "demo": getattr(settings, "DEMO", False)}
