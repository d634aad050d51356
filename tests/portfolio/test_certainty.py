"""How sure the order is: kept results with what they rested on, and the page an executive reads."""

import re
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from django.test import Client

from foundation.jobs.models import Job
from foundation.kernel.errors import Denied, Invalid
from foundation.people.models import Unit, User
from portfolio import services
from portfolio.models import Certainty
from portfolio.queries import certainty as queries
from portfolio.rules.uncertain import Uncertain, telling_range
from tests.factories.usecases import SUPPORT_INPUTS, a_case, a_scored_case
from usecases import queries as usecases
from usecases import rules
from usecases import services as cases
from usecases.models import UseCase
from usecases.queries.matrix import matrix

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
Scored = list[UseCase]
Cast = SimpleNamespace


def page(client: Client, url: str, data: Any = None, status: int = 200) -> str:
    answer = client.get(url, data)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return re.sub(r"\s+", " ", answer.content.decode())


def drawn(unit: Unit, by: User, **given: Any) -> Certainty:
    return services.ask_certainty(unit, by=by, draws=2000, seed=11, at_once=True, **given)


def test_the_worker_draws_and_keeps_what_it_rested_on(scored: Scored, cast: Cast, run_jobs: Any) -> None:
    asked = services.ask_certainty(cast.org, by=cast.ada, draws=2000, within=Decimal(10), error=Decimal(10))
    assert asked.finished_at is None
    run_jobs()

    asked.refresh_from_db()
    assert asked.model == usecases.active_model()
    assert asked.fingerprint == queries.fingerprint(matrix(cast.ada))
    assert asked.result["cases"] == 3
    assert {row["name"] for row in asked.result["rows"]} == {"Support automation", "Code review", "Meeting notes"}
    for place in range(3):
        assert sum(row["shares"][place] for row in asked.result["rows"]) == pytest.approx(1, abs=1e-4)
    job = Job.objects.get(kind="portfolio.certainty")
    assert (job.state, job.result_url) == ("done", asked.get_absolute_url())


def test_the_same_seed_draws_the_same_and_another_does_not(scored: Scored, cast: Cast) -> None:
    given = {"within": Decimal(20), "error": Decimal(5)}

    one, again = drawn(cast.org, cast.ada, **given), drawn(cast.org, cast.ada, **given)
    other = services.ask_certainty(cast.org, by=cast.ada, draws=2000, seed=12, at_once=True, **given)

    assert one.result == again.result
    assert one.result != other.result


def test_weightings_near_those_in_use_are_surer_than_any(scored: Scored, cast: Cast) -> None:
    near, anywhere = drawn(cast.org, cast.ada, within=Decimal(2)), drawn(cast.org, cast.ada)

    def first(found: Certainty) -> float:
        return float(next(row["shares"][0] for row in found.result["rows"] if row["name"] == "Code review"))

    assert first(near) == 1
    assert first(anywhere) < 1


@pytest.mark.parametrize("who", ["mia", "eve", "ben", "dov", "olga", "root_admin"])
def test_only_who_scores_in_the_unit_has_the_order_tested(who: str, scored: Scored, cast: Cast) -> None:
    with pytest.raises(Denied):
        services.ask_certainty(cast.org, by=getattr(cast, who))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"within": Decimal(0)}, "within"),
        ({"within": Decimal("NaN")}, "within"),
        ({"within": Decimal(101)}, "within"),
        ({"error": Decimal(-1)}, "error"),
        ({"error": Decimal(51)}, "error"),
        ({"draws": 10}, "draws"),
        ({"draws": 10**9}, "draws"),
        ({"seed": -1}, "seed"),
        ({"seed": 2**31}, "seed"),
    ],
)
def test_what_cannot_be_drawn_is_refused_at_its_field(
    given: dict[str, Any], field: str, scored: Scored, cast: Cast
) -> None:
    with pytest.raises(Invalid) as refusal:
        services.ask_certainty(cast.org, by=cast.ada, **given)

    assert refusal.value.field == field


def test_missing_inputs_are_drawn_over_the_range_that_tells(library: None) -> None:
    model = usecases.active_model().parsed
    given = rules.columns(model, [SUPPORT_INPUTS, {"estimated_value": "2000000"}])
    uncertain = Uncertain(model, given, 0.0)

    parts = uncertain.parts(np.random.default_rng(1), 4000)

    assert telling_range(model, model.input("estimated_value")) == (0, 10_000_000)
    assert telling_range(model, model.input("estimated_months")) == (0, 10)
    assert uncertain.missing == 7
    assert np.ptp(parts[:, 0], axis=0) == pytest.approx(np.zeros(4))  # all given, no error: never moves
    assert parts[:, 1, 0] == pytest.approx(2)
    assert parts[:, 1, 3].mean() == pytest.approx(5, abs=0.2)  # months: even from 0 to 10
    assert parts[:, 1, 3].min() < 0.1


def test_given_inputs_vary_within_the_stated_error(library: None) -> None:
    model = usecases.active_model().parsed
    given = rules.columns(model, [SUPPORT_INPUTS])

    parts = Uncertain(model, given, 0.1).parts(np.random.default_rng(1), 4000)

    assert 1.8 <= parts[:, 0, 0].min() < 1.82  # two million, 10 % of its value
    assert 2.18 < parts[:, 0, 0].max() <= 2.2
    assert 6.7 <= parts[:, 0, 3].min() < 6.72  # three months, 10 % of its value
    assert parts[:, 0, 1].min() >= 6  # three ratings, 1 of a scale of 10 each
    assert parts[:, 0, 1].max() <= 8


def test_other_models_are_drawn_too(library: None, ada: User, support: Unit) -> None:
    from library.queries import latest

    cases.adopt_model(latest("scoring_model", "wsjf"), by=ada)
    model = usecases.active_model().parsed
    given = rules.columns(model, [{}, {}])

    parts = Uncertain(model, given, 0.1).parts(np.random.default_rng(1), 500)

    assert parts.shape == (500, 2, len(model.weights))
    assert np.isfinite(parts).all()
    assert len(set(parts[:, 0, 0].tolist())) > 3


# --- pages -----------------------------------------------------------------------------------------------------------


def test_an_executive_reads_who_is_first_how_often(scored: Scored, cast: Cast, client_of: ClientOf) -> None:
    kept = drawn(cast.org, cast.ada, within=Decimal(10), error=Decimal(10))
    client = client_of(cast.eve)

    text = page(client, "/portfolio/certainty/")
    chart = client.get(f"{kept.get_absolute_url()}charts/places/").json()

    said = re.search(r"“Code review” is first in (\d+)% of plausible weightings", text)
    assert said is not None
    assert chart["title"] in text
    assert chart["table"]["columns"][:3] == ["Use case", "First", "Second or third"]
    assert "would be first if" in text or "is first with the weights in use" in text
    assert "Test the order" in text
    assert "It takes one of these roles" in text
    assert client.get(f"{kept.get_absolute_url()}charts/heat/").json()["table"]["columns"][1] == "1"
    assert client.get(f"{kept.get_absolute_url()}charts/other/").status_code == 404


def test_the_interval_of_each_weight_is_drawn_with_the_weight_in_use(
    scored: Scored, cast: Cast, client_of: ClientOf
) -> None:
    chart = client_of(cast.eve).get("/portfolio/certainty/charts/stability/").json()

    assert chart["title"].startswith("“Code review” is first as long as no single weight moves by more than ")
    assert chart["table"]["columns"][1:3] == ["Stays first, low end", "Stays first, high end"]
    assert chart["table"]["rows"][0][0] == "Business value"


def test_a_result_is_stale_once_scores_change(scored: Scored, cast: Cast, client_of: ClientOf, run_jobs: Any) -> None:
    drawn(cast.org, cast.ada)
    client = client_of(cast.ada)
    assert "have changed since" not in page(client, "/portfolio/certainty/")

    cases.record_inputs(scored[0], by=cast.ada, inputs={"estimated_value": "9000000"})
    cases.score_case(scored[0], by=cast.ada)

    assert "have changed since" in page(client, "/portfolio/certainty/")


def test_a_unit_has_results_of_its_own_and_outsiders_see_none(scored: Scored, cast: Cast, client_of: ClientOf) -> None:
    own, whole = drawn(cast.support, cast.ada), drawn(cast.org, cast.ada)

    assert own.get_absolute_url() in page(client_of(cast.mia), f"/portfolio/certainty/?unit={cast.support.uid}")
    assert client_of(cast.mia).get(whole.get_absolute_url()).status_code == 404
    assert client_of(cast.olga).get(own.get_absolute_url()).status_code == 404
    assert client_of(cast.olga).get(f"{own.get_absolute_url()}charts/places/").status_code == 404
    assert "Code review" not in page(client_of(cast.olga), "/portfolio/certainty/")


def test_a_case_that_moved_out_of_sight_keeps_its_place_without_its_name(
    scored: Scored, cast: Cast, client_of: ClientOf
) -> None:
    kept = drawn(cast.support, cast.ada)
    UseCase.objects.filter(pk=scored[1].pk).update(unit=cast.sales)

    text = page(client_of(cast.mia), kept.get_absolute_url())

    assert "Code review" not in text
    assert "A use case that you may not see" in text


def test_the_order_is_tested_from_the_page(scored: Scored, cast: Cast, client_of: ClientOf, run_jobs: Any) -> None:
    client = client_of(cast.ada)
    asked = {"around": "near", "within": "10", "vary": "on", "error": "10", "draws": "1000", "seed": ""}

    answer = client.post(f"/portfolio/certainty/ask/?unit={cast.org.uid}", asked)
    assert "Testing how sure the order is" in page(client, answer["Location"])
    run_jobs()
    assert "of plausible weightings" in page(client, answer["Location"])

    for wrong, said in (
        ({"within": ""}, "Say how near"),
        ({"error": ""}, "Enter an error"),
        ({"draws": "5"}, "from 1,000 on"),
        ({"around": "all"}, "Select a valid choice"),
        ({"seed": "1.5"}, "whole number"),
        ({"within": "1e99"}, "Near: every weight within"),
    ):
        refused = client.post("/portfolio/certainty/ask/", asked | wrong)
        assert refused.status_code == 422
        assert said in refused.content.decode(), said
    assert client_of(cast.eve).post("/portfolio/certainty/ask/", asked).status_code == 403


def test_no_case_one_case_and_two_alike_are_no_problem(library: None, cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.ada)
    a_case(cast.support)
    drawn(cast.org, cast.ada, within=Decimal(5))
    assert "Nothing is ranked yet" in page(client, "/portfolio/certainty/")
    assert client.get("/portfolio/certainty/charts/stability/").json()["empty"]

    a_scored_case(cast.support, name="The only one")
    kept = drawn(cast.org, cast.ada, error=Decimal(0))
    assert "“The only one” is first in 100% of all weightings" in page(client, "/portfolio/certainty/")
    assert kept.result["rows"][0]["shares"] == [1.0]

    a_scored_case(cast.support, name="Its twin")
    kept = drawn(cast.org, cast.ada)
    assert [row["shares"] for row in kept.result["rows"]] == [[1.0, 0.0], [0.0, 1.0]]
    assert "All ranked use cases score the same" in page(client, "/portfolio/certainty/")
