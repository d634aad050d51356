"""The pages of law and policies: answering, the result, policies, frameworks and what is owed."""

from types import SimpleNamespace
from typing import Any

import pytest

from governance import services
from governance.queries import compliance as queries
from tests.factories.compliance import HIGH, LIMITED, PROHIBITED
from tests.factories.governance import a_board, a_reviewable_case, approved
from tests.governance.pages import ClientOf, text_of, url

pytestmark = pytest.mark.usefixtures("library")

ANSWERS = {
    "is_ai_system": "yes", "eu_link": "yes", "excluded": "none", "prohibited_practice": "none",
    "regulated_product": "no", "annex_iii_purpose": "none", "transparency_trigger": "talks_to_people",
    "general_purpose_model": "no", "provider_role": "yes", "own_use": "no", "automated_decision": "no",
    "on": "2026-11-28",
}  # fmt: skip


def test_each_answer_leads_to_the_next_question_and_the_result_is_recorded(
    cast: SimpleNamespace, client_of: ClientOf
) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada, tier="low")
    client, here = client_of(cast.ada), url("regulation_answer", case.reference)

    first = text_of(client.get(here))
    second = client.post(here, {"is_ai_system": "yes", "on": "2026-11-28"})
    both = client.post(here, ANSWERS | {"excluded": ["none", "art_2_6"]})
    out = client.post(here, {"is_ai_system": "no", "on": "2026-11-28", "go": "record"})
    kept = client.post(here, {"is_ai_system": "yes", "on": "2026-11-28", "go": "keep"})
    done = client.post(here, ANSWERS | {"go": "record"})

    assert "with some autonomy?" in first
    assert "Is it placed on the EU market" not in first
    assert (second.status_code, "Is it placed on the EU market" in text_of(second)) == (200, True)
    assert "Pick entries, or none of these; not both." in text_of(both)
    assert (out.status_code, "takes the use case out of the law" in text_of(out)) == (422, True)
    assert (kept.status_code, done.status_code) == (302, 302)
    result = text_of(client.get(url("regulation", case.reference)))
    assert "EU AI Act: Limited risk" in result
    assert "Say that it is AI" in result
    assert queries.classifications(case).count() == 2


def test_the_result_shows_duties_dates_contested_marks_and_fines(cast: SimpleNamespace, client_of: ClientOf) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada)
    answers = HIGH | {"provider_role": True, "own_use": True, "rights_assessment_needed": True}
    services.classify(case, by=cast.ada, answers=answers)
    client, here = client_of(cast.dov), url("regulation", case.reference)

    page = text_of(client.get(here))
    caps = text_of(client.get(here, {"turnover": "2000"}))
    small = text_of(client.get(here, {"turnover": "400", "small": "on"}))
    wrong = client.get(here, {"turnover": "much"})

    assert "High risk, binding from 2 Dec 2027" in page
    assert "before the amendment 2 Aug 2026" in page
    assert "The deferral does not name Chapter IX" in page
    assert "Fundamental rights impact assessment" in page
    assert "€140,000,000" in caps  # EU-P3
    assert "€60,000,000" in caps  # EU-P4
    assert "€28,000,000" in small  # EU-P2
    assert wrong.status_code == 422
    assert client.get(f"{here}1/").status_code == 200
    assert client.get(f"{here}2/").status_code == 404


def test_who_may_not_edit_a_case_reads_and_does_not_answer(cast: SimpleNamespace, client_of: ClientOf) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada)
    pages = [
        ("regulation", []), ("policy_check", ["fairness"]), ("case_framework", ["nist_ai_rmf"]),
    ]  # fmt: skip

    for name, more in pages:
        here = url(name, case.reference, *more)
        assert client_of(cast.dov).get(here).status_code == 200
        assert client_of(cast.olga).get(here).status_code == 404
    answering = url("regulation_answer", case.reference)
    refused = client_of(cast.chi).post(answering, ANSWERS | {"go": "record"})
    checked = client_of(cast.chi).post(
        url("policy_check", case.reference, "fairness"), {"answer": "met", "reason": "Seen."}
    )
    assert (refused.status_code, checked.status_code) == (403, 403)
    assert client_of(cast.olga).post(answering, ANSWERS).status_code == 404
    assert not queries.classifications(case).exists()
    assert queries.current_checks(case) == {}


def test_policies_are_checked_one_after_the_other(cast: SimpleNamespace, client_of: ClientOf) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada)
    client, here = client_of(cast.ada), url("policy_check", case.reference, "fairness")

    page = text_of(client.get(here))
    wrong = client.post(here, {"answer": "met", "reason": ""})
    following = client.post(here, {"answer": "not_met", "reason": "No groups compared yet.", "go": "next"})
    back = client.post(here, {"answer": "met", "reason": "Compared by age.", "go": "done"})

    assert "It does not apply when: The system neither concerns people" in page
    assert "MEASURE 2.11" in page
    assert wrong.status_code == 422
    assert following["Location"] == url("policy_check", case.reference, "transparency")
    assert back["Location"].endswith("?tab=compliance")
    tab = text_of(client.get(back["Location"]))
    assert "16 policies are still to be checked" in tab
    assert "The EU AI Act: not classified yet" in tab
    assert client.get(url("policy_check", case.reference, "kindness")).status_code == 404


def test_a_prohibited_case_says_so_where_it_would_be_submitted(cast: SimpleNamespace, client_of: ClientOf) -> None:
    a_board(cast.org, cast.board)
    case = a_reviewable_case(cast.support, by=cast.ada)
    services.classify(case, by=cast.ada, answers=PROHIBITED)
    client = client_of(cast.ada)

    page = client.get(url("submit", case.reference))
    posted = client.post(url("submit", case.reference), {"note": ""})
    tab = text_of(client.get(f"{case.get_absolute_url()}?tab=compliance"))

    assert "EU AI Act prohibits this use case: Art. 5(1)(f)" in text_of(page)
    assert posted.status_code == 409
    assert "It cannot be submitted." in tab


def test_the_pages_of_all_cases_cost_the_same_however_many(
    cast: SimpleNamespace, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    first = approved(cast, tier="low").case
    services.classify(first, by=cast.ada, answers=LIMITED, on=None)
    services.check_policy(first, by=cast.ada, policy="fairness", answer="not_met", reason="No groups.")
    for number in range(3):
        case = a_reviewable_case(cast.sales, by=cast.ada, tier="low", name=f"Case {number}")
        services.classify(case, by=cast.ada, answers=HIGH)
    reader, outsider = client_of(cast.dov), client_of(cast.olga)
    pages = [
        (url("policy_list"), "A policy is not met in 1 check"), (url("policy_cases", "fairness"), "No groups."),
        (url("classification_list"), "4 use cases are classified"), (url("framework"), "MEASURE 2.11|Art. 14"),
        (url("framework_of", "nist_ai_rmf"), "MEASURE 2.11"), (url("monitoring"), "1 approved system owes measures"),
    ]  # fmt: skip

    for here, said in pages:
        with django_assert_max_num_queries(22):
            page = reader.get(here)
        assert any(part in text_of(page) for part in said.split("|")), here
        assert first.name not in text_of(outsider.get(here))
    for query in ("?tier=high", "?coming=yes", "?export=csv", "?tier=nonsense"):
        assert reader.get(url("classification_list") + query).status_code == 200
    for query in ("?answer=open", "?answer=not_met", "?export=csv"):
        assert reader.get(url("policy_cases", "fairness") + query).status_code == 200
    assert reader.get(url("framework_of", "nothing")).status_code == 404
    assert reader.get(url("policy_cases", "nothing")).status_code == 404
