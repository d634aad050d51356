"""Which five items are named: the heaviest, at first at most two for one reason, always in the same order."""

from hypothesis import given
from hypothesis import strategies as st

from foundation.kernel.tones import Tone
from insights import rules
from insights.rules import Attention, Concern, most_pressing


def item(concern: Concern, weight: int, key: str = "") -> Attention:
    return Attention(concern, f"{concern} {key}", "why", "/", Tone.WARN, weight, key)


ITEMS = st.lists(st.builds(item, st.sampled_from(list(Concern)), st.integers(0, 999), st.text("abc", max_size=2)))


def test_the_heaviest_come_first() -> None:
    found = most_pressing([item(Concern.LAPSING, 1), item(Concern.UNCOVERED, 9), item(Concern.BEHIND, 5)])

    assert [each.weight for each in found] == [9, 5, 1]


def test_one_reason_does_not_hide_the_others() -> None:
    many = [item(Concern.UNCOVERED, 900, str(number)) for number in range(6)]

    found = most_pressing([*many, item(Concern.LAPSING, 1), item(Concern.BEHIND, 2)])

    assert {each.concern for each in found} == {Concern.UNCOVERED, Concern.LAPSING, Concern.BEHIND}
    assert len(found) == 5


def test_free_places_go_to_what_is_left() -> None:
    found = most_pressing([item(Concern.OVERDUE, weight, str(weight)) for weight in range(7)])

    assert [each.weight for each in found] == [6, 5, 4, 3, 2]


@given(ITEMS)
def test_never_more_than_five_and_never_invented(items: list[Attention]) -> None:
    found = most_pressing(items)

    assert len(found) == min(5, len(items))
    assert all(each in items for each in found)


@given(ITEMS)
def test_the_order_of_reading_does_not_matter(items: list[Attention]) -> None:
    assert most_pressing(items) == most_pressing(list(reversed(items)))


def test_weights_say_what_matters_more() -> None:
    assert rules.uncovered_weight(is_running=True) > rules.uncovered_weight(is_running=False)
    assert rules.overdue_weight(3, is_high=True) > rules.overdue_weight(3, is_high=False)
    assert rules.overdue_weight(30, is_high=False) > rules.overdue_weight(3, is_high=False)
    assert rules.behind_weight(0.5) > rules.behind_weight(0.1)
    assert rules.behind_weight(7.0) == rules.behind_weight(1.0)
    assert rules.lapsing_weight(5, within=90) > rules.lapsing_weight(80, within=90)
    assert rules.unready_weight(Tone.BAD) > rules.unready_weight(Tone.WARN)
