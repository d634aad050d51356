"""The PDF, made by the real job and read back: tagged, with bookmarks, and with the figures of the page and the API."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from django.test import Client

from foundation.kernel.canonical import digest
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User
from foundation.people.services import grant_role
from foundation.ui import pdf
from reports import executive, services
from reports.models import Report
from tests.factories.governance import review_at
from tests.factories.roi import invested
from tests.insights.test_views import figure
from tests.reports.conftest import opened, words_of

pytestmark = pytest.mark.skipif(bool(pdf.missing_libraries()), reason="Pango is not installed on this machine")


def tags(pdf_file: pikepdf.Pdf) -> list[str]:
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for item in node:
                walk(item)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node and node.get("/Type") != "/MCR":
                found.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(pdf_file.Root.StructTreeRoot)
    return found


def test_the_report_says_what_page_and_api_say(
    program: SimpleNamespace, made: Callable[..., Report], client_of: Callable[[User], Client], api_of: Any,
) -> None:  # fmt: skip
    review_at(program, "manager", tier="high", name="Sort letters")
    report = made(program.eve, title="November for the board")
    page = client_of(program.eve).get("/dashboard/")
    data = api_of(program.eve).get("/api/v1/dashboard/").json()
    download = client_of(program.eve).get(f"/reports/{report.uid}/report.pdf")

    assert download.status_code == 200
    assert download["Content-Type"] == "application/pdf"
    text = words_of(download.content)
    for key, shown in (
        ("invested", "$5M"),
        ("returned", "$6M"),
        ("net", "$1M"),
        ("roi", "20%"),
        ("payback", "2.5 months"),
    ):
        assert shown in figure(page, key)
        assert shown in text, key
    assert data["headline"] in text
    assert "USD 6,000,000.00" in text
    assert report.figures["value"] == data["value"]
    assert report.figures["pipeline"] == data["pipeline"]
    assert report.figures["governance"] == data["governance"]
    assert report.figures["readiness"] == data["readiness"]
    assert "November for the board" in text
    assert "Acme, with all below" in text
    assert "all months" in text
    assert report.digest in text
    assert "Open reviews" in text
    for item in data["attention"]:
        assert item["title"][:30] in text

    with opened(download.content) as file:
        assert 5 <= len(file.pages) <= 9
        assert len(file.pages) == report.pages
        numbers = re.findall(rf"(\d) ?/ ?{len(file.pages)}\b", text)
        assert numbers == [str(number) for number in range(2, len(file.pages) + 1)], "all but the title page"
        assert str(file.Root.Lang) == "en"
        assert file.Root.MarkInfo.Marked
        assert "pdfuaid" in bytes(file.Root.Metadata.read_bytes()).decode()
        with file.open_outline() as outline:
            titles = [item.title for item in outline.root[0].children or outline.root]
        assert {"Summary", "Value", "Pipeline", "Readiness", "Governance"} <= set(titles)
        found = tags(file)
        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/L", "/Link"} <= set(found)
        assert all(str(node) for node in _figures(file)), "every drawing has an alternative text"
        assert len(_figures(file)) == 4


def _figures(file: pikepdf.Pdf) -> list[str]:
    """The alternative texts of all drawings; an empty text for one without."""
    return [
        str(thing.get("/Alt", ""))
        for thing in file.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/Figure"
    ]


def test_the_job_keeps_checksum_fingerprint_and_progress(program: SimpleNamespace, made: Callable[..., Report]) -> None:
    report = made(program.eve)

    assert report.state == "done"
    assert report.job is not None
    assert report.job.result["sha256"] == report.sha256
    assert report.job.result_url == report.get_absolute_url()
    assert report.digest == digest(report.figures)
    assert report.as_of is not None
    assert services.checked_content(report).startswith(b"%PDF-")


def test_cash_by_month_begins_with_the_first_entry(program: SimpleNamespace, seen: Any) -> None:
    first = program.start.plus(-40)
    invested(program.scored, 1_000_000, period=first)

    months = executive.context(seen(program.eve), title="", made_by="", digest="")["months"]

    assert (months[0]["month"], str(months[0]["net"])) == (first, "USD -1,000,000.00")
    assert months[0]["actual"] == months[0]["net"], "the sum begins with the first amount"
    last = months[-1]
    assert (last["month"], last["until"]) == (program.start.plus(6), program.start.plus(8)), "what is planned: one line"
    assert str(last["plan"]) == "USD 7,800,000.00"
    assert all("until" not in row and row["month"] <= program.start.plus(5) for row in months[:-1])


def test_decisions_are_counted_as_on_the_page(program: SimpleNamespace, made: Callable[..., Report]) -> None:
    for number in range(6):
        review_at(program, "manager", tier="low", name=f"Case {number}")
    grant_role(program.mia, "executive", program.org, by=COMMAND_LINE)

    report = made(program.mia)

    assert report.figures["decisions"]["count"] == 6
    assert "6 decisions wait for" in words_of(services.checked_content(report))


def test_an_empty_program_still_makes_a_report(cast: SimpleNamespace, made: Callable[..., Report]) -> None:
    report = made(cast.eve)

    assert report.state == "done"
    text = words_of(services.checked_content(report))
    assert "No investment is booked" in text
    assert "Nothing needs attention" in text


def test_names_in_any_script_and_of_any_length_are_set(
    cast: SimpleNamespace, library: None, made: Callable[..., Report]
) -> None:
    from tests.factories.usecases import a_scored_case

    a_scored_case(cast.support, by=cast.ada, name="Łukasz & <b>Ωmega</b> Жук " + "x" * 400)

    report = made(cast.eve)

    assert report.state == "done"
    text = words_of(services.checked_content(report))
    assert "Łukasz & <b>Ωmega</b> Жук" in text


def test_only_static_files_and_drawn_data_are_read() -> None:
    assert pdf.static_file("/static/ui/print.css") is not None
    assert pdf.static_file("https://static.invalid/static/ui/print.css") is not None
    for url in (
        "http://example.org/a.css",
        "file:///etc/passwd",
        "/etc/passwd",
        "/static/../manage.py",
        "/static/%2e%2e/pmo/settings.py",
    ):
        assert pdf.static_file(url) is None, url


def test_a_page_from_elsewhere_is_not_fetched() -> None:
    file = pdf.render('<html lang="en"><title>x</title><img src="http://example.org/x.png" alt="x"><p>text</p></html>')

    assert file.pages == 1


def test_the_print_view_is_the_same_document(
    program: SimpleNamespace, made: Callable[..., Report], client_of: Any
) -> None:
    report = made(program.eve)

    view = client_of(program.eve).get(f"/reports/{report.uid}/print/")

    assert view.status_code == 200
    content = view.content.decode()
    assert content == executive.page(report.body, title=report.title, as_of=report.as_of)
    assert "$6M" in content
    assert "style=" not in content
    assert "<script" not in content
