"""Point 2: a table becomes use cases in the browser, and every row is accounted for."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PROGRAM

SAMPLE = Path(__file__).parent.parent / "samples" / "company-cases.csv"
LONG = 300_000


def upload(page: Page, file: Path, unit: str) -> None:
    page.goto("/use-cases/import/")
    page.get_by_label("File").set_input_files(file)
    option = page.get_by_label("Below which unit").locator("option", has_text=re.compile(rf"^\s*{unit}\s*$"))
    page.get_by_label("Below which unit").select_option(value=option.first.get_attribute("value"))
    page.get_by_role("button", name="Read the file").click()


def map_by_hand(page: Page) -> None:
    """Say what the columns of our sample are."""
    for column, target in (
        ("Initiative", "Name of the use case"),
        ("Project ID", "Identifier in the source"),
        ("Division", "Unit, outermost level"),
    ):
        page.get_by_label(column, exact=True).select_option(label=target)


def run(page: Page) -> None:
    """From the columns to the end of the job."""
    page.get_by_role("button", name="Preview the import").click()
    expect(page.get_by_role("button", name="Start the import")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Start the import").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("were created", timeout=LONG)


def counts(page: Page) -> dict[str, int]:
    """The figures of the result by label."""
    found = {}
    for label in ("Created", "Updated", "Unchanged", "Refused", "Rows in all"):
        text = page.locator(".pm-figure", has_text=label).locator(".pm-figure-value").first.inner_text()
        found[label] = int(re.sub(r"\D", "", text))
    return found


def test_a_table_of_our_own_is_mapped_by_hand_and_changes_nothing_the_second_time(inside: Callable[..., Page]) -> None:
    page = inside(PROGRAM)
    upload(page, SAMPLE, "Public inventory")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Say what the columns are")
    map_by_hand(page)
    run(page)
    first = counts(page)
    assert first["Rows in all"] == sum(first.values()) - first["Rows in all"] > 0
    assert first["Created"] > 0

    upload(page, SAMPLE, "Public inventory")
    map_by_hand(page)
    page.get_by_role("button", name="Preview the import").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("would change nothing", timeout=LONG)


def test_the_federal_inventory_of_2024_is_imported_with_its_profile(
    inside: Callable[..., Page], shared_dir: Path
) -> None:
    page = inside(PROGRAM)
    upload(page, shared_dir / "data" / "us-federal-ai-use-cases-2024.csv", "Public inventory")
    expect(page.get_by_role("heading", level=1)).to_contain_text("The columns fit")
    run(page)

    found = counts(page)
    assert found["Rows in all"] == 2133
    assert found["Created"] + found["Updated"] + found["Unchanged"] + found["Refused"] == 2133
    assert found["Refused"] <= 42
    page.goto("/dashboard/")
    expect(page.locator("[data-figure='roi']")).to_contain_text("140%")
