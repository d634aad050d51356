"""Rollouts, the runs of their stages, and the exit checks of each."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deployments.models.people import who
from deployments.rules import Span
from deployments.workflow import IN_FORCE, State
from foundation.db.models import Record
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.kinds.stage_plan import LADDER, Stage, StagePlan
from library.models import Document
from usecases.models import UseCase
from usecases.workflow import LABELS as STAGE_LABELS
from usecases.workflow import Stage as CaseStage

NAME_LENGTH = 200
STAGE_LENGTH = 12
COUNTING = sorted(state.value for state in IN_FORCE)


def stage_label(key: str) -> str:
    """Return the words of a stage of a rollout; before its first one it is not started."""
    return gettext(STAGE_LABELS[CaseStage(key)]) if key else gettext("Not started")


class RolloutQuerySet(models.QuerySet["Rollout"]):
    def visible_to(self, actor: Actor) -> Self:
        """Rollouts of the cases that the actor may read; where a rollout takes place opens nothing."""
        return self.filter(access_of(actor).q(Permission.READ, "case__unit__path"))

    def running(self) -> Self:
        return self.filter(state=State.RUNNING)


class Rollout(Record):
    """One way of a use case to its users, by a plan whose version is pinned.

    `unit` says where it takes place; who may see and run it follows from the unit of the case. A case can have several;
    the primary one moves the stage of the case. `stage` is "" until the first gate is passed.
    """

    case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="rollouts", verbose_name=_("use case"))
    plan = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("stage plan"))
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="rollouts", verbose_name=_("takes place in"))
    is_primary = models.BooleanField(_("primary"), default=True)
    stage = models.CharField(
        _("stage"),
        max_length=STAGE_LENGTH,
        blank=True,
        choices=[(key, STAGE_LABELS[CaseStage(key)]) for key in LADDER],
    )
    state = models.CharField(
        _("state"), max_length=12, default=State.RUNNING.value, choices=[(s.value, s.label) for s in State]
    )
    start_on = models.DateField(_("start"))
    started_by = who()
    started_at = models.DateTimeField(default=timezone.now)
    ended_by = who()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(blank=True)
    effect = models.TextField(_("effect on users"), blank=True)
    thresholds_locked_at = models.DateTimeField(null=True, blank=True)

    objects = RolloutQuerySet.as_manager()

    class Meta:
        verbose_name = _("rollout")
        verbose_name_plural = _("rollouts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(is_primary=True, state__in=COUNTING), name="rollout_one_primary_per_case"
            ),
            models.CheckConstraint(
                condition=Q(state=State.RUNNING.value, ended_at=None)
                | ~Q(state=State.RUNNING.value) & Q(ended_at__isnull=False),
                name="rollout_ended_when_over",
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None) | Q(ended_at__isnull=False), name="rollout_ended_by_and_at"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ROLLED_BACK.value) | ~Q(end_reason="") & ~Q(effect=""),
                name="rollout_rolled_back_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "stage", "-id"], name="rollout_lane"),
            models.Index(fields=["case", "-id"], name="rollout_case"),
        ]

    def __str__(self) -> str:
        return f"{self.case.reference} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("deployments:rollout_detail", args=[self.uid])

    @property
    def audit_unit_path(self) -> str:
        return self.case.unit.path or ""

    @property
    def parsed(self) -> StagePlan:
        """The plan, in the version that this rollout pinned."""
        document: StagePlan = self.plan.parsed
        return document

    @property
    def is_running(self) -> bool:
        return self.state == State.RUNNING

    @property
    def has_begun(self) -> bool:
        """Whether anybody uses it: the first gate was passed."""
        return bool(self.stage)

    @property
    def is_at_last_stage(self) -> bool:
        return self.stage == self.parsed.stages[-1].key

    @property
    def trial_stage(self) -> str:
        """The stage in which it must show what it can: the last one before everybody has it."""
        stages = self.parsed.stages
        return stages[max(0, len(stages) - 2)].key

    @property
    def next_stage(self) -> Stage | None:
        """The stage of the plan after the present one; None at the last."""
        stages = self.parsed.stages
        if not self.stage:
            return stages[0]
        place = next(index for index, stage in enumerate(stages) if stage.key == self.stage)
        return stages[place + 1] if place + 1 < len(stages) else None

    @property
    def label(self) -> str:
        return gettext(State(self.state).label)

    @property
    def tone(self) -> Tone:
        return State(self.state).tone

    @property
    def stage_label(self) -> str:
        return stage_label(self.stage)


class StageRun(Record):
    """One stage of a rollout: planned and actual days, and who takes part."""

    rollout = models.ForeignKey(Rollout, on_delete=models.PROTECT, related_name="runs")
    key = models.CharField(max_length=STAGE_LENGTH)
    position = models.PositiveSmallIntegerField()
    planned_start = models.DateField(_("planned start"))
    planned_end = models.DateField(_("planned end"))
    actual_start = models.DateField(null=True, blank=True)
    actual_end = models.DateField(null=True, blank=True)
    cohort_size = models.PositiveIntegerField(_("people"), null=True, blank=True)
    cohort_reason = models.TextField(blank=True)
    cohort_by = who()
    cohort_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["rollout", "position"]
        constraints = [
            models.UniqueConstraint(fields=["rollout", "key"], name="stage_run_once"),
            models.UniqueConstraint(fields=["rollout", "position"], name="stage_run_place_once"),
            models.CheckConstraint(condition=Q(planned_end__gte=F("planned_start")), name="stage_run_plan_in_order"),
            models.CheckConstraint(
                condition=Q(actual_end=None) | Q(actual_start__isnull=False, actual_end__gte=F("actual_start")),
                name="stage_run_ends_after_its_start",
            ),
            models.CheckConstraint(
                condition=Q(cohort_size=None, cohort_at=None, cohort_by=None, cohort_reason="")
                | Q(cohort_size__gte=1, cohort_at__isnull=False),
                name="stage_run_cohort_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return self.stage.label

    @property
    def audit_unit_path(self) -> str:
        return self.rollout.audit_unit_path

    @property
    def stage(self) -> Stage:
        """What the plan says about this stage."""
        return self.rollout.parsed.stage(self.key)

    def ask_of(self, check: "ExitCheck") -> str:
        """What an exit check of this stage asks; its key where the plan no longer has it."""
        return next((item.ask for item in self.stage.exit_checks if item.key == check.key), check.key)

    @property
    def plan(self) -> Span:
        return Span(self.planned_start, self.planned_end)

    @property
    def is_over(self) -> bool:
        return self.actual_end is not None

    @property
    def is_current(self) -> bool:
        return self.actual_start is not None and self.actual_end is None


class ExitCheck(models.Model):
    """Whether something that the plan asks for was shown before its stage is left; `note` says what was seen."""

    run = models.ForeignKey(StageRun, on_delete=models.PROTECT, related_name="checks")
    key = models.CharField(max_length=64)
    position = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True)
    shown_by = who()
    shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["run", "position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "key"], name="exit_check_once"),
            models.CheckConstraint(
                condition=Q(shown_at=None, shown_by=None, note="") | Q(shown_at__isnull=False) & ~Q(note=""),
                name="exit_check_shown_by_and_at",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_shown(self) -> bool:
        return self.shown_at is not None
