"""Scenarios, what was found for them, the word to each team, and which one was adopted."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record
from foundation.jobs.models import Job
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from portfolio.rules import scenario as content
from portfolio.rules import written
from portfolio.rules.scenario import MEASURES, Content, Measure
from portfolio.workflow import LABELS, TONES, State
from usecases.models import UseCase

TITLE_LENGTH, NOTE_LENGTH, MESSAGE_LENGTH = 200, 2000, 2000


def span(first: int, last: int) -> str:
    """Write years: "2027" or "2027–2028"."""
    return str(first) if first == last else f"{first}–{last}"


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def visible_to(self, actor: Actor) -> "ScenarioQuerySet":
        """Scenarios of the units that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "unit__path"))

    def active(self) -> "ScenarioQuerySet":
        """Those that are not archived."""
        return self.filter(archived_at=None)

    def delete(self) -> NoReturn:
        raise TypeError("Scenarios are archived, never deleted.")


class Scenario(Record):
    """Candidates, a measure of value, and limits, for some years of a unit and all below it."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="scenarios", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=TITLE_LENGTH)
    note = models.TextField(_("note"), blank=True, max_length=NOTE_LENGTH)
    first_year = models.PositiveSmallIntegerField(_("first year"))
    years = models.PositiveSmallIntegerField(_("years"), default=1)
    measure = models.CharField(
        _("value"), max_length=8, default=Measure.SCORE, choices=[(m.value, label) for m, label in MEASURES.items()]
    )
    currency = models.CharField(max_length=3)
    content = models.JSONField()
    state = models.CharField(max_length=10, default=State.DRAFT, choices=[(s.value, LABELS[s]) for s in State])
    version = models.PositiveIntegerField(default=1)
    authors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    solution = models.ForeignKey(
        "portfolio.Solution", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ["-updated_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(years__gte=1, years__lte=content.MOST_YEARS), name="scenario_years_few"),
        ]
        indexes = [models.Index(fields=["-updated_at", "-id"], name="scenario_updated")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("portfolio:scenario_detail", args=[self.uid])

    @property
    def last_year(self) -> int:
        return self.first_year + self.years - 1

    @property
    def period(self) -> str:
        """Its years: "2027" or "2027–2028"."""
        return span(self.first_year, self.last_year)

    @property
    def says(self) -> Content:
        """What it says, read anew from what is stored."""
        return content.read(self.content)

    @property
    def state_label(self) -> str:
        return gettext(LABELS[State(self.state)])

    @property
    def tone(self) -> Tone:
        return TONES[State(self.state)]

    @property
    def measure_label(self) -> str:
        return gettext(MEASURES[Measure(self.measure)])

    @property
    def in_money(self) -> bool:
        """Whether values are amounts of money."""
        return self.measure in content.MONEY


class SolutionQuerySet(models.QuerySet["Solution"]):
    def visible_to(self, actor: Actor) -> "SolutionQuerySet":
        """Solutions of the scenarios that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "scenario__unit__path"))


class Solution(Record):
    """What was found for one version of a scenario: the inputs as they were, frozen, and the result.

    `digest` is that of the inputs; `result` is empty until the worker is done; `seed` draws the same values again.
    """

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="solutions")
    version = models.PositiveIntegerField()
    inputs = models.JSONField()
    digest = models.CharField(max_length=64)
    seed = models.BigIntegerField()
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    result = models.JSONField(default=dict)
    value = models.DecimalField(max_digits=30, decimal_places=8, null=True)
    funded = models.PositiveIntegerField(default=0)
    candidates = models.PositiveIntegerField(default=0)
    cost_minor = models.BigIntegerField(default=0)
    budget_minor = models.BigIntegerField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects = SolutionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.scenario}, {self.version}"

    @property
    def audit_unit_path(self) -> str:
        return self.scenario.unit.path or ""

    @property
    def given(self) -> written.Inputs:
        """The frozen inputs."""
        return written.inputs(self.inputs)

    @property
    def found(self) -> written.Result:
        """The result; only once it is finished."""
        return written.result(self.result)

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None


class Outcome(Record):
    """What a solution means for one case, and the message to its team: drafted, editable until it is sent."""

    solution = models.ForeignKey(Solution, on_delete=models.PROTECT, related_name="outcomes")
    case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(null=True)
    text = models.TextField(max_length=MESSAGE_LENGTH)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    told = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["solution", "case"], name="outcome_once_a_case")]
        indexes = [models.Index(fields=["case", "-id"], name="outcome_case")]

    def __str__(self) -> str:
        return f"{self.solution}: {self.case}"

    @property
    def audit_unit_path(self) -> str:
        return self.case.unit.path or ""

    @property
    def is_funded(self) -> bool:
        return self.level is not None


class AdoptionQuerySet(models.QuerySet["Adoption"]):
    def visible_to(self, actor: Actor) -> "AdoptionQuerySet":
        """Adoptions on the units that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "unit__path"))

    def standing(self) -> "AdoptionQuerySet":
        """Those in force."""
        return self.filter(ended_at=None)


class Adoption(Record):
    """A solution was adopted: what the unit funds in these years, until it is replaced or withdrawn."""

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="adoptions")
    solution = models.ForeignKey(Solution, on_delete=models.PROTECT, related_name="adoptions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    reason = models.TextField(max_length=NOTE_LENGTH)
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField(default=timezone.now)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    end_reason = models.TextField(blank=True, max_length=NOTE_LENGTH)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced")

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "first_year"], condition=Q(ended_at=None), name="one_adopted_scenario"
            ),
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="adoption_years_in_order"),
            models.CheckConstraint(
                condition=Q(ended_at=None, end_reason="") | Q(ended_at__isnull=False) & ~Q(end_reason=""),
                name="adoption_end_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.scenario)

    @property
    def period(self) -> str:
        return span(self.first_year, self.last_year)

    @property
    def is_standing(self) -> bool:
        return self.ended_at is None


def fields_of(scenario: Scenario) -> dict[str, Any]:
    """What the trail keeps of a scenario before and after a change."""
    return {name: getattr(scenario, name) for name in ("name", "note", "first_year", "years", "measure", "content")}
