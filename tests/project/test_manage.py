"""`manage.py` as a newcomer meets it: it finds the demo, never beside other settings, and else says what to do."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.processes import plain_environment
from tests.project.tree import ROOT

WHERE = "from django.conf import settings as s; print(s.DEMO, s.DATABASES['default']['NAME'], s.SECRET_KEY)"


def manage(*words: str, var: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**plain_environment(), "PMO_VAR_DIR": str(var), **settings},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """A folder in which a demo was started before."""
    (tmp_path / "demo.sqlite3").touch()
    (tmp_path / "demo-secret").write_text("the key of this demo")
    return tmp_path


def test_without_settings_and_without_a_demo_it_says_in_one_line_what_to_do(tmp_path: Path) -> None:
    found = manage("verify_trail", var=tmp_path)

    assert found.returncode != 0
    assert len(found.stderr.splitlines()) == 1
    assert "PMO_SECRET_KEY" in found.stderr
    assert "dev.py demo" in found.stderr


def test_without_settings_it_works_on_the_demo_that_was_started_and_says_so(demo: Path) -> None:
    found = manage("shell", "-v", "0", "-c", WHERE, var=demo)

    assert found.stdout.split(maxsplit=2) == ["True", str(demo / "demo.sqlite3"), "the key of this demo\n"]
    assert "the demo organization" in found.stderr


@pytest.mark.parametrize("name", ["PMO_SECRET_KEY", "DATABASE_URL"])
def test_beside_any_setting_of_a_site_the_demo_is_never_taken(demo: Path, name: str) -> None:
    settings = {"PMO_SECRET_KEY": "k" * 60, "DATABASE_URL": f"sqlite:///{demo / 'site.sqlite3'}"}

    found = manage("shell", "-v", "0", "-c", WHERE, var=demo, **{name: settings[name]})

    assert "demo.sqlite3" not in found.stdout
    assert "the demo organization" not in found.stderr
