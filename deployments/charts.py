"""The charts of rollouts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deployments import rules
from deployments.evidence import Evidence
from deployments.models import Decision, Rollout, StageRun, stage_label
from foundation.charts.specs import Axis, Bubble, Gantt, Point, Reference, Task
from foundation.charts.units import PERCENT


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


@dataclass(frozen=True, slots=True)
class Place:
    """Where one side stands against its cut (1 is strong): its level, and the ends between which it may lie."""

    level: Decimal | None
    ends: tuple[Decimal, Decimal] | None
    strength: str


Sides = dict[str, Place]


def read_sides(found: Evidence) -> Sides:
    """The sides as they stand now."""
    return {key: Place(side.level, side.ends, side.strength or "") for key, side in found.sides.items()}


def frozen_sides(decision: Decision) -> Sides:
    """The sides as they stood when it was decided."""
    kept = json.loads(decision.record)["sides"]
    return {
        key: Place(
            None if side["level"] is None else Decimal(side["level"]),
            (Decimal(side["ends"][0]), Decimal(side["ends"][1])) if side["ends"] else None,
            side["strength"] or "",
        )
        for key, side in kept.items()
    }


def matrix(decision: Decision, sides: Sides) -> Bubble:
    """Technical performance against business impact, each as a share of its cut, with the options in the corners."""
    technical, business = sides["technical"], sides["business"]
    corner = {(option.technical, option.business): option.label for option in decision.parsed.options}
    known = technical.level is not None and business.level is not None
    return Bubble(
        title=matrix_title(sides),
        subtitle=_("Share of what makes each side strong; lines through the point say where it may lie"),
        note=_("A side is judged by the weakest of its measures."),
        empty="" if known else _("Without evidence for both sides there is no place on the matrix."),
        points=[
            Point(
                label=decision.rollout.name, x=technical.level, y=business.level, x_ends=technical.ends,
                y_ends=business.ends,
            )
        ] if known else [],
        x_axis=Axis(label=decision.parsed.axis("technical").label, unit=PERCENT, low=0, high=rules.MOST_SHARE),
        y_axis=Axis(label=decision.parsed.axis("business").label, unit=PERCENT, low=0, high=rules.MOST_SHARE),
        x_line=1,
        y_line=1,
        quadrants=(
            corner["weak", "strong"], corner["strong", "strong"], corner["strong", "weak"], corner["weak", "weak"]
        ),
    )  # fmt: skip


def matrix_title(sides: Sides) -> str:
    """Say which side is strong, and which is not."""
    technical, business = sides["technical"].strength, sides["business"].strength
    if not technical or not business:
        return _("Where it stands on the matrix")
    return {
        ("strong", "strong"): _("It works and it pays"),
        ("strong", "weak"): _("It works and does not pay yet"),
        ("weak", "strong"): _("It pays and does not work well enough yet"),
        ("weak", "weak"): _("It neither works nor pays yet"),
    }[technical, business]
