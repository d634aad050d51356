"""The frame in a real browser: accessibility, the security policy, keyboard, themes, the phone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from devtools.pages import settle
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User
from tests.browser import findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def reader(settings: Any) -> User:
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["*"]
    org = people.create_unit("Acme", by=COMMAND_LINE, kind="organization")
    user = people.create_user("rae", name="Rae Admin", by=COMMAND_LINE)
    people.grant_role(user, "administrator", org, by=COMMAND_LINE)
    User.objects.bulk_create(User(username=f"u{number}", name=f"Person {number:02}") for number in range(60))
    return user


@pytest.fixture
def opened(chromium: Browser, live_server: Any, reader: User) -> Iterator[Callable[..., Page]]:
    contexts: list[BrowserContext] = []

    def open_page(path: str, *, size: dict[str, int] = WIDE, theme: str = "light", audit: bool = False) -> Page:
        client = Client()
        client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
        context = chromium.new_context(
            viewport=size,
            color_scheme=theme,
            bypass_csp=audit,
            base_url=live_server.url,  # type: ignore[arg-type]
        )
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/ui/gallery/", "/people/", "/search/?q=zz"])
def test_no_page_has_a_serious_accessibility_finding(
    opened: Callable[..., Page], size: dict[str, int], theme: str, path: str
) -> None:
    page = opened(path, size=size, theme=theme, audit=True)
    settle(page)
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"


def test_nothing_on_the_page_breaks_its_security_policy(opened: Callable[..., Page]) -> None:
    page = opened("/people/")
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: told.append(str(error)))

    page.goto("/ui/gallery/")
    page.wait_for_selector("[data-ready='1']")
    page.get_by_role("button", name="Theme").click()

    assert [text for text in told if "404" not in text] == []  # one chart of the gallery is meant to be missing


def test_a_mark_of_a_chart_leads_to_its_records_and_its_figures_are_a_table(opened: Callable[..., Page]) -> None:
    page = opened("/ui/gallery/")
    chart = page.locator("[data-chart]").first
    page.wait_for_selector("[data-ready='1']")

    chart.get_by_text("Show the figures").click()
    expect(chart.get_by_role("link", name="21")).to_have_attribute("href", "?step=Board")

    chart.locator(".pm-chart-plot").click(position={"x": 100, "y": 90})
    page.wait_for_url("**/?step=*")


def test_a_chart_that_cannot_be_loaded_says_so(opened: Callable[..., Page]) -> None:
    page = opened("/ui/gallery/")

    expect(page.get_by_text("The chart could not be loaded.")).to_be_visible()


def test_the_search_key_leads_to_the_search(opened: Callable[..., Page]) -> None:
    page = opened("/people/")

    page.keyboard.press("Control+k")
    page.keyboard.type("nobody at all")
    page.keyboard.press("Enter")

    page.wait_for_url("**/search/?q=nobody+at+all")


def test_typing_searches_the_list_and_keeps_the_place(opened: Callable[..., Page]) -> None:
    page = opened("/people/?sort=-name")

    page.get_by_label("Search this list").type("Person 1")

    expect(page.locator("tbody tr")).to_have_count(15)
    expect(page.locator("h1")).to_have_text("15 people")
    expect(page.get_by_label("Search this list")).to_be_focused()
    assert "q=Person" in page.url
    assert "sort=-name" in page.url


def test_filters_columns_and_sort_are_chosen_on_the_page(opened: Callable[..., Page]) -> None:
    page = opened("/people/")

    page.locator("summary", has_text="Filter").click()
    page.get_by_label("Active", exact=True).select_option("true")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**/?is_active=true")
    page.locator("summary", has_text="Columns").click()
    page.get_by_label("Username").uncheck()
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_role("columnheader", name="Username")).to_have_count(0)
    page.get_by_role("link", name="Name", exact=True).click()

    expect(page.locator("th[aria-sort=descending]")).to_have_text("Name")
    assert "is_active=true" in page.url


def test_a_row_opens_by_keyboard_and_by_click(opened: Callable[..., Page]) -> None:
    page = opened("/people/?q=Person+0")

    page.get_by_role("link", name="Person 00").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Person 01")

    page.go_back()
    page.locator("tbody tr").nth(2).locator("td").nth(2).click()
    expect(page.locator("h1")).to_contain_text("Person 02")


def test_theme_and_folded_navigation_are_remembered(opened: Callable[..., Page]) -> None:
    page = opened("/people/")

    page.get_by_role("button", name="Theme").click()
    page.get_by_role("button", name="Theme").click()
    page.get_by_role("button", name="Fold the navigation").click()
    page.reload()

    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(page.get_by_role("button", name="Unfold the navigation")).to_be_visible()


def test_on_a_phone_the_navigation_is_a_sheet_that_the_keyboard_closes(opened: Callable[..., Page]) -> None:
    page = opened("/people/", size=PHONE)
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()

    page.get_by_role("button", name="Open the navigation").press("Enter")
    expect(page.get_by_role("link", name="People and roles").first).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_role("button", name="Open the navigation")).to_be_focused()


def test_the_first_stop_of_the_keyboard_skips_to_the_content(opened: Callable[..., Page]) -> None:
    page = opened("/people/")

    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()


def test_an_error_summary_is_focused_and_leads_to_its_field(opened: Callable[..., Page]) -> None:
    page = opened("/people/new/")

    page.get_by_role("button", name="Add").click()

    expect(page.locator(".pm-errors")).to_be_focused()
    page.locator(".pm-errors a").first.click()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
