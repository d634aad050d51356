"""The workbench: weights are tried on the whole portfolio, reached in several ways, and adopted."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from foundation.kernel.errors import Conflict
from foundation.people.models import Unit, User
from library.queries import latest
from portfolio.services import open_round
from tests.factories.usecases import a_case, a_scored_case
from usecases import queries, services
from usecases.models import UseCase

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
Scored = list[UseCase]

VALUE_ONLY = {"business_value": "100", "feasibility": "0", "risk": "0", "time_to_value": "0"}
IN_USE = {"business_value": "40", "feasibility": "30", "risk": "20", "time_to_value": "10"}


def page(client: Client, url: str, data: dict[str, Any] | None = None, status: int = 200) -> str:
    answer = client.get(url, data)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_weights_in_use_are_shown_with_their_order(scored: Scored, ada: User, client_of: ClientOf) -> None:
    text = page(client_of(ada), "/portfolio/weights/")

    assert text.index("Code review</bdi>") < text.index("Support automation</bdi>") < text.index("Meeting notes</bdi>")
    assert "Adopt these weights" in text
    assert 'value="40"' in text
    assert '<section class="pf-effect" data-effect hidden' in text


def test_trying_weights_says_who_moves_where_and_saves_nothing(scored: Scored, ada: User, client_of: ClientOf) -> None:
    text = page(client_of(ada), "/portfolio/weights/", VALUE_ONLY)

    assert "2 of 3 use cases change their place: 1 up, 1 down." in text
    assert "“Support automation” takes the lead." in text
    assert "2 come into another priority." in text
    assert "Medium priority → Low priority" in text
    assert queries.active_model().version == 1


def test_the_order_tried_is_the_order_that_adopting_gives(
    many: Callable[[int], Scored], ada: User, client_of: ClientOf, run_jobs: Any
) -> None:
    many(25)
    tried = {"business_value": "12.5", "feasibility": "12.5", "risk": "50", "time_to_value": "25"}
    shown = re.findall(r"data-row-link><bdi>([^<]+)", page(client_of(ada), "/portfolio/weights/", tried))

    client_of(ada).post("/portfolio/weights/adopt/", tried | {"note": "Trust first", "version": "1"})
    run_jobs()

    assert shown == [row.name for row in queries.ranking(ada).rows]
    assert len(shown) == 25


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"risk": "5"}, "add up to 105%"),
        ({"risk": "x"}, "Enter a number"),
        ({"risk": "-1"}, "from 0"),
        ({"risk": ""}, "required"),
        ({"risk": "1e99"}, "These weights cannot be used yet"),
        ({"risk": "NaN"}, "These weights cannot be used yet"),
        ({"business_value": "0"}, "add up to 0%"),
    ],
)
def test_weights_that_cannot_be_used_are_said_and_what_was_typed_stays(
    changed: dict[str, str], said: str, scored: Scored, ada: User, client_of: ClientOf
) -> None:
    client = client_of(ada)

    text = page(client, "/portfolio/weights/", VALUE_ONLY | changed, status=422)
    assert said in text
    assert "The order in use is shown." in text

    answer = client.post("/portfolio/weights/adopt/", VALUE_ONLY | changed | {"note": "My reasons"})
    assert answer.status_code == 422
    assert "My reasons" in answer.content.decode()
    assert queries.active_model().version == 1


def test_without_script_the_sum_can_be_brought_to_100(scored: Scored, ada: User, client_of: ClientOf) -> None:
    typed = {"business_value": "10", "feasibility": "10", "risk": "10", "time_to_value": "0", "fit": "1"}

    answer = client_of(ada).get("/portfolio/weights/", typed)

    assert answer["Location"] == (
        "/portfolio/weights/?business_value=33.34&feasibility=33.33&risk=33.33&time_to_value=0"
    )
    zeros = dict.fromkeys(VALUE_ONLY, "0") | {"fit": "1"}
    assert client_of(ada).get("/portfolio/weights/", zeros).status_code == 422


def test_adopting_leads_to_the_job_and_who_comes_too_late_is_told(
    scored: Scored, ada: User, client_of: ClientOf
) -> None:
    client = client_of(ada)

    first = client.post("/portfolio/weights/adopt/", VALUE_ONLY | {"version": "1", "note": "Money first"})
    late = client.post("/portfolio/weights/adopt/", dict.fromkeys(VALUE_ONLY, "25") | {"version": "1"})

    assert first["Location"].startswith("/portfolio/?job=")
    assert late.status_code == 409
    assert "came into use meanwhile" in late.content.decode()
    assert 'name="version" value="2"' in late.content.decode()


@pytest.mark.parametrize("who", ["mia", "eve", "ben", "dov"])
def test_readers_may_try_but_not_adopt(who: str, scored: Scored, cast: Any, client_of: ClientOf) -> None:
    client = client_of(getattr(cast, who))

    text = page(client, "/portfolio/weights/", VALUE_ONLY)

    assert "Adopt these weights" not in text
    assert "It takes one of these roles" in text
    assert client.post("/portfolio/weights/adopt/", VALUE_ONLY).status_code == 403
    assert queries.active_model().version == 1


def test_an_outsider_sees_no_case(scored: Scored, olga: User, client_of: ClientOf) -> None:
    client = client_of(olga)

    for url in ("/portfolio/weights/", "/portfolio/weights/by/swing/", "/portfolio/weights/data/"):
        assert "Code review" not in page(client, url, VALUE_ONLY)
    assert client.get("/portfolio/weights/data/").json()["rows"] == []


def test_the_page_gets_the_portfolio_once_to_rank_by_itself(scored: Scored, ada: User, client_of: ClientOf) -> None:
    found = client_of(ada).get("/portfolio/weights/data/").json()

    assert found["keys"] == list(VALUE_ONLY)
    assert found["rows"][0] == [scored[0].reference, "Support automation", "Support", 2.0, 7.0, 7.6666666667, 7.0]
    assert found["bands"] == [7.0, 5.0, 0.0]


def test_a_criterion_in_which_all_are_alike_is_named(
    library: None, ada: User, support: Unit, client_of: ClientOf
) -> None:
    for value in ("1000000", "3000000"):
        a_scored_case(support, inputs={"estimated_value": value, "estimated_months": value[0]})

    text = page(client_of(ada), "/portfolio/weights/")

    assert "All ranked use cases score the same in Feasibility, Low risk: their weights move nobody." in text


def test_an_empty_portfolio_and_one_case_are_no_problem(
    library: None, ada: User, support: Unit, client_of: ClientOf
) -> None:
    client = client_of(ada)
    a_case(support)
    assert "Nothing is ranked yet" in page(client, "/portfolio/weights/", VALUE_ONLY)

    a_scored_case(support, name="The only one")
    assert "No use case changes its place." in page(client, "/portfolio/weights/", VALUE_ONLY)


def test_unit_and_category_narrow_the_order_and_nonsense_is_ignored(
    scored: Scored, ada: User, sales: Unit, client_of: ClientOf
) -> None:
    a_scored_case(sales, name="Forecast sales", category="Forecasts")
    client = client_of(ada)

    for query in (f"unit={sales.uid}", "category=Forecasts"):
        text = page(client, f"/portfolio/weights/?{query}")
        assert "Forecast sales</bdi>" in text
        assert "Code review</bdi>" not in text
    for nonsense in ("unit=x", "unit=%27", "page=-1", "page=99999", "page=x", "unit=" + "0" * 36):
        page(client, f"/portfolio/weights/?{nonsense}")


def test_the_number_of_queries_does_not_grow_with_the_cases(
    many: Callable[[int], Scored], ada: User, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    many(8)
    client = client_of(ada)
    page(client, "/portfolio/weights/", VALUE_ONLY)

    with django_assert_max_num_queries(16):
        page(client, "/portfolio/weights/", VALUE_ONLY)


# --- ways ------------------------------------------------------------------------------------------------------------


def test_swing_points_show_weights_and_what_they_do(scored: Scored, ada: User, client_of: ClientOf) -> None:
    points = {"business_value": "100", "feasibility": "80", "risk": "60", "time_to_value": "40"}

    text = page(client_of(ada), "/portfolio/weights/by/swing/", points)

    for weight in ("35.71%", "28.57%", "21.43%", "14.29%"):
        assert weight in text
    assert "No use case changes its place." in text
    assert "business_value=35.71&amp;feasibility=28.57&amp;risk=21.43&amp;time_to_value=14.29" in text
    assert "the ranked use cases lie between 0.2 and 2." in text


def test_an_order_shows_its_centroids(scored: Scored, ada: User, client_of: ClientOf) -> None:
    places = {"business_value": "2", "feasibility": "1", "risk": "3", "time_to_value": "4"}

    text = page(client_of(ada), "/portfolio/weights/by/order/", places)
    even = page(client_of(ada), "/portfolio/weights/by/order/", places | {"method": "sum"})

    for weight in ("27.08%", "52.08%", "14.59%", "6.25%"):
        assert weight in text
    assert "40.00%" in even


PAIRS = {
    "business_value__feasibility": "2",
    "business_value__risk": "4",
    "business_value__time_to_value": "1/8",
    "feasibility__risk": "2",
    "feasibility__time_to_value": "4",
    "risk__time_to_value": "2",
}


def test_comparisons_that_contradict_each_other_say_which_to_look_at_again(
    scored: Scored, ada: User, client_of: ClientOf
) -> None:
    text = page(client_of(ada), "/portfolio/weights/by/pairs/", PAIRS)
    better = page(client_of(ada), "/portfolio/weights/by/pairs/", PAIRS | {"business_value__time_to_value": "8"})

    assert "Look again at Business value and Time to value: you said Time to value matters 8 times as much" in text
    assert "your other answers together say Business value matters 8 times as much" in text
    assert "The comparisons fit each other: consistency ratio 0.00" in better


@pytest.mark.parametrize(
    ("way", "answers", "said"),
    [
        ("swing", dict.fromkeys(VALUE_ONLY, "0"), "At least one criterion must count"),
        ("swing", VALUE_ONLY | {"risk": "101"}, "Enter a number up to 100"),
        ("swing", {"risk": "5"}, "This field is required"),
        ("order", dict.fromkeys(VALUE_ONLY, "9"), "Select a valid choice"),
        ("pairs", PAIRS | {"risk__time_to_value": "99"}, "Select a valid choice"),
        ("pairs", {"risk__time_to_value": "2"}, "This field is required"),
    ],
)
def test_answers_that_cannot_be_are_said_at_their_field(
    way: str, answers: dict[str, str], said: str, scored: Scored, ada: User, client_of: ClientOf
) -> None:
    assert said in page(client_of(ada), f"/portfolio/weights/by/{way}/", answers, status=422)


def test_there_is_no_other_way(scored: Scored, ada: User, client_of: ClientOf) -> None:
    for unknown in ("direct", "magic"):
        assert client_of(ada).get(f"/portfolio/weights/by/{unknown}/").status_code == 404


def test_without_a_library_the_page_says_what_to_do(ada: User, client_of: ClientOf) -> None:
    assert "load_library" in page(client_of(ada), "/portfolio/weights/", status=409)


def test_weights_of_another_version_do_not_hide_that_cases_wait(scored: Scored, ada: User, client_of: ClientOf) -> None:
    services.adopt_weights(VALUE_ONLY, by=ada)

    assert "Support automation</bdi>" in page(client_of(ada), "/portfolio/weights/")


def test_a_model_of_one_criterion_has_no_weights_to_try(
    scored: Scored, ada: User, eve: User, client_of: ClientOf, run_jobs: Any
) -> None:
    services.adopt_model(latest("scoring_model", "wsjf"), by=ada)
    run_jobs()
    client = client_of(ada)

    assert "has no weights to try" in page(client, "/portfolio/weights/")
    for way in ("swing", "order", "pairs"):
        page(client, f"/portfolio/weights/by/{way}/")
    with pytest.raises(Conflict, match="nothing to weigh"):
        open_round(by=ada, title="Weights", people=[eve])
    page(client, "/portfolio/certainty/")
