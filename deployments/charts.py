"""The charts of rollouts."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deployments import rules
from deployments.models import Rollout, StageRun, stage_label
from foundation.charts.specs import Axis, Gantt, Reference, Task


def timeline(rollout: Rollout, runs: Sequence[StageRun], today: date) -> Gantt:
    """The stages of a rollout: actual days as bars (a running one up to today), planned days below them."""
    return Gantt(
        title=timeline_title(rollout, runs, today),
        subtitle=_("Actual days of each stage, planned days as the thin line below"),
        tasks=[_task(rollout, run, today) for run in runs],
        task_axis=Axis(label=_("Stage")),
        references=[Reference(at=today, label=_("Today"), on="x")] if rollout.is_running else [],
        key=(("good", _("Done")), ("accent", _("Running")), ("warn", _("Late"))),
    )


def _task(rollout: Rollout, run: StageRun, today: date) -> Task:
    late = rules.days_late(run.plan, run.actual_start, run.actual_end, today)
    end = run.actual_end or (max(today, run.actual_start) if run.actual_start else None)
    tone = "warn" if late and run.actual_start else "good" if run.is_over else "accent"
    return Task(
        label=stage_label(run.key), start=run.actual_start, end=end, planned_start=run.planned_start,
        planned_end=run.planned_end, tone=tone,
    )  # fmt: skip


def timeline_title(rollout: Rollout, runs: Sequence[StageRun], today: date) -> str:
    """Say which stage is behind its plan and by how much, or that nothing is."""
    if not rollout.is_running:
        return _("Planned and actual days of each stage")
    for run in runs:
        late = rules.days_late(run.plan, run.actual_start, run.actual_end, today)
        if run.is_over or not late:
            continue
        if run.actual_start is None:
            text = ngettext(
                "%(stage)s should have begun %(days)d day ago", "%(stage)s should have begun %(days)d days ago", late
            )
        else:
            text = ngettext(
                "%(stage)s should have ended %(days)d day ago", "%(stage)s should have ended %(days)d days ago", late
            )
        return text % {"stage": stage_label(run.key), "days": late}
    if not rollout.has_begun:
        return _("Planned days of each stage")
    for run in runs:
        late = rules.days_late(run.plan, run.actual_start, run.actual_end, today)
        if run.is_over and late:
            text = ngettext(
                "%(stage)s ended %(days)d day late; nothing is behind now",
                "%(stage)s ended %(days)d days late; nothing is behind now",
                late,
            )
            return text % {"stage": stage_label(run.key), "days": late}
    return _("No stage is behind its plan")
