"""Finding the units that rows name below the unit of an import, and creating those that are missing."""

from collections.abc import Sequence

from foundation.db.locking import lock
from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop as _
from foundation.people import services as people
from foundation.people.actors import Actor
from foundation.people.models import Unit
from library.kinds.import_profile import normalize
from usecases.importing.rows import UnitName


class Units:
    """The units below `root`, loaded with one query and found by name, whatever its letter case and spacing."""

    def __init__(self, root: Unit, *, by: Actor) -> None:
        self.root, self.by = root, by
        self._known: dict[tuple[int, str], Unit] = {}
        self._is_locked = False
        self.reload()

    def begin(self) -> None:
        """Begin another transaction: the lock that creating took is gone."""
        self._is_locked = False

    def reload(self) -> None:
        """Load the units below the root anew; also for after a transaction that was rolled back."""
        self._known = {}
        for unit in Unit.objects.below(self.root.path or "").exclude(pk=self.root.pk):
            self._learn(unit)

    def find(self, names: Sequence[UnitName]) -> Unit:
        """Return the unit at the end of `names`, creating what is missing; the root for no names.

        Call inside a transaction. Whoever creates holds the root's lock, so two imports never create the same unit.
        Raises Conflict for an archived unit.
        """
        unit = self.root
        for name in names:
            unit = self._known.get((unit.pk, normalize(name.name))) or self._create(unit, name)
            if unit.archived_at:
                raise Conflict(_("The unit “%(unit)s” is archived, so no cases are added to it."), unit=unit.name)
        return unit

    def _create(self, parent: Unit, wanted: UnitName) -> Unit:
        if not self._is_locked:
            lock(self.root)
            self.reload()
            self._is_locked = True
        found = self._known.get((parent.pk, normalize(wanted.name)))
        if found is None:
            found = people.add_unit(wanted.name, by=self.by, parent=parent, code=wanted.code, kind=wanted.kind)
            self._learn(found)
        return found

    def _learn(self, unit: Unit) -> None:
        if unit.parent_id is not None:
            self._known.setdefault((unit.parent_id, normalize(unit.name)), unit)
