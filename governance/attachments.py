"""Files of incidents, findings and meetings: who deals with one attaches and withdraws them while it is open."""

from django.db.models import QuerySet

from foundation.db.locking import lock
from foundation.evidence import subjects
from foundation.evidence.subjects import Resolver, Subject
from foundation.people.actors import Actor
from governance import policies
from governance.models import Finding, Incident, Meeting

INCIDENT, FINDING, MEETING = "governance.incident", "governance.finding", "governance.meeting"


def _incidents(actor: Actor) -> QuerySet[Incident]:
    return Incident.objects.visible_to(actor).select_related("unit")


def _findings(actor: Actor) -> QuerySet[Finding]:
    return Finding.objects.visible_to(actor).select_related("unit")


def _incident(found: Incident) -> Subject:
    return Subject(INCIDENT, found.uid, str(found), found.unit, found.get_absolute_url(), found)


def _finding(found: Finding) -> Subject:
    return Subject(FINDING, found.uid, str(found), found.unit, found.get_absolute_url(), found)


def _meetings(actor: Actor) -> QuerySet[Meeting]:
    return Meeting.objects.visible_to(actor).select_related("unit")


def _meeting(found: Meeting) -> Subject:
    return Subject(MEETING, found.uid, str(found), found.unit, found.get_absolute_url(), found)


def register() -> None:
    """Let files be attached to incidents, findings and meetings."""
    subjects.register(INCIDENT, Resolver(_incidents, _incident, policies.check_attach_to_incident, lock))
    subjects.register(FINDING, Resolver(_findings, _finding, policies.check_attach_to_finding, lock))
    subjects.register(MEETING, Resolver(_meetings, _meeting, policies.check_attach_to_meeting, lock))
