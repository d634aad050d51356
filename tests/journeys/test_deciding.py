"""Point 5: a high-risk case goes through manager, board, legal and executive, and nobody decides on their own."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.conftest import CHAIR, COUNSEL, EXECUTIVE, MANAGER, MEMBERS, OWNER, PROGRAM, Api

NAME = "Ranking of hardship requests"


def open_review(page: Page, name: str = NAME) -> None:
    page.goto(f"/reviews/?q={name.replace(' ', '+')}")
    page.locator("main tbody").get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("UC-")


def uid_of(address: str) -> str:
    return address.rstrip("/").split("/")[-1]


def decide(page: Page, verdict: str, reason: str = "") -> None:
    page.get_by_role("radio", name=verdict).check()
    if reason:
        page.locator("#decision").get_by_label("Reason").fill(reason)
    page.get_by_role("button", name="Record the decision").click()


def test_a_high_risk_case_is_approved_step_by_step(
    inside: Callable[..., Page], case_of: Callable[..., dict[str, Any]], api_as: Callable[[str], Api]
) -> None:
    case = case_of(NAME, yes=("rights_or_access", "personal_data"), personal_data="yes", impact="rights")

    owner = inside(OWNER)
    owner.goto(f"/use-cases/{case['reference']}/")
    expect(owner.get_by_text("Tier: High")).to_be_visible()
    owner.goto(f"/use-cases/{case['reference']}/submit/")
    for step in ("Manager", "Ethics board", "Legal", "Executive"):
        expect(owner.locator("main ol li", has_text=step).first).to_be_visible()
    owner.get_by_label("Note to those who decide").fill("The works council has seen it.")
    owner.get_by_role("button", name="Submit for approval").click()
    expect(owner.get_by_role("heading", level=1)).to_contain_text("waits for")
    expect(owner.get_by_role("radio", name="Approve")).to_have_count(0)
    expect(owner.locator("#decision")).to_contain_text("You may not decide this step here.")
    review = owner.url
    status, refusal = api_as(OWNER).call("POST", f"reviews/{uid_of(review)}/decide/", {"verdict": "approve"})
    assert (status, refusal["error"]["code"]) == (403, "denied")

    manager = inside(MANAGER)
    manager.goto(review)
    decide(manager, "Approve", "We have the people for it.")
    expect(manager.get_by_role("heading", level=1)).to_contain_text("AI ethics board")

    chair = inside(CHAIR)
    chair.goto(review)
    chair.get_by_label("What must be done").fill("Compare refusals by region for one month.")
    chair.get_by_label("Owner").select_option(label=OWNER)
    chair.get_by_label("Due").fill("2099-12-31")
    chair.get_by_role("button", name="Set the condition").click()
    expect(chair.locator("#conditions")).to_contain_text("Compare refusals by region")
    vote(chair)
    expect(chair.get_by_text("No quorum")).to_be_visible()

    absent = MEMBERS[3]
    for name in MEMBERS:
        member = inside(name)
        member.goto(review)
        if name == absent:
            member.get_by_role("link", name="Recuse myself").click()
            member.get_by_label("Reason").fill("My region would use it first.")
            member.get_by_role("button", name="Recuse myself").click()
            expect(member.get_by_text("Recused").first).to_be_visible()
        elif name != MEMBERS[0]:  # one seat does not vote at all
            vote(member)
    expect(chair.get_by_text("Sealed vote").first).to_be_visible()

    chair.goto(review)
    chair.on("dialog", lambda dialog: dialog.accept())
    chair.get_by_role("button", name="Close the voting and open the votes").click()
    expect(chair.get_by_role("heading", level=1)).to_contain_text("Legal")
    expect(chair.locator("main")).to_contain_text("6 of 8 seats are present")

    counsel = inside(COUNSEL)
    counsel.goto(review)
    decide(counsel, "Approve", "The duties can be met.")
    expect(counsel.get_by_role("heading", level=1)).to_contain_text("Executive")
    executive = inside(EXECUTIVE)
    executive.goto(review)
    decide(executive, "Approve")
    expect(executive.get_by_role("heading", level=1)).to_contain_text("is approved until")

    owner.goto(f"/use-cases/{case['reference']}/")
    expect(owner.locator("main")).to_contain_text("Approval stands")
    owner.goto(f"/use-cases/{case['reference']}/edit/")
    owner.locator("[name=data_description]").fill("Tickets of two years, and now payment data.")
    owner.get_by_role("button", name="Save").click()
    program = inside(PROGRAM)
    program.goto(review)
    expect(program.get_by_text("This approval no longer covers the use case.")).to_be_visible()
    expect(program.locator("main")).to_contain_text("and now payment data")


def vote(page: Page) -> None:
    page.get_by_role("radio", name="For", exact=True).check()
    page.get_by_role("button", name="Seal my vote").click()
    expect(page.get_by_text("a vote that was cast is not changed").first).to_be_visible()
