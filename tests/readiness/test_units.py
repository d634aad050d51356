"""Units by dimension: the heat map, its list, and units side by side."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User
from readiness import charts, queries
from tests.factories.readiness import submitted
from tests.factories.results import MATRIX, MATRIX_REFERENCE, assessed

pytestmark = pytest.mark.usefixtures("library")
ClientOf = Callable[[User], Client]


@pytest.fixture
def units(cast: SimpleNamespace) -> SimpleNamespace:
    """Support and Sales have a matrix, a desk below Support too."""
    cast.desk = people.create_unit("Service desk", by=COMMAND_LINE, parent=cast.support)
    assessed(cast.support, by=cast.ada, scores=MATRIX_REFERENCE, comments=["The sponsor changed in May."])
    assessed(cast.sales, by=cast.ada, scores=(2, 2, 1, 2, 2, 2))
    assessed(cast.desk, by=cast.ada, scores=(5, 5, 5, None, 5, 5))
    return cast


def chart(browser: Client, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = browser.get(f"/readiness/map/{MATRIX}/chart.json{query}").json()
    return found


def test_the_map_shows_every_unit_by_dimension_weakest_first(units: SimpleNamespace, client_of: ClientOf) -> None:
    found = chart(client_of(units.eve))

    rows = found["table"]["rows"]
    assert [row[0] for row in rows] == ["Sales", "Support", "Service desk"]
    assert found["title"].startswith("The lowest score is 1.00:")
    assert found["title"].endswith("in Sales")


def test_the_list_below_links_each_score_to_its_dimension(units: SimpleNamespace, client_of: ClientOf) -> None:
    page = client_of(units.eve).get(f"/readiness/map/{MATRIX}/").content.decode()
    profile = queries.profiles(units.eve, instrument=MATRIX)[0]
    first = profile.dimensions[0]["key"]

    assert "3 units" in page
    assert "2 units have none yet." in page
    assert f'{profile.assessment.get_absolute_url()}#dimension-{first}">2.00</a>' in page


def test_the_map_narrows_to_a_unit_and_all_below_it(units: SimpleNamespace, client_of: ClientOf) -> None:
    query = f"?unit={units.support.uid}"

    assert [row[0] for row in chart(client_of(units.eve), query)["table"]["rows"]] == ["Support", "Service desk"]
    assert "Sales" not in client_of(units.eve).get(f"/readiness/map/{MATRIX}/{query}&export=csv").getvalue().decode()


def test_a_reader_of_one_unit_sees_that_part_only(units: SimpleNamespace, client_of: ClientOf) -> None:
    assert [row[0] for row in chart(client_of(units.ben))["table"]["rows"]] == ["Support", "Service desk"]
    assert chart(client_of(units.olga))["table"]["rows"] == []
    assert "Sales" not in client_of(units.ben).get(f"/readiness/side-by-side/{MATRIX}/").content.decode()


def test_only_the_weakest_are_drawn_when_there_are_many_and_the_chart_says_so(units: SimpleNamespace) -> None:
    rows = list(queries.profiles(units.eve, instrument=MATRIX))

    spec = charts.heat_map(rows[0].assessment.parsed, rows[:2], len(rows))

    assert spec.note == "The 2 weakest of 3 units; the list below has all of them."


def test_units_stand_side_by_side_with_weights_comments_and_bands(units: SimpleNamespace, client_of: ClientOf) -> None:
    page = client_of(units.eve).get(f"/readiness/side-by-side/{MATRIX}/").content.decode()

    assert page.index("Sales</a>") < page.index("Support</a>") < page.index("Service desk</a>")
    assert "25%" in page
    assert "The sponsor changed in May." in page
    assert "3.60" in page


def test_side_by_side_goes_down_to_the_units_below_one(units: SimpleNamespace, client_of: ClientOf) -> None:
    page = client_of(units.eve).get(f"/readiness/side-by-side/{MATRIX}/?under={units.support.uid}").content.decode()

    assert "the units below Support" in page
    assert "Service desk</a>" in page
    assert "Sales</a>" not in page


def test_the_map_starts_with_the_instrument_that_most_units_used(units: SimpleNamespace, client_of: ClientOf) -> None:
    submitted(units.support, by=units.ada)

    assert client_of(units.eve).get("/readiness/map/")["Location"] == f"/readiness/map/{MATRIX}/"
    assert "Enterprise AI readiness" in client_of(units.eve).get(f"/readiness/map/{MATRIX}/").content.decode()


def test_an_instrument_that_the_library_lacks_is_not_found(cast: SimpleNamespace, client_of: ClientOf) -> None:
    for address in ("map/nothing/", "map/nothing/chart.json", "side-by-side/nothing/"):
        assert client_of(cast.eve).get(f"/readiness/{address}").status_code == 404


def test_without_a_result_the_pages_say_what_they_are_for(cast: SimpleNamespace, client_of: ClientOf) -> None:
    assert "No unit has a result yet" in client_of(cast.eve).get(f"/readiness/map/{MATRIX}/").content.decode()
    assert "No unit has a result yet" in client_of(cast.eve).get(f"/readiness/side-by-side/{MATRIX}/").content.decode()


@pytest.mark.parametrize("address", [f"/readiness/map/{MATRIX}/", f"/readiness/side-by-side/{MATRIX}/"])
def test_more_units_cost_no_more_queries(units: SimpleNamespace, client_of: ClientOf, address: str) -> None:
    browser = client_of(units.eve)

    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for number in range(8):
        unit = people.create_unit(f"Branch {number}", by=COMMAND_LINE, parent=units.sales)
        assessed(unit, by=units.ada, scores=MATRIX_REFERENCE)
    with CaptureQueriesContext(connection) as many:
        browser.get(address)

    assert len(many) <= len(few)
