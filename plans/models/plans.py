"""A playbook as dated work: the plan, its phases, tasks, and what waits for what."""

from datetime import date
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q
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
from plans.models.programs import NAME_LENGTH, TEXT_LENGTH, Program
from plans.rules.network import Bar
from plans.workflow import (
    LIVE_PLANS,
    PICKS,
    PLAN_STATES,
    PLAN_TONES,
    SETTLED,
    TASK_STATES,
    TASK_TONES,
    UNFINISHED,
    Pick,
    PlanState,
    TaskState,
)
from usecases.models import UseCase

DETAIL_LENGTH = 4000
LABEL_LENGTH = 300


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, actor: Actor) -> "PlanQuerySet":
        """Plans of the units that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "unit__path"))

    def live(self) -> "PlanQuerySet":
        """Plans that are drafted or run."""
        return self.filter(state__in=LIVE_PLANS)

    def delete(self) -> NoReturn:
        raise TypeError("Plans are never deleted: cancel them.")


class Plan(Record):
    """Dated work by one version of a playbook, for a use case, a program, or a unit. Cancelled, never deleted.

    `unit` owns it: that of the case or the program, and it follows a case that moves.
    """

    title = models.CharField(_("name"), max_length=NAME_LENGTH)
    playbook = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+", verbose_name=_("playbook"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="plans", verbose_name=_("unit"))
    case = models.ForeignKey(
        UseCase, on_delete=models.PROTECT, null=True, blank=True, related_name="plans", verbose_name=_("use case")
    )
    program = models.ForeignKey(Program, on_delete=models.PROTECT, null=True, blank=True, related_name="plans")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="owned_plans",
        verbose_name=_("owner"),
    )  # fmt: skip
    starts_on = models.DateField(_("first day"))
    pick = models.CharField(max_length=8, choices=[(p.value, PICKS[p]) for p in Pick], default=Pick.LIKELY)
    state = models.CharField(
        _("state"), max_length=9, choices=[(s.value, PLAN_STATES[s]) for s in PlanState], default=PlanState.DRAFT
    )
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=TEXT_LENGTH, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(case=None) | Q(program=None), name="plan_of_one_subject"),
            models.CheckConstraint(
                condition=Q(state__in=LIVE_PLANS, ended_at=None) | ~Q(state__in=LIVE_PLANS) & Q(ended_at__isnull=False),
                name="plan_ended_when_over",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.DRAFT) | Q(begun_at=None), name="plan_draft_has_not_begun"
            ),
        ]
        indexes = [models.Index(fields=["updated_at", "id"], name="plan_updated")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:plan_detail", args=[self.uid])

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Plans are never deleted: cancel them.")

    @property
    def audit_unit_path(self) -> str:
        return self.unit.path or ""

    @property
    def state_label(self) -> str:
        return gettext(PLAN_STATES[PlanState(self.state)])

    @property
    def tone(self) -> Tone:
        return PLAN_TONES[PlanState(self.state)]

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_PLANS

    @property
    def has_begun(self) -> bool:
        return self.begun_at is not None

    @property
    def subject(self) -> UseCase | Program | Unit:
        """What it plans for."""
        return self.case or self.program or self.unit


class Phase(Record):
    """A phase of a plan; its days are those of its tasks. `length` is what was picked, in the playbook's unit."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="phases")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    label = models.CharField(max_length=LABEL_LENGTH)
    length = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["plan_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="phase_number_once"),
            models.UniqueConstraint(fields=["plan", "key"], name="phase_key_once"),
        ]

    def __str__(self) -> str:
        return self.label


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, actor: Actor) -> "TaskQuerySet":
        """Tasks of plans of the units that the actor may read."""
        return self.filter(access_of(actor).q(Permission.READ, "plan__unit__path"))

    def overdue(self, today: date) -> "TaskQuerySet":
        """Unfinished tasks of running plans whose last day is over."""
        return self.filter(plan__state=PlanState.RUNNING, state__in=UNFINISHED, ends_on__lt=today)

    def delete(self) -> NoReturn:
        raise TypeError("Tasks are never deleted: drop them.")


class Task(Record):
    """A piece of work with its days, both ends counted. `key` is the playbook's, "" for one of the plan's own.

    `base_starts_on` and `base_ends_on` are its days when the plan began; a task added later has none.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tasks")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("phase"))
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=64, blank=True)
    label = models.CharField(_("task"), max_length=LABEL_LENGTH)
    detail = models.TextField(blank=True, max_length=DETAIL_LENGTH)
    step = models.CharField(max_length=LABEL_LENGTH, blank=True)
    role = models.CharField(max_length=LABEL_LENGTH, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_tasks",
        verbose_name=_("owner"),
    )  # fmt: skip
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    base_starts_on = models.DateField(null=True, blank=True)
    base_ends_on = models.DateField(null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=7, choices=[(s.value, TASK_STATES[s]) for s in TaskState], default=TaskState.OPEN
    )
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    done_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=TEXT_LENGTH, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        ordering = ["plan_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="task_number_once"),
            models.UniqueConstraint(fields=["plan", "key"], condition=~Q(key=""), name="task_key_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="task_in_order"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="task_progress_percent"),
            models.CheckConstraint(
                condition=Q(state=TaskState.DONE, done_on__isnull=False, progress=100)
                | ~Q(state=TaskState.DONE) & Q(done_on=None),
                name="task_done_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(base_starts_on=None, base_ends_on=None)
                | Q(base_starts_on__isnull=False, base_ends_on__isnull=False),
                name="task_baseline_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "ends_on"], name="task_due"),
            models.Index(fields=["updated_at", "id"], name="task_updated"),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("plans:task_detail", args=[self.uid])

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Tasks are never deleted: drop them.")

    @property
    def audit_unit_path(self) -> str:
        return self.plan.unit.path or ""

    @property
    def state_label(self) -> str:
        return gettext(TASK_STATES[TaskState(self.state)])

    @property
    def tone(self) -> Tone:
        return TASK_TONES[TaskState(self.state)]

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    @property
    def bar(self) -> Bar:
        """Its days, as the rules know them."""
        return Bar(self.starts_on, self.ends_on, self.is_settled)

    def is_overdue(self, today: date) -> bool:
        """Whether its last day is over and it is not; asked of tasks of running plans."""
        return not self.is_settled and self.ends_on < today


class TaskLink(models.Model):
    """`after` begins when `before` has ended."""

    before = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="leads_to")
    after = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="waits_for")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["before", "after"], name="task_link_once"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="task_link_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"
