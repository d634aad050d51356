"""What one person may do where, loaded once and then answered without a query."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from foundation.people.models import Unit
from foundation.people.permissions import Permission


@dataclass(frozen=True, slots=True)
class Access:
    """For each permission, the paths of the units on which it is held (and which count downwards)."""

    paths: Mapping[Permission, tuple[str, ...]]
    everything: bool = False

    def allows(self, permission: Permission, unit_path: str | None) -> bool:
        """Say whether the permission is held on the unit at `unit_path` or above; "" means: anywhere at the root."""
        if self.everything:
            return True
        return bool(unit_path) and any(str(unit_path).startswith(path) for path in self.paths.get(permission, ()))

    def anywhere(self, permission: Permission) -> bool:
        """Say whether the permission is held on at least one unit."""
        return self.everything or bool(self.paths.get(permission))

    def q(self, permission: Permission, field: str = "unit__path") -> Q:
        """Return the condition under which a row's unit path lies where the permission is held."""
        if self.everything:
            return Q()
        condition = Q(pk__in=[])
        for path in self.paths.get(permission, ()):
            condition |= Q(**{f"{field}__startswith": path})
        return condition

    def units(self, permission: Permission) -> QuerySet[Unit]:
        """Return the units on which the permission counts, in tree order."""
        return Unit.objects.active().filter(self.q(permission, "path")).order_by("path")


NOTHING = Access({})
EVERYTHING = Access({}, everything=True)


def shortest(paths: set[str]) -> tuple[str, ...]:
    """Drop paths that lie below another one of the set."""
    kept: list[str] = []
    for path in sorted(paths):
        if not any(path.startswith(other) for other in kept):
            kept.append(path)
    return tuple(kept)
