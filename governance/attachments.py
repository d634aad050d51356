"""Files of incidents: those who handle one and its reporter attach and withdraw them while it is open."""

from django.db.models import QuerySet

from foundation.db.locking import lock
from foundation.evidence import subjects
from foundation.evidence.subjects import Resolver, Subject
from foundation.people.actors import Actor
from governance import policies
from governance.models import Incident

INCIDENT = "governance.incident"


def _readable(actor: Actor) -> QuerySet[Incident]:
    return Incident.objects.visible_to(actor).select_related("unit")


def _describe(incident: Incident) -> Subject:
    return Subject(INCIDENT, incident.uid, str(incident), incident.unit, incident.get_absolute_url(), incident)


def register() -> None:
    """Let files be attached to incidents."""
    subjects.register(INCIDENT, Resolver(_readable, _describe, policies.check_attach_to_incident, lock))
