"""The API refuses what it does not know: a mistyped filter must never read as no filter at all."""

from collections.abc import Callable
from typing import Any

import pytest

from foundation.people.models import User

pytestmark = pytest.mark.django_db
LISTS = [
    "jobs",
    "reports",
    "ledger",
    "kpis",
    "measurements",
    "users-by-month",
    "reviews",
    "approvals",
    "conditions",
    "classifications",
    "policy-checks",
    "incidents",
    "exceptions",
    "findings",
    "systems",
    "meetings",
    "bodies",
    "guidelines",
    "use-cases",
    "rollouts",
    "documents",
]


@pytest.mark.parametrize("name", LISTS)
def test_an_unknown_parameter_is_named_with_those_there_are(ada: User, api_of: Callable[..., Any], name: str) -> None:
    answer = api_of(ada).get(f"/api/v1/{name}/", {"stgae": "production"})

    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["field"] == "stgae"
    assert "page_size" in error["message"]


@pytest.mark.parametrize("name", ["value", "dashboard"])
def test_figures_refuse_unknown_parameters_too(ada: User, api_of: Callable[..., Any], name: str) -> None:
    answer = api_of(ada).get(f"/api/v1/{name}/", {"untis": "x"})

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "untis")
    assert all(known in answer.json()["error"]["message"] for known in ("first, ", "last"))


@pytest.mark.parametrize("size", ["0", "-1", "1001", "5000", "many", "", "٣", "9" * 5000])
def test_a_page_size_that_cannot_be_kept_is_refused(ada: User, api_of: Callable[..., Any], size: str) -> None:
    answer = api_of(ada).get("/api/v1/ledger/", {"page_size": size})

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "page_size")
    assert "1 to 1000" in answer.json()["error"]["message"]


@pytest.mark.parametrize("query", [{}, {"page_size": "1000"}, {"page_size": 1, "basis": "plan"}])
def test_known_parameters_are_taken(ada: User, api_of: Callable[..., Any], query: dict[str, Any]) -> None:
    assert api_of(ada).get("/api/v1/ledger/", query).status_code == 200


def test_the_index_leads_to_every_resource(ada: User, api_of: Callable[..., Any], client: Any) -> None:
    listed = api_of(ada).get("/api/v1/").json()

    assert {"use-cases", "ledger", "value", "dashboard", "reviews", "rollouts", "schema"} <= set(listed)
    for name, address in listed.items():
        assert api_of(ada).get(address).status_code in (200, 403, 409), name
    assert client.get("/api/v1/").status_code == 401
