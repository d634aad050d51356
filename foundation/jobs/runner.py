"""Running one job: claim, heartbeat, steps that happen once, result."""

import logging
import secrets
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.jobs.models import Job, Step
from foundation.jobs.registry import KINDS
from foundation.jobs.workflow import State
from foundation.kernel.canonical import plain
from foundation.kernel.errors import DomainError
from foundation.people.actors import Actor, SystemActor

logger = logging.getLogger(__name__)
FIRST_WAIT = timedelta(minutes=1)
MOST_TRIES = 10
"""Tries of a job that can only wait for the world outside; doubling from one minute, the last comes after 8.5 hours."""


class JobStopped(Exception):
    """The job was cancelled, or another worker took it over: stop without a word."""


class TryLater(DomainError):
    """The world outside is not ready, for example a mail server that is down: the job waits longer from try to try."""


class JobRun:
    """What a handler gets: its parameters, who asked, and ways to report progress and to act once."""

    def __init__(self, job: Job, token: str) -> None:
        self.job = job
        self.token = token
        self.params: dict[str, Any] = job.params
        self._reported: datetime | None = None

    @property
    def by(self) -> Actor:
        """The person who asked for the job (or the command line)."""
        return self.job.requested_by or SystemActor(self.job.requested_by_name)

    def progress(self, done: int, total: int, *, doing: str = "", **counters: int) -> None:
        """Report where the work stands; also the heartbeat that keeps the lease. Raises JobStopped when cancelled."""
        now = timezone.now()
        if self._reported and done < total and (now - self._reported) < timedelta(milliseconds=200):
            return
        self._reported = now
        self._write(done=done, total=total, doing=doing[:250], counters=counters)

    def remember(self, **values: Any) -> None:
        """Keep values for a later attempt; read them from `run.job.memory`."""
        self.job.memory |= plain(values)
        self._write(memory=self.job.memory)

    def link_result(self, url: str) -> None:
        """Say which page shows the result."""
        self._write(result_url=url)

    @contextmanager
    def once(self, key: str) -> Iterator[bool]:
        """Open a transaction for a step that must take effect once: False when an earlier attempt completed it.

        The mark and the effect commit together, so a worker killed in between leaves neither.
        """
        with transaction.atomic():
            if not self._still_ours(Job.objects.select_for_update()):
                raise JobStopped
            try:
                with transaction.atomic():
                    Step.objects.create(job=self.job, key=key)
            except IntegrityError:
                first = False
            else:
                first = True
            yield first

    def _write(self, **columns: Any) -> None:
        columns["lease_until"] = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        changed = Job.objects.filter(pk=self.job.pk, state=State.RUNNING, lease_token=self.token).update(**columns)
        if not changed:
            raise JobStopped

    def _still_ours(self, jobs: Any) -> bool:
        return bool(jobs.filter(pk=self.job.pk, state=State.RUNNING, lease_token=self.token).first())


def claim(job_id: int) -> JobRun | None:
    """Take a job by one conditional UPDATE; None when it has ended or another worker holds a living lease on it."""
    now, token = timezone.now(), secrets.token_hex(8)
    free = Q(state=State.QUEUED) | Q(state=State.RUNNING, lease_until__lt=now)
    changed = Job.objects.filter(free, pk=job_id).update(
        state=State.RUNNING,
        lease_token=token,
        lease_until=now + timedelta(seconds=settings.JOB_LEASE_SECONDS),
        attempts=F("attempts") + 1,
        started_at=now,
        error="",
    )
    return JobRun(Job.objects.select_related("requested_by", "unit").get(pk=job_id), token) if changed else None


def run(job_id: int) -> None:
    """Claim a job, do it, and write its result or its error. Nothing happens when somebody else has it."""
    current = claim(job_id)
    if current is None:
        return
    try:
        kind = KINDS[current.job.kind]
        result = kind.function(current) or {}
    except JobStopped:
        logger.info("job %s stopped", job_id)
    except TryLater as error:
        _postpone(current, error)
    except DomainError as error:
        _finish(current, State.FAILED, error=_said(error))
    except Exception:
        logger.exception("job %s failed", job_id)
        _finish(
            current,
            State.FAILED,
            error=_(
                "Something went wrong in the worker; nothing half-done was kept. "
                "Run the job again, or give your administrator this number: %(uid)s"
            )
            % {"uid": current.job.uid},
            memory=current.job.memory | {"traceback": traceback.format_exc()[-4000:]},
        )
    else:
        _finish(current, State.DONE, result=plain(result), done=F("total"), doing="")


def _said(error: DomainError) -> str:
    return _(error.template) % error.params if error.params else _(error.template)


def _postpone(current: JobRun, error: TryLater) -> None:
    """Queue the job again for later (the sweeper sends it), or fail it after its last try."""
    if current.job.attempts >= MOST_TRIES:
        _finish(current, State.FAILED, error=_said(error))
        return
    Job.objects.filter(pk=current.job.pk, state=State.RUNNING, lease_token=current.token).update(
        state=State.QUEUED,
        lease_token="",
        lease_until=None,
        error=_said(error),
        sent_at=timezone.now() + FIRST_WAIT * 2 ** (current.job.attempts - 1),
    )


def _finish(current: JobRun, state: State, **columns: Any) -> None:
    Job.objects.filter(pk=current.job.pk, state=State.RUNNING, lease_token=current.token).update(
        state=state, finished_at=timezone.now(), lease_token="", lease_until=None, **columns
    )


def run_queued(limit: int = 100) -> int:
    """Run waiting jobs in this process, oldest first, until none is left; return how many ran."""
    ran = 0
    waiting = Job.objects.filter(state=State.QUEUED).order_by("id")
    while ran < limit and (job := waiting.exclude(sent_at__gt=timezone.now()).first()):
        run(job.pk)
        ran += 1
    return ran
