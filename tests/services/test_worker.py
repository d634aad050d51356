"""A real Celery worker, killed in the middle of an import."""

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.project.processes import plain_environment, running, wait_for
from tests.project.tree import ROOT

pytestmark = pytest.mark.services

ROWS = 3000
HEADERS = [
    "Use_Case_ID", "Department_Code", "Agency", "Office", "Title", "Summary", "Development_Stage", "Techniques",
    "Source_Code", "Department",
]  # fmt: skip

START = """
import sys
from django.core.files import File
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from library.queries import latest
from usecases.importing import batches
org = people.create_unit("Acme", by=COMMAND_LINE, kind="organization")
ada = people.create_user("ada", name="Ada Program", by=COMMAND_LINE)
people.grant_role(ada, "pm", org, by=COMMAND_LINE)
with open({path!r}, "rb") as file:
    batch = batches.open_batch(
        File(file, "inventory.csv"), unit=org, by=ada, profile=latest("import_profile", "us-federal-2023").parsed
    )
batches.start(batch, by=ada)
"""

LOOK = """
import json
from foundation.jobs.models import Job
from usecases.models import UseCase
job = Job.objects.get(kind="usecases.import")
cases = UseCase.objects.order_by()
print("LOOK" + json.dumps([job.state, job.done, job.attempts, job.result, job.error, cases.count(),
                           cases.values("name").distinct().count()]))
"""


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Settings of a small installation of its own: SQLite, the broker of files, a lease of three seconds."""
    return plain_environment() | {
        "PMO_TEST": "1",
        "PMO_VAR_DIR": str(tmp_path / "var"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'worker.sqlite3'}",
        "PMO_JOB_LEASE_SECONDS": "3",
    }


def manage(environment: dict[str, str], *arguments: str) -> str:
    result = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def look(environment: dict[str, str]) -> list[Any]:
    told = manage(environment, "shell", "-v", "0", "-c", LOOK)
    return list(json.loads(told.split("LOOK", 1)[1]))


def test_an_import_whose_worker_is_killed_is_finished_by_the_next_one_once(
    environment: dict[str, str], tmp_path: Path
) -> None:
    inventory = tmp_path / "inventory.csv"
    with inventory.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        for number in range(ROWS):
            writer.writerow(
                [f"X-{number}", "X", "Bureau", "", f"Case {number}", "Text", "In-use", "", "", "Department of Tests"]
            )
    manage(environment, "migrate", "-v", "0")
    manage(environment, "load_library", "-v", "0")
    manage(environment, "shell", "-v", "0", "-c", START.format(path=str(inventory)))
    worker = [sys.executable, "-m", "celery", "-A", "pmo", "worker", "--pool", "threads", "--concurrency", "1"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]

    with running([*worker, *quiet], environment, tmp_path / "first.log") as first:
        assert wait_for(lambda: _progress(tmp_path)[1] > 0, seconds=90), (tmp_path / "first.log").read_text()
        os.killpg(first.pid, signal.SIGKILL)
        first.wait(20)
    state, done = _progress(tmp_path)
    assert state == "running"
    assert done < ROWS, "the worker was killed in the middle"

    beat = [sys.executable, "-m", "celery", "-A", "pmo", "beat", "--schedule", str(tmp_path / "beat"), "--pidfile="]
    with (
        running([*worker, *quiet], environment, tmp_path / "second.log"),
        running(beat, environment, tmp_path / "beat.log"),
    ):
        ended = wait_for(lambda: _progress(tmp_path)[0] in {"done", "failed"}, seconds=240)
        assert ended, (tmp_path / "second.log").read_text()

    state, _, attempts, result, error, cases, names = look(environment)
    assert (state, error) == ("done", "")
    assert attempts >= 2
    assert (cases, names) == (ROWS, ROWS)
    assert result["created"] + result["updated"] + result["unchanged"] + result["refused"] == ROWS
    assert "intact" in manage(environment, "verify_trail")


def _progress(folder: Path) -> tuple[str, int]:
    """State and done of the import, read past the product."""
    connection = sqlite3.connect(folder / "worker.sqlite3", timeout=20)
    try:
        row = connection.execute("SELECT state, done FROM jobs_job WHERE kind = 'usecases.import'").fetchone()
    finally:
        connection.close()
    return str(row[0]), int(row[1])
