"""Views of lists that people keep: what is kept, who sees a shared one, and what is refused."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from foundation.audit.models import Entry
from foundation.kernel.errors import Denied, Invalid
from foundation.people.models import User
from foundation.saved_views import queries, rules, services
from foundation.saved_views.models import SavedView

pytestmark = pytest.mark.django_db
LIST = "/use-cases/"
HIGH = "/use-cases/?tier=high&sort=-score&cols=name,score&page=3&export=csv"


def names(user: User) -> list[str]:
    return [one.view.name for one in queries.offered(User.objects.get(pk=user.pk), LIST, "")]


def test_a_view_keeps_search_filters_order_and_columns_but_not_the_page(ada: User) -> None:
    view = services.save_view(by=ada, address=HIGH, name="  High   risk ")

    assert view.name == "High risk"
    assert view.get_absolute_url() == "/use-cases/?tier=high&sort=-score&cols=name%2Cscore"
    assert not Entry.objects.filter(subject_uid=view.uid).exists()


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/use-cases/",
        "//elsewhere.example/",
        "use-cases/",
        "/no-such-page/",
        "/\\elsewhere",
        "",
    ],
)
def test_only_an_address_of_the_product_is_kept(ada: User, address: str) -> None:
    with pytest.raises(Invalid) as refused:
        services.save_view(by=ada, address=address, name="Elsewhere")

    assert refused.value.field == "address"


def test_a_name_is_used_once_for_a_list_by_one_person(ada: User, ben: User) -> None:
    services.save_view(by=ada, address=HIGH, name="High risk")
    services.save_view(by=ben, address=HIGH, name="High risk")

    with pytest.raises(Invalid, match="choose another"):
        services.save_view(by=ada, address=LIST, name="high RISK")


def test_a_shared_view_is_offered_to_readers_of_the_unit_above_and_below_it_and_to_nobody_else(
    cast: SimpleNamespace,
) -> None:
    services.save_view(by=cast.ada, address=HIGH, name="For support", unit=cast.support)
    services.save_view(by=cast.ada, address=HIGH, name="For all", unit=cast.org)
    services.save_view(by=cast.ada, address=HIGH, name="Mine")
    services.save_view(by=cast.ada, address=HIGH, name="For sales", unit=cast.sales)

    assert names(cast.ada) == ["For all", "For sales", "For support", "Mine"]
    assert names(cast.ben) == ["For all", "For support"]  # reads Support alone
    assert names(cast.olga) == []


def test_sharing_is_asked_and_stands_in_the_trail(cast: SimpleNamespace) -> None:
    view = services.save_view(by=cast.ada, address=HIGH, name="High risk", unit=cast.org)
    view = services.change_view(view, by=cast.ada, name="Highest risk", unit=cast.org)
    view = services.change_view(view, by=cast.ada, name="Highest risk", unit=None)

    acts = Entry.objects.filter(subject_uid=view.uid).order_by("id").values_list("action", flat=True)
    assert [act.rpartition(".")[2] for act in acts] == ["shared", "changed", "withdrawn"]
    with pytest.raises(Denied):
        services.save_view(by=cast.dov, address=HIGH, name="An auditor's", unit=cast.org)
    with pytest.raises(Denied):
        services.save_view(by=cast.ben, address=HIGH, name="Too wide", unit=cast.org)
    with pytest.raises(Denied, match="somebody else"):
        services.delete_view(view, by=cast.ben)


def test_the_list_fetches_its_views_and_marks_the_one_that_is_shown(client_of: Any, ada: User) -> None:
    client: Client = client_of(ada)
    services.save_view(by=ada, address=HIGH, name="High risk")

    page = client.get(
        "/views/", {"at": "/use-cases/?cols=name,score&tier=high&sort=-score"}, headers={"HX-Request": "true"}
    )

    assert page.status_code == 200
    assert 'aria-current="true"' in page.content.decode()
    assert "<html" not in page.content.decode()
    assert client.get("/views/", {"at": "//elsewhere.example/"}).status_code < 500
    assert "/views/?at=/tier" not in client.get("/use-cases/?q=x").content.decode()
    assert "/views/?at=%2Fuse-cases%2F%3Fq%3Dx" in client.get("/use-cases/?q=x").content.decode()


def test_a_view_is_saved_changed_and_deleted_on_its_pages(client_of: Any, cast: SimpleNamespace) -> None:
    client: Client = client_of(cast.ada)

    assert client.get("/views/new/", {"address": HIGH}).status_code == 200
    wrong = client.post("/views/new/", {"address": HIGH, "name": " "})
    assert (wrong.status_code, SavedView.objects.count()) == (422, 0)
    saved = client.post("/views/new/", {"address": HIGH, "name": "High risk", "unit": cast.support.uid})
    view = SavedView.objects.get()
    assert saved["Location"] == view.get_absolute_url()

    other = f"{LIST}?tier=low"
    assert "what the list shows now" in client.get(f"/views/{view.uid}/", {"address": other}).content.decode()
    changed = client.post(f"/views/{view.uid}/", {"address": other, "name": "Low risk", "replace": "on"})
    assert changed["Location"] == other
    assert client_of(cast.ben).get(f"/views/{view.uid}/").status_code == 404  # not shared any more
    assert client.post(f"/views/{view.uid}/delete/").status_code == 302
    assert not SavedView.objects.exists()


def test_parameters_in_another_order_are_the_same_view() -> None:
    assert rules.same("a=1&b=2", "b=2&a=1")
    assert not rules.same("a=1", "a=2")
    assert rules.at_and_above("/1/5/12/") == ["/1/", "/1/5/", "/1/5/12/"]
