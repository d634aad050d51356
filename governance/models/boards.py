"""Boards, their seats, and who holds them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.models import Document


class BoardQuerySet(models.QuerySet["Board"]):
    def visible_to(self, actor: Actor) -> "BoardQuerySet":
        """Boards of the units that the actor may read, and of the units above one's own, whose boards decide there."""
        access = access_of(actor)
        if access.everything:
            return self
        above: set[int] = set()
        for path in access.paths.get(Permission.READ, ()):
            above |= {int(part) for part in path.split("/") if part}
        return self.filter(access.q(Permission.READ, "unit__path") | Q(unit_id__in=above))


class Board(Record):
    """A board that sits for a unit and all below it, with the seats of a library document."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="boards", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=300)
    slug = models.CharField(max_length=64)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = BoardQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "slug"], name="board_once_per_unit")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("governance:board_detail", args=[self.uid])


class Seat(Record):
    """One place on a board."""

    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="seats")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    is_chair = models.BooleanField(default=False)
    is_required = models.BooleanField(default=False)
    is_external = models.BooleanField(default=False)
    why_required = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["board", "key"], name="seat_key_once"),
            models.UniqueConstraint(fields=["board"], condition=Q(is_chair=True), name="seat_one_chair"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_unit_path(self) -> str:
        return self.board.unit.path or ""


class SeatHolder(Record):
    """Who held a seat, or was its alternate, from one day to another; open while it is held."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="holders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats_held")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    is_alternate = models.BooleanField(_("alternate"), default=False)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "is_alternate"], condition=Q(ends_on=None), name="seat_held_by_one"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")), name="seat_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat.title}: {self.user.name}"
