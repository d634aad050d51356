"""A job: the row is the truth, the broker's message only carries its id."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from foundation.db.models import Record
from foundation.jobs.workflow import LABELS, OPEN, TONES, State
from foundation.kernel.tones import Tone
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, actor: Actor) -> "JobQuerySet":
        """One's own jobs, and those of everybody for those who manage people."""
        access = access_of(actor)
        if access.anywhere(Permission.PEOPLE_MANAGE):
            return self
        return self.filter(requested_by=actor.pk if not actor.is_system else None)  # type: ignore[union-attr]


class Job(Record):
    """Work asked for, its progress, its result or its error."""

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=250)
    state = models.CharField(max_length=12, default=State.QUEUED, choices=[(s.value, LABELS[s]) for s in State])
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    requested_by_name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    params = models.JSONField(default=dict)
    memory = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    doing = models.CharField(max_length=250, blank=True)
    counters = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    result_url = models.CharField(max_length=300, blank=True)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["state", "lease_until"], name="job_open", condition=Q(state__in=["queued", "running"])
            ),
            models.Index(fields=["requested_by", "-id"], name="job_requested_by"),
            models.Index(fields=["kind", "-id"], name="job_kind"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("jobs:job_detail", args=[self.uid])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def tone(self) -> Tone:
        return TONES[State(self.state)]

    @property
    def state_label(self) -> str:
        return gettext(LABELS[State(self.state)])

    @property
    def percent(self) -> int | None:
        """0 to 100; None while the amount of work is unknown."""
        if self.state == State.DONE:
            return 100
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def audit_unit_path(self) -> str:
        return self.unit.path or "" if self.unit else ""

    def summary(self) -> dict[str, Any]:
        """What the page and the API show of a job."""
        return {
            "uid": str(self.uid),
            "kind": self.kind,
            "title": self.title,
            "state": self.state,
            "done": self.done,
            "total": self.total,
            "doing": self.doing,
            "counters": self.counters,
            "result": self.result,
            "result_url": self.result_url,
            "error": self.error,
            "created_at": self.created_at,
            "started_at": self.started_at,
            "finished_at": self.finished_at,
        }


class Step(models.Model):
    """A step of a job whose effect has happened: a second run skips it."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="steps")
    key = models.CharField(max_length=120)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "key"], name="job_step_once")]

    def __str__(self) -> str:
        return self.key
