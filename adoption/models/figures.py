"""Monthly figures of users and of support, and what surveys found."""

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from adoption import rules
from adoption.models.about import LABEL_LENGTH, Figures
from adoption.workflow import SCALES, SURVEYS, Survey
from foundation.kernel.periods import Month
from library.models import Document


def _chained(name: str, *place: str) -> list[models.BaseConstraint]:
    """Each key once, and one first row for each place: whatever comes later corrects it."""
    return [
        models.UniqueConstraint(fields=["case", "key"], name=f"{name}_key_once"),
        models.UniqueConstraint(
            fields=["case", "unit", *place], condition=Q(corrects=None), name=f"{name}_once_a_place"
        ),
    ]


class Usage(Figures):
    """How many people of a unit use a use case in a month. None is "not told", which is not 0.

    `active_weekly` is a mean of the month's weeks; `onboarding_days` a median from invitation to first value;
    `features` how often each was used.
    """

    NOUN: ClassVar[str] = "users"
    COUNTED = (
        "targeted", "invited", "activated", "active_monthly", "active_weekly", "onboarding_days", "features",
    )  # fmt: skip
    PEOPLE = COUNTED[:5]
    PLACE = ("month",)

    month = models.DateField(_("month"))
    targeted = models.PositiveIntegerField(_("targeted"), null=True, blank=True)
    invited = models.PositiveIntegerField(_("invited"), null=True, blank=True)
    activated = models.PositiveIntegerField(_("reached first value"), null=True, blank=True)
    active_monthly = models.PositiveIntegerField(_("active in the month"), null=True, blank=True)
    active_weekly = models.PositiveIntegerField(_("active in a week"), null=True, blank=True)
    onboarding_days = models.DecimalField(
        _("days to first value"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    features = models.JSONField(_("uses of features"), default=dict, blank=True)

    class Meta(Figures.Meta):
        verbose_name = _("figures of users")
        verbose_name_plural = _("figures of users")
        ordering = ["-month", "-id"]
        constraints = [
            *_chained("usage", "month"),
            models.CheckConstraint(condition=Q(case__isnull=False), name="usage_of_a_case"),
        ]
        indexes = [models.Index(fields=["case", "month"], name="usage_case_month")]

    def __str__(self) -> str:
        return f"{self.about}, {self.unit}, {self.period}"

    @property
    def period(self) -> Month:
        return Month.of(self.month)

    @property
    def activation(self) -> Decimal | None:
        """Share of those invited who reached first value."""
        return rules.share(self.activated, self.invited)

    @property
    def adoption(self) -> Decimal | None:
        """Share of those targeted who were active in the month."""
        return rules.share(self.active_monthly, self.targeted)

    @property
    def stickiness(self) -> Decimal | None:
        """Weekly over monthly active users."""
        return rules.share(self.active_weekly, self.active_monthly)


class SupportFigures(Figures):
    """Requests of a month at one tier of the support model that `document` pins; times are medians in hours."""

    NOUN: ClassVar[str] = "support"
    COUNTED = ("opened", "resolved", "reopened", "first_response_hours", "resolution_hours")
    PEOPLE = COUNTED[:3]
    PLACE = ("month", "tier")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    tier = models.CharField(_("tier"), max_length=60)
    month = models.DateField(_("month"))
    opened = models.PositiveIntegerField(_("opened"), null=True, blank=True)
    resolved = models.PositiveIntegerField(_("resolved"), null=True, blank=True)
    reopened = models.PositiveIntegerField(_("opened again"), null=True, blank=True)
    first_response_hours = models.DecimalField(
        _("hours to first response"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    resolution_hours = models.DecimalField(
        _("hours to resolution"), max_digits=10, decimal_places=2, null=True, blank=True
    )

    class Meta(Figures.Meta):
        verbose_name = _("figures of support")
        verbose_name_plural = _("figures of support")
        ordering = ["-month", "-id"]
        constraints = [
            *_chained("support", "tier", "month"),
            models.CheckConstraint(condition=Q(case__isnull=False), name="support_of_a_case"),
        ]
        indexes = [models.Index(fields=["case", "month"], name="support_case_month")]

    def __str__(self) -> str:
        return f"{self.about}, {self.tier_label}, {self.period}"

    @property
    def period(self) -> Month:
        return Month.of(self.month)

    @property
    def tier_label(self) -> str:
        return str(self.document.parsed.labels().get(self.tier, self.tier))


class SurveyResult(Figures):
    """How often each answer of a scale was given; `counts` goes up the scale from its lowest answer."""

    NOUN: ClassVar[str] = "surveys"
    COUNTED = ("counts", "invited")
    PLACE = ("asked_on", "title")

    kind = models.CharField(_("scale"), max_length=4, choices=[(s.value, SURVEYS[s]) for s in Survey])
    title = models.CharField(_("question"), max_length=LABEL_LENGTH)
    asked_on = models.DateField(_("asked on"))
    counts = models.JSONField(default=list)
    invited = models.PositiveIntegerField(_("asked"), null=True, blank=True)

    class Meta(Figures.Meta):
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-asked_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "key"], name="survey_key_once"),
            models.UniqueConstraint(
                fields=["unit", "case", "title", "asked_on"], condition=Q(corrects=None, case__isnull=False),
                name="survey_once_a_case",
            ),
            models.UniqueConstraint(
                fields=["unit", "title", "asked_on"], condition=Q(corrects=None, case=None), name="survey_once_a_unit"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title}, {self.about}, {self.asked_on}"

    @property
    def scale(self) -> tuple[int, ...]:
        return SCALES[Survey(self.kind)]

    @property
    def kind_label(self) -> str:
        return gettext(SURVEYS[Survey(self.kind)])

    @property
    def answers(self) -> int:
        """How many answered."""
        return sum(self.counts)

    @property
    def response(self) -> Decimal | None:
        """Share of those asked who answered."""
        return rules.share(self.answers, self.invited)

    @property
    def is_sufficient(self) -> bool:
        """Whether there are answers enough to say a figure."""
        return self.answers >= rules.LEAST_ANSWERS

    @property
    def nps(self) -> Any:
        """The NPS with its standard error; None on another scale or without answers."""
        return rules.nps(self.counts) if self.kind == Survey.NPS else None

    @property
    def csat(self) -> Decimal | None:
        """The share of satisfied answers; None on another scale or without answers."""
        return rules.csat(self.counts) if self.kind == Survey.CSAT else None
