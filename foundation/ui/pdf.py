"""Turning pages of HTML into a tagged PDF. WeasyPrint is loaded only here and only when it is needed.

It needs Pango, a library of the system: without it `Missing` says what to install, and everything else works.
"""

import ctypes.util
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop as _

LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
"""Library that the renderer loads -> Debian package that brings it."""

INSTALL = "apt-get install -y --no-install-recommends " + " ".join(LIBRARIES.values())
VARIANT = "pdf/ua-1"
_BASE = "https://static.invalid/"


class Missing(Conflict):
    """A PDF was asked for on a machine that cannot make one."""


def missing_libraries() -> list[str]:
    """Return the packages that this machine lacks; empty when PDF can be made."""
    return [package for name, package in LIBRARIES.items() if ctypes.util.find_library(name) is None]


def missing() -> Missing:
    """Return the refusal that says exactly what to install."""
    return Missing(
        _(
            "PDF needs Pango, a library that this machine lacks. Install it with: %(command)s – then run the report "
            "again. The print view and the workbook hold the same figures."
        ),
        command=INSTALL,
    )


@dataclass(frozen=True, slots=True)
class File:
    """A PDF and how many pages it has."""

    content: bytes
    pages: int


def render(html: str) -> File:
    """Return a document as a tagged PDF (PDF/UA-1). Raises Missing where Pango is not installed.

    Nothing is fetched from the network: only data: addresses and static files of the product are read.
    """
    try:
        import weasyprint
    except OSError as error:
        raise missing() from error
    document = weasyprint.HTML(string=html, base_url=_BASE, url_fetcher=_fetcher(weasyprint)())
    laid_out = document.render(pdf_variant=VARIANT)
    return File(bytes(laid_out.write_pdf(pdf_variant=VARIANT)), len(laid_out.pages))


def _fetcher(weasyprint: Any) -> Any:
    class StaticFiles(weasyprint.urls.URLFetcher):
        """Reads data: addresses and static files; refuses everything else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            found = static_file(url)
            if found is None:
                raise ValueError(f"{url} is not a static file of the product")
            kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
            return weasyprint.urls.URLFetcherResponse(url, found.read_bytes(), {"Content-Type": kind})

    return StaticFiles


def static_file(url: str) -> Path | None:
    """Return the file behind the address of a static file, hashed names of a built site included; else None."""
    parts = urlsplit(url)
    if parts.netloc not in ("", urlsplit(_BASE).netloc):
        return None
    path, prefix = unquote(parts.path), urlsplit(settings.STATIC_URL).path
    if not path.startswith(prefix):
        return None
    name = path.removeprefix(prefix)
    root = Path(settings.STATIC_ROOT).resolve() if settings.STATIC_ROOT else None
    if root is not None and (built := (root / name).resolve()).is_file() and built.is_relative_to(root):
        return built
    try:
        found = finders.find(name)
    except Exception:  # a finder refuses paths that leave its folders
        return None
    return Path(str(found)) if found else None
