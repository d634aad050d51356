"""The Celery tasks behind every job."""

from celery import shared_task

from foundation.jobs import runner, services


@shared_task(name="jobs.run", acks_late=True)
def run_job(job_id: int) -> None:
    """Run one job; harmless when it is sent twice."""
    runner.run(job_id)


@shared_task(name="jobs.sweep")
def sweep() -> int:
    """Send again what got lost; return how many."""
    return services.sweep()


@shared_task(name="jobs.start")
def start_job(kind: str) -> None:
    """Ask for a job on nobody's behalf, from the table of scheduled work; one that is still open is enough."""
    services.enqueue_once(kind)
