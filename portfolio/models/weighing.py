"""Rounds in which several people weigh the criteria of a scoring model, and what each of them gave."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.models import Document
from portfolio.rules.ways import WORDS, Way
from portfolio.rules.weights import Combination

TITLE_LENGTH = 200
NOTE_LENGTH = 2000


class WeightRoundQuerySet(models.QuerySet["WeightRound"]):
    def visible_to(self, actor: Actor) -> "WeightRoundQuerySet":
        """Rounds of units that the actor may read, and those that the actor was asked to take part in."""
        seen = access_of(actor).q(Permission.READ, "unit__path")
        if not actor.is_system:
            seen |= Q(pk__in=WeightSheet.objects.filter(person_id=actor.pk).values("weight_round_id"))  # type: ignore[union-attr]
        return self.filter(seen)


class WeightRound(Record):
    """People weigh the criteria of one version of a scoring model, each alone; closed, and perhaps adopted.

    While a sealed round is open nobody sees the weights of anybody else.
    """

    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    model = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    is_sealed = models.BooleanField(default=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField(null=True)
    adopted_model = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    combination = models.CharField(
        max_length=10, blank=True, choices=[(each.value, each.value) for each in Combination]
    )
    note = models.TextField(blank=True, max_length=NOTE_LENGTH)

    objects = WeightRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("weighing round")
        verbose_name_plural = _("weighing rounds")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(adopted_at=None, adopted_model=None, combination="")
                | Q(adopted_at__isnull=False, adopted_model__isnull=False, closed_at__isnull=False)
                & ~Q(combination=""),
                name="weight_round_adopted_whole",
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None) | Q(closed_at__isnull=False), name="weight_round_closed_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("portfolio:round", args=[self.uid])

    @property
    def audit_unit_path(self) -> str:
        return self.unit.path or ""

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_adopted(self) -> bool:
        return self.adopted_at is not None

    @property
    def state(self) -> str:
        """ "open", "closed" or "adopted"."""
        return "open" if self.is_open else "adopted" if self.is_adopted else "closed"


STATES: dict[str, tuple[Any, str]] = {
    "open": (_("Open"), Tone.INFO.value),
    "closed": (_("Closed"), Tone.NEUTRAL.value),
    "adopted": (_("Adopted"), Tone.GOOD.value),
}


class WeightSheetQuerySet(models.QuerySet["WeightSheet"]):
    def visible_to(self, actor: Actor) -> "WeightSheetQuerySet":
        """One's own; those of others only in a visible round that is closed, or that was never sealed."""
        rounds = WeightRound.objects.visible_to(actor).filter(Q(is_sealed=False) | Q(closed_at__isnull=False))
        seen = Q(weight_round__in=rounds)
        if not actor.is_system:
            seen |= Q(person_id=actor.pk)  # type: ignore[union-attr]
        return self.filter(seen)

    def given(self) -> "WeightSheetQuerySet":
        """Those that hold weights."""
        return self.filter(given_at__isnull=False)


class WeightSheet(Record):
    """What one person gives in a round: answers in one of the ways, and the weights (percent as text) that follow."""

    weight_round = models.ForeignKey(WeightRound, on_delete=models.PROTECT, related_name="sheets")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, blank=True, choices=[(way.value, WORDS[way]) for way in Way])
    answers = models.JSONField(default=dict, blank=True)
    weights = models.JSONField(default=dict, blank=True)
    consistency = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    note = models.TextField(blank=True, max_length=NOTE_LENGTH)
    invited_at = models.DateTimeField(default=timezone.now)
    given_at = models.DateTimeField(null=True)

    objects = WeightSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("weights of a person")
        verbose_name_plural = _("weights of people")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["weight_round", "person"], name="weight_sheet_once_a_person"),
            models.CheckConstraint(
                condition=Q(given_at=None, way="") | Q(given_at__isnull=False) & ~Q(way=""),
                name="weight_sheet_given_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.weight_round)

    @property
    def audit_unit_path(self) -> str:
        return self.weight_round.audit_unit_path

    @property
    def way_label(self) -> str:
        return gettext(WORDS[Way(self.way)]) if self.way else ""
