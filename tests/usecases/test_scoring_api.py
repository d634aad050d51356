"""Score cards in full, what is assumed, and scoring models over the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from foundation.people.models import Unit, User
from tests.factories.usecases import REVIEW_INPUTS, SUPPORT_INPUTS, a_scored_case
from tests.usecases.test_switching import POINTS
from usecases import queries
from usecases.models import UseCase

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def two(library: None, support: Unit, engineering: Unit) -> tuple[UseCase, UseCase]:
    """A case that lacks its months, and one of which all is known, in another unit."""
    lacking = SUPPORT_INPUTS | {"estimated_months": None}
    return (
        a_scored_case(support, name="Support automation", inputs=lacking),
        a_scored_case(engineering, name="Code review", inputs=REVIEW_INPUTS),
    )


def got(client: Client, url: str, status: int = 200) -> Any:
    answer = client.get(url)
    assert answer.status_code == status, answer.content
    return answer.json()


def posted(client: Client, url: str, body: Any, status: int) -> Any:
    answer = client.post(url, body, content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_card_comes_in_full(two: tuple[UseCase, UseCase], ada: User, client_of: ClientOf) -> None:
    assert two[0].current_card is not None

    card = got(client_of(ada), f"/api/v1/score-cards/{two[0].current_card.uid}/")

    value, feasibility, *_rest = card["lines"]
    assert value["factors"][0]["written"] == "2,000,000 ÷ 1,000,000 = 2"
    assert (feasibility["weight"], feasibility["contribution"], feasibility["combine"]) == ("0.3", "2.1000", "mean")
    assert [(row["input"], row["assumed"], row["lowest"], row["highest"]) for row in card["missing"]] == [
        ("estimated_months", "6", "4.4333", "5.4333")
    ]


def test_cards_are_narrowed_by_unit_and_model(
    two: tuple[UseCase, UseCase], ada: User, support: Unit, client_of: ClientOf
) -> None:
    client = client_of(ada)

    assert len(got(client, "/api/v1/score-cards/")["results"]) == 2
    of_unit = got(client, f"/api/v1/score-cards/?unit={support.uid}")["results"]
    assert [card["case_reference"] for card in of_unit] == [two[0].reference]
    assert len(got(client, "/api/v1/score-cards/?model=weighted-value")["results"]) == 2
    assert got(client, "/api/v1/score-cards/?model=wsjf")["results"] == []
    got(client, "/api/v1/score-cards/?unit=x", 400)
    got(client, "/api/v1/score-cards/?model=%20", 400)


def test_cases_say_and_are_found_by_what_is_assumed(
    two: tuple[UseCase, UseCase], ada: User, client_of: ClientOf
) -> None:
    client = client_of(ada)

    (row,) = got(client, "/api/v1/use-cases/?inputs=assumed")["results"]

    assert (row["score_lowest"], row["score"], row["score_highest"], row["assumed_inputs"]) == (
        "4.4333", "4.8333", "5.4333", 1,
    )  # fmt: skip
    assert got(client, "/api/v1/use-cases/?inputs=known")["results"][0]["name"] == "Code review"
    got(client, "/api/v1/use-cases/?inputs=perhaps", 400)


def test_another_model_is_prepared_listed_and_taken_into_use(
    two: tuple[UseCase, UseCase], ada: User, client_of: ClientOf, run_jobs: Any
) -> None:
    client = client_of(ada)
    url = f"/api/v1/use-cases/{two[0].reference}/inputs/"

    posted(client, url, {"inputs": POINTS, "model": "nothing"}, 400)
    posted(client, url, {"inputs": POINTS | {"job_size_points": "4"}, "model": "wsjf"}, 400)
    assert posted(client, url, {"inputs": POINTS, "model": "wsjf"}, 200)["inputs"]["job_size_points"] == "5"
    models = {row["slug"]: row for row in got(client, "/api/v1/scoring-models/")}
    assert models["weighted-value"]["in_use"]
    assert (models["wsjf"]["could_score"], models["wsjf"]["would_lose"]) == (1, 1)
    for wrong in ({"model": "nothing"}, {"model": "wsjf", "version": 9}, {"model": "wsjf", "version": 0}, {}):
        posted(client, "/api/v1/scoring-models/adopt/", {"note": "Flow"} | wrong, 400)
    posted(client, "/api/v1/scoring-models/adopt/", {"model": "wsjf"}, 400)
    done = posted(client, "/api/v1/scoring-models/adopt/", {"model": "wsjf", "note": "Flow first"}, 202)
    run_jobs()

    assert done["model"] == "scoring_model/wsjf@1"
    assert [row["name"] for row in got(client, "/api/v1/ranking/")["results"]] == ["Support automation"]
    posted(client, "/api/v1/scoring-models/adopt/", {"model": "wsjf", "note": "Again"}, 409)


@pytest.mark.parametrize("who", ["ben", "dov", "olga"])
def test_only_program_managers_of_the_organization_choose_the_model(
    two: tuple[UseCase, UseCase], who: str, cast: Any, client_of: ClientOf
) -> None:
    client = client_of(getattr(cast, who))

    posted(client, "/api/v1/scoring-models/adopt/", {"model": "wsjf", "note": "Mine"}, 403)
    assert queries.active_model().slug == "weighted-value"


def test_an_outsider_sees_no_card_and_no_counts(two: tuple[UseCase, UseCase], olga: User, client_of: ClientOf) -> None:
    assert two[0].current_card is not None
    client = client_of(olga)

    got(client, f"/api/v1/score-cards/{two[0].current_card.uid}/", 404)
    assert {row["use_cases"] for row in got(client, "/api/v1/scoring-models/")} == {0}
