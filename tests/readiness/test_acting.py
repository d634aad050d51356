"""Action items: who does what by when, and how they come back."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people.models import User
from insights.queries.home import home
from readiness import services
from readiness.models import ActionItem
from readiness.workflow import Mode
from tests.factories.readiness import submitted

pytestmark = pytest.mark.usefixtures("library")
ClientOf = Callable[[User], Client]


@pytest.fixture
def item(cast: SimpleNamespace) -> ActionItem:
    """An overdue item of Support that mia owns."""
    return services.create_action(
        submitted(cast.support, by=cast.ada),
        by=cast.ada,
        text="Name the data owners",
        factor="data_quality",
        owner=cast.mia,
        due_on=timezone.localdate() - timedelta(days=2),
    )


def test_an_item_made_from_a_weak_factor_begins_with_the_recommendation(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    assessment = submitted(cast.support, by=cast.ada)
    weak = assessment.parsed.dimensions[0].factors[0]
    url = f"{assessment.get_absolute_url()}actions/new/?factor={weak.key}"
    browser = client_of(cast.ada)

    page = browser.get(url).content.decode()
    browser.post(url, {"text": weak.recommendation, "owner": str(cast.mia.uid), "due_on": "2027-01-31"})

    item = ActionItem.objects.get()
    assert weak.recommendation in page
    assert (item.factor, item.factor_label, item.owner) == (weak.key, weak.label, cast.mia)


def test_its_owner_finds_it_on_home_and_closes_it(cast: SimpleNamespace, item: ActionItem, client_of: ClientOf) -> None:
    todo = next(todo for todo in home(cast.mia).todos if todo.kind == "action")

    client_of(cast.mia).post(f"{item.get_absolute_url()}close/", {"outcome": "done", "note": "All eight have one"})

    item.refresh_from_db()
    assert (todo.title, todo.is_overdue) == ("Name the data owners", True)
    assert (item.state, item.closing_note, item.closed_by) == ("done", "All eight have one", cast.mia)
    assert not any(todo.kind == "action" for todo in home(User.objects.get(pk=cast.mia.pk)).todos)


def test_closing_says_what_came_of_it_or_why_it_is_dropped(cast: SimpleNamespace, item: ActionItem) -> None:
    with pytest.raises(Invalid, match="why it is dropped"):
        services.close_action(item, by=cast.ada, done=False, note=" ")
    services.close_action(item, by=cast.ada, done=False, note="Done by another program")
    with pytest.raises(Conflict):
        services.close_action(item, by=cast.ada, done=True, note="again")

    assert services.reopen_action(item, by=cast.ada).is_open


def test_only_its_owner_and_who_may_assess_change_it(cast: SimpleNamespace, item: ActionItem) -> None:
    for outsider in (cast.max_, cast.dov, cast.olga):
        with pytest.raises(Denied):
            services.close_action(item, by=outsider, done=True, note="x")
        with pytest.raises(Denied):
            services.edit_action(item, by=outsider, text="x")
    with pytest.raises(Denied):
        services.edit_action(item, by=cast.mia, text="something easier")


def test_of_two_who_edit_at_once_the_second_is_told(cast: SimpleNamespace, item: ActionItem) -> None:
    services.edit_action(item, by=cast.ada, version=1, text="Name the data owners of Support")

    with pytest.raises(Conflict, match="meanwhile"):
        services.edit_action(item, by=cast.ada, version=1, text="Something else")


def test_an_owner_must_be_able_to_see_the_unit(cast: SimpleNamespace) -> None:
    with pytest.raises(Invalid) as refusal:
        services.create_action(submitted(cast.sales, by=cast.ada), by=cast.ada, text="x", owner=cast.mia)

    assert refusal.value.field == "owner"


def test_sealed_assessments_take_no_action_items(cast: SimpleNamespace) -> None:
    assessment = services.start_assessment(cast.support, by=cast.ada, mode=Mode.BLIND)

    with pytest.raises(Conflict):
        services.create_action(assessment, by=cast.ada, text="x")


def test_the_list_filters_what_is_overdue_and_mine_and_hides_other_units(
    cast: SimpleNamespace, item: ActionItem, client_of: ClientOf
) -> None:
    services.create_action(item.assessment, by=cast.ada, text="Measure completeness")

    mine = client_of(cast.mia).get("/readiness/actions/?owner=mine&due=overdue").content.decode()

    assert "Name the data owners" in mine
    assert "Measure completeness" not in mine
    assert "Name the data owners" not in client_of(cast.olga).get("/readiness/actions/").content.decode()
    assert client_of(cast.olga).get(item.get_absolute_url()).status_code == 404
