"""Votes, conditions and what follows them, in the review room."""

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from foundation.kernel.canonical import digest
from governance import services
from governance.models import Approval, Condition, Vote
from tests.factories.governance import (
    approved,
    open_step,
    vote,
)
from tests.factories.usecases import a_case
from tests.governance.pages import ClientOf, text_of, url
from usecases import services as cases

pytestmark = pytest.mark.usefixtures("library")


def test_members_vote_and_the_envelopes_stay_closed(cast: SimpleNamespace, client_of: ClientOf, review_at: Any) -> None:
    review = review_at("ethics_board")
    member = client_of(cast.board[1])

    page = member.post(
        url("vote", review.uid),
        {"choice": "reject", "reason": "A secret doubt.", "step": open_step(review).uid},
        follow=True,
    )

    assert "Your vote is in its envelope" in text_of(page)
    assert "A secret doubt." in text_of(page)
    for reader in (cast.chi, cast.ada, cast.dov, cast.root_admin, cast.eve):
        seen = text_of(client_of(reader).get(review.get_absolute_url()))
        assert "Sealed vote" in seen
        assert "secret" not in seen
        assert "Against</span>" not in seen.replace("Against</label>", "")


def test_the_trail_page_of_the_review_stays_sealed_too(
    cast: SimpleNamespace, client_of: ClientOf, review_at: Any
) -> None:
    review = review_at("ethics_board")
    services.cast_vote(open_step(review), by=cast.board[1], choice="reject", reason="A secret doubt.")

    seen = text_of(client_of(cast.dov).get(f"/trail/?q={review.case.reference}"))

    assert "secret" not in seen


def test_who_may_not_vote_is_told_why(cast: SimpleNamespace, client_of: ClientOf, review_at: Any) -> None:
    review = review_at("ethics_board")
    sentence = "You may not vote here. It takes one of these roles on the unit: Board member, Board chair."

    for who in (cast.ada, cast.root_admin, cast.mia):
        client = client_of(who)
        tried = client.post(url("vote", review.uid), {"choice": "approve"})

        assert sentence in text_of(client.get(review.get_absolute_url()))
        assert tried.status_code == 403
        assert sentence in text_of(tried)
    assert not Vote.objects.exists()


def test_a_second_vote_and_a_late_vote_are_conflicts(
    cast: SimpleNamespace, client_of: ClientOf, review_at: Any
) -> None:
    review = review_at("ethics_board", tier="medium")
    step = open_step(review)
    vote(step, [*cast.board[:4], cast.board[7]])
    again = client_of(cast.chi).post(url("vote", review.uid), {"choice": "approve"})
    services.close_voting(step, by=cast.chi)
    late = client_of(cast.board[5]).post(url("vote", review.uid), {"choice": "reject", "reason": "Too late, kept."})

    assert (again.status_code, late.status_code) == (409, 409)
    assert "You have already voted" in text_of(again)
    assert "The voting is closed." in text_of(late)
    assert "Too late, kept." in text_of(late)
    assert "Seal my vote" not in text_of(late)


def test_recusing_has_a_page_of_its_own(cast: SimpleNamespace, client_of: ClientOf, review_at: Any) -> None:
    review = review_at("ethics_board")
    client = client_of(cast.board[2])

    assert client.get(url("recuse", review.uid)).status_code == 200
    empty = client.post(url("recuse", review.uid), {"reason": ""})
    done = client.post(url("recuse", review.uid), {"reason": "I know the supplier."}, follow=True)

    assert empty.status_code == 422
    assert "You are recused from this voting." in text_of(done)
    assert Vote.objects.get().is_recusal


def test_closing_without_a_quorum_shows_what_is_missing(
    cast: SimpleNamespace, client_of: ClientOf, review_at: Any
) -> None:
    review = review_at("ethics_board")
    vote(open_step(review), cast.board[:3])
    client = client_of(cast.chi)

    seen = text_of(client.get(review.get_absolute_url()))
    tried = client.post(
        url("close_voting", review.uid),
        follow=True,
        headers={"referer": f"http://testserver{review.get_absolute_url()}"},
    )

    assert "No quorum: 3 of 8 seats are present" in seen
    assert "No quorum: 3 of 8 seats are present" in text_of(tried)
    assert open_step(review).key == "ethics_board"


def test_the_chair_closes_and_the_votes_open(cast: SimpleNamespace, client_of: ClientOf, review_at: Any) -> None:
    review = review_at("ethics_board")
    step = open_step(review)
    services.cast_vote(step, by=cast.board[1], choice="reject", reason="Too early.")
    vote(step, [cast.chi, *cast.board[2:5], cast.board[7]])

    page = client_of(cast.chi).post(url("close_voting", review.uid), {"step": step.uid}, follow=True)

    text = text_of(page)
    assert "The voting is closed: 5 for, 1 against. It passed." in text
    assert "Too early." in text
    assert "Dissent" in text
    assert open_step(review).key == "legal"


def test_the_chair_sets_a_condition_in_the_room(cast: SimpleNamespace, client_of: ClientOf, review_at: Any) -> None:
    review = review_at("ethics_board")
    due = timezone.localdate() + timedelta(days=10)
    given = {
        "condition-text": "Mask names.", "condition-owner": cast.ben.uid, "condition-due": due.isoformat(),
        "condition-is_blocking": "on", "step": open_step(review).uid,
    }  # fmt: skip
    client = client_of(cast.chi)

    bad = client.post(url("add_condition", review.uid), given | {"condition-due": "2020-01-01"})
    good = client.post(url("add_condition", review.uid), given, follow=True)

    assert bad.status_code == 422
    assert "Choose a day from today on." in text_of(bad)
    assert "Mask names." in text_of(bad)
    assert "The condition is set." in text_of(good)
    assert Condition.objects.get().owner == cast.ben


def test_a_condition_is_confirmed_on_its_page(cast: SimpleNamespace, client_of: ClientOf, review_at: Any) -> None:
    review = review_at("executive")
    draft = services.Draft("Mask names.", cast.ben, timezone.localdate() + timedelta(days=10))
    services.decide_step(open_step(review), by=cast.eve, verdict="approve", conditions=[draft])
    condition = Condition.objects.get()
    path = url("condition_met", condition.uid)

    refused = client_of(cast.ada).post(path, {"evidence": "I did it."})
    done = client_of(cast.lea).post(path, {"evidence": "Checked 200 samples."}, follow=True)

    assert refused.status_code == 403
    assert "You submitted this use case" in text_of(refused)
    assert "I did it." in text_of(refused)
    assert "Checked 200 samples." in text_of(done)
    assert client_of(cast.olga).get(path).status_code == 404


def test_withdrawing_on_the_page(cast: SimpleNamespace, client_of: ClientOf, review_at: Any) -> None:
    review = review_at("manager")

    refused = client_of(cast.mia).post(url("withdraw", review.uid), {"reason": "No."})
    done = client_of(cast.ada).post(url("withdraw", review.uid), {"reason": "We change the model."}, follow=True)

    assert refused.status_code == 403
    assert "The review is withdrawn." in text_of(done)
    assert "We change the model." in text_of(done)


def test_the_next_round_marks_what_changed_field_by_field(
    cast: SimpleNamespace, client_of: ClientOf, review_at: Any
) -> None:
    old = review_at("returned")
    case = cases.edit_case(old.case, by=cast.ada, model_description="Another model.")
    review = services.submit(case, by=cast.ada)

    page = text_of(client_of(cast.mia).get(review.get_absolute_url()))

    assert "what differs from round 1 is marked" in page
    assert "<ins>Another model.</ins>" in page
    assert "<del>A hosted language model with retrieval over the help pages.</del>" in page


def test_a_change_after_the_approval_is_shown_in_the_room_and_on_the_case(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    approval = approved(cast)
    cases.edit_case(approval.case, by=cast.ada, model_description="Another model.", name="Mail")

    room = text_of(client_of(cast.dov).get(approval.review.get_absolute_url()))
    tab = text_of(client_of(cast.dov).get(f"{approval.case.get_absolute_url()}?tab=review"))

    for page in (room, tab):
        assert "<ins>Another model.</ins>" in page
        assert "Material" in page
        assert "Minor" in page
    assert "This approval no longer covers the use case." in room
    assert "The approval no longer covers the use case: one field changed" in tab


@pytest.mark.parametrize("place", ["", "manager", "ethics_board", "approved", "returned", "rejected", "withdrawn"])
def test_the_tab_of_the_case_opens_at_every_place(
    cast: SimpleNamespace, client_of: ClientOf, review_at: Any, place: str
) -> None:
    tier = "medium" if place == "ethics_board" else "low"
    case = review_at(place, tier=tier).case if place else a_case(cast.support, by=cast.ada)

    page = client_of(cast.ada).get(f"{case.get_absolute_url()}?tab=review")

    assert page.status_code == 200
    assert ("Round 1" in text_of(page)) == bool(place)


def test_the_decision_record_can_be_checked_by_anybody(
    cast: SimpleNamespace, client_of: ClientOf, review_at: Any
) -> None:
    review = review_at("approved")

    answer = client_of(cast.dov).get(url("review_record", review.uid))

    body = json.loads(answer.content)
    assert answer["Content-Disposition"] == f'attachment; filename="{review.case.reference}-round-1-decision.json"'
    assert digest(body["record"]) == body["digest"] == review.decision_digest
    assert body["people"][str(cast.eve.uid)] == "Eve Executive"


def test_there_is_no_record_before_the_decision(cast: SimpleNamespace, client_of: ClientOf, review_at: Any) -> None:
    assert client_of(cast.dov).get(url("review_record", review_at("manager").uid)).status_code == 404


def test_suspending_reinstating_and_revoking_on_the_pages(cast: SimpleNamespace, client_of: ClientOf) -> None:
    approval = approved(cast, tier="low")
    client = client_of(cast.eve)

    for name, standing in (("suspend", "suspended"), ("reinstate", "standing"), ("revoke", "withdrawn")):
        assert client.get(url(name, approval.uid)).status_code == 200
        assert client.post(url(name, approval.uid), {"reason": ""}).status_code == 422
        assert client.post(url(name, approval.uid), {"reason": "So it is."}).status_code == 302
        assert Approval.objects.get().standing == standing
    refused = client_of(cast.ada).post(url("revoke", approval.uid), {"reason": "No."})
    assert refused.status_code == 403
