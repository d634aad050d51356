"""The demonstration in a folder of its own, as real processes, for journeys and screenshots."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from devtools.shell import PYTHON, ROOT, VENV

OURS = ("PMO_", "DATABASE_URL", "REDIS_URL", "PORT", "DJANGO_SETTINGS_MODULE")
PREPARE_SECONDS = 600
START_SECONDS = 120
STOP_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Site:
    """A running demonstration: its address, and the environment in which its commands run."""

    url: str
    env: dict[str, str]
    logs: Path

    def manage(self, *args: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of manage.py on it and return what it said; whoever calls looks at the exit status."""
        return subprocess.run(
            [str(PYTHON), "manage.py", *args],
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PREPARE_SECONDS,
            check=False,
        )


@contextlib.contextmanager
def demo_site(folder: Path, *, database: str = "", redis: str = "") -> Iterator[Site]:
    """Prepare the demonstration in `folder` and run web, worker and clock until the block ends.

    SQLite and the embedded broker, unless `database` (an empty one) and `redis` name servers. Raises RuntimeError with
    the last lines of the log when something does not start.
    """
    port = _free_port()
    logs = folder / "log"
    logs.mkdir(parents=True, exist_ok=True)
    env = {name: value for name, value in os.environ.items() if not name.startswith(OURS)} | {
        "PMO_DEMO": "1",
        "PMO_SECRET_KEY": secrets.token_urlsafe(48),
        "PMO_VAR_DIR": str(folder),
        "DATABASE_URL": database or f"sqlite:///{folder / 'site.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "pmo.settings",
        "PYTHONUNBUFFERED": "1",
    }
    if redis:
        env["REDIS_URL"] = redis
    site = Site(f"http://127.0.0.1:{port}", env, logs)
    celery = [str(VENV / "bin" / "celery"), "-A", "pmo"]
    web = [str(VENV / "bin" / "gunicorn"), "pmo.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO"]
    beat = ["beat", "--schedule", str(folder / "beat-schedule"), "--pidfile="]
    with contextlib.ExitStack() as stack:
        prepared = stack.enter_context(_process([str(PYTHON), "-m", "devtools.prepare"], env, logs / "prepare.log"))
        if prepared.wait(PREPARE_SECONDS) != 0:
            raise RuntimeError(f"The demonstration was not prepared.\n{_end(logs / 'prepare.log')}")
        for name, command in (
            ("web", [*web, "--no-control-socket", "--worker-class", "gthread", "--workers", "1", "--threads", "6"]),
            ("worker", [*celery, "worker", "--pool", "threads", "--concurrency", "2", *quiet]),
            ("beat", [*celery, *beat]),
        ):
            stack.enter_context(_process(command, env, logs / f"{name}.log"))
        deadline = time.monotonic() + START_SECONDS
        while not _answers(f"{site.url}/healthz"):
            if time.monotonic() > deadline:
                raise RuntimeError(f"The site does not answer.\n{_end(logs / 'web.log')}")
            time.sleep(0.2)
        yield site


@contextlib.contextmanager
def _process(command: list[str], env: dict[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a command in a session of its own; at the end nothing of that session is left."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(STOP_SECONDS)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _end(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
