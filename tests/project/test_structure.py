"""The architecture: who may import whom, complete migrations, documented settings, one list of commands."""

import ast
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.project.tree import ROOT, files

READERS = {"env", "bool", "int", "list", "db", "email", "get", "str", "float", "getenv"}
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{2,}")
NOT_OPERATORS = {"DJANGO_SETTINGS_MODULE", "CHROMIUM", "PMO_CI_POSTGRES", "CI"}


def variables_read() -> set[str]:
    """Names of environment variables that product code and `dev.py` read."""
    found = set()
    for path in files(".py"):
        if path.relative_to(ROOT).parts[0] in {"tests", "bench"}:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            called = ast.unparse(node.func)
            about_environment = called.split(".")[0] == "env" or called in {"os.environ.get", "os.getenv"}
            name = node.args[0].value
            if about_environment and isinstance(name, str) and VARIABLE.fullmatch(name):
                found.add(name)
    return found - NOT_OPERATORS


def variables_documented() -> set[str]:
    """Names in the first column of the tables of the settings page."""
    text = (ROOT / "docs/operators/settings.md").read_text()
    return set(re.findall(r"^\| `([A-Z0-9_]+)`", text, re.MULTILINE))


def test_apps_only_import_downwards() -> None:
    tool = Path(sys.executable).with_name("lint-imports")

    result = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=120)

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.django_db
def test_every_model_change_has_its_migration() -> None:
    told = io.StringIO()

    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1, stdout=told)
    except SystemExit:
        pytest.fail(told.getvalue())


def test_every_setting_read_from_the_environment_is_documented() -> None:
    assert variables_read() - variables_documented() == set()


def test_every_documented_setting_is_read() -> None:
    assert variables_documented() - variables_read() == set()


def test_makefile_and_script_offer_the_same_commands() -> None:
    listed = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    told = subprocess.run([sys.executable, "dev.py"], cwd=ROOT, capture_output=True, text=True, timeout=30).stdout

    assert listed is not None
    assert set(listed[1].split()) == set(re.findall(r"^  (\w+)", told, re.MULTILINE))
