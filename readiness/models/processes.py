"""Processes: named nodes below a unit that can be assessed as a unit can."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of


class ProcessQuerySet(models.QuerySet["Process"]):
    def visible_to(self, actor: Actor) -> Self:
        """The processes of units that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ))

    def active(self) -> Self:
        """Those that are not archived."""
        return self.filter(archived_at=None)


class Process(Record):
    """A way of working of a unit, for example "Claims handling"."""

    name = models.CharField(_("name"), max_length=250)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="processes")
    archived_at = models.DateTimeField(null=True)

    objects = ProcessQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(archived_at=None), name="process_name_once_in_unit"
            )
        ]

    def __str__(self) -> str:
        return self.name
