"""The workbench in a real browser: it ranks by itself exactly as the server does."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from foundation.people.models import User
from foundation.ui.words import number
from tests.browser import findings
from usecases import queries

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("library")]


@pytest.fixture
def opened(chromium: Browser, live_server: Any, ada: User, settings: Any) -> Iterator[Callable[..., Page]]:
    """`opened(path)` gives a page of the program manager; nothing may be said on the console."""
    settings.ALLOWED_HOSTS = ["*"]
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def open_page(path: str, *, width: int = 1440, audit: bool = False) -> Page:
        client = Client()
        client.force_login(ada, backend="django.contrib.auth.backends.ModelBackend")
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, bypass_csp=audit, base_url=live_server.url
        )
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.goto(path)
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []


def weights_of(page: Page) -> dict[str, str]:
    return {
        box.get_attribute("data-weight") or "": box.input_value() for box in page.locator("input[data-weight]").all()
    }


def rows_of(page: Page) -> list[list[str]]:
    rows = page.locator("tbody[data-order] tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))"
    )
    return [[row[0], row[2].split("\n")[0].split(" UC-")[0], row[3], *row[4:-1]] for row in rows]


def test_the_browser_and_the_server_rank_alike(
    opened: Callable[..., Page], many: Callable[[int], Any], ada: User
) -> None:
    many(45)
    page = opened("/portfolio/weights/")
    first = page.get_by_role("slider", name="Business value, slider")

    first.focus()
    for _press in range(7):
        page.keyboard.press("ArrowLeft")
    page.get_by_role("spinbutton", name="Low risk").fill("31.5")
    page.get_by_role("spinbutton", name="Low risk").press("Enter")
    expect(page.locator("form[data-workbench]")).to_have_attribute("data-drawn", "2910 2954 3150 986")
    page.get_by_role("button", name="Show more").click()
    expect(page.locator("tbody[data-order] tr")).to_have_count(45)

    weights = weights_of(page)
    tried = queries.ranking(
        ada,
        weights={key: Decimal(text) / 100 for key, text in weights.items()},
        size=45,
    )
    assert sum(float(text) for text in weights.values()) == pytest.approx(100)
    assert rows_of(page) == [
        [
            str(row.rank),
            row.name,
            number(row.score, 3),
            *(number(value, 2) for value in row.contributions.values()),
        ]
        for row in tried.rows
    ]
    assert f"{tried.up} up, {tried.down} down" in page.locator("[data-sentence]").inner_text()  # type: ignore[union-attr]


def test_a_locked_weight_stays_and_a_move_can_be_undone(opened: Callable[..., Page], scored: Any) -> None:
    page = opened("/portfolio/weights/")

    page.get_by_role("checkbox", name="Lock Time to value").check()
    page.get_by_role("spinbutton", name="Business value").fill("65")
    page.get_by_role("spinbutton", name="Business value").press("Tab")
    expect(page.get_by_role("spinbutton", name="Feasibility")).to_have_value("15")
    expect(page.get_by_role("spinbutton", name="Time to value")).to_have_value("10")
    expect(page.get_by_role("heading", level=1)).to_have_text("Trying other weights")

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("spinbutton", name="Business value")).to_have_value("40")
    expect(page.get_by_role("heading", level=1)).to_have_text("Weights")
    expect(page.locator("[data-effect]")).to_be_hidden()


@pytest.mark.parametrize("width", [1440, 390])
def test_the_workbench_has_no_serious_findings_of_accessibility(
    opened: Callable[..., Page], scored: Any, width: int
) -> None:
    page = opened(
        "/portfolio/weights/?business_value=100&feasibility=0&risk=0&time_to_value=0", width=width, audit=True
    )

    assert findings(page) == []
