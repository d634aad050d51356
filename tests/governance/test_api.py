"""The API follows the rules of the pages, with the same sentences."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from foundation.kernel.canonical import digest
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from governance import services
from governance.models import Condition, Review, Vote
from tests.factories.governance import a_board, a_reviewable_case, approved, open_step, submitted, vote
from tests.factories.usecases import a_classified_case
from usecases import services as cases

pytestmark = pytest.mark.usefixtures("library")
ApiOf = Callable[..., APIClient]
REVIEWS = "/api/v1/reviews/"


def post(client: APIClient, path: str, **data: Any) -> Any:
    return client.post(path, data, format="json")


def path_of(review: Review, act: str = "") -> str:
    return f"{REVIEWS}{review.uid}/{act}/" if act else f"{REVIEWS}{review.uid}/"


def message(answer: Any) -> str:
    return str(answer.json()["error"]["message"])


@pytest.mark.parametrize("key", ["reference", "uid"])
def test_a_case_is_submitted_by_reference_or_uid(cast: SimpleNamespace, api_of: ApiOf, key: str) -> None:
    a_board(cast.org, cast.board)
    case = a_reviewable_case(cast.support, by=cast.ada)

    answer = post(api_of(cast.ada), REVIEWS, use_case=str(getattr(case, key)), note="Please.")

    body = answer.json()
    assert answer.status_code == 201
    assert (body["round"], body["state"], body["step"], body["note"]) == (1, "open", "Manager", "Please.")
    assert [step["state"] for step in body["steps"]] == ["open", "waiting", "waiting", "waiting"]
    assert [person["name"] for person in body["steps"][0]["holders"]] == ["Max Manager", "Mia Manager"]
    assert body["sections"][2]["content"] == {"description": case.model_description}


def test_submitting_is_refused_with_the_sentence_of_the_policy(cast: SimpleNamespace, api_of: ApiOf) -> None:
    a_board(cast.org, cast.board)
    case = a_reviewable_case(cast.support, by=cast.ada)
    table = [
        (cast.mia, 403, "You may not submit use cases here"),
        (cast.ben, 403, "You may submit only the use cases that you own or registered."),
        (cast.root_admin, 403, "You may not submit use cases here"),
        (cast.bi, 403, "You may not submit use cases here"),
        (cast.olga, 404, "There is nothing here that you may see."),
    ]

    for who, code, sentence in table:
        answer = post(api_of(who), REVIEWS, use_case=case.reference)

        assert (who.username, answer.status_code) == (who.username, code)
        assert sentence in message(answer)


def test_bad_submissions_name_their_field(cast: SimpleNamespace, api_of: ApiOf) -> None:
    api = api_of(cast.ada)
    incomplete = a_classified_case(cast.support, by=cast.ada)
    a_board(cast.org, cast.board)
    running = submitted(cast, tier="low").case

    missing = post(api, REVIEWS, use_case=incomplete.reference)
    nothing = post(api, REVIEWS)
    unknown = post(api, REVIEWS, use_case="UC-99999999")
    nonsense = post(api, REVIEWS, use_case="nonsense")
    again = post(api, REVIEWS, use_case=running.reference)

    assert (missing.status_code, missing.json()["error"]["field"]) == (400, "dossier")
    assert "Still empty: Data, Model and supplier, Human oversight, Budget, Measures." in message(missing)
    assert (nothing.status_code, nothing.json()["error"]["field"]) == (400, "use_case")
    assert (unknown.status_code, nonsense.status_code) == (404, 404)
    assert (again.status_code, message(again)) == (409, "Round 1 of this use case is already in review.")


def test_a_token_that_only_reads_commands_nothing(cast: SimpleNamespace, api_of: ApiOf, review_at: Any) -> None:
    review = review_at("manager")

    answer = post(api_of(cast.mia, scopes=("read",)), path_of(review, "decide"), verdict="approve")

    assert answer.status_code == 403
    assert open_step(review).key == "manager"


def test_a_token_of_another_unit_sees_nothing(cast: SimpleNamespace, api_of: ApiOf, review_at: Any) -> None:
    review = review_at("legal")
    api = api_of(cast.lea, unit=cast.sales)

    assert api.get(path_of(review)).status_code == 404
    assert post(api, path_of(review, "decide"), verdict="approve").status_code == 404
    assert api.get(REVIEWS).json()["results"] == []


def test_without_a_token_there_is_no_answer(cast: SimpleNamespace) -> None:
    assert APIClient().get(REVIEWS).status_code == 401


def test_the_route_is_decided_over_the_api(cast: SimpleNamespace, api_of: ApiOf) -> None:
    review = submitted(cast)
    due = (timezone.localdate() + timedelta(days=30)).isoformat()
    condition = {"text": "Mask names.", "owner": str(cast.ben.uid), "due": due}

    first = post(api_of(cast.mia), path_of(review, "decide"), verdict="approve")
    for member in [*cast.board[:4], cast.board[7]]:
        post(api_of(member), path_of(review, "vote"), choice="approve")
    recused = post(api_of(cast.board[5]), path_of(review, "recuse"), reason="I know the supplier.")
    closed = post(api_of(cast.chi), path_of(review, "close"))
    post(api_of(cast.lea), path_of(review, "decide"), verdict="approve")
    last = post(api_of(cast.eve), path_of(review, "decide"), verdict="approve", conditions=[condition])

    assert (first.status_code, recused.status_code, closed.status_code) == (200, 200, 200)
    assert closed.json()["steps"][1]["quorum"] == {
        "seats": 8, "needed": 5, "present": 5, "missing": [], "reached": True,
    }  # fmt: skip
    body = last.json()
    assert (body["state"], body["approval"] is not None) == ("approved", True)
    assert [row["text"] for row in body["conditions"]] == ["Mask names."]
    record = api_of(cast.bi).get(path_of(review, "record")).json()
    assert digest(record["record"]) == record["digest"] == body["decision_digest"]


def test_deciding_is_refused_with_the_sentence_of_the_policy(
    cast: SimpleNamespace, api_of: ApiOf, review_at: Any
) -> None:
    review = review_at("manager", tier="medium")
    table = [
        (cast.ada, 403, "You may not decide this step here"),
        (cast.root_admin, 403, "It takes one of these roles on the unit: Manager."),
        (cast.dov, 403, "You may not decide this step here"),
        (cast.lea, 403, "You may not decide this step here"),
        (cast.olga, 404, "There is nothing here that you may see."),
    ]

    for who, code, sentence in table:
        answer = post(api_of(who), path_of(review, "decide"), verdict="approve")

        assert (who.username, answer.status_code) == (who.username, code)
        assert sentence in message(answer)
    assert open_step(review).key == "manager"


@pytest.mark.parametrize(
    ("place", "sentence"),
    [("ethics_board", "A board decides this step by vote."), ("withdrawn", "This review is over: Withdrawn.")],
)
def test_a_decision_in_the_wrong_state_is_a_conflict(
    cast: SimpleNamespace, api_of: ApiOf, review_at: Any, place: str, sentence: str
) -> None:
    answer = post(api_of(cast.mia), path_of(review_at(place, tier="medium"), "decide"), verdict="approve")

    assert (answer.status_code, message(answer)) == (409, sentence)


def test_whoever_has_a_stake_does_not_decide_over_the_api(cast: SimpleNamespace, api_of: ApiOf) -> None:
    people.grant_role(cast.mia, "owner", cast.support, by=COMMAND_LINE)
    cast.mia._access = None
    review = submitted(cast, tier="low", owner=cast.mia)

    answer = post(api_of(cast.mia), path_of(review, "decide"), verdict="approve")

    assert answer.status_code == 403
    assert message(answer) == "You own this use case, so somebody else decides on it."


NOBODY = "6f9619ff-8b86-d011-b42d-00c04fc964ff"
INCOMPLETE: list[tuple[dict[str, Any], str]] = [
    ({}, "verdict"),
    ({"verdict": "maybe"}, "verdict"),
    ({"verdict": "reject"}, "reason"),
    ({"verdict": "approve", "reason": "x" * 4001}, "reason"),
    ({"verdict": "approve", "step": NOBODY}, "step"),
    ({"verdict": "approve", "step": "nonsense"}, "step"),
    ({"verdict": "approve", "conditions": [{"text": "x"}]}, "conditions.0.owner"),
    ({"verdict": "approve", "conditions": [{"text": "x", "owner": NOBODY, "due": "2099-01-01"}]}, "owner"),
    ({"verdict": "approve", "conditions": [{"text": "x", "owner": NOBODY, "due": "20255-01-01"}]}, "conditions.0.due"),
]


def test_a_decision_that_lacks_something_names_its_field(cast: SimpleNamespace, api_of: ApiOf, review_at: Any) -> None:
    review = review_at("manager", tier="low")
    api = api_of(cast.mia)

    for data, field in INCOMPLETE:
        answer = post(api, path_of(review, "decide"), **data)

        assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)
    assert open_step(review).key == "manager"


def test_a_step_named_by_the_caller_is_not_another_one(cast: SimpleNamespace, api_of: ApiOf, review_at: Any) -> None:
    review = review_at("manager")
    step = open_step(review)
    services.decide_step(step, by=cast.max_, verdict="approve")

    answer = post(api_of(cast.mia), path_of(review, "decide"), verdict="reject", reason="No.", step=str(step.uid))

    assert (answer.status_code, message(answer)) == (409, "This step is already decided.")


def test_sealed_votes_are_hidden_in_the_api_too(cast: SimpleNamespace, api_of: ApiOf, review_at: Any) -> None:
    review = review_at("ethics_board")
    own = post(api_of(cast.board[1]), path_of(review, "vote"), choice="reject", reason="A secret doubt.")

    assert own.json()["steps"][1]["seats"][1]["choice"] == "reject"
    for reader in (cast.chi, cast.ada, cast.root_admin, cast.bi, cast.dov):
        answer = api_of(reader).get(path_of(review))
        seat = answer.json()["steps"][1]["seats"][1]
        assert (seat["has_voted"], seat["choice"], seat["reason"]) == (True, None, "")
        assert "secret" not in answer.content.decode()


def test_voting_is_refused_with_the_sentence_of_the_policy(
    cast: SimpleNamespace, api_of: ApiOf, review_at: Any
) -> None:
    review = review_at("ethics_board", tier="medium")
    table = [
        (cast.ada, 403, "You may not vote here"),
        (cast.root_admin, 403, "It takes one of these roles on the unit: Board member, Board chair."),
        (cast.mia, 403, "You may not vote here"),
        (cast.olga, 404, "There is nothing here that you may see."),
    ]

    for who, code, sentence in table:
        for act, data in (("vote", {"choice": "approve"}), ("recuse", {"reason": "I know them."})):
            answer = post(api_of(who), path_of(review, act), **data)

            assert (who.username, answer.status_code) == (who.username, code)
            assert sentence in message(answer)
    assert not Vote.objects.exists()


def test_the_state_of_the_voting_is_told_as_a_conflict(cast: SimpleNamespace, api_of: ApiOf, review_at: Any) -> None:
    review = review_at("ethics_board", tier="medium")
    chair = api_of(cast.chi)
    vote(open_step(review), cast.board[:4])

    again = post(chair, path_of(review, "vote"), choice="approve")
    no_quorum = post(chair, path_of(review, "close"))
    not_chair = post(api_of(cast.board[1]), path_of(review, "close"))
    vote(open_step(review), [cast.board[7]])
    closed = post(chair, path_of(review, "close"))
    late = post(api_of(cast.board[5]), path_of(review, "vote"), choice="approve")

    assert (again.status_code, no_quorum.status_code, not_chair.status_code) == (409, 409, 403)
    assert message(again) == "You have already voted; a vote that was cast is not changed."
    assert message(no_quorum).startswith("No quorum: 4 of 8 seats are present (5 needed)")
    assert closed.json()["state"] == "approved"
    assert (late.status_code, message(late)) == (409, "The voting is closed.")


def test_a_condition_is_set_and_confirmed(cast: SimpleNamespace, api_of: ApiOf, review_at: Any) -> None:
    review = review_at("manager", tier="low")
    due = (timezone.localdate() + timedelta(days=30)).isoformat()
    api = api_of(cast.mia)

    made = post(api, path_of(review, "conditions"), text="Mask names.", owner=str(cast.ben.uid), due=due)
    post(api, path_of(review, "decide"), verdict="approve")
    condition = Condition.objects.get()
    meet = f"/api/v1/conditions/{condition.uid}/meet/"
    refused = post(api_of(cast.ada), meet, evidence="I did it.")
    empty = post(api_of(cast.lea), meet, evidence="")
    done = post(api_of(cast.lea), meet, evidence="Checked.")
    again = post(api_of(cast.chi), meet, evidence="Checked.")

    assert made.status_code == 201
    assert (refused.status_code, empty.status_code, again.status_code) == (403, 400, 409)
    assert message(refused) == "You submitted this use case, so somebody else decides on it."
    assert (done.json()["state"], done.json()["met_by"]["name"]) == ("met", "Lea Legal")
    assert (
        api_of(cast.bi).get("/api/v1/conditions/?state=met&blocking=true").json()["results"][0]["text"] == "Mask names."
    )
    assert api_of(cast.bi).get("/api/v1/conditions/?blocking=false").json()["results"] == []
    assert post(api_of(cast.olga), meet, evidence="x").status_code == 404
    assert api_of(cast.olga).get(f"/api/v1/conditions/{condition.uid}/").status_code == 404


def test_an_approval_tells_what_it_no_longer_covers(cast: SimpleNamespace, api_of: ApiOf) -> None:
    approval = approved(cast, tier="low")
    path = f"/api/v1/approvals/{approval.uid}/"
    before = api_of(cast.bi).get(path).json()
    cases.edit_case(approval.case, by=cast.ada, measures="Other.")

    after = api_of(cast.bi).get(path).json()

    assert (before["counts_today"], before["covers"], before["changes"]) == (True, True, [])
    assert (after["counts_today"], after["covers"]) == (True, False)
    assert after["changes"] == [
        {
            "section": "measures", "field": "description", "old": "Share of answers sent unchanged; complaints a week.",
            "new": "Other.", "material": True,
        }
    ]  # fmt: skip
    assert api_of(cast.olga).get(path).status_code == 404


def test_approvals_are_suspended_reinstated_and_revoked(cast: SimpleNamespace, api_of: ApiOf) -> None:
    approval = approved(cast, tier="low")
    path = f"/api/v1/approvals/{approval.uid}/"
    api = api_of(cast.eve)

    refused = post(api_of(cast.ada), f"{path}suspend/", reason="No.")
    told = [post(api, f"{path}{act}/", reason="So.").json()["standing"] for act in ("suspend", "reinstate", "revoke")]
    over = post(api, f"{path}suspend/", reason="So.")

    assert refused.status_code == 403
    assert told == ["suspended", "standing", "withdrawn"]
    assert (over.status_code, message(over)) == (409, "This approval is over.")
    assert api.get("/api/v1/approvals/?standing=withdrawn").json()["results"][0]["end_reason"] == "So."


def test_withdrawing_over_the_api(cast: SimpleNamespace, api_of: ApiOf, review_at: Any) -> None:
    review = review_at("manager", tier="low")

    refused = post(api_of(cast.mia), path_of(review, "withdraw"), reason="No.")
    done = post(api_of(cast.ada), path_of(review, "withdraw"), reason="Later.")
    again = post(api_of(cast.ada), path_of(review, "withdraw"), reason="Later.")

    assert (refused.status_code, done.json()["state"], again.status_code) == (403, "withdrawn", 409)


def test_the_list_is_narrowed(cast: SimpleNamespace, api_of: ApiOf, review_at: Any) -> None:
    review = review_at("manager", tier="low")
    api = api_of(cast.bi)
    table = [
        ("", 1), ("?state=open", 1), ("?state=approved", 0), ("?tier=low", 1), ("?tier=high", 0),
        (f"?use_case={review.case.reference}", 1), (f"?unit={cast.support.uid}", 1), (f"?unit={cast.sales.uid}", 0),
        ("?page_size=1", 1),
    ]  # fmt: skip

    for query, found in table:
        answer = api.get(f"{REVIEWS}{query}")

        assert (query, answer.status_code, len(answer.json()["results"])) == (query, 200, found)


def test_a_filter_that_means_nothing_is_refused(cast: SimpleNamespace, api_of: ApiOf) -> None:
    api = api_of(cast.bi)

    for query, code in (
        ("?state=nonsense", 400),
        ("?unit=nonsense", 400),
        ("?use_case=UC-99999", 404),
        (f"?unit={cast.other.uid}", 404),
    ):
        assert (query, api.get(f"{REVIEWS}{query}").status_code) == (query, code)


def test_what_is_no_review_is_not_found(cast: SimpleNamespace, api_of: ApiOf) -> None:
    api = api_of(cast.ada)

    for key in ("not-a-uid", "00000000-0000-0000-0000-000000000000", "-" * 36):
        assert api.get(f"{REVIEWS}{key}/").status_code == 404


def test_a_page_of_the_list_costs_the_same_for_one_and_many(
    cast: SimpleNamespace, api_of: ApiOf, django_assert_max_num_queries: Any
) -> None:
    for number in range(4):
        submitted(
            cast, tier="low", case=a_reviewable_case(cast.support, by=cast.ada, tier="low", name=f"Case {number}")
        )
    api = api_of(cast.bi)
    api.get(REVIEWS)

    with django_assert_max_num_queries(4):
        assert len(api.get(REVIEWS).json()["results"]) == 4
