"""A program in waves: which functions take up AI when, for how many users, and what that load needs."""

from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.models import Document
from plans.rules.capacity import Load
from plans.workflow import DIMENSIONS, Dimension
from usecases.models import UseCase

NAME_LENGTH = 200
TEXT_LENGTH = 2000
LOAD_FIELDS = tuple(Load.__dataclass_fields__)


def figure() -> Any:
    """A column for a figure of the load: exact, six decimals, None while it is not known."""
    return models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)


class ProgramQuerySet(models.QuerySet["Program"]):
    def visible_to(self, actor: Actor) -> "ProgramQuerySet":
        """Programs of the units that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "unit__path"))

    def delete(self) -> NoReturn:
        raise TypeError("Programs are never deleted: end them.")


class Program(Record):
    """Waves of a wave plan, dated from a first day, in a unit and those below it. Ended, never deleted.

    The figures of the load are per user with access; `price` figures are in `currency` a month.
    """

    title = models.CharField(_("name"), max_length=NAME_LENGTH)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="programs", verbose_name=_("unit"))
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="owned_programs",
        verbose_name=_("owner"),
    )  # fmt: skip
    starts_on = models.DateField(_("first day"))

    active = figure()
    daily_each = figure()
    busiest_hour = figure()
    seconds_each = figure()
    kept_each = figure()
    kept_days = figure()
    moved_each = figure()
    headroom = figure()
    slot_price = figure()
    gigabyte_price = figure()
    megabit_price = figure()
    thousand_price = figure()
    currency = models.CharField(max_length=3, blank=True)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=TEXT_LENGTH, blank=True)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("program")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, end_reason="") | Q(ended_at__isnull=False) & ~Q(end_reason=""),
                name="program_ended_with_reason",
            )
        ]
        indexes = [models.Index(fields=["updated_at", "id"], name="program_updated")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:program_detail", args=[self.uid])

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Programs are never deleted: end them.")

    @property
    def audit_unit_path(self) -> str:
        return self.unit.path or ""

    @property
    def is_ended(self) -> bool:
        return self.ended_at is not None

    @property
    def load(self) -> Load:
        """The figures of the expected load."""
        return Load(**{name: getattr(self, name) for name in LOAD_FIELDS})

    @property
    def is_loaded(self) -> bool:
        """Whether any figure of the load is known."""
        return any(getattr(self, name) is not None for name in LOAD_FIELDS)


class Wave(Record):
    """One wave of a program. `users` and `use_cases` are what is reached at its end, earlier waves counted in."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="waves")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    label = models.CharField(_("name"), max_length=300)
    dimension = models.CharField(
        _("dimension"), max_length=16, blank=True, choices=[(d.value, DIMENSIONS[d]) for d in Dimension]
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    users = models.PositiveIntegerField(_("users"), null=True, blank=True)
    use_cases = models.PositiveIntegerField(_("use cases"), null=True, blank=True)

    class Meta:
        ordering = ["program_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["program", "number"], name="wave_number_once"),
            models.UniqueConstraint(fields=["program", "key"], name="wave_key_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="wave_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.program.title}"

    def get_absolute_url(self) -> str:
        return f"{self.program.get_absolute_url()}#wave-{self.number}"

    @property
    def dimension_label(self) -> str:
        return gettext(DIMENSIONS[Dimension(self.dimension)]) if self.dimension else ""

    def is_over(self, today: date) -> bool:
        """Whether its last day lies before `today`."""
        return self.ends_on < today

    def is_on(self, today: date) -> bool:
        """Whether `today` is one of its days."""
        return self.starts_on <= today <= self.ends_on


class Place(Record):
    """A function or department that a wave reaches, and the unit that it is here, once that is said."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="places")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    label = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["wave_id", "number"]
        constraints = [models.UniqueConstraint(fields=["wave", "key"], name="place_key_once")]

    def __str__(self) -> str:
        return self.label


class WaveCaseQuerySet(models.QuerySet["WaveCase"]):
    def visible_to(self, actor: Actor) -> "WaveCaseQuerySet":
        """Filings of cases that the actor may read, in programs that the actor may read."""
        access = access_of(actor)
        return self.filter(
            access.q(Permission.READ, "case__unit__path"),
            access.q(Permission.READ, "wave__program__unit__path"),
            case__archived_at=None,
        )


class WaveCase(Record):
    """A use case that is filed under a wave; its rollouts are the case's. `dimension` is the direction it grows in."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="filed")
    case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="waves")
    dimension = models.CharField(max_length=16, blank=True, choices=[(d.value, DIMENSIONS[d]) for d in Dimension])
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    filed_at = models.DateTimeField(default=timezone.now)

    objects = WaveCaseQuerySet.as_manager()

    class Meta:
        ordering = ["wave_id", "case_id"]
        constraints = [models.UniqueConstraint(fields=["wave", "case"], name="case_once_a_wave")]

    def __str__(self) -> str:
        return str(self.case)

    @property
    def dimension_label(self) -> str:
        key = self.dimension or self.wave.dimension
        return gettext(DIMENSIONS[Dimension(key)]) if key else ""


def exact(value: Decimal | None) -> str | None:
    """Write a figure without zeros at its end; None stays None."""
    return None if value is None else f"{value.normalize():f}"
