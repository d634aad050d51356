"""Working days, dating playbooks, moving tasks, capacity and the weight of a risk; no database."""

import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.kernel.errors import Invalid
from foundation.kernel.workdays import Workdays
from library.kinds.playbook import Playbook
from library.kinds.wave_plan import WavePlan
from plans.rules import dating, network, risks
from plans.rules.capacity import Load, capacity
from plans.rules.network import Bar
from plans.workflow import Pick
from tests.content.test_playbooks import playbook
from tests.content.test_shipped import shipped

CALENDAR = Workdays()
MONDAY = date(2026, 1, 5)
PLAYBOOKS = {  # tasks, and the last day with the shortest and the longest lengths from 5 January 2026 on
    "business-unit-plan": (16, "2026-06-05", "2026-07-31"),
    "closing-plan": (10, "2026-01-30", "2026-02-13"),
    "enterprise-program": (41, "2027-01-04", "2027-01-04"),
    "integration-plan": (16, "2026-04-17", "2026-05-29"),
    "operations-guide": (130, "2026-04-24", "2026-04-24"),
    "phase-2-method": (64, "2026-06-05", "2026-07-31"),
    "phase-3-method": (49, "2026-10-09", "2027-02-12"),  # 48 and the phase that the waves carry
    "preparation-calendar": (16, "2026-01-30", "2026-01-30"),
    "process-plan": (16, "2026-03-13", "2026-04-17"),
    "scaling-roadmap": (39, "2027-01-04", "2027-01-04"),
    "unit-onboarding": (12, "2026-01-23", "2026-01-23"),
}


def dated(book: Playbook, pick: Pick, calendar: Workdays = CALENDAR) -> dating.Layout:
    return dating.layout(book, MONDAY, dating.lengths(book, pick), calendar)


@pytest.mark.parametrize("slug", PLAYBOOKS)
def test_every_playbook_becomes_dated_tasks_on_working_days(slug: str) -> None:
    count, shortest, longest = PLAYBOOKS[slug]
    book = playbook(slug)

    for pick, last in ((Pick.SHORTEST, shortest), (Pick.LONGEST, longest)):
        found = dated(book, pick)
        days = {task.key: (task.first, task.last) for task in found.tasks}

        assert len(days) == len(found.tasks) == count
        assert max(end for _first, end in days.values()) == date.fromisoformat(last)
        assert all(CALENDAR.includes(day) for pair in days.values() for day in pair)
        assert all(first <= end for first, end in days.values())
        assert all(days[before][1] < days[after][0] for before, after in found.links)


def test_a_holiday_is_worked_around() -> None:
    found = dated(playbook("preparation-calendar"), Pick.LIKELY, Workdays.without([date(2026, 1, 19)]))

    assert found.tasks[8].first == date(2026, 1, 20)  # week 3 begins on the Tuesday
    assert found.tasks[-1].last == date(2026, 1, 30)


def test_the_middle_of_a_range_is_rounded_up_and_a_typed_length_counts() -> None:
    book = playbook("phase-2-method")

    assert dating.lengths(book, Pick.LIKELY) == {"planning": 7, "development": 14, "launch": 5}
    assert dating.lengths(book, Pick.SHORTEST, {"planning": 8})["planning"] == 8


@pytest.mark.parametrize(
    ("chosen", "field"),
    [({"planning": 9}, "length_planning"), ({"planning": 0}, "length_planning"), ({"x": 3}, "lengths")],
)
def test_a_length_outside_its_range_is_refused(chosen: dict[str, int], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        dating.lengths(playbook("phase-2-method"), Pick.LIKELY, chosen)

    assert refused.value.field == field


def test_the_eight_sprints_of_phase_2_take_two_weeks_each_at_full_length() -> None:
    development = dated(playbook("phase-2-method"), Pick.LONGEST).phases[1]
    steps = {task.step: [t for t in development.tasks if t.step == task.step] for task in development.tasks}

    begins = [tasks[0].first for tasks in steps.values()]

    assert [(later - first).days for first, later in itertools.pairwise(begins)] == [28, 28, 28]


def test_the_waves_of_phase_3_have_their_weeks_as_days_from_a_start() -> None:
    plan: WavePlan = shipped("wave_plan", "enterprise-waves")

    found = [
        (
            dating.day_at(MONDAY, plan.unit, wave.first - 1, CALENDAR),
            dating.day_at(MONDAY, plan.unit, wave.last, CALENDAR),
        )
        for wave in plan.waves
    ]

    assert [(wave.first, wave.last) for wave in plan.waves] == [(1, 8), (9, 16), (17, 24), (25, 32), (33, 36)]
    assert [first for first, _after in found] == [
        date(2026, 1, 5), date(2026, 3, 2), date(2026, 4, 27), date(2026, 6, 22), date(2026, 8, 17),
    ]  # fmt: skip
    assert found[-1][1] - timedelta(days=1) == date(2026, 9, 13)


BARS = {
    "a": Bar(date(2026, 1, 5), date(2026, 1, 6)),
    "b": Bar(date(2026, 1, 7), date(2026, 1, 9)),
    "c": Bar(date(2026, 1, 14), date(2026, 1, 15)),
    "free": Bar(date(2026, 1, 7), date(2026, 1, 7)),
}
LINKS = [("a", "b"), ("b", "c"), ("a", "free")]


def test_what_waits_moves_just_as_far_as_it_must_and_keeps_its_working_days() -> None:
    to = Bar(date(2026, 1, 5), date(2026, 1, 8))

    moved = network.moved(BARS, LINKS, "a", to, CALENDAR)

    assert moved == {
        "a": to,
        "b": Bar(date(2026, 1, 9), date(2026, 1, 13)),  # three working days over the weekend
        "free": Bar(date(2026, 1, 9), date(2026, 1, 9)),
    }  # "c" has a day of slack


def test_nothing_moves_earlier_and_what_is_settled_stays() -> None:
    settled = BARS | {"b": Bar(date(2026, 1, 7), date(2026, 1, 9), is_settled=True)}

    assert set(network.moved(BARS, LINKS, "a", Bar(date(2026, 1, 5), date(2026, 1, 5)), CALENDAR)) == {"a"}
    assert "b" not in network.moved(settled, LINKS, "a", Bar(date(2026, 1, 5), date(2026, 1, 8)), CALENDAR)


def test_a_task_cannot_end_before_it_starts() -> None:
    with pytest.raises(Invalid) as refused:
        network.moved(BARS, LINKS, "a", Bar(date(2026, 1, 6), date(2026, 1, 5)), CALENDAR)

    assert refused.value.field == "ends_on"


def test_the_way_of_a_loop_is_found() -> None:
    assert network.way(LINKS, "a", "c") == ["a", "b", "c"]
    assert network.way(LINKS, "c", "a") == []


def test_critical_is_what_has_no_slack() -> None:
    assert network.critical(BARS, LINKS, CALENDAR) == {"c"}
    assert network.critical(BARS | {"b": Bar(date(2026, 1, 7), date(2026, 1, 13))}, LINKS, CALENDAR) == {"a", "b", "c"}


def test_progress_weighs_working_days_and_is_undefined_without_any() -> None:
    assert network.progress([(3, 100), (1, 0)]) == Decimal("0.75")
    assert network.progress([]) is None


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 400))
def test_working_days_are_counted_as_they_are_listed(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    calendar = Workdays.without([date(2024, 12, 25), date(2025, 1, 4)])

    assert calendar.count(first, last) == len(calendar.between(first, last))
    assert calendar.count(first, calendar.plus(first, length)) == length + calendar.includes(first)


def test_the_load_of_document_a_needs_25_requests_at_once() -> None:
    load = Load(
        active=Decimal(85), daily_each=Decimal(50_000) / 4250, busiest_hour=Decimal(20), seconds_each=Decimal(9),
        kept_each=Decimal(20), kept_days=Decimal(90), moved_each=Decimal(60), slot_price=Decimal(400),
        gigabyte_price=Decimal("0.1"), megabit_price=Decimal(2), thousand_price=Decimal(4),
    )  # fmt: skip

    found = capacity(5000, load)

    assert (found.active_users, found.compute) == (Decimal(4250), Decimal(25))
    assert round(found.storage or 0, 6) == 90
    assert round(found.network or 0, 4) == Decimal("1.3333")
    assert round(found.cost or 0, 2) == Decimal("16095.00")  # 25 × 400 + 90 × 0.1 + 1.33 × 2 + 1,520,833 × 4 ÷ 1,000


def test_what_a_missing_figure_is_needed_for_stays_undefined() -> None:
    found = capacity(5000, Load(active=Decimal(85), daily_each=Decimal(10)))

    assert found.daily == 42_500
    assert (found.compute, found.cost, found.cost_each) == (None, None, None)
    assert capacity(None, Load(active=Decimal(85))).active_users is None


@pytest.mark.parametrize(
    ("pair", "word"), [((1, 1), "Low"), ((1, 5), "Moderate"), ((2, 5), "High"), ((3, 5), "Extreme")]
)
def test_the_weight_of_a_risk_has_a_word(pair: tuple[int, int], word: str) -> None:
    assert risks.band(risks.weight(*pair) or 0)[0] == word


def test_a_risk_that_is_not_rated_has_no_weight() -> None:
    assert risks.weight(None, 3) is None
