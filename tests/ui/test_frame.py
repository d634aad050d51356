"""Navigation, search and the gallery."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from foundation.people.models import User
from foundation.ui import navigation, search
from foundation.ui.navigation import Entry
from foundation.ui.search import Hit


@pytest.fixture
def own_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_entries", {})
    monkeypatch.setattr(navigation, "_checker", lambda user, permission: permission in user)
    navigation.register(
        Entry("more", "Search", "ui:search", order=1),
        Entry("decide", "People", "people:user_list", permission="people", order=2, under=("/reviews/",)),
    )


@pytest.mark.usefixtures("own_entries")
def test_entries_stand_in_their_groups_in_order() -> None:
    groups = navigation.groups_for({"people"}, "/")

    assert [(group.key, [str(link.label) for link in group.links]) for group in groups] == [
        ("decide", ["People"]),
        ("more", ["Search"]),
    ]


@pytest.mark.usefixtures("own_entries")
def test_an_entry_without_the_permission_is_left_out_with_its_group() -> None:
    assert [group.key for group in navigation.groups_for(set(), "/")] == ["more"]


@pytest.mark.usefixtures("own_entries")
@pytest.mark.parametrize("path", ["/people/", "/people/new/", "/reviews/7/"])
def test_the_entry_of_the_page_is_marked(path: str) -> None:
    current = [
        str(link.label) for group in navigation.groups_for({"people"}, path) for link in group.links if link.current
    ]

    assert current == ["People"]


def test_a_group_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="none of"):
        navigation.register(Entry("nowhere", "x", "ui:search"))


@pytest.mark.django_db
def test_every_registered_entry_has_its_page_and_icon(client_of: Callable[[User], Client], ada: User) -> None:
    from django.conf import settings
    from django.urls import reverse

    sprite = (settings.BASE_DIR / "static/ui/icons.svg").read_text()

    for entry in navigation.entries():
        assert reverse(entry.url_name)
        assert f'id="{entry.icon}"' in sprite, f"{entry.label}: no icon {entry.icon}"
    places = [(entry.group, entry.order) for entry in navigation.entries()]
    assert len(places) == len(set(places)), "two entries of a group have the same place"


@pytest.fixture
def own_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_providers", {})

    def units(user: Any, text: str, limit: int) -> list[Hit]:
        return [Hit(f"Unit <{text}>", "in Acme", "/people/units/")]

    search.register(units, "Units")


@pytest.mark.usefixtures("own_provider")
@pytest.mark.django_db
def test_search_shows_what_each_provider_finds(client_of: Callable[[User], Client], ada: User) -> None:
    html = client_of(ada).get("/search/?q=sup").content.decode()

    assert "1 result for “sup”" in html
    assert "Unit &lt;sup&gt;" in html


@pytest.mark.usefixtures("own_provider")
@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "a", "%20%20"])
def test_search_asks_for_two_characters(client_of: Callable[[User], Client], ada: User, text: str) -> None:
    assert "at least two characters" in client_of(ada).get(f"/search/?q={text}").content.decode()


@pytest.mark.django_db
def test_search_needs_a_person(client: Client) -> None:
    assert client.get("/search/?q=abc").status_code == 302


@pytest.mark.django_db
def test_the_gallery_exists_only_in_the_demo(client_of: Callable[[User], Client], ada: User, settings: Any) -> None:
    client = client_of(ada)
    assert client.get("/ui/gallery/").status_code == 404
    assert client.get("/ui/gallery/chart/").status_code == 404

    settings.DEMO = True

    assert client.get("/ui/gallery/").status_code == 200
    assert client.get("/ui/gallery/chart/").json()["figure"]["data"]


@pytest.mark.django_db
def test_every_page_forbids_inline_script_and_style(client_of: Callable[[User], Client], ada: User) -> None:
    policy = client_of(ada).get("/search/")["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.django_db
def test_the_menu_of_the_person_is_called_by_what_is_seen_of_it(client_of: Callable[[User], Client], ada: User) -> None:
    page = client_of(ada).get("/use-cases/").content.decode()
    label, seen = re.findall(r'<summary aria-label="([^"]*)">(.*?)</summary>', page, re.DOTALL)[0]

    assert " ".join(re.sub(r"<[^>]+>", " ", seen).split()) in label
    assert ada.name in label
