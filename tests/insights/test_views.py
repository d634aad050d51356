"""The dashboard page: its figures, links, filters and charts, and that it is never older than the last change."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foundation.kernel.periods import Month
from foundation.people.models import User
from governance import services as governance
from governance.models import Approval
from roi import services as ledger
from tests.factories.governance import approved, open_step, review_at
from tests.factories.roi import invested, returned
from tests.factories.usecases import a_scored_case

Browser = Callable[[User], Client]
CHARTS = ("cash_chart", "pipeline_chart", "feasibility_chart", "readiness_chart")


def text_of(page: Any) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())))


def figure(page: Any, key: str) -> str:
    found = re.search(rf'data-figure="{key}">(.*?)<details', page.content.decode(), re.S)
    assert found, key
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found.group(1))).split())


def test_the_page_shows_every_figure(program: SimpleNamespace, client_of: Browser) -> None:
    page = client_of(program.eve).get("/dashboard/")

    assert figure(page, "invested") == "Invested $5M plan to date $5M"
    assert figure(page, "returned") == "Returned $6M plan to date $8M"
    assert figure(page, "net") == "Net benefit $1M plan to date $3M"
    assert figure(page, "roi") == "ROI 20% plan to date 60%"
    assert figure(page, "payback") == "Payback 2.5 months plan 3.1 months"
    assert figure(page, "open_reviews") == "Open reviews 0"
    assert "ROI 20%" in text_of(page)


def test_undefined_is_a_dash_with_its_reason(cast: SimpleNamespace, client_of: Browser) -> None:
    returned(cast.org, 10_000)

    page = client_of(cast.eve).get("/dashboard/")

    assert figure(page, "roi").startswith("ROI – No investment is booked")
    assert figure(page, "longest_wait").startswith("Longest wait – No review or gate is open")


@pytest.mark.parametrize("chart", CHARTS)
def test_charts_answer_with_figure_and_table(program: SimpleNamespace, client_of: Browser, chart: str) -> None:
    answer = client_of(program.eve).get(reverse(f"insights:{chart}"))

    assert answer.status_code == 200
    found = answer.json()
    assert found["title"]
    assert found["table"]["rows"]


@pytest.mark.parametrize("chart", CHARTS)
def test_charts_keep_the_filters(program: SimpleNamespace, client_of: Browser, chart: str) -> None:
    query = f"?unit={program.sales.uid}&category=Sales"

    page = client_of(program.eve).get(f"/dashboard/{query}")
    narrowed = client_of(program.eve).get(reverse(f"insights:{chart}") + query).json()

    address = reverse(f"insights:{chart}")
    assert f"{address}?unit={program.sales.uid}&amp;category=Sales" in page.content.decode()
    everything = client_of(program.eve).get(address).json()
    assert narrowed["table"] != everything["table"]


def test_a_stage_leads_to_its_cases_with_the_same_filter(program: SimpleNamespace, client_of: Browser) -> None:
    client = client_of(program.eve)
    rows = client.get(reverse("insights:pipeline_chart") + "?category=Service").json()["table"]
    (href,) = (cell for line in rows["hrefs"] for cell in line if "stage=scored" in cell)

    listed = text_of(client.get(href))

    assert "Answer mail" in listed
    assert "Guide prices" not in listed


def test_from_a_figure_to_the_case_in_two_clicks(program: SimpleNamespace, client_of: Browser) -> None:
    client = client_of(program.eve)
    page = client.get("/dashboard/").content.decode()
    receipt = html.unescape(re.findall(r'href="(/value/receipt/net/[^"]*)"', page)[0])

    records = client.get(receipt).content.decode()

    assert program.scored.reference in records or "/value/ledger/" in records
    assert f"/use-cases/{program.scored.reference}/" in records


def test_every_link_of_the_page_leads_somewhere(program: SimpleNamespace, client_of: Browser) -> None:
    review_at(program, "executive", tier="medium", name="Waits")
    client = client_of(program.eve)
    page = client.get("/dashboard/").content.decode()
    body = page[page.index('id="main"') :]

    links = {html.unescape(found) for found in re.findall(r'<a [^>]*href="([/?][^"]*)"', body)}

    assert len(links) >= 10
    for link in links:
        address = link if link.startswith("/") else f"/dashboard/{link}"
        assert client.get(address).status_code == 200, link


def test_a_wrong_filter_is_said_at_its_field_and_nothing_is_lost(program: SimpleNamespace, client_of: Browser) -> None:
    page = client_of(program.eve).get("/dashboard/?first=2026-05&last=2025-01&category=Service")

    assert page.status_code == 422
    said = text_of(page)
    assert "ends before it begins" in said
    assert 'value="2025-01"' in page.content.decode()
    assert "$6M" in said


@pytest.mark.parametrize(
    "query",
    ["unit=x", "unit=00000000-0000-0000-0000-000000000000", "first=yesterday", "last=20255-01", "unit=%27--",
     "category=" + "x" * 500],
)  # fmt: skip
def test_values_that_cannot_be_read_are_refused_kindly(
    program: SimpleNamespace, client_of: Browser, query: str
) -> None:
    client = client_of(program.eve)

    assert client.get(f"/dashboard/?{query}").status_code == 422
    for chart in CHARTS:
        assert client.get(reverse(f"insights:{chart}") + f"?{query}").status_code == 200


def test_a_unit_of_others_cannot_be_asked_for(program: SimpleNamespace, client_of: Browser) -> None:
    page = client_of(program.olga).get(f"/dashboard/?unit={program.support.uid}")

    assert page.status_code == 422
    assert "Choose a unit that you may read" in text_of(page)
    assert "Support" not in text_of(page)


def test_filters_are_chips_that_can_be_taken_off(
    program: SimpleNamespace, client_of: Browser, this_month: Month
) -> None:
    page = client_of(program.eve).get(f"/dashboard/?unit={program.support.uid}&last={this_month}")

    content = page.content.decode()
    assert f'href="?last={this_month}"' in content
    assert f'href="?unit={program.support.uid}"' in content


def test_the_filter_form_offers_units_and_categories(program: SimpleNamespace, client_of: Browser) -> None:
    form = client_of(program.eve).get("/dashboard/filters/").content.decode()

    assert "Engineering" in form
    assert "Service" in form
    assert "Other Corp" not in form


def test_presentation_leaves_the_frame_out(program: SimpleNamespace, client_of: Browser) -> None:
    page = client_of(program.eve).get("/dashboard/?present=1").content.decode()

    assert 'id="nav"' not in page
    assert "Leave the presentation" in page
    assert "$5M" in page


def test_an_empty_dashboard_says_what_to_do(cast: SimpleNamespace, client_of: Browser) -> None:
    assert "Nothing to show yet" in text_of(client_of(cast.eve).get("/dashboard/"))


# --- what was drawn is kept, and never too long


def test_a_second_view_reads_almost_nothing(
    program: SimpleNamespace, client_of: Browser, django_assert_max_num_queries: Any
) -> None:
    client = client_of(program.eve)
    client.get("/dashboard/")

    with django_assert_max_num_queries(6):
        assert "$5M" in client.get("/dashboard/").content.decode()


def test_a_booking_shows_at_once(program: SimpleNamespace, client_of: Browser) -> None:
    client = client_of(program.eve)
    client.get("/dashboard/")

    entry = invested(program.scored, 1_000_000, period=program.start)
    assert figure(client.get("/dashboard/"), "invested").startswith("Invested $6M")

    ledger.reverse(entry, by=program.ada, reason="Booked twice.")
    assert figure(client.get("/dashboard/"), "invested").startswith("Invested $5M")


def test_a_decision_shows_at_once(program: SimpleNamespace, client_of: Browser) -> None:
    review = review_at(program, "manager", tier="low")
    client = client_of(program.eve)
    assert figure(client.get("/dashboard/"), "open_reviews") == "Open reviews 1"

    governance.decide_step(open_step(review), by=program.mia, verdict="approve")

    assert figure(client.get("/dashboard/"), "open_reviews") == "Open reviews 0"


def test_what_is_kept_belongs_to_one_reader(program: SimpleNamespace, client_of: Browser) -> None:
    review_at(program, "manager", tier="low", name="For Mia alone")
    client_of(program.mia).get("/dashboard/")

    assert "For Mia alone" not in text_of(client_of(program.eve).get("/dashboard/")).split("needs attention")[0]
    assert "No decision waits for you" in text_of(client_of(program.eve).get("/dashboard/"))


def test_a_change_elsewhere_is_seen_after_it(program: SimpleNamespace, client_of: Browser) -> None:
    client = client_of(program.eve)
    before = client.get(reverse("insights:pipeline_chart")).json()["table"]["rows"]
    client.get("/dashboard/")

    a_scored_case(program.sales, by=program.ada, name="New one")

    assert client.get(reverse("insights:pipeline_chart")).json()["table"]["rows"] != before


def test_lapsing_approvals_lead_to_exactly_those_reviews(program: SimpleNamespace, client_of: Browser) -> None:
    ends, stays = (approved(program, tier="low", name=name, category="Service") for name in ("Ends soon", "Goes on"))
    for approval, days in ((ends, 30), (stays, 200)):
        until = timezone.now().date() + timedelta(days=days)
        Approval.objects.filter(pk=approval.pk).update(valid_until=until)
    client = client_of(program.eve)
    page = client.get("/dashboard/?category=Service").content.decode()
    (address,) = {html.unescape(found) for found in re.findall(r'href="(/reviews/\?[^"]*lapsing[^"]*)"', page)}

    listed = text_of(client.get(address))

    assert "category=Service" in address
    assert "Ends soon" in listed
    assert "Goes on" not in listed
