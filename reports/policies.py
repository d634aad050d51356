"""Who may make a report, and of what."""

from collections.abc import Iterable

from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require, require_anywhere
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from reports.models import Report


def check_make(actor: Actor, units: Iterable[Unit] = ()) -> None:
    """Raise Denied unless the actor may make reports on every unit (somewhere, when none is named)."""
    named = list(units)
    if not named:
        require_anywhere(actor, Permission.REPORT_MAKE)
    for unit in named:
        require(actor, Permission.REPORT_MAKE, unit.path, to="make reports")


def check_retry(actor: Actor, report: Report) -> None:
    """Raise Denied for someone else's report, which its own maker or an administrator runs again."""
    mine = actor.is_system or report.requested_by_id == getattr(actor, "pk", None)
    if not mine and not access_of(actor).anywhere(Permission.PEOPLE_MANAGE):
        raise Denied(_("Only the person who made a report, or an administrator, may run it again."))
    if report.job is None or report.job.is_open:
        raise Conflict(_("This report is being made already."))
    if report.has_file:
        raise Conflict(_("This report is finished; make a new one for today's figures."))
