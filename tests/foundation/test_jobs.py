"""Work in the background: done once, whatever happens to the worker."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from foundation.jobs import runner, services
from foundation.jobs.models import Job
from foundation.jobs.registry import KINDS, handler
from foundation.jobs.runner import JobRun
from foundation.jobs.workflow import State
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit
from pmo.celery import app

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """Stands for the end of a worker process: no handler in the product catches it."""


@pytest.fixture
def kinds() -> Iterator[None]:
    """Three kinds of jobs: one renames units step by step, one refuses, one breaks."""

    @handler("test.rename", title="Rename")
    def rename(run: JobRun) -> dict[str, Any]:
        names = run.params["names"]
        for position, name in enumerate(names):
            with run.once(name) as first:
                if first:
                    Unit.objects.create(name=name, path=f"/{name}/")
            if run.params.get("dies_at") == position and run.job.attempts == 1:
                raise Killed
            run.progress(position + 1, len(names), doing=name)
        return {"made": len(names)}

    @handler("test.refuse", title="Refuse")
    def refuse(run: JobRun) -> None:
        raise Invalid("The file has %(count)s rows too many.", count=3)

    @handler("test.break", title="Break")
    def broken(run: JobRun) -> None:
        raise ZeroDivisionError("a secret detail")

    yield
    for key in ("test.rename", "test.refuse", "test.break"):
        del KINDS[key]


def expire(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_job_runs_and_keeps_its_result(kinds: None) -> None:
    job = services.enqueue("test.rename", by=COMMAND_LINE, params={"names": ["a", "b"]})

    runner.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.result, job.percent) == (State.DONE, {"made": 2}, 100)


def test_a_worker_killed_in_the_middle_loses_nothing_and_doubles_nothing(kinds: None) -> None:
    job = services.enqueue("test.rename", by=COMMAND_LINE, params={"names": ["a", "b", "c"], "dies_at": 1})
    with pytest.raises(Killed):
        runner.run(job.pk)
    runner.run(job.pk)
    assert Job.objects.get(pk=job.pk).state == State.RUNNING, "its lease is alive: nobody else may take it yet"

    expire(job)
    runner.run(job.pk)

    job.refresh_from_db()
    assert job.state == State.DONE
    assert sorted(Unit.objects.values_list("name", flat=True)) == ["a", "b", "c"]


def test_a_worker_that_was_replaced_stops_without_writing(kinds: None) -> None:
    job = services.enqueue("test.rename", by=COMMAND_LINE, params={"names": ["a"]})
    late = runner.claim(job.pk)
    assert late is not None
    expire(job)
    runner.run(job.pk)

    with pytest.raises(runner.JobStopped):
        late.progress(1, 1)
    with pytest.raises(runner.JobStopped), late.once("x"):
        pass


def test_two_workers_claim_a_job_once(kinds: None) -> None:
    job = services.enqueue("test.rename", by=COMMAND_LINE, params={"names": []})

    assert runner.claim(job.pk) is not None
    assert runner.claim(job.pk) is None


def test_a_refusal_is_shown_as_it_is_and_an_accident_is_not(kinds: None) -> None:
    refused = services.enqueue("test.refuse", by=COMMAND_LINE)
    broken = services.enqueue("test.break", by=COMMAND_LINE)

    runner.run_queued()

    refused.refresh_from_db()
    broken.refresh_from_db()
    assert (refused.state, refused.error) == (State.FAILED, "The file has 3 rows too many.")
    assert broken.state == State.FAILED
    assert "secret" not in broken.error
    assert str(broken.uid) in broken.error


def test_a_cancelled_job_stops_at_its_next_report(kinds: None) -> None:
    job = services.enqueue("test.rename", by=COMMAND_LINE, params={"names": ["a"]})
    run = runner.claim(job.pk)
    assert run is not None
    services.cancel(job, by=COMMAND_LINE)

    with pytest.raises(runner.JobStopped):
        run.progress(1, 2)
    with pytest.raises(Conflict, match="already ended"):
        services.cancel(job, by=COMMAND_LINE)


def test_a_failed_job_goes_on_from_where_its_steps_stand(kinds: None) -> None:
    job = services.enqueue("test.rename", by=COMMAND_LINE, params={"names": ["a", "b"], "dies_at": 0})
    with pytest.raises(Killed):
        runner.run(job.pk)
    Job.objects.filter(pk=job.pk).update(state=State.FAILED)

    services.retry(job, by=COMMAND_LINE)
    Job.objects.filter(pk=job.pk).update(attempts=1)
    runner.run(job.pk)

    assert Unit.objects.filter(name="a").count() == 1
    assert Job.objects.get(pk=job.pk).state == State.DONE


def test_the_sweeper_gives_up_after_the_last_attempt_and_says_so(kinds: None, settings: Any) -> None:
    job = services.enqueue("test.rename", by=COMMAND_LINE, params={"names": ["a"]})
    runner.claim(job.pk)
    Job.objects.filter(pk=job.pk).update(attempts=settings.JOB_MAX_ATTEMPTS)
    expire(job)

    services.sweep()

    job.refresh_from_db()
    assert job.state == State.FAILED
    assert "Run the job again" in job.error


def test_only_the_person_who_asked_and_administrators_see_and_stop_a_job(
    kinds: None, cast: Any, client_of: Any
) -> None:
    job = services.enqueue("test.rename", by=cast.ada, params={"names": ["a"]})

    assert client_of(cast.ben).get(f"/jobs/{job.uid}/").status_code == 404
    assert client_of(cast.ben).post(f"/jobs/{job.uid}/cancel/").status_code == 404
    with pytest.raises(Denied):
        services.cancel(job, by=cast.ben)
    assert client_of(cast.root_admin).get(f"/jobs/{job.uid}/").status_code == 200
    services.cancel(job, by=cast.ada)


def test_progress_is_asked_for_until_the_job_is_over(kinds: None, cast: Any, client_of: Any) -> None:
    job = services.enqueue("test.rename", by=cast.ada, params={"names": ["a"]})
    browser: Client = client_of(cast.ada)
    waiting = browser.get(f"/jobs/{job.uid}/progress/").content.decode()

    runner.run(job.pk)

    assert "hx-get" in waiting
    assert "hx-get" not in browser.get(f"/jobs/{job.uid}/progress/").content.decode()


def test_scheduled_work_that_is_still_open_is_not_asked_for_again(kinds: None) -> None:
    first = services.enqueue_once("test.break")

    assert first is not None
    assert first.requested_by_name == "worker"
    assert services.enqueue_once("test.break") is None


def test_everything_in_the_table_of_scheduled_work_exists() -> None:
    app.loader.import_default_modules()

    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        if entry["task"] == "jobs.start":
            assert entry["args"][0] in KINDS
