"""Processes: naming them, moving them to another unit, archiving them."""

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit
from readiness import policies
from readiness.models import Process
from readiness.nodes import PROCESS
from readiness.services.moving import follow_subject

NAME_LIMIT = 250


@transaction.atomic
def create_process(unit: Unit, *, by: Actor, name: str) -> Process:
    """Name a process of a unit. Raises Denied, Conflict for an archived unit, Invalid at `name`."""
    policies.check_start(by, unit)
    process = Process.objects.create(unit=_living(unit), name=_name(name, unit))
    audit.record("readiness.process.created", process, by=by, unit=unit.name)
    return process


@transaction.atomic
def edit_process(process: Process, *, by: Actor, name: str | None = None, unit: Unit | None = None) -> Process:
    """Rename a process, or move it to another unit; its assessments and action items go with it.

    Raises Denied (on either unit), Conflict when it or the unit is archived, Invalid at `name`.
    """
    process = lock(process)
    policies.check_edit_process(by, process)
    target = unit or process.unit
    policies.check_start(by, _living(target))
    changes: dict[str, tuple[str, str]] = {}
    if target != process.unit:
        changes["unit"] = (process.unit.name, target.name)
    wanted = process.name if name is None else name.strip()
    if wanted != process.name:
        changes["name"] = (process.name, wanted)
    if not changes:
        return process
    process.name, process.unit = _name(wanted, target, but=process), target
    process.save()
    follow_subject(PROCESS, process.uid, unit=target, label=process.name)
    audit.record("readiness.process.edited", process, by=by, changes=changes)
    return process


@transaction.atomic
def archive_process(process: Process, *, by: Actor) -> Process:
    """Put a process aside; what was assessed stays. Raises Denied, or Conflict when it is archived already."""
    process = lock(process)
    policies.check_edit_process(by, process)
    process.archived_at = timezone.now()
    process.save(update_fields=["archived_at"])
    audit.record("readiness.process.archived", process, by=by)
    return process


def _living(unit: Unit) -> Unit:
    if unit.archived_at is not None:
        raise Conflict(_("%(unit)s is archived."), unit=unit.name)
    return unit


def _name(name: str, unit: Unit, *, but: Process | None = None) -> str:
    name = name.replace("\x00", "").strip()
    if not name:
        raise Invalid(_("Give the process a name."), field="name")
    if len(name) > NAME_LIMIT:
        raise Invalid(_("A name has at most %(limit)s characters."), field="name", limit=NAME_LIMIT)
    same = Process.objects.active().filter(unit=unit, name__iexact=name)
    if (same.exclude(pk=but.pk) if but else same).exists():
        raise Invalid(_("%(unit)s already has a process named “%(name)s”."), field="name", unit=unit.name, name=name)
    return name
