"""The demo: web, worker and clock as processes of this machine, started, watched and stopped together."""

import contextlib
import fcntl
import os
import re
import secrets
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections import deque
from types import FrameType

from devtools.install import RUNTIME, setup
from devtools.shell import PYTHON, ROOT, VAR, VENV, fail, must, say

START_SECONDS = 180
STOP_SECONDS = 10
SECOND_PRESS_SECONDS = 1
LOGS = VAR / "log"


def chosen_port() -> int:
    """PORT or 8000; fails when it is no port or is taken."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise fail(f"PORT must be a number from 1 to 65535, not {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as error:
            raise fail(
                f"port {text} cannot be used ({error.strerror}). Choose another: PORT=8123 python3 dev.py demo"
            ) from None
    return int(text)


def demo_environment() -> dict[str, str]:
    """Settings of the demo: this machine only, its own database and folder, a secret made once."""
    LOGS.mkdir(parents=True, exist_ok=True)
    secret = VAR / "demo-secret"
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(48))
    return {
        "PMO_DEMO": "1",
        "PMO_SECRET_KEY": secret.read_text(),
        "PMO_VAR_DIR": str(VAR),
        "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{VAR / 'demo.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "pmo.settings",
        "PYTHONUNBUFFERED": "1",
    }


class Service:
    """One process of the demo in a session of its own, so that Ctrl-C reaches it once, through us."""

    def __init__(self, name: str, command: list[str], env: dict[str, str]) -> None:
        self.name = name
        self.log = (LOGS / f"{name}.log").open("w", buffering=1)
        self.last_lines: deque[str] = deque(maxlen=12)
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.log.write(line)
            self.last_lines.append(line.rstrip())
            if re.search(r"\b(WARNING|ERROR|CRITICAL)\b", line):
                say(f"{self.name:>6} | {line.rstrip()}")

    def signal_group(self, number: int) -> None:
        """Signals the whole session; nothing happens when it is gone."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)


def demo_services(port: int, env: dict[str, str], *, reload: bool) -> list[Service]:
    """Web, worker and clock of the demo, started."""
    bin_ = VENV / "bin"
    celery = [str(bin_ / "celery"), "-A", "pmo"]
    web = [str(bin_ / "gunicorn"), "pmo.wsgi:application", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    web += [
        "--worker-class",
        "gthread",
        "--workers",
        "1" if reload else "2",
        "--threads",
        "4",
        "--graceful-timeout",
        "5",
    ]
    worker = [*celery, "worker", "--pool", "threads", "--concurrency", "2", "--loglevel", "INFO"]
    worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    beat = [*celery, "beat", "--schedule", str(VAR / "beat-schedule"), "--pidfile=", "--loglevel", "INFO"]
    return [
        Service("web", [*web, "--reload"] if reload else web, env),
        Service("worker", worker, env),
        Service("beat", beat, env),
    ]


def stop(services: list[Service], hurry: threading.Event) -> None:
    """One SIGTERM to each master, ten seconds, then SIGKILL to what is left of its session.

    A second SIGTERM can hang a Celery master, so none is sent; `hurry` (a second Ctrl-C) cuts the wait short.
    """
    for service in services:
        if service.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                service.process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    while any(s.process.poll() is None for s in services) and time.monotonic() < deadline and not hurry.is_set():
        time.sleep(0.05)
    for service in services:
        service.signal_group(signal.SIGKILL)
        service.process.wait()
        service.reader.join(1)
        service.log.close()


def is_healthy(port: int) -> bool:
    """Whether the site answers /healthz with 200."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError, ValueError):
        return False


def crashed(services: list[Service]) -> Service | None:
    return next((service for service in services if service.process.poll() is not None), None)


def watch(services: list[Service], port: int, stopping: threading.Event) -> int:
    """Says the address when the site is up, then waits for Ctrl-C or the first process that ends; the exit status.

    A machine may be slow: what runs is not stopped for that, it is only said.
    """
    deadline, up, told = time.monotonic() + START_SECONDS, False, False
    while not stopping.is_set():
        if ended := crashed(services):
            ended.reader.join(1)
            say(f"\nThe {ended.name} process stopped by itself (exit {ended.process.returncode}). Its last lines:")
            say("\n".join(f"  {line}" for line in ended.last_lines))
            return 1
        if not up and is_healthy(port):
            up = True
            say(f"\nAI PMO is running: http://127.0.0.1:{port}/   (Ctrl-C stops it; full logs in {LOGS})\n")
        if not up and not told and time.monotonic() > deadline:
            told = True
            say(f"The site did not answer within {START_SECONDS} seconds; it is still tried. Its last lines:")
            say("\n".join(f"  {line}" for line in services[0].last_lines))
        stopping.wait(0.3)
    return 0


def serve(*, prepare: bool, reload: bool = False) -> None:
    """Runs web, worker and clock in demo mode until Ctrl-C; `prepare` migrates and loads library and demo first."""
    port = chosen_port()
    setup(RUNTIME)
    env = demo_environment()
    with (VAR / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise fail(f"a demo is already running on {VAR}. Stop it, or choose another folder: PMO_VAR_DIR.") from None
        stopping, hurry = threading.Event(), threading.Event()
        first_press = 0.0

        def on_signal(number: int, frame: FrameType | None) -> None:
            nonlocal first_press
            if not stopping.is_set():
                first_press = time.monotonic()
            elif number == signal.SIGINT and time.monotonic() - first_press > SECOND_PRESS_SECONDS:
                hurry.set()
            stopping.set()

        if prepare:
            say("Preparing the database")
            must(PYTHON, "-m", "devtools.prepare", env=env)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, on_signal)
        services = demo_services(port, env, reload=reload)
        status = 1
        try:
            status = watch(services, port, stopping)
        finally:
            say("Stopping")
            stop(services, hurry)
    raise SystemExit(status)
