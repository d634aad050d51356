"""Routes of other shapes: steps side by side, a named person, several holders of a role, the chair alone."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from rest_framework.test import APIClient

from foundation.audit.models import Entry
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from governance import queries, services
from governance.models import Question, Review, Step
from library import rules as library_rules
from library.rules import BadDocument
from tests.factories.governance import a_board, submitted, vote
from tests.factories.routes import a_step, publish_route
from tests.governance.pages import ClientOf, text_of, url
from usecases import services as cases

pytestmark = pytest.mark.usefixtures("library")
LEGAL, MANAGER, EXECUTIVE = ({"by": "role", "role": role} for role in ("legal", "manager", "executive"))


def step_of(review: Review, key: str) -> Step:
    return review.steps.select_related("review__case__unit", "board__unit", "person").get(key=key)


def states(review: Review) -> dict[str, str]:
    return dict(review.steps.values_list("key", "state"))


@pytest.fixture
def beside(cast: SimpleNamespace) -> Review:
    """A low-risk review that manager and legal decide side by side before the executive does."""
    publish_route(
        "low", a_step("manager", MANAGER, order=1), a_step("legal", LEGAL, order=1), a_step("executive", EXECUTIVE)
    )
    return submitted(cast, tier="low")


def test_steps_of_one_order_are_open_together_and_the_next_waits_for_both(
    cast: SimpleNamespace, beside: Review
) -> None:
    assert states(beside) == {"manager": "open", "legal": "open", "executive": "waiting"}

    services.decide_step(step_of(beside, "legal"), by=cast.lea, verdict="approve")
    assert states(beside) == {"manager": "open", "legal": "approved", "executive": "waiting"}

    services.decide_step(step_of(beside, "manager"), by=cast.mia, verdict="approve")
    assert states(beside)["executive"] == "open"


def test_a_rejection_beside_an_open_step_ends_the_round(cast: SimpleNamespace, beside: Review) -> None:
    services.decide_step(step_of(beside, "legal"), by=cast.lea, verdict="reject", reason="Not lawful.")

    assert states(beside) == {"manager": "skipped", "legal": "rejected", "executive": "skipped"}
    with pytest.raises(Conflict, match="This review is over: Rejected"):
        services.decide_step(step_of(beside, "manager"), by=cast.mia, verdict="approve")


def test_each_sees_the_step_that_lies_with_them(
    cast: SimpleNamespace, beside: Review, client_of: ClientOf, api_of: Callable[..., APIClient]
) -> None:
    page = text_of(client_of(cast.lea).get(url("review_detail", beside.uid)))
    assert f"{beside.case.reference} waits for 2 decisions side by side" in page
    assert f'name="step" value="{step_of(beside, "legal").uid}"' in page
    assert f'href="?step={step_of(beside, "manager").uid}#decision"' in page

    answer = api_of(cast.mia).post(f"/api/v1/reviews/{beside.uid}/decide/", {"verdict": "approve"}, format="json")
    assert answer.status_code == 200, answer.json()
    assert states(beside) == {"manager": "approved", "legal": "open", "executive": "waiting"}
    assert {step["key"]: bool(step["holders"]) for step in answer.json()["steps"]}["legal"]
    assert [item.kind for item in queries.waiting_for(cast.lea)] == ["decide"]


def test_an_order_that_goes_back_is_named(cast: SimpleNamespace) -> None:
    with pytest.raises(BadDocument, match="The order goes back: 1 comes after 2"):
        publish_route("low", a_step("manager", MANAGER, order=2), a_step("legal", LEGAL, order=1))


def test_a_new_route_leaves_what_runs_alone(cast: SimpleNamespace) -> None:
    review = submitted(cast, tier="low")
    publish_route("low", a_step("legal", LEGAL))

    services.decide_step(step_of(review, "manager"), by=cast.mia, verdict="approve")

    review.refresh_from_db()
    assert (review.state, states(review)) == ("approved", {"manager": "approved"})


def test_a_route_of_an_earlier_product_keeps_its_digest(cast: SimpleNamespace) -> None:
    review = submitted(cast, tier="low")

    assert library_rules.digest(library_rules.encode(review.route.parsed)) == review.route.sha256


# --- a named person ---------------------------------------------------------------------------------------------------

OF_FIN = {"by": "person", "person": "fin", "otherwise": "legal"}


def test_a_named_person_decides_and_nobody_else(cast: SimpleNamespace) -> None:
    publish_route("low", a_step("finance_head", OF_FIN))
    review = submitted(cast, tier="low")
    step = step_of(review, "finance_head")

    assert queries.holding(step).users == (cast.fin,)
    for other in (cast.lea, cast.mia, cast.ada, cast.root_admin):
        with pytest.raises(Denied, match="Fin Finance decides this step"):
            services.decide_step(step, by=other, verdict="approve")
    services.decide_step(step, by=cast.fin, verdict="approve")

    assert Review.objects.get().state == "approved"


def test_a_named_person_with_a_stake_gives_way_to_the_role(cast: SimpleNamespace) -> None:
    publish_route("low", a_step("finance_head", OF_FIN))
    review = submitted(cast, tier="low", sponsor=cast.fin)
    step = step_of(review, "finance_head")

    held = queries.holding(step)
    assert held.users == (cast.lea,)
    assert "Fin Finance left or has a stake in the case" in held.note
    with pytest.raises(Denied, match="You sponsor this use case"):
        services.decide_step(step, by=cast.fin, verdict="approve")
    services.decide_step(step, by=cast.lea, verdict="approve")


def test_a_named_person_who_cannot_see_the_case_stops_the_submission(cast: SimpleNamespace) -> None:
    publish_route("low", a_step("finance_head", {**OF_FIN, "person": "olga"}))

    with pytest.raises(Conflict, match="The route names “olga”, who cannot see this use case"):
        submitted(cast, tier="low")


# --- several holders of a role ----------------------------------------------------------------------------------------


def several(cast: SimpleNamespace, needs: str | int) -> Step:
    """A step that takes several of the three managers of Support."""
    cast.moe = people.create_user("moe", name="Moe Manager", by=COMMAND_LINE)
    people.grant_role(cast.moe, "manager", cast.support, by=COMMAND_LINE)
    publish_route("low", a_step("managers", {**MANAGER, "needs": needs}))
    return step_of(submitted(cast, tier="low"), "managers")


def test_all_holders_must_approve(cast: SimpleNamespace, client_of: ClientOf) -> None:
    step = several(cast, "all")

    services.decide_step(step, by=cast.mia, verdict="approve", reason="Fine.")
    services.decide_step(step, by=cast.max_, verdict="approve")
    assert step_of(step.review, "managers").state == "open"
    assert "2 of 3 approvals that it takes" in text_of(client_of(cast.moe).get(url("review_detail", step.review.uid)))
    with pytest.raises(Conflict, match="You have already decided"):
        services.decide_step(step, by=cast.mia, verdict="approve")
    services.decide_step(step, by=cast.moe, verdict="approve")

    record = queries.record_of(Review.objects.get())["record"]["steps"][0]
    assert (record["needed"], record["holders"], len(record["votes"])) == (3, 3, 3)


def test_two_of_three_decide_and_those_who_come_later_hold_no_seat(cast: SimpleNamespace) -> None:
    step = several(cast, 2)
    late = people.create_user("late", name="Late Manager", by=COMMAND_LINE)
    people.grant_role(late, "manager", cast.support, by=COMMAND_LINE)

    services.decide_step(step, by=cast.mia, verdict="abstain")
    with pytest.raises(Denied, match="they were named when it opened"):
        services.decide_step(step, by=late, verdict="approve")
    services.decide_step(step, by=cast.max_, verdict="return", reason="Say more.", questions=["Who pays?"])

    review = Review.objects.get()
    assert (review.state, review.reason) == ("returned", "Say more.")
    assert [row.asked_by for row in Question.objects.all()] == [cast.max_]


def test_too_few_holders_are_said_and_can_be_added(cast: SimpleNamespace) -> None:
    publish_route("low", a_step("lawyers", {**LEGAL, "needs": 2}))
    step = step_of(submitted(cast, tier="low"), "lawyers")
    assert "It takes 2 holders of the role, and there are 1" in queries.holding(step).note

    people.grant_role(cast.fin, "legal", cast.org, by=COMMAND_LINE)
    assert services.refresh_seats(step, by=cast.chi) == ["Fin Finance"]

    for user in (cast.lea, cast.fin):
        services.decide_step(step, by=user, verdict="approve")
    assert Review.objects.get().state == "approved"


def test_one_holder_alone_cannot_abstain(cast: SimpleNamespace) -> None:
    step = step_of(submitted(cast, tier="low"), "manager")

    with pytest.raises(Invalid, match="Choose approve, return or reject"):
        services.decide_step(step, by=cast.mia, verdict="abstain")


# --- the chair alone --------------------------------------------------------------------------------------------------


def voting(cast: SimpleNamespace, expedited: str) -> Step:
    publish_route("low", a_step("board", {"by": "board", "board": "ethics-board", "expedited": expedited}))
    a_board(cast.org, cast.board)
    return step_of(submitted(cast, tier="low"), "board")


def test_the_chair_alone_approves_where_the_route_allows_it_and_never_rejects(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    """BOARD-4: an expedited reviewer who wants to reject is sent to the full board."""
    step = voting(cast, "always")
    page = client_of(cast.chi).get(url("review_detail", step.review.uid))
    assert "Decide as chair alone" in text_of(page)

    with pytest.raises(Invalid, match="Put it to the vote of the board"):
        services.expedite(step, by=cast.chi, verdict="reject", reason="No.")
    with pytest.raises(Denied):
        services.expedite(step, by=cast.board[1], verdict="approve")
    done = client_of(cast.chi).post(
        url("expedite", step.review.uid), {"step": str(step.uid), "verdict": "approve", "reason": "Minimal risk."}
    )

    assert done.status_code == 302
    record = queries.record_of(Review.objects.get())["record"]["steps"][0]
    assert (record["expedited"], record["verdict"]) == (True, "approve")
    assert "votes" not in record


def test_once_a_member_has_voted_the_vote_decides(cast: SimpleNamespace) -> None:
    step = voting(cast, "always")
    vote(step, [cast.board[1]])

    with pytest.raises(Conflict, match="The board is voting already, so the vote decides"):
        services.expedite(step, by=cast.chi, verdict="approve")


def test_without_the_rule_the_chair_does_not_decide_alone(
    cast: SimpleNamespace, api_of: Callable[..., APIClient]
) -> None:
    step = voting(cast, "never")

    answer = api_of(cast.chi).post(
        f"/api/v1/reviews/{step.review.uid}/expedite/", {"verdict": "approve"}, format="json"
    )

    assert answer.status_code == 403
    assert "The route asks for the vote of the whole board" in answer.json()["error"]["message"]


def test_the_chair_alone_renews_what_the_board_approved_unchanged(cast: SimpleNamespace, days_pass: Any) -> None:
    step = voting(cast, "unchanged")
    with pytest.raises(Denied, match="only what this board approved before"):
        services.expedite(step, by=cast.chi, verdict="approve")
    vote(step, [*cast.board[:4], cast.board[7]])
    review = services.close_voting(step, by=cast.chi)
    days_pass(700)

    again = services.submit(review.case, by=cast.ada)
    services.expedite(step_of(again, "board"), by=cast.chi, verdict="approve", reason="Nothing has changed.")

    assert Review.objects.get(pk=again.pk).state == "approved"


# --- questions of a return --------------------------------------------------------------------------------------------


def test_a_return_asks_questions_that_the_next_round_answers(cast: SimpleNamespace, client_of: ClientOf) -> None:
    review = submitted(cast, tier="low")
    asked = {"verdict": "return", "reason": "Two points.", "questions": "Who pays?\r\n\r\nHow long is it kept?"}
    done = client_of(cast.mia).post(url("decide", review.uid), {"step": str(step_of(review, "manager").uid), **asked})
    assert done.status_code == 302
    first, second = Question.objects.all()
    browser, address = client_of(cast.ada), url("submit", review.case.reference)
    assert "Who pays?" in text_of(browser.get(address))

    half = browser.post(address, {f"answer_{first.uid}": "The unit."})
    assert half.status_code == 422
    assert Review.objects.count() == 1
    whole = browser.post(address, {f"answer_{first.uid}": "The unit.", f"answer_{second.uid}": "A year."})

    again = Review.objects.get(round=2)
    assert whole["Location"] == again.get_absolute_url()
    page = text_of(client_of(cast.max_).get(again.get_absolute_url()))
    assert "Answers to the questions of the last round" in page
    assert "Round 1: Returned" in page
    services.decide_step(step_of(again, "manager"), by=cast.max_, verdict="approve")
    record = queries.record_of(Review.objects.get(round=2))["record"]
    assert [item["answer"] for item in record["answers"]] == ["The unit.", "A year."]


def test_questions_belong_to_a_return(cast: SimpleNamespace) -> None:
    review = submitted(cast, tier="low")

    with pytest.raises(Invalid, match="Questions belong to a return"):
        services.decide_step(step_of(review, "manager"), by=cast.mia, verdict="approve", questions=["Why?"])
    with pytest.raises(Invalid, match="Ask at most 20 questions"):
        services.decide_step(
            step_of(review, "manager"), by=cast.mia, verdict="return", reason="Much.", questions=["?"] * 21
        )


def test_the_questions_of_members_stay_sealed_until_the_vote_returns(
    cast: SimpleNamespace, review_at: Any, client_of: ClientOf
) -> None:
    review = review_at("ethics_board", tier="medium")
    step = step_of(review, "ethics_board")
    members = [*cast.board[:4], cast.board[7]]
    for member in members:
        services.cast_vote(step, by=member, choice="return", reason="Unclear.", questions=[f"Asks {member.name}?"])
    assert "Asks Member 2?" not in text_of(client_of(cast.board[7]).get(review.get_absolute_url()))
    assert not any("Asks" in entry.body for entry in Entry.objects.all())

    services.close_voting(step, by=cast.chi)

    assert [row.text for row in Question.objects.all()] == [f"Asks {member.name}?" for member in members]
    with pytest.raises(Invalid, match="Answer the question"):
        services.submit(review.case, by=cast.ada)


# --- what a refusal leaves --------------------------------------------------------------------------------------------


def test_a_refused_decision_leaves_nothing_but_an_entry_in_the_trail(cast: SimpleNamespace) -> None:
    review = submitted(cast, tier="low")
    before = Entry.objects.count()

    with pytest.raises(Denied):
        services.decide_step(step_of(review, "manager"), by=cast.lea, verdict="approve")

    assert Entry.objects.count() == before + 1
    assert Entry.objects.latest("id").action == "governance.decision.refused"
    assert states(review) == {"manager": "open"}


# --- what is approved while a change is decided -----------------------------------------------------------------------


def test_between_a_change_and_its_decision_the_approval_stands_but_does_not_cover(
    cast: SimpleNamespace, review_at: Any
) -> None:
    approval = review_at("approved", tier="low").approval
    case = approval.case
    cases.edit_case(case, by=cast.ben, measures="Complaints a month.")
    again = services.submit(case, by=cast.ada)

    standing = queries.standing_approval(again.case)
    assert standing == approval
    assert standing is not None and not queries.coverage(standing).covers  # noqa: PT018
    services.decide_step(step_of(again, "manager"), by=cast.mia, verdict="reject", reason="Too vague.")
    approval.refresh_from_db()
    assert (approval.standing, queries.validity(again.case).key) == ("standing", "uncovered")
