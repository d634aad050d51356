"""The state machines of reviews: nothing leaves the tables, and the printed page is the code's."""

import random
from collections.abc import Mapping
from typing import Any

import pytest

from foundation.kernel.errors import Conflict
from governance import workflow
from governance.management.commands.review_states import MACHINES, page
from tests.project.tree import ROOT


@pytest.mark.parametrize(("name", "first", "table"), [(name, first, table) for name, _text, first, table in MACHINES])
def test_no_walk_of_a_hundred_thousand_steps_leaves_the_table(
    name: str, first: Any, table: Mapping[Any, frozenset[Any]]
) -> None:
    draw, states = random.Random(20261128), list(table)
    now, ends, refused, seen = first, 0, 0, {first}
    for _step in range(100_000):
        to = draw.choice(states)
        try:
            workflow.require(table, now, to)
        except Conflict:
            assert to not in table[now]
            refused += 1
        else:
            assert to in table[now]
            now = to
            seen.add(now)
        if not table[now]:
            assert all(not _allowed(table, now, other) for other in states)
            now, ends = first, ends + 1

    assert seen == set(states), f"{name}: a state that nothing leads to"
    assert ends
    assert refused


def _allowed(table: Mapping[Any, frozenset[Any]], now: Any, to: Any) -> bool:
    try:
        workflow.require(table, now, to)
    except Conflict:
        return False
    return True


def test_the_page_of_states_is_printed_from_the_code() -> None:
    assert (ROOT / "docs/developers/review-states.md").read_text() == page()
