"""Units and processes as subjects of assessments."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from readiness import subjects
from readiness.models import Process
from readiness.subjects import Resolver, Subject

UNIT, PROCESS = "people.unit", "readiness.process"


def unit_subject(unit: Unit) -> Subject:
    """A unit; a top one counts as the enterprise."""
    return Subject(UNIT, unit.uid, unit.name, unit, "enterprise" if unit.parent_id is None else "unit")


def process_subject(process: Process) -> Subject:
    """A process of a unit."""
    return Subject(PROCESS, process.uid, process.name, process.unit, "process")


def _find_unit(uid: UUID) -> Subject | None:
    found = Unit.objects.active().filter(uid=uid).first()
    return unit_subject(found) if found else None


def _search_units(actor: Actor, text: str, limit: int) -> Sequence[Subject]:
    found = access_of(actor).units(Permission.ASSESS).filter(name__icontains=text)
    return [unit_subject(unit) for unit in found[:limit]]


def _find_process(uid: UUID) -> Subject | None:
    found = Process.objects.active().select_related("unit").filter(uid=uid).first()
    return process_subject(found) if found else None


def _search_processes(actor: Actor, text: str, limit: int) -> Sequence[Subject]:
    mine = access_of(actor).q(Permission.ASSESS)
    found = Process.objects.active().filter(mine, name__icontains=text).select_related("unit")
    return [process_subject(process) for process in found[:limit]]


def register() -> None:
    """Make units and processes assessable."""
    subjects.register(UNIT, Resolver(_("Unit"), unit_subject, _find_unit, _search_units, order=10))
    subjects.register(PROCESS, Resolver(_("Process"), process_subject, _find_process, _search_processes, order=20))
