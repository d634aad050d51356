"""The API gives the same figures as the page, under the same rights and filters."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.test import Client

from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User
from tests.insights.test_views import figure

Api = Callable[..., Any]


def test_page_and_api_agree(program: SimpleNamespace, api_of: Api, client_of: Callable[[User], Client]) -> None:
    data = api_of(program.eve, scopes=("read",)).get("/api/v1/dashboard/").json()
    page = client_of(program.eve).get("/dashboard/")

    actual = data["value"]["actual"]
    assert actual["invested"] == {"amount": "5000000.00", "currency": "USD"}
    assert figure(page, "invested").startswith("Invested $5M")
    assert actual["returned"]["amount"] == "6000000.00"
    assert figure(page, "returned").startswith("Returned $6M")
    assert actual["roi"] == "0.2"
    assert figure(page, "roi").startswith("ROI 20%")
    assert actual["payback_months"] == "2.5"
    assert figure(page, "payback").startswith("Payback 2.5 months")
    assert figure(page, "open_reviews") == f"Open reviews {data['governance']['open_reviews']}"
    assert data["headline"] in page.content.decode()


def test_filters_are_the_same(program: SimpleNamespace, api_of: Api) -> None:
    client = api_of(program.eve)

    narrowed = client.get(f"/api/v1/dashboard/?unit={program.sales.uid}&category=Sales").json()

    assert narrowed["filters"]["unit_name"] == "Sales"
    assert narrowed["pipeline"]["open"] == 1


def test_a_wrong_filter_is_refused_with_its_field(program: SimpleNamespace, api_of: Api) -> None:
    answer = api_of(program.eve).get("/api/v1/dashboard/?first=soon&last=2026-01")

    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == "first"


def test_a_unit_of_others_is_refused(program: SimpleNamespace, api_of: Api) -> None:
    answer = api_of(program.olga).get(f"/api/v1/dashboard/?unit={program.support.uid}")

    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == "unit"


def test_a_token_of_one_unit_sees_that_unit(program: SimpleNamespace, api_of: Api) -> None:
    data = api_of(program.eve, unit=program.sales).get("/api/v1/dashboard/").json()

    assert data["pipeline"]["open"] == 1
    assert [unit["name"] for unit in data["filters"]["units"]] == ["Sales"]
    assert data["value"]["actual"]["invested"]["amount"] == "0.00"


def test_nobody_in_particular_is_refused(program: SimpleNamespace, api_of: Api) -> None:
    from rest_framework.test import APIClient

    nobody = people.create_user("nobody", name="No Body", by=COMMAND_LINE)

    assert APIClient().get("/api/v1/dashboard/").status_code == 401
    assert api_of(nobody).get("/api/v1/dashboard/").status_code == 404
