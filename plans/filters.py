"""What the lists of plans, tasks, programs and risks can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.people.filters import BelowUnit
from foundation.ui.filters import ChoiceFilter
from plans.models import Plan, Program, Risk, Task
from plans.models.risks import CATEGORIES
from plans.rules.risks import IMPACTS, LIKELIHOODS
from plans.workflow import PLAN_STATES, RISK_STATES, TASK_STATES
from usecases.models import key_of

LIVE = "live"


def of_case(rows: QuerySet[Any], value: str, path: str = "case_id") -> QuerySet[Any]:
    """Rows of the case with a reference."""
    pk = key_of(value)
    return rows.filter(**{path: pk}) if pk is not None and pk < 2**63 else rows.none()


class PlanFilters(BelowUnit):
    """Filters of the list of plans."""

    state = ChoiceFilter(
        label=_("State"), method="in_state",
        choices=[(LIVE, _("Drafted or running")), *((s.value, _(PLAN_STATES[s])) for s in PLAN_STATES)],
    )  # fmt: skip
    case = django_filters.CharFilter(label=_("Use case"), method="of_case", max_length=30)
    program = django_filters.UUIDFilter(label=_("Program"), field_name="program__uid")
    mine = django_filters.BooleanFilter(label=_("Mine"), method="owned")

    class Meta:
        model = Plan
        fields: list[str] = []

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        """Plans in a state."""
        return rows.live() if value == LIVE else rows.filter(state=value)

    def of_case(self, rows: QuerySet[Plan], name: str, value: str) -> QuerySet[Plan]:
        """Plans of the case with this reference."""
        return of_case(rows, value)

    def owned(self, rows: QuerySet[Plan], name: str, value: bool | None) -> QuerySet[Plan]:
        """Plans that the reader owns, or does not."""
        if value is None:
            return rows
        return rows.filter(owner=self.request.user) if value else rows.exclude(owner=self.request.user)


class TaskFilters(BelowUnit):
    """Filters of the list of tasks."""

    unit_path = "plan__unit__path"

    plan = django_filters.UUIDFilter(label=_("Plan"), field_name="plan__uid")
    case = django_filters.CharFilter(label=_("Use case"), method="of_case", max_length=30)
    state = ChoiceFilter(label=_("State"), choices=[(s.value, _(TASK_STATES[s])) for s in TASK_STATES])
    overdue = django_filters.BooleanFilter(label=_("Overdue"), method="is_overdue")
    mine = django_filters.BooleanFilter(label=_("Mine"), method="owned")
    ends_on = django_filters.DateFromToRangeFilter(label=_("Last day"))

    class Meta:
        model = Task
        fields: list[str] = []

    def of_case(self, rows: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        """Tasks of plans of the case with this reference."""
        return of_case(rows, value, "plan__case_id")

    def is_overdue(self, rows: Any, name: str, value: bool | None) -> Any:
        """Tasks that are overdue today, or are not."""
        late = Task.objects.overdue(timezone.localdate()).values("pk")
        return rows if value is None else rows.filter(pk__in=late) if value else rows.exclude(pk__in=late)

    def owned(self, rows: QuerySet[Task], name: str, value: bool | None) -> QuerySet[Task]:
        """Tasks that the reader owns, or does not."""
        if value is None:
            return rows
        return rows.filter(owner=self.request.user) if value else rows.exclude(owner=self.request.user)


class ProgramFilters(BelowUnit):
    """Filters of the list of programs."""

    ended = django_filters.BooleanFilter(label=_("Ended"), field_name="ended_at", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Program
        fields: list[str] = []


def _scale(words: dict[int, str]) -> list[tuple[str, str]]:
    return [(str(value), f"{value} {word}") for value, word in words.items()]


class RiskFilters(BelowUnit):
    """Filters of the list of risks."""

    state = ChoiceFilter(
        label=_("State"), method="in_state",
        choices=[(LIVE, _("Not closed")), *((s.value, _(RISK_STATES[s])) for s in RISK_STATES)],
    )  # fmt: skip
    category = ChoiceFilter(label=_("Category"), choices=list(CATEGORIES.items()))
    likelihood = ChoiceFilter(label=_("Likelihood"), choices=_scale(LIKELIHOODS))
    impact = ChoiceFilter(label=_("Impact"), choices=_scale(IMPACTS))
    left_likelihood = ChoiceFilter(label=_("Likelihood after mitigation"), choices=_scale(LIKELIHOODS))
    left_impact = ChoiceFilter(label=_("Impact after mitigation"), choices=_scale(IMPACTS))
    due = django_filters.BooleanFilter(label=_("Review is late"), method="is_due")
    case = django_filters.CharFilter(label=_("Use case"), method="of_case", max_length=30)
    program = django_filters.UUIDFilter(label=_("Program"), field_name="program__uid")
    mine = django_filters.BooleanFilter(label=_("Mine"), method="owned")

    class Meta:
        model = Risk
        fields: list[str] = []

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        """Risks in a state."""
        return rows.live() if value == LIVE else rows.filter(state=value)

    def is_due(self, rows: Any, name: str, value: bool | None) -> Any:
        """Risks whose review is late, or is not."""
        late = Risk.objects.due(timezone.localdate()).values("pk")
        return rows if value is None else rows.filter(pk__in=late) if value else rows.exclude(pk__in=late)

    def of_case(self, rows: QuerySet[Risk], name: str, value: str) -> QuerySet[Risk]:
        """Risks of the case with this reference."""
        return of_case(rows, value)

    def owned(self, rows: QuerySet[Risk], name: str, value: bool | None) -> QuerySet[Risk]:
        """Risks that the reader owns, or does not."""
        if value is None:
            return rows
        return rows.filter(owner=self.request.user) if value else rows.exclude(owner=self.request.user)
