"""Where the thresholds of a rollout stand: the mean of each KPI over the days of the trial, against its figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from deployments.models import Rollout, StageRun, Threshold
from deployments.workflow import Reached
from foundation.ui import words
from metrics import queries as metrics
from metrics import wording
from metrics.queries import Window


@dataclass(frozen=True, slots=True)
class Mark:
    """A threshold, what its KPI showed over the trial (None before it began), and what that comes to."""

    threshold: Threshold
    window: Window | None
    reached: Reached

    @property
    def value(self) -> str:
        """The mean over the trial in the unit of the KPI; an en dash without one."""
        return wording.value_of(self.threshold.kpi, self.window.mean if self.window else None)

    @property
    def observations(self) -> int:
        return self.window.observations if self.window else 0

    @property
    def success(self) -> str:
        """What counts as success, in words: "at least 80%"."""
        return self._side(self.threshold.bar.higher, self.threshold.success)

    @property
    def stop(self) -> str:
        """At which figure to stop, in words; "" for none."""
        if self.threshold.stop is None:
            return ""
        return self._side(not self.threshold.bar.higher, self.threshold.stop)

    def _side(self, least: bool, figure: Decimal) -> str:
        words = _("at least %(figure)s") if least else _("at most %(figure)s")
        return words % {"figure": wording.value_of(self.threshold.kpi, figure)}

    @property
    def said(self) -> str:
        """The finding in one line: "Accuracy 91% (2,400 observations; success at least 90%): success"."""
        if self.reached == Reached.UNKNOWN:
            return _("%(kpi)s: %(count)s of %(least)s observations") % self._words()
        return _("%(kpi)s %(value)s (%(count)s observations; success %(success)s): %(reached)s") % self._words()

    def _words(self) -> dict[str, str]:
        return {
            "kpi": self.threshold.kpi.label, "value": self.value, "success": self.success,
            "count": words.number(self.observations, 0), "least": words.number(self.threshold.least, 0),
            "reached": _(self.reached.label).lower(),
        }  # fmt: skip


def marks(rollout: Rollout) -> list[Mark]:
    """Return the thresholds of a rollout with where they stand; three queries."""
    return marks_of([rollout])[rollout.pk]


def marks_of(rollouts: Iterable[Rollout]) -> dict[int, list[Mark]]:
    """Return `marks` by the id of each rollout; three queries however many there are."""
    rows = {rollout.pk: rollout for rollout in rollouts}
    found: dict[int, list[Mark]] = {pk: [] for pk in rows}
    thresholds = list(
        Threshold.objects.filter(rollout_id__in=rows).select_related("kpi__case").order_by("rollout_id", "id")
    )
    if not thresholds:
        return found
    spans = _trials(rows, {row.rollout_id for row in thresholds})
    wanted = {row.pk: (row.kpi_id, *spans[row.rollout_id]) for row in thresholds if row.rollout_id in spans}
    windows = metrics.windows(wanted.values())
    for row in thresholds:
        row.rollout = rows[row.rollout_id]
        window = windows[wanted[row.pk]] if row.pk in wanted else None
        reached = row.bar.reached(window.mean, window.observations) if window else Reached.UNKNOWN
        found[row.rollout_id].append(Mark(row, window, reached))
    return found


def _trials(rollouts: dict[int, Rollout], ids: set[int]) -> dict[int, tuple[date, date]]:
    """The days of each trial that has begun, up to its end or today."""
    today = timezone.localdate()
    runs = StageRun.objects.filter(rollout_id__in=ids, actual_start__isnull=False)
    return {
        run.rollout_id: (run.actual_start, max(run.actual_start, run.actual_end or today))
        for run in runs
        if run.actual_start and run.key == rollouts[run.rollout_id].trial_stage
    }
