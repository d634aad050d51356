"""KPIs of use cases, what they were before each revision, measurements, and the daily sums that pages read."""

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
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.kinds.measures import UNITS
from library.models import Document
from library.reading.measures import UNITS as UNIT_WORDS
from metrics import rules
from metrics.workflow import CADENCES, DIRECTIONS, ORIGINS, TIMINGS, Cadence, Direction, Origin, Timing
from usecases.models import UseCase, reference_of

KEY_LENGTH = 60
LABEL_LENGTH = 200
TEXT_LENGTH = 2000
NOTE_LENGTH = 500
PUSH_KEY_LENGTH = 120
UNIT_CHOICES = [*((unit, UNIT_WORDS[unit]) for unit in UNITS), ("minutes", _("minutes"))]
MONEY_UNITS = ("money", "money_per_year")


def figure(**kwargs: Any) -> Any:
    """A column for figures: six decimals, below a trillion, exact in both databases within `rules.DIGITS`."""
    return models.DecimalField(max_digits=18, decimal_places=rules.DECIMALS, **kwargs)


class KpiQuerySet(models.QuerySet["Kpi"]):
    def visible_to(self, actor: Actor) -> "KpiQuerySet":
        """KPIs of the use cases that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "case__unit__path"))

    def active(self) -> "KpiQuerySet":
        """KPIs that are measured on: not retired, of cases that are not archived."""
        return self.filter(retired_at=None, case__archived_at=None)

    def delete(self) -> NoReturn:
        raise TypeError("KPIs are never deleted: retire them.")


class Kpi(Record):
    """One indicator of one use case. Retired, never deleted; the same key can be taken again after that.

    `catalog` pins the document that its definition came from, None for one of the case's own. The target is a lowest
    value (`up`), a highest one (`down`) or both ends (`band`).
    """

    case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="kpis", verbose_name=_("use case"))
    key = models.CharField(_("key"), max_length=KEY_LENGTH)
    label = models.CharField(_("name"), max_length=LABEL_LENGTH)
    catalog = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.CharField(_("unit"), max_length=20, choices=UNIT_CHOICES)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    direction = models.CharField(_("direction"), max_length=4, choices=[(d.value, DIRECTIONS[d]) for d in Direction])
    timing = models.CharField(_("timing"), max_length=7, choices=[(t.value, TIMINGS[t]) for t in Timing])
    cadence = models.CharField(_("cadence"), max_length=11, choices=[(c.value, CADENCES[c]) for c in Cadence])
    formula = models.TextField(_("formula"), blank=True, max_length=TEXT_LENGTH)
    source = models.CharField(_("source"), blank=True, max_length=NOTE_LENGTH)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_kpis",
        verbose_name=_("owner"),
    )
    baseline = figure(null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    baseline_method = models.CharField(max_length=NOTE_LENGTH, blank=True)
    target_low = figure(null=True, blank=True)
    target_high = figure(null=True, blank=True)
    target_strict = models.BooleanField(default=False)
    target_on = models.DateField(null=True, blank=True)

    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)
    retire_reason = models.CharField(max_length=NOTE_LENGTH, blank=True)

    objects = KpiQuerySet.as_manager()

    class Meta:
        verbose_name = _("KPI")
        verbose_name_plural = _("KPIs")
        ordering = ["case_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], condition=Q(retired_at=None), name="kpi_once_a_case"),
            models.CheckConstraint(
                condition=Q(retired_at=None, retire_reason="") | Q(retired_at__isnull=False) & ~Q(retire_reason=""),
                name="kpi_retired_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(target_low=None) | Q(target_high=None) | Q(target_low__lte=F("target_high")),
                name="kpi_target_in_order",
            ),
            models.CheckConstraint(condition=Q(baseline=None) | Q(baseline_on__isnull=False), name="kpi_baseline_day"),
        ]
        indexes = [models.Index(fields=["updated_at", "id"], name="kpi_updated")]

    def __str__(self) -> str:
        return f"{self.label}, {reference_of(self.case_id)}"

    def get_absolute_url(self) -> str:
        return reverse("metrics:kpi_detail", args=[self.uid])

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("KPIs are never deleted: retire them.")

    @property
    def audit_unit_path(self) -> str:
        return self.case.unit.path or ""

    @property
    def target(self) -> rules.Range:
        """What is aimed at."""
        return rules.Range(self.target_low, self.target_high, self.target_strict)

    @property
    def goal(self) -> Decimal | None:
        """The one figure to come to; None for a range or without a target."""
        return rules.goal(self.target, Direction(self.direction))

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None

    @property
    def direction_label(self) -> str:
        return gettext(DIRECTIONS[Direction(self.direction)])

    @property
    def timing_label(self) -> str:
        return gettext(TIMINGS[Timing(self.timing)])

    @property
    def cadence_label(self) -> str:
        return gettext(CADENCES[Cadence(self.cadence)])

    def course(self, value: Decimal | None, value_on: Any) -> rules.Course:
        """What its state depends on, with its latest value."""
        return rules.Course(
            direction=Direction(self.direction),
            cadence=Cadence(self.cadence),
            target=self.target,
            baseline=self.baseline,
            baseline_on=self.baseline_on,
            target_on=self.target_on,
            value=value,
            value_on=value_on,
        )


class Written(models.QuerySet[Any]):
    """Rows that are written once."""

    def update(self, **columns: Any) -> NoReturn:
        raise TypeError("These rows are written once: record a new value that corrects the old one.")

    def delete(self) -> NoReturn:
        raise TypeError("These rows are written once and never deleted.")


class KpiRevision(Record):
    """What a KPI said from one moment on: its definition as plain text by name; `number` counts from 1."""

    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    reason = models.CharField(max_length=NOTE_LENGTH, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    objects: Any = Written.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["kpi", "number"], name="kpi_revision_once")]

    def __str__(self) -> str:
        return f"{self.kpi_id}, {self.number}"


class MeasurementQuerySet(models.QuerySet["Measurement"]):
    def visible_to(self, actor: Actor) -> "MeasurementQuerySet":
        """Measurements of the use cases that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "kpi__case__unit__path"))

    def standing(self) -> "MeasurementQuerySet":
        """Values that no other one corrects."""
        return self.filter(correction=None)

    def update(self, **columns: Any) -> NoReturn:
        raise TypeError("Measurements are never changed: correct them by a new one.")

    def delete(self) -> NoReturn:
        raise TypeError("Measurements are never deleted.")


class Measurement(Record):
    """One value of a KPI, written once. It holds for the day `effective_on`, or the days from `period_from` to it.

    `sample` is how many observations the value rests on, where that matters. `corrects` names the value that this one
    takes the place of; both are kept. `key` is the sender's own name of the value, used once within a KPI.
    """

    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, related_name="measurements")
    effective_on = models.DateField(_("day"))
    period_from = models.DateField(_("first day of the period"), null=True, blank=True)
    value = figure()
    sample = models.BigIntegerField(_("sample size"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=NOTE_LENGTH, blank=True)
    key = models.CharField(max_length=PUSH_KEY_LENGTH, null=True, blank=True)
    origin = models.CharField(max_length=8, choices=[(o.value, ORIGINS[o]) for o in Origin])
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="correction")
    batch = models.UUIDField(null=True, blank=True)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["kpi", "key"], name="measurement_key_once"),
            models.CheckConstraint(
                condition=Q(period_from=None) | Q(period_from__lte=F("effective_on")), name="measurement_period_order"
            ),
            models.CheckConstraint(condition=Q(sample=None) | Q(sample__gte=1), name="measurement_sample_counts"),
            models.CheckConstraint(condition=~Q(corrects=F("id")), name="measurement_corrects_another"),
        ]
        indexes = [
            models.Index(fields=["kpi", "-effective_on", "-id"], name="measurement_course"),
            models.Index(fields=["recorded_at", "id"], name="measurement_recorded"),
            models.Index(fields=["batch"], name="measurement_batch", condition=Q(batch__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kpi}, {self.effective_on}: {self.value.normalize():f}"

    def get_absolute_url(self) -> str:
        return reverse("metrics:kpi_detail", args=[self.kpi.uid])

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Measurements are never changed: correct them by a new one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Measurements are never deleted.")

    @property
    def audit_unit_path(self) -> str:
        return self.kpi.case.unit.path or ""

    @property
    def origin_label(self) -> str:
        return gettext(ORIGINS[Origin(self.origin)])


class DaySum(models.Model):
    """Sums over the values of a KPI on one day that no other value corrects."""

    FIGURES = ("count", "total", "lowest", "highest", "sample")

    day = models.DateField()
    count = models.BigIntegerField()
    total = models.DecimalField(max_digits=30, decimal_places=rules.DECIMALS)
    lowest = figure()
    highest = figure()
    sample = models.BigIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"


class KpiDay(DaySum):
    """Folded sums of a day."""

    kpi = models.ForeignKey(Kpi, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kpi", "day"], name="kpi_day_once")]


class KpiDelta(DaySum):
    """Values that are not folded yet: what one act adds to one day of one KPI."""

    kpi = models.ForeignKey(Kpi, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["kpi", "day"], name="kpi_delta_day")]


class KpiFold(models.Model):
    """One row, locked while daily sums are folded, mended or rebuilt."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    folded_at = models.DateTimeField(null=True)
    rebuilt_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_kpi_fold")]

    def __str__(self) -> str:
        return f"folded {self.folded_at}"
