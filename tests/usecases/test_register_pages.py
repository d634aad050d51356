"""Added fields, tags, types and links on the pages and over the API."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from foundation.people.models import Unit, User
from tests.factories.usecases import a_case
from usecases import queries, services
from usecases.models import CustomField, Tag, UseCase

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
ApiOf = Callable[..., APIClient]
NEW_FIELD = "/use-cases/fields/new/"


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    text = b"".join(answer).decode()
    assert answer.status_code == status, text[:2000]
    return text


# --- set-up


def test_the_administrator_adds_changes_and_retires_a_field(root_admin: User, client_of: ClientOf) -> None:
    client = client_of(root_admin)
    assert "No added fields yet" in page(client, "/use-cases/fields/")

    client.post(NEW_FIELD, {"label": "Site", "kind": "choice", "choices": "North\nSouth\n\n"})
    row = CustomField.objects.get()
    here = reverse("usecases:field_edit", args=[row.uid])
    client.post(
        here,
        {
            "label": "Location",
            "choice_north": "North wing",
            "offered_north": "on",
            "choice_south": "South",
            "choices": "West",
        },
    )

    field = queries.custom_fields()[0]
    assert (field.label, [c.label for c in field.open_choices]) == ("Location", ["North wing", "West"])
    assert "Field “Location”" in page(client, here)
    client.post(reverse("usecases:field_retire", args=[row.uid]))
    assert queries.custom_fields() == []
    assert "Retired" in page(client, "/use-cases/fields/")
    client.post(reverse("usecases:field_restore", args=[row.uid]))
    assert len(queries.custom_fields()) == 1


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"label": "", "kind": "text"}, "This field is required"),
        ({"label": "Heads", "kind": "number", "lowest": "1e400"}, "not with an exponent"),
        ({"label": "Heads", "kind": "number", "lowest": "5", "highest": "1"}, "must not be below the lowest"),
        ({"label": "Heads", "kind": "choice"}, "at least one choice"),
        ({"label": "He\x00ads", "kind": "text"}, "Null characters are not allowed"),
        ({"label": "Heads", "kind": "spaceship"}, "Select a valid choice"),
    ],
)
def test_a_field_that_makes_no_sense_keeps_what_was_typed(
    root_admin: User, client_of: ClientOf, typed: dict[str, str], says: str
) -> None:
    answer = client_of(root_admin).post(NEW_FIELD, typed | {"help": "Kept as typed"})

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "Kept as typed" in answer.content.decode()


def test_others_are_told_who_may_manage_fields(cast: Any, client_of: ClientOf, fields: None) -> None:
    row = CustomField.objects.first()
    assert row
    for person in (cast.ada, cast.ben, cast.eve):
        client = client_of(person)
        for url in ("/use-cases/fields/", NEW_FIELD, reverse("usecases:field_edit", args=[row.uid])):
            assert "Administrator" in page(client, url, 403)
        assert client.post(NEW_FIELD, {"label": "X", "kind": "text"}).status_code == 303
        assert client.post(reverse("usecases:field_retire", args=[row.uid])).status_code == 303
    assert CustomField.objects.filter(retired_at=None).count() == 5


def test_tags_are_listed_with_their_cases_and_merged(cases: Any, ada: User, ben: User, client_of: ClientOf) -> None:
    text = page(client_of(ada), "/use-cases/tags/")
    assert "2 tags" in text
    assert "?tag=quick+win" in text
    tag = Tag.objects.get(name="Quick win")
    here = reverse("usecases:tag_rename", args=[tag.uid])

    assert client_of(ben).post(here, {"name": "eu"}).status_code == 403
    assert client_of(ada).post(here, {"name": " "}).status_code == 422
    client_of(ada).post(here, {"name": "eu"})

    assert queries.tags_of(cases[0]) == ["EU"]


def test_tags_of_others_are_404(cases: Any, olga: User, client_of: ClientOf) -> None:
    tag = Tag.objects.get(name="EU")

    page(client_of(olga), reverse("usecases:tag_rename", args=[tag.uid]), 404)
    assert "No tags yet" in page(client_of(olga), "/use-cases/tags/")


# --- the form


def typed(case: UseCase, **changes: str) -> dict[str, str]:
    return {"name": case.name, "unit": str(case.unit.uid), "version": str(case.version)} | changes


def test_the_form_fills_added_fields_tags_and_people(
    fields: None, ada: User, ben: User, support: Unit, client_of: ClientOf
) -> None:
    client = client_of(ada)
    text = page(client, "/use-cases/new/")
    assert "Four &lt;b&gt;digits&lt;/b&gt;" in text

    answer = client.post(
        "/use-cases/new/",
        {
            "name": "Sort mail",
            "unit": str(support.uid),
            "owner": "Ben Owner (ben)",
            "sponsor": "eve executive",
            "tags": "EU, quick win; eu",
            "f_site": "south",
            "f_headcount": "1,200.5",
            "f_contract_ends": "2027-03-31",
            "f_steward": "ada",
        },
    )

    case = UseCase.objects.get()
    assert answer["Location"] == case.get_absolute_url()
    assert case.owner == ben
    assert case.sponsor is not None
    assert queries.tags_of(case) == ["EU", "quick win"]
    said = queries.values_of([case.pk])[case.pk]
    assert (said["headcount"], said["steward"]) == (Decimal("1200.5"), ada)
    shown = page(client, case.get_absolute_url())
    for words in ("South", "1,200.5 people", "31 Mar 2027", "quick win", "?tag=eu"):
        assert words in shown


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("f_headcount", "1e400", "not with an exponent"),
        ("f_headcount", "-1", "from 0 on"),
        ("f_contract_ends", "0000-01-01", "Enter a date"),
        ("f_contract_ends", "1500-01-01", "from 1900"),
        ("f_site", "west", "Select a valid choice"),
        ("f_steward", "nobody at all", "Nobody in your units"),
        ("f_cost_center", "x" * 501, "at most 500 characters"),
        ("tags", ",".join(f"t{n}" for n in range(50)), "at most 30 tags"),
        ("tags", "x" * 61, "at most 60 characters"),
        ("case_type", "phase-2:nope", "Select a valid choice"),
    ],
)
def test_a_bad_value_is_told_at_its_field_and_nothing_is_lost(
    fields: None, ada: User, support: Unit, client_of: ClientOf, name: str, value: str, says: str
) -> None:
    answer = client_of(ada).post(
        "/use-cases/new/", {"name": "שלום " * 40, "unit": str(support.uid), "objective": "Half the time", name: value}
    )

    text = answer.content.decode()
    assert answer.status_code == 422
    assert says in text
    assert "Half the time" in text
    assert not UseCase.objects.exists()


def test_several_namesakes_are_named(fields: None, ada: User, support: Unit, client_of: ClientOf) -> None:
    from foundation.people import services as people
    from foundation.people.actors import COMMAND_LINE

    twin = people.create_user("ben2", name="Ben Owner", by=COMMAND_LINE)
    people.grant_role(twin, "owner", support, by=COMMAND_LINE)

    answer = client_of(ada).post("/use-cases/new/", {"name": "X", "unit": str(support.uid), "owner": "Ben Owner"})

    assert "Ben Owner (ben), Ben Owner (ben2)" in answer.content.decode()


def test_choosers_offer_only_who_and_what_is_in_sight(cases: list[UseCase], cast: Any, client_of: ClientOf) -> None:
    found = client_of(cast.ada).get("/people/choices/?q=ben").json()["choices"]
    assert [entry["label"] for entry in found] == ["Ben Owner (ben)"]
    assert client_of(cast.ada).get("/people/choices/?q=olga").json()["choices"] == []

    labels = [entry["label"] for entry in client_of(cast.ada).get("/use-cases/choices/?q=sort").json()["choices"]]
    assert labels == [f"{cases[0].reference} Sort mail"]
    assert client_of(cast.olga).get("/use-cases/choices/?q=sort\x00").json()["choices"] == []


def test_a_long_description_is_saved_section_by_section(
    library: None, fields: None, ada: User, support: Unit, client_of: ClientOf
) -> None:
    case = a_case(support, by=ada)
    client = client_of(ada)

    answer = client.post(
        reverse("usecases:case_section", args=[case.reference, "filing"]),
        {"version": "1", "case_type": "phase-2-deployments:process_automation", "tags": "EU", "next": "1"},
    )

    assert answer["Location"] == reverse("usecases:case_section", args=[case.reference, "data"])
    case.refresh_from_db()
    assert (case.case_type, case.summary) == ("process_automation", "Customers wait two days for an answer.")
    assert queries.type_words(case) == ("Process automation", "Operational excellence")
    last = client.post(
        reverse("usecases:case_section", args=[case.reference, "added"]), {"version": "2", "f_site": "north"}
    )
    assert last["Location"] == case.get_absolute_url()
    page(client, reverse("usecases:case_section", args=[case.reference, "nope"]), 404)


def test_two_editors_of_a_section_are_told_of_each_other(
    fields: None, ada: User, support: Unit, client_of: ClientOf
) -> None:
    case = services.create_case(support, by=ada, name="Sort mail", custom={"site": "north"})
    services.edit_case(case, by=ada, custom={"site": "south", "headcount": "7"})
    here = reverse("usecases:case_section", args=[case.reference, "added"])

    answer = client_of(ada).post(here, {"version": "1", "f_site": "north", "f_headcount": ""})

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "What is saved now" in text
    assert "South" in text
    assert client_of(ada).post(here, {"version": "2", "f_site": "north", "f_headcount": "7"}).status_code == 302


# --- links on the page


def test_links_are_made_and_taken_away_on_the_page(cases: list[UseCase], ada: User, client_of: ClientOf) -> None:
    client, (first, second, _third) = client_of(ada), cases
    here = reverse("usecases:case_link", args=[first.reference])

    client.post(here, {"kind": "needs", "other": f"{second.reference} Read mail"})
    refused = client.post(
        reverse("usecases:case_link", args=[second.reference]), {"kind": "needs", "other": first.reference}
    )

    assert refused.status_code == 422
    assert f"{second.reference} → {first.reference} → {second.reference}" in refused.content.decode()
    assert "Needed by" in page(client, second.get_absolute_url())
    (link,) = queries.linked(first, ada)
    client.post(reverse("usecases:case_unlink", args=[second.reference, link.uid]))
    assert queries.linked(first, ada) == []
    for other in ("UC-9999", "", "nothing like it", first.reference):
        assert client.post(here, {"kind": "needs", "other": other}).status_code == 422


def test_addresses_are_added_and_taken_away_on_the_page(cases: list[UseCase], ada: User, client_of: ClientOf) -> None:
    client, case = client_of(ada), cases[0]
    here = reverse("usecases:case_web_link", args=[case.reference])

    assert client.post(here, {"title": "Plan", "url": "javascript:alert(1)"}).status_code == 422
    client.post(here, {"title": "Plan", "url": "https://example.org/plan"})

    assert "example.org" in page(client, case.get_absolute_url())
    link = case.web_links.get()
    client.post(reverse("usecases:case_web_unlink", args=[case.reference, link.uid]))
    assert not case.web_links.exists()


def test_who_may_only_read_links_nothing(cases: list[UseCase], dov: User, olga: User, client_of: ClientOf) -> None:
    for name in ("case_link", "case_web_link"):
        here = reverse(f"usecases:{name}", args=[cases[0].reference])
        page(client_of(dov), here, 403)
        page(client_of(olga), here, 404)
