"""The one browser of a test run: a second Playwright in the same process fails, so every test shares this one."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = Path(settings.BASE_DIR) / "node_modules/axe-core/axe.min.js"
RULES = "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """A headless Chromium until the run ends; each test opens contexts of its own and closes them.

    Its event loop lives in the thread of the tests, which Django would take for asynchronous code.
    """
    from playwright.sync_api import sync_playwright  # only a run that has browser tests loads it

    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=list(ARGUMENTS)
        )
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def findings(page: "Page") -> list[str]:
    """What axe finds serious on an open page, seen from its top: fixed bars cover parts of a page that scrolled."""
    page.evaluate("scrollTo(0, 0)")
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=str(AXE))
    return [
        f"{found['id']}: {found['nodes'][0]['html'][:200]}"
        for found in page.evaluate(RULES)["violations"]
        if found["impact"] in ("serious", "critical")
    ]
