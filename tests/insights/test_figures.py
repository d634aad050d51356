"""Every figure moves when its records do, counts only what the filters ask for, and says so when it is undefined."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User
from governance.models import Approval
from insights import figures, queries
from insights.queries import Dashboard
from insights.queries import home as homes
from roi import services as ledger
from roi.services import rebuild_summaries
from roi.workflow import Basis
from tests.factories.deployments import ready, started
from tests.factories.governance import a_board, approved, review_at
from tests.factories.readiness import submitted as assessed
from tests.factories.roi import invested, returned, usd
from tests.factories.usecases import a_case, a_scored_case
from usecases import services as cases
from usecases.workflow import Stage

Seen = Callable[..., Dashboard]


def usd_of(data: dict[str, Any]) -> Decimal:
    return Decimal(data["amount"])


# --- value


def test_value_adds_what_is_booked(program: SimpleNamespace, seen: Seen) -> None:
    actual = figures.as_data(seen(program.eve))["value"]["actual"]

    assert usd_of(actual["invested"]) == 5_000_000
    assert usd_of(actual["returned"]) == 6_000_000
    assert usd_of(actual["net"]) == 1_000_000
    assert actual["roi"] == "0.2"
    assert actual["payback_months"] == "2.5"


@pytest.mark.parametrize(("key", "change"), [("invested", 300_000), ("returned", 0), ("net", -300_000)])
def test_value_moves_with_an_investment(program: SimpleNamespace, seen: Seen, key: str, change: int) -> None:
    before = figures.as_data(seen(program.eve))["value"]["actual"]

    invested(program.scored, 300_000, period=program.start)

    after = figures.as_data(seen(program.eve))["value"]["actual"]
    assert usd_of(after[key]) - usd_of(before[key]) == change


def test_roi_and_payback_move_with_a_return(program: SimpleNamespace, seen: Seen) -> None:
    returned(program.scored, 1_000_000, period=program.start.plus(1))

    actual = figures.as_data(seen(program.eve))["value"]["actual"]

    assert actual["roi"] == "0.4"
    assert actual["payback_months"] == "2"


def test_a_reversal_takes_its_amount_away(program: SimpleNamespace, seen: Seen) -> None:
    entry = returned(program.scored, 700_000, period=program.start.plus(1))
    ledger.reverse(entry, by=COMMAND_LINE, reason="Booked twice.")

    assert usd_of(figures.as_data(seen(program.eve))["value"]["actual"]["returned"]) == 6_000_000


def test_folding_the_sums_changes_no_figure(program: SimpleNamespace, seen: Seen) -> None:
    before = figures.as_data(seen(program.eve))

    rebuild_summaries()
    from roi.services import fold
    from usecases.services import rebuild_stage_counts

    fold()
    rebuild_stage_counts()

    after = figures.as_data(seen(program.eve))
    assert after | {"as_of": None} == before | {"as_of": None}


def test_plan_to_date_stops_at_the_present_month(program: SimpleNamespace, seen: Seen) -> None:
    value = figures.as_data(seen(program.eve))["value"]

    assert usd_of(value["plan"]["returned"]) == 8 * 1_600_000
    assert usd_of(value["plan_to_date"]["returned"]) == 5 * 1_600_000
    assert usd_of(value["gap_to_plan"]) == 1_000_000 - 3_000_000


def test_without_investment_roi_and_payback_are_undefined(cast: SimpleNamespace, seen: Seen) -> None:
    returned(cast.org, 10_000)

    actual = figures.as_data(seen(cast.eve))["value"]["actual"]

    assert actual["roi"] is None
    assert "No investment" in actual["roi_reason"]
    assert actual["payback_months"] is None
    assert actual["payback_reason"]


def test_cash_is_cumulative_by_month(program: SimpleNamespace, seen: Seen) -> None:
    cash = figures.as_data(seen(program.eve))["value"]["cumulative_cash"]

    assert [(row["month"], row["actual"]) for row in cash[:4]] == [
        (str(program.start), "-5000000.00"), (str(program.start.plus(1)), "-3000000.00"),
        (str(program.start.plus(2)), "-1000000.00"), (str(program.start.plus(3)), "1000000.00"),
    ]  # fmt: skip
    assert cash[-1]["actual"] is None, "the plan goes on after the last actual month"


def test_by_category_or_not_the_figures_are_the_same(program: SimpleNamespace) -> None:
    scope = queries.scope_for(program.eve)
    at = timezone.now()

    lean = queries.dashboard(program.eve, scope, at=at)
    full = queries.dashboard(program.eve, scope, at=at, by_category=True)

    assert figures.as_data(lean) == figures.as_data(full)


# --- pipeline


def test_pipeline_counts_cases_by_stage(program: SimpleNamespace, seen: Seen) -> None:
    before = seen(program.eve).pipeline

    cases.close(program.idea, to=Stage.REJECTED, by=program.ada, reason="No data for it.")

    after = seen(program.eve).pipeline
    assert (before.open, before.closed, before.counts[Stage.IDEA]) == (2, 0, 1)
    assert (after.open, after.closed, after.counts[Stage.IDEA], after.counts[Stage.REJECTED]) == (1, 1, 0, 1)


def test_moves_of_the_month_count(program: SimpleNamespace, seen: Seen) -> None:
    before = seen(program.eve).pipeline.moved[Stage.SCORED]

    a_scored_case(program.sales, by=program.ada, name="Another")

    assert seen(program.eve).pipeline.moved[Stage.SCORED] == before + 1


def test_moves_are_those_of_the_last_month_asked_for(program: SimpleNamespace, seen: Seen, this_month: Month) -> None:
    earlier = seen(program.eve, last=this_month.plus(-1)).pipeline

    assert earlier.month == this_month.plus(-1)
    assert earlier.moves == 0


def test_feasibility_names_the_best_and_says_when_capped(program: SimpleNamespace) -> None:
    a_scored_case(program.sales, by=program.ada, name="Second", inputs={"estimated_value": "9000000"})
    scope = queries.scope_for(program.eve)

    capped = queries.feasibility(program.eve, scope, limit=1)

    assert capped.count == 2
    assert len(capped.cases) == 1
    assert capped.cases[0]["score"] == max(case["score"] for case in queries.feasibility(program.eve, scope).cases)


def test_feasibility_without_a_library_says_why(cast: SimpleNamespace, seen: Seen) -> None:
    found = seen(cast.eve).feasibility

    assert found is not None
    assert found.model is None
    assert "load_library" in found.reason


# --- readiness and governance


def test_readiness_follows_the_latest_assessment(program: SimpleNamespace, seen: Seen) -> None:
    assert figures.as_data(seen(program.eve))["readiness"]["weakest"][0]["score"] == "5.9500"

    assessed(program.support, by=program.ada, scores=[2] * 20)
    assessed(program.sales, by=program.ada, scores=[9] * 20)

    found = figures.as_data(seen(program.eve))["readiness"]
    assert [(row["unit"], row["score"]) for row in found["weakest"]] == [("Support", "2.0000"), ("Sales", "9.0000")]
    assert found["units"] == 2


def test_governance_counts_open_reviews_and_their_wait(program: SimpleNamespace, seen: Seen) -> None:
    assert seen(program.eve).governance.longest_wait is None

    high = review_at(program, "manager", tier="high", name="High one")
    review_at(program, "manager", tier="low", name="Low one")
    high.steps.filter(state="open").update(opened_at=timezone.now() - timedelta(days=9, hours=1))

    found = seen(program.eve).governance
    assert (found.open, found.high_risk, found.longest_wait) == (2, 1, 9)
    assert found.longest.url == high.get_absolute_url()


def test_a_gate_may_be_what_waits_longest(program: SimpleNamespace, seen: Seen) -> None:
    review_at(program, "manager", tier="low", name="Low one")
    gate = ready(program, started(program))
    type(gate).objects.filter(pk=gate.pk).update(opened_at=timezone.now() - timedelta(days=63, hours=1))

    shown = {figure.key: figure for figure in figures.governance_figures(seen(program.eve))}["longest_wait"]

    assert (shown.value, shown.url) == ("63", gate.get_absolute_url())
    assert shown.note.startswith(gate.rollout.case.reference)


def test_decisions_are_those_of_the_home_page(program: SimpleNamespace, seen: Seen) -> None:
    gate = ready(program, started(program))

    decided = seen(program.eve).decisions

    assert [item.url for item in decided.items] == [gate.get_absolute_url()]
    assert decided.count == homes.home(User.objects.get(pk=program.eve.pk)).count
    other = seen(program.eve, unit=program.engineering).decisions
    assert other.count == 0, "it lies in another unit"


def test_a_decided_review_is_not_open_any_more(program: SimpleNamespace, seen: Seen) -> None:
    review_at(program, "returned", tier="low")

    assert seen(program.eve).governance.open == 0


@pytest.mark.parametrize(("days", "counted"), [(0, 0), (1, 1), (90, 1), (91, 0)])
def test_approvals_lapse_within_ninety_days(program: SimpleNamespace, seen: Seen, days: int, counted: int) -> None:
    approval = approved(program, tier="low")
    Approval.objects.filter(pk=approval.pk).update(valid_until=timezone.now().date() + timedelta(days=days))

    assert seen(program.eve).governance.lapsing == counted


def test_only_the_one_with_whom_a_step_lies_is_asked(program: SimpleNamespace, seen: Seen) -> None:
    review_at(program, "manager", tier="low", name="Waits for Mia")

    assert [item.name for item in seen(program.mia).decisions.items] == ["Waits for Mia"]
    assert seen(program.eve).decisions.items == ()
    assert seen(program.ben).decisions.items == (), "the owner has a stake"


def test_a_vote_waits_for_members_who_have_not_voted(program: SimpleNamespace, seen: Seen) -> None:
    from governance import services as governance

    review = review_at(program, "ethics_board", tier="high", name="For the board")
    step = review.steps.get(state="open")
    member = program.board[3]
    assert [item.reference for item in seen(member).decisions.items] == [review.case.reference]

    governance.cast_vote(step, by=member, choice="approve", reason="")

    assert seen(member).decisions.items == ()


def test_more_decisions_than_shown_are_said(program: SimpleNamespace, seen: Seen) -> None:
    a_board(program.org, program.board)
    for number in range(3):
        review_at(program, "manager", tier="low", name=f"Number {number}")
    scope = queries.scope_for(program.mia)

    found = queries.decisions(program.mia, scope, at=timezone.now(), limit=2)

    assert (len(found.items), found.count, found.more) == (2, 3, True)


# --- filters and rights


def test_a_unit_narrows_every_figure(program: SimpleNamespace, seen: Seen) -> None:
    found = figures.as_data(seen(program.eve, unit=program.sales))

    assert found["pipeline"]["open"] == 1
    assert usd_of(found["value"]["actual"]["invested"]) == 0
    assert found["feasibility"]["scored"] == 0
    assert found["readiness"]["units"] == 0
    assert found["filters"]["unit_name"] == "Sales"


def test_a_category_narrows_value_and_cases(program: SimpleNamespace, seen: Seen) -> None:
    service, sales = (figures.as_data(seen(program.eve, category=name)) for name in ("Service", "Sales"))

    assert (service["pipeline"]["open"], sales["pipeline"]["open"]) == (1, 1)
    assert usd_of(service["value"]["actual"]["returned"]) == 6_000_000
    assert usd_of(sales["value"]["actual"]["returned"]) == 0
    assert (service["feasibility"]["scored"], sales["feasibility"]["scored"]) == (1, 0)


def test_a_category_narrows_governance(program: SimpleNamespace, seen: Seen) -> None:
    review_at(program, "manager", tier="low", category="Service")

    assert seen(program.eve, category="Service").governance.open == 1
    assert seen(program.eve, category="Sales").governance.open == 0


def test_months_narrow_value_but_payback_counts_from_the_start(program: SimpleNamespace, seen: Seen) -> None:
    found = figures.as_data(seen(program.eve, first=program.start.plus(1), last=program.start.plus(3)))

    actual = found["value"]["actual"]
    assert usd_of(actual["invested"]) == 0
    assert usd_of(actual["returned"]) == 6_000_000
    assert actual["payback_months"] == "2.5"


def test_public_inventories_stay_outside_unless_asked_for(program: SimpleNamespace, seen: Seen) -> None:
    public = people.create_unit("Public inventory", by=COMMAND_LINE, kind="organization", is_inventory=True)
    people.grant_role(program.eve, "executive", public, by=COMMAND_LINE)
    a_case(public, by=COMMAND_LINE, name="Somebody else's")

    assert seen(program.eve).pipeline.open == 2
    assert seen(program.eve, unit=public).pipeline.open == 1


def test_a_reader_of_an_inventory_alone_sees_it(program: SimpleNamespace, seen: Seen) -> None:
    public = people.create_unit("Public inventory", by=COMMAND_LINE, kind="organization", is_inventory=True)
    a_case(public, by=COMMAND_LINE, name="Somebody else's")
    people.grant_role(User.objects.get(username="olga"), "executive", public, by=COMMAND_LINE)
    people.revoke_grant(program.olga.grants.get(role="pm"), by=COMMAND_LINE)

    assert seen(program.olga).pipeline.open == 1


def test_an_outsider_sees_nothing_of_it(program: SimpleNamespace, seen: Seen) -> None:
    review_at(program, "manager", tier="low")

    found = seen(program.olga)

    assert found.is_empty
    assert found.governance.open == 0
    assert found.attention == ()
    assert seen(program.olga, unit=program.support).is_empty


def test_several_units_are_added(program: SimpleNamespace, seen: Seen) -> None:
    people.grant_role(program.olga, "executive", program.support, by=COMMAND_LINE)
    people.grant_role(program.olga, "executive", program.sales, by=COMMAND_LINE)

    found = figures.as_data(seen(program.olga))

    assert found["pipeline"]["open"] == 2
    assert found["feasibility"]["scored"] == 1
    assert usd_of(found["value"]["actual"]["returned"]) == 6_000_000
    assert len(found["filters"]["units"]) == 3


def test_the_headline_says_what_the_figures_say(program: SimpleNamespace, seen: Seen, cast: SimpleNamespace) -> None:
    assert "ROI 20%" in figures.headline(seen(program.eve))
    assert figures.headline(seen(program.eve, unit=program.sales)).startswith("1 use case")
    assert figures.headline(seen(program.olga)) == "Executive dashboard"


# --- cost


def test_the_number_of_queries_does_not_grow(program: SimpleNamespace, django_assert_max_num_queries: Any) -> None:
    def few_queries() -> None:
        reader = User.objects.get(pk=program.eve.pk)
        with django_assert_max_num_queries(24):
            queries.dashboard(reader, queries.scope_for(reader))

    few_queries()
    for number in range(4):
        case = review_at(program, "manager", tier="low", name=f"More {number}").case
        invested(case, 1000 + number, period=program.start)
        approved(program, tier="low", name=f"Approved {number}")

    few_queries()


def test_money_of_nothing_is_zero_and_not_missing(cast: SimpleNamespace, seen: Seen) -> None:
    assert seen(cast.eve).value.actual.totals.net == Money(0, usd(0).currency)
    assert seen(cast.eve).value.gap is None
    assert Basis.PLAN in seen(cast.eve).value.accounts
