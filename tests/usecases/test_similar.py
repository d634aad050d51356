"""Similar use cases: what an actor may see, on pages and in the API."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from foundation.people.models import User
from usecases import queries, services
from usecases.models import UseCase

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def cases(cast: SimpleNamespace) -> list[UseCase]:
    return [
        services.create_case(unit, by=by, name=name, summary=summary)
        for unit, by, name, summary in (
            (cast.support, cast.ada, "Chatbot for customers", "Answers frequent questions"),
            (cast.sales, cast.ada, "Chatbot for sales", "Answers questions of the field"),
            (cast.other, cast.olga, "Chatbot of another firm", "Answers frequent questions of customers"),
            (cast.support, cast.ada, "Predictive maintenance", "Finds worn bearings"),
        )
    ]


def found(actor: User, name: str, **more: Any) -> list[str]:
    return [hit.case.name for hit in queries.similar(actor, name, **more)]


def test_only_what_the_actor_may_see_is_found(cast: SimpleNamespace, cases: list[UseCase]) -> None:
    assert found(cast.ada, "customer chatbot") == ["Chatbot for customers", "Chatbot for sales"]
    assert found(cast.ben, "customer chatbot") == ["Chatbot for customers"]
    assert found(cast.olga, "customer chatbot") == ["Chatbot of another firm"]


def test_what_changed_is_compared_at_once(cast: SimpleNamespace, cases: list[UseCase]) -> None:
    found(cast.ada, "chatbot")
    services.edit_case(cases[0], by=cast.ada, name="Telephone assistant", summary="Speaks")
    services.create_case(cast.support, by=cast.ada, name="Chatbot for staff")

    assert set(found(cast.ada, "chatbot")) == {"Chatbot for sales", "Chatbot for staff"}


@pytest.mark.parametrize("name", ["", "a", "zz", "🙂", "   ", "x" * 500])
def test_little_or_strange_text_finds_nothing(cast: SimpleNamespace, cases: list[UseCase], name: str) -> None:
    assert found(cast.ada, name) == []


def test_an_empty_register_is_no_error(cast: SimpleNamespace) -> None:
    assert found(cast.ada, "chatbot") == []


def test_asking_again_costs_two_queries(
    cast: SimpleNamespace, cases: list[UseCase], django_assert_num_queries: Any
) -> None:
    found(cast.ada, "chatbot")

    with django_assert_num_queries(2):  # whether the register changed, and the cases
        found(cast.ada, "chatbot")


def test_the_form_shows_them_while_one_types(cast: SimpleNamespace, cases: list[UseCase], client_of: ClientOf) -> None:
    browser = client_of(cast.ben)

    page = browser.post("/use-cases/similar/", {"name": "Chatbot", "summary": ""}, headers=HTMX).content.decode()

    assert cases[0].reference in page
    assert cases[1].reference not in page
    assert "both say" in page
    assert 'hx-post="/use-cases/similar/"' in browser.get("/use-cases/new/").content.decode()


def test_a_case_that_is_edited_is_not_like_itself(
    cast: SimpleNamespace, cases: list[UseCase], client_of: ClientOf
) -> None:
    data = {"name": cases[0].name, "summary": cases[0].summary, "case": cases[0].reference}

    page = client_of(cast.ben).post("/use-cases/similar/", data).content.decode()

    assert page.strip() == ""


@pytest.mark.parametrize("data", [{}, {"name": "a\x00b"}, {"name": "x" * 100_000}, {"case": "UC-" + "9" * 40}])
def test_bad_input_is_no_error(cast: SimpleNamespace, client_of: ClientOf, data: dict[str, str]) -> None:
    assert client_of(cast.ben).post("/use-cases/similar/", data).status_code == 200


def test_the_page_of_a_case_lists_those_like_it(
    cast: SimpleNamespace, cases: list[UseCase], client_of: ClientOf
) -> None:
    address = f"/use-cases/{cases[0].reference}/similar/"

    page = client_of(cast.ada).get(address).content.decode()

    assert "Use cases like Chatbot for customers" in page
    assert cases[1].reference in page
    assert client_of(cast.olga).get(address).status_code == 404


def test_the_api_answers_before_and_after_registering(
    cast: SimpleNamespace, cases: list[UseCase], api_of: Callable[..., APIClient]
) -> None:
    api = api_of(cast.ben)

    said = {"name": "Customer chatbot", "summary": "Answers customers"}
    before = api.post("/api/v1/use-cases/similar/", said, format="json").json()["results"]
    made = api.post("/api/v1/use-cases/", {**said, "unit": str(cast.support.uid)}, format="json")

    assert [row["reference"] for row in before] == [cases[0].reference]
    assert "chatbot" in before[0]["shared"]
    assert made.status_code == 201
    assert [row["reference"] for row in made.json()["similar"]] == [cases[0].reference]


def test_the_api_refuses_a_name_that_is_too_long(cast: SimpleNamespace, api_of: Callable[..., APIClient]) -> None:
    answer = api_of(cast.ben).post("/api/v1/use-cases/similar/", {"name": "x" * 501}, format="json")

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "name")
