"""The text of a draft in a real browser: numbered lines, a problem that leads to its line, accessibility, the phone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from foundation.people.models import User
from library import queries, services
from library.models import Draft
from tests.browser import findings

pytestmark = [
    pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("library"),
]  # fmt: skip


@pytest.fixture
def draft(settings: Any, publisher: User) -> Draft:
    """A draft with one problem, on the line of its first level."""
    settings.ALLOWED_HOSTS = ["*"]
    draft = services.start_draft(queries.latest("gate", "stage-exit"), by=publisher)
    wrong = draft.text.replace("level: must", "level: maybe", 1)
    return services.save_draft(draft, text=wrong, by=publisher, revision=1)


@pytest.fixture
def opened(chromium: Browser, live_server: Any, publisher: User) -> Iterator[Callable[..., Page]]:
    """`opened(path)` gives a page of whoever may publish; nothing may be said on the console."""
    contexts: list[BrowserContext] = []
    said: list[str] = []

    def open_page(path: str, *, width: int = 1440, theme: str = "light", audit: bool = False) -> Page:
        client = Client()
        client.force_login(publisher, backend="django.contrib.auth.backends.ModelBackend")
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, bypass_csp=audit,  # type: ignore[arg-type]
            base_url=live_server.url,
        )  # fmt: skip
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert said == []


def test_a_problem_leads_to_its_line_and_what_is_typed_is_saved(opened: Callable[..., Page], draft: Draft) -> None:
    page = opened(draft.get_absolute_url())
    line = next(n for n, row in enumerate(draft.text.splitlines(), 1) if "level: maybe" in row)
    area = page.get_by_label("Text in YAML")
    expect(page.locator(".lib-gutter")).to_contain_text(f"{line}")
    expect(page.locator(".lib-gutter mark")).to_have_text(f"{line}\n")

    page.get_by_role("link", name=f"{line}", exact=True).click()
    expect(area).to_be_focused()
    selected = page.evaluate(
        "(() => { const a = document.activeElement; return a.value.slice(a.selectionStart, a.selectionEnd); })()"
    )
    assert selected.strip() == "level: maybe"
    page.keyboard.type("  level: must")
    page.keyboard.press("Tab")
    expect(area).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(area).not_to_be_focused()
    page.get_by_role("button", name="Save and check").click()

    expect(page.get_by_text("Saved. No problem was found.")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_of_a_draft_are_accessible_and_fit_a_phone(
    opened: Callable[..., Page], draft: Draft, publisher: User, theme: str
) -> None:
    found = []
    for part in ("", "effect/"):
        page = opened(draft.get_absolute_url() + part, width=390, theme=theme, audit=True)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), part
        found += [f"{part}: {finding}" for finding in findings(page)]
    fixed = draft.text.replace("level: maybe", "level: must").replace("title: ", "title: New ", 1)
    services.save_draft(draft, text=fixed, by=publisher, revision=2)
    for part in ("reading/", "differences/", "effect/"):
        page = opened(draft.get_absolute_url() + part, width=390, theme=theme, audit=True)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), part
        found += [f"{part}: {finding}" for finding in findings(page)]
    assert found == []
