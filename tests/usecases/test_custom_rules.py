"""What a typed text means in an added field; no database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.kernel.errors import Invalid
from usecases.rules import custom
from usecases.rules.custom import Choice, Field, Kind, parse_value
from usecases.rules.links import circle


def a_field(kind: Kind, **more: object) -> Field:
    return Field(id=1, key="site", label="Site", kind=kind, **more)  # type: ignore[arg-type]


CHOICE = a_field(
    Kind.CHOICE, choices=(Choice("north", "North wing"), Choice("old", "Old wing", is_retired=True), Choice("x", "Old"))
)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (a_field(Kind.TEXT), "  two   words ", "two words"),
        (a_field(Kind.TEXT), "שלום עולם", "שלום עולם"),
        (a_field(Kind.PERSON), "ada", "ada"),
        (a_field(Kind.NUMBER), "1,250.5", Decimal("1250.5")),
        (a_field(Kind.NUMBER), "-3", Decimal(-3)),
        (a_field(Kind.NUMBER), "1000000000000", Decimal(10) ** 12),
        (CHOICE, "NORTH WING", "north"),
        (CHOICE, "north", "north"),
        (CHOICE, "old wing", "old"),
        (a_field(Kind.DATE), "2026-11-21", date(2026, 11, 21)),
        (a_field(Kind.DATE), "2026-11-21 00:00:00", date(2026, 11, 21)),
        (a_field(Kind.DATE), "   ", None),
    ],
)
def test_typed_text_becomes_a_value(field: Field, text: str, value: object) -> None:
    assert parse_value(field, text) == value


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        (a_field(Kind.TEXT), "a\x00b", "control character"),
        (a_field(Kind.TEXT), "x" * 501, "at most 500"),
        (a_field(Kind.NUMBER), "1e400", "not with an exponent"),
        (a_field(Kind.NUMBER), "NaN", "Enter a number"),
        (a_field(Kind.NUMBER), "Infinity", "Enter a number"),
        (a_field(Kind.NUMBER), "9" * 60, "up to 1,000,000,000,000"),
        (a_field(Kind.NUMBER), "0.0000001", "at most 6 decimals"),
        (a_field(Kind.NUMBER), "2,5", "decimals with a point"),
        (a_field(Kind.NUMBER, lowest=Decimal(0), highest=Decimal(10)), "-1", "from 0 on"),
        (a_field(Kind.NUMBER, lowest=Decimal(0), highest=Decimal(10)), "10.5", "up to 10"),
        (CHOICE, "south", "none of the choices: North wing, Old"),
        (a_field(Kind.DATE), "0000-01-01", "such as 2026-11-21"),
        (a_field(Kind.DATE), "1776-07-04", "1900 to 2100"),
        (a_field(Kind.DATE), "21/11/2026", "such as 2026-11-21"),
    ],
)
def test_what_a_field_does_not_take_is_refused_at_that_field(field: Field, text: str, says: str) -> None:
    with pytest.raises(Invalid, match=says) as refused:
        parse_value(field, text)

    assert refused.value.field == "f_site"


def test_other_spellings_of_a_date_are_understood_when_asked_for() -> None:
    assert parse_value(a_field(Kind.DATE), "21.11.2026", date_formats=("%d.%m.%Y",)) == date(2026, 11, 21)


def test_retired_choice_cannot_be_taken_anew() -> None:
    with pytest.raises(Invalid, match="no longer offered"):
        custom.check_choice(CHOICE, "old")


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=6, allow_nan=False, allow_infinity=False))
def test_a_number_comes_back_exactly(value: Decimal) -> None:
    assert custom.unscaled(custom.scaled(value)) == value
    assert parse_value(a_field(Kind.NUMBER), custom.plain(value)) == value


def test_keys_are_told_apart() -> None:
    assert custom.key_from("Cost center", taken=[], fallback="field") == "cost_center"
    assert custom.key_from("Cost-Center", taken=["cost_center"], fallback="field") == "cost_center_2"
    assert custom.key_from("部门", taken=["field"], fallback="field") == "field_2"
    assert custom.key_from("3D parts", taken=[], fallback="field") == "field_3d_parts"


def test_a_circle_is_named_the_shortest_way_round() -> None:
    pairs = [(1, 2), (2, 3), (3, 4), (2, 4)]

    assert circle(pairs, 4, 1) == [4, 1, 2, 4]
    assert circle(pairs, 1, 4) == []
    assert circle([], 7, 7) == [7, 7]


@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6))))
def test_arrows_added_one_by_one_never_close_a_circle(wanted: set[tuple[int, int]]) -> None:
    pairs: list[tuple[int, int]] = []
    for source, target in sorted(wanted):
        if not circle(pairs, source, target):
            pairs.append((source, target))

    left = set(range(7))
    while left:
        ends = {node for node in left if not any(s == node and t in left for s, t in pairs)}
        assert ends
        left -= ends
