"""Bookings for tests, made through the services."""

from typing import Any

from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.people.actors import COMMAND_LINE, Actor
from foundation.people.models import Unit
from roi import services
from roi.models import LedgerEntry
from roi.workflow import Basis, Kind
from usecases.models import UseCase

START = Month(2025, 1)


def usd(amount: int | str) -> Money:
    """An amount in dollars."""
    return Money.of(amount, "USD")


def booking(**changes: Any) -> dict[str, Any]:
    """What `services.book` takes: an actual investment of USD 1,000 in licenses in January 2025, changed as told."""
    return {
        "kind": Kind.INVESTMENT,
        "category": "licenses",
        "period": START,
        "amount": usd(1000),
        "basis": Basis.ACTUAL,
    } | changes


def invested(subject: Unit | UseCase, amount: int | str, *, by: Actor = COMMAND_LINE, **changes: Any) -> LedgerEntry:
    """Book an investment in dollars."""
    return services.book(subject, by=by, **booking(amount=usd(amount), **changes))


def returned(subject: Unit | UseCase, amount: int | str, *, by: Actor = COMMAND_LINE, **changes: Any) -> LedgerEntry:
    """Book a return in dollars, cost savings unless told otherwise."""
    return services.book(
        subject, by=by, **booking(kind=Kind.RETURN, amount=usd(amount), **{"category": "cost_savings"} | changes)
    )


def reference_ledger(subject: Unit | UseCase, *, by: Actor = COMMAND_LINE, basis: Basis = Basis.ACTUAL) -> None:
    """Document A's ledger: 5M in January 2025, 12M evenly over the twelve months after it."""
    for category, amount in (("infrastructure", 2_000_000), ("licenses", 1_500_000), ("labor", 1_500_000)):
        invested(subject, amount, by=by, category=category, basis=basis)
    for category, amount in (("cost_savings", 8_000_000), ("revenue", 4_000_000)):
        services.book_series(
            subject,
            by=by,
            kind=Kind.RETURN,
            category=category,
            first=START.plus(1),
            months=12,
            amount=usd(amount),
            basis=basis,
        )


def case_of(unit: Unit, name: str = "Support automation", **columns: Any) -> UseCase:
    """A registered use case of a unit, without its intake."""
    return UseCase.objects.create(unit=unit, name=name, **columns)
