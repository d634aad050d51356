"""Filling a sheet: nothing is lost without a connection, and nothing is overwritten by a second window."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PROGRAM


def start(page: Page, unit: str) -> None:
    page.goto(f"/readiness/new/?q={unit}")
    page.get_by_role("link", name=unit, exact=True).click()
    page.get_by_label("Instrument").select_option(label="Enterprise AI readiness")
    page.get_by_role("button", name="Start").click()
    expect(page.locator("fieldset.rd-factor")).to_have_count(20)


def give(page: Page, factor: str, score: str) -> None:
    page.locator(f"#factor-{factor} label").get_by_text(score, exact=True).click()


def test_an_answer_given_in_two_windows_is_chosen_between(inside: Callable[..., Page]) -> None:
    mine, theirs = inside(PROGRAM), inside(PROGRAM)
    start(mine, "Quality")
    theirs.goto(mine.url)

    give(theirs, "data_quality", "2")
    expect(theirs.locator("#progress")).to_contain_text("1 of 20")
    give(mine, "data_quality", "9")
    box = mine.locator("#factor-data_quality")
    expect(box).to_contain_text("answered this meanwhile")
    box.get_by_role("button", name="Keep mine").click()
    expect(mine.locator("[data-state]")).to_have_text("All kept")

    theirs.reload()
    expect(theirs.locator("#factor-data_quality input[value='9']")).to_be_checked()


def test_an_answer_given_without_a_connection_is_sent_when_it_is_back(inside: Callable[..., Page]) -> None:
    page = inside(PROGRAM)
    start(page, "Field Service")
    page.route("**/answer/", lambda route: route.fulfill(body="a page of the hotel instead"))
    give(page, "data_volume", "3")
    expect(page.locator("[data-state]")).to_contain_text("Not kept yet")

    page.unroute("**/answer/")

    expect(page.locator("[data-state]")).to_have_text("All kept", timeout=10_000)
    page.reload()
    expect(page.locator("#factor-data_volume input[value='3']")).to_be_checked()


def test_a_sheet_is_filled_with_keys_alone(inside: Callable[..., Page]) -> None:
    page = inside(PROGRAM)
    start(page, "Information Security")
    page.locator("#factor-security input[type=radio]").first.focus()

    for keys, value in ((("1", "0"), "10"), (("ArrowDown", "n"), "not_known"), (("ArrowDown", "7"), "7")):
        for key in keys:
            page.keyboard.press(key)
        expect(page.locator(f"input[value='{value}']:focus")).to_be_checked()
    page.keyboard.press("Backspace")
    page.keyboard.press("ArrowUp")

    expect(page.locator("#factor-scalability input:focus")).to_have_count(1)
    expect(page.locator("#factor-ai_expertise input[value='']")).to_be_checked()
