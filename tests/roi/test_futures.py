"""The portfolio from above: futures of all cases together, what running costs, what waiting costs."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.people.models import Unit, User
from roi import portfolio_queries, services
from roi.portfolio_models import PortfolioRun
from roi.rules import simulation, worth
from roi.rules.simulation import PortfolioOutcome
from tests.factories.business_cases import benefit, content, points, uncertain
from tests.factories.roi import case_of, invested, usd


def outcome(*starts: int, seed: int = 1, draws: int = 4000) -> PortfolioOutcome:
    model = worth.model(uncertain())
    found = list(
        simulation.together(((model, start) for start in starts), months=13 + max(starts), seed=seed, draws=draws)
    )
    assert found[:-1] == list(range(1, len(starts) + 1))
    last = found[-1]
    assert isinstance(last, PortfolioOutcome)
    return last


def test_one_case_together_is_the_case_alone() -> None:
    alone = simulation.simulate(worth.model(uncertain()), seed=1, draws=4000)

    whole = outcome(0)

    assert whole.value.mean == pytest.approx(alone.value.mean, rel=0.02)
    assert whole.value.p90 == pytest.approx(alone.value.p90, rel=0.05)
    assert whole.diversified == pytest.approx(1, rel=1e-4)
    assert len(whole.fan) == 13


def test_independent_cases_even_out_and_the_seed_draws_the_same() -> None:
    one, four = outcome(0), outcome(0, 0, 0, 0)

    assert four.value.mean == pytest.approx(4 * one.value.mean, rel=0.1)
    assert four.diversified == pytest.approx(0.5, abs=0.03), "the square root of four over four"
    assert outcome(0, 2, seed=7) == outcome(0, 2, seed=7)
    assert outcome(0, 2, seed=7).value != outcome(0, 2, seed=8).value


def test_a_case_that_begins_later_adds_nothing_before() -> None:
    late = outcome(3)

    assert late.fan[2] == (0, 0, 0)
    assert late.fan[3][1] < 0


def test_futures_are_drawn_by_the_worker_and_shown(
    support: Unit, ada: User, eve: User, olga: User, run_jobs: Callable[[], int], client_of: Callable[[User], Client]
) -> None:
    with pytest.raises(Conflict, match="No business case"):
        services.simulate_portfolio(support, by=eve)
    for name, says in (("One", content(benefit(points(100)))), ("Two", uncertain())):
        services.draft(case_of(support, name), by=ada, content=says)
    with pytest.raises(Denied):
        services.simulate_portfolio(support, by=olga)
    for draws, seed, field in ((10, None, "draws"), (10**6, None, "draws"), (1000, -1, "seed"), (1000, 2**40, "seed")):
        with pytest.raises(Invalid) as refused:
            services.simulate_portfolio(support, by=eve, draws=draws, seed=seed)
        assert refused.value.field == field
    client, url = client_of(eve), f"/value/futures/?unit={support.uid}"
    assert client.post(url, {"unit": support.uid, "draws": "5"}).status_code == 422

    client.post(url, {"unit": support.uid, "draws": "1000", "seed": "7"})
    run_jobs()

    run = PortfolioRun.objects.get()
    assert (run.result["cases"], run.result["first"], len(run.result["fan"])) == (2, "2025-01", 13)
    page = client.get(url).content.decode()
    assert "in four of five futures" in page
    assert "1 of the 2 business cases plans no cost" in page
    assert client.get(f"/value/futures/chart/?unit={support.uid}").json()["table"]["rows"]
    assert client_of(olga).get(url).status_code == 404


def test_what_templates_need_is_never_called_what_the_portfolio_is_worth(
    library: None, support: Unit, ben: User, ada: User, eve: User, run_jobs: Callable[[], int],
    client_of: Callable[[User], Client],
) -> None:  # fmt: skip
    taken = case_of(support, "Taken", owner=ben)
    services.draft_from_template(taken, by=ben, slug="process-automation", start=Month(2025, 1))
    services.draft(case_of(support, "Written"), by=ada, content=uncertain())

    services.simulate_portfolio(support, by=eve, draws=1000)
    run_jobs()

    run = PortfolioRun.objects.get()
    assert (run.result["cases"], run.result["needed"], run.result["left_out"]) == (2, 1, 0)
    page = client_of(eve).get(f"/value/futures/?unit={support.uid}").content.decode()
    assert "If templates bring what they need" in page
    assert "1 of the 2 business cases is a template" in page


def test_running_costs_a_month_and_nothing_is_said_for_each_user_until_they_are_counted(
    support: Unit, ada: User, eve: User, client_of: Callable[[User], Client]
) -> None:
    now = Month.of(timezone.localdate())
    for back, amount in ((1, 100), (2, 300), (13, 9_000)):
        invested(support, amount, by=ada, category="run_cost", period=now.plus(-back))
    waiting = case_of(support, "Waits", stage="scored")
    services.draft(waiting, by=ada, content=content())

    found = portfolio_queries.running(support)

    assert (found.month, found.months) == (usd(200), 2)
    assert (found.users, found.per_user) == (None, None)
    assert (found.delay, found.waiting) == (usd(1_000_000), 1)
    page = client_of(eve).get(f"/value/futures/?unit={support.uid}").content.decode()
    assert "Not recorded: no use case here measures its active users yet" in page


def test_the_cost_for_each_user_is_rounded_to_the_minor_unit() -> None:
    found = portfolio_queries.Running(Money(100_00, "USD"), 1, Decimal(3), usd(0), 0)

    assert found.per_user == Money(3333, "USD")


def test_programs_have_futures_drawn_and_read_the_last_run(
    support: Unit, ada: User, eve: User, olga: User, run_jobs: Callable[[], int], api_of: Callable[[User], APIClient]
) -> None:
    reader, outsider, url = api_of(eve), api_of(olga), "/api/v1/portfolio-futures/"
    asked = {"unit": str(support.uid), "draws": 1000, "seed": 7}
    assert reader.post(url, asked, format="json").status_code == 409, "no business case yet"
    services.draft(case_of(support), by=ada, content=uncertain())

    made = reader.post(url, asked, format="json")
    assert (made.status_code, made.json()["p50"], made.json()["months"]) == (202, None, [])
    assert reader.get(f"{url}latest/?unit={support.uid}").status_code == 404, "none is done"
    run_jobs()

    found = reader.get(f"{url}latest/?unit={support.uid}").json()
    assert found == reader.get(f"{url}{made.json()['uid']}/").json()
    assert (found["cases"], found["left_out"], found["seed"], len(found["months"])) == (1, 0, 7, 13)
    assert Decimal(found["p10"]["amount"]) < Decimal(found["p50"]["amount"]) < Decimal(found["p90"]["amount"])
    assert [run["uid"] for run in reader.get(url).json()["results"]] == [found["uid"]]
    assert outsider.get(url).json()["results"] == []
    assert outsider.get(f"{url}{made.json()['uid']}/").status_code == 404
    for client, body in ((outsider, asked), (reader, asked | {"draws": 10**7}), (reader, asked | {"seed": -1})):
        assert 400 <= client.post(url, body, format="json").status_code < 500, body
    assert PortfolioRun.objects.count() == 1
    assert outsider.get(f"{url}latest/?unit={support.uid}").status_code == 400, "no unit that they may see"


def test_what_is_not_booked_costs_a_dash_and_not_zero(support: Unit) -> None:
    found = portfolio_queries.running(support)

    assert (found.month, found.per_user, found.delay, found.waiting) == (None, None, None, 0)
