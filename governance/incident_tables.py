"""The table of incidents and its filters."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.people.filters import BelowUnit
from foundation.ui.columns import DayColumn, LinkColumn, NumberColumn, StatusColumn, TextColumn, WhenColumn
from foundation.ui.filters import ChoiceFilter
from foundation.ui.tables import Table
from governance.incident_rules import SEVERITIES, ClockState, IncidentState
from governance.models import Incident
from governance.models.incidents import STILL_OPEN

OPEN = "open"


def state_words(value: str) -> tuple[str, str]:
    """Label and tone of an incident's state."""
    return gettext(IncidentState(value).label), IncidentState(value).tone


def severity_words(value: int) -> tuple[str, str]:
    """Label and tone of a severity."""
    return gettext(SEVERITIES[value][0]), SEVERITIES[value][1]


class IncidentTable(Table):
    """Incidents, the newest first."""

    title = LinkColumn(verbose_name=_("Incident"), shorten=120, note=lambda row: row.reference)
    state = StatusColumn(verbose_name=_("State"), words=state_words)
    severity = StatusColumn(verbose_name=_("Severity"), words=severity_words, why=_("Not classified yet"))
    unit = TextColumn(verbose_name=_("Unit"), accessor="unit__name", order_by="unit__name", shorten=40)
    next_due = WhenColumn(verbose_name=_("Next legal deadline"), why=_("None is running"))  # type: ignore[arg-type]
    actions_left = NumberColumn(verbose_name=_("Actions left"))
    reported_at = DayColumn(verbose_name=_("Reported"))
    reporter = TextColumn(
        verbose_name=_("By"), accessor="reporter__name", order_by="reporter__name", why=_("Reported without a name")
    )
    ended_at = DayColumn(verbose_name=_("Ended"), why=_("Still open"))  # type: ignore[arg-type]

    class Meta:
        model = Incident
        fields = ()
        sequence = (
            "title", "state", "severity", "unit", "next_due", "actions_left", "reported_at", "reporter", "ended_at",
        )  # fmt: skip
        phone = ("title", "state", "severity")
        hidden = ("reporter", "ended_at")
        order_by = ("-reported_at",)


class IncidentFilters(BelowUnit):
    """State, severity, deadlines and unit."""

    state = ChoiceFilter(
        label=_("State"), method="in_state", empty_label=_("All states"),
        choices=[(OPEN, _("Open")), *((state.value, _(state.label)) for state in IncidentState)],
    )  # fmt: skip
    severity = ChoiceFilter(
        label=_("Severity"), empty_label=_("All"), choices=[(key, _(row[0])) for key, row in SEVERITIES.items()]
    )
    clock = ChoiceFilter(
        label=_("Legal deadline"), method="of_clock", empty_label=_("All"),
        choices=[("running", _("Running")), ("none", _("None running"))],
    )  # fmt: skip

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """One state, or all that are open."""
        return rows.filter(state__in=STILL_OPEN) if value == OPEN else rows.filter(state=value)

    def of_clock(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """With a deadline that runs, or without."""
        running = Incident.objects.filter(clocks__state=ClockState.RUNNING).values("pk")
        return rows.filter(pk__in=running) if value == "running" else rows.exclude(pk__in=running)
