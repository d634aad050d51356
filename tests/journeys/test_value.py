"""Points 7 and 8: the ledger, the dashboard with what lies behind its figures, and the report as a PDF."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import CONTROLLER, EXECUTIVE

WORK = 180_000


def book(page: Page, reference: str, category: str, amount: str) -> None:
    page.goto(f"/value/book/?case={reference}")
    page.get_by_label("Category").select_option(label=category)
    page.get_by_label("Amount", exact=True).fill(amount)
    page.get_by_label("Month", exact=True).fill(datetime.now(UTC).strftime("%Y-%m"))
    page.get_by_label("Memo").fill("Invoice 4711")
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.locator("main")).to_contain_text(category)


def figure(page: Page, label: str) -> Locator:
    return page.locator(".pm-figure", has=page.locator(".pm-figure-label", has_text=label))


def take_back(page: Page, reference: str, category: str) -> None:
    """Reverse the entry of a case in one category that still counts."""
    page.goto(f"/use-cases/{reference}/?tab=value")
    page.locator("main").get_by_role("link", name=category).first.click()
    page.get_by_role("link", name="Take back").click()
    page.get_by_label("Reason").fill("Booked on the wrong case")
    page.get_by_role("button", name="Take back").click()
    expect(page.locator("main")).to_contain_text("takes another one back")


def test_money_is_booked_and_taken_back_and_roi_needs_an_investment(
    inside: Callable[..., Page], case_of: Callable[..., dict[str, Any]]
) -> None:
    case = case_of("Reading of meter photographs")["reference"]
    page = inside(CONTROLLER)

    book(page, case, "Cost savings", "12000")
    page.goto(f"/use-cases/{case}/?tab=value")
    expect(page.locator("main")).to_contain_text("No investment is booked")
    book(page, case, "Labor", "5000")
    page.goto(f"/use-cases/{case}/?tab=value")
    expect(figure(page, "ROI")).to_contain_text("140%")
    expect(figure(page, "Net benefit")).to_contain_text("7")

    take_back(page, case, "Labor")
    page.goto(f"/use-cases/{case}/?tab=value")
    expect(page.locator("main")).to_contain_text("No investment is booked")
    take_back(page, case, "Cost savings")


def test_the_executive_sees_the_figures_and_what_lies_behind_them(inside: Callable[..., Page]) -> None:
    page = inside(EXECUTIVE)
    page.goto("/dashboard/")
    for key, text in (("roi", "140%"), ("net", "$7M"), ("payback", "5")):
        expect(page.locator(f"[data-figure='{key}']")).to_contain_text(text)
    expect(page.locator("[data-chart][data-ready='1']")).to_have_count(4)

    pipeline = page.locator("[data-chart*='pipeline']")
    pipeline.get_by_text("Show the figures").click()
    pipeline.get_by_role("row", name="Pilot").get_by_role("link").first.click()
    expect(page.locator("tbody tr").first).to_contain_text("Pilot")

    page.goto("/dashboard/")
    page.locator("[data-figure='roi'] .pm-figure-value a").click()
    expect(page.locator("main")).to_contain_text("USD 333,333.33")

    page.goto("/dashboard/")
    page.locator("summary", has_text="Filter").click()
    chooser = page.get_by_label(re.compile("^Unit"))
    unit = chooser.locator("option", has_text="Finance")
    chooser.select_option(value=unit.first.get_attribute("value"))
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".pm-chip")).to_contain_text("Finance")
    page.get_by_text("Document processing").first.click()
    expect(page.locator("main")).to_contain_text("Document processing")


def test_the_report_is_made_by_the_worker_and_downloaded(inside: Callable[..., Page], tmp_path: Path) -> None:
    page = inside(EXECUTIVE)
    page.goto("/dashboard/")
    page.get_by_role("button", name="Make the PDF report").click()
    expect(page.get_by_role("link", name="Download the PDF")).to_be_visible(timeout=WORK)

    with page.expect_download() as download:
        page.get_by_role("link", name="Download the PDF").click()
    target = tmp_path / "report.pdf"
    download.value.save_as(target)
    content = target.read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(content) > 20_000
    expect(page.locator("main")).to_contain_text("As of")
