"""What governance tests share."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from governance.models import Review
from tests.factories import governance as factory


@pytest.fixture
def review_at(cast: SimpleNamespace, library: None) -> Callable[..., Review]:
    """A review at a step or in a state, reached through the commands."""

    def make(place: str, *, tier: str = "high", **fields: Any) -> Review:
        return factory.review_at(cast, place, tier=tier, **fields)

    return make


@pytest.fixture
def days_pass(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Move the clock of the product forward by so many days."""
    real = timezone.now
    passed = timedelta(0)

    def move(days: int) -> None:
        nonlocal passed
        passed += timedelta(days=days)
        monkeypatch.setattr(timezone, "now", lambda: real() + passed)

    return move
