"""Browser files come from packages, by an allow-list."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from pytest_django.fixtures import Settings

from pmo.static import VENDOR_FILES, PackageFinder, PackageStorage, Storage


@pytest.mark.parametrize("path", sorted(VENDOR_FILES))
def test_every_file_on_the_list_is_found(path: str) -> None:
    assert finders.find(path) is not None


def test_htmx_is_found_in_its_package() -> None:
    assert finders.find("django_htmx/htmx-2.min.js") is not None


def test_a_file_that_is_not_on_the_list_is_not_served() -> None:
    assert PackageFinder().find("vendor/package.json") is None
    assert PackageFinder().find("vendor/../package.json", find_all=True) == []
    with pytest.raises(SuspiciousFileOperation):
        PackageStorage().path("../package.json")


def test_the_list_reads_the_same_files_that_it_finds() -> None:
    listed = {path: storage.path(path) for path, storage in PackageFinder().list(None)}

    assert listed == {path: PackageFinder().find(path) for path in VENDOR_FILES}


def test_nothing_is_listed_before_packages_are_installed(settings: Settings, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path

    assert list(PackageFinder().list(["*.map"])) == []


def test_source_maps_are_not_followed_when_names_are_hashed() -> None:
    assert "sourceMappingURL" not in str(Storage.patterns)
    assert "url(" in str(Storage.patterns).replace("\\", "")
