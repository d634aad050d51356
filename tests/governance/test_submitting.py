"""Sending a case into review, and taking it back."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from foundation.audit import queries as trail
from foundation.audit.models import Entry
from foundation.kernel.errors import Conflict, Denied, DomainError, Invalid
from foundation.kernel.workdays import Workdays
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from governance import queries, rules, services
from governance.models import Review
from library import services as library_services
from library.models import Document
from tests.factories.governance import (
    ANSWERS,
    DOSSIER,
    a_board,
    a_reviewable_case,
    open_step,
    pass_step,
    submitted,
)
from tests.factories.usecases import a_classified_case
from usecases import services as cases

pytestmark = pytest.mark.usefixtures("library")


@pytest.mark.parametrize(
    ("tier", "steps"),
    [
        ("low", ["manager"]),
        ("medium", ["manager", "ethics_board"]),
        ("high", ["manager", "ethics_board", "legal", "executive"]),
    ],
)
def test_the_tier_decides_the_route(cast: SimpleNamespace, tier: str, steps: list[str]) -> None:
    review = submitted(cast, tier=tier)

    assert [step.key for step in review.steps.all()] == steps
    assert [step.state for step in review.steps.all()] == ["open", *["waiting"] * (len(steps) - 1)]
    assert review.case.review_state == "" or review.state == "open"
    review.case.refresh_from_db()
    assert review.case.review_state == "open"


def test_the_dossier_is_frozen_with_a_digest_for_each_section(cast: SimpleNamespace) -> None:
    review = submitted(cast)

    assert list(review.dossier) == list(rules.SECTIONS)
    assert review.dossier["model"]["description"] == DOSSIER["model_description"]
    assert review.fingerprint == rules.fingerprint(review.dossier)
    assert review.score_card == review.case.current_card

    cases.edit_case(review.case, by=cast.ada, model_description="Another model.")
    review.refresh_from_db()

    assert review.dossier["model"]["description"] == DOSSIER["model_description"]


def test_a_high_risk_case_with_an_empty_dossier_is_told_what_is_missing(cast: SimpleNamespace) -> None:
    a_board(cast.org, cast.board)
    case = a_classified_case(cast.support, by=cast.ada, answers=ANSWERS["high"], summary="", measures="Complaints.")

    with pytest.raises(
        Invalid, match=r"Still empty: Objective, Data, Model and supplier, Human oversight, Budget\."
    ) as refused:
        services.submit(case, by=cast.ada)

    assert refused.value.field == "dossier"
    assert not Review.objects.exists()


@pytest.mark.parametrize("tier", ["low", "medium"])
def test_lower_tiers_may_be_submitted_with_an_empty_dossier(cast: SimpleNamespace, tier: str) -> None:
    a_board(cast.org, cast.board)
    case = a_classified_case(cast.support, by=cast.ada, answers=ANSWERS[tier])

    assert services.submit(case, by=cast.ada).state == "open"


def refusals() -> list[Any]:
    def untouched(cast: SimpleNamespace, case: Any) -> None:
        pass

    def unclassified(cast: SimpleNamespace, case: Any) -> None:
        cases.classify(case, by=cast.ada, answers={}, reason="We start again.")

    def held(cast: SimpleNamespace, case: Any) -> None:
        cases.hold(case, by=cast.ada, reason="Budget freeze.")

    def killed(cast: SimpleNamespace, case: Any) -> None:
        cases.close(case, to="killed", by=cast.ada, reason="Not worth it.")

    def in_review(cast: SimpleNamespace, case: Any) -> None:
        services.submit(case, by=cast.ada)

    def approved(cast: SimpleNamespace, case: Any) -> None:
        review = services.submit(case, by=cast.ada)
        while review.state == "open":
            pass_step(cast, review)
            review.refresh_from_db()

    return [
        pytest.param("mia", untouched, Denied, "You may not submit use cases here", id="no right"),
        pytest.param("root_admin", untouched, Denied, "You may not submit use cases here", id="administrator"),
        pytest.param("dov", untouched, Denied, "You may not submit use cases here", id="auditor"),
        pytest.param("ben", untouched, Denied, "only the use cases that you own", id="owner of another case"),
        pytest.param("ada", unclassified, Invalid, "Answer the risk questions first", id="no tier"),
        pytest.param("ada", held, Conflict, "on hold", id="on hold"),
        pytest.param("ada", killed, Conflict, "closed", id="closed"),
        pytest.param("ada", in_review, Conflict, "Round 1 of this use case is already in review", id="in review"),
        pytest.param("ada", approved, Conflict, "there is nothing to approve", id="approved and unchanged"),
    ]


@pytest.mark.parametrize(("who", "prepare", "error", "sentence"), refusals())
def test_submitting_is_refused(
    cast: SimpleNamespace, who: str, prepare: Any, error: type[DomainError], sentence: str
) -> None:
    a_board(cast.org, cast.board)
    case = a_reviewable_case(cast.support, by=cast.ada)
    prepare(cast, case)
    case.refresh_from_db()
    before = Review.objects.count()

    with pytest.raises(error, match=sentence):
        services.submit(case, by=getattr(cast, who))

    assert Review.objects.count() == before


def test_the_command_line_submits_nothing(cast: SimpleNamespace) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada)

    with pytest.raises(Denied, match="Only a person"):
        services.submit(case, by=COMMAND_LINE)


def test_an_owner_submits_their_own_case(cast: SimpleNamespace) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada, tier="low", owner=cast.ben)

    assert services.submit(case, by=cast.ben).submitted_by == cast.ben


def test_without_a_board_the_case_is_not_submitted(cast: SimpleNamespace) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada)

    with pytest.raises(Conflict, match="none sits for Support or above"):
        services.submit(case, by=cast.ada)

    assert not Review.objects.exists()


def test_a_board_of_the_unit_goes_before_the_one_above(cast: SimpleNamespace) -> None:
    a_board(cast.org, cast.board)
    near = services.convene_board(cast.support, by=COMMAND_LINE, name="Support board")

    assert queries.board_for(cast.support, "ethics-board") == near
    assert submitted(cast).steps.get(key="ethics_board").board == near


def test_a_new_route_and_another_board_do_not_touch_what_runs(cast: SimpleNamespace) -> None:
    review = submitted(cast)
    route = review.route
    body = route.data
    for tier in body["routes"]:
        tier["steps"] = tier["steps"][:1]
        tier["steps"][0]["covers"] = list(rules.SECTIONS)
    library_services.publish_version(kind="approval_route", slug="by-tier", body=body, by=COMMAND_LINE)
    seats = review.steps.get(key="ethics_board").seats
    board = review.steps.get(key="ethics_board").board
    assert board is not None
    board.seats.filter(key="external_ethics_expert").update(is_required=False)

    review.refresh_from_db()

    assert Document.objects.filter(kind="approval_route", version__gt=route.version).count() == 1
    assert review.route == route
    assert review.steps.count() == 4
    assert seats.get(key="external_ethics_expert").is_required


def test_the_role_step_goes_to_the_unit_above_when_everybody_nearer_has_a_stake(cast: SimpleNamespace) -> None:
    people.grant_role(cast.eve, "manager", cast.org, by=COMMAND_LINE)
    people.grant_role(cast.mia, "owner", cast.support, by=COMMAND_LINE)
    people.grant_role(cast.max_, "owner", cast.support, by=COMMAND_LINE)
    review = submitted(cast, tier="low", owner=cast.mia, sponsor=cast.max_)

    held = queries.holding(open_step(review))

    assert held.unit == cast.org
    assert held.users == (cast.eve,)
    assert held.moved_up
    assert "Everybody who holds the role in Support has a stake" in held.note
    assert open_step(review).holder_unit == cast.org


def test_the_step_says_when_nobody_may_decide_it(cast: SimpleNamespace) -> None:
    people.grant_role(cast.mia, "owner", cast.support, by=COMMAND_LINE)
    people.grant_role(cast.max_, "owner", cast.support, by=COMMAND_LINE)
    review = submitted(cast, tier="low", owner=cast.mia, sponsor=cast.max_)

    held = queries.holding(open_step(review))

    assert held.unit is None
    assert "Nobody without a stake in the case holds the role Manager" in held.note


def test_a_withdrawn_review_leaves_the_case_free(cast: SimpleNamespace) -> None:
    review = submitted(cast)

    services.withdraw(review, by=cast.ada, reason="We change the model first.")

    review.refresh_from_db()
    review.case.refresh_from_db()
    assert (review.state, review.case.review_state) == ("withdrawn", "withdrawn")
    assert {step.state for step in review.steps.all()} == {"skipped"}
    assert services.submit(review.case, by=cast.ada).round == 2


def test_others_do_not_withdraw(cast: SimpleNamespace) -> None:
    review = submitted(cast)

    for who in (cast.mia, cast.ben, cast.dov):
        with pytest.raises(Denied, match="withdraw this review"):
            services.withdraw(review, by=who, reason="No.")


def test_what_is_over_is_not_withdrawn(cast: SimpleNamespace) -> None:
    review = submitted(cast)
    services.withdraw(review, by=cast.ada, reason="First.")

    with pytest.raises(Conflict, match="This review is over: Withdrawn"):
        services.withdraw(review, by=cast.ada, reason="Second.")


def test_withdrawing_needs_a_reason(cast: SimpleNamespace) -> None:
    with pytest.raises(Invalid, match="Say why"):
        services.withdraw(submitted(cast), by=cast.ada, reason=" ")


def test_submission_is_in_the_trail_with_its_fingerprint(cast: SimpleNamespace) -> None:
    review = submitted(cast)

    lines = trail.lines(Entry.objects.filter(action="governance.review.submitted"))

    assert dict(lines[0].facts)["fingerprint"] == review.fingerprint
    assert lines[0].sentence == f"Ada Program submitted {review} for approval"


def test_deadlines_are_working_days_from_opening(cast: SimpleNamespace) -> None:
    step = open_step(submitted(cast))

    assert step.due_on == Workdays().plus(timezone.now().date(), 5)
