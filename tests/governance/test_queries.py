"""What waits for whom, and what the case page is told."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from governance import queries, services
from governance.models import Approval, Condition, Review, Step, Vote
from governance.views import case_tab
from tests.factories.governance import a_reviewable_case, approved, open_step, pass_step, submitted, vote
from tests.factories.usecases import a_case
from usecases import hooks
from usecases import services as cases
from usecases.queries import nameable

pytestmark = pytest.mark.usefixtures("library")


def kinds(user: Any) -> list[str]:
    return [item.kind for item in queries.waiting_for(user)]


@pytest.mark.parametrize(
    ("place", "waits"),
    [
        ("manager", {"mia": "decide", "max_": "decide"}),
        ("ethics_board", {"chi": "vote", "member": "vote"}),
        ("legal", {"lea": "decide"}),
        ("executive", {"eve": "decide"}),
        ("returned", {"ada": "revise"}),
        ("approved", {}),
        ("withdrawn", {}),
    ],
)
def test_each_place_waits_for_its_people_and_for_nobody_else(
    cast: SimpleNamespace, review_at: Any, place: str, waits: dict[str, str]
) -> None:
    review_at(place)
    cast.member = cast.board[3]

    for name in ("ada", "ben", "mia", "max_", "chi", "member", "lea", "eve", "fin", "dov", "root_admin", "olga"):
        assert kinds(getattr(cast, name)) == ([waits[name]] if name in waits else [])


def test_a_vote_that_was_cast_waits_no_longer_and_the_chair_may_close(cast: SimpleNamespace, review_at: Any) -> None:
    step = open_step(review_at("ethics_board"))
    vote(step, [*cast.board[:4], cast.board[7]])

    assert kinds(cast.board[3]) == []
    assert kinds(cast.board[4]) == ["vote"]
    assert kinds(cast.chi) == ["close"]


def test_a_step_waits_for_the_nearest_holder_only(cast: SimpleNamespace, review_at: Any) -> None:
    people.grant_role(cast.eve, "manager", cast.org, by=COMMAND_LINE)
    review_at("manager")

    assert kinds(cast.mia) == ["decide"]
    assert kinds(cast.eve) == []


def test_what_waits_costs_the_same_for_few_and_many(cast: SimpleNamespace, django_assert_num_queries: Any) -> None:
    def ask() -> list[str]:
        cast.chi._access = None
        return kinds(cast.chi)

    pass_step(cast, submitted(cast))
    with django_assert_num_queries(14):
        assert len(ask()) == 1
    for number in range(3):
        case = a_reviewable_case(cast.support, by=cast.ada, name=f"Case {number}")
        pass_step(cast, submitted(cast, case=case))
    with django_assert_num_queries(14):
        assert len(ask()) == 4


def test_what_is_overdue_comes_first(cast: SimpleNamespace, days_pass: Callable[[int], None]) -> None:
    submitted(cast, tier="low")
    days_pass(20)
    late = queries.waiting_for(cast.mia)
    submitted(cast, tier="low", case=a_reviewable_case(cast.support, by=cast.ada, tier="low", name="Second"))

    both = queries.waiting_for(cast.mia)

    assert late[0].is_overdue
    assert late[0].days == 20
    assert [item.is_overdue for item in both] == [True, False]
    assert queries.overdue(cast.dov) == 1


def test_the_owner_of_a_condition_is_told_once_it_is_in_force(cast: SimpleNamespace, review_at: Any) -> None:
    review = review_at("manager", tier="medium")
    draft = services.Draft("Mask names.", cast.ben, timezone.localdate() + timedelta(days=9))
    services.decide_step(open_step(review), by=cast.mia, verdict="approve", conditions=[draft])
    assert kinds(cast.ben) == []

    pass_step(cast, review)

    assert kinds(cast.ben) == ["condition"]


@pytest.mark.parametrize(
    ("place", "title"),
    [
        ("manager", "Manager decides"),
        ("ethics_board", "AI ethics board votes"),
        ("returned", "Returned: change it, then submit it again"),
        ("withdrawn", "Submit it for approval"),
        ("approved", None),
        ("rejected", None),
    ],
)
def test_the_case_page_is_told_what_is_next(
    cast: SimpleNamespace, review_at: Any, rf: Any, place: str, title: str | None
) -> None:
    case = review_at(place, tier="medium" if place == "ethics_board" else "low").case
    request = rf.get("/")
    request.user = cast.ada
    case.refresh_from_db()

    found = case_tab.next_step(request, case)

    assert (found.title if found else None) == title


def test_a_case_that_is_not_ready_has_no_next_step_here(cast: SimpleNamespace, rf: Any) -> None:
    request = rf.get("/")
    request.user = cast.ada

    assert case_tab.next_step(request, a_case(cast.support, by=cast.ada)) is None
    ready = case_tab.next_step(request, a_reviewable_case(cast.support, by=cast.ada))
    assert ready is not None
    assert ready.action == "Submit for approval"


def test_a_high_risk_case_with_gaps_is_completed_first(cast: SimpleNamespace, rf: Any) -> None:
    request = rf.get("/")
    request.user = cast.ada

    found = case_tab.next_step(request, a_reviewable_case(cast.support, by=cast.ada, human_oversight="", measures=""))

    assert found is not None
    assert found.title == "Complete the dossier: Measures"
    assert found.url.endswith("/edit/#id_measures")


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ("uncovered", "The approval no longer covers it: submit the change"),
        ("suspended", "The approval is suspended: reinstate or revoke it"),
        ("revoked", "Submit it for a new approval"),
    ],
)
def test_an_approval_that_does_not_carry_the_case_is_next(
    cast: SimpleNamespace, rf: Any, change: str, title: str
) -> None:
    approval = approved(cast, tier="low")
    if change == "uncovered":
        cases.edit_case(approval.case, by=cast.ada, measures="Other.")
    elif change == "suspended":
        services.suspend(approval, by=cast.chi, reason="An incident.")
    else:
        services.revoke(approval, by=cast.chi, reason="An incident.")
    request = rf.get("/")
    request.user = cast.ada
    approval.case.refresh_from_db()

    found = case_tab.next_step(request, approval.case)

    assert found is not None
    assert found.title == title


def test_governance_hangs_in_where_use_cases_allow_it() -> None:
    found = hooks.registered()

    assert "review" in found["tabs"]
    assert "governance.services.changes.case_changed" in found["listeners"]
    assert "governance.views.case_tab.next_step" in found["next_steps"]


# --- the law in the database -----------------------------------------------------------------------------------------


def refused(act: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_the_database_knows_one_open_review_a_case(cast: SimpleNamespace, review_at: Any) -> None:
    review = review_at("manager")
    again = Review.objects.get(pk=review.pk)
    again.pk, again.uid, again.round = None, Review().uid, 2

    refused(lambda: again.save(force_insert=True))


def test_the_database_knows_one_approval_in_force_a_case(cast: SimpleNamespace) -> None:
    first = approved(cast, tier="low")
    case = cases.edit_case(first.case, by=cast.ada, measures="Other.")
    review = services.submit(case, by=cast.ada)

    refused(
        lambda: Approval.objects.create(
            case=case, review=review, valid_until=first.valid_until, fingerprint=first.fingerprint
        )
    )


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "approved"},
        {"decided_at": timezone.now()},
        {"decision_digest": "x"},
    ],
    ids=["state without time", "time without state", "digest without decision"],
)
def test_who_and_when_go_together_on_a_review(review_at: Any, columns: dict[str, Any]) -> None:
    review = review_at("manager")

    refused(lambda: Review.objects.filter(pk=review.pk).update(**columns))


@pytest.mark.parametrize("columns", [{"verdict": "approve"}, {"decided_at": timezone.now()}, {"opened_at": None}])
def test_who_and_when_go_together_on_a_step(review_at: Any, columns: dict[str, Any]) -> None:
    review = review_at("manager")

    refused(lambda: Step.objects.filter(review=review, key="manager").update(**columns))


def test_who_and_when_go_together_on_a_condition(cast: SimpleNamespace, review_at: Any) -> None:
    step = open_step(review_at("manager"))
    services.add_condition(step, by=cast.mia, text="Mask.", owner=cast.ben, due=timezone.localdate())

    refused(lambda: Condition.objects.update(state="met"))
    refused(lambda: Condition.objects.update(met_at=timezone.now()))


def test_the_database_knows_one_vote_a_member_and_a_seat(cast: SimpleNamespace, review_at: Any) -> None:
    step = open_step(review_at("ethics_board"))
    services.cast_vote(step, by=cast.chi, choice="approve")
    row = Vote.objects.get()

    refused(
        lambda: Vote.objects.create(step=step, seat=row.seat, member=cast.chi, choice="approve", salt="", commitment="")
    )
    refused(
        lambda: Vote.objects.create(step=step, seat=row.seat, member=cast.mia, choice="approve", salt="", commitment="")
    )


def test_service_accounts_are_not_offered_as_owners(cast: SimpleNamespace) -> None:
    offered = queries.readers(cast.support)

    assert cast.ben in offered
    assert cast.bi not in offered
    assert cast.bi not in nameable(cast.ada)
