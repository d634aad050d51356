"""Point 6: an approved case reaches production, and its last gate stops for a must and asks for a plan for a should."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.conftest import CONTROLLER, EXECUTIVE, MANAGER, OWNER, PROGRAM, ROLLOUTS, Api


def today(days: int = 0) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def approved(case: dict[str, Any], api_as: Callable[[str], Api]) -> None:
    review = api_as(OWNER).post("reviews/", {"use_case": case["reference"]})
    api_as(MANAGER).post(f"reviews/{review['uid']}/decide/", {"verdict": "approve"})


def gate_of(api: Api, rollout: str) -> dict[str, Any]:
    found = api.get(f"gates/?rollout__uid={rollout}&state=open")["results"]
    return dict(api.get(f"gates/{found[0]['uid']}/"))


def answer_all(api: Api, gate: dict[str, Any], *, without: tuple[str, ...] = ()) -> None:
    for row in gate["criteria"]:
        if not row["binding"] and row["key"] not in without:
            api.post(
                f"gates/{gate['uid']}/answer/",
                {"criterion": row["key"], "answer": "met", "note": "Seen in the weekly figures."},
            )


def show_all(api: Api, rollout: str) -> None:
    found = api.get(f"rollouts/{rollout}/")
    stage = next(each for each in found["stages"] if each["stage"] == found["stage"])
    for check in stage["exit_checks"]:
        api.post(f"rollouts/{rollout}/exit-checks/", {"key": check["key"], "note": "Shown to the team."})


def answer(page: Page, ask: str, choice: str, rests_on: str) -> None:
    """Answer one criterion on the page of the gate."""
    row = page.locator("tr", has_text=ask)
    row.locator("details.dp-answer > summary").click()
    row.get_by_role("radio", name=choice, exact=True).check()
    row.get_by_label("What it rests on").fill(rests_on)
    row.get_by_role("button", name="Keep the answer").click()
    expect(page.locator("tr", has_text=ask)).to_contain_text(rests_on)


def plan(page: Page, ask: str, what: str) -> None:
    """Plan a mitigation of one criterion on the page of the gate."""
    row = page.locator("tr", has_text=ask)
    row.get_by_text("Plan a mitigation").click()
    row.get_by_label("What will be done").fill(what)
    row.get_by_label("Who does it").select_option(label=OWNER)
    row.get_by_label("By", exact=True).fill(today(30))
    row.get_by_role("button", name="Keep the plan").click()
    expect(page.locator("main")).to_contain_text(what)


def agree(page: Page, reference: str, rollout: str, api: Api) -> str:
    """Say on the page what of the pilot is success; give back the uid of its KPI."""
    kpi = api.post("kpis/", {"case": reference, "key": "task_success"})
    page.goto(f"/rollouts/{rollout}/")
    page.get_by_role("link", name="Set the thresholds").click()
    page.get_by_label("Success: Tasks solved").fill("80")
    page.get_by_label("Stop: Tasks solved").fill("60")
    page.get_by_role("button", name="Keep the thresholds").click()
    expect(page.locator("#thresholds")).to_contain_text("at least 80%")
    return str(kpi["uid"])


def test_a_case_goes_through_every_stage_into_production(
    inside: Callable[..., Page], case_of: Callable[..., dict[str, Any]], api_as: Callable[[str], Api]
) -> None:
    case = case_of("Sorting of return parcels")
    approved(case, api_as)
    program, decider = api_as(PROGRAM), api_as(ROLLOUTS)

    page = inside(PROGRAM)
    page.goto(f"/rollouts/new/?case={case['reference']}")
    page.get_by_label("First day").fill(today())
    page.get_by_role("button", name="Plan the rollout").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sorting of return parcels")
    rollout = page.url.rstrip("/").split("/")[-1]
    page.get_by_role("link", name="Go to the gate").click()
    answer(page, "Are the team and the people who try it first named?", "Met", "Owner, engineer, six testers.")
    expect(page.get_by_role("heading", level=1)).to_contain_text("has no mitigation plan")

    for stage in ("alpha", "beta", "pilot"):
        if stage != "alpha":
            show_all(program, rollout)
            program.post("gates/", {"rollout": rollout})
        if stage == "pilot":
            measured = agree(page, case["reference"], rollout, program)
        gate = gate_of(program, rollout)
        answer_all(program, gate)
        refused, body = program.call("POST", f"gates/{gate['uid']}/decide/", {"verdict": "pass"})
        assert refused == 403, body  # who opens a gate does not decide at it
        decider.post(f"gates/{gate['uid']}/decide/", {"verdict": "pass"})

    show_all(program, rollout)
    page.goto(f"/rollouts/{rollout}/")
    page.get_by_role("button", name="Open the gate").click()
    expect(page.get_by_text("Go or no-go").first).to_be_visible()
    gate = gate_of(program, rollout)
    answer_all(program, gate, without=("team_capability",))
    value = program.post("measurements/", {"kpi": measured, "on": today(), "value": "70", "sample": 400})
    page.goto(f"/rollouts/gates/{gate['uid']}/")
    expect(page.locator("#technical_performance")).to_contain_text("Short of what was agreed before the trial")

    executive = inside(EXECUTIVE)
    executive.goto(f"/rollouts/gates/{gate['uid']}/")
    expect(executive.get_by_role("heading", level=1)).to_contain_text("Cannot pass")
    expect(executive.locator("main")).to_contain_text("ROI from the plan is undefined")
    expect(executive.get_by_role("button", name="Pass: Pilot → Production")).to_have_count(0)

    finance = api_as(CONTROLLER)
    month = today()[:7]
    for category, amount in (("labor", "100000.00"), ("cost_savings", "240000.00")):
        finance.post(
            "ledger/",
            {
                "case": case["reference"], "category": category, "period": month, "basis": "plan",
                "amount": {"amount": amount, "currency": "USD"},
            },
        )  # fmt: skip
    program.post(f"measurements/{value['uid']}/correct/", {"value": "83", "reason": "Half of the tasks were missing."})
    page.reload()
    plan(page, "Are the pilot's users satisfied enough?", "A survey among all of them in the first month.")
    answer(page, "Can the team support the full number of users?", "Not met", "Two people start next month.")
    expect(page.get_by_role("heading", level=1)).to_contain_text("plan")
    plan(page, "Can the team support the full number of users?", "The second shift of the desk helps until then.")
    expect(page.locator("main")).to_contain_text("No result of “Scale readiness” is submitted for this use case")
    plan(page, "Can the resistance that remains be handled?", "Scale readiness is assessed before the first wave.")

    executive.reload()
    expect(executive.locator("main")).to_contain_text("ROI from the plan is 140")
    executive.get_by_role("button", name="Pass: Pilot → Production").click()
    expect(executive.get_by_text("Passed").first).to_be_visible()
    executive.goto(f"/use-cases/{case['reference']}/")
    expect(executive.locator("main .pm-status", has_text="Production").first).to_be_visible()
