"""Applying the EU AI Act to a case: what is kept, what it raises, what it ends."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from foundation.audit.models import Entry
from foundation.kernel.errors import Conflict, Denied, Invalid
from governance import services
from governance.models import Approval, Classification
from governance.queries import compliance as queries
from governance.queries import coverage
from tests.content.test_eu_ai_act import CASES
from tests.factories.compliance import HIGH, LATER, LIMITED, MINIMAL, NOTHING, PROHIBITED
from tests.factories.governance import a_board, a_reviewable_case, approved, submitted
from usecases import queries as case_queries
from usecases import services as cases
from usecases.models import UseCase

pytestmark = pytest.mark.usefixtures("library")
WHY = dict.fromkeys(("is_ai_system", "eu_link", "excluded", "exemption"), "Looked at with legal.")


def fresh(case: UseCase) -> UseCase:
    return UseCase.objects.select_related("unit", "tier_questions").get(pk=case.pk)


def test_the_known_cases_are_kept_with_tier_reasons_and_version(cast: SimpleNamespace) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada, tier="low")

    for _name, answers, tier, picked in CASES:
        made = services.classify(case, by=cast.ada, answers=NOTHING | answers, reasons=WHY, note="Another system.")
        assert (made.tier, tuple(made.picked), made.document.reference) == (tier, picked, "regulation/eu-ai-act@1")

    kept = queries.classifications(case)
    assert [row.number for row in kept] == list(range(len(CASES), 0, -1))
    assert kept.filter(replaced_at=None).count() == 1
    assert kept.get(number=12).reasons == {"is_ai_system": "Looked at with legal."}
    assert set(kept.get(number=12).answers) == {"is_ai_system"}, "what lies off the way says nothing"


def test_the_tier_by_law_raises_ours_and_lowering_it_needs_a_reason(cast: SimpleNamespace) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada, tier="low")

    services.classify(case, by=cast.ada, answers=LIMITED)
    assert (fresh(case).tier, fresh(case).tier_floor_because) == ("medium", "EU AI Act: Limited risk")
    services.classify(case, by=cast.ada, answers=HIGH)
    assert fresh(case).tier == "high"
    with pytest.raises(Invalid, match="asks for less") as refused:
        services.classify(case, by=cast.ada, answers=MINIMAL)
    services.classify(case, by=cast.ada, answers=MINIMAL, note="It no longer ranks people.")

    assert refused.value.field == "note"
    assert (fresh(case).tier, fresh(case).tier_floor) == ("low", "")


def test_the_floor_holds_when_the_risk_questions_are_answered_anew(cast: SimpleNamespace) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada, tier="high")
    services.classify(case, by=cast.ada, answers=LIMITED)

    lower = dict.fromkeys(case.tier_answers, False)
    found = cases.classify(fresh(case), by=cast.ada, answers=lower, reason="Answered with more care.")

    assert found.tier == "medium"


def test_every_question_on_the_way_needs_an_answer_and_a_way_out_a_reason(cast: SimpleNamespace) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada)
    table: list[tuple[dict[str, Any], str]] = [
        ({"is_ai_system": True}, "eu_link"),
        (NOTHING | {"is_ai_system": False}, "reason-is_ai_system"),
        (NOTHING | {"annex_iii_purpose": ["iii_4_a"], "exemption": ["art_6_3_a"]}, "reason-exemption"),
        (NOTHING | {"excluded": True}, "excluded"),
        (NOTHING | {"prohibited_practice": ["iii_4_a"]}, "prohibited_practice"),
        (NOTHING | {"is_ai_system": "yes"}, "is_ai_system"),
        (NOTHING | {"unheard_of": True}, "unheard_of"),
    ]

    for answers, field in table:
        with pytest.raises(Invalid) as refused:
            services.classify(case, by=cast.ada, answers=answers)
        assert refused.value.field == field

    with pytest.raises(Invalid) as early:
        services.classify(case, by=cast.ada, answers=NOTHING, on=date(2020, 1, 1))
    assert early.value.field == "on"
    assert not Classification.objects.exists()


def test_unfinished_answers_are_kept_beside_the_result_that_counts(cast: SimpleNamespace) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada)
    first = services.classify(case, by=cast.ada, answers=LIMITED)
    begun = services.classify(case, by=cast.ada, answers={"is_ai_system": True}, finish=False)

    assert (begun.tier, begun.open) == ("", "eu_link")
    assert queries.current_classification(case) == first
    assert queries.unfinished_classification(case) == begun

    services.classify(case, by=cast.ada, answers=HIGH)
    assert queries.unfinished_classification(case) is None


def test_the_same_answers_make_no_second_record(cast: SimpleNamespace) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada)

    assert services.classify(case, by=cast.ada, answers=HIGH) == services.classify(case, by=cast.ada, answers=HIGH)


def test_who_may_edit_a_case_may_classify_it(cast: SimpleNamespace) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada)
    foreign = a_reviewable_case(cast.sales, by=cast.ada)

    for who in (cast.mia, cast.chi, cast.lea, cast.dov, cast.bi, cast.olga):
        with pytest.raises(Denied):
            services.classify(case, by=who, answers=HIGH)
    with pytest.raises(Denied):
        services.classify(foreign, by=cast.ben, answers=HIGH)
    cases.close(case, to="killed", by=cast.ada, reason="Not needed.")
    with pytest.raises(Conflict, match="closed"):
        services.classify(case, by=cast.ada, answers=HIGH)


def test_a_prohibited_case_cannot_be_submitted(cast: SimpleNamespace) -> None:
    a_board(cast.org, cast.board)
    case = a_reviewable_case(cast.support, by=cast.ada)
    services.classify(case, by=cast.ada, answers=PROHIBITED)

    with pytest.raises(Conflict, match=r"prohibits this use case: Art\. 5\(1\)\(f\)"):
        services.submit(fresh(case), by=cast.ada)

    services.classify(case, by=cast.ada, answers=LIMITED, note="It no longer reads emotions.")
    assert services.submit(fresh(case), by=cast.ada).is_open


def test_a_prohibited_result_suspends_the_approval_and_takes_the_review_back(cast: SimpleNamespace) -> None:
    approval = approved(cast, tier="low")
    other = submitted(cast, tier="low")

    services.classify(approval.case, by=cast.ada, answers=PROHIBITED)
    services.classify(other.case, by=cast.ada, answers=PROHIBITED)

    other.refresh_from_db()
    assert Approval.objects.get(pk=approval.pk).standing == "suspended"
    assert fresh(approval.case).approval_standing == "suspended"
    assert (other.state, "Art. 5(1)(f)" in other.reason) == ("withdrawn", True)


def test_a_raised_tier_takes_the_review_back_and_uncovers_the_approval(cast: SimpleNamespace) -> None:
    approval = approved(cast, tier="low")
    running = submitted(cast, tier="low")

    services.classify(approval.case, by=cast.ada, answers=HIGH)
    services.classify(running.case, by=cast.ada, answers=HIGH)

    running.refresh_from_db()
    assert running.state == "withdrawn"
    assert fresh(approval.case).approval_standing == "uncovered"
    changed = {change.field for change in coverage(Approval.objects.get(pk=approval.pk)).material}
    assert changed == {"tier", "eu_tier"}
    again = services.submit(fresh(running.case), by=cast.ada)
    assert (again.tier, again.sections["risk"]["content"]["eu_tier"]) == ("high", "high")


def test_a_result_that_asks_for_nothing_voids_nothing(cast: SimpleNamespace) -> None:
    approval = approved(cast, tier="low")
    running = submitted(cast, tier="low")

    services.classify(approval.case, by=cast.ada, answers=MINIMAL)
    services.classify(running.case, by=cast.ada, answers=MINIMAL)

    running.refresh_from_db()
    assert (running.state, fresh(approval.case).approval_standing) == ("open", "standing")
    assert "Minimal risk" in case_queries.dossier(fresh(approval.case))["risk"]["eu_ai_act"]


def test_what_becomes_prohibited_on_a_day_is_blocked_from_that_day_on(cast: SimpleNamespace, monkeypatch: Any) -> None:
    approval = approved(cast, tier="high")
    monkeypatch.setattr(timezone, "localdate", lambda *_args: date(2026, 11, 1))
    made = services.classify(approval.case, by=cast.ada, answers=LATER)
    assert (made.tier, made.changes_on) == ("limited", date(2026, 12, 2))
    assert queries.prohibition(approval.case) is None
    assert services.follow_law_due(by=cast.ada) == 0

    monkeypatch.setattr(timezone, "localdate", lambda *_args: date(2026, 12, 2))
    blocked = queries.prohibition(approval.case)
    assert blocked is not None
    assert services.follow_law_due(by=cast.ada) == 1
    assert services.follow_law_due(by=cast.ada) == 0

    now = queries.current_classification(approval.case)
    assert now is not None
    assert (now.tier, now.number, now.changes_on) == ("prohibited", 2, None)
    assert fresh(approval.case).approval_standing == "suspended"


def test_the_result_for_a_planned_day_counts_before_it_comes(cast: SimpleNamespace) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada)

    made = services.classify(case, by=cast.ada, answers=LATER, on=timezone.localdate() + timedelta(days=900))

    assert made.tier == "prohibited"
    assert queries.prohibition(case) is not None


def test_the_trail_says_what_was_found_and_by_which_version(cast: SimpleNamespace) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada, tier="low")

    services.classify(case, by=cast.ada, answers=HIGH)

    entry = Entry.objects.filter(action="governance.regulation.applied").get()
    assert "regulation/eu-ai-act@1" in entry.body
    assert "High risk" in entry.body
    assert Entry.objects.filter(action="usecases.case.tier_floor_noted").count() == 1
