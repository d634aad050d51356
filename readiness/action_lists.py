"""Tables and filters of action items and processes."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, unit_choices
from foundation.ui.columns import DayColumn, LinkColumn, StatusColumn, TextColumn, WhenColumn
from foundation.ui.filters import ChoiceFilter, FilterSet
from foundation.ui.tables import Table
from readiness.models import ActionItem, Process
from readiness.workflow import ACTION_LABELS, ACTION_TONES, ActionState

OVERDUE, MINE = "overdue", "mine"


def action_words(value: str) -> tuple[str, str]:
    """Label and tone of an action item's state."""
    return _now(ACTION_LABELS[ActionState(value)]), ACTION_TONES[ActionState(value)]


class ActionTable(Table):
    text = LinkColumn(verbose_name=_("What is to be done"), url=lambda row: row.get_absolute_url(), shorten=120)
    subject_label = TextColumn(verbose_name=_("About"), shorten=60)
    factor_label = TextColumn(verbose_name=_("Factor"), why=_("About the whole"), shorten=60)
    owner = TextColumn(verbose_name=_("Owner"), accessor="owner__name", why=_("Nobody yet"))
    due_on = DayColumn(verbose_name=_("Due"), why=_("No day set"))
    state = StatusColumn(verbose_name=_("State"), words=action_words)
    unit = TextColumn(verbose_name=_("Unit"), accessor="unit__name")
    created_at = WhenColumn(verbose_name=_("Written down"))
    closing_note = TextColumn(verbose_name=_("What came of it"), why=_("Still open"), shorten=120)

    class Meta:
        phone = ("text", "due_on", "state")
        hidden = ("unit", "created_at", "closing_note")
        exported = ("closing_note",)
        order_by = ("state", "due_on")


class _InUnit(FilterSet):
    """A list narrowed to a unit and all below it."""

    unit = ChoiceFilter(label=_("Unit"), method="in_unit", empty_label=_("All units"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["unit"].extra["choices"] = unit_choices(self.request.user, Permission.READ)

    def in_unit(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """A unit that this person may not see finds nothing."""
        unit = Unit.objects.filter(access_of(self.request.user).q(Permission.READ, "path"), uid=value).first()
        return rows.filter(unit__path__startswith=unit.path) if unit else rows.none()


class ActionFilters(_InUnit):
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


class ProcessTable(Table):
    name = LinkColumn(
        verbose_name=_("Process"), url=lambda row: reverse("readiness:process_edit", args=[row.uid]), shorten=120
    )
    unit = TextColumn(verbose_name=_("Unit"), accessor="unit__name")

    class Meta:
        phone = ("name", "unit")
        order_by = ("name",)


class ProcessFilters(_InUnit):
    class Meta:
        model = Process
        fields: list[str] = []
