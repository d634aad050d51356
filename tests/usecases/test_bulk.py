"""Acts on several use cases at once: each by its own service, with its own answer."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from foundation.audit.models import Entry
from foundation.kernel.errors import Invalid
from usecases import queries, services
from usecases.models import UseCase
from usecases.services import bulk
from usecases.services.bulk import Act

pytestmark = pytest.mark.django_db
SEVERAL = "/use-cases/several/"


@pytest.fixture
def three(cast: SimpleNamespace) -> list[UseCase]:
    """One in Support, one there that is closed, one in Sales."""
    made = [
        services.create_case(unit, by=cast.ada, name=name, tags=["EU"])
        for unit, name in ((cast.support, "Sort mail"), (cast.support, "Old idea"), (cast.sales, "Price offers"))
    ]
    services.close(made[1], to="killed", by=cast.ada, reason="No longer needed.")
    return [UseCase.objects.select_related("unit").get(pk=case.pk) for case in made]


def test_each_case_is_changed_by_itself_and_what_is_refused_says_why(cast: Any, three: list[UseCase]) -> None:
    done = bulk.act_on(Act.OWNER, three, by=cast.ada, owner=cast.ben)

    assert [one.changed for one in done] == [True, False, False]
    assert "closed" in str(done[1].refusal)
    assert "Ben Owner cannot see" in str(done[2].refusal)  # Ben reads Support alone
    assert Entry.objects.filter(action="usecases.case.edited", subject_uid=three[0].uid).count() == 1
    assert [one.changed for one in bulk.act_on(Act.OWNER, three[:1], by=cast.ada, owner=cast.ben)] == [False]


def test_tags_are_added_to_and_taken_from_what_a_case_carries(cast: Any, three: list[UseCase]) -> None:
    bulk.act_on(Act.TAG, [three[0], three[2]], by=cast.ada, tags=["Quick win", "eu"])
    bulk.act_on(Act.UNTAG, [three[2]], by=cast.ada, tags=["EU"])

    assert queries.tags_of(three[0]) == ["EU", "Quick win"]
    assert queries.tags_of(three[2]) == ["Quick win"]
    with pytest.raises(Invalid):
        bulk.act_on(Act.TAG, three, by=cast.ada, tags=["x" * 200])


def test_the_page_previews_then_does_and_tells_what_became_of_each(
    cast: Any, three: list[UseCase], client_of: Any
) -> None:
    client: Client = client_of(cast.ada)
    picks = [case.reference for case in three]

    preview = client.get(SEVERAL, {"act": "hold", "pick": picks, "back": "q=x"}).content.decode()
    assert "Put on hold: 2 use cases" in preview
    assert "is closed" in preview
    assert client.post(SEVERAL, {"act": "hold", "pick": picks, "reason": ""}).status_code == 422
    done = client.post(SEVERAL, {"act": "hold", "pick": picks, "reason": "No budget.", "back": "q=x"}).content.decode()
    assert "2 use cases changed" in done
    assert "1 was refused" in done
    assert 'href="/use-cases/?q=x"' in done
    assert UseCase.objects.filter(held_since__isnull=False).count() == 2


def test_a_case_out_of_sight_is_not_touched_and_readers_are_offered_nothing(
    cast: Any, three: list[UseCase], client_of: Any
) -> None:
    picks = [case.reference for case in three]

    assert client_of(cast.olga).post(SEVERAL, {"act": "hold", "pick": picks, "reason": "Mine."}).status_code in (
        303,
        422,
    )
    assert client_of(cast.dov).get(SEVERAL, {"act": "hold", "pick": picks}).status_code == 403
    assert not UseCase.objects.filter(held_since__isnull=False).exists()
    assert "data-acts" in client_of(cast.ada).get("/use-cases/").content.decode()
    assert "data-acts" not in client_of(cast.dov).get("/use-cases/").content.decode()


@pytest.mark.parametrize(
    "said", [{}, {"act": "burn"}, {"act": "hold"}, {"act": "hold", "pick": ["x", "UC-9999999999"]}]
)
def test_nothing_chosen_or_an_unknown_act_is_refused_with_a_sentence(cast: Any, client_of: Any, said: Any) -> None:
    assert client_of(cast.ada).get(SEVERAL, said).status_code == 422


def test_the_preview_asks_no_query_a_case(
    cast: Any, client_of: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    picks = [services.create_case(cast.support, by=cast.ada, name=f"Case {n}").reference for n in range(20)]
    client: Client = client_of(cast.ada)

    with django_assert_max_num_queries(12):
        assert client.get(SEVERAL, {"act": "tag", "pick": picks}).status_code == 200
