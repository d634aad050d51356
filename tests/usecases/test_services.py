"""Commands on one use case: who may, what is checked, what is kept."""

from typing import Any

import pytest
from django.db import connection

from foundation.audit.models import Entry
from foundation.audit.queries import history
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.money import Money
from foundation.people import services as people
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from tests.factories.usecases import (
    HIGH_ANSWERS,
    LOW_ANSWERS,
    SUPPORT_INPUTS,
    a_case,
    a_classified_case,
    a_scored_case,
)
from usecases import hooks, queries, services
from usecases.models import ScoreCard, StageMove, UseCase
from usecases.workflow import Stage

pytestmark = pytest.mark.django_db


def last_action(case: UseCase) -> str:
    return Entry.objects.filter(subject_uid=case.uid).latest("id").action


# --- registering


def test_a_new_case_is_an_idea_with_a_reference_a_history_and_a_trail(ada: User, support: Unit) -> None:
    case = services.create_case(support, by=ada, name="  Sort \n mail ", summary="Too slow.")

    assert case.name == "Sort mail"
    assert case.stage == Stage.IDEA
    assert case.reference == f"UC-{case.pk:04d}"
    assert case.created_by == ada
    assert case.moves.get().to_stage == "idea"
    assert last_action(case) == "usecases.case.created"


@pytest.mark.parametrize("who", ["mia", "eve", "dov", "root_admin", "bi", "olga"])
def test_only_those_who_may_register_register(cast: Any, who: str) -> None:
    with pytest.raises(Denied, match="register use cases"):
        services.create_case(cast.support, by=getattr(cast, who), name="X", summary="Y")


def test_an_owner_registers_in_their_own_unit_only(ben: User, support: Unit, sales: Unit) -> None:
    services.create_case(support, by=ben, name="X", summary="Y")

    with pytest.raises(Denied):
        services.create_case(sales, by=ben, name="X", summary="Y")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "   ", "Enter a name"),
        ("name", "x" * 501, "at most 500 characters"),
        ("name", "x" * 10_000, "at most 500 characters"),
        ("name", "a\x00b", "control character"),
        ("summary", "x" * 10_001, "at most 10000 characters"),
        ("category", "x" * 121, "at most 120 characters"),
        ("impact", "all", "none of the choices"),
        ("personal_data", "maybe", "none of the choices"),
        ("budget", Money(-1, "USD"), "not negative"),
        ("stage", "approved", "no field"),
    ],
)
def test_a_bad_value_is_refused_at_its_field(ada: User, support: Unit, field: str, value: Any, message: str) -> None:
    values = {"name": "X", "summary": "Y", field: value}

    with pytest.raises(Invalid, match=message) as refusal:
        services.create_case(support, by=ada, **values)

    assert refusal.value.field == field
    assert not UseCase.objects.exists()


def test_an_owner_must_be_able_to_see_the_case(ada: User, olga: User, ben: User, support: Unit) -> None:
    with pytest.raises(Invalid, match="Olga Outsider cannot see") as refusal:
        services.create_case(support, by=ada, name="X", summary="Y", owner=olga)

    assert refusal.value.field == "owner"
    assert services.create_case(support, by=ada, name="X", summary="Y", owner=ben).owner == ben


def test_nothing_is_registered_in_an_archived_unit(ada: User, support: Unit) -> None:
    support.archived_at = support.archived_at or __import__("django.utils.timezone", fromlist=["now"]).now()
    support.save(update_fields=["archived_at"])

    with pytest.raises(Conflict, match="archived"):
        services.create_case(support, by=COMMAND_LINE, name="X", summary="Y")


# --- editing


def test_an_edit_records_what_was_before_and_after(ada: User, support: Unit) -> None:
    case = a_case(support)

    services.edit_case(case, by=ada, name="Answer chat", budget=Money.of("1250000", "USD"))

    changes = {name: (old, new) for name, old, new in history(case)[0].changes}
    assert changes == {"name": ("Answer support mail", "Answer chat"), "budget": ("–", "USD 1,250,000.00")}


def test_an_edit_that_changes_nothing_writes_nothing(ada: User, support: Unit) -> None:
    case = a_case(support)
    before = Entry.objects.count()

    assert services.edit_case(case, by=ada, name=case.name).version == case.version
    assert Entry.objects.count() == before


def test_an_owner_edits_only_their_own_cases(ben: User, ada: User, support: Unit) -> None:
    own, other = a_case(support, by=ada, owner=ben), a_case(support, by=ada)

    services.edit_case(own, by=ben, objective="Half the time")
    with pytest.raises(Denied, match="own or registered"):
        services.edit_case(other, by=ben, objective="Half the time")


def test_who_saves_over_a_newer_version_is_told(ada: User, ben: User, support: Unit) -> None:
    case = a_case(support, by=ben)
    services.edit_case(case, by=ada, version=1, name="Hers")

    with pytest.raises(Conflict, match="while you were editing"):
        services.edit_case(case, by=ben, version=1, name="His")

    case.refresh_from_db()
    assert case.name == "Hers"


def test_moving_a_case_to_another_unit_needs_the_right_there_and_moves_its_count(
    ada: User, ben: User, support: Unit, sales: Unit
) -> None:
    case = a_case(support, by=ben)
    with pytest.raises(Denied):
        services.edit_case(case, by=ben, unit=sales)

    services.edit_case(case, by=ada, unit=sales)

    assert queries.stage_counts(ada, unit=support)["idea"] == 0
    assert queries.stage_counts(ada, unit=sales)["idea"] == 1
    assert queries.stage_count_differences() == []


def test_a_closed_case_is_kept_as_it_was(ada: User, support: Unit) -> None:
    case = services.close(a_case(support), to="killed", by=ada, reason="No data")

    with pytest.raises(Conflict, match="closed"):
        services.edit_case(case, by=ada, name="Other")


def test_listeners_hear_of_a_change_in_its_transaction(ada: User, support: Unit, monkeypatch: Any) -> None:
    heard: list[tuple[frozenset[str], bool]] = []
    monkeypatch.setattr(hooks, "_listeners", [])
    hooks.on_change(lambda case, fields, by: heard.append((fields, connection.in_atomic_block)))

    services.edit_case(a_case(support), by=ada, name="Other")

    assert heard == [(frozenset({"name"}), True)]


# --- classifying


def test_answers_give_the_tier_and_pin_the_questions(library: None, ada: User, support: Unit) -> None:
    case = services.classify(a_case(support), by=ada, answers=HIGH_ANSWERS)

    assert case.tier == "high"
    assert case.stage == Stage.ASSESSED
    assert case.tier_questions == queries.risk_questions()
    assert Entry.objects.filter(subject_uid=case.uid, action="usecases.case.classified").exists()


def test_an_open_question_gives_no_tier(library: None, ada: User, support: Unit) -> None:
    case = services.classify(a_case(support), by=ada, answers={**LOW_ANSWERS, "safety": None})

    assert case.tier == ""
    assert case.stage == Stage.IDEA


def test_a_lower_tier_needs_a_reason(library: None, ada: User, support: Unit) -> None:
    case = services.classify(a_case(support), by=ada, answers=HIGH_ANSWERS)

    with pytest.raises(Invalid, match="reason") as refusal:
        services.classify(case, by=ada, answers=LOW_ANSWERS)
    assert refusal.value.field == "reason"

    assert services.classify(case, by=ada, answers=LOW_ANSWERS, reason="Scope was cut").tier == "low"


def test_unknown_questions_and_answers_are_refused(library: None, ada: User, support: Unit) -> None:
    case = a_case(support)

    with pytest.raises(Invalid, match="no risk question"):
        services.classify(case, by=ada, answers={"vibes": True})
    with pytest.raises(Invalid, match="yes or no"):
        services.classify(case, by=ada, answers={"safety": "perhaps"})  # type: ignore[dict-item]


# --- scoring


def test_a_score_card_keeps_inputs_result_and_model_and_advances_the_case(
    library: None, ada: User, support: Unit
) -> None:
    case = a_scored_case(support, by=ada)

    card = case.current_card
    assert card is not None
    assert (str(case.current_score), case.current_band, case.stage) == ("5.1333", "medium", "scored")
    assert card.inputs == SUPPORT_INPUTS
    assert card.result["contributions"]["risk"] == "1.5333"
    assert card.model.reference == "scoring_model/weighted-value@1"
    assert card.by == ada


def test_scoring_again_without_a_change_keeps_the_card(library: None, ada: User, support: Unit) -> None:
    case = a_scored_case(support, by=ada)

    again = services.score_case(case, by=ada)

    assert again == case.current_card
    assert case.cards.count() == 1


def test_new_inputs_make_a_new_card_and_leave_the_old(library: None, ada: User, support: Unit) -> None:
    case = a_scored_case(support, by=ada)

    services.record_inputs(case, by=ada, inputs={"data_quality": "9"})
    services.score_case(case, by=ada)

    assert [str(card.total) for card in queries.cards(case)] == ["5.2333", "5.1333"]


def test_score_cards_and_moves_are_written_once(library: None, support: Unit) -> None:
    case = a_scored_case(support)

    for rows in (ScoreCard.objects.filter(case=case), StageMove.objects.filter(case=case)):
        with pytest.raises(TypeError, match="written once"):
            rows.update(id=1)
        with pytest.raises(TypeError, match="written once"):
            rows.delete()


def test_clearing_an_input_makes_it_assumed_again(library: None, ada: User, support: Unit) -> None:
    case = a_scored_case(support, by=ada)

    services.record_inputs(case, by=ada, inputs={"data_quality": ""})

    assert "data_quality" in services.score_case(case, by=ada).result["assumed"]


def test_a_case_without_any_input_is_not_scored(library: None, ada: User, support: Unit) -> None:
    with pytest.raises(Conflict, match="at least one input"):
        services.score_case(a_case(support), by=ada)


def test_an_input_out_of_range_is_refused_at_its_field(library: None, ada: User, support: Unit) -> None:
    with pytest.raises(Invalid, match="from 0 to 10") as refusal:
        services.record_inputs(a_case(support), by=ada, inputs={"complexity": "10.5"})

    assert refusal.value.field == "complexity"


@pytest.mark.parametrize("who", ["mia", "eve", "dov", "lea", "fin", "chi", "olga"])
def test_only_those_who_may_score_score(library: None, cast: Any, who: str) -> None:
    case = a_case(cast.support)

    with pytest.raises(Denied):
        services.record_inputs(case, by=getattr(cast, who), inputs=SUPPORT_INPUTS)
    with pytest.raises(Denied):
        services.score_case(case, by=getattr(cast, who))


# --- moving


def test_a_case_climbs_the_ladder_step_by_step(library: None, ada: User, support: Unit) -> None:
    case = a_classified_case(support)

    for stage in ("approved", "alpha", "beta", "pilot", "production", "scaled"):
        case = services.advance(case, to=stage, by=ada)

    assert [move.to_stage for move in queries.moves(case)][::-1] == [
        "idea",
        "scored",
        "approved",
        "alpha",
        "beta",
        "pilot",
        "production",
        "scaled",
    ]
    assert queries.stage_counts(ada)["scaled"] == 1
    assert sum(queries.stage_counts(ada).values()) == 1


def test_a_stage_cannot_be_skipped_or_invented(ada: User, support: Unit) -> None:
    case = a_case(support)

    with pytest.raises(Conflict, match="cannot become"):
        services.advance(case, to="pilot", by=ada)
    with pytest.raises(Invalid, match="no stage “launched”"):
        services.advance(case, to="launched", by=ada)


def test_a_case_on_hold_does_not_advance_and_resumes_where_it_stood(library: None, ada: User, support: Unit) -> None:
    case = services.hold(a_scored_case(support), by=ada, reason="Waiting for the data owner")

    with pytest.raises(Conflict, match="on hold"):
        services.advance(case, to="approved", by=ada)
    with pytest.raises(Conflict, match="already on hold"):
        services.hold(case, by=ada, reason="Again")

    case = services.resume(case, by=ada)
    assert (case.stage, case.held_since, case.hold_reason) == ("scored", None, "")
    with pytest.raises(Conflict, match="not on hold"):
        services.resume(case, by=ada)


def test_closing_needs_a_reason_and_reopening_goes_back(ada: User, ben: User, support: Unit) -> None:
    case = a_case(support, by=ben)
    with pytest.raises(Invalid, match="reason"):
        services.close(case, to="killed", by=ada, reason="  ")

    case = services.close(services.hold(case, by=ada, reason="?"), to="killed", by=ada, reason="No value")
    assert (case.stage, case.is_held) == ("killed", False)

    with pytest.raises(Denied):
        services.reopen(case, by=ben, reason="I like it")
    assert services.reopen(case, by=ada, reason="New data").stage == "idea"
    assert queries.stage_count_differences() == []


def test_an_idea_cannot_retire_and_closing_is_no_way_to_approve(ada: User, support: Unit) -> None:
    case = a_case(support)

    with pytest.raises(Conflict, match="cannot become"):
        services.close(case, to="retired", by=ada, reason="Done")
    with pytest.raises(Invalid, match="closed as"):
        services.close(case, to="approved", by=ada, reason="Done")


def test_an_open_review_keeps_a_case_from_being_killed(ada: User, support: Unit) -> None:
    case = services.note_review_state(a_case(support), "open", by=ada)

    with pytest.raises(Conflict, match="withdraw it first"):
        services.close(case, to="killed", by=ada, reason="Enough")


def test_review_and_approval_are_noted_once_each(ada: User, support: Unit) -> None:
    case = a_case(support)
    services.note_review_state(case, "open", by=ada)
    services.note_review_state(case, "open", by=ada)
    case = services.note_approval(case, standing="standing", until=None, by=ada)

    assert (case.review_state, case.approval_standing) == ("open", "standing")
    assert Entry.objects.filter(subject_uid=case.uid, action="usecases.case.review_noted").count() == 1
    with pytest.raises(Invalid):
        services.note_review_state(case, "maybe", by=ada)
    with pytest.raises(Invalid):
        services.note_approval(case, standing="maybe", until=None, by=ada)


def test_a_token_of_another_unit_narrows_what_its_user_may_do(ada: User, support: Unit, sales: Unit) -> None:
    token, _secret = people.issue_token(ada, name="t", by=COMMAND_LINE, scopes=("read", "write"), unit=sales)
    narrowed = User.objects.get(pk=ada.pk)
    narrowed.token = token

    services.create_case(sales, by=narrowed, name="X", summary="Y")
    with pytest.raises(Denied):
        services.create_case(support, by=narrowed, name="X", summary="Y")
