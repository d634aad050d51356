"""Plans, tasks, programs and risks as tables."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.ui import words
from foundation.ui.columns import DayColumn, LinkColumn, NumberColumn, StatusColumn, TextColumn, WhenColumn
from foundation.ui.tables import Table
from plans import wording
from plans.models import Program, Risk, Task
from plans.queries.plans import slip
from plans.workflow import (
    PLAN_STATES,
    PLAN_TONES,
    RISK_STATES,
    RISK_TONES,
    TASK_STATES,
    TASK_TONES,
    PlanState,
    RiskState,
    TaskState,
)
from usecases.models import reference_of


def subject_of(row: Any) -> str:
    """What a plan or a risk is about, in a cell: the reference of a case, the program, or the unit."""
    if row.case_id:
        return f"{reference_of(row.case_id)} {row.case.name}"
    return row.program.title if row.program_id else row.unit.name


class SubjectColumn(TextColumn):
    """What a row is about."""

    def render(self, value: Any, record: Any) -> Any:
        """The subject in words."""
        return self.write(subject_of(record), record)

    def value(self, value: Any, record: Any) -> str:
        """The subject in words."""
        return subject_of(record)


class PlanTable(Table):
    """One row a plan with what `queries.with_figures` adds."""

    title = LinkColumn(verbose_name=gettext_lazy("Plan"), url=lambda row: row.get_absolute_url(), shorten=70)
    about = SubjectColumn(verbose_name=gettext_lazy("For"), accessor="pk", orderable=False, shorten=60)
    state = StatusColumn(
        verbose_name=gettext_lazy("State"), words=lambda v: (_(PLAN_STATES[PlanState(v)]), PLAN_TONES[PlanState(v)])
    )
    first = DayColumn(verbose_name=gettext_lazy("First day"))
    last = DayColumn(verbose_name=gettext_lazy("Last day"))
    done = TextColumn(verbose_name=gettext_lazy("Done"), accessor="done_count", orderable=False)
    late_count = NumberColumn(verbose_name=gettext_lazy("Overdue"), decimals=0)
    slip = TextColumn(
        verbose_name=gettext_lazy("Against baseline"), accessor="pk", orderable=False,
        why=gettext_lazy("It has not begun"),
    )  # fmt: skip
    owner = TextColumn(verbose_name=gettext_lazy("Owner"), accessor="owner__name", order_by="owner__name")
    playbook = TextColumn(verbose_name=gettext_lazy("Playbook"), accessor="playbook__title", order_by="playbook__title")
    unit = TextColumn(verbose_name=gettext_lazy("Unit"), accessor="unit__name", order_by="unit__name")
    begun_at = WhenColumn(verbose_name=gettext_lazy("Begun"))
    ended_at = WhenColumn(verbose_name=gettext_lazy("Ended"))

    class Meta:
        phone = ("title", "state", "last")
        hidden = ("playbook", "unit", "begun_at", "ended_at")
        order_by = ("last",)

    def render_done(self, record: Any) -> str:
        """Tasks done of those that count."""
        return f"{record.done_count} / {record.task_count}"

    def value_done(self, record: Any, value: Any) -> str:
        """The same, for a spreadsheet."""
        return f"{record.done_count}/{record.task_count}"

    def render_slip(self, record: Any) -> Any:
        """How its end stands against the baseline."""
        return wording.slip(slip(record.base_last, record.last)) or words.missing(_("It has not begun"), focus=False)

    def value_slip(self, record: Any, value: Any) -> int | None:
        """Working days, positive when later."""
        return slip(record.base_last, record.last)


class TaskTable(Table):
    """One row a task."""

    label = LinkColumn(verbose_name=gettext_lazy("Task"), url=lambda row: row.get_absolute_url(), shorten=80)
    plan = LinkColumn(
        verbose_name=gettext_lazy("Plan"), accessor="plan__title", order_by="plan__title", shorten=50,
        url=lambda row: reverse("plans:plan_detail", args=[row.plan.uid]),
    )  # fmt: skip
    phase = TextColumn(verbose_name=gettext_lazy("Phase"), accessor="phase__label", order_by="phase__number")
    state = StatusColumn(verbose_name=gettext_lazy("State"), accessor="state", order_by="state", words=lambda v: v)
    progress = NumberColumn(verbose_name=gettext_lazy("Progress, %"), decimals=0)
    starts_on = DayColumn(verbose_name=gettext_lazy("First day"))
    ends_on = DayColumn(verbose_name=gettext_lazy("Last day"))
    base_ends_on = DayColumn(verbose_name=gettext_lazy("Last day in the baseline"))
    owner = TextColumn(verbose_name=gettext_lazy("Owner"), accessor="owner__name", order_by="owner__name")
    step = TextColumn(verbose_name=gettext_lazy("Step"))
    role = TextColumn(verbose_name=gettext_lazy("Usually done by"), orderable=False)
    done_on = DayColumn(verbose_name=gettext_lazy("Done on"))
    key = TextColumn(verbose_name=gettext_lazy("Key in the playbook"), orderable=False)

    class Meta:
        phone = ("label", "state", "ends_on")
        hidden = ("base_ends_on", "step", "role", "done_on", "key", "phase")
        order_by = ("ends_on",)

    def render_state(self, record: Task, column: StatusColumn) -> Any:
        """How far it is; an overdue one says so."""
        return column.write(task_state(record), record)

    def value_state(self, record: Task, value: Any) -> str:
        """The word of it."""
        return task_state(record)[0]


def task_state(task: Task) -> tuple[str, str]:
    """Word and tone of a task: overdue in a running plan, else its state."""
    if task.plan.state == PlanState.RUNNING and task.is_overdue(timezone.localdate()):
        return _("Overdue"), "warn"
    return _(TASK_STATES[TaskState(task.state)]), TASK_TONES[TaskState(task.state)].value


class ProgramTable(Table):
    """One row a program, with its number of waves and cases, first and last day."""

    title = LinkColumn(verbose_name=gettext_lazy("Program"), url=lambda row: row.get_absolute_url(), shorten=70)
    unit = TextColumn(verbose_name=gettext_lazy("Unit"), accessor="unit__name", order_by="unit__name")
    state = StatusColumn(
        verbose_name=gettext_lazy("State"), accessor="ended_at", order_by="ended_at", words=lambda v: v
    )
    first = DayColumn(verbose_name=gettext_lazy("First day"))
    last = DayColumn(verbose_name=gettext_lazy("Last day"))
    wave_count = NumberColumn(verbose_name=gettext_lazy("Waves"), decimals=0)
    case_count = NumberColumn(verbose_name=gettext_lazy("Use cases filed"), decimals=0)
    users = NumberColumn(
        verbose_name=gettext_lazy("Users at the end"), decimals=0,
        why=gettext_lazy("No wave says how many"),
    )  # fmt: skip
    owner = TextColumn(verbose_name=gettext_lazy("Owner"), accessor="owner__name", order_by="owner__name")
    document = TextColumn(
        verbose_name=gettext_lazy("Wave plan"), accessor="document__title", order_by="document__title"
    )

    class Meta:
        phone = ("title", "state", "last")
        hidden = ("document",)
        order_by = ("first",)

    def render_state(self, record: Program, column: StatusColumn) -> Any:
        """Whether it still runs."""
        return column.write(program_state(record), record)

    def value_state(self, record: Program, value: Any) -> str:
        """The word of it."""
        return program_state(record)[0]


def program_state(program: Program) -> tuple[str, str]:
    """Word and tone of a program."""
    return (_("Ended"), "neutral") if program.is_ended else (_("Running"), "info")


class RiskTable(Table):
    """One row a risk."""

    label = LinkColumn(verbose_name=gettext_lazy("Risk"), url=lambda row: row.get_absolute_url(), shorten=80)
    about = SubjectColumn(verbose_name=gettext_lazy("For"), accessor="pk", orderable=False, shorten=60)
    weight = StatusColumn(verbose_name=gettext_lazy("Before"), accessor="pk", order_by="heavy", words=lambda v: v)
    left = StatusColumn(verbose_name=gettext_lazy("After"), accessor="pk", order_by="left_heavy", words=lambda v: v)
    state = StatusColumn(
        verbose_name=gettext_lazy("State"), words=lambda v: (_(RISK_STATES[RiskState(v)]), RISK_TONES[RiskState(v)])
    )
    owner = TextColumn(verbose_name=gettext_lazy("Owner"), accessor="owner__name", order_by="owner__name")
    review_on = DayColumn(verbose_name=gettext_lazy("Next review"))
    mitigation_due = DayColumn(verbose_name=gettext_lazy("Mitigation due"))
    mitigated_on = DayColumn(verbose_name=gettext_lazy("In place since"))
    category = TextColumn(verbose_name=gettext_lazy("Category"), accessor="category_label", order_by="category")
    likelihood = NumberColumn(verbose_name=gettext_lazy("Likelihood"), decimals=0)
    impact = NumberColumn(verbose_name=gettext_lazy("Impact"), decimals=0)
    left_likelihood = NumberColumn(verbose_name=gettext_lazy("Likelihood after"), decimals=0)
    left_impact = NumberColumn(verbose_name=gettext_lazy("Impact after"), decimals=0)
    mitigation = TextColumn(verbose_name=gettext_lazy("Mitigation"), shorten=80, orderable=False)
    unit = TextColumn(verbose_name=gettext_lazy("Unit"), accessor="unit__name", order_by="unit__name")

    class Meta:
        phone = ("label", "weight", "state")
        hidden = (
            "mitigation_due", "mitigated_on", "category", "likelihood", "impact", "left_likelihood", "left_impact",
            "mitigation", "unit",
        )  # fmt: skip
        order_by = ("-weight",)

    def render_weight(self, record: Risk, column: StatusColumn) -> Any:
        """Likelihood × impact before mitigation."""
        return column.write(wording.weight(record.weight), record)

    def value_weight(self, record: Risk, value: Any) -> int | None:
        """The product."""
        return record.weight

    def render_left(self, record: Risk, column: StatusColumn) -> Any:
        """Likelihood × impact after mitigation."""
        return column.write(wording.weight(record.left_weight), record)

    def value_left(self, record: Risk, value: Any) -> int | None:
        """The product."""
        return record.left_weight
