"""The portfolio page: the ranking, trying weights, adopting them, and the charts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from foundation.jobs.models import Job
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from library.services import publish_version
from tests.factories.usecases import REVIEW_INPUTS, a_case, a_scored_case
from usecases import queries, services

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]

VALUE_ONLY = {"business_value": "100", "feasibility": "0", "risk": "0", "time_to_value": "0"}


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
    for shown in ("5.53", "5.13", "0.60", "Medium priority", "Adopt these weights", "version 1"):
        assert shown in text


def test_trying_weights_shows_who_moves_and_saves_nothing(ranked: None, ada: User, client_of: ClientOf) -> None:
    client = client_of(ada)

    answer = client.get("/portfolio/preview/", VALUE_ONLY)
    text = answer.content.decode()

    assert answer.status_code == 200
    assert "2 of 2 use cases change their place: 1 up, 1 down." in text
    assert "“Support automation” takes the lead." in text
    assert text.index("Support automation</bdi>") < text.index("Code review</bdi>")
    assert "<html" not in text
    assert queries.active_model().version == 1
    assert "Preview, nothing is saved." in client.get("/portfolio/", VALUE_ONLY).content.decode()


def test_the_weights_in_use_move_nobody(ranked: None, ada: User, client_of: ClientOf) -> None:
    weights = {"business_value": "40", "feasibility": "30", "risk": "20", "time_to_value": "10"}

    text = client_of(ada).get("/portfolio/preview/", weights).content.decode()

    assert "Preview" not in text
    assert "5.53" in text


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"risk": "5"}, "add up to 105 %"),
        ({"risk": "x"}, "Low risk: enter a weight"),
        ({"risk": "-1"}, "from 0 to 100 %"),
        ({"risk": ""}, "Low risk: enter a weight"),
        ({"risk": "1e9"}, "from 0 to 100 %"),
    ],
)
def test_weights_that_cannot_be_used_are_said_and_the_ranking_stays(
    changed: dict[str, str], message: str, ranked: None, ada: User, client_of: ClientOf
) -> None:
    client = client_of(ada)

    answer = client.get("/portfolio/preview/", VALUE_ONLY | changed)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert "Code review" in answer.content.decode()

    adopted = client.post("/portfolio/adopt/", VALUE_ONLY | changed | {"note": "My reasons"})
    assert adopted.status_code == 422
    assert "My reasons" in adopted.content.decode()
    assert queries.active_model().version == 1


def test_adopting_leads_to_the_job_and_the_new_ranking(
    ranked: None, ada: User, client_of: ClientOf, run_jobs: Any
) -> None:
    client = client_of(ada)

    answer = client.post("/portfolio/adopt/", VALUE_ONLY | {"note": "Money first", "version": "1"})
    job = Job.objects.get()
    assert answer["Location"] == f"/portfolio/?job={job.uid}"
    waiting = page(client, answer["Location"])
    assert "Scoring the portfolio" in waiting
    run_jobs()

    done = page(client, answer["Location"])
    assert "“Support automation” leads 2 ranked use cases" in done
    assert "version 2" in done


def test_who_adopts_against_an_older_version_is_told_and_can_try_again(
    ranked: None, ada: User, client_of: ClientOf
) -> None:
    services.adopt_weights(VALUE_ONLY, by=ada)
    even = dict.fromkeys(VALUE_ONLY, "25")

    answer = client_of(ada).post("/portfolio/adopt/", even | {"version": "1"})

    assert answer.status_code == 409
    assert "came into use meanwhile" in answer.content.decode()
    assert 'name="version" value="2"' in answer.content.decode()


@pytest.mark.parametrize("who", ["mia", "eve", "ben", "dov"])
def test_readers_may_try_but_not_adopt(who: str, ranked: None, cast: Any, client_of: ClientOf) -> None:
    client = client_of(getattr(cast, who))

    text = page(client, "/portfolio/")
    assert "Adopt these weights" not in text
    assert "It takes one of these roles" in text
    assert client.get("/portfolio/preview/", VALUE_ONLY).status_code == 200
    assert client.post("/portfolio/adopt/", VALUE_ONLY).status_code == 403
    assert client.post("/portfolio/recompute/").status_code == 303
    assert not Job.objects.exists()


def test_an_outsider_sees_no_case_and_changes_nothing(ranked: None, olga: User, client_of: ClientOf) -> None:
    client = client_of(olga)

    for url in ("/portfolio/", "/portfolio/charts/bubble/", "/portfolio/charts/funnel/"):
        assert "Code review" not in page(client, url)
    assert client.get("/portfolio/charts/funnel/").json()["empty"]
    assert client.post("/portfolio/adopt/", VALUE_ONLY).status_code == 403


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
