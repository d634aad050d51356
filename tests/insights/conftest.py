"""A small program with something in every figure of the dashboard."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from foundation.kernel.periods import Month
from foundation.people.models import User
from insights import queries
from insights.queries import Dashboard
from roi.workflow import Basis
from tests.factories.readiness import submitted as assessed
from tests.factories.roi import invested, returned
from tests.factories.usecases import a_case, a_scored_case


@pytest.fixture
def this_month() -> Month:
    return Month.of(timezone.localdate())


@pytest.fixture
def program(cast: SimpleNamespace, library: None, this_month: Month) -> SimpleNamespace:
    """Two cases, readiness of a unit, 5M invested five months ago, 6M returned since, 8M planned by now."""
    scored = a_scored_case(cast.support, by=cast.ada, name="Answer mail", category="Service", owner=cast.ben)
    idea = a_case(cast.sales, by=cast.ada, name="Guide prices", category="Sales")
    assessed(cast.support, by=cast.ada)
    start = this_month.plus(-5)
    invested(scored, 5_000_000, period=start)
    invested(scored, 5_000_000, period=start, basis=Basis.PLAN)
    for month in range(1, 4):
        returned(scored, 2_000_000, period=start.plus(month))
    for month in range(1, 9):
        returned(scored, 1_600_000, period=start.plus(month), basis=Basis.PLAN)
    return SimpleNamespace(**vars(cast), scored=scored, idea=idea, start=start)


@pytest.fixture
def seen() -> Callable[..., Dashboard]:
    """The dashboard as somebody sees it now, with a fresh look at their rights."""

    def look(user: User, **filters: Any) -> Dashboard:
        reader = User.objects.get(pk=user.pk)
        return queries.dashboard(reader, queries.scope_for(reader, **filters))

    return look


def days_ago(count: int) -> Any:
    return timezone.now() - timedelta(days=count)
