"""Pages of business cases as people use them."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from roi import business_queries, services
from roi.business_models import BusinessCase
from roi.rules.estimates import Shape
from tests.factories.business_cases import content, cost, points, uncertain
from tests.factories.roi import START, case_of, invested, returned
from usecases.models import UseCase

ClientOf = Callable[[User], Client]
LIST = "/value/cases/"


def text_of(answer: Any) -> str:
    body = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(unescape(body).split())


def page_of(case: UseCase, rest: str = "") -> str:
    return f"{LIST}{case.reference}/{rest}"


@pytest.fixture
def version(case: UseCase, ben: User) -> BusinessCase:
    return services.draft(case, by=ben, content=uncertain())


def typed(lines: list[dict[str, Any]], assumptions: Any = (), stages: Any = (), **terms: Any) -> dict[str, Any]:
    """What a browser sends for the form."""
    sent: dict[str, Any] = {"start": "2025-01", "months": "24", "rate": "8", "timing": "end", "base": "0"} | terms
    for name, rows in (("lines", lines), ("assumptions", assumptions), ("stages", stages)):
        sent |= {f"{name}-TOTAL_FORMS": str(len(rows)), f"{name}-INITIAL_FORMS": "0"}
        sent |= {f"{name}-{n}-{key}": value for n, row in enumerate(rows) for key, value in row.items()}
    return sent


LABOR = {"label": "Build", "category": "labor", "pattern": "once", "likely": "100,000"}
SAVED = {
    "label": "Time saved", "category": "productivity", "pattern": "monthly", "first": "1", "last": "23", "low": "20",
    "likely": "25", "high": "40", "shape": "triangular", "times": "hours saved",
}  # fmt: skip
PILOT = {"label": "Pilot", "cost": "20,000", "month": "0", "chance": "50"}
HOURS = {"label": "Hours saved", "unit": "hours a month", "base": "600", "pessimistic": "300", "optimistic": "800"}


def test_a_use_case_without_a_business_case_offers_a_template_and_a_blank_form(
    client_of: ClientOf, library: None, case: UseCase, ben: User
) -> None:
    page = text_of(client_of(ben).get(page_of(case)))
    assert "Intelligent process automation" in page
    assert "Write it" in page


def test_who_may_not_write_is_told_why(client_of: ClientOf, case: UseCase, eve: User) -> None:
    page = text_of(client_of(eve).get(page_of(case)))
    assert "You may not write business cases here" in page
    assert client_of(eve).get(page_of(case, "edit/")).status_code == 403


def test_a_template_fills_the_first_version(client_of: ClientOf, library: None, case: UseCase, ben: User) -> None:
    sent = {"template": "process-automation", "start": "2026-01"}
    client_of(ben).post(page_of(case, "template/"), sent)
    page = text_of(client_of(ben).get(page_of(case)))
    assert "USD 15,225,000.00" in page
    assert "250%" in page


def test_a_template_says_what_is_needed_until_somebody_says_what_to_expect(
    client_of: ClientOf, library: None, case: UseCase, ben: User
) -> None:
    client = client_of(ben)
    version = services.draft_from_template(case, by=ben, slug="process-automation", start=START)
    pages = [page_of(case), f"{case.get_absolute_url()}?tab=business-case"]

    for url in pages:
        page = text_of(client.get(url))
        assert "A return of $15.2M is needed in 24 months" in page
        assert "Worth $" not in page
    assert "return needed, not expected" in text_of(client.get(LIST))

    services.draft(case, by=ben, content=version.says, template=version.template)
    for url in pages:
        page = text_of(client.get(url))
        assert "Worth $" in page
        assert "is needed in" not in page
    assert "return needed, not expected" not in text_of(client.get(LIST))


def test_a_template_without_a_month_is_said_at_the_field(
    client_of: ClientOf, library: None, case: UseCase, ben: User
) -> None:
    answer = client_of(ben).post(page_of(case, "template/"), {"template": "process-automation", "start": ""})
    assert answer.status_code == 422
    assert not BusinessCase.objects.exists()


def test_the_form_writes_what_was_typed(client_of: ClientOf, case: UseCase, ben: User) -> None:
    sent = typed([LABOR, SAVED, {}], [HOURS], [PILOT], payoff="90,000", payoff_month="12", note="First guess")
    answer = client_of(ben).post(page_of(case, "edit/"), sent)
    assert answer.status_code == 302, text_of(answer)
    says = business_queries.versions(case).rows[0].says
    assert [line.label for line in says.lines] == ["Build", "Time saved"]
    assert says.lines[0].amount.shape == Shape.FIXED
    assert says.lines[1].times == (says.assumptions[0].key,)
    assert (str(says.rate), str(says.stages[0].chance)) == ("0.08", "0.5")


def test_the_form_shows_the_current_version_and_saves_it_unchanged(
    client_of: ClientOf, case: UseCase, ben: User, version: BusinessCase
) -> None:
    client = client_of(ben)
    form = client.get(page_of(case, "edit/")).context["forms"]
    sent = {f"{name}-{key}": value for name, rows in form.rows.items() for key, value in {
        "TOTAL_FORMS": str(len(rows.forms)), "INITIAL_FORMS": str(rows.initial_form_count())}.items()}  # fmt: skip
    for part in (form.terms, *(row for rows in form.rows.values() for row in rows.forms)):
        sent |= {field.html_name: field.value() for field in part if field.value() is not None}
    client.post(page_of(case, "edit/"), {name: str(value) for name, value in sent.items() if value is not False})
    rows = business_queries.versions(case).rows
    assert len(rows) == 2
    assert rows[0].npv_minor == version.npv_minor
    assert rows[0].says.stages == version.says.stages


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (typed([]), "Enter at least one cost or benefit."),
        (typed([LABOR | {"likely": ""}]), "Enter a number."),
        (typed([LABOR | {"category": ""}]), "Choose one of the categories."),
        (typed([LABOR | {"likely": "-5"}]), "a cost is no negative benefit"),
        (typed([LABOR | {"likely": "1.005"}]), "at most 2 decimals"),
        (typed([LABOR | {"low": "200,000"}]), "An estimate rises"),
        (typed([LABOR | {"label": "", "likely": "5"}]), "Name this row"),
        (typed([SAVED]), "is not among the assumptions"),
        (typed([SAVED | {"last": "24"}], [HOURS]), "Months run from 0 to 23"),
        (typed([SAVED | {"last": ""}], [HOURS]), "Enter a number."),
        (typed([LABOR], rate="-100"), "A discount rate lies above −100%."),
        (typed([LABOR], months="500"), "Enter a number up to 240."),
        (typed([LABOR], start="soon"), "Enter a month"),
        (
            typed([LABOR], [], [{"label": "Pilot", "cost": "1", "month": "0", "chance": "120"}]),
            "A chance lies above 0%",
        ),
        (typed([LABOR], base="7"), "was saved meanwhile"),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_is_kept(
    client_of: ClientOf, case: UseCase, ben: User, sent: dict[str, Any], said: str
) -> None:
    answer = client_of(ben).post(page_of(case, "edit/"), sent)
    assert answer.status_code in (409, 422)
    assert said in text_of(answer)
    assert not BusinessCase.objects.exists()


def test_more_rows_keep_what_was_typed(client_of: ClientOf, case: UseCase, ben: User) -> None:
    answer = client_of(ben).post(page_of(case, "edit/"), typed([LABOR]) | {"more": "lines"})
    assert answer.status_code == 200
    assert 'name="lines-3-label"' in answer.content.decode()
    assert 'value="100,000"' in answer.content.decode()


def test_the_page_shows_figures_scenarios_and_what_is_undefined(
    client_of: ClientOf, case: UseCase, eve: User, version: BusinessCase
) -> None:
    page = text_of(client_of(eve).get(page_of(case)))
    assert "Scenarios side by side" in page
    assert "Hours saved a month" in page
    assert "The right to stop after each stage is worth" in page
    services.draft(case, by=COMMAND_LINE, content=content(cost(points(100))))
    page = text_of(client_of(eve).get(page_of(case)))
    assert "so no rate brings their present value to zero" in page
    assert "loses $100" in page


def test_an_older_version_says_that_there_is_a_newer_one(
    client_of: ClientOf, case: UseCase, eve: User, version: BusinessCase
) -> None:
    services.draft(case, by=COMMAND_LINE, content=content())
    client = client_of(eve)
    assert "This is an older version." in text_of(client.get(page_of(case), {"version": "1"}))
    assert client.get(page_of(case), {"version": "9"}).status_code == 404


def test_finance_approves_on_the_page_and_the_promise_is_compared(
    client_of: ClientOf, case: UseCase, fin: User, eve: User, ben: User
) -> None:
    services.draft(case, by=ben, content=content())
    assert "You may not approve business cases here" in text_of(client_of(eve).get(page_of(case)))
    client_of(fin).post(page_of(case, "approve/"), {"note": "Agreed"})
    invested(case, 5_500_000, category="labor")
    returned(case, 3_000_000, period=START.plus(2))
    page = text_of(client_of(eve).get(page_of(case)))
    assert "25% of the benefit promised" in page
    assert "USD 500,000.00" in page
    chart = client_of(eve).get(page_of(case, "charts/kept/")).json()
    assert "25%" in chart["title"]
    assert "Benefit realization" in text_of(client_of(eve).get(f"/use-cases/{case.reference}/?tab=business-case"))


def test_futures_are_asked_for_and_shown_when_drawn(
    client_of: ClientOf, case: UseCase, ben: User, version: BusinessCase, run_jobs: Callable[[], int]
) -> None:
    client = client_of(ben)
    assert client.get(page_of(case, "charts/fan/")).status_code == 404
    client.post(page_of(case, "simulate/"), {"draws": "2000", "seed": "7"})
    assert "Drawing the futures" in text_of(client.get(page_of(case)))
    run_jobs()
    page = text_of(client.get(page_of(case)))
    assert "of the draws lose money" in page
    assert "seed 7" in page
    assert client.get(page_of(case, "charts/fan/")).json()["figure"]


def test_too_few_draws_are_refused_at_the_field(
    client_of: ClientOf, case: UseCase, ben: User, version: BusinessCase
) -> None:
    answer = client_of(ben).post(page_of(case, "simulate/"), {"draws": "3"})
    assert answer.status_code == 422
    assert "Enter a number from 1,000 on." in text_of(answer)


@pytest.mark.parametrize("kind", ["cash", "tornado"])
def test_charts_say_in_their_title_what_they_show(
    client_of: ClientOf, case: UseCase, eve: User, version: BusinessCase, kind: str
) -> None:
    answer = client_of(eve).get(page_of(case, f"charts/{kind}/")).json()
    assert answer["title"]
    assert answer["table"]["rows"]


def test_the_list_adds_up_and_puts_the_costliest_wait_first(
    client_of: ClientOf, case: UseCase, support: Unit, eve: User, version: BusinessCase
) -> None:
    client = client_of(eve)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        page = text_of(client.get(LIST))
    assert "1 business case" in page
    assert "USD 13,000.00" in page
    for name in ("Second", "Third"):
        services.draft(case_of(support, name), by=COMMAND_LINE, content=content())
    with CaptureQueriesContext(connection) as three:
        page = text_of(client.get(LIST))
    assert len(three) == len(one)
    assert "USD 2,013,000.00" in page  # a month of delay of all three
    assert page.index("Second") < page.index("Support automation")


def test_the_tab_of_the_use_case_leads_to_the_business_case(client_of: ClientOf, case: UseCase, eve: User) -> None:
    page = text_of(client_of(eve).get(f"/use-cases/{case.reference}/?tab=business-case"))
    assert "No business case yet" in page


def test_an_outsider_finds_nothing(client_of: ClientOf, case: UseCase, olga: User, version: BusinessCase) -> None:
    client = client_of(olga)
    for rest in ("", "edit/", "charts/cash/"):
        assert client.get(page_of(case, rest)).status_code == 404
    for rest in ("approve/", "simulate/", "template/"):
        assert client.post(page_of(case, rest)).status_code == 404
    assert "No business case yet" in text_of(client.get(LIST))
