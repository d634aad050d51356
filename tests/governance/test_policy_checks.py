"""The seventeen policies of a case, what it must measure by them, and what they support in frameworks."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from foundation.evidence import services as evidence
from foundation.evidence.queries import boxes
from foundation.kernel.errors import Conflict, Denied, Invalid
from governance import hooks, services
from governance.models import PolicyCheck
from governance.queries import compliance as queries
from governance.queries import frameworks
from governance.rules_compliance import Overall, Support
from tests.evidence.samples import PDF
from tests.factories.governance import a_reviewable_case, approved
from tests.factories.metrics import a_kpi, measured
from usecases import services as cases
from usecases.models import UseCase

pytestmark = pytest.mark.usefixtures("library")


def policies() -> list[Any]:
    return list(queries.policy_set().parsed.policies)


def check_all(case: UseCase, by: Any, *, but: dict[str, str] | None = None) -> None:
    """Every policy met, except those in `but`."""
    for policy in policies():
        answer = (but or {}).get(policy.key, "met")
        services.check_policy(case, by=by, policy=policy.key, answer=answer, reason="Looked at.")


def test_a_check_keeps_its_reason_and_the_one_before_it(cast: SimpleNamespace) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada, owner=cast.ben)

    first = services.check_policy(case, by=cast.ben, policy="fairness", answer="not_met", reason="No groups compared.")
    again = services.check_policy(case, by=cast.ben, policy="fairness", answer="not_met", reason="No groups compared.")
    last = services.check_policy(case, by=cast.ada, policy="fairness", answer="met", reason="Compared by age.")

    assert first == again
    assert [row.pk for row in queries.checks_of(case, "fairness")] == [last.pk, first.pk]
    assert queries.current_checks(case) == {"fairness": last}
    assert last.document.reference == "policy_set/ai-policies@1"


def test_bad_checks_are_refused_at_their_field(cast: SimpleNamespace) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada)
    table = [
        ({"policy": "kindness", "answer": "met", "reason": "x"}, "policy"),
        ({"policy": "fairness", "answer": "perhaps", "reason": "x"}, "answer"),
        ({"policy": "transparency", "answer": "not_applicable", "reason": "x"}, "answer"),
        ({"policy": "fairness", "answer": "met", "reason": " "}, "reason"),
        ({"policy": "fairness", "answer": "met", "reason": "\x00"}, "reason"),
    ]

    for given, field in table:
        with pytest.raises(Invalid) as refused:
            services.check_policy(case, by=cast.ada, **given)
        assert refused.value.field == field
    for who in (cast.mia, cast.chi, cast.dov, cast.bi, cast.olga):
        with pytest.raises(Denied):
            services.check_policy(case, by=who, policy="fairness", answer="met", reason="x")
    cases.close(case, to="killed", by=cast.ada, reason="Not needed.")
    with pytest.raises(Conflict):
        services.check_policy(case, by=cast.ada, policy="fairness", answer="met", reason="x")
    assert not PolicyCheck.objects.exists()


def test_overall_takes_all_four_groups_and_the_approval(cast: SimpleNamespace) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada, tier="low")
    assert queries.compliance(case).overall == Overall.OPEN

    check_all(case, cast.ada, but={"no_manipulation": "not_met", "fairness": "not_applicable"})
    broken = queries.compliance(case)
    assert broken.overall == Overall.BROKEN
    assert [group.complies for group in broken.groups] == [True, False, True, True]
    assert broken.counts == {"met": 15, "not_met": 1, "not_applicable": 1}

    services.check_policy(case, by=cast.ada, policy="no_manipulation", answer="met", reason="Wording changed.")
    assert queries.compliance(case).overall == Overall.UNAPPROVED


def test_checks_after_the_approval_do_not_void_it(cast: SimpleNamespace) -> None:
    approval = approved(cast, tier="low")

    check_all(approval.case, cast.ada)

    assert queries.compliance(UseCase.objects.get(pk=approval.case_id)).overall == Overall.CLEARED


def test_evidence_is_attached_to_one_policy_of_a_case(cast: SimpleNamespace) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada)

    evidence.attach(case, by=cast.ada, name="groups.pdf", content=PDF, place="policy-fairness")

    held = boxes(cast.ada, case)
    assert [file.name for file in held["policy-fairness"].files] == ["groups.pdf"]
    assert held[""].files == ()
    with pytest.raises(Invalid):
        evidence.attach(case, by=cast.ada, name="groups.pdf", content=PDF, place="policy-kindness")


def test_an_approved_system_measures_what_its_policies_ask_for(
    cast: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    approval = approved(cast, tier="low")
    case, today = approval.case, timezone.localdate()
    measured(a_kpi(case, "model_accuracy", unit="percent"), 93, today)
    measured(a_kpi(case, "error_rate", unit="percent"), 2, today - timedelta(days=9))
    a_kpi(case, "response_time", unit="minutes")
    for policy in ("fairness", "bias_testing"):
        services.check_policy(case, by=cast.ada, policy=policy, answer="not_applicable", reason="Concerns no people.")

    with django_assert_max_num_queries(8):
        [found] = queries.monitored(list(queries.approved_cases(cast.dov)))

    states = {item.requirement.key: item.state for item in found.obligations}
    assert states == {
        "accuracy": "measured", "latency": "unmeasured", "cost": "unmeasured", "user_satisfaction": "unmeasured",
        "demographic_parity": "lifted", "equal_opportunity": "lifted", "calibration": "lifted",
        "uptime": "unmeasured", "error_rate": "overdue", "usage": "unmeasured",
    }  # fmt: skip
    assert found.obligations[0].figure is not None
    assert found.obligations[0].figure.value == "93%"
    assert found.obligations[4].because == "Fairness"
    assert len(found.missing) == 6
    assert list(queries.approved_cases(cast.olga)) == []


def test_a_framework_says_what_policies_support_for_a_case_and_for_all(
    cast: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    case = a_reviewable_case(cast.support, by=cast.ada, tier="low")
    a_reviewable_case(cast.sales, by=cast.ada, tier="low")
    check_all(case, cast.ada, but={"audit_trail": "not_met"})

    law, _gdpr, nist, *_rest = frameworks.frameworks_of(queries.compliance(case).answers)
    states = {row.entry.id: row.state for row in law.entries}
    assert (states["Art. 14"], states["Art. 12"]) == (Support.SHOWN, Support.BROKEN)
    assert nist.counts[Support.OUTSIDE] > 0
    assert sum(nist.counts.values()) == 72

    with django_assert_max_num_queries(8):
        everywhere, total = frameworks.framework_in(cast.dov, "eu_ai_act")
    counts = {row.entry.id: dict(row.counts) for row in everywhere.entries}
    assert total == 2
    assert counts["Art. 14"] == {Support.SHOWN: 1, Support.OPEN: 1}
    assert frameworks.framework_in(cast.olga, "oecd")[1] == 0
    assert {framework.key for framework, _entries in frameworks.satisfied_by("human_oversight")} == {
        "eu_ai_act", "nist_ai_rmf", "iso_42001", "oecd", "m_25_21",
    }  # fmt: skip


def test_counts_by_policy_are_of_cases_that_the_reader_sees(cast: SimpleNamespace) -> None:
    check_all(a_reviewable_case(cast.support, by=cast.ada, tier="low"), cast.ada, but={"privacy": "not_met"})
    a_reviewable_case(cast.sales, by=cast.ada, tier="low")

    def privacy(reader: Any) -> tuple[int, int, int]:
        rows = [row for _group, rows in queries.policy_counts(reader) for row in rows]
        return next((row.met, row.not_met, row.open) for row in rows if row.policy.key == "privacy")

    assert privacy(cast.dov) == (0, 1, 1)
    assert privacy(cast.ben) == (0, 1, 0)
    assert privacy(cast.olga) == (0, 0, 0)


def test_one_app_tells_governance_what_is_measured_and_one_makes_packs() -> None:
    assert hooks.registered() == ["deployments.measuring.figures", "reports.packs.request_pack"]
