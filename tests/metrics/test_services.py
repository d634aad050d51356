"""Taking, revising and retiring KPIs, recording and correcting values."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from foundation.audit.models import Entry
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.people.actors import COMMAND_LINE
from metrics import queries, services
from metrics.models import Kpi, KpiDay, KpiDelta, KpiRevision, Measurement
from metrics.workflow import State
from tests.factories.metrics import a_kpi, definition, measured
from usecases.models import UseCase

pytestmark = pytest.mark.django_db
DAY = date(2025, 6, 30)


@pytest.mark.usefixtures("library")
def test_an_indicator_of_the_catalog_brings_what_the_catalog_says_of_it(cast: SimpleNamespace, case: UseCase) -> None:
    kpi = services.take_kpi(case, by=cast.ada, key="support_response_time")

    assert (kpi.label, kpi.unit, kpi.direction, kpi.cadence) == (
        "First answer to a customer",
        "hours",
        "down",
        "weekly",
    )
    assert (kpi.target.high, kpi.target.strict) == (Decimal(4), True)
    assert kpi.catalog is not None
    assert (kpi.catalog.slug, kpi.catalog.version) == ("ai-program", 1)


@pytest.mark.usefixtures("library")
def test_an_own_target_takes_the_place_of_the_catalogs(cast: SimpleNamespace, case: UseCase) -> None:
    kpi = services.take_kpi(case, by=cast.ada, key="adoption_rate", changes={"target_low": Decimal(85)})

    assert kpi.target == queries.rules.Range(low=Decimal(85))


@pytest.mark.usefixtures("library")
def test_a_key_that_the_catalog_lacks_is_refused(cast: SimpleNamespace, case: UseCase) -> None:
    with pytest.raises(Invalid) as refusal:
        services.take_kpi(case, by=cast.ada, key="happiness")

    assert refusal.value.field == "key"


def test_a_case_has_a_kpi_once_until_it_is_retired(cast: SimpleNamespace, case: UseCase) -> None:
    first = a_kpi(case, by=cast.ada)
    with pytest.raises(Conflict):
        a_kpi(case, by=cast.ada)

    services.retire_kpi(first, by=cast.ada, reason="Measured otherwise")
    again = a_kpi(case, by=cast.ada)

    assert again.pk != first.pk
    assert queries.active_kpi(case, "handling_time") == again


def test_the_owner_of_a_case_defines_and_a_stranger_does_not(cast: SimpleNamespace, case: UseCase) -> None:
    assert a_kpi(case, by=cast.ben)

    for stranger in (cast.olga, cast.eve, cast.mia, cast.dov):
        with pytest.raises(Denied):
            a_kpi(case, "another", by=stranger)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"label": "  "}, "label"),
        ({"unit": "furlongs"}, "unit"),
        ({"direction": "sideways"}, "direction"),
        ({"cadence": "hourly"}, "cadence"),
        ({"baseline": Decimal("NaN")}, "baseline"),
        ({"target_high": Decimal("Infinity")}, "target_high"),
        ({"target_low": Decimal(3)}, "target_low"),
        ({"baseline_on": None}, "baseline_on"),
        ({"baseline": None}, "baseline"),
        ({"baseline_on": date(2999, 1, 1)}, "baseline_on"),
        ({"target_on": date(2024, 1, 1)}, "target_on"),
        ({"unit": "money", "currency": "dollars"}, "currency"),
        ({"source": "x" * 501}, "source"),
    ],
)
def test_a_definition_at_fault_is_refused_at_its_field(case: UseCase, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        a_kpi(case, **changes)

    assert refusal.value.field == field
    assert not Kpi.objects.exists()


def test_a_target_that_equals_its_baseline_is_kept_and_its_share_is_undefined(case: UseCase) -> None:
    kpi = a_kpi(case, target_high=Decimal(12))
    measured(kpi, 9)

    reading = queries.latest(case, kpi.key)

    assert reading is not None
    assert reading.realization.share is None
    assert "equals the baseline" in reading.realization.why
    assert reading.standing == State.MET


def test_a_revision_keeps_what_was_said_before(cast: SimpleNamespace, kpi: Kpi) -> None:
    changed = services.revise_kpi(
        kpi, by=cast.ada, version=1, reason="The vendor promised less", changes={"target_high": Decimal(9)}
    )

    assert (changed.version, changed.target.high) == (2, Decimal(9))
    said = [
        (row.number, Decimal(row.definition["target_high"]), row.reason)
        for row in KpiRevision.objects.filter(kpi=kpi).order_by("-number")
    ]
    assert said == [(2, 9, "The vendor promised less"), (1, 8, "")]
    entry = Entry.objects.get(action="metrics.kpi.revised")
    assert "target_high" in entry.body


def test_two_who_revise_the_same_version_are_told(cast: SimpleNamespace, kpi: Kpi) -> None:
    services.revise_kpi(kpi, by=cast.ada, version=1, reason="First", changes={"label": "Time"})

    with pytest.raises(Conflict, match="meanwhile"):
        services.revise_kpi(kpi, by=cast.ben, version=1, reason="Second", changes={"label": "Handling"})


def test_a_revision_that_changes_nothing_is_none(cast: SimpleNamespace, kpi: Kpi) -> None:
    assert services.revise_kpi(kpi, by=cast.ada, version=1, reason="", changes={"label": kpi.label}).version == 1


def test_a_value_is_recorded_with_its_day_and_moment(cast: SimpleNamespace, kpi: Kpi, case: UseCase) -> None:
    row = measured(kpi, "9.5", DAY, by=cast.ben, sample=40)

    reading = queries.latest(case, kpi.key)

    assert reading is not None
    assert (reading.value, reading.on) == (Decimal("9.5"), DAY)
    assert (row.sample, row.recorded_by, row.origin) == (40, cast.ben, "typed")
    assert Entry.objects.filter(action="metrics.measurement.recorded", subject_uid=row.uid).count() == 1


def test_the_latest_value_is_that_of_the_latest_day(kpi: Kpi, case: UseCase) -> None:
    measured(kpi, 9, DAY)
    measured(kpi, 10, DAY - timedelta(days=30))

    reading = queries.latest(case, kpi.key)

    assert reading is not None
    assert reading.value == 9


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"effective_on": date(2999, 1, 1)}, "effective_on"),
        ({"effective_on": date(1, 1, 1)}, "effective_on"),
        ({"value": Decimal("NaN")}, "value"),
        ({"value": Decimal("Infinity")}, "value"),
        ({"sample": 0}, "sample"),
        ({"sample": 10**19}, "sample"),
        ({"period_from": date(2025, 7, 1)}, "period_from"),
        ({"note": "x" * 501}, "note"),
        ({"key": "x" * 121}, "key"),
    ],
)
def test_a_value_at_fault_is_refused_at_its_field(kpi: Kpi, more: dict[str, Any], field: str) -> None:
    known: dict[str, Any] = {"value": Decimal(9), "effective_on": DAY}

    with pytest.raises(Invalid) as refusal:
        services.record(kpi, by=COMMAND_LINE, **known | more)

    assert refusal.value.field == field
    assert not Measurement.objects.exists()


def test_a_retired_kpi_is_not_measured(kpi: Kpi) -> None:
    services.retire_kpi(kpi, by=COMMAND_LINE, reason="Over")
    kpi.refresh_from_db()

    with pytest.raises(Conflict, match="retired"):
        measured(kpi, 9)


def test_who_owns_a_kpi_measures_it_and_others_do_not(cast: SimpleNamespace, case: UseCase) -> None:
    kpi = a_kpi(case, owner=cast.mia)

    assert measured(kpi, 9, by=cast.mia)
    for stranger in (cast.max_, cast.olga, cast.fin):
        with pytest.raises(Denied):
            measured(kpi, 9, by=stranger)


def test_the_same_key_with_the_same_value_is_recorded_once_and_with_another_refused(kpi: Kpi) -> None:
    first = measured(kpi, 9, key="june")

    assert measured(kpi, 9, key="june") == first
    with pytest.raises(Conflict):
        measured(kpi, 8, key="june")
    assert Measurement.objects.count() == 1


def test_a_correction_takes_the_place_of_the_old_value_and_keeps_it(
    cast: SimpleNamespace, kpi: Kpi, case: UseCase
) -> None:
    old = measured(kpi, 90)
    measured(kpi, 10)
    services.fold()

    new = services.correct(old, by=cast.ben, value=Decimal(9), reason="A digit too many")

    assert (new.corrects, new.note) == (old, "A digit too many")
    assert list(Measurement.objects.standing().order_by("value").values_list("value", flat=True)) == [9, 10]
    assert [(day.mean, day.lowest, day.highest, day.count) for day in queries.course(kpi)] == [
        (Decimal("9.5"), 9, 10, 2)
    ]
    assert queries.check_summaries() == []
    window = queries.window(case, kpi.key, 30, until=DAY)
    assert window is not None
    assert set(window.ids) == {str(uid) for uid in Measurement.objects.standing().values_list("uid", flat=True)}


def test_a_value_is_corrected_once(cast: SimpleNamespace, kpi: Kpi) -> None:
    old = measured(kpi, 90)
    services.correct(old, by=cast.ben, value=Decimal(9), reason="Typo")

    with pytest.raises(Conflict, match="corrected already"):
        services.correct(old, by=cast.ada, value=Decimal(8), reason="Typo")


def test_a_correction_may_move_to_another_day(cast: SimpleNamespace, kpi: Kpi) -> None:
    old = measured(kpi, 9, DAY)

    services.correct(old, by=cast.ben, value=Decimal(9), reason="Wrong day", effective_on=DAY - timedelta(days=1))

    assert [day.day for day in queries.course(kpi)] == [DAY - timedelta(days=1)]


def test_measurements_are_neither_changed_nor_deleted(kpi: Kpi) -> None:
    row = measured(kpi, 9)

    for act in (row.save, row.delete, Measurement.objects.all().delete, kpi.delete):
        with pytest.raises(TypeError):
            act()


def test_folding_adds_what_waits_and_pages_see_the_same_before_and_after(kpi: Kpi) -> None:
    for value in (9, 11, 10):
        measured(kpi, value)
    before = queries.course(kpi)

    assert services.fold() == 3
    measured(kpi, 12)
    services.fold()

    assert [(day.mean, day.count) for day in before] == [(10, 3)]
    assert [(day.mean, day.count, day.highest) for day in queries.course(kpi)] == [(Decimal("10.5"), 4, 12)]
    assert not KpiDelta.objects.exists()
    assert queries.check_summaries() == []


def test_a_wrong_sum_is_found_and_rebuilt(kpi: Kpi) -> None:
    measured(kpi, 9)
    services.fold()
    KpiDay.objects.update(total=10)

    assert len(queries.check_summaries()) == 1
    assert services.rebuild_summaries() == 1
    assert queries.check_summaries() == []


def test_a_window_weighs_each_value_by_its_sample_where_all_have_one(kpi: Kpi, case: UseCase) -> None:
    measured(kpi, 10, DAY, sample=100)
    measured(kpi, 20, DAY - timedelta(days=1), sample=300)
    measured(kpi, 99, DAY - timedelta(days=28), sample=1)

    window = queries.window(case, kpi.key, 28, until=DAY)

    assert window is not None
    assert (window.count, window.sample, window.mean) == (2, 400, Decimal("17.5"))


def test_an_empty_window_has_no_mean(kpi: Kpi, case: UseCase) -> None:
    window = queries.window(case, kpi.key, 28)

    assert window is not None
    assert (window.count, window.mean, window.sample, window.ids) == (0, None, None, ())
    assert queries.window(case, "another", 28) is None


def test_kpis_are_found_by_their_state(case: UseCase) -> None:
    fresh, stale, empty = (a_kpi(case, key) for key in ("fresh", "stale", "empty"))
    today = timezone.localdate()
    measured(fresh, 8, today)
    measured(stale, 8, today - timedelta(days=60))

    def found(*states: str) -> set[Kpi]:
        return set(queries.in_states(Kpi.objects.all(), states))

    assert (found("met"), found("stale"), found("no_data")) == ({fresh}, {stale}, {empty})


def test_reading_many_kpis_takes_as_many_queries_as_reading_one(case: UseCase, django_assert_num_queries: Any) -> None:
    kpis = [a_kpi(case, f"k{number}") for number in range(5)]
    for kpi in kpis:
        measured(kpi, 9, timezone.localdate())

    with django_assert_num_queries(1):
        assert len(queries.sparks(kpis)) == 5
    with django_assert_num_queries(1):
        assert [reading.value for reading in queries.readings(kpis)] == [9] * 5


def test_definition_of_gives_back_what_was_given(case: UseCase) -> None:
    assert services.kpis.definition_of(a_kpi(case)) == definition()
