"""Funded is a fact beside the stage: kept by the portfolio, shown in lists, the API and on the case."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from foundation.audit.models import Entry
from foundation.kernel.errors import Invalid
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from tests.factories.usecases import a_case
from usecases import services

pytestmark = pytest.mark.django_db


def test_funding_is_kept_beside_the_stage_and_recorded_once(support: Unit) -> None:
    case = a_case(support)

    services.note_funding(case, funded_for="2027", by=COMMAND_LINE, reason="Adopted")
    services.note_funding(case, funded_for="2027", by=COMMAND_LINE)

    case.refresh_from_db()
    assert (case.funded_for, case.stage) == ("2027", "idea")
    assert Entry.objects.filter(action="usecases.case.funding_noted").count() == 1


def test_funding_longer_than_its_column_is_refused(support: Unit) -> None:
    with pytest.raises(Invalid):
        services.note_funding(a_case(support), funded_for="2" * 61, by=COMMAND_LINE)


def test_the_list_and_the_api_show_who_is_funded(
    client_of: Callable[[User], Client], api_of: Callable[..., APIClient], ada: User, support: Unit, library: None
) -> None:
    services.note_funding(a_case(support, name="With money"), funded_for="2027", by=COMMAND_LINE)
    a_case(support, name="Without money")

    funded = client_of(ada).get("/use-cases/?funding=funded").content.decode()
    rest = client_of(ada).get("/use-cases/?funding=none").content.decode()
    rows: Any = api_of(ada).get("/api/v1/use-cases/").json()["results"]

    assert "With money" in funded
    assert "Without money" not in funded
    assert "Without money" in rest
    assert {row["name"]: row["funded_for"] for row in rows} == {"With money": "2027", "Without money": ""}
