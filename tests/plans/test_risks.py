"""The risk register."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people.models import Unit, User
from library.queries import published
from plans import queries, services
from plans.models import Risk
from tests.factories.plans import a_risk
from usecases.models import UseCase

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("library")
def test_all_23_risks_of_the_catalogs_can_be_drawn_once_for_a_case(case: UseCase, ben: User) -> None:
    entries = [(row, risk.key) for row in published("risk_catalog") for risk in row.parsed.risks]

    drawn = [services.draw_risk(row, key, case, by=ben, likelihood=2, impact=5) for row, key in entries]

    assert len(drawn) == 23
    assert all(risk.mitigation and risk.weight == 10 and risk.left_weight is None for risk in drawn)
    with pytest.raises(Conflict, match="already"):
        services.draw_risk(*entries[0], case, by=ben)
    with pytest.raises(Invalid) as refused:
        services.draw_risk("operations", "nothing", case, by=ben)
    assert refused.value.field == "key"


@pytest.mark.parametrize("who", ["mia", "dov", "olga"])
def test_others_keep_no_risks(case: UseCase, cast: Any, who: str) -> None:
    with pytest.raises(Denied):
        a_risk(case, by=getattr(cast, who))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"likelihood": 6}, "likelihood"),
        ({"left_impact": 0}, "left_impact"),
        ({"label": " "}, "label"),
        ({"category": "x"}, "category"),
    ],
)
def test_bad_input_is_refused_at_its_field(case: UseCase, ada: User, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        a_risk(case, by=ada, **fields)

    assert refused.value.field == field


def test_an_owner_reviews_and_the_next_review_lies_ahead(case: UseCase, cast: Any) -> None:
    today = timezone.localdate()
    risk = a_risk(case, owner=cast.mia, review_on=today - timedelta(days=3))

    assert services.remind(today, by=cast.ada)["risks"] == 1
    assert [item.title for item in queries.waiting_for(cast.mia)] == ["Review this risk"]
    with pytest.raises(Invalid) as refused:
        services.review_risk(risk, by=cast.mia, state="open", note="x", review_on=today - timedelta(days=1))
    assert refused.value.field == "review_on"

    reviewed = services.review_risk(
        risk, by=cast.mia, state="mitigated", note="A second source stands", review_on=today + timedelta(days=90),
        left_likelihood=1, left_impact=3,
    )  # fmt: skip

    assert (reviewed.weight, reviewed.left_weight, reviewed.state) == (12, 3, "mitigated")
    assert queries.waiting_for(cast.mia) == []


def test_the_heat_map_counts_what_is_rated(case: UseCase, support: Unit) -> None:
    a_risk(case)
    a_risk(support, likelihood=4, impact=3)
    a_risk(support, likelihood=None)

    found = queries.heat(Risk.objects.all())

    assert (found.at(4, 3), found.at(1, 1), found.unrated, found.total) == (2, 0, 1, 3)
    assert queries.heat(Risk.objects.all(), after=True).unrated == 3


def test_a_closed_risk_stays_as_it_is(case: UseCase, ada: User) -> None:
    risk = services.close_risk(a_risk(case), by=ada, reason="The supplier is gone")

    with pytest.raises(Conflict, match="closed"):
        services.revise_risk(risk, by=ada, version=risk.version, impact=1)
