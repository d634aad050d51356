"""Handing on decisions: in whose place somebody decides, and who never does."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.notifications.models import Notice
from foundation.people.models import User
from governance import queries, services
from governance.models import Delegation, Review
from tests.factories.governance import open_step, submitted
from tests.factories.routes import a_step, publish_route
from tests.governance.pages import ClientOf, text_of, url

pytestmark = pytest.mark.usefixtures("library")
API = "/api/v1/delegations/"


def day(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)


def hand(giver: User, receiver: User, first: int = 0, last: int = 7, **more: Any) -> Delegation:
    return services.delegate(giver, receiver=receiver, starts_on=day(first), ends_on=day(last), by=giver, **more)


def test_a_delegate_decides_in_the_place_of_the_holder(cast: SimpleNamespace, client_of: ClientOf) -> None:
    hand(cast.mia, cast.fin, reason="On leave.")
    review = submitted(cast, tier="low")
    step = open_step(review)

    assert queries.holding(step).names == "Max Manager, Mia Manager, Fin Finance (for Mia Manager)"
    assert [item.kind for item in queries.waiting_for(cast.fin)] == ["decide"]
    browser = client_of(cast.fin)
    assert "You decide in place of Mia Manager." in text_of(browser.get(review.get_absolute_url()))
    browser.post(url("decide", review.uid), {"step": str(step.uid), "verdict": "approve"})

    step.refresh_from_db()
    assert (step.state, step.decided_by, step.decided_for) == ("approved", cast.fin, cast.mia)
    assert "for Mia Manager" in text_of(browser.get(review.get_absolute_url()))
    record = queries.record_of(Review.objects.get())
    assert record["record"]["steps"][0]["decided_for"] == str(cast.mia.uid)
    assert record["people"][str(cast.mia.uid)] == "Mia Manager"


def test_it_counts_between_its_days_only_and_until_it_is_ended(cast: SimpleNamespace, days_pass: Any) -> None:
    row = hand(cast.mia, cast.fin, first=3, last=4)
    step = open_step(submitted(cast, tier="low"))

    def may() -> bool:
        return queries.giver_of(cast.fin, step) is not None

    assert not may()
    days_pass(4)
    assert may()
    days_pass(1)
    assert not may()
    with pytest.raises(Conflict, match="This is over already"):
        services.end_delegation(row, by=cast.mia)
    other = hand(cast.mia, cast.fin)
    assert may()
    services.end_delegation(other, by=cast.fin)
    assert not may()


@pytest.mark.parametrize("stake", ["owner", "sponsor"])
def test_the_delegate_of_somebody_with_a_stake_decides_nothing(
    cast: SimpleNamespace, stake: str, api_of: Callable[..., APIClient]
) -> None:
    """Max holds the role himself, and still does not decide: Mia, with a stake, has handed her decisions to him."""
    hand(cast.mia, cast.max_)
    review = submitted(cast, tier="low", **{stake: cast.mia})

    assert cast.max_ not in queries.holding(open_step(review)).users
    with pytest.raises(Denied, match="Somebody with a stake in this use case has handed their decisions to you"):
        services.decide_step(open_step(review), by=cast.max_, verdict="approve")
    answer = api_of(cast.max_).post(f"/api/v1/reviews/{review.uid}/decide/", {"verdict": "approve"}, format="json")
    assert answer.status_code == 403


def test_ending_it_after_the_submission_does_not_clear_the_delegate(cast: SimpleNamespace) -> None:
    row = hand(cast.mia, cast.max_)
    review = submitted(cast, tier="low", owner=cast.mia)
    services.end_delegation(row, by=cast.mia)

    with pytest.raises(Denied, match="has handed their decisions to you"):
        services.decide_step(open_step(review), by=cast.max_, verdict="approve")


def test_a_receiver_with_a_stake_decides_nothing(cast: SimpleNamespace) -> None:
    hand(cast.mia, cast.ben)
    review = submitted(cast, tier="low", owner=cast.ben)

    assert cast.ben not in queries.holding(open_step(review)).users
    with pytest.raises(Denied, match="You own this use case"):
        services.decide_step(open_step(review), by=cast.ben, verdict="approve")


def test_what_was_received_is_not_passed_on(cast: SimpleNamespace) -> None:
    hand(cast.mia, cast.lea)
    hand(cast.lea, cast.fin)
    step = open_step(submitted(cast, tier="low"))

    assert queries.giver_of(cast.lea, step) == cast.mia
    assert queries.giver_of(cast.fin, step) is None


def test_one_person_speaks_once_where_several_decide(cast: SimpleNamespace) -> None:
    publish_route("low", a_step("managers", {"by": "role", "role": "manager", "needs": "all"}))
    hand(cast.mia, cast.max_)
    hand(cast.max_, cast.fin)
    step = open_step(submitted(cast, tier="low"))

    services.decide_step(step, by=cast.fin, verdict="approve")
    with pytest.raises(Conflict, match="You have already decided"):
        services.decide_step(step, by=cast.fin, verdict="approve")
    services.decide_step(step, by=cast.mia, verdict="approve")

    votes = Review.objects.get().steps.get().votes.order_by("id")
    assert [(vote.member, vote.member_for) for vote in votes] == [(cast.fin, cast.max_), (cast.mia, None)]


REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    ("mia", {"receiver": "mia"}, "receiver", "Choose somebody else than the person"),
    ("lea", {"receiver": "mia"}, "receiver", "Mia Manager cannot see everything that Lea Legal decides on"),
    ("mia", {"first": -1}, "starts_on", "Choose a day from today on"),
    ("mia", {"first": 3, "last": 2}, "ends_on", "It ends before it starts"),
    ("mia", {"last": 500}, "ends_on", "Choose at most a year"),
]


@pytest.mark.parametrize(("giver", "asked", "field", "sentence"), REFUSED)
def test_what_cannot_be_is_answered_at_its_field(
    cast: SimpleNamespace, giver: str, asked: dict[str, Any], field: str, sentence: str
) -> None:
    asked = {"receiver": "fin", **asked}
    receiver = getattr(cast, asked.pop("receiver"))

    with pytest.raises(Invalid, match=sentence) as refusal:
        hand(getattr(cast, giver), receiver, **asked)

    assert refusal.value.field == field


def test_loops_and_overlaps_are_refused(cast: SimpleNamespace) -> None:
    hand(cast.lea, cast.fin, last=10)
    hand(cast.fin, cast.eve, first=5, last=6)

    with pytest.raises(Invalid, match="Eve Executive".replace("Eve Executive", "in the end to Eve Executive")):
        hand(cast.eve, cast.lea, first=6, last=8)
    with pytest.raises(Invalid, match="In these days they are handed to Fin Finance already"):
        hand(cast.lea, cast.eve, first=9, last=12)
    hand(cast.eve, cast.lea, first=7, last=8)  # by then the chain is broken


def test_who_decides_nothing_has_nothing_to_hand_on(cast: SimpleNamespace, client_of: ClientOf) -> None:
    with pytest.raises(Conflict, match="Dov Auditor decides no step of a review"):
        hand(cast.dov, cast.fin)
    with pytest.raises(Denied, match="Only Mia Manager may hand on what they decide"):
        services.delegate(cast.mia, receiver=cast.fin, starts_on=day(0), ends_on=day(1), by=cast.eve)
    services.delegate(cast.mia, receiver=cast.fin, starts_on=day(0), ends_on=day(1), by=cast.root_admin)

    assert "Dov Auditor decides no step" in text_of(client_of(cast.dov).get(url("delegation_list")))


def test_the_pages_hand_on_and_end(cast: SimpleNamespace, client_of: ClientOf) -> None:
    browser = client_of(cast.mia)
    wrong = browser.post(url("delegation_new"), {"receiver": "nobody", "starts_on": "", "ends_on": "soon"})
    assert wrong.status_code == 422
    given = {"receiver": "fin", "starts_on": day(0).isoformat(), "ends_on": day(3).isoformat(), "reason": "Leave"}

    assert browser.post(url("delegation_new"), given).status_code == 302

    row = Delegation.objects.get()
    assert "One delegation of yours runs today" in text_of(browser.get(url("delegation_list")))
    assert Notice.objects.get(person=cast.fin).kind == "governance.delegation.given"
    assert client_of(cast.eve).post(url("delegation_end", row.uid)).status_code == 404
    assert client_of(cast.fin).post(url("delegation_end", row.uid)).status_code == 302
    assert Delegation.objects.get().is_over


def test_the_api_hands_on_and_ends(cast: SimpleNamespace, api_of: Callable[..., APIClient]) -> None:
    client = api_of(cast.mia)
    body = {"receiver": str(cast.fin.uid), "starts_on": day(0).isoformat(), "ends_on": day(3).isoformat()}

    made = client.post(API, body, format="json")
    twice = client.post(API, body, format="json")
    outsider = client.post(API, {**body, "receiver": str(cast.olga.uid)}, format="json")

    assert (made.status_code, made.json()["receiver"]["name"]) == (201, "Fin Finance")
    assert (twice.status_code, twice.json()["error"]["field"]) == (400, "starts_on")
    assert (outsider.status_code, outsider.json()["error"]["field"]) == (400, "receiver")
    assert api_of(cast.mia, ("read",)).post(API, body, format="json").status_code == 403
    assert [row["uid"] for row in api_of(cast.fin).get(API).json()["results"]] == [made.json()["uid"]]
    assert api_of(cast.eve).get(API).json()["results"] == []
    assert api_of(cast.eve).post(f"{API}{made.json()['uid']}/end/").status_code == 404
    assert client.post(f"{API}{made.json()['uid']}/end/").json()["ended_on"] == day(0).isoformat()
