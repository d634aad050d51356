"""What `dev.py` shares between its commands: the folders of the project and running programs in it."""

import contextlib
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = Path(os.environ.get("PMO_VAR_DIR") or ROOT / "var").resolve()
NODE_MODULES = ROOT / "node_modules"


def say(text: str) -> None:
    print(text, flush=True)


def fail(text: str) -> SystemExit:
    """The exit of a command that cannot do its work: one line for the reader, status 1."""
    return SystemExit(f"dev.py: {text}")


def run(
    *command: str | Path, seconds: float | None = None, quiet: bool = False, env: dict[str, str] | None = None
) -> int:
    """Runs a command in the project folder, in this environment and `env`; its exit status (124 when out of time)."""
    sink = subprocess.DEVNULL if quiet else None
    words = [str(word) for word in command]
    with subprocess.Popen(words, cwd=ROOT, env={**os.environ, **(env or {})}, stdout=sink, stderr=sink) as process:
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return 124
        except KeyboardInterrupt:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            process.wait()
            raise


def must(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Runs a command and ends with its status unless it succeeds."""
    if status := run(*command, env=env):
        raise SystemExit(status)
