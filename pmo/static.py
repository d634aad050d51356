"""Static files that come from npm packages: which of them are served, and how their names are hashed.

Nothing is vendored and nothing is built. `npm ci` fills node_modules, and the finder below serves the few files of it
that the pages use, under `vendor/`. Whole package folders are not served: they hold hundreds of files that nothing
asks for, some of which point at files that are not there.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder, searched_locations
from django.contrib.staticfiles.utils import matches_patterns
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

INTER = "@fontsource-variable/inter"
INTER_SUBSETS = ("cyrillic-ext", "cyrillic", "greek-ext", "greek", "vietnamese", "latin-ext", "latin")

VENDOR_FILES: dict[str, str] = {
    "vendor/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "vendor/plotly.min.js": "plotly.js-cartesian-dist-min/plotly-cartesian.min.js",
    "vendor/inter/wght.css": f"{INTER}/wght.css",
    **{
        f"vendor/inter/files/inter-{subset}-wght-normal.woff2": f"{INTER}/files/inter-{subset}-wght-normal.woff2"
        for subset in INTER_SUBSETS
    },
}
"""Path under STATIC_URL -> path under node_modules. htmx is served from the django-htmx package instead."""


def node_modules() -> Path:
    """The folder that `npm ci` fills."""
    return Path(settings.BASE_DIR) / "node_modules"


def missing_vendor_files() -> list[str]:
    """The paths under node_modules that are served and not installed."""
    return [source for source in VENDOR_FILES.values() if not (node_modules() / source).is_file()]


class PackageStorage(FileSystemStorage):
    """Read-only storage in which a static path of VENDOR_FILES is the file of node_modules that it stands for."""

    prefix = ""

    def path(self, name: str) -> str:
        """The file behind `name`; raises SuspiciousFileOperation for a name that is not on the list."""
        try:
            return str(node_modules() / VENDOR_FILES[name.replace("\\", "/")])
        except KeyError:
            raise SuspiciousFileOperation(f"{name} is not one of the vendor files.") from None


class PackageFinder(BaseFinder):
    """Finds the files of VENDOR_FILES in node_modules. What is not installed is not listed: pmo.W002 says so."""

    def __init__(self) -> None:
        self.storage = PackageStorage()

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The installed file behind a static path (a list with it when `find_all`), or nothing."""
        if str(node_modules()) not in searched_locations:
            searched_locations.append(str(node_modules()))
        source = VENDOR_FILES.get(path.replace("\\", "/"))
        found = str(node_modules() / source) if source and (node_modules() / source).is_file() else None
        if find_all:
            return [found] if found else []
        return found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, PackageStorage]]:
        """Static path and storage of each installed file. WhiteNoise passes None for no patterns."""
        for path, source in VENDOR_FILES.items():
            if (node_modules() / source).is_file() and not matches_patterns(path, ignore_patterns or []):
                yield path, self.storage


class Storage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed static files whose source maps are not followed: packages name maps that are not served."""

    patterns = tuple(
        (glob, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
        for glob, rules in CompressedManifestStaticFilesStorage.patterns
    )
