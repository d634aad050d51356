"""The filters of assessments, of the profiles of units, of action items and of processes."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.people.filters import BelowUnit
from foundation.ui.filters import ChoiceFilter
from library import queries as library
from readiness.models import ActionItem, Assessment, Process, UnitProfile
from readiness.workflow import ACTION_LABELS, LABELS, ActionState, State

OVERDUE, MINE = "overdue", "mine"


class AssessmentFilters(BelowUnit):
    """Unit (and all below it), instrument, state."""

    instrument = ChoiceFilter(label=_("Instrument"), field_name="instrument__slug", empty_label=_("All instruments"))
    state = ChoiceFilter(label=_("State"), choices=[(s.value, _(LABELS[s])) for s in State if s != State.DISCARDED])

    class Meta:
        model = Assessment
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [(row.slug, row.title) for row in library.published("instrument")]
        self.filters["instrument"].extra["choices"] = found


class ProfileFilters(BelowUnit):
    """Unit (and all below it)."""

    class Meta:
        model = UnitProfile
        fields: list[str] = []


class ActionFilters(BelowUnit):
    state = ChoiceFilter(
        label=_("State"), empty_label=_("All states"), choices=[(s.value, _(ACTION_LABELS[s])) for s in ActionState]
    )
    due = ChoiceFilter(label=_("Due"), empty_label=_("Any day"), choices=[(OVERDUE, _("Overdue"))], method="when_due")
    owner = ChoiceFilter(label=_("Owner"), empty_label=_("Anybody"), choices=[(MINE, _("Me"))], method="of_owner")

    class Meta:
        model = ActionItem
        fields: list[str] = []

    def when_due(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The open ones whose day has passed."""
        return rows.filter(state=ActionState.OPEN, due_on__lt=timezone.localdate())

    def of_owner(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Those of the reader."""
        return rows.filter(owner=self.request.user)


class ProcessFilters(BelowUnit):
    class Meta:
        model = Process
        fields: list[str] = []
