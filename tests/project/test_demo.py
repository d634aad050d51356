"""`dev.py demo` as a newcomer meets it: starts, answers, stops; and says one clear line when it cannot."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.processes import free_port, holding, plain_environment, running, status_of, wait_for
from tests.project.tree import ROOT

START_SECONDS = 420
STOP_SECONDS = 60


def refused(**settings: str) -> str:
    """What a demo that cannot start says."""
    result = subprocess.run(
        [sys.executable, "dev.py", "demo"],
        cwd=ROOT,
        env={**plain_environment(), **settings},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode != 0
    return result.stdout + result.stderr


def test_a_taken_port_is_told_in_one_line() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        told = refused(PORT=str(other.getsockname()[1]))

    assert len(told.splitlines()) == 1
    assert "Choose another: PORT=" in told


@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1"])
def test_a_port_that_is_none_is_told_in_one_line(port: str) -> None:
    told = refused(PORT=port)

    assert len(told.splitlines()) == 1
    assert "PORT must be a number" in told


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo, one for this module: the second start finds its data in place, as for a newcomer."""
    return tmp_path_factory.mktemp("demo") / "var"


def start(var: Path, port: int) -> dict[str, str]:
    return {**plain_environment(), "PORT": str(port), "PMO_VAR_DIR": str(var)}


@pytest.mark.services
def test_the_demo_answers_and_leaves_nothing_behind_after_ctrl_c(tmp_path: Path, var: Path) -> None:
    port, log = free_port(), tmp_path / "demo.log"
    with running([sys.executable, "dev.py", "demo"], start(var, port), log) as demo:
        up = wait_for(
            lambda: "is running" in log.read_text() or demo.poll() is not None,
            seconds=START_SECONDS,
        )
        assert up, log.read_text()
        assert demo.poll() is None, log.read_text()
        assert status_of(f"http://127.0.0.1:{port}/healthz") == 200
        assert status_of(f"http://127.0.0.1:{port}/") == 200
        assert status_of(f"http://127.0.0.1:{port}/static/vendor/tabler.min.css") == 200

        demo.send_signal(signal.SIGINT)
        status = demo.wait(STOP_SECONDS)

    assert status == 0, log.read_text()
    assert holding(f"PMO_VAR_DIR={var}") == []
    assert status_of(f"http://127.0.0.1:{port}/healthz") == 0


@pytest.mark.services
def test_a_demo_whose_worker_dies_names_it_and_stops(tmp_path: Path, var: Path) -> None:
    port, log = free_port(), tmp_path / "demo.log"
    with running([sys.executable, "dev.py", "demo"], start(var, port), log) as demo:
        assert wait_for(lambda: "is running" in log.read_text() or demo.poll() is not None, seconds=START_SECONDS), (
            log.read_text()
        )
        workers = [
            number
            for number in holding(f"PMO_VAR_DIR={var}")
            if b"worker\0" in Path(f"/proc/{number}/cmdline").read_bytes()
        ]
        os.kill(min(workers), signal.SIGKILL)

        status = demo.wait(STOP_SECONDS)

    assert status == 1
    assert "worker process stopped by itself" in log.read_text()
    assert holding(f"PMO_VAR_DIR={var}") == []
