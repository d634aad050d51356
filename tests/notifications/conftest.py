"""Kinds of notices that only tests tell."""

from collections.abc import Iterator

import pytest

from foundation.notifications import kinds

MOVED = "test.case.moved"


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    kinds.register({MOVED: kinds.Kind("Moves", "%(actor)s moved %(subject)s to %(stage)s")})
    yield
    kinds._kinds.pop(MOVED)
