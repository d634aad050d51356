"""What the registers tell people in time: legal deadlines that end."""

from datetime import timedelta

from foundation.notifications import services as notifications
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import people_who
from governance.queries import incidents

CLOCK = "governance.incident.clock"
BEFORE_CLOCK = timedelta(hours=24)


def remind(*, by: Actor) -> dict[str, int]:
    """Tell those concerned what is about to end; return how many were told of what. Nobody is told twice."""
    return {"clocks": _clocks(by)}


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
