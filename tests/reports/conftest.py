"""Reports on the small program of the dashboard's tests."""

import io
import re
import sys
from collections.abc import Callable
from importlib.abc import MetaPathFinder
from typing import Any

import pikepdf
import pypdf
import pytest

from foundation.people.models import User
from insights import queries
from reports import services
from reports.models import Report
from tests.insights.conftest import program, seen, this_month

__all__ = ["program", "seen", "this_month"]


@pytest.fixture
def asked() -> Callable[..., Report]:
    """A report that somebody asked for."""

    def ask(by: User, *, title: str = "", **filters: Any) -> Report:
        reader = User.objects.get(pk=by.pk)
        return services.request_report("executive", by=reader, scope=queries.scope_for(reader, **filters), title=title)

    return ask


@pytest.fixture
def made(asked: Callable[..., Report], run_jobs: Callable[[], int]) -> Callable[..., Report]:
    """A report that its job has made."""

    def make(by: User, **what: Any) -> Report:
        report = asked(by, **what)
        run_jobs()
        report.refresh_from_db()
        assert report.job is not None
        report.job.refresh_from_db()
        return report

    return make


class WithoutPango(MetaPathFinder):
    """Fails as importing the renderer does on a machine without Pango."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> None:
        if fullname == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0': cannot open shared object file")


@pytest.fixture
def no_pango(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without Pango."""
    monkeypatch.setattr(sys, "meta_path", [WithoutPango(), *sys.meta_path])
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def words_of(content: bytes) -> str:
    """The text of a PDF as a reader copies it, line ends evened out."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))
