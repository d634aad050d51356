"""Every page: nothing said on the console, no serious accessibility finding, and a main path without a mouse."""

from collections.abc import Callable
from typing import Literal

from playwright.sync_api import Page, expect

from devtools.pages import PAGES, Shown, settle, show
from tests.browser import findings
from tests.journeys.conftest import PROGRAM

SIZES = {"phone": {"width": 390, "height": 844}, "wide": {"width": 1440, "height": 900}}
THEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")


def pages_of_everyone(inside: Callable[..., Page], **how: object) -> "list[tuple[Page, Shown]]":
    """Each page with the browser of the persona who looks at it."""
    browsers: dict[str, Page] = {}
    for shown in PAGES:
        if shown.persona not in browsers:
            browsers[shown.persona] = inside(shown.persona, **how)
    return [(browsers[shown.persona], shown) for shown in PAGES]


def test_every_page_opens_keeps_to_its_security_policy_and_fits_every_screen(inside: Callable[..., Page]) -> None:
    too_wide = []
    for page, shown in pages_of_everyone(inside):
        for size, pixels in SIZES.items():
            page.set_viewport_size(pixels)
            if size == "phone":  # charts are drawn for the width that a page opens with
                show(page, shown)
                expect(page.get_by_role("heading", level=1).first).to_be_visible()
            if not fits(page):
                too_wide.append(f"{shown.name} ({size})")
    assert too_wide == []


def fits(page: Page) -> bool:
    """Whether nothing of the page has to be scrolled to sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_no_page_has_a_serious_accessibility_finding_in_either_theme(inside: Callable[..., Page]) -> None:
    serious = []
    for page, shown in pages_of_everyone(inside, audit=True):
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            if theme == "light":
                show(page, shown)
            else:
                settle(page)
            serious += [f"{shown.name} ({theme}): {found}" for found in findings(page)]
    assert serious == []


def press_until(page: Page, name: str, key: str = "Tab") -> None:
    """Move with the keyboard until something with this accessible name has the focus."""
    for _ in range(60):
        page.keyboard.press(key)
        focused = page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).innerText ?? ''")
        if focused.strip().startswith(name):
            return
    raise AssertionError(f"{name} is not reached with {key}")


def test_a_case_is_found_and_registered_without_a_mouse(inside: Callable[..., Page]) -> None:
    page = inside()
    page.goto("/sign-in/")
    page.get_by_label("Username").focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        if PROGRAM in page.evaluate("document.activeElement.innerText"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_label(f"Menu of {PROGRAM}")).to_be_visible()

    page.wait_for_load_state()  # the key is bound by a deferred script
    page.keyboard.press("Control+k")
    expect(page.get_by_role("searchbox", name="Search")).to_be_focused()
    page.keyboard.type("Gas leak")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Gas leak")
    press_until(page, "Gas leak early warning")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gas leak early warning")

    press_until(page, "Use cases", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("use cases")
    press_until(page, "New use case")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Register a use case")
    press_until(page, "Name")
    page.keyboard.type("Lost property by photograph")
    page.keyboard.press("Tab")
    page.keyboard.type("Two people describe lost things all day.")
    press_until(page, "Register")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lost property by photograph")
