"""The review room: the happy path, each refusal with its sentence, and the outsider."""

from types import SimpleNamespace
from typing import Any

import pytest

from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from governance import services
from governance.models import Board
from tests.factories.governance import (
    open_step,
    submitted,
)
from tests.governance.pages import ClientOf, text_of, url

pytestmark = pytest.mark.usefixtures("library")


@pytest.mark.parametrize(
    "place", ["manager", "ethics_board", "legal", "executive", "approved", "returned", "rejected", "withdrawn"]
)
def test_the_room_opens_at_every_place_for_every_reader(
    cast: SimpleNamespace, client_of: ClientOf, review_at: Any, place: str
) -> None:
    review = review_at(place)

    for reader in (cast.ada, cast.mia, cast.chi, cast.dov):
        page = client_of(reader).get(review.get_absolute_url())

        assert page.status_code == 200
        assert review.case.reference in text_of(page)
        assert review.fingerprint in text_of(page)


def test_an_outsider_finds_nothing(cast: SimpleNamespace, client_of: ClientOf, review_at: Any) -> None:
    review = review_at("approved", tier="low")
    client = client_of(cast.olga)
    step = review.steps.get()
    draft = {"verdict": "approve", "reason": "", "step": step.uid}
    board = Board.objects.get()
    seat = board.seats.first()

    for name in ("decide", "vote", "close_voting", "refresh_seats", "add_condition", "recuse", "withdraw"):
        assert client.post(url(name, review.uid), draft).status_code == 404
    for path in (
        review.get_absolute_url(), url("review_record", review.uid), url("submit", review.case.reference),
        url("suspend", review.approval.uid), board.get_absolute_url(), url("seat_assign", board.uid, seat.uid),
    ):  # fmt: skip
        assert client.get(path).status_code == 404
    assert "UC-" not in text_of(client.get(url("review_list")))
    assert board.name not in text_of(client.get(url("board_list")))


def test_the_manager_decides_in_the_room(cast: SimpleNamespace, client_of: ClientOf, review_at: Any) -> None:
    review = review_at("manager")
    client = client_of(cast.mia)
    assert "Record the decision" in text_of(client.get(review.get_absolute_url()))

    page = client.post(
        url("decide", review.uid), {"verdict": "approve", "reason": "", "step": open_step(review).uid}, follow=True
    )

    assert "Your decision is recorded." in text_of(page)
    assert open_step(review).key == "ethics_board"


def test_a_decision_without_its_reason_keeps_what_was_chosen(
    cast: SimpleNamespace, client_of: ClientOf, review_at: Any
) -> None:
    review = review_at("manager")

    page = client_of(cast.mia).post(url("decide", review.uid), {"verdict": "reject", "reason": " "})

    text = text_of(page)
    assert page.status_code == 422
    assert "Say why it is rejected" in text
    assert 'value="reject" class' in text or 'value="reject"' in text
    assert page.context["decide_form"]["verdict"].value() == "reject"
    assert open_step(review).key == "manager"


def test_a_form_with_nothing_in_it_is_refused_at_its_field(
    cast: SimpleNamespace, client_of: ClientOf, review_at: Any
) -> None:
    page = client_of(cast.mia).post(url("decide", review_at("manager").uid), {})

    assert page.status_code == 422
    assert page.context["decide_form"].errors["verdict"]


def test_who_may_not_decide_sees_the_reason_and_gets_it_on_trying(
    cast: SimpleNamespace, client_of: ClientOf, review_at: Any
) -> None:
    review = review_at("manager")
    sentence = "You may not decide this step here. It takes one of these roles on the unit: Manager."

    for who in (cast.ada, cast.root_admin, cast.dov, cast.lea):
        client = client_of(who)
        seen = text_of(client.get(review.get_absolute_url()))
        tried = client.post(url("decide", review.uid), {"verdict": "return", "reason": "My typed reason."})

        assert sentence in seen
        assert "aria-disabled" in seen
        assert tried.status_code == 403
        assert sentence in text_of(tried)
        assert "My typed reason." in text_of(tried)
    assert open_step(review).key == "manager"


def test_the_owner_does_not_decide_on_the_page(cast: SimpleNamespace, client_of: ClientOf) -> None:
    people.grant_role(cast.mia, "owner", cast.support, by=COMMAND_LINE)
    cast.mia._access = None
    review = submitted(cast, tier="low", owner=cast.mia)
    client = client_of(cast.mia)

    seen = client.get(review.get_absolute_url())
    tried = client.post(url("decide", review.uid), {"verdict": "approve"})

    assert "You own this use case, so somebody else decides on it." in text_of(seen)
    assert tried.status_code == 403
    assert "You own this use case, so somebody else decides on it." in text_of(tried)


def test_a_decision_that_comes_second_says_so_and_keeps_the_text(
    cast: SimpleNamespace, client_of: ClientOf, review_at: Any
) -> None:
    review = review_at("manager")
    step = open_step(review)
    services.decide_step(step, by=cast.max_, verdict="approve")

    page = client_of(cast.mia).post(
        url("decide", review.uid), {"verdict": "return", "reason": "Typed for nothing?", "step": step.uid}
    )

    assert page.status_code == 409
    text = text_of(page)
    assert "This step is already decided." in text
    assert "Typed for nothing?" in text
    assert f"{step.title}: Approved" in text
    assert cast.max_.name in text
    assert "Record the decision" not in text
