"""Deciding steps: who may, what follows, and what is refused with which sentence."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from foundation.kernel.canonical import canonical_json, digest_text
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from governance import policies, queries, services
from governance.models import Condition, Review
from tests.factories.governance import a_board, a_reviewable_case, open_step, pass_step, submitted
from usecases import services as cases

pytestmark = pytest.mark.usefixtures("library")

EVERYBODY = ("ada", "ben", "mia", "max_", "chi", "lea", "eve", "fin", "dov", "root_admin", "bi", "olga")
MAY_DECIDE = {"manager": {"mia", "max_"}, "legal": {"lea"}, "executive": {"eve"}}
NEEDS = {"manager": "roles on the unit: Manager", "legal": "unit: Legal", "executive": "unit: Executive"}


@pytest.mark.parametrize("place", ["manager", "legal", "executive"])
def test_only_the_holder_of_the_role_decides(cast: SimpleNamespace, review_at: Any, place: str) -> None:
    step = open_step(review_at(place))

    for name in EVERYBODY:
        if name in MAY_DECIDE[place]:
            policies.check_decide(getattr(cast, name), step)
            continue
        with pytest.raises(Denied, match=NEEDS[place]):
            services.decide_step(step, by=getattr(cast, name), verdict="approve")


STAKES = [
    ("creator", "You registered this use case"),
    ("submitter", "You submitted this use case"),
    ("owner", "You own this use case"),
    ("sponsor", "You sponsor this use case"),
    ("author", "You changed what is being reviewed since the last round"),
]


def with_stake(cast: SimpleNamespace, stake: str) -> Review:
    """A low-risk review in which Mia, the manager, has a stake."""
    people.grant_role(cast.mia, "pm", cast.support, by=COMMAND_LINE)
    cast.mia._access = None
    fields = {"owner": {"owner": cast.mia}, "sponsor": {"sponsor": cast.mia}}.get(stake, {})
    case = a_reviewable_case(cast.support, by=cast.mia if stake == "creator" else cast.ada, tier="low", **fields)
    if stake == "author":
        cases.edit_case(case, by=cast.mia, measures="Complaints a month.")
    return services.submit(case, by=cast.mia if stake == "submitter" else cast.ada)


@pytest.mark.parametrize(("stake", "sentence"), STAKES)
def test_whoever_has_a_stake_does_not_decide(cast: SimpleNamespace, stake: str, sentence: str) -> None:
    review = with_stake(cast, stake)

    with pytest.raises(Denied, match=f"{sentence}, so somebody else decides on it"):
        services.decide_step(open_step(review), by=cast.mia, verdict="approve")

    assert cast.mia.pk in policies.interested(review)
    assert queries.holding(open_step(review)).users == (cast.max_,)


@pytest.mark.parametrize("stake", ["creator", "submitter", "owner", "sponsor", "author"])
def test_a_member_with_a_stake_does_not_vote(cast: SimpleNamespace, stake: str) -> None:
    member = cast.board[4]
    people.grant_role(member, "pm", cast.support, by=COMMAND_LINE)
    member._access = None
    a_board(cast.org, cast.board)
    fields = {"owner": {"owner": member}, "sponsor": {"sponsor": member}}.get(stake, {})
    case = a_reviewable_case(cast.support, by=member if stake == "creator" else cast.ada, tier="medium", **fields)
    if stake == "author":
        cases.edit_case(case, by=member, measures="Complaints a month.")
    review = services.submit(case, by=member if stake == "submitter" else cast.ada)
    pass_step(cast, review)

    with pytest.raises(Denied, match="so somebody else decides on it"):
        services.cast_vote(open_step(review), by=member, choice="approve")

    assert member not in queries.holding(open_step(review)).users


def test_entering_scores_or_the_owner_makes_nobody_an_author(cast: SimpleNamespace) -> None:
    people.grant_role(cast.mia, "pm", cast.support, by=COMMAND_LINE)
    cast.mia._access = None
    case = a_reviewable_case(cast.support, by=cast.ada, tier="low")
    cases.edit_case(case, by=cast.mia, owner=cast.ben)
    cases.edit_case(case, by=cast.mia, name="Answer the mail of customers")

    assert cast.mia.pk not in policies.interested(case)


def test_an_author_of_the_round_before_may_decide_on_the_next(cast: SimpleNamespace) -> None:
    people.grant_role(cast.mia, "pm", cast.support, by=COMMAND_LINE)
    cast.mia._access = None
    case = a_reviewable_case(cast.support, by=cast.ada, tier="low")
    cases.edit_case(case, by=cast.mia, measures="Complaints a month.")
    first = services.submit(case, by=cast.ada)
    services.decide_step(open_step(first), by=cast.max_, verdict="return", reason="Say how you measure it.")
    cases.edit_case(case, by=cast.ada, measures="Complaints a week, from the ticket system.")

    second = services.submit(case, by=cast.ada)

    assert cast.mia.pk in policies.interested(first)
    assert cast.mia.pk not in policies.interested(second)


def test_along_the_whole_route_to_an_approval(cast: SimpleNamespace) -> None:
    review = submitted(cast)

    for key in ("manager", "ethics_board", "legal", "executive"):
        assert open_step(review).key == key
        pass_step(cast, review)

    review.refresh_from_db()
    case = review.case
    case.refresh_from_db()
    approval = queries.standing_approval(case)
    assert approval is not None
    assert (review.state, case.review_state, case.stage) == ("approved", "approved", "approved")
    assert (case.approval_standing, case.approval_until) == ("standing", approval.valid_until)
    assert approval.valid_until == timezone.now().date() + timedelta(days=365)
    assert approval.fingerprint == review.fingerprint
    assert queries.coverage(approval).covers


@pytest.mark.parametrize(
    ("verdict", "state", "stage"), [("return", "returned", "scored"), ("reject", "rejected", "rejected")]
)
def test_anything_but_an_approval_ends_the_round(cast: SimpleNamespace, verdict: str, state: str, stage: str) -> None:
    review = submitted(cast)

    services.decide_step(open_step(review), by=cast.mia, verdict=verdict, reason="The purpose is not clear.")

    review.refresh_from_db()
    case = review.case
    case.refresh_from_db()
    assert (review.state, case.review_state, case.stage) == (state, state, stage)
    assert [step.state for step in review.steps.all()] == [state, "skipped", "skipped", "skipped"]
    assert review.reason == "The purpose is not clear."
    assert queries.standing_approval(case) is None


INCOMPLETE = [
    ({"verdict": "return"}, "reason", "Say what must change"),
    ({"verdict": "reject", "reason": "  "}, "reason", "Say why it is rejected"),
    ({"verdict": "maybe"}, "verdict", "Choose approve, return or reject"),
    ({"verdict": "approve", "reason": "x" * 4001}, "reason", "at most 4000 characters"),
    ({"verdict": "approve", "reason": "a\x00b"}, "reason", "control character"),
    ({"verdict": "approve", "reason": "a\ud800b"}, "reason", "control character"),
]


def test_a_decision_that_lacks_something_is_refused(cast: SimpleNamespace, review_at: Any) -> None:
    review = review_at("manager")

    for given, field, sentence in INCOMPLETE:
        with pytest.raises(Invalid, match=sentence) as refused:
            services.decide_step(open_step(review), by=cast.mia, **given)

        assert refused.value.field == field
    assert open_step(review).key == "manager"


def state_refusals() -> list[Any]:
    def decided(cast: SimpleNamespace, review: Review) -> None:
        services.decide_step(review.steps.get(key="manager"), by=cast.max_, verdict="approve")

    def withdrawn(cast: SimpleNamespace, review: Review) -> None:
        services.withdraw(review, by=cast.ada, reason="Later.")

    def held(cast: SimpleNamespace, review: Review) -> None:
        cases.hold(review.case, by=cast.ada, reason="Budget freeze.")

    def untouched(cast: SimpleNamespace, review: Review) -> None:
        pass

    return [
        pytest.param(decided, "manager", "mia", "This step is already decided", id="decided"),
        pytest.param(withdrawn, "manager", "mia", "This review is over: Withdrawn", id="withdrawn"),
        pytest.param(held, "manager", "mia", "on hold; the review waits", id="on hold"),
        pytest.param(untouched, "legal", "lea", "not open yet", id="not open"),
        pytest.param(untouched, "ethics_board", "mia", "A board decides this step by vote", id="board"),
    ]


@pytest.mark.parametrize(("prepare", "key", "who", "sentence"), state_refusals())
def test_a_step_that_is_not_open_is_not_decided(
    cast: SimpleNamespace, review_at: Any, prepare: Any, key: str, who: str, sentence: str
) -> None:
    review = review_at("manager")
    prepare(cast, review)

    with pytest.raises(Conflict, match=sentence):
        services.decide_step(review.steps.get(key=key), by=getattr(cast, who), verdict="approve")


def condition(cast: SimpleNamespace, **changes: Any) -> services.Draft:
    given = {
        "text": "Mask names before training.", "owner": cast.ben, "due": timezone.localdate() + timedelta(days=30),
        "is_blocking": True,
    }  # fmt: skip
    return services.Draft(**(given | changes))


def test_an_approval_with_a_blocking_condition(cast: SimpleNamespace, review_at: Any) -> None:
    review = review_at("manager", tier="low")

    services.decide_step(open_step(review), by=cast.mia, verdict="approve", conditions=[condition(cast)])

    case = review.case
    assert [row.text for row in queries.open_conditions(case, blocking=True)] == ["Mask names before training."]
    assert not queries.open_conditions(case, blocking=False)
    assert [item.kind for item in queries.waiting_for(cast.ben)] == ["condition"]


def test_a_condition_that_nobody_could_check_is_refused(cast: SimpleNamespace, review_at: Any) -> None:
    review = review_at("manager")
    table: list[tuple[dict[str, Any], str, str]] = [
        ({"text": " "}, "text", "Write what must be done"),
        ({"due": timezone.localdate() - timedelta(days=1)}, "due", "Choose a day from today on"),
        ({"due": date(2101, 1, 1)}, "due", "Choose a day from today on"),
        ({"owner": cast.olga}, "owner", "Olga Outsider cannot see this use case"),
    ]

    for changes, field, sentence in table:
        with pytest.raises(Invalid, match=sentence) as refused:
            services.decide_step(
                open_step(review), by=cast.mia, verdict="approve", conditions=[condition(cast, **changes)]
            )

        assert refused.value.field == field
    assert not Condition.objects.exists()
    assert open_step(review).key == "manager"


def test_conditions_belong_to_an_approval(cast: SimpleNamespace, review_at: Any) -> None:
    with pytest.raises(Invalid, match="Conditions belong to an approval"):
        services.decide_step(
            open_step(review_at("manager")), by=cast.mia, verdict="return", reason="No.", conditions=[condition(cast)]
        )


def with_condition(cast: SimpleNamespace, review_at: Any, owner: Any = None) -> Condition:
    review = review_at("manager", tier="low")
    drafts = [condition(cast, owner=owner or cast.ben)]
    services.decide_step(open_step(review), by=cast.mia, verdict="approve", conditions=drafts)
    return Condition.objects.get(review=review)


def test_somebody_else_confirms_a_condition(cast: SimpleNamespace, review_at: Any) -> None:
    row = with_condition(cast, review_at)

    services.meet_condition(row, by=cast.lea, evidence="Checked 200 samples, none had a name.")

    row.refresh_from_db()
    assert (row.state, row.met_by, row.evidence) == ("met", cast.lea, "Checked 200 samples, none had a name.")
    assert not queries.open_conditions(row.review.case)


def test_others_do_not_confirm_it(cast: SimpleNamespace, review_at: Any) -> None:
    row = with_condition(cast, review_at, owner=cast.chi)
    table = [
        (cast.ada, "You submitted this use case"),
        (cast.mia, "You may not confirm conditions here"),
        (cast.root_admin, "You may not confirm conditions here"),
        (cast.chi, "so somebody else confirms it"),
    ]

    for who, sentence in table:
        with pytest.raises(Denied, match=sentence):
            services.meet_condition(row, by=who, evidence="Done.")


def test_a_condition_is_confirmed_once_and_with_evidence(cast: SimpleNamespace, review_at: Any) -> None:
    row = with_condition(cast, review_at)

    with pytest.raises(Invalid, match="Say what shows"):
        services.meet_condition(row, by=cast.lea, evidence="")
    services.meet_condition(row, by=cast.lea, evidence="Checked.")
    with pytest.raises(Conflict, match="already met"):
        services.meet_condition(row, by=cast.chi, evidence="Checked too.")


def test_a_condition_is_not_confirmed_before_the_approval(cast: SimpleNamespace, review_at: Any) -> None:
    review = review_at("manager")
    services.decide_step(open_step(review), by=cast.mia, verdict="approve", conditions=[condition(cast)])

    with pytest.raises(Conflict, match="once the review is approved"):
        services.meet_condition(Condition.objects.get(), by=cast.lea, evidence="Done.")


def test_the_decision_has_a_digest_over_everything_it_rests_on(cast: SimpleNamespace, review_at: Any) -> None:
    review = review_at("executive")
    services.decide_step(open_step(review), by=cast.eve, verdict="approve", reason="Go.", conditions=[condition(cast)])
    review.refresh_from_db()
    record = queries.record_of(review)["record"]

    assert review.decision_digest == digest_text(review.record) == digest_text(canonical_json(record))
    assert record["fingerprint"] == review.fingerprint
    assert record["outcome"] == "approved"
    assert [step["verdict"] for step in record["steps"]] == ["approve"] * 4
    assert len(record["steps"][1]["votes"]) == 5
    assert record["conditions"][0]["text"] == "Mask names before training."
    assert cast.eve.name not in review.record


def test_a_late_confirmation_does_not_alter_the_record(cast: SimpleNamespace, review_at: Any) -> None:
    row = with_condition(cast, review_at)
    before = Review.objects.get().record

    services.meet_condition(row, by=cast.lea, evidence="Checked.")

    assert Review.objects.get().record == before
