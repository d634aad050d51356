"""Reports in the browser: making one, its page, its files, the archive, and who is refused."""

import io
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from foundation.people.models import User
from reports.models import Report
from tests.factories.usecases import a_scored_case

Browser = Callable[[User], Client]
Asked = Callable[..., Report]


@pytest.fixture
def computed(asked: Asked, run_jobs: Any, no_pango: None) -> Asked:
    """A report with its figures and pages but without a file: the slow part is tested elsewhere."""

    def make(by: User, **what: Any) -> Report:
        report = asked(by, **what)
        run_jobs()
        report.refresh_from_db()
        return report

    return make


def test_the_dashboard_makes_a_report_with_its_filters(program: SimpleNamespace, client_of: Browser) -> None:
    client = client_of(program.eve)
    page = client.get(f"/dashboard/?unit={program.support.uid}&category=Service").content.decode()
    assert f'name="unit" value="{program.support.uid}"' in page
    assert 'name="category" value="Service"' in page

    answer = client.post(
        "/reports/new/", {"kind": "executive", "unit": str(program.support.uid), "category": "Service"}
    )

    report = Report.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == report.get_absolute_url()
    assert report.filters["category"] == "Service"


def test_the_page_shows_progress_while_it_is_made(program: SimpleNamespace, asked: Asked, client_of: Browser) -> None:
    report = asked(program.eve)

    page = client_of(program.eve).get(report.get_absolute_url()).content.decode()

    assert "It starts as soon as a worker is free" in page
    assert 'hx-trigger="every 2s"' in page
    assert "Cancel" in page
    assert "Download" not in page


def test_the_page_of_a_computed_report(program: SimpleNamespace, computed: Asked, client_of: Browser) -> None:
    report = computed(program.eve, title="For the board")

    page = client_of(program.eve).get(report.get_absolute_url()).content.decode()

    assert "For the board" in page
    assert report.digest in page
    assert "ROI 20%" in page
    assert "Numbers (XLSX)" in page
    assert 'hx-trigger="every 2s"' not in page


def test_it_can_be_stopped_and_run_again(program: SimpleNamespace, asked: Asked, client_of: Browser) -> None:
    report, client = asked(program.eve), client_of(program.eve)

    client.post(f"/reports/{report.uid}/cancel/")
    assert Report.objects.get().state == "cancelled"
    client.post(f"/reports/{report.uid}/retry/")
    assert Report.objects.get().state == "queued"


def test_others_see_the_report_but_may_not_stop_it(program: SimpleNamespace, asked: Asked, client_of: Browser) -> None:
    report, client = asked(program.eve), client_of(program.dov)

    assert client.get(report.get_absolute_url()).status_code == 200
    client.post(f"/reports/{report.uid}/cancel/")

    assert Report.objects.get().state == "queued"


def test_an_outsider_finds_nothing(program: SimpleNamespace, computed: Asked, client_of: Browser) -> None:
    report, client = computed(program.eve), client_of(program.olga)

    for part in ("", "print/", "report.pdf", "numbers.xlsx"):
        assert client.get(f"/reports/{report.uid}/{part}").status_code == 404
    for part in ("cancel/", "retry/"):
        assert client.post(f"/reports/{report.uid}/{part}").status_code == 404
    assert "No report yet" in client.get("/reports/").content.decode()


def test_bad_input_is_kept_with_its_error(program: SimpleNamespace, client_of: Browser) -> None:
    answer = client_of(program.eve).post(
        "/reports/new/", {"kind": "executive", "title": "My title", "first": "2026-05", "last": "2026-01"}
    )

    content = answer.content.decode()
    assert answer.status_code == 422
    assert "ends before it begins" in content
    assert 'value="My title"' in content
    assert 'value="2026-05"' in content
    assert Report.objects.count() == 0


def test_a_unit_of_others_is_refused(program: SimpleNamespace, client_of: Browser) -> None:
    answer = client_of(program.olga).post("/reports/new/", {"kind": "executive", "unit": str(program.support.uid)})

    assert answer.status_code == 422
    assert "Choose a unit that you may read" in answer.content.decode()


def test_who_may_not_make_reports_is_told_why(program: SimpleNamespace, client_of: Browser) -> None:
    client = client_of(program.mia)

    assert client.get("/reports/new/").status_code == 403
    assert "Make a report" not in client.get("/reports/").content.decode()


def test_the_archive_finds_a_report_by_its_fingerprint(
    program: SimpleNamespace, computed: Asked, asked: Asked, client_of: Browser
) -> None:
    report = computed(program.eve, title="Found one")
    asked(program.eve, title="Other one")

    page = client_of(program.eve).get(f"/reports/?q={report.digest}").content.decode()

    assert "Found one" in page
    assert "Other one" not in page


def test_the_archive_costs_the_same_for_many(
    program: SimpleNamespace, asked: Asked, client_of: Browser, django_assert_max_num_queries: Any
) -> None:
    for _number in range(6):
        asked(program.eve)
    client = client_of(program.eve)

    with django_assert_max_num_queries(9):
        assert "6 reports" in client.get("/reports/").content.decode()


def test_before_the_figures_are_there_files_say_so(program: SimpleNamespace, asked: Asked, client_of: Browser) -> None:
    report = asked(program.eve)

    for part in ("print/", "report.pdf", "numbers.xlsx"):
        assert client_of(program.eve).get(f"/reports/{report.uid}/{part}").status_code == 409


def test_the_workbook_holds_the_numbers_of_the_report(
    program: SimpleNamespace, computed: Asked, client_of: Browser
) -> None:
    a_scored_case(program.support, by=program.ada, name="=HYPERLINK(1)")
    report = computed(program.eve)

    answer = client_of(program.eve).get(f"/reports/{report.uid}/numbers.xlsx")

    book = load_workbook(io.BytesIO(answer.content))
    values = {row[0]: row[1:] for row in book["Value"].iter_rows(values_only=True)}
    assert values["Returned"] == (6_000_000, 8_000_000, 12_800_000, "USD")
    assert values["ROI"][0] == pytest.approx(0.2)
    stages = {row[0]: row[1] for row in book["Pipeline"].iter_rows(values_only=True)}
    assert stages["Scored"] == 2
    assert dict(book["Report"].iter_rows(values_only=True))["Fingerprint of the figures (SHA-256)"] == report.digest
    names = [row[1] for row in book["Value and feasibility"].iter_rows(values_only=True)]
    assert "'=HYPERLINK(1)" in names, "a formula is text"
    assert [row[0] for row in book["Cash by month"].iter_rows(values_only=True)][1] == str(program.start)
