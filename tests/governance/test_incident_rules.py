"""Severity and legal deadlines of incidents."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from governance.incident_rules import (
    NEXT,
    Harm,
    IncidentState,
    Regime,
    Term,
    due_at,
    severity_of,
    started_by,
    term_of,
)

BERLIN = ZoneInfo("Europe/Berlin")


def test_days_of_the_ai_act_are_calendar_days() -> None:
    """EU-D1: aware 2028-01-10."""
    aware = datetime(2028, 1, 10, 9, tzinfo=UTC)

    due = [due_at(aware, Term(days=days), BERLIN).date().isoformat() for days in (2, 10, 15)]

    assert due == ["2028-01-12", "2028-01-20", "2028-01-25"]


def test_hours_run_from_the_start_of_each_regime() -> None:
    """CLK-1."""
    nis2 = due_at(datetime(2026, 9, 15, 2, 40, tzinfo=UTC), Term(hours=24), BERLIN)
    gdpr = due_at(datetime(2026, 9, 15, 6, 10, tzinfo=UTC), Term(hours=72), BERLIN)

    assert nis2 == datetime(2026, 9, 16, 2, 40, tzinfo=UTC)
    assert gdpr == datetime(2026, 9, 18, 6, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("aware", "in_days", "in_hours"),
    [
        # Spring 2027: the night to 28 March has one hour less.
        ("2027-03-26T10:00", "2027-03-28T10:00", "2027-03-29T11:00"),
        # Autumn 2026: the night to 25 October has one hour more.
        ("2026-10-24T10:00", "2026-10-26T10:00", "2026-10-27T09:00"),
        # Two days later that hour does not exist on the clock: the deadline is not shorter for it.
        ("2027-03-26T02:30", "2027-03-28T03:30", "2027-03-29T03:30"),
    ],
)
def test_summer_time_moves_hours_and_not_days(aware: str, in_days: str, in_hours: str) -> None:
    start = datetime.fromisoformat(aware).replace(tzinfo=BERLIN).astimezone(UTC)

    days, hours = due_at(start, Term(days=2), BERLIN), due_at(start, Term(hours=72), BERLIN)

    assert days.astimezone(BERLIN).isoformat()[:16] == in_days
    assert hours.astimezone(BERLIN).isoformat()[:16] == in_hours
    assert hours - start == timedelta(hours=72)


@pytest.mark.parametrize(
    ("harms", "severity", "days"),
    [
        ({Harm.DEATH}, 1, 10),
        ({Harm.DEATH, Harm.INFRASTRUCTURE}, 1, 2),
        ({Harm.HEALTH}, 1, 15),
        ({Harm.WIDESPREAD}, 1, 2),
        ({Harm.RIGHTS}, 2, 15),
        ({Harm.PROPERTY, Harm.LIMITED}, 2, 15),
        ({Harm.PERSONAL_DATA}, 2, None),
        ({Harm.LIMITED}, 3, None),
        ({Harm.NEAR_MISS}, 4, None),
    ],
)
def test_the_worst_harm_decides_severity_and_the_shortest_term_counts(
    harms: set[Harm], severity: int, days: int | None
) -> None:
    assert severity_of(harms) == severity
    assert term_of(Regime.AI_ACT, harms) == (Term(days=days) if days else None)
    assert (Regime.AI_ACT in started_by(harms)) == (days is not None)
    assert (Regime.GDPR in started_by(harms)) == (Harm.PERSONAL_DATA in harms)


def test_every_state_has_words_and_a_way_on() -> None:
    assert set(NEXT) == set(IncidentState)
    assert all(state.label and state.tone for state in IncidentState)
    assert all(NEXT[state] for state in IncidentState)
