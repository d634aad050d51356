"""Plans, roadmaps and the heat map as charts."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.charts.specs import Axis, Gantt, HeatMap, Reference
from foundation.charts.specs import Task as Line
from foundation.charts.units import COUNT
from plans import wording
from plans.models import Plan, Program, Task, Wave
from plans.queries import Heat, Standing
from plans.rules.risks import IMPACTS, LEAST, LIKELIHOODS, MOST
from plans.workflow import PlanState, TaskState


def gantt(plan: Plan, found: Standing, today: date) -> Gantt:
    """The tasks of a plan by phase, the baseline as the thin line below; what its end hangs on in the accent."""
    names = {task.pk: task.label for task in found.tasks}
    before: dict[int, list[str]] = {}
    for first, after in found.links:
        before.setdefault(after, []).append(names[first])
    running = plan.state == PlanState.RUNNING
    return Gantt(
        title=wording.plan_headline(plan, found, today),
        subtitle=_("Days of each task by phase; the thin line is the baseline"),
        empty="" if found.tasks else _("This plan has no task."),
        tasks=[
            Line(
                label=task.label, start=task.starts_on, end=task.ends_on, planned_start=task.base_starts_on,
                planned_end=task.base_ends_on, group=row.phase.label, href=task.get_absolute_url(),
                tone=_tone(task, task.pk in found.critical, late=running and task.is_overdue(today)),
                hover=_hover(task, before.get(task.pk, [])),
            )
            for row in found.phases
            for task in row.tasks
            if task.state != TaskState.DROPPED
        ],
        task_axis=Axis(label=_("Task")),
        references=[Reference(at=today, label=_("Today"), on="x")] if plan.is_live else [],
        key=(("good", _("Done")), ("warn", _("Overdue")), ("accent", _("Critical"))),
    )  # fmt: skip


def _tone(task: Task, is_critical: bool, *, late: bool) -> str:
    if task.state == TaskState.DONE:
        return "good"
    if late:
        return "warn"
    return "accent" if is_critical else "neutral"


def _hover(task: Task, needs: Sequence[str]) -> str:
    said = f"{task.label}: {wording.days(task.starts_on, task.ends_on)}"
    return said + (". " + _("After %(tasks)s") % {"tasks": ", ".join(needs[:4])} if needs else "")


def roadmap(program: Program, waves: Sequence[Wave], plans: Sequence[Plan], today: date) -> Gantt:
    """The waves of a program, and the plans made for it below them."""
    lines = [
        Line(
            label=wave.label, start=wave.starts_on, end=wave.ends_on, group=_("Waves"),
            tone="good" if wave.is_over(today) else "accent" if wave.is_on(today) else "neutral",
        )
        for wave in waves
    ]  # fmt: skip
    lines += [
        Line(
            label=plan.title, start=plan.first, end=plan.last, planned_end=plan.base_last,  # type: ignore[attr-defined]
            planned_start=plan.starts_on if plan.base_last else None, group=_("Plans"),  # type: ignore[attr-defined]
            tone="info", href=plan.get_absolute_url(),
        )
        for plan in plans
        if not plan.base_last or plan.base_last >= plan.starts_on  # type: ignore[attr-defined]
    ]  # fmt: skip
    return Gantt(
        title=wording.program_headline(program, waves, today),
        subtitle=_("Days of each wave"),
        tasks=lines,
        task_axis=Axis(label=_("Wave")),
        references=[] if program.is_ended else [Reference(at=today, label=_("Today"), on="x")],
        key=(("good", _("Over")), ("accent", _("Now"))),
    )


def heat_map(found: Heat, *, after: bool, query: dict[str, str]) -> HeatMap:
    """Likelihood against impact; each count leads to its risks. `query` is what the list is narrowed by."""
    prefix = "left_" if after else ""
    rows, columns = range(MOST, LEAST - 1, -1), range(LEAST, MOST + 1)
    url = reverse("plans:risk_list")

    def href(likelihood: int, impact: int) -> str:
        cell = {f"{prefix}likelihood": str(likelihood), f"{prefix}impact": str(impact)}
        return f"{url}?{urlencode(query | cell)}" if found.at(likelihood, impact) else ""

    return HeatMap(
        title=_("Risks after mitigation") if after else _("Risks before mitigation"),
        subtitle=_("Impact upwards, likelihood to the right"),
        note=ngettext("%(count)s risk is not rated.", "%(count)s risks are not rated.", found.unrated)
        % {"count": found.unrated}
        if found.unrated
        else "",
        empty="" if found.counts else _("No risk is rated yet."),
        rows=[f"{value} {_(IMPACTS[value])}" for value in rows],
        columns=[f"{value} {_(LIKELIHOODS[value])}" for value in columns],
        cells=[[found.at(likelihood, impact) for likelihood in columns] for impact in rows],
        row_axis=Axis(label=_("Impact")),
        column_axis=Axis(label=_("Likelihood")),
        value_axis=Axis(label=_("Risks"), unit=COUNT, low=0),
        hrefs=[[href(likelihood, impact) for likelihood in columns] for impact in rows],
    )
