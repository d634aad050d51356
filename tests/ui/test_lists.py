"""List pages: search, filters, sort, columns, pages, export. The rows are people."""

import csv
import io
from collections.abc import Callable
from typing import Any

import django_filters
import openpyxl
import pytest
from django.db.models import QuerySet
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import DjangoAssertNumQueries

from foundation.people.models import User
from foundation.ui import lists
from foundation.ui.columns import LinkColumn, StatusColumn, TextColumn, WhenColumn
from foundation.ui.filters import FilterSet
from foundation.ui.lists import Empty, ListPage
from foundation.ui.tables import Table

pytestmark = pytest.mark.django_db


class PeopleTable(Table):
    name = LinkColumn(verbose_name="Name", url=lambda row: f"/people/{row.username}/", note=lambda row: row.username)
    title = TextColumn(verbose_name="Job title")
    is_active = StatusColumn(verbose_name="State", words={True: ("Active", "good"), False: ("Gone", "neutral")})
    last_login = WhenColumn(verbose_name="Last here", why="Never signed in")
    email = TextColumn(verbose_name="Email")

    class Meta:
        phone = ("name", "is_active", "title")
        hidden = ("email",)
        order_by = ("name",)


class PeopleFilters(FilterSet):
    title = django_filters.ChoiceFilter(label="Job title", choices=[("Chief", "Chief officer"), ("Clerk", "Clerk")])
    is_active = django_filters.BooleanFilter(label="Active")
    joined = django_filters.DateFromToRangeFilter(field_name="created_at", label="Joined")

    class Meta:
        model = User
        fields: list[str] = []


@pytest.fixture
def people() -> QuerySet[User]:
    User.objects.bulk_create(
        User(
            username=f"u{n:03}", name=f"Person {n:03}", title="Chief" if n % 3 == 0 else "Clerk", is_active=n % 10 != 0
        )
        for n in range(120)
    )
    User.objects.create(username="evil", name="=HYPERLINK(1)", title="")
    return User.objects.exclude(username="reader")


@pytest.fixture
def page(people: QuerySet[User], rf: RequestFactory) -> Callable[..., Any]:
    reader = User.objects.create(username="reader", name="Reader")

    def ask(query: str = "", rows: QuerySet[User] | None = None, **options: Any) -> HttpResponse:
        request = rf.get(f"/people/?{query}")
        request.user = reader
        settings = {
            "table": PeopleTable,
            "filters": PeopleFilters,
            "search": ("name", "title"),
            "title": lambda n: f"{n} people",
            "export_name": "people",
        }
        return ListPage(people if rows is None else rows, **{**settings, **options}).render(request)  # type: ignore[return-value]

    return ask


def text(response: HttpResponse) -> str:
    return response.content.decode()


def names(response: HttpResponse) -> list[str]:
    return [part.split("</bdi>")[0] for part in text(response).split("<bdi>")[1:] if part.startswith(("Person", "="))]


def csv_of(response: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


def test_a_list_says_how_many_and_where_one_is(page: Callable[..., Any]) -> None:
    response = page("page=2")

    assert "121 people" in text(response)
    assert "51 to 100 of 121" in text(response)
    assert "Page 2 of 3" in text(response)
    assert len(names(response)) == 50


def test_the_number_of_queries_does_not_grow_with_the_rows(
    page: Callable[..., Any], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    page()  # the reader's grants are read once

    with django_assert_num_queries(3):  # how many, which, and what waits in the reader's inbox
        page("per=25")
    with django_assert_num_queries(3):
        page("per=100")


def test_every_word_must_be_found_somewhere(page: Callable[..., Any]) -> None:
    response = page("q=person+chief+00")

    assert names(response) == ["Person 000", "Person 003", "Person 006", "Person 009"]
    assert "Search:" in text(response)


def test_search_can_be_a_function(page: Callable[..., Any]) -> None:
    response = page("q=7", search=lambda rows, words: rows.filter(username=f"u00{words}"))

    assert names(response) == ["Person 007"]


def test_filters_are_chips_that_can_be_taken_off_one_by_one(page: Callable[..., Any]) -> None:
    response = page("title=Chief&is_active=true&sort=-name&page=1")

    assert "Chief officer" in text(response)
    assert 'href="?is_active=true&amp;sort=-name"' in text(response)
    assert 'href="?title=Chief&amp;sort=-name"' in text(response)
    assert names(response)[0] == "Person 117"


def test_a_range_is_one_chip(page: Callable[..., Any]) -> None:
    response = page("joined_after=2020-01-01&joined_before=2100-01-01")

    assert "1 Jan 2020 – 1 Jan 2100" in text(response)


@pytest.mark.parametrize(
    "query",
    [
        "title=nonsense",
        "page=99999999999999999999",
        "page=-1",
        "page=x",
        "per=7",
        "per=x",
        "per=%C2%B2",
        "sort=nope",
        "sort=-",
        "sort=,,",
        "cols=nope",
        "q=%F0%9F%98%80" + "x" * 5000,
        "joined_after=20255-01-01",
        "is_active=maybe",
        "export=pdf",
        "q=%00",
    ],
)
def test_parameters_that_mean_nothing_break_nothing(page: Callable[..., Any], query: str) -> None:
    assert page(query).status_code == 200


def test_the_form_of_the_filters_comes_when_it_is_opened(page: Callable[..., Any]) -> None:
    assert "<select" not in text(page())
    assert 'hx-get="?sort=name&amp;filters=form"' in text(page("sort=name"))

    form = text(page("filters=form&sort=name&q=chief"))

    assert "<html" not in form
    assert "Chief officer" in form
    assert '<input type="hidden" name="sort" value="name">' in form
    assert '<option value="unknown" selected>Any</option>' in form
    assert '<option value="" selected>Any</option>' in form
    assert "optional" not in form


def test_without_scripts_the_form_of_the_filters_is_a_page(page: Callable[..., Any]) -> None:
    html = text(page("filters=open"))

    assert "<html" in html
    assert "Chief officer" in html


def test_a_filter_that_cannot_be_read_is_said_at_its_field(page: Callable[..., Any]) -> None:
    response = page("title=nonsense")

    assert "nonsense is not one of the available choices" in text(response)
    assert len(names(response)) == 50


def test_rows_are_sorted_both_ways_and_missing_values_come_last(page: Callable[..., Any]) -> None:
    User.objects.filter(username="u005").update(last_login="2026-01-01T00:00:00Z")

    assert names(page("sort=last_login"))[0] == "Person 005"
    assert names(page("sort=-last_login"))[0] == "Person 005"
    assert 'aria-sort="descending"' in text(page("sort=-last_login"))


def test_equal_rows_keep_one_order_over_all_pages(page: Callable[..., Any]) -> None:
    seen = [name for number in (1, 2, 3) for name in names(page(f"sort=title&page={number}"))]

    assert len(seen) == len(set(seen)) == 121


def test_columns_are_chosen_in_the_address(page: Callable[..., Any]) -> None:
    assert "<td>Email</td>" not in text(page())
    assert ">Job title" in text(page())

    chosen = text(page("cols=name,email"))

    head = chosen[chosen.index("<thead>") : chosen.index("</thead>")]
    assert "Email" in head
    assert "Job title" not in head


def test_three_columns_are_marked_for_the_phone(page: Callable[..., Any]) -> None:
    html = text(page("per=25"))

    assert html.count("pm-phone-1") == html.count("pm-phone-2") == html.count("pm-phone-3") == 25


def test_a_missing_value_has_its_reason(page: Callable[..., Any]) -> None:
    assert "Never signed in" in text(page())


def test_a_row_opens_by_its_link(page: Callable[..., Any]) -> None:
    assert '<a href="/people/u000/" data-row-link>' in text(page())


def test_an_export_holds_exactly_what_is_filtered_and_chosen(page: Callable[..., Any]) -> None:
    rows = csv_of(page("title=Chief&is_active=true&sort=-name&cols=name,email&page=2&export=csv"))

    assert rows[0] == ["Name", "Email"]
    assert len(rows) - 1 == User.objects.filter(title="Chief", is_active=True).count() > 0
    assert rows[1][0] == "Person 117"


def test_a_formula_in_a_name_is_harmless_in_the_file(page: Callable[..., Any]) -> None:
    assert csv_of(page("q=HYPERLINK&export=csv"))[1][0] == "'=HYPERLINK(1)"


def test_an_xlsx_export_opens(page: Callable[..., Any]) -> None:
    response = page("q=u00&export=xlsx", search=("username",))

    sheet = openpyxl.load_workbook(io.BytesIO(response.getvalue())).active

    assert sheet is not None
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert str(lines[1][0]).startswith("As of")
    assert lines[2][0] == "Filters: Search: u00"
    assert len(lines) == 4 + 11
    assert "people-" in response["Content-Disposition"]


def test_a_file_beyond_the_limit_says_so_before_and_inside(
    page: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "EXPORT_LIMIT", 20)

    assert "Files hold the first 20 of 121 rows." in text(page())
    rows = csv_of(page("export=csv"))
    assert len(rows) == 22
    assert rows[-1] == ["Only the first 20 of 121 rows."]


def test_export_can_be_withheld(page: Callable[..., Any]) -> None:
    response = page("export=csv", may_export=False)

    assert response["Content-Type"].startswith("text/html")
    assert "as CSV" not in text(response)


def test_totals_are_of_the_filtered_rows(page: Callable[..., Any]) -> None:
    html = text(page("title=Chief", totals=lambda rows: {"title": rows.count()}))

    assert ">40</td>" in html
    assert "Total" in html


def test_an_empty_list_says_what_to_do_first(page: Callable[..., Any]) -> None:
    response = page(
        rows=User.objects.none(), empty=Empty("Nobody yet", "People work here.", "Add the first", "/people/new/")
    )

    assert "Nobody yet" in text(response)
    assert 'href="/people/new/"' in text(response)
    assert "<table" not in text(response)


def test_a_search_that_finds_nothing_offers_to_clear_it(page: Callable[..., Any]) -> None:
    html = text(page("q=zzzz&title=Chief"))

    assert "No row fits" in html
    assert 'href="?"' in html


def test_rows_of_values_work_like_instances(people: QuerySet[User], rf: RequestFactory) -> None:
    class Lean(Table):
        name = LinkColumn(verbose_name="Name", url=lambda row: f"/people/{row['username']}/")

        class Meta:
            order_by = ("-name",)

    request = rf.get("/people/")
    request.user = User.objects.create(username="reader", name="Reader")

    response = ListPage(people.values("name", "username"), table=Lean, title="People").render(request)

    assert names(response)[0] == "Person 119"  # type: ignore[arg-type]


def test_names_cannot_carry_markup(page: Callable[..., Any]) -> None:
    User.objects.create(username="x", name="Person <script>alert(1)</script>" + "y" * 100)

    assert "<script>alert" not in text(page("q=script"))
