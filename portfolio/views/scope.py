"""What a page of the portfolio is narrowed to, from its address."""

import uuid
from typing import Any
from urllib.parse import urlencode

from foundation.people.http import Request
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, unit_choices
from usecases import queries as usecases


class Scope:
    """The unit (with all below it) and the category; what cannot be read or means nothing is ignored."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self.unit: Unit | None = None
        if is_uid(text := request.GET.get("unit", "")):
            readable = Unit.objects.filter(access_of(request.user).q(Permission.READ, "path"))
            self.unit = readable.filter(uid=text).first()
        self.category = request.GET.get("category", "").replace("\x00", "")[:120]

    @property
    def given(self) -> dict[str, Any]:
        """As keyword arguments of the queries."""
        return {"unit": self.unit, "category": self.category}

    @property
    def query(self) -> str:
        """As the query string of a link, blank for everything."""
        pairs = {"unit": str(self.unit.uid) if self.unit else "", "category": self.category}
        return urlencode({name: value for name, value in pairs.items() if value})

    @property
    def units(self) -> list[tuple[str, str]]:
        """Units to choose from."""
        return unit_choices(self._request.user, Permission.READ)

    @property
    def categories(self) -> list[str]:
        """Categories to choose from."""
        return usecases.categories(self._request.user)


def is_uid(text: str) -> bool:
    """Say whether a text is the uid of some record."""
    if len(text) != 36:
        return False
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
