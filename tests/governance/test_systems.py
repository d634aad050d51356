"""AI systems in use: who runs where, on which approval, and what of it the public may read."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from foundation.kernel.errors import Conflict, Denied, Invalid
from governance.services import systems
from tests.factories.usecases import a_case
from tests.governance.pages import ClientOf, text_of, url
from usecases.models import UseCase
from usecases.workflow import Source, Stage

pytestmark = pytest.mark.django_db
CARD = {"vendor": "Northlight", "intended_use": "Answers.", "limits": "English only.", "contact": "ai@acme.example"}


@pytest.fixture
def running(cast: SimpleNamespace) -> UseCase:
    """An imported use case in production: never approved here."""
    case = a_case(cast.support, by=cast.ada, owner=cast.ben, name="Mail sorter", objective="Sort mail by topic.")
    UseCase.objects.filter(pk=case.pk).update(stage=Stage.PRODUCTION, stage_source=Source.IMPORTED)
    case.refresh_from_db()
    return case


def test_what_was_imported_without_an_approval_is_not_yet_reviewed(
    cast: SimpleNamespace, running: UseCase, client_of: ClientOf, api_of: Callable[..., Any],
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    idea = a_case(cast.support, by=cast.ada, name="Only an idea")
    browser = client_of(cast.mia)

    with django_assert_max_num_queries(7):
        page = text_of(browser.get(url("system_list")))
    found = api_of(cast.mia).get("/api/v1/systems/").json()["results"]

    assert "1 AI system in use" in page
    assert "Not yet reviewed" in page
    assert idea.name not in page
    assert "Mail sorter" in text_of(browser.get(f"{url('system_list')}?approval=unreviewed"))
    assert [(row["approval"], row["not_yet_reviewed"], row["tier"]) for row in found] == [(None, True, None)]
    assert api_of(cast.mia).get(f"/api/v1/systems/{running.reference}/").json()["uid"] == str(running.uid)
    assert browser.get(url("system_detail", idea.reference)).status_code == 404
    assert client_of(cast.olga).get(url("system_detail", running.reference)).status_code == 404


def test_nothing_is_public_until_it_is_switched_on_and_only_what_was_marked(
    cast: SimpleNamespace, running: UseCase, client: Client
) -> None:
    card = systems.edit_system(running, by=cast.ben, **CARD)
    page = url("public_system", card.uid)
    assert client.get(page).status_code == 404
    assert "Mail sorter" not in text_of(client.get(url("public_systems")))

    systems.publish_system(running, by=cast.lea, fields=["vendor", "limits"])
    text = text_of(client.get(page))

    assert "Northlight" in text
    assert "English only." in text
    for hidden in ("Sort mail by topic.", "ai@acme.example", "Answers.", "Ben Owner", "Support"):
        assert hidden not in text
    assert "Mail sorter" in text_of(client.get(url("public_systems")))
    systems.unpublish_system(running, by=cast.chi, reason="The contract ends.")
    assert client.get(page).status_code == 404
    with pytest.raises(Conflict, match="no public page"):
        systems.unpublish_system(running, by=cast.chi, reason="Again.")


def test_a_system_that_ends_is_public_no_longer(cast: SimpleNamespace, running: UseCase, client: Client) -> None:
    card = systems.publish_system(running, by=cast.lea, fields=["purpose"])

    UseCase.objects.filter(pk=running.pk).update(stage=Stage.RETIRED)

    assert client.get(url("public_system", card.uid)).status_code == 404


@pytest.mark.parametrize("who", ["ben", "ada", "mia", "root_admin", "bi", "olga"])
def test_writing_the_card_gives_no_right_to_make_it_public(
    cast: SimpleNamespace, running: UseCase, api_of: Callable[..., Any], who: str
) -> None:
    with pytest.raises(Denied):
        systems.publish_system(running, by=getattr(cast, who), fields=["purpose"])
    answer = api_of(getattr(cast, who)).post(
        f"/api/v1/systems/{running.uid}/publish/", {"fields_shown": ["purpose"]}, format="json"
    )
    assert answer.status_code == (404 if who == "olga" else 403)


def test_bad_input_and_wrong_state_are_refused(cast: SimpleNamespace, running: UseCase, client_of: ClientOf) -> None:
    idea = a_case(cast.support, by=cast.ada)
    with pytest.raises(Conflict, match="does not run"):
        systems.edit_system(idea, by=cast.ada, **CARD)
    with pytest.raises(Invalid, match="no such field"):
        systems.publish_system(running, by=cast.lea, fields=["owner"])
    with pytest.raises(Invalid, match="at most 200"):
        systems.edit_system(running, by=cast.ada, **(CARD | {"vendor": "x" * 201}))

    page = client_of(cast.lea).post(url("system_act", running.reference, "publish"), {})

    assert page.status_code == 422


def test_the_card_shows_what_an_upper_app_measured(
    cast: SimpleNamespace, running: UseCase, client_of: ClientOf
) -> None:
    assert "Nothing is measured yet." in text_of(client_of(cast.mia).get(url("system_detail", running.reference)))
