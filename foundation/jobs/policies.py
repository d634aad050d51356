"""Who may stop a job or run it again, and when."""

from foundation.jobs.models import Job
from foundation.jobs.workflow import OPEN, State
from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.permissions import Permission
from foundation.people.queries import access_of


def check_own(actor: Actor, job: Job) -> None:
    """Raise Denied unless the job is one's own, or one manages people."""
    if actor.is_system or job.requested_by_id == getattr(actor, "pk", None):
        return
    if not access_of(actor).anywhere(Permission.PEOPLE_MANAGE):
        raise Denied(_("Only the person who started a job, or an administrator, may do this."))


def check_cancel(actor: Actor, job: Job) -> None:
    """Raise Denied, or Conflict when the job has ended."""
    check_own(actor, job)
    if job.state not in OPEN:
        raise Conflict(_("This job has already ended."))


def check_retry(actor: Actor, job: Job) -> None:
    """Raise Denied, or Conflict unless the job failed or was cancelled."""
    check_own(actor, job)
    if job.state not in {State.FAILED, State.CANCELLED}:
        raise Conflict(_("Only a job that failed or was cancelled can be run again."))
