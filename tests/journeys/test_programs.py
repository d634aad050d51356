"""Points 9 and 10: the same figures and commands over the API, and an auditor who sees every step of it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from devtools.site import Site
from tests.journeys.conftest import AUDITOR, EXECUTIVE, MANAGER, OWNER, PROGRAM, Api


def test_the_api_gives_the_figures_of_the_dashboard_and_is_documented(
    inside: Callable[..., Page], api_as: Callable[[str], Api]
) -> None:
    found = api_as(EXECUTIVE).get("dashboard/")

    assert found["headline"].startswith("$5M brought $12M")
    assert "140" in json.dumps(found["value"]) or "1.4" in json.dumps(found["value"])
    page = inside(EXECUTIVE)
    page.goto("/api/v1/docs/")
    page.get_by_role("button", name="Expand operation").first.wait_for()
    page.locator("h3").filter(has_text="use cases").click()
    expect(page.get_by_role("link", name="/api/v1/use-cases/", exact=True).first).to_be_visible()


def test_a_case_is_scored_submitted_and_approved_by_programs_under_the_same_rules(
    case_of: Callable[..., dict[str, Any]], api_as: Callable[[str], Api]
) -> None:
    case = case_of("Filling of customs forms")
    owner = api_as(OWNER)
    owner.post(f"use-cases/{case['reference']}/inputs/", {"inputs": {"estimated_value": "1500000", "data_quality": 9}})
    card = owner.post(f"use-cases/{case['reference']}/score/")
    assert card["case_reference"] == case["reference"]

    review = owner.post("reviews/", {"use_case": case["reference"], "note": "Please look at it this week."})
    assert owner.call("POST", f"reviews/{review['uid']}/decide/", {"verdict": "approve"})[0] == 403
    done = api_as(MANAGER).post(f"reviews/{review['uid']}/decide/", {"verdict": "approve"})
    assert done["state"] == "approved"
    assert api_as(MANAGER).call("POST", f"reviews/{review['uid']}/decide/", {"verdict": "approve"})[0] == 409


def test_a_token_of_one_unit_sees_no_other(site: Site, api_as: Callable[[str], Api]) -> None:
    issued = site.manage("api_token", "priya.raman", "--unit", "CSU", "--name", "one unit")
    assert issued.returncode == 0, issued.stderr
    narrow = Api(site, issued.stdout.strip())
    elsewhere = api_as(PROGRAM).get("use-cases/?q=Payment+matching")["results"][0]["reference"]

    assert {each["unit_name"] for each in narrow.get("use-cases/")["results"]} == {"Customer Support"}
    assert narrow.call("GET", f"use-cases/{elsewhere}/")[0] == 404
    assert Api(site, "pmo_wrong").call("GET", "use-cases/")[0] == 401


def test_the_auditor_follows_a_case_and_verifies_the_trail(
    inside: Callable[..., Page], case_of: Callable[..., dict[str, Any]]
) -> None:
    case = case_of("Labels for archive boxes")
    page = inside(AUDITOR)

    page.goto(f"/trail/?q={case['reference']}")
    expect(page.locator("tbody")).to_contain_text(f"registered {case['reference']} Labels for archive boxes")
    expect(page.locator("tbody")).to_contain_text(OWNER)
    page.get_by_role("link", name="Verify the trail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The trail is intact")


ALTER = (
    "from foundation.audit.models import Entry; from django.db import connection;"
    "row = Entry.objects.get(sequence={sequence});"
    "connection.cursor().execute('UPDATE audit_entry SET body = %s WHERE id = %s', [row.body{change}, row.id])"
)


@pytest.fixture
def altered(site: Site) -> Any:
    """Row 100 of the trail, changed by SQL past the product; put back afterwards."""
    made = site.manage("shell", "-v", "0", "-c", ALTER.format(sequence=100, change=" + ' '"))
    assert made.returncode == 0, made.stderr
    yield 100
    site.manage("shell", "-v", "0", "-c", ALTER.format(sequence=100, change=".rstrip()"))


def test_the_command_names_the_first_entry_that_was_altered(site: Site, altered: int) -> None:
    found = site.manage("verify_trail")

    assert found.returncode != 0
    assert str(altered) in found.stderr


def test_the_command_confirms_an_unaltered_trail(site: Site) -> None:
    found = site.manage("verify_trail")

    assert found.returncode == 0, found.stderr
    assert "intact" in found.stdout
