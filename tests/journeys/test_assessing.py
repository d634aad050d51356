"""Points 3 and 4: readiness filled in by keyboard, scores with their explanation, and weights tried before adopted."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import OWNER, PROGRAM

REFERENCE = (7, 6, 5, 8, 7, 6, 8, 6, 4, 5, 7, 6, 7, 5, 6, 6, 4, 3, 7, 6)
WORK = 120_000
USUAL = {"business_value": 40, "feasibility": 30, "risk": 20, "time_to_value": 10}
QUICK = {"business_value": 10, "feasibility": 30, "risk": 20, "time_to_value": 40}
INPUTS = (
    "Estimated value a year", "Data quality", "Technical complexity", "Integration effort", "Regulatory risk",
    "Reputational risk", "Operational risk", "Months to first value",
)  # fmt: skip


def test_the_reference_readiness_is_filled_in_by_keyboard(inside: Callable[..., Page]) -> None:
    page = inside(PROGRAM)
    page.goto("/readiness/new/?q=Marketing")
    page.get_by_role("link", name="Marketing", exact=True).click()
    page.get_by_label("Instrument").select_option(label="Enterprise AI readiness")
    page.get_by_role("button", name="Start").click()
    expect(page.locator("fieldset.rd-factor")).to_have_count(20)

    for number, score in enumerate(REFERENCE):
        factor = page.locator("fieldset.rd-factor").nth(number)
        factor.locator("input[type=radio]").first.focus()
        with page.expect_response(lambda answer: answer.url.endswith("/answer/")):
            page.keyboard.press(str(score))
        expect(factor.locator(f"input[value='{score}']")).to_be_checked()
    expect(page.locator("#progress")).to_contain_text("20 of 20 answered")
    expect(page.locator("#progress")).to_contain_text("5.95")
    page.get_by_role("button", name="Submit", exact=True).focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Marketing: Ready but needs preparation, at 5.95")
    for mean in ("6.50", "6.75", "5.50", "6.00", "5.00"):
        expect(page.locator("main")).to_contain_text(mean)
    expect(page.locator("[data-chart][data-ready='1']")).to_be_visible()
    expect(page.get_by_text("6 weak factors to strengthen")).to_be_visible()


def register(page: Page, name: str) -> str:
    """Register a case as its owner would; return its reference."""
    page.goto("/use-cases/new/")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("What problem does it solve?").fill("People wait for something that a rule could answer.")
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return page.url.split("?")[0].rstrip("/").split("/")[-1]


def score(page: Page, reference: str, values: tuple[str, ...]) -> None:
    page.goto(f"/use-cases/{reference}/score/")
    for label, value in zip(INPUTS, values, strict=True):
        page.get_by_label(label).fill(value)
    page.get_by_role("button", name="Score it").click()
    expect(page.get_by_text("Every input on its way to the total").first).to_be_visible()


@pytest.fixture
def reference_weights(inside: Callable[..., Page]) -> Any:
    """Puts the weights of document A back after the journey, so that the others find them."""
    yield
    page = inside(PROGRAM)
    page.goto("/portfolio/weights/")
    if page.get_by_role("spinbutton", name="Time to value").input_value() != "10":
        set_weights(page, USUAL)
        adopt(page)


def set_weights(page: Page, weights: dict[str, int]) -> None:
    """Open the workbench with these weights in its address, as a link that somebody sent would."""
    page.goto(f"/portfolio/weights/?{urlencode(weights)}")


def adopt(page: Page) -> None:
    page.locator("[data-workbench]").get_by_label("Why").fill("Tried in a journey")
    page.get_by_role("button", name="Adopt these weights").click()
    expect(page.locator(".pm-job").first).to_be_visible()
    expect(page.locator(".pm-job", has_text="Done").first).to_be_visible(timeout=WORK)


@pytest.mark.usefixtures("reference_weights")
def test_reference_cases_are_scored_explained_and_ranked_by_other_weights(inside: Callable[..., Page]) -> None:
    owner = inside(OWNER)
    support = register(owner, "Answers for the hotline")
    score(owner, support, ("2000000", "8", "4", "3", "2", "3", "2", "3"))
    expect(owner.locator(".pm-figure", has_text="Total")).to_contain_text("5.13")
    expect(owner.locator("main")).to_contain_text("Medium priority")
    for contribution in ("0.80", "2.10", "1.53", "0.70"):
        expect(owner.locator("main")).to_contain_text(contribution)
    review = register(owner, "Comments on changes")
    score(owner, review, ("1500000", "9", "3", "2", "1", "1", "2", "2"))
    expect(owner.locator(".pm-figure", has_text="Total")).to_contain_text("5.53")

    page = inside(PROGRAM)
    page.goto("/portfolio/")
    row = page.locator("main tr[data-row]", has_text=review)
    expect(row).to_contain_text("5.53")
    page.get_by_role("link", name="Try other weights").click()
    expect(row).to_contain_text("5.53")
    set_weights(page, QUICK)
    expect(page.get_by_text("Preview, nothing is saved.")).to_be_visible()
    expect(row).to_contain_text("7.48")
    page.goto("/portfolio/")
    expect(row).to_contain_text("5.53")

    set_weights(page, QUICK)
    adopt(page)
    page.goto("/portfolio/")
    expect(row).to_contain_text("7.48")
    page.goto(f"/use-cases/{review}/?tab=scoring")
    expect(page.get_by_text("2 score cards")).to_be_visible()
