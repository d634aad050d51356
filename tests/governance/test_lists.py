"""The queue of reviews and the list of conditions."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from governance import services
from tests.factories.governance import (
    a_reviewable_case,
    open_step,
    pass_step,
    submitted,
    vote,
)
from tests.governance.pages import ClientOf, text_of, url

pytestmark = pytest.mark.usefixtures("library")


def test_the_queue_shows_first_what_waits_for_the_reader(
    cast: SimpleNamespace, client_of: ClientOf, review_at: Any
) -> None:
    review_at("ethics_board")

    chair = text_of(client_of(cast.chi).get(url("review_list")))
    auditor = text_of(client_of(cast.dov).get(url("review_list")))

    assert "One thing waits for you" in chair
    assert "Vote: Ethics board" in chair
    assert "Nothing waits for you." in auditor
    assert "Answer support mail" in auditor


def test_the_queue_is_searched_and_filtered(cast: SimpleNamespace, client_of: ClientOf, review_at: Any) -> None:
    review = review_at("manager")
    client = client_of(cast.dov)
    table = [
        ("state=open", True), ("state=approved", False), ("tier=high", True), ("tier=low", False), ("q=mail", True),
        ("q=nothing", False), ("q=UC-999999", False), (f"q={review.case.reference}", True), ("state=nonsense", True),
        ("sort=-step_since", True), ("unit=nonsense", True), (f"unit={cast.support.uid}", True),
        (f"unit={cast.sales.uid}", False),
    ]  # fmt: skip

    for query, found in table:
        page = client.get(f"{url('review_list')}?{query}")

        assert page.status_code == 200
        assert (query, review.get_absolute_url() in text_of(page)) == (query, found)


def test_lists_are_exported(cast: SimpleNamespace, client_of: ClientOf, review_at: Any) -> None:
    review_at("manager")
    client = client_of(cast.dov)

    for name in ("review_list", "condition_list"):
        for kind in ("csv", "xlsx"):
            answer = client.get(f"{url(name)}?export={kind}")

            assert answer.status_code == 200
            assert b"".join(answer.streaming_content if answer.streaming else [answer.content])


def test_the_queue_costs_the_same_for_few_and_many(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    first = submitted(cast)
    pass_step(cast, first)
    client = client_of(cast.chi)
    for number in range(4):
        case = a_reviewable_case(cast.support, by=cast.ada, name=f"Case {number}")
        pass_step(cast, submitted(cast, case=case))

    with django_assert_max_num_queries(22):
        page = client.get(url("review_list"))

    assert text_of(page).count("Vote: Ethics board") == 5


def test_the_room_has_a_ceiling_of_queries(
    cast: SimpleNamespace, client_of: ClientOf, review_at: Any, django_assert_max_num_queries: Any
) -> None:
    review = review_at("ethics_board")
    vote(open_step(review), cast.board[:6])
    client = client_of(cast.board[7])

    with django_assert_max_num_queries(60):
        client.get(review.get_absolute_url())


def test_conditions_are_listed_and_filtered(cast: SimpleNamespace, client_of: ClientOf, review_at: Any) -> None:
    review = review_at("manager")
    draft = services.Draft("Mask names.", cast.ben, timezone.localdate() + timedelta(days=10), False)
    services.decide_step(open_step(review), by=cast.mia, verdict="approve", conditions=[draft])
    client = client_of(cast.ben)

    assert "Mask names." in text_of(client.get(url("condition_list")))
    assert "Mask names." in text_of(client.get(f"{url('condition_list')}?owner=mine&blocking=no&state=open"))
    assert "Mask names." not in text_of(client.get(f"{url('condition_list')}?blocking=yes"))
    assert "Mask names." not in text_of(client_of(cast.olga).get(url("condition_list")))
