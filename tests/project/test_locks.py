"""The lock files install the same anywhere, from whichever registry a machine is set up to use."""

import json
import re

import pytest

from tests.project.tree import ROOT

REQUIREMENTS = sorted(path.name for path in ROOT.glob("requirements*.txt"))
NAME = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)")


def normal(name: str) -> str:
    """A package name the way registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_python_lock_names_no_registry(name: str) -> None:
    text = (ROOT / name).read_text()

    assert "://" not in text
    assert "--index-url" not in text.replace("--no-emit-index-url", "")


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_locked_package_has_a_hash(name: str) -> None:
    blocks = re.split(r"\n(?=[A-Za-z0-9])", (ROOT / name).read_text())
    packages = [block for block in blocks if "==" in block.splitlines()[0]]

    assert packages
    assert [block.splitlines()[0] for block in packages if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", REQUIREMENTS)
def test_every_direct_requirement_is_locked(name: str) -> None:
    wanted = {
        normal(found[1])
        for line in (ROOT / name).with_suffix(".in").read_text().splitlines()
        if (found := NAME.match(line))
    }
    locked = {normal(line.split("==")[0]) for line in (ROOT / name).read_text().splitlines() if "==" in line}

    assert wanted - locked == set()


def test_browser_lock_names_no_registry() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


def test_browser_packages_are_pinned_exactly() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    versions = {**package["dependencies"], **package["devDependencies"]}

    assert {name: v for name, v in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", v)} == {}
