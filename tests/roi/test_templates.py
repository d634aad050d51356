"""A use case filled from a deployment template: one act over the case, its KPIs and its business case."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from foundation.audit.models import Entry
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.people.models import Unit, User
from metrics.models import Kpi
from roi import services
from roi.business_models import BusinessCase
from tests.factories.usecases import a_case
from usecases import queries
from usecases import services as usecases
from usecases.models import ChecklistItem, UseCase

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
START = Month(2027, 1)
SLUG = "process-automation"


@pytest.mark.parametrize(
    ("slug", "cost"),
    [("customer-personalization", 2_300_000), ("process-automation", 4_350_000), ("predictive-analytics", 2_000_000)],
)
def test_a_template_fills_the_whole_case(support: Unit, ada: User, slug: str, cost: int) -> None:
    case = services.create_from_template(support, by=ada, name="Read mail", slug=slug, start=START, key=uuid.uuid4())

    template = case.filled_from.document.parsed
    assert case.objective == template.objective
    assert queries.type_value(case) == f"{template.taxonomy}:{template.case_type}"
    assert case.budget == Money.of(cost, "USD")
    assert BusinessCase.objects.get(case=case).money("costs") == Money.of(cost, "USD")
    assert set(Kpi.objects.filter(case=case).values_list("key", flat=True)) == {m.key for m in template.metrics}
    assert case.checklist.count() == 5
    assert all(len(stage.components) == 4 for stage in template.architecture)


def test_each_record_leaves_one_entry_in_the_trail(support: Unit, ada: User) -> None:
    before = Entry.objects.count()

    services.create_from_template(support, by=ada, name="Read mail", slug=SLUG, start=START, key=uuid.uuid4())

    actions = list(Entry.objects.order_by("id").values_list("action", flat=True))[before:]
    assert sorted(actions) == [
        "metrics.kpi.taken",
        "metrics.kpi.taken",
        "roi.case.drafted",
        "usecases.case.created",
        "usecases.case.edited",
        "usecases.template.taken",
    ]


def test_sent_twice_it_makes_one_case(support: Unit, ada: User) -> None:
    key = uuid.uuid4()

    made = [
        services.create_from_template(support, by=ada, name="Read mail", slug=SLUG, start=START, key=key) for _ in "ab"
    ]

    assert made[0] == made[1] == UseCase.objects.get()


def test_what_is_typed_stays_unless_it_is_named(support: Unit, ada: User) -> None:
    case = a_case(support, by=ada, objective="Ours", budget=Money.of(10, "USD"))
    assert set(services.plan(case, SLUG).differs) == {"objective", "budget"}

    case = services.fill_from_template(case, by=ada, slug=SLUG, start=START, overwrite=["budget"])

    assert case.objective == "Ours"
    assert case.budget == Money.of(4_350_000, "USD")
    with pytest.raises(Conflict, match="already"):
        services.fill_from_template(case, by=ada, slug=SLUG, start=START)


def test_a_budget_below_the_costs_of_the_template_is_told_on_the_business_case(
    support: Unit, ada: User, client_of: Callable[[User], Client]
) -> None:
    small, whole = a_case(support, by=ada, budget=Money.of(10, "USD")), a_case(support, by=ada)
    for case in (small, whole):
        services.fill_from_template(case, by=ada, slug=SLUG, start=START)

    pages = [
        client_of(ada).get(reverse("roi:business_case", args=[case.reference])).content.decode()
        for case in (small, whole)
    ]

    assert "the budget of the use case is USD 10.00, and this costs USD 4,350,000.00." in pages[0]
    assert "The budget does not cover the costs" not in pages[1]


def test_a_business_case_that_is_there_stays(support: Unit, ada: User) -> None:
    case = a_case(support, by=ada)
    services.draft_from_template(case, by=ada, slug="predictive-analytics", start=START)

    services.fill_from_template(case, by=ada, slug=SLUG, start=START)

    assert BusinessCase.objects.get(case=case).template == "predictive-analytics@1"


def test_a_refusal_on_the_way_undoes_everything(support: Unit, ada: User, eve: User) -> None:
    case = a_case(support, by=ada)

    with pytest.raises(Conflict):
        services.fill_from_template(case, by=ada, slug="none", start=START)
    with pytest.raises(Invalid):
        services.fill_from_template(case, by=ada, slug=SLUG, start=START, overwrite=["name"])
    with pytest.raises(Denied):
        services.fill_from_template(case, by=eve, slug=SLUG, start=START)

    assert not ChecklistItem.objects.exists()
    assert not Kpi.objects.exists()


def test_an_item_is_ticked_once_and_taken_back(support: Unit, ada: User, dov: User) -> None:
    case = services.fill_from_template(a_case(support, by=ada), by=ada, slug=SLUG, start=START)
    item = case.checklist.all()[0]

    done = usecases.tick(item, by=ada, note="Shown on 200 letters")

    assert (done.done_by, done.note) == (ada, "Shown on 200 letters")
    with pytest.raises(Conflict):
        usecases.tick(item, by=ada)
    with pytest.raises(Denied):
        usecases.untick(item, by=dov)
    assert usecases.untick(item, by=ada).done_at is None
    with pytest.raises(Conflict):
        usecases.untick(item, by=ada)


def test_the_pages_fill_a_new_case_and_one_that_exists(
    support: Unit, ada: User, olga: User, dov: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(ada)
    assert "/value/templates/" in client.get("/use-cases/new/").content.decode()
    typed: dict[str, Any] = {
        "name": "Read mail", "unit": str(support.uid), "template": SLUG, "start": "2027-01", "key": str(uuid.uuid4())
    }  # fmt: skip

    assert client.post("/value/templates/", typed | {"name": ""}).status_code == 422
    answers = [client.post("/value/templates/", typed)["Location"] for _ in "ab"]
    assert answers[0] == answers[1]
    page = client.get(answers[0]).content.decode()
    assert "Text and language recognition" in page
    assert "The business rules engine is connected." in page

    case = a_case(support, by=ada, objective="Ours")
    here = f"/value/templates/{case.reference}/"
    assert "Choose a template" in client.get(here).content.decode()
    assert "Replace what is there" in client.get(f"{here}?template={SLUG}").content.decode()
    assert client.post(here, {"template": SLUG, "start": "1"}).status_code == 422
    assert client.post(here, {"template": SLUG, "start": "2027-01", "overwrite": "objective"}).status_code == 302
    assert client.post(here, {"template": SLUG, "start": "2027-01"}).status_code == 409
    item = case.checklist.all()[0]
    client.post(f"/use-cases/{case.reference}/checklist/{item.uid}/tick/", {"note": "Done"})
    assert "Take back" in client.get(case.get_absolute_url()).content.decode()
    assert client_of(olga).get(here).status_code == 404
    assert client_of(dov).get(here).status_code == 403
    assert client_of(dov).get("/value/templates/").status_code == 403


def test_templates_are_listed_and_used_over_the_api(
    support: Unit, ada: User, olga: User, dov: User, api_of: Callable[..., Any]
) -> None:
    api, url = api_of(ada), "/api/v1/deployment-templates/"
    said = {
        "template": SLUG,
        "start": "2027-01",
        "unit": str(support.uid),
        "name": "Read mail",
        "key": str(uuid.uuid4()),
    }

    listed = {row["slug"]: row for row in api.get(url).json()}
    made = api.post(url, said, format="json")
    again = api.post(url, said, format="json")

    assert listed[SLUG]["cost"] == {"amount": "4350000.00", "currency": "USD"}
    assert made.status_code == again.status_code == 201
    assert made.json()["reference"] == again.json()["reference"]
    case = UseCase.objects.get(uid=made.json()["uid"])
    assert case.checklist.count() == 5
    filled = {"template": SLUG, "start": "2027-01", "case": case.reference}
    assert api.post(f"{url}fill/", filled, format="json").status_code == 409
    other = a_case(support, by=ada)
    assert api.post(f"{url}fill/", filled | {"case": other.reference}, format="json").json()["uid"] == str(other.uid)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"template": "no-such"}, "template"), ({"start": "2027-13"}, "start"), ({"start": "soon"}, "start")],
)
def test_what_cannot_be_used_is_refused_at_its_field(
    support: Unit, ada: User, api_of: Callable[..., Any], change: dict[str, str], field: str
) -> None:
    said = {"template": SLUG, "start": "2027-01", "unit": str(support.uid), "name": "Read mail"} | change

    answer = api_of(ada).post("/api/v1/deployment-templates/", said, format="json")

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)


def test_a_template_is_used_only_where_one_may_write(
    support: Unit, ada: User, dov: User, olga: User, api_of: Callable[..., Any]
) -> None:
    url = "/api/v1/deployment-templates/"
    case = a_case(support, by=ada)
    said = {"template": SLUG, "start": "2027-01"}

    new = said | {"unit": str(support.uid), "name": "Read mail"}
    assert api_of(dov).post(url, new, format="json").status_code == 403
    assert api_of(olga).post(url, new, format="json").status_code == 400
    assert api_of(dov).post(f"{url}fill/", said | {"case": case.reference}, format="json").status_code == 403
    assert api_of(olga).post(f"{url}fill/", said | {"case": case.reference}, format="json").status_code == 400
    assert api_of(ada, ("read",)).post(url, new, format="json").status_code == 403
