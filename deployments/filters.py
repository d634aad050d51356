"""The filters of rollouts."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from deployments.models import Rollout
from deployments.workflow import State
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, unit_choices
from foundation.ui.filters import BooleanFilter, CharFilter, ChoiceFilter, FilterSet
from library.kinds.stage_plan import LADDER
from usecases.models import key_of
from usecases.workflow import LABELS, Stage

NOT_STARTED = "none"


class RolloutFilters(FilterSet):
    state = ChoiceFilter(label=_("State"), choices=[(s.value, _(s.label)) for s in State])
    stage = ChoiceFilter(
        label=_("Stage"), method="of_stage",
        choices=[(NOT_STARTED, _("Not started")), *((key, _(LABELS[Stage(key)])) for key in LADDER)],
    )  # fmt: skip
    unit = ChoiceFilter(label=_("Takes place in"), method="in_unit", empty_label=_("All units"))
    case = CharFilter(label=_("Use case"), method="of_case", max_length=30, help_text=_("For example UC-0042."))
    primary = BooleanFilter(label=_("Primary"), field_name="is_primary")

    class Meta:
        model = Rollout
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["unit"].extra["choices"] = unit_choices(self.request.user, Permission.READ)

    def in_unit(self, queryset: QuerySet[Rollout], name: str, value: str) -> QuerySet[Rollout]:
        """Rollouts that take place in a unit or below it; a unit that this person may not see finds nothing."""
        readable = Unit.objects.filter(access_of(self.request.user).q(Permission.READ, "path"), uid=value)
        path = readable.values_list("path", flat=True).first()
        return queryset.filter(unit__path__startswith=path) if path else queryset.none()

    def of_stage(self, queryset: QuerySet[Rollout], name: str, value: str) -> QuerySet[Rollout]:
        """Rollouts in a stage, or before their first."""
        return queryset.filter(stage="" if value == NOT_STARTED else value)

    def of_case(self, queryset: QuerySet[Rollout], name: str, value: str) -> QuerySet[Rollout]:
        """Rollouts of the case with this reference."""
        pk = key_of(value)
        return queryset.filter(case_id=pk) if pk is not None and pk < 2**63 else queryset.none()
