"""All that is due: one list over conditions, approvals, exceptions, incidents, findings and meetings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext

from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit
from governance.incident_rules import ClockState
from governance.models import (
    Approval,
    Condition,
    CorrectiveAction,
    Finding,
    Incident,
    IncidentClock,
    Meeting,
    PolicyException,
)
from governance.workflow import ConditionState, Standing

MOST = 500
"""Of one kind; what is due first is kept."""
KINDS: dict[str, str] = {
    "condition": _("Conditions"),
    "approval": _("Approvals that lapse"),
    "exception": _("Exceptions that end"),
    "clock": _("Legal deadlines"),
    "action": _("Corrective actions"),
    "finding": _("Findings"),
    "meeting": _("Meetings"),
}


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due: `at` where the hour matters, else only `on`."""

    kind: str
    on: date
    title: str
    url: str
    unit: str
    at: datetime | None = None

    @property
    def is_late(self) -> bool:
        """Whether its day or hour has passed."""
        return self.at < timezone.now() if self.at else self.on < timezone.localdate()

    @property
    def label(self) -> str:
        return gettext(KINDS[self.kind])


def calendar(
    actor: Actor, *, kinds: frozenset[str] = frozenset(KINDS), unit: Unit | None = None, until: date | None = None
) -> list[Due]:
    """Return what is due of these kinds for an actor, in a unit and below, up to a day; the earliest first.

    One query a kind, and at most 500 of each.
    """
    path = (unit.path or "") if unit else ""
    found = [due for kind, source in _SOURCES.items() if kind in kinds for due in source(actor, path)]
    return sorted(
        (due for due in found if until is None or due.on <= until),
        key=lambda due: (
            due.on,
            due.at or datetime.combine(due.on, time.min, timezone.get_current_timezone()),
            due.kind,
        ),
    )


def _conditions(actor: Actor, path: str) -> Iterator[Due]:
    rows = Condition.objects.visible_to(actor).filter(
        state=ConditionState.OPEN, review__state="approved", review__case__unit__path__startswith=path
    )
    for row in rows.select_related("review__case__unit").order_by("due")[:MOST]:
        yield Due("condition", row.due, row.text[:200], row.get_absolute_url(), row.review.case.unit.name)


def _approvals(actor: Actor, path: str) -> Iterator[Due]:
    rows = Approval.objects.visible_to(actor).filter(
        standing__in=[Standing.STANDING, Standing.SUSPENDED], case__unit__path__startswith=path
    )
    for row in rows.select_related("case__unit", "review").order_by("valid_until")[:MOST]:
        yield Due("approval", row.valid_until, str(row.case), row.review.get_absolute_url(), row.case.unit.name)


def _exceptions(actor: Actor, path: str) -> Iterator[Due]:
    rows = PolicyException.objects.visible_to(actor).in_force().filter(case__unit__path__startswith=path)
    for row in rows.select_related("case__unit").order_by("until")[:MOST]:
        yield Due("exception", row.until, str(row), row.get_absolute_url(), row.case.unit.name)


def _clocks(actor: Actor, path: str) -> Iterator[Due]:
    rows = IncidentClock.objects.filter(
        state=ClockState.RUNNING, incident__in=Incident.objects.visible_to(actor), incident__unit__path__startswith=path
    )
    for row in rows.select_related("incident__unit").order_by("due_at")[:MOST]:
        title = f"{row.incident.reference}: {row.label}"
        url = f"{row.incident.get_absolute_url()}#clocks"
        yield Due("clock", timezone.localdate(row.due_at), title, url, row.incident.unit.name, row.due_at)


def _actions(actor: Actor, path: str) -> Iterator[Due]:
    rows = CorrectiveAction.objects.filter(
        done_at=None, incident__in=Incident.objects.visible_to(actor).open(), incident__unit__path__startswith=path
    )
    for row in rows.select_related("incident__unit").order_by("due")[:MOST]:
        yield Due("action", row.due, row.text[:200], row.incident.get_absolute_url(), row.incident.unit.name)


def _findings(actor: Actor, path: str) -> Iterator[Due]:
    rows = Finding.objects.visible_to(actor).unsettled().filter(unit__path__startswith=path)
    for row in rows.select_related("unit").order_by("due")[:MOST]:
        yield Due("finding", row.due, str(row), row.get_absolute_url(), row.unit.name)


def _meetings(actor: Actor, path: str) -> Iterator[Due]:
    rows = Meeting.objects.visible_to(actor).planned().filter(unit__path__startswith=path)
    for row in rows.select_related("unit").order_by("starts_at")[:MOST]:
        on = timezone.localdate(row.starts_at)
        yield Due("meeting", on, row.title, row.get_absolute_url(), row.unit.name, row.starts_at)


_SOURCES: dict[str, Callable[[Actor, str], Iterator[Due]]] = {
    "condition": _conditions,
    "approval": _approvals,
    "exception": _exceptions,
    "clock": _clocks,
    "action": _actions,
    "finding": _findings,
    "meeting": _meetings,
}
