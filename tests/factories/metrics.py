"""KPIs and measurements for tests, made through the services."""

from datetime import date
from decimal import Decimal
from typing import Any

from foundation.people.actors import COMMAND_LINE, Actor
from metrics import services
from metrics.models import Kpi, Measurement
from metrics.services import Definition, Given
from usecases.models import UseCase


def definition(**changes: Any) -> Definition:
    """Handling time: 12 minutes before, 8 aimed at."""
    known: dict[str, Any] = {
        "label": "Handling time",
        "unit": "minutes",
        "direction": "down",
        "cadence": "monthly",
        "baseline": Decimal(12),
        "baseline_on": date(2025, 1, 31),
        "target_high": Decimal(8),
        "target_on": date(2025, 12, 31),
    }
    return Definition(**known | changes)


def a_kpi(case: UseCase, key: str = "handling_time", *, by: Actor = COMMAND_LINE, **changes: Any) -> Kpi:
    """A KPI of the case's own."""
    return services.define_kpi(case, by=by, key=key, definition=definition(**changes))


def measured(
    kpi: Kpi, value: int | str, on: date = date(2025, 6, 30), *, by: Actor = COMMAND_LINE, **more: Any
) -> Measurement:
    """Record one value."""
    return services.record(kpi, by=by, value=Decimal(value), effective_on=on, **more)


def given(of: UseCase, value: int | str, key: str = "a", **changes: Any) -> Given:
    """One row as a system pushes it."""
    known: dict[str, Any] = {
        "case": of.reference,
        "kpi": "handling_time",
        "on": date(2025, 6, 30),
        "value": Decimal(value),
        "key": key,
    }
    return Given(**known | changes)
