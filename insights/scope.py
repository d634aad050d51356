"""Which part of the program a dashboard covers, and what its reader may see of it."""

from dataclasses import dataclass

from django.db.models import Q

from foundation.kernel.periods import Month
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, roots
from roi.queries import Scope as LedgerScope
from usecases.models import UseCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Units (each with all below it, none below another), months of the value figures, category of the use cases.

    `tops` is always what the reader may read. `unit` is the unit asked for, None for the company dashboard, which
    leaves public inventories out unless the reader has nothing else.
    """

    tops: tuple[Unit, ...]
    unit: Unit | None = None
    first: Month | None = None
    last: Month | None = None
    category: str = ""

    @property
    def only(self) -> Unit | None:
        """The one unit that everything shown lies in, for links to lists; None when there are several."""
        return self.unit or (self.tops[0] if len(self.tops) == 1 else None)

    @property
    def has_inventory(self) -> bool:
        """Whether records of public inventories count."""
        return any(unit.is_inventory for unit in self.tops)

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths of the units that count."""
        return tuple(unit.path or "" for unit in self.tops)

    @property
    def ledger(self) -> LedgerScope:
        """The same part of the ledger."""
        return LedgerScope(paths=self.paths, first=self.first, last=self.last, case_category=self.category)

    def holds(self, case: UseCase) -> bool:
        """Say whether a use case counts here."""
        inside = any((case.unit.path or "").startswith(path) for path in self.paths)
        return inside and self.category in ("", case.category)

    def q(self, field: str = "unit__path", category: str = "") -> Q:
        """Return the condition on rows by the path of their unit, and by their category when `category` names it."""
        condition = Q(pk__in=[])
        for path in self.paths:
            condition |= Q(**{f"{field}__startswith": path})
        if category and self.category:
            condition &= Q(**{category: self.category})
        return condition


def scope_for(
    actor: Actor,
    *,
    unit: Unit | None = None,
    first: Month | None = None,
    last: Month | None = None,
    category: str = "",
) -> Scope:
    """Return the scope of what the actor may read; a unit that the actor may not read gives one without units."""
    return Scope(tops=_tops(actor, unit), unit=unit, first=first, last=last, category=category)


def scope_of_units(
    actor: Actor, units: tuple[Unit, ...], *, unit: Unit | None, first: Month | None, last: Month | None, category: str
) -> Scope:
    """Return the scope over units named earlier, less those that the actor may not read any more."""
    access = access_of(actor)
    tops = tuple(each for each in units if access.allows(Permission.READ, each.path))
    return Scope(tops=tops, unit=unit, first=first, last=last, category=category)


def _tops(actor: Actor, unit: Unit | None) -> tuple[Unit, ...]:
    access = access_of(actor)
    if unit is not None:
        return (unit,) if access.allows(Permission.READ, unit.path) else ()
    if access.everything:
        found = tuple(roots())
    else:
        paths = access.paths.get(Permission.READ, ())
        found = tuple(Unit.objects.filter(path__in=paths).order_by("path")) if paths else ()
    return tuple(each for each in found if not each.is_inventory) or found
