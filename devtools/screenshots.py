"""Run in .venv by `dev.py screenshots`: every page, light and dark, wide and narrow, from a demonstration of its own.

Into `screenshots/`, which git ignores; with `--docs` only those that README and the documentation show, into
`docs/images/`. `--url=ADDRESS` takes them from a demonstration that is running already. Other words
choose pages by name.
"""

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from devtools.pages import PAGES, PATIENCE, Shown, enter, show
from devtools.shell import ROOT, say
from devtools.site import demo_site

SIZES = {"1440": {"width": 1440, "height": 900}, "390": {"width": 390, "height": 844}}
THEMES = ("light", "dark")
DOCS = {
    "dashboard": ("1440", "light"),
    "home-program": ("1440", "light"),
    "portfolio": ("1440", "light"),
    "review-board": ("1440", "light"),
    "gate-ready": ("1440", "light"),
    "value": ("1440", "dark"),
}
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")


def main(words: list[str]) -> int:
    """The exit status: 1 when a page could not be shown, after all others were."""
    docs = "--docs" in words
    address = next((word.removeprefix("--url=") for word in words if word.startswith("--url=")), "")
    names = [word for word in words if not word.startswith("--")]
    folder = ROOT / "docs" / "images" if docs else ROOT / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [each for each in PAGES if (each.name in names if names else not docs or each.name in DOCS)]
    failed = 0
    with _address(address) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=list(ARGUMENTS)
        )
        for size in SIZES:
            for theme in THEMES:
                wanted = [each for each in chosen if not docs or DOCS.get(each.name) == (size, theme)]
                if wanted:
                    failed += _take(browser, base, wanted, size, theme, folder, docs=docs)
        browser.close()
    return 1 if failed else 0


@contextlib.contextmanager
def _address(given: str) -> Iterator[str]:
    """The address given, or that of a demonstration started for the purpose."""
    if given:
        yield given
        return
    with (
        tempfile.TemporaryDirectory(prefix="pmo-screenshots-") as var,
        demo_site(Path(var), database=os.environ.get("DATABASE_URL", "")) as site,
    ):
        yield site.url


def _take(
    browser: Browser, base: str, wanted: Iterable[Shown], size: str, theme: str, folder: Path, *, docs: bool
) -> int:
    """Take the pages in one size and theme; return how many could not be shown."""
    contexts: dict[str, BrowserContext] = {}
    failed = 0
    for shown in wanted:
        if shown.persona not in contexts:
            context = browser.new_context(
                viewport=SIZES[size],  # type: ignore[arg-type]
                color_scheme=theme,  # type: ignore[arg-type]
                reduced_motion="reduce",
            )
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            if shown.persona:
                enter(page, shown.persona, base)
            contexts[shown.persona] = context
        page = contexts[shown.persona].pages[0]
        target = folder / (f"{shown.name}.png" if docs else f"{shown.name}-{size}-{theme}.png")
        try:
            show(page, shown, base)
            page.screenshot(path=target, full_page=not docs, animations="disabled")
        except Exception as error:  # one page that fails must not cost the others
            failed += 1
            say(f"{target.name}: {str(error).splitlines()[0]}")
    for context in contexts.values():
        context.close()
    say(f"{size} {theme}: {folder}")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
