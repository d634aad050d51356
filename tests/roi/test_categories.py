"""Categories can be added and retired; hard, soft and avoided benefits stay apart."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client
from rest_framework.test import APIClient

from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people.models import Unit, User
from roi import queries, services
from roi.category_models import LedgerCategory, category_of, forget_kept
from roi.workflow import CATEGORIES, Basis, Group, Kind
from tests.factories.roi import booking, returned, usd


@pytest.fixture
def quality(fin: User) -> LedgerCategory:
    """A soft benefit that the office added."""
    return services.add_category(by=fin, label="Fewer errors", kind=Kind.RETURN, group=Group.SOFT)


def test_document_a_categories_are_there_and_know_their_group() -> None:
    assert {key: row.group for key, row in CATEGORIES.items()} == {
        "infrastructure": Group.BUILD, "licenses": Group.BUILD, "labor": Group.BUILD, "run_cost": Group.RUN,
        "cost_savings": Group.HARD, "revenue": Group.HARD, "productivity": Group.SOFT,
        "cost_avoidance": Group.AVOIDED, "risk_reduction": Group.RISK,
    }  # fmt: skip


def test_an_added_category_is_booked_filtered_and_shown(
    quality: LedgerCategory, support: Unit, ada: User, client_of: Callable[[User], Client]
) -> None:
    assert quality.key == "fewer_errors"
    forget_kept()

    returned(support, 40, by=ada, category="fewer_errors")

    client = client_of(ada)
    page = client.get("/value/ledger/?category=fewer_errors").content.decode()
    assert "1 ledger entry" in page
    assert "Fewer errors" in page
    assert "Fewer errors" in client.get("/value/book/").content.decode()
    assert "USD 40.00" in client.get("/value/ledger/?group=soft").content.decode()
    assert "USD 40.00" not in client.get("/value/ledger/?group=hard").content.decode()
    assert client.get("/value/").status_code == 200
    assert client.get("/value/receipt/returned/").status_code == 200


def test_groups_of_benefits_are_never_one_sum(quality: LedgerCategory, support: Unit, ada: User) -> None:
    forget_kept()
    for category, amount in (
        ("cost_savings", 10), ("revenue", 20), ("productivity", 40), ("fewer_errors", 80), ("cost_avoidance", 160),
        ("risk_reduction", 320),
    ):  # fmt: skip
        returned(support, amount, by=ada, category=category)

    account = queries.account(queries.scope_for(ada), Basis.ACTUAL)

    assert account.by_group(Kind.RETURN) == {
        Group.HARD: usd(30), Group.SOFT: usd(120), Group.AVOIDED: usd(160), Group.RISK: usd(320),
    }  # fmt: skip


def test_a_retired_category_takes_nothing_new_and_keeps_what_it_has(
    quality: LedgerCategory, support: Unit, ada: User, fin: User
) -> None:
    entry = returned(support, 40, by=ada, category=quality.key)
    services.retire_category(quality, by=fin)

    with pytest.raises(Invalid, match="retired") as refused:
        returned(support, 40, by=ada, category=quality.key)
    assert refused.value.field == "category"
    forget_kept()
    assert entry.category_label == "Fewer errors"
    with pytest.raises(Conflict, match="retired already"):
        services.retire_category(quality, by=fin)
    services.restore_category(quality, by=fin)
    assert returned(support, 40, by=ada, category=quality.key).pk
    with pytest.raises(TypeError):
        quality.delete()


BAD = [
    ({"label": " "}, "label"),
    ({"label": "n" * 61}, "label"),
    ({"kind": "fun"}, "kind"),
    ({"group": Group.RUN}, "group"),
    ({"key": "Not a key"}, "key"),
    ({"label": "…"}, "key"),
]


def test_bad_categories_are_refused_at_their_field(fin: User) -> None:
    for changes, field in BAD:
        with pytest.raises(Invalid) as refused:
            services.add_category(**{"by": fin, "label": "New", "kind": "return", "group": "hard"} | changes)  # type: ignore[arg-type]
        assert refused.value.field == field, changes
    for changes in ({"label": "cost SAVINGS"}, {"key": "revenue"}):
        with pytest.raises(Conflict, match="already"):
            services.add_category(**{"by": fin, "label": "New", "kind": "return", "group": "hard"} | changes)  # type: ignore[arg-type]


def test_finance_and_administrators_add_categories_and_nobody_else(cast: SimpleNamespace) -> None:
    for who in ("ada", "ben", "eve", "dov"):
        with pytest.raises(Denied):
            services.add_category(by=getattr(cast, who), label="New", kind="return", group="hard")
    assert services.add_category(by=cast.root_admin, label="New", kind="return", group="hard").pk


def test_categories_on_pages_and_over_the_api(
    client_of: Callable[[User], Client], api_of: Callable[[User], APIClient], fin: User, ada: User, support: Unit
) -> None:
    client = client_of(fin)
    page = client.post("/value/categories/", {"label": "Quality", "group": "return:soft"}, follow=True).content.decode()
    assert "10 categories" in page
    assert client.post("/value/categories/", {"label": "Quality", "group": "return:soft"}).status_code == 409
    assert client_of(ada).post("/value/categories/", {"label": "X", "group": "return:soft"}).status_code == 403
    row = LedgerCategory.objects.get()
    client.post(f"/value/categories/{row.uid}/retire/")
    forget_kept()
    found = api_of(ada).get("/api/v1/ledger-categories/").json()
    assert next(each for each in found if each["key"] == "quality")["is_retired"]
    made = api_of(fin).post(
        "/api/v1/ledger-categories/", {"label": "Uptime", "kind": "return", "group": "avoided"}, format="json"
    )
    assert (made.status_code, made.json()["key"]) == (201, "uptime")
    asked = {"unit": str(support.uid), "period": "2025-01", "basis": "actual",
             "amount": {"amount": "1", "currency": "USD"}}  # fmt: skip
    booked = api_of(ada).post("/api/v1/ledger/", asked | {"category": "uptime"}, format="json")
    assert (booked.status_code, booked.json()["kind"]) == (201, "return")
    for category in ("quality", "none"):
        refused = api_of(ada).post("/api/v1/ledger/", asked | {"category": category}, format="json")
        assert (refused.status_code, refused.json()["error"]["field"]) == (400, "category")
    groups = api_of(ada).get("/api/v1/value/").json()["actual"]["by_group"]
    assert groups == [
        {"kind": "return", "group": "avoided", "amount": {"amount": "1.00", "currency": "USD"}},
    ]


def test_an_unknown_key_is_shown_as_it_is(db: None) -> None:
    assert category_of("gone") is None
    assert booking()["category"] == "licenses"
