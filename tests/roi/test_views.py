"""The pages of the ledger."""

import re
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from roi import services
from roi.workflow import Basis, Grade
from tests.factories.roi import START, invested, reference_ledger, returned
from tests.factories.usecases import a_case
from usecases.models import UseCase

ClientOf = Callable[[User], Client]
OVERVIEW, LEDGER, BOOK, RATES = "/value/", "/value/ledger/", "/value/book/", "/value/rates/"


def text_of(answer: Any) -> str:
    """The words of a page without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


# --- figures ----------------------------------------------------------------------------------------------------------


def test_the_page_says_what_the_reference_ledger_amounts_to(client_of: ClientOf, eve: User, support: Unit) -> None:
    reference_ledger(support)

    page = text_of(client_of(eve).get(OVERVIEW))

    assert "$5M brought $12M: ROI 140%, paid back after 5 months" in page
    assert "Net benefit $7M" in page
    assert "USD 7,000,000.00 ÷ USD 5,000,000.00 = 140%" in page
    assert "reached in Jun 2025" in page


def test_figures_are_those_of_the_records_and_not_fixed(client_of: ClientOf, eve: User, support: Unit) -> None:
    invested(support, 3000)
    returned(support, 3750)

    page = text_of(client_of(eve).get(OVERVIEW))

    assert "ROI 25%" in page


def test_without_investment_roi_is_a_dash_with_its_reason(client_of: ClientOf, eve: User, support: Unit) -> None:
    returned(support, 100)

    page = text_of(client_of(eve).get(OVERVIEW))

    assert "$100 returned, and no investment booked" in page
    assert "– No investment is booked, so there is nothing to divide the net benefit by." in page
    assert "– No investment is booked, so there is nothing to pay back." in page


def test_plan_and_actual_stand_beside_each_other(client_of: ClientOf, eve: User, support: Unit) -> None:
    invested(support, 100)
    invested(support, 900, basis=Basis.PLAN)

    page = text_of(client_of(eve).get(OVERVIEW))

    assert "Invested $100 $900" in page
    assert "Plan: $900" in page
    assert "$1K" not in page


def test_a_ledger_that_holds_only_a_plan_says_so(client_of: ClientOf, eve: User, support: Unit) -> None:
    reference_ledger(support, basis=Basis.PLAN)

    page = text_of(client_of(eve).get(OVERVIEW))

    assert "Only a plan so far." in page
    assert "ROI 140%" in page


def test_grades_of_evidence_are_shown_side_by_side(client_of: ClientOf, eve: User, support: Unit) -> None:
    invested(support, 10)
    returned(support, 30, grade=Grade.BEFORE_AFTER)
    returned(support, 10, grade=Grade.FINANCE_SIGNED)

    page = text_of(client_of(eve).get(OVERVIEW))

    assert "Signed by finance USD 0.00 USD 10.00" in page
    assert "Before and after USD 0.00 USD 30.00" in page
    assert "25% signed by finance" in page


def test_filters_narrow_the_figures_to_unit_months_and_category(
    client_of: ClientOf, eve: User, sales: Unit, case: UseCase
) -> None:
    invested(case, 1000)
    invested(sales, 70)
    invested(sales, 5, period=START.plus(3))
    client = client_of(eve)

    def invested_shown(**query: Any) -> bool:
        return query.pop("expect") in text_of(client.get(OVERVIEW, query))

    assert invested_shown(expect="Invested $1.08K")
    assert invested_shown(unit=sales.uid, expect="Invested $75")
    assert invested_shown(unit=sales.uid, last="2025-02", expect="Invested $70")
    assert invested_shown(first="2025-02", expect="Invested $5")
    assert invested_shown(case_category="Customer service", expect="Invested $1K")


def test_figures_of_one_grade_of_evidence_leave_the_others_out_and_say_so(
    client_of: ClientOf, eve: User, support: Unit
) -> None:
    invested(support, 10, grade=Grade.FINANCE_SIGNED)
    returned(support, 30, grade=Grade.BEFORE_AFTER)
    returned(support, 15, grade=Grade.FINANCE_SIGNED)
    client, only = client_of(eve), {"grade": "finance_signed"}

    whole, signed = text_of(client.get(OVERVIEW)), client.get(OVERVIEW, only)
    receipt = text_of(client.get(f"{OVERVIEW}receipt/returned/", only))
    known = text_of(client.get(OVERVIEW, only | {"as_of": "2099-01-01"}))

    assert "$10 brought $45: ROI 350%" in whole
    assert "all grades of evidence" in whole
    assert "$10 brought $15: ROI 50%" in text_of(signed)
    assert "all grades of evidence" not in text_of(signed)
    assert "grade=finance_signed" in signed.content.decode().split('aria-label="Breadcrumb"')[-1]
    assert "USD 30.00" not in receipt
    assert "USD 15.00" in receipt
    assert "ROI 50%" in known


def test_figures_can_be_seen_as_known_on_a_day(client_of: ClientOf, eve: User, support: Unit) -> None:
    invested(support, 1000)

    page = text_of(client_of(eve).get(OVERVIEW, {"as_of": "2020-01-01"}))

    assert "Nothing is booked here" in page


NO_SCOPES = [
    {"first": "2025-13"},
    {"last": "20255-01"},
    {"first": "2025-02", "last": "2025-01"},
    {"unit": "nowhere"},
    {"as_of": "yesterday"},
    {"case_category": "none such"},
    {"grade": "hearsay"},
]


def test_a_filter_that_means_nothing_is_said_at_its_field(client_of: ClientOf, eve: User, support: Unit) -> None:
    invested(support, 1000)
    client = client_of(eve)

    for query in NO_SCOPES:
        answer = client.get(OVERVIEW, query)

        assert answer.status_code == 422, query
        assert "pm-field-wrong" in answer.content.decode()


def test_an_empty_ledger_offers_the_first_booking_to_those_who_may(client_of: ClientOf, ada: User, eve: User) -> None:
    assert "Book the first entry" in text_of(client_of(ada).get(OVERVIEW))
    assert "Book the first entry" not in text_of(client_of(eve).get(OVERVIEW))


def test_an_outsider_sees_figures_of_their_own_units_only(client_of: ClientOf, olga: User, support: Unit) -> None:
    reference_ledger(support)
    client = client_of(olga)

    assert "Nothing is booked yet" in text_of(client.get(OVERVIEW))
    assert client.get(OVERVIEW, {"unit": support.uid}).status_code == 422


def test_the_page_costs_the_same_number_of_queries_however_much_is_booked(
    client_of: ClientOf, eve: User, support: Unit, django_assert_max_num_queries: Any
) -> None:
    reference_ledger(support)
    client = client_of(eve)

    with django_assert_max_num_queries(14):
        client.get(OVERVIEW)


def test_the_cash_chart_marks_the_payback_and_links_to_the_records(
    client_of: ClientOf, eve: User, support: Unit
) -> None:
    reference_ledger(support)

    data = client_of(eve).get("/value/charts/cash/").json()

    assert data["title"] == "The investment was back after 5 months; cumulative cash is $7M"
    assert data["table"]["rows"][0][0].endswith("2025")
    assert data["table"]["raw"][5][1] in ("0", 0, "0.00", 0.0)
    assert "Payback: 5 months" in str(data["figure"])
    assert "basis=actual" in data["table"]["hrefs"][0][1]


def test_the_category_chart_names_what_brings_the_most(client_of: ClientOf, eve: User, support: Unit) -> None:
    reference_ledger(support)

    data = client_of(eve).get("/value/charts/categories/").json()

    assert data["title"] == "Most came from cost savings: $8M of $12M returned"
    assert [row[0] for row in data["table"]["rows"]] == [
        "Cost savings",
        "Revenue",
        "Infrastructure",
        "Licenses",
        "Labor",
    ]


def test_charts_of_an_empty_ledger_say_why_they_are_empty(client_of: ClientOf, eve: User) -> None:
    client = client_of(eve)

    assert client.get("/value/charts/cash/").json()["empty"]
    assert client.get("/value/charts/categories/").json()["empty"]


FIGURES = ["invested", "returned", "net", "roi", "payback"]


def test_every_figure_has_a_receipt_with_formula_records_and_time(
    client_of: ClientOf, eve: User, support: Unit
) -> None:
    reference_ledger(support)
    client = client_of(eve)

    for key in FIGURES:
        page = text_of(client.get(f"/value/receipt/{key}/"))

        assert "Rule" in page
        assert "as of" in page
        assert re.search(r"\d+ records", page), key


def test_a_receipt_names_the_use_case_of_each_record_to_those_who_may_see_it(
    client_of: ClientOf, eve: User, mia: User, support: Unit, sales: Unit
) -> None:
    case = a_case(support, name="Sort the mail")
    returned(case, 5)
    link = f'<a href="{case.get_absolute_url()}"><bdi>{case.reference} Sort the mail</bdi></a>'

    assert link in client_of(eve).get("/value/receipt/returned/").content.decode()
    assert link in client_of(mia).get("/value/receipt/returned/").content.decode()
    UseCase.objects.filter(pk=case.pk).update(unit=sales)
    assert "Sort the mail" not in client_of(mia).get("/value/receipt/returned/").content.decode()


def test_the_receipt_of_an_undefined_roi_tells_the_reason(client_of: ClientOf, eve: User, support: Unit) -> None:
    returned(support, 5)

    page = text_of(client_of(eve).get("/value/receipt/roi/"))

    assert "ROI: –" in page
    assert "nothing to divide the net benefit by" in page


def test_a_receipt_of_no_figure_is_a_404(client_of: ClientOf, eve: User) -> None:
    assert client_of(eve).get("/value/receipt/luck/").status_code == 404


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_list_shows_and_exports_what_is_filtered(client_of: ClientOf, eve: User, case: UseCase) -> None:
    invested(case, 1000, memo="=1+1")
    returned(case, 77)
    client = client_of(eve)

    page = text_of(client.get(LEDGER, {"kind": "investment"}))
    file = b"".join(client.get(LEDGER, {"kind": "investment", "cols": "category,amount,memo", "export": "csv"}))

    assert "1 ledger entry" in page
    assert "USD 1,000.00" in page
    assert "USD 77.00" not in page
    assert b"'=1+1" in file
    assert b"77" not in file


LIST_FILTERS = [
    ({"basis": "plan"}, 1), ({"category": "cost_savings"}, 1), ({"grade": "asserted"}, 3),
    ({"first": "2025-02"}, 1), ({"last": "2025-01"}, 2), ({"case": "uc-0"}, 0), ({"q": "Support automation"}, 3),
    ({"case_category": "Customer service"}, 3), ({"batch": "nonsense"}, 3),
]  # fmt: skip


def test_each_filter_of_the_list_narrows_it(client_of: ClientOf, eve: User, case: UseCase) -> None:
    invested(case, 1000)
    invested(case, 10, basis=Basis.PLAN)
    returned(case, 77, period=START.plus(1))
    client = client_of(eve)

    for query, count in LIST_FILTERS:
        answer = client.get(LEDGER, query)

        assert answer.status_code == 200
        assert answer.context["list"].count == count, query


def test_the_list_never_adds_plan_to_actual(client_of: ClientOf, eve: User, case: UseCase) -> None:
    invested(case, 1000)
    invested(case, 500)
    invested(case, 10, basis=Basis.PLAN)
    client = client_of(eve)

    assert client.get(LEDGER).context["list"].totals == {}
    assert client.get(LEDGER, {"basis": "actual"}).context["list"].totals["amount"] == "USD 1,500.00"


def test_kinds_of_benefit_and_grades_of_evidence_are_never_added_silently(
    client_of: ClientOf, eve: User, case: UseCase
) -> None:
    for amount, category in ((100, "cost_savings"), (50, "revenue"), (30, "productivity"), (7, "cost_avoidance")):
        returned(case, amount, category=category)
    client = client_of(eve)

    hard = client.get(LEDGER, {"group": "hard"}).context["list"].totals
    assert client.get(LEDGER, {"kind": "return"}).context["list"].totals == {}, "hard, soft and avoided"
    assert hard["amount"] == "USD 150.00"
    page = text_of(client.get(OVERVIEW))
    assert "hard $150, soft $30, avoided $7" in page
    title = client.get("/value/charts/categories/").json()["title"]
    assert title == "Most came from cost savings: $100"

    returned(case, 20, grade=Grade.BEFORE_AFTER)
    assert client.get(LEDGER, {"group": "hard"}).context["list"].totals == {}, "two grades of evidence"


def test_an_outsider_sees_nothing_of_the_ledger(client_of: ClientOf, olga: User, case: UseCase) -> None:
    entry = invested(case, 1000)
    client = client_of(olga)

    assert client.get(LEDGER).context["list"].count == 0
    for url in (entry.get_absolute_url(), reverse("roi:reverse", args=[entry.uid])):
        assert client.get(url).status_code == 404
    assert client.post(reverse("roi:sign", args=[entry.uid])).status_code == 404


def test_the_list_costs_a_constant_number_of_queries(
    client_of: ClientOf, eve: User, case: UseCase, django_assert_max_num_queries: Any
) -> None:
    for index in range(12):
        services.reverse(invested(case, 1000 + index), by=COMMAND_LINE, reason="wrong")
    client = client_of(eve)

    with django_assert_max_num_queries(12):
        client.get(LEDGER)


# --- the case's page --------------------------------------------------------------------------------------------------


def test_the_case_page_has_a_tab_with_its_figures(client_of: ClientOf, ada: User, case: UseCase) -> None:
    reference_ledger(case)

    page = text_of(client_of(ada).get(case.get_absolute_url(), {"tab": "value"}))

    assert "ROI 140%" in page
    assert "USD 2,000,000.00" in page


def test_the_owner_sees_why_they_do_not_book_on_their_own_case(client_of: ClientOf, ben: User, case: UseCase) -> None:
    page = text_of(client_of(ben).get(case.get_absolute_url(), {"tab": "value"}))

    assert "Nothing is booked on this case" in page
    assert "You may not book entries here" in page
