"""Answering criteria, planning mitigations, overriding what the records say."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from deployments import queries, services
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people.actors import COMMAND_LINE
from roi.workflow import Basis
from tests.conftest import person
from tests.factories.deployments import (
    answer_all,
    criterion,
    gate_of,
    go_no_go,
    ready,
    started,
)
from tests.factories.roi import invested, returned

pytestmark = pytest.mark.usefixtures("library")


@pytest.fixture
def pat(cast: SimpleNamespace) -> Any:
    """A second program manager, without a stake in anything."""
    return person("pat", "Pat Program", ("pm", cast.org))


def test_a_should_that_is_not_met_needs_a_plan(cast: SimpleNamespace) -> None:
    gate = gate_of(started(cast))
    answer_all(gate, by=cast.ada, without=("baseline_known",))

    with pytest.raises(Conflict, match=r"Cannot pass: “Is it measured how the work goes today.” is not met and has no"):
        services.decide_gate(gate, by=cast.eve)

    services.plan_mitigation(
        criterion(gate, "baseline_known"), by=cast.ada, text="Measure for two weeks.", owner=cast.ben,
        due=queries.today(),
    )  # fmt: skip
    gate = services.decide_gate(gate, by=cast.eve)
    assert (gate.state, gate.outcome) == ("passed", "mitigated")


def test_what_is_nice_to_have_changes_nothing(cast: SimpleNamespace) -> None:
    gate = ready(cast, go_no_go(cast).rollout)
    for row in gate.criteria.filter(level="nice"):
        services.answer_criterion(row, by=cast.ada, answer="not_met", note="Not yet.")

    gate = services.decide_gate(gate, by=cast.eve)

    assert (gate.state, gate.outcome) == ("passed", "ready")


def test_a_criterion_read_from_records_is_never_ticked(cast: SimpleNamespace) -> None:
    gate = go_no_go(cast)

    for key in ("positive_roi", "safety_and_compliance"):
        for who in (cast.ada, cast.eve, COMMAND_LINE):
            with pytest.raises(Conflict, match="nobody answers it by hand"):
                services.answer_criterion(criterion(gate, key), by=who, answer="met", note="Trust me.")


def test_an_answer_that_lacks_something_is_refused(cast: SimpleNamespace) -> None:
    row = criterion(gate_of(started(cast)), "team_named")
    wrong: list[tuple[dict[str, str], str]] = [
        ({"answer": "yes"}, "answer"),
        ({"answer": "met", "note": " "}, "note"),
        ({"answer": "not_met"}, "note"),
        ({"answer": "met", "note": "x" * 4001}, "note"),
        ({"answer": "met", "note": "Seen.", "link": "javascript:alert(1)"}, "link"),
        ({"answer": "met", "note": "Seen.", "link": "https://"}, "link"),
        ({"answer": "met", "note": "Seen.", "link": "http://[::1"}, "link"),
        ({"answer": "met", "note": "Seen.", "link": "https://wiki/a b"}, "link"),
        ({"answer": "met", "note": "Seen.", "link": "https://wiki/" + "x" * 2000}, "link"),
    ]

    for given, field in wrong:
        with pytest.raises(Invalid) as refused:
            services.answer_criterion(row, by=cast.ada, **given)
        assert refused.value.field == field, given

    row.refresh_from_db()
    assert (row.state, row.answered_at) == ("unknown", None)


def test_the_owner_of_a_case_brings_its_evidence(cast: SimpleNamespace) -> None:
    gate = gate_of(started(cast))

    row = services.answer_criterion(
        criterion(gate, "team_named"), by=cast.ben, answer="met", note="Ben and two agents.", link="https://wiki/team"
    )

    assert (row.state, row.answered_by, row.link) == ("met", cast.ben, "https://wiki/team")
    for who in ("mia", "dov", "olga", "chi"):
        with pytest.raises(Denied, match="You may not answer at this gate here"):
            services.answer_criterion(row, by=getattr(cast, who), answer="not_met", note="No.")


def test_an_answer_may_be_taken_back(cast: SimpleNamespace) -> None:
    gate = gate_of(started(cast))
    row = services.answer_criterion(criterion(gate, "team_named"), by=cast.ada, answer="met", note="All named.")

    row = services.answer_criterion(row, by=cast.ada, answer="unknown")

    assert (row.state, row.note) == ("unknown", "")


def test_only_a_should_that_is_not_met_gets_a_plan(cast: SimpleNamespace) -> None:
    gate = ready(cast, started(cast))

    for key, sentence in (
        ("team_named", "A must is met or it blocks"),
        ("approval_stands", "A must is met or it blocks"),
        ("stop_rule_agreed", "This criterion is met"),
    ):
        with pytest.raises(Conflict, match=sentence):
            services.plan_mitigation(
                criterion(gate, key), by=cast.ada, text="Do it.", owner=cast.ben, due=queries.today()
            )


def test_a_plan_has_a_text_an_owner_who_may_see_the_case_and_a_day(cast: SimpleNamespace) -> None:
    row, today = criterion(gate_of(started(cast)), "baseline_known"), queries.today()
    whole: dict[str, Any] = {"text": "Measure it.", "owner": cast.ben, "due": today}

    for changes, field in (
        ({"text": " "}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"owner": cast.olga}, "owner"),
        ({"due": today - timedelta(2)}, "due"),
        ({"due": today + timedelta(90_000)}, "due"),
    ):
        with pytest.raises(Invalid) as refused:
            services.plan_mitigation(row, by=cast.ada, **(whole | changes))
        assert refused.value.field == field

    row.refresh_from_db()
    assert row.mitigation == ""


def test_an_override_takes_two_people_without_a_stake(cast: SimpleNamespace, pat: Any) -> None:
    gate = go_no_go(cast)
    answer_all(gate, by=cast.ada)
    roi = criterion(gate, "positive_roi")
    with pytest.raises(Denied, match="You registered this use case"):
        services.request_override(roi, by=cast.ada, reason="Strategic.")
    with pytest.raises(Denied, match="You may not override criteria here"):
        services.request_override(roi, by=cast.ben, reason="Strategic.")
    with pytest.raises(Invalid, match="Say why it should pass"):
        services.request_override(roi, by=pat, reason=" ")

    roi = services.request_override(roi, by=pat, reason="The regulator asks for it.")

    with pytest.raises(Conflict, match="ROI from the plan is undefined"):
        services.decide_gate(gate, by=cast.eve)
    with pytest.raises(Denied, match="You asked for this override, so a second person confirms it"):
        services.confirm_override(roi, by=pat)
    with pytest.raises(Denied, match="You registered this use case"):
        services.confirm_override(roi, by=cast.ada)
    with pytest.raises(Conflict, match="already waits for a second person"):
        services.request_override(roi, by=cast.eve, reason="Me too.")
    services.confirm_override(roi, by=cast.eve)
    with pytest.raises(Conflict, match="already overridden"):
        services.request_override(roi, by=cast.eve, reason="Me too.")
    with pytest.raises(Conflict, match="already confirmed"):
        services.confirm_override(roi, by=cast.eve)
    gate = services.decide_gate(gate, by=cast.eve)
    assert gate.state == "passed"
    found = next(c for c in queries.record_of(gate)["criteria"] if c["key"] == "positive_roi")
    assert found["state"] == "unknown"
    assert found["override"]["counts"] is True
    assert found["override"]["asked"]["by"] == str(pat.uid)
    assert found["override"]["confirmed"]["by"] == str(cast.eve.uid)


def test_an_override_does_not_outlive_what_it_saw(cast: SimpleNamespace, pat: Any) -> None:
    gate = go_no_go(cast)
    answer_all(gate, by=cast.ada)
    roi = services.request_override(criterion(gate, "positive_roi"), by=pat, reason="The plan is not booked yet.")
    services.confirm_override(roi, by=cast.eve)
    assert queries.sheet(gate).outcome.can_pass

    invested(gate.rollout.case, 1_000_000, basis=Basis.PLAN)

    with pytest.raises(Conflict, match="ROI from the plan is -100%, more than 0% is needed"):
        services.decide_gate(gate, by=cast.eve)
    roi = services.request_override(roi, by=pat, reason="The return comes later.")
    invested(gate.rollout.case, 1, basis=Basis.PLAN)
    returned(gate.rollout.case, 10, basis=Basis.PLAN)
    with pytest.raises(Conflict, match="The records say something else since the override was asked for"):
        services.confirm_override(roi, by=cast.eve)


def test_what_is_met_or_answered_by_hand_is_not_overridden(cast: SimpleNamespace, pat: Any) -> None:
    gate = gate_of(started(cast))

    with pytest.raises(Conflict, match="answer this criterion instead"):
        services.request_override(criterion(gate, "team_named"), by=pat, reason="So be it.")
    with pytest.raises(Conflict, match="nothing to override"):
        services.request_override(criterion(gate, "approval_stands"), by=pat, reason="So be it.")
    with pytest.raises(Conflict, match="Nobody has asked for an override"):
        services.confirm_override(criterion(gate, "approval_stands"), by=pat)
