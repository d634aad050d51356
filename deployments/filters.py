"""The filters of rollouts."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from deployments.models import Rollout
from deployments.workflow import State
from foundation.people.filters import BelowUnit
from foundation.ui.filters import BooleanFilter, CharFilter, ChoiceFilter
from library.kinds.stage_plan import LADDER
from usecases.models import key_of
from usecases.workflow import LABELS, Stage

NOT_STARTED = "none"


class RolloutFilters(BelowUnit):
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

    def of_stage(self, queryset: QuerySet[Rollout], name: str, value: str) -> QuerySet[Rollout]:
        """Rollouts in a stage, or before their first."""
        return queryset.filter(stage="" if value == NOT_STARTED else value)

    def of_case(self, queryset: QuerySet[Rollout], name: str, value: str) -> QuerySet[Rollout]:
        """Rollouts of the case with this reference."""
        pk = key_of(value)
        return queryset.filter(case_id=pk) if pk is not None and pk < 2**63 else queryset.none()
