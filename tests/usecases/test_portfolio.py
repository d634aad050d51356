"""The portfolio page: the ranking, scoring everything again, and the charts."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from foundation.jobs.models import Job
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from library.services import publish_version
from tests.factories.usecases import REVIEW_INPUTS, a_case, a_scored_case
from usecases import queries

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def ranked(library: None, support: Unit) -> None:
    """Document A's two cases, scored."""
    a_scored_case(support, name="Support automation")
    a_scored_case(support, name="Code review", inputs=REVIEW_INPUTS)


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_the_page_ranks_and_explains(ranked: None, ada: User, client_of: ClientOf) -> None:
    text = page(client_of(ada), "/portfolio/")

    assert "“Code review” leads 2 ranked use cases" in text
    assert text.index("Code review</bdi>") < text.index("Support automation</bdi>")
    for shown in ("5.53", "5.13", "0.60", "Medium priority", "40%", "version 1"):
        assert shown in text


def test_other_weights_are_tried_on_their_own_page_for_the_same_cases(
    ranked: None, ada: User, sales: Unit, client_of: ClientOf
) -> None:
    text = page(client_of(ada), f"/portfolio/?unit={sales.uid}")

    assert re.search(rf'href="/portfolio/weights/\?unit={sales.uid}"[^>]*>\s*(<span>)?Try other weights', text)
    assert "Adopt these weights" not in text


@pytest.mark.parametrize("who", ["mia", "eve", "ben", "dov"])
def test_readers_see_the_ranking_and_score_nothing_again(
    who: str, ranked: None, cast: Any, client_of: ClientOf
) -> None:
    client = client_of(getattr(cast, who))

    text = page(client, "/portfolio/")
    assert "Try other weights" in text
    assert "Score everything again" not in text
    assert "Another model" not in text
    assert client.post("/portfolio/recompute/").status_code == 303
    assert not Job.objects.exists()


def test_an_outsider_sees_no_case_and_changes_nothing(ranked: None, olga: User, client_of: ClientOf) -> None:
    client = client_of(olga)

    for url in ("/portfolio/", "/portfolio/charts/bubble/", "/portfolio/charts/funnel/"):
        assert "Code review" not in page(client, url)
    assert client.get("/portfolio/charts/funnel/").json()["empty"]
    assert client.post("/portfolio/recompute/").status_code == 303
    assert not Job.objects.exists()


def test_a_newer_version_in_the_library_can_be_taken_into_use(ranked: None, ada: User, client_of: ClientOf) -> None:
    body = queries.active_model().data
    body["bands"][1]["at_least"] = "5.5"
    newer = publish_version(kind="scoring_model", slug="weighted-value", body=body, by=COMMAND_LINE)
    client = client_of(ada)
    assert "Version 2 of the scoring model is published." in page(client, "/portfolio/")

    client.post("/portfolio/use-model/", {"document": str(newer.uid)})

    assert queries.active_model() == newer
    for wrong in ("", "x", str(queries.risk_questions().uid)):
        assert client.post("/portfolio/use-model/", {"document": wrong}).status_code == 404


def test_the_portfolio_can_be_scored_again(ranked: None, ada: User, client_of: ClientOf, run_jobs: Any) -> None:
    answer = client_of(ada).post("/portfolio/recompute/")
    run_jobs()

    assert answer.status_code == 302
    assert Job.objects.get().result["cases"] == 2


def test_unit_and_category_narrow_ranking_and_charts(ranked: None, ada: User, sales: Unit, client_of: ClientOf) -> None:
    a_scored_case(sales, name="Forecast sales", category="Forecasts")
    client = client_of(ada)

    for query in (f"unit={sales.uid}", "category=Forecasts"):
        assert "“Forecast sales” leads 1 ranked use case" in page(client, f"/portfolio/?{query}")
        bubbles = client.get(f"/portfolio/charts/bubble/?{query}").json()
        assert len(bubbles["table"]["rows"]) == 1
        funnel = client.get(f"/portfolio/charts/funnel/?{query}").json()
        assert funnel["title"].startswith("0 of 1 open use case ")
    for nonsense in ("unit=x", "unit=%27", "page=0", "page=999", "page=x", "category=" + "x" * 300, "job=x"):
        page(client, f"/portfolio/?{nonsense}")


def test_charts_say_what_they_show_and_link_to_the_records(ranked: None, ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)

    bubble = client.get("/portfolio/charts/bubble/").json()
    funnel = client.get("/portfolio/charts/funnel/").json()

    assert bubble["title"] == "0 of 2 use cases are strong in business value and feasibility"
    assert {href for row in bubble["table"]["hrefs"] for href in row if href} == {
        f"/use-cases/{row.reference}/" for row in queries.within(ada)
    }
    scored = next(row for row in funnel["table"]["rows"] if row[0] == "Scored")
    assert scored[1] == "2"
    assert funnel["table"]["columns"][2].startswith("moves in, ")
    assert "a case may have moved on since" in funnel["subtitle"]
    assert "/use-cases/?stage=scored" in str(funnel["table"]["hrefs"])


def test_a_long_chart_says_that_it_shows_the_best(
    ranked: None, ada: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("usecases.views.portfolio.BUBBLES", 1)

    chart = client_of(ada).get("/portfolio/charts/bubble/").json()

    assert "The best 1 of 2 scored use cases." in chart["note"]
    assert [row[0] for row in chart["table"]["rows"]] == [f"{queries.within(ada)[0].reference} Code review"]


def test_the_ranking_has_pages(ranked: None, ada: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("usecases.views.portfolio.PAGE", 1)

    text = page(client_of(ada), "/portfolio/?page=2")

    assert "2 to 2 of 2" in text
    assert "Support automation</bdi>" in text
    assert "Code review</bdi>" not in text


def test_an_empty_portfolio_says_what_to_do(library: None, ada: User, support: Unit, client_of: ClientOf) -> None:
    a_case(support)

    text = page(client_of(ada), "/portfolio/")

    assert "Nothing is ranked yet" in text
    assert "/use-cases/?band=none" in text


def test_without_a_library_the_page_says_what_to_do(ada: User, client_of: ClientOf) -> None:
    assert "load_library" in page(client_of(ada), "/portfolio/", status=409)
