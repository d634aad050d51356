"""Keeping what was drawn for as long as nothing has changed.

Every change of the product writes an entry of the trail in its own transaction, so the trail tells whether a drawing is
still true: its newest entry, and how many entries are sealed, which also grows when a slower transaction commits after
a faster one that began later. A drawing is kept for one reader, one scope, one hour of one day, one language and zone.
"""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Subquery
from django.utils import timezone
from django.utils.translation import get_language

from foundation.audit.models import Entry, Head
from foundation.people.models import User
from insights.scope import Scope

SECONDS = 600
Drawn = TypeVar("Drawn")


def version() -> str:
    """Return what changes whenever anything recorded becomes visible; one query."""
    newest = Entry.objects.order_by("-id").annotate(sealed=Subquery(Head.objects.values("sequence")[:1]))
    found = newest.values_list("id", "sealed").first()
    return f"{found[0]}.{found[1]}" if found else "0"


def kept(name: str, user: User, scope: Scope, make: Callable[[], Drawn]) -> Drawn:
    """Return what was made under this name for this reader and scope, or make it now and keep it.

    The version is read before anything is made: a change in between is at worst made twice, never missed.
    """
    now = timezone.localtime()
    key = "|".join(
        map(
            str,
            (name, version(), user.pk, scope.paths, scope.unit and scope.unit.pk, scope.first, scope.last,
             scope.category, f"{now:%Y-%m-%dT%H}", timezone.get_current_timezone_name(), get_language()),
        )
    )  # fmt: skip
    digest = "insights:" + hashlib.sha256(key.encode()).hexdigest()
    found: Drawn | None = cache.get(digest)
    if found is None:
        found = make()
        cache.set(digest, found, SECONDS)
    return found
