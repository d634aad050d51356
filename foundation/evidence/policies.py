"""Who may attach, read and withdraw files: the app of the record says so."""

from typing import Any

from foundation.evidence import subjects
from foundation.evidence.models import File
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of


def check_attach(actor: Actor, record: Any, place: str | None = None) -> None:
    """Raise Denied or Conflict as the app of the record says, Invalid at `place` for one that the record lacks."""
    subjects.resolver_of(record).check_change(actor, record)
    if place is not None and place not in subjects.describe(record).places:
        raise Invalid(_("There is no such place here: “%(place)s”."), field="place", place=place)


def check_withdraw(actor: Actor, file: File) -> None:
    """Raise Denied or Conflict as the app of the record says, and Conflict for a file already withdrawn."""
    record = subjects.find(actor, file.subject_kind, file.subject_uid)
    if record is None:
        raise Denied(_("You may not change the files of this record."))
    check_attach(actor, record)
    if file.withdrawn_at is not None:
        raise Conflict(_("This file is withdrawn already."))


def check_download(actor: Actor, file: File) -> None:
    """Raise Conflict for a withdrawn file, unless the actor may read the audit trail of its unit."""
    if file.withdrawn_at is None or access_of(actor).allows(Permission.TRAIL_READ, file.unit.path):
        return
    raise Conflict(_("This file was withdrawn: %(reason)s"), reason=file.reason)
