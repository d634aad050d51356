"""The list and the board of use cases."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from tests.factories.usecases import (
    REVIEW_INPUTS,
    a_case,
    a_classified_case,
    a_scored_case,
)
from usecases import services
from usecases.models import UseCase

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def case_url(case: UseCase, name: str = "detail") -> str:
    return reverse(f"usecases:case_{name}", args=[case.reference])


CASE_PAGES = ("detail", "edit", "classify", "score", "hold", "resume", "close", "reopen")


# --- list and board


def test_the_list_shows_cases_of_ones_units(library: None, ada: User, support: Unit, client_of: ClientOf) -> None:
    case = a_classified_case(support, owner=ada)

    text = page(client_of(ada), "/use-cases/")

    assert "1 use case" in text
    for shown in (case.reference, case.name, "Support", "Scored", "High", "5.13", "Medium priority", "Ada Program"):
        assert shown in text


def test_an_outsider_sees_no_case_in_list_board_and_search(support: Unit, olga: User, client_of: ClientOf) -> None:
    a_case(support, name="Secret mail")
    client = client_of(olga)

    for url in ("/use-cases/", "/use-cases/?view=board", "/use-cases/?export=csv", "/ui/search/?q=Secret"):
        assert "Secret mail" not in b"".join(client.get(url)).decode()


FILTERED: list[tuple[str, set[str]]] = [
    ("q=mail", {"Answer support mail"}),
    ("q=uc-{mail}", {"Answer support mail"}),
    ("unit={support}", {"Answer support mail"}),
    ("unit={org}", {"Answer support mail", "Review code"}),
    ("stage=scored", {"Review code"}),
    ("stage=held", {"Answer support mail"}),
    ("tier=none", {"Answer support mail", "Review code"}),
    ("tier=high", set()),
    ("band=medium", {"Review code"}),
    ("band=none", {"Answer support mail"}),
    ("category=Coding", {"Review code"}),
    ("owner={ada}", {"Review code"}),
    ("owner=none", {"Answer support mail"}),
    ("review=none", {"Answer support mail", "Review code"}),
    ("review=not-yet-reviewed", set()),
    ("review=approval-lapsed", set()),
]


def test_filters_narrow_list_board_and_export_alike(library: None, cast: Any, client_of: ClientOf) -> None:
    mail = services.hold(a_case(cast.support), by=cast.ada, reason="Waiting")
    a_scored_case(cast.sales, name="Review code", inputs=REVIEW_INPUTS, category="Coding", owner=cast.ada)
    client = client_of(cast.ada)

    for template, found in FILTERED:
        query = template.format(mail=mail.pk, support=cast.support.uid, org=cast.org.uid, ada=cast.ada.uid)
        for url in (f"/use-cases/?{query}", f"/use-cases/?view=board&{query}", f"/use-cases/?export=csv&{query}"):
            text = b"".join(client.get(url)).decode()
            assert {name for name in ("Answer support mail", "Review code") if name in text} == found, url


def test_a_meaningless_parameter_is_no_error(ada: User, support: Unit, client_of: ClientOf) -> None:
    a_case(support)
    client = client_of(ada)

    for query in (
        "unit=x",
        "unit=00000000-0000-0000-0000-000000000000",
        "owner=1",
        "stage=launched",
        "sort=-nonsense",
        "page=99",
        "cols=zzz",
        "q=%27%22%3Cb%3E",
        "view=other",
    ):
        page(client, f"/use-cases/?{query}")
        page(client, f"/use-cases/?view=board&{query}")


def test_every_column_sorts_and_exports(library: None, ada: User, support: Unit, client_of: ClientOf) -> None:
    from usecases.tables import CaseTable

    a_classified_case(support)
    a_case(support, name="=1+1", summary="Formula")
    client = client_of(ada)
    columns = ",".join(CaseTable.base_columns)

    for name in CaseTable.base_columns:
        page(client, f"/use-cases/?sort={name}&cols={columns}")
        page(client, f"/use-cases/?sort=-{name}")
    exported = b"".join(client.get(f"/use-cases/?export=csv&cols={columns}")).decode()
    assert "'=1+1" in exported
    assert b"".join(client.get("/use-cases/?export=xlsx"))[:2] == b"PK"


def test_every_export_tells_reference_impact_and_where_the_stage_comes_from(
    ada: User, support: Unit, client_of: ClientOf
) -> None:
    case = a_case(support, impact="rights")
    imported = a_case(support, name="Old one")
    UseCase.objects.filter(pk=imported.pk).update(stage="pilot", stage_source="imported")

    file = b"".join(client_of(ada).get("/use-cases/?export=csv")).decode("utf-8-sig")
    first, second = sorted(csv.DictReader(io.StringIO(file)), key=lambda row: row["Reference"])

    assert (first["Reference"], first["Impact"], first["Stage was"]) == (
        case.reference,
        "Affects rights",
        "Earned here",
    )
    assert (second["Reference"], second["Stage was"]) == (imported.reference, "Imported")
    assert "<th>Stage was" not in page(client_of(ada), "/use-cases/")


def test_stages_sort_along_the_ladder(library: None, ada: User, support: Unit, client_of: ClientOf) -> None:
    a_scored_case(support, name="Scored one")
    a_case(support, name="Early one")

    text = page(client_of(ada), "/use-cases/?sort=stage")

    assert text.index("Early one") < text.index("Scored one")


@pytest.mark.parametrize("url", ["/use-cases/", "/use-cases/?view=board", "/portfolio/"])
def test_lists_take_the_same_queries_for_one_case_and_for_many(
    url: str,
    library: None,
    ada: User,
    ben: User,
    support: Unit,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_of(ada)
    a_scored_case(support, owner=ben)
    page(client, url)
    with django_assert_max_num_queries(20) as few:
        page(client, url)
    for n in range(12):
        unit = people.create_unit(f"Team {n}", by=COMMAND_LINE, parent=support)
        a_scored_case(unit, name=f"Case {n}", owner=ben, category=f"Kind {n}")

    with django_assert_max_num_queries(20) as many:
        page(client, url)

    assert len(many) == len(few)


def test_a_person_without_the_right_sees_no_buttons(mia: User, support: Unit, client_of: ClientOf) -> None:
    a_case(support)

    text = page(client_of(mia), "/use-cases/")

    assert "New use case" not in text
    assert reverse("usecases:import_start") not in text


def test_an_empty_list_says_what_to_do_first(ada: User, client_of: ClientOf) -> None:
    assert "Register the first one" in page(client_of(ada), "/use-cases/")
    assert "No use case to show" in page(client_of(ada), "/use-cases/?view=board")


def test_the_board_of_two_thousand_shows_the_newest_fifty_of_a_stage_in_as_many_queries(
    ada: User, support: Unit, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(ada)
    first = a_case(support, name="Idea number 0000")
    page(client, "/use-cases/?view=board")
    with django_assert_max_num_queries(20) as few:
        assert "are shown." not in page(client, "/use-cases/?view=board")
    columns = {field.attname: getattr(first, field.attname) for field in UseCase._meta.concrete_fields}
    columns = {name: value for name, value in columns.items() if name not in ("id", "uid")}
    UseCase.objects.bulk_create(UseCase(**columns | {"name": f"Idea number {n:04d}"}) for n in range(1, 2000))

    with django_assert_max_num_queries(20) as many:
        text = page(client, "/use-cases/?view=board")

    assert len(many) == len(few)
    assert "2,000 use cases by stage" in text
    assert text.count('class="uc-card"') == 50
    assert "Idea number 1950" in text
    assert "Idea number 1949" not in text
    assert "The newest 50 are shown." in text
    assert re.search(r'href="\?stage=idea">\s*All 2,000', text)
