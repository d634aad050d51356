"""Working days: weekends and holidays are left out, and a wrong setting is refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.kernel.workdays import Workdays, parse_holidays, parse_weekend

CHRISTMAS = Workdays(holidays=frozenset({date(2026, 12, 25), date(2027, 1, 1)}))
FRIDAY_OFF = Workdays(weekend=frozenset({5, 6}))


@pytest.mark.parametrize(
    ("calendar", "opened", "days", "due"),
    [
        (Workdays(), date(2026, 11, 23), 5, date(2026, 11, 30)),  # Monday to Monday
        (Workdays(), date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday
        (Workdays(), date(2026, 11, 28), 1, date(2026, 11, 30)),  # Saturday
        (Workdays(), date(2026, 11, 23), 0, date(2026, 11, 23)),
        (CHRISTMAS, date(2026, 12, 24), 1, date(2026, 12, 28)),
        (CHRISTMAS, date(2026, 12, 24), 5, date(2027, 1, 4)),
        (FRIDAY_OFF, date(2026, 11, 26), 1, date(2026, 11, 29)),
    ],
)
def test_deadlines_count_working_days(calendar: Workdays, opened: date, days: int, due: date) -> None:
    assert calendar.plus(opened, days) == due
    assert calendar.count(opened + timedelta(days=1), due) == days


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_a_deadline_is_never_on_a_weekend_and_never_early(day: date, days: int) -> None:
    due = Workdays().plus(day, days)

    assert due.weekday() < 5
    assert due >= day + timedelta(days=days)
    assert Workdays().plus(due, -days) <= due - timedelta(days=days)


def test_settings_name_days_of_the_week_and_dates() -> None:
    assert parse_weekend(" 5, 6") == {5, 6}
    assert parse_weekend("") == frozenset()
    assert parse_holidays("2026-12-25, 2027-01-01") == {date(2026, 12, 25), date(2027, 1, 1)}


@pytest.mark.parametrize("text", ["8", "Sunday", "1,2,3,4,5,6,7"])
def test_a_week_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_weekend(text)


def test_a_holiday_that_is_no_day_is_refused() -> None:
    with pytest.raises(ValueError):
        parse_holidays("2026-13-01")
