"""Dates, lists, fines and deadlines of the EU AI Act."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.content.test_shipped import shipped


@pytest.fixture(scope="module")
def act() -> Any:
    return shipped("regulation", "eu-ai-act")


def test_nine_dates_of_application_and_what_moved(act: Any) -> None:
    assert act.as_of == date(2026, 8, 5)
    assert [(start.on.isoformat(), start.was and start.was.isoformat()) for start in act.dates] == [
        ("2024-08-01", None),
        ("2025-02-02", None),
        ("2025-08-02", None),
        ("2026-08-02", None),
        ("2026-12-02", None),
        ("2027-08-02", None),
        ("2027-12-02", "2026-08-02"),
        ("2028-08-02", "2027-08-02"),
        ("2030-08-02", None),
    ]
    assert act.day("annex_iii_systems") == date(2027, 12, 2)


def test_the_amendment_took_seven_steps_and_leaves_four_things_pending(act: Any) -> None:
    assert [event.on.isoformat() for event in act.amendment] == [
        "2025-11-19", "2026-05-07", "2026-06-16", "2026-06-29", "2026-07-08", "2026-07-24", "2026-07-27",
    ]  # fmt: skip
    assert len(act.pending) == 4
    assert len(act.readings) == 3


def test_what_is_unsettled_is_marked(act: Any) -> None:
    assert {start.key for start in act.dates if start.contested} == {"general", "annex_iii_systems"}
    assert {duty.key for duty in act.obligations if duty.contested} == {"art_49", "art_49_2", "art_72", "art_73"}


def test_ten_practices_are_prohibited_two_of_them_later(act: Any) -> None:
    assert [entry.key.removeprefix("art_5_1_") for entry in act.practices] == [
        "a", "b", "c", "d", "e", "f", "g", "h", "ba", "bb",
    ]  # fmt: skip
    assert Counter(entry.since for entry in act.practices) == {"prohibitions": 8, "new_prohibitions": 2}


def test_annex_iii_has_eight_areas_with_twenty_five_uses(act: Any) -> None:
    assert [len(area.entries) for area in act.areas] == [3, 1, 4, 2, 4, 5, 4, 2]
    assert len(list(act.area_entries)) == 25


def test_the_lists_that_questions_choose_from_are_whole(act: Any) -> None:
    assert len(act.exclusions) == 4
    assert len(act.filters) == 4
    assert [(entry.article, entry.who) for entry in act.triggers] == [
        ("Art. 50(1)", "provider"),
        ("Art. 50(2)", "provider"),
        ("Art. 50(3)", "deployer"),
        ("Art. 50(4)", "deployer"),
        ("Art. 50(4)", "deployer"),
    ]
    assert len(act.rights_assessment) == 6
    assert len(act.procedure.questions) == 10
    assert len(act.procedure.alongside) == 6


def test_duties_by_role(act: Any) -> None:
    def high(who: str) -> list[str]:
        return [duty.key for duty in act.obligations if duty.who == who and duty.tiers == ("high",)]

    assert high("provider") == [
        "art_9", "art_10", "art_4a", "art_11", "art_12", "art_13", "art_14", "art_15", "art_17", "art_18", "art_19",
        "art_20", "art_43", "art_47", "art_48", "art_49", "art_72", "art_73",
    ]  # fmt: skip
    assert high("deployer") == [
        "art_26_1", "art_26_2", "art_26_4", "art_26_5", "art_26_6", "art_26_7", "art_26_8", "art_26_9", "art_26_11",
        "art_26_12", "art_27", "art_86",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "turnover", "small", "cap"),
    [
        ("penalty_practices", 400_000_000, False, "35000000"),
        ("penalty_practices", 400_000_000, True, "28000000"),
        ("penalty_practices", 2_000_000_000, False, "140000000"),
        ("penalty_duties", 2_000_000_000, False, "60000000"),
        ("penalty_duties", 10_000_000, True, "300000"),
        ("penalty_information", 10_000_000, True, "100000"),
        ("penalty_information", 1_000_000_000, False, "10000000"),
        ("penalty_models", 10_000_000, True, "15000000"),
        ("penalty_models", 1_000_000_000, False, "30000000"),
        ("penalty_duties", 0, False, "15000000"),
    ],
)
def test_the_highest_fine(act: Any, key: str, turnover: int, small: bool, cap: str) -> None:
    penalty = next(penalty for penalty in act.penalties if penalty.key == key)

    assert penalty.cap(Decimal(turnover), small=small) == Decimal(cap)
    with pytest.raises(ValueError, match="never negative"):
        penalty.cap(Decimal(-1))


def test_a_serious_incident_is_reported_in_two_ten_or_fifteen_days(act: Any) -> None:
    due = {clock.key: clock.due(date(2028, 1, 10)) for clock in act.incidents.clocks if clock.basis == "law"}

    assert due == {
        "clock_widespread": date(2028, 1, 12),
        "clock_death": date(2028, 1, 20),
        "clock_general": date(2028, 1, 25),
    }
    assert [clock.days for clock in act.incidents.clocks if clock.basis == "code_of_practice"] == [2, 5, 10, 15]
    assert len(act.incidents.limbs) == 4
