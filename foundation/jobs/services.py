"""Asking for work, cancelling it, running it again, and sending what got lost."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.jobs import policies
from foundation.jobs.models import Job
from foundation.jobs.registry import KINDS
from foundation.jobs.workflow import OPEN, State
from foundation.kernel.canonical import plain
from foundation.people.actors import WORKER, Actor
from foundation.people.models import Unit, User

logger = logging.getLogger(__name__)
RESEND_AFTER = timedelta(seconds=20)


def enqueue(
    kind: str, *, by: Actor, params: dict[str, Any] | None = None, title: str = "", unit: Unit | None = None
) -> Job:
    """Create a job in the caller's transaction and send it after the commit.

    The job exists even when the broker is down: the sweeper sends it again. Raises LookupError for an unknown kind.
    """
    if kind not in KINDS:
        raise LookupError(f"No app registered jobs of kind {kind!r}.")
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind,
            title=(title or str(KINDS[kind].title))[:250],
            params=plain(params or {}),
            requested_by=by if isinstance(by, User) else None,
            requested_by_name=by.audit_name,
            unit=unit,
        )
        audit.record("jobs.job.requested", job, by=by, kind=kind)
        transaction.on_commit(lambda: send(job.pk), robust=True)
    return job


def enqueue_once(kind: str) -> Job | None:
    """Ask for a job on the product's own behalf; None when one of this kind waits or runs already."""
    if Job.objects.filter(kind=kind, state__in=OPEN).exists():
        return None
    return enqueue(kind, by=WORKER)


def send(job_id: int) -> bool:
    """Hand the id of a job to the broker; False (logged) when it cannot be reached, the sweeper will try again."""
    from foundation.jobs.celery_tasks import run_job

    try:
        run_job.apply_async((job_id,), retry=False)
    except Exception as error:  # the broker's client raises its own kinds
        logger.warning("job %s could not be sent: %s", job_id, error)
        return False
    Job.objects.filter(pk=job_id).update(sent_at=timezone.now())
    return True


def sweep() -> int:
    """Send again what no worker claimed in time and whose worker was lost; fail what used up its attempts.

    Return how many jobs were sent. Runs every few seconds from the scheduler.
    """
    now = timezone.now()
    lost = Q(state=State.RUNNING, lease_until__lt=now)
    Job.objects.filter(lost, attempts__gte=settings.JOB_MAX_ATTEMPTS).update(
        state=State.FAILED,
        finished_at=now,
        lease_token="",
        error=f"The worker was lost {settings.JOB_MAX_ATTEMPTS} times. Run the job again, or look at the worker's log.",
    )
    unclaimed = Q(state=State.QUEUED, created_at__lt=now - RESEND_AFTER) & (
        Q(sent_at=None) | Q(sent_at__lt=now - RESEND_AFTER)
    )
    resend = Q(sent_at=None) | Q(sent_at__lt=now - RESEND_AFTER)
    ids = list(Job.objects.filter(unclaimed | lost & resend).order_by("id").values_list("pk", flat=True)[:200])
    return sum(send(pk) for pk in ids)


@transaction.atomic
def cancel(job: Job, *, by: Actor) -> Job:
    """Stop a job: at once when no worker has it, else at its next progress report.

    Raises Denied for someone else's job, Conflict for one that has ended.
    """
    job = lock(job)
    policies.check_cancel(by, job)
    job.state = State.CANCELLED
    job.finished_at = timezone.now()
    job.lease_token = ""
    job.save(update_fields=["state", "finished_at", "lease_token"])
    audit.record("jobs.job.cancelled", job, by=by)
    return job


@transaction.atomic
def retry(job: Job, *, by: Actor) -> Job:
    """Run a failed or cancelled job again from where its steps stand. Raises Denied or Conflict."""
    job = lock(job)
    policies.check_retry(by, job)
    job.state, job.attempts, job.error, job.finished_at = State.QUEUED, 0, "", None
    job.save(update_fields=["state", "attempts", "error", "finished_at"])
    audit.record("jobs.job.retried", job, by=by)
    transaction.on_commit(lambda: send(job.pk), robust=True)
    return job
