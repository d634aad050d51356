"""Records of adoption for tests, made through the services."""

from datetime import date
from typing import Any

from adoption import services
from adoption.models import Resistance, Session, Usage
from adoption.services import UsersRow
from foundation.people.actors import COMMAND_LINE, Actor
from foundation.people.models import Unit
from usecases.models import UseCase


def users_row(of: UseCase, **changes: Any) -> UsersRow:
    """4,250 of 5,000 targeted users active in October 2025."""
    known: dict[str, Any] = {
        "case": of.reference,
        "month": "2025-10",
        "targeted": 5000,
        "active_monthly": 4250,
    }
    return UsersRow(**known | changes)


def used(of: UseCase, *, by: Actor = COMMAND_LINE, **changes: Any) -> Usage:
    """Record users of a month."""
    return services.record(Usage, users_row(of, **changes), by=by)  # type: ignore[return-value]


def a_session(unit: Unit, *, by: Actor = COMMAND_LINE, **changes: Any) -> Session:
    """A session of the track for everybody, in October 2025."""
    known: dict[str, Any] = {"track": "ai_awareness", "held_on": date(2025, 10, 6)}
    return services.plan_session(by=by, unit=unit, **known | changes)


def resisted(unit: Unit, *, by: Actor = COMMAND_LINE, **changes: Any) -> Resistance:
    """A unit that refuses because its way of working is disrupted."""
    known: dict[str, Any] = {
        "reason": "workflow",
        "statement": "It takes us longer than before.",
        "raised_on": date(2025, 10, 1),
    }
    return services.raise_resistance(by=by, unit=unit, **known | changes)
