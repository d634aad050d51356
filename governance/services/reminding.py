"""What time does in the registers: exceptions end, and people are told in time of what is due."""

from datetime import timedelta

from django.utils import timezone

from foundation.notifications import services as notifications
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import people_who
from governance.models import Finding, PolicyException
from governance.queries import incidents
from governance.services import exceptions, guidelines

CLOCK, ENDING, LATE = "governance.incident.clock", "governance.exception.ending", "governance.finding.late"
BEFORE_CLOCK, BEFORE_EXCEPTION = timedelta(hours=24), timedelta(days=30)


def remind(*, by: Actor) -> dict[str, int]:
    """End what is over and tell those concerned what is due; return the numbers. Nobody is told twice."""
    return {
        "expired": exceptions.expire_due(by=by),
        "clocks": _clocks(by),
        "exceptions": _exceptions(by),
        "findings": _findings(by),
        "guidelines": guidelines.remind_missing(by=by),
    }


def _clocks(by: Actor) -> int:
    told = 0
    for clock in incidents.clocks_ending(within=BEFORE_CLOCK):
        incident = clock.incident
        told += notifications.notify(
            people_who(Permission.INCIDENT_HANDLE, incident.unit), kind=CLOCK, subject=incident, by=by,
            key=f"incident-clock:{clock.uid}:{clock.due_at:%Y%m%d%H%M}", regime=clock.label,
            due=f"{clock.due_at:%d %b %Y, %H:%M} UTC",
        )  # fmt: skip
    return told


def _exceptions(by: Actor) -> int:
    ending = PolicyException.objects.in_force().filter(until__lte=timezone.localdate() + BEFORE_EXCEPTION)
    return sum(
        notifications.notify(
            [row.requested_by, row.case.owner], kind=ENDING, subject=row, key=f"exception-ending:{row.uid}", by=by,
            until=f"{row.until:%d %b %Y}",
        )
        for row in ending.select_related("case__unit", "case__owner", "requested_by")
    )  # fmt: skip


def _findings(by: Actor) -> int:
    late = Finding.objects.unsettled().filter(due__lt=timezone.localdate())
    return sum(
        notifications.notify(
            [row.owner, row.raised_by], kind=LATE, subject=row, key=f"finding-late:{row.uid}:{row.due}", by=by,
            due=f"{row.due:%d %b %Y}",
        )
        for row in late.select_related("unit", "owner", "raised_by")
    )  # fmt: skip
