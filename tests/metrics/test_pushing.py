"""Many values at once."""

import json
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from foundation.audit.models import Entry
from foundation.kernel.errors import Invalid
from foundation.people.actors import COMMAND_LINE
from metrics import queries, services
from metrics.models import Kpi, Measurement
from metrics.services import Problem, pushing, storing
from tests.factories.metrics import a_kpi, given
from tests.factories.roi import case_of
from usecases.models import UseCase

pytestmark = pytest.mark.django_db


def codes(done: services.Pushed) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.code, problem.field) for problem in done.problems]


def test_a_batch_is_recorded_with_one_entry_in_the_trail(cast: SimpleNamespace, kpi: Kpi, case: UseCase) -> None:
    done = services.push([given(case, value, f"k{value}") for value in (9, 10, 11)], by=cast.ada)

    assert (done.received, done.created, done.unchanged, done.refused) == (3, 3, 0, 0)
    assert set(Measurement.objects.values_list("batch", flat=True)) == {done.batch}
    assert [(day.mean, day.count) for day in queries.course(kpi)] == [(10, 3)]
    entry = Entry.objects.get(action="metrics.measurements.pushed")
    assert json.loads(entry.body)["facts"]["values"] == 3


def test_the_same_batch_again_changes_nothing(kpi: Kpi, case: UseCase) -> None:
    rows = [given(case, 9, "a"), given(case, 10, "b")]
    services.push(rows, by=COMMAND_LINE)

    again = services.push(rows, by=COMMAND_LINE)

    assert (again.created, again.unchanged, again.refused, again.batch) == (0, 2, 0, None)
    assert Measurement.objects.count() == 2
    assert Entry.objects.filter(action="metrics.measurements.pushed").count() == 1


def test_a_key_with_another_value_or_day_is_refused_and_the_rest_is_taken(kpi: Kpi, case: UseCase) -> None:
    services.push([given(case, 9, "a"), given(case, 9, "b")], by=COMMAND_LINE)

    done = services.push(
        [given(case, 10, "a"), given(case, 9, "b", on=date(2025, 6, 29)), given(case, 10, "c")], by=COMMAND_LINE
    )

    assert done.created == 1
    assert codes(done) == [(0, "conflict", "key"), (1, "conflict", "key")]


def test_a_key_twice_within_a_batch_is_taken_once(kpi: Kpi, case: UseCase) -> None:
    done = services.push([given(case, 9, "a"), given(case, 9, "a"), given(case, 8, "a")], by=COMMAND_LINE)

    assert (done.created, done.unchanged) == (1, 1)
    assert codes(done) == [(2, "conflict", "key")]


def test_rows_at_fault_are_told_one_by_one(cast: SimpleNamespace, kpi: Kpi, case: UseCase) -> None:
    retired = a_kpi(case, "old")
    services.retire_kpi(retired, by=COMMAND_LINE, reason="Over")
    hidden = case_of(cast.other)
    a_kpi(hidden)

    done = services.push(
        [
            given(case, 9, "good"),
            given(case, 9, "future", on=date(2999, 1, 1)),
            given(case, "NaN", "nan"),
            given(case, "Infinity", "infinite"),
            given(case, 9, ""),
            given(case, 9, "kpi", kpi="none"),
            given(case, 9, "nul", kpi="a\x00b"),
            given(hidden, 9, "hidden"),
            given(case, 9, "case", case="UC-99999999999999999999"),
            given(case, 9, "retired", kpi="old"),
            given(case, 9, "sample", sample=0),
        ],
        by=cast.ada,
    )

    assert done.created == 1
    assert codes(done) == [
        (1, "invalid", "on"),
        (2, "invalid", "value"),
        (3, "invalid", "value"),
        (4, "invalid", "key"),
        (5, "not_found", "kpi"),
        (6, "not_found", "kpi"),
        (7, "not_found", "kpi"),
        (8, "not_found", "kpi"),
        (9, "conflict", ""),
        (10, "invalid", "sample"),
    ]


def test_who_may_only_read_is_refused_row_by_row(cast: SimpleNamespace, kpi: Kpi, case: UseCase) -> None:
    done = services.push([given(case, 9)], by=cast.bi)

    assert codes(done) == [(0, "denied", "")]
    assert not Measurement.objects.exists()


def test_more_rows_than_a_batch_holds_are_refused(case: UseCase) -> None:
    with pytest.raises(Invalid):
        services.push([given(case, 9)] * (pushing.AT_MOST + 1), by=COMMAND_LINE)


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"case": "UC-0001"},
        {"case": "UC-0001", "kpi": "a", "on": "yesterday", "value": 1, "key": "a"},
        {"case": "UC-0001", "kpi": "a", "on": "2025-01-01", "value": "much", "key": "a"},
        {"case": "UC-0001", "kpi": "a", "on": "2025-01-01", "value": None, "key": "a"},
        {"case": "UC-0001", "kpi": "a", "on": "2025-01-01", "value": 1, "key": "a", "more": 1},
        [],
        "row",
    ],
)
def test_a_row_that_cannot_be_read_is_a_problem_at_its_place(row: Any) -> None:
    good = {"case": "UC-0001", "kpi": "a", "on": "2025-01-01", "value": "1.5", "key": "a"}

    first, second = pushing.read(json.dumps([good, row]).encode())

    assert first == services.Given("UC-0001", "a", date(2025, 1, 1), Decimal("1.5"), "a")
    assert isinstance(second, Problem)
    assert (second.row, second.code) == (1, "invalid")


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"[", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_list_is_refused(body: bytes) -> None:
    with pytest.raises(Invalid):
        pushing.read(body)


def test_identifiers_made_in_one_go_are_of_version_seven_and_unique() -> None:
    made = storing.uids(1000)

    assert {uid.version for uid in made} == {7}
    assert len(set(made)) == 1000
