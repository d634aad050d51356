"""Planned days, cohorts, and what the criteria of a gate come to."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deployments import rules, workflow
from deployments.rules import Point, Result, Span
from deployments.workflow import GATE_NEXT, NEXT, Answer, GateState, Level, State
from foundation.kernel.errors import Conflict, Invalid

MONDAY = date(2026, 11, 2)
MUST, SHOULD, NICE = Level.MUST, Level.SHOULD, Level.NICE
MET, NOT_MET, UNKNOWN = Answer.MET, Answer.NOT_MET, Answer.UNKNOWN


@pytest.mark.parametrize(
    ("weeks", "first", "last"),
    [
        ((1, 1), date(2026, 11, 2), date(2026, 11, 8)),
        ((2, 3), date(2026, 11, 9), date(2026, 11, 22)),
        ((4, 5), date(2026, 11, 23), date(2026, 12, 6)),
        ((6, 6), date(2026, 12, 7), date(2026, 12, 13)),
    ],
    ids=["alpha", "beta", "pilot", "production"],
)
def test_the_weeks_of_document_b_become_days(weeks: tuple[int, int], first: date, last: date) -> None:
    assert rules.planned(MONDAY, *weeks) == Span(first, last)


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2100, 12, 1), date(9999, 12, 31)])
def test_a_plan_stays_between_2000_and_2100(day: date) -> None:
    with pytest.raises(Invalid) as refused:
        rules.require_start(day, last_week=6)

    assert refused.value.field == "start_on"


def span(first: int, last: int) -> Span:
    return Span(date(2026, 11, first), date(2026, 11, last))


@pytest.mark.parametrize(
    ("spans", "field"),
    [
        ([("alpha", span(2, 1))], "end_alpha"),
        ([("alpha", span(1, 5)), ("beta", span(5, 9))], "start_beta"),
        ([("alpha", span(8, 9)), ("beta", span(1, 2))], "start_beta"),
        ([("alpha", Span(date(1990, 1, 1), date(2026, 1, 1)))], "start_alpha"),
        ([("alpha", Span(date(2026, 1, 1), date(2255, 1, 1)))], "end_alpha"),
    ],
)
def test_stages_follow_one_another(spans: list[tuple[str, Span]], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.require_order(spans)

    assert refused.value.field == field


def test_stages_with_a_pause_between_them_are_in_order() -> None:
    rules.require_order([("alpha", span(1, 5)), ("beta", span(6, 9)), ("pilot", span(20, 20))])


@pytest.mark.parametrize(
    ("started", "ended", "today", "late"),
    [
        (None, None, date(2026, 11, 1), 0),
        (None, None, date(2026, 11, 5), 3),
        (date(2026, 11, 5), None, date(2026, 11, 8), 0),
        (date(2026, 11, 5), None, date(2026, 11, 12), 4),
        (date(2026, 11, 2), date(2026, 11, 10), date(2027, 1, 1), 2),
        (date(2026, 11, 2), date(2026, 11, 4), date(2027, 1, 1), 0),
    ],
)
def test_a_stage_is_late_by_its_end_by_today_or_by_its_start(
    started: date | None, ended: date | None, today: date, late: int
) -> None:
    assert rules.days_late(Span(date(2026, 11, 2), date(2026, 11, 8)), started, ended, today) == late


@pytest.mark.parametrize(
    ("size", "least", "most", "reason", "field"),
    [
        (10, 10, 20, "", ""),
        (20, 10, 20, "", ""),
        (9, 10, 20, "", "reason"),
        (21, 10, 20, "", "reason"),
        (21, 10, 20, "Two teams share a room.", ""),
        (1, None, None, "", ""),
        (0, None, None, "Nobody.", "size"),
        (-5, 10, 20, "Nobody.", "size"),
        (10_000_001, None, None, "Everybody.", "size"),
        (5000, 50, None, "", ""),
    ],
)
def test_a_cohort_outside_its_limits_says_why(
    size: int, least: int | None, most: int | None, reason: str, field: str
) -> None:
    if not field:
        rules.require_cohort(size, least, most, reason)
        return
    with pytest.raises(Invalid) as refused:
        rules.require_cohort(size, least, most, reason)

    assert refused.value.field == field


@pytest.mark.parametrize(
    ("points", "result"),
    [
        ([], Result.READY),
        ([Point("a", MUST, MET), Point("b", SHOULD, MET), Point("c", NICE, MET)], Result.READY),
        ([Point("a", MUST, NOT_MET)], Result.BLOCKED),
        ([Point("a", MUST, UNKNOWN)], Result.BLOCKED),
        ([Point("a", MUST, NOT_MET, mitigated=True)], Result.BLOCKED),
        ([Point("a", MUST, NOT_MET, overridden=True)], Result.READY),
        ([Point("a", MUST, UNKNOWN, overridden=True)], Result.READY),
        ([Point("a", SHOULD, NOT_MET)], Result.NEEDS_PLAN),
        ([Point("a", SHOULD, UNKNOWN)], Result.NEEDS_PLAN),
        ([Point("a", SHOULD, NOT_MET, mitigated=True)], Result.MITIGATED),
        ([Point("a", SHOULD, UNKNOWN, mitigated=True)], Result.MITIGATED),
        ([Point("a", SHOULD, NOT_MET, mitigated=True), Point("b", SHOULD, UNKNOWN)], Result.NEEDS_PLAN),
        ([Point("a", SHOULD, MET, mitigated=True)], Result.READY),
        ([Point("a", NICE, NOT_MET)], Result.READY),
        ([Point("a", NICE, UNKNOWN)], Result.READY),
        ([Point("a", MUST, UNKNOWN), Point("b", SHOULD, NOT_MET)], Result.BLOCKED),
    ],
)
def test_what_the_criteria_come_to(points: list[Point], result: Result) -> None:
    found = rules.outcome(points)

    assert found.result == result
    assert found.can_pass == (result in {Result.READY, Result.MITIGATED})


def test_the_outcome_names_its_reasons_in_the_order_of_the_checklist() -> None:
    found = rules.outcome(
        [
            Point("roi", MUST, UNKNOWN),
            Point("sponsor", MUST, MET),
            Point("funding", MUST, NOT_MET),
            Point("approval", MUST, NOT_MET, overridden=True),
            Point("users", SHOULD, NOT_MET, mitigated=True),
            Point("debt", SHOULD, UNKNOWN),
            Point("award", NICE, NOT_MET),
        ],
        open_checks=["team_tested"],
    )

    assert found.blocking == ("roi", "funding")
    assert found.checks == ("team_tested",)
    assert (found.with_plan, found.without_plan) == (("users",), ("debt",))
    assert (found.overridden, found.nice_missing) == (("approval",), ("award",))


def test_an_exit_check_that_was_not_shown_blocks_like_a_must() -> None:
    assert rules.outcome([Point("a", MUST, MET)], open_checks=["team_tested"]).result == Result.BLOCKED


points = st.builds(
    Point, st.text(max_size=3), st.sampled_from(Level), st.sampled_from(Answer), st.booleans(), st.booleans()
)


@settings(max_examples=60)
@given(st.lists(points, max_size=8), st.integers(0, 7))
def test_meeting_one_more_criterion_never_makes_it_worse(rows: list[Point], place: int) -> None:
    before = rules.outcome(rows)
    better = [Point(p.key, p.level, MET) if index == place else p for index, p in enumerate(rows)]

    assert rules.outcome(better).can_pass >= before.can_pass


@settings(max_examples=60)
@given(st.lists(points, max_size=8))
def test_it_passes_exactly_when_every_must_counts_and_every_should_has_a_plan(rows: list[Point]) -> None:
    musts = all(p.answer == MET or p.overridden for p in rows if p.level == MUST)
    shoulds = all(p.answer == MET or p.overridden or p.mitigated for p in rows if p.level == SHOULD)

    assert rules.outcome(rows).can_pass == (musts and shoulds)


def test_every_state_says_what_may_follow_it() -> None:
    assert set(NEXT) == set(State)
    assert set(GATE_NEXT) == set(GateState)
    assert all(item.label and item.tone for item in [*State, *GateState, *Answer])
    assert all(item.label and item.meaning for item in Level)


@pytest.mark.parametrize("state", [GateState.PASSED, GateState.HELD, GateState.CANCELLED])
def test_a_decided_gate_stays_as_it_is(state: GateState) -> None:
    with pytest.raises(Conflict, match="cannot become"):
        workflow.require(GATE_NEXT, state, GateState.PASSED)
