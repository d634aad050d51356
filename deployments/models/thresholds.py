"""What a rollout must show while it is tried, agreed before it is tried."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from deployments.models.rollouts import Rollout
from deployments.rules import Bar
from foundation.db.models import Record
from metrics.models import Kpi, figure
from metrics.workflow import Direction


class Threshold(Record):
    """One KPI of the case with the figure that is success and the one at which to stop.

    Both are read against the mean over the days of the trial, and count once it rests on `least` observations. They
    can be changed until the trial begins (`rollout.thresholds_locked_at`).
    """

    rollout = models.ForeignKey(Rollout, on_delete=models.PROTECT, related_name="thresholds")
    kpi = models.ForeignKey(Kpi, on_delete=models.PROTECT, related_name="+")
    success = figure()
    stop = figure(null=True, blank=True)
    least = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["rollout", "id"]
        constraints = [
            models.UniqueConstraint(fields=["rollout", "kpi"], name="threshold_once"),
            models.CheckConstraint(condition=Q(least__gte=1), name="threshold_rests_on_something"),
            models.CheckConstraint(
                condition=Q(stop=None) | ~Q(stop=F("success")), name="threshold_stop_is_not_success"
            ),
        ]

    def __str__(self) -> str:
        return self.kpi.label

    @property
    def audit_unit_path(self) -> str:
        return self.rollout.audit_unit_path

    @property
    def bar(self) -> Bar:
        """What is success, and what is a reason to stop."""
        stop: Decimal | None = self.stop
        return Bar(higher=self.kpi.direction == Direction.UP, success=self.success, stop=stop, least=self.least)
