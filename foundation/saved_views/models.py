"""The view of a list that somebody keeps under a name."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.people.actors import Actor
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.saved_views import rules


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, actor: Actor) -> "SavedViewQuerySet":
        """One's own, and those shared with a unit that one reads or that lies above what one reads."""
        access = access_of(actor)
        above = {step for path in access.paths.get(Permission.READ, ()) for step in rules.at_and_above(path)}
        shared = Q(unit__isnull=False) & (access.q(Permission.READ) | Q(unit__path__in=above))
        return self.filter(Q(owner=actor) | shared) if isinstance(actor, User) else self.filter(shared)


class SavedView(Record):
    """A name for what the address of a list says: search, filters, order and columns."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=rules.PATH_LENGTH)
    query = models.CharField(max_length=rules.QUERY_LENGTH, blank=True)
    name = models.CharField(_("name"), max_length=rules.NAME_LENGTH)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "path", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The list as the view shows it."""
        return f"{self.path}?{self.query}" if self.query else self.path
