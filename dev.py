#!/usr/bin/env python3
"""Every chore of AI PMO as one command. Needs Python 3.11 or newer and nothing else: `python3 dev.py demo`.

Standard library only, because it runs before anything is installed. The Makefile is a thin layer over it.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (this line is what an older Python gets to read)
    sys.exit("AI PMO needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])  # noqa: UP031

import os
import shutil
import signal
from collections.abc import Callable
from types import FrameType

from devtools.demo import demo_environment, serve
from devtools.install import NPM_SECONDS, RUNTIME, npm_commands, setup
from devtools.shell import NODE_MODULES, PYTHON, ROOT, VENV, must, run, say

LEFT_TO_CI = "not browser and not services and not fuzz"
"""Tests that need a browser, running services or minutes; `.ci/run` adds them."""


def test(*args: str) -> None:
    """The whole suite in two processes where the machine has two cores; or pytest with the arguments given."""
    setup()
    side_by_side = ("-n", "2", "--dist", "loadfile") if (os.cpu_count() or 1) > 1 else ()
    must(PYTHON, "-m", "pytest", *(args or (*side_by_side, "-m", LEFT_TO_CI)), env={"PMO_TEST": "1"})


def lint() -> None:
    setup()
    must(VENV / "bin" / "ruff", "check", ".")
    must(VENV / "bin" / "ruff", "format", "--check", ".")
    must(VENV / "bin" / "lint-imports", "--no-cache")


def types() -> None:
    setup()
    must(VENV / "bin" / "mypy", env={"PMO_TEST": "1"})


def check() -> None:
    lint()
    types()
    must(PYTHON, "manage.py", "makemigrations", "--check", "--dry-run", env={"PMO_TEST": "1"})
    test()


def format_code() -> None:
    setup()
    must(VENV / "bin" / "ruff", "check", "--fix", ".")
    must(VENV / "bin" / "ruff", "format", ".")


def migrate() -> None:
    setup(RUNTIME)
    must(PYTHON, "manage.py", "migrate", env=demo_environment())


def lock() -> None:
    """Writes every lock file anew from the .in files and package.json; the only command that changes versions."""
    setup()
    uv = VENV / "bin" / "uv"
    for name in ("requirements", "requirements-dev", "requirements-uv", "requirements-node"):
        options = ["--universal", "--generate-hashes", "--no-emit-index-url", "--python-version", "3.11", "--upgrade"]
        must(uv, "pip", "compile", "--quiet", *options, f"{name}.in", "-o", f"{name}.txt")
    for npm in npm_commands():
        shutil.rmtree(NODE_MODULES, ignore_errors=True)  # npm copies registry addresses from what it finds there
        (ROOT / "package-lock.json").unlink(missing_ok=True)
        if run(*npm, "install", "--package-lock-only", "--ignore-scripts", seconds=NPM_SECONDS) == 0:
            break
    setup()


def bench(*names: str) -> None:
    """Runs the benchmarks named, or all; each prints its figures one a line."""
    setup()
    programs = sorted(path.stem for path in (ROOT / "bench").glob("*.py") if not path.stem.startswith("_"))
    for name in names or [name for name in programs if name != "floor"]:
        say(f"# {name}")
        run(PYTHON, "-m", f"bench.{name}", env={"PMO_TEST": "1"})


def screenshots(*args: str) -> None:
    """Takes all pages, or those named; --docs takes the few that README and docs show."""
    setup()
    must(PYTHON, "-m", "devtools.screenshots", *args)


def clean() -> None:
    """Removes all that these commands made: environment, packages, caches and everything in var."""
    for name in (
        ".venv",
        "node_modules",
        "var",
        "screenshots",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".hypothesis",
    ):
        shutil.rmtree(ROOT / name, ignore_errors=True)


COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "setup": (setup, "create .venv and install everything that is locked"),
    "demo": (lambda: serve(prepare=True), "start the product with the demo organization (PORT, DATABASE_URL)"),
    "run": (lambda: serve(prepare=False, reload=True), "the same without preparing data, reloading changed code"),
    "test": (test, "run the tests on SQLite; arguments go to pytest"),
    "lint": (lint, "style, format and import rules"),
    "format": (format_code, "mend style and format"),
    "types": (types, "static types"),
    "check": (check, "lint, types, migrations, tests"),
    "migrate": (migrate, "bring the demo database up to date"),
    "lock": (lock, "write the lock files anew"),
    "screenshots": (screenshots, "every page, light and dark, wide and narrow, into screenshots/"),
    "bench": (bench, "measure; prints ratios, judges nothing"),
    "ci": (lambda: must("bash", ".ci/run"), "all that CI does, on this machine"),
    "clean": (clean, "remove environment, packages, caches and var/"),
}


def interrupt(number: int, frame: FrameType | None) -> None:
    """SIGTERM ends a chore the way Ctrl-C does: what it runs is stopped first."""
    raise KeyboardInterrupt


def main(words: list[str]) -> None:
    if not words or words[0] not in COMMANDS:
        lines = [f"  {name:<12} {what}" for name, (_, what) in COMMANDS.items()]
        say("usage: python3 dev.py COMMAND\n\n" + "\n".join(lines))
        raise SystemExit(0 if words[:1] in ([], ["--help"], ["-h"], ["help"]) else 2)
    COMMANDS[words[0]][0](*words[1:])


if __name__ == "__main__":
    try:
        signal.signal(signal.SIGTERM, interrupt)
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
