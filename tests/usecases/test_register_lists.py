"""Added fields, tags, types and links in the list, in its files and over the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from foundation.people.models import Unit, User
from usecases import services
from usecases.models import UseCase

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
ApiOf = Callable[..., APIClient]
NEW_FIELD = "/use-cases/fields/new/"


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    text = b"".join(answer).decode()
    assert answer.status_code == status, text[:2000]
    return text


# --- the list

NARROWED = [
    ("f_site=north", {"Sort mail"}),
    ("f_site=none", {"Read mail", "Answer mail"}),
    ("f_headcount_min=3&f_headcount_max=12", {"Read mail"}),
    ("f_headcount_min=12.5", {"Sort mail"}),
    ("f_headcount_min=1e400", {"Sort mail", "Read mail", "Answer mail"}),
    ("f_cost_center=71", {"Sort mail"}),
    ("f_contract_ends_after=2027-01-01&f_contract_ends_before=2027-12-31", {"Sort mail"}),
    ("f_steward={ben}", {"Sort mail"}),
    ("tag=eu", {"Sort mail", "Answer mail"}),
    ("tag=none", {"Read mail"}),
    ("case_type=none", {"Sort mail", "Read mail", "Answer mail"}),
]


@pytest.mark.parametrize(("query", "names"), NARROWED)
def test_the_list_is_narrowed_by_added_fields_and_tags(
    cases: list[UseCase], ada: User, ben: User, client_of: ClientOf, query: str, names: set[str]
) -> None:
    text = page(client_of(ada), f"/use-cases/?{query.format(ben=ben.uid)}")

    assert {case.name for case in cases if case.name in text} == names


def test_the_list_shows_and_orders_by_added_fields(cases: list[UseCase], ada: User, client_of: ClientOf) -> None:
    text = page(client_of(ada), "/use-cases/?cols=name,f_headcount,f_site,f_steward,tags&sort=-f_headcount")

    assert text.index("Sort mail") < text.index("Read mail") < text.index("Answer mail")
    for shown in ("12.5", "North", "Ben Owner", "EU, Quick win", "Headcount (people)"):
        assert shown in text


def test_every_export_holds_added_fields_and_tags(cases: list[UseCase], ada: User, client_of: ClientOf) -> None:
    import csv
    import io

    text = page(client_of(ada), "/use-cases/?export=csv&sort=name").removeprefix("\ufeff")

    rows = {row["Use case"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["Sort mail"]["Headcount (people)"] == "12.5"
    assert rows["Sort mail"]["Tags"] == "EU, Quick win"
    assert rows["Sort mail"]["Contract ends"] == "2027-03-31"
    assert rows["Answer mail"]["Site"] == ""


def test_added_fields_cost_the_list_no_query_a_row(
    cases: list[UseCase],
    ada: User,
    support: Unit,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(20):
        services.create_case(support, by=ada, name=f"Case {number}", tags=["EU"], custom={"headcount": str(number)})
    client = client_of(ada)

    with django_assert_max_num_queries(14):
        page(client, "/use-cases/?cols=name,f_headcount,f_site,f_steward,tags&sort=f_headcount")


# --- API


def test_the_api_reads_and_writes_added_fields_tags_and_type(
    library: None, fields: None, ada: User, ben: User, support: Unit, api_of: ApiOf
) -> None:
    api = api_of(ada)

    made = api.post(
        "/api/v1/use-cases/",
        {
            "name": "Sort mail",
            "unit": str(support.uid),
            "case_type": "phase-2-deployments:process_automation",
            "tags": ["EU"],
            "custom": {"site": "North", "headcount": 12, "steward": str(ben.uid), "contract_ends": "2027-03-31"},
        },
        format="json",
    )

    assert made.status_code == 201, made.json()
    body = made.json()
    assert body["custom"] == {
        "contract_ends": "2027-03-31",
        "headcount": "12",
        "site": "north",
        "steward": str(ben.uid),
    }
    assert (body["tags"], body["case_type"]) == (["EU"], "phase-2-deployments:process_automation")
    changed = api.patch(
        f"/api/v1/use-cases/{body['reference']}/",
        {"custom": {"site": None}, "tags": [], "case_type": ""},
        format="json",
    ).json()
    assert "site" not in changed["custom"]
    assert (changed["tags"], changed["case_type"]) == ([], "")
    (row,) = api.get("/api/v1/use-cases/").json()["results"]
    assert row["custom"]["headcount"] == "12"
    listed = api.get("/api/v1/use-case-fields/").json()
    assert [field["key"] for field in listed] == ["site", "headcount", "cost_center", "contract_ends", "steward"]


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"custom": {"headcount": "1e400"}}, "custom.headcount"),
        ({"custom": {"headcount": 1e308}}, "custom.headcount"),
        ({"custom": {"contract_ends": "0000-00-00"}}, "custom.contract_ends"),
        ({"custom": {"site": "west"}}, "custom.site"),
        ({"custom": {"steward": "me"}}, "custom.steward"),
        ({"custom": {"nope": "1"}}, "custom.nope"),
        ({"tags": [f"t{n}" for n in range(50)]}, "tags"),
        ({"case_type": "no:such"}, "case_type"),
    ],
)
def test_the_api_names_the_field_that_is_wrong(
    fields: None, ada: User, support: Unit, api_of: ApiOf, sent: dict[str, Any], field: str
) -> None:
    answer = api_of(ada).post(
        "/api/v1/use-cases/", {"name": "Sort mail", "unit": str(support.uid)} | sent, format="json"
    )

    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == field


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("custom=site=north", {"Sort mail"}),
        ("custom=headcount>=3&custom=headcount<=12", {"Read mail"}),
        ("custom=headcount=12.50", {"Sort mail"}),
        ("custom=headcount=", {"Answer mail"}),
        ("custom=cost_center=4711", {"Sort mail"}),
        ("custom=contract_ends>=2027-01-01", {"Sort mail"}),
        ("custom=steward={ben}", {"Sort mail"}),
        ("tag=QUICK win", {"Sort mail"}),
    ],
)
def test_the_api_narrows_by_added_fields(
    cases: list[UseCase], ada: User, ben: User, api_of: ApiOf, query: str, names: set[str]
) -> None:
    answer = api_of(ada).get(f"/api/v1/use-cases/?{query.format(ben=ben.uid)}")

    assert {row["name"] for row in answer.json()["results"]} == names


@pytest.mark.parametrize(
    "condition",
    ["headcount", "headcount>=x", "nope=1", "site>=north", "steward=me", "contract_ends<=soon", "headcount>=1e999"],
)
def test_the_api_refuses_conditions_that_mean_nothing(fields: None, ada: User, api_of: ApiOf, condition: str) -> None:
    answer = api_of(ada).get("/api/v1/use-cases/", {"custom": condition})

    assert answer.status_code == 400
    assert "custom" in answer.json()["error"]["field"]


def test_the_api_links_and_unlinks(cases: list[UseCase], ada: User, olga: User, api_of: ApiOf) -> None:
    api, (first, second, _third) = api_of(ada), cases
    url = f"/api/v1/use-cases/{first.reference}/"

    body = api.post(f"{url}link/", {"kind": "needs", "other": str(second.uid)}, format="json").json()
    (link,) = body["links"]
    assert (link["kind"], link["outward"], link["case_reference"]) == ("needs", True, second.reference)
    assert api.post(f"{url}link/", {"kind": "needs", "other": second.reference}, format="json").status_code == 409
    assert api.post(f"{url}link/", {"kind": "needs", "other": "UC-9999"}, format="json").status_code == 404
    assert api_of(olga).post(f"{url}unlink/", {"link": link["uid"]}, format="json").status_code == 404
    assert api.post(f"{url}unlink/", {"link": link["uid"]}, format="json").json()["links"] == []
    body = api.post(f"{url}web-link/", {"title": "Plan", "url": "https://example.org"}, format="json").json()
    assert body["web_links"][0]["title"] == "Plan"
    assert api.post(f"{url}unlink/", {"link": body["web_links"][0]["uid"]}, format="json").json()["web_links"] == []
