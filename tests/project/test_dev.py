"""`dev.py` leaves alone what is in place, so that a second run needs no network."""

import subprocess
import sys
from pathlib import Path

import pytest

from devtools import install
from tests.project.processes import plain_environment
from tests.project.tree import ROOT


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment in the place of .venv into which nothing can be installed: it has no pip."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path], check=True, timeout=60)
    monkeypatch.setattr(install, "VENV", tmp_path)
    monkeypatch.setattr(install, "PYTHON", tmp_path / "bin" / "python")
    return tmp_path


def test_packages_that_the_locks_already_gave_are_not_asked_for(environment: Path) -> None:
    (environment / ".installed-2").write_text(install.digest(*install.DEVELOPMENT))

    install.install_packages(install.DEVELOPMENT)


def test_a_demo_after_the_tests_finds_its_packages_in_place(environment: Path) -> None:
    (environment / ".installed-1").write_text(install.digest(*install.RUNTIME))

    install.install_packages(install.RUNTIME)


def test_an_install_that_cannot_be_done_says_so(environment: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (environment / ".installed-1").write_text("another lock")

    with pytest.raises(SystemExit, match="could not be installed"):
        install.install_packages(install.RUNTIME)

    assert "plain pip" in capfd.readouterr().out


def test_browser_files_in_place_are_not_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "NODE_MODULES", tmp_path)
    (tmp_path / ".installed").write_text(install.digest("package-lock.json"))

    install.install_browser_files()


def test_an_unknown_command_lists_the_known_ones() -> None:
    result = subprocess.run(
        [sys.executable, "dev.py", "fly"], cwd=ROOT, env=plain_environment(), capture_output=True, text=True, timeout=30
    )

    assert result.returncode == 2
    assert "demo" in result.stdout
