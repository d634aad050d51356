"""Measured benefits for tests, made through the services."""

from decimal import Decimal
from typing import Any

from foundation.kernel.periods import Month
from foundation.people.actors import COMMAND_LINE, Actor
from foundation.people.models import User
from metrics.models import Kpi
from roi.benefit_models import BenefitLine, BenefitProposal
from roi.services import benefits
from roi.services.benefit_terms import LineTerms

JANUARY = Month(2025, 1)


def terms(**changes: Any) -> LineTerms:
    """BEN-1: 50,000 cases a year, 70 % attributed, 80 % sure."""
    known: dict[str, Any] = {
        "label": "Handling time saved",
        "category": "productivity",
        "volume": Decimal(50_000),
        "volume_is_yearly": True,
        "volume_word": "cases",
        "attribution": Decimal("0.7"),
        "confidence": Decimal("0.8"),
        "first": JANUARY,
        "last": Month(2025, 12),
    }
    return LineTerms(**known | changes)


def a_line(
    kpi: Kpi, *, by: Actor = COMMAND_LINE, unit_value: str = "0.60", owner: User | None = None, **changes: Any
) -> BenefitLine:
    """A line at 0.60 USD a minute."""
    return benefits.write_line(kpi, by=by, terms=terms(owner=owner, **changes), unit_value=unit_value, currency="USD")


def proposed(line: BenefitLine, month: Month = JANUARY) -> BenefitProposal:
    """What the line proposes for a month."""
    found = benefits.propose(line, month)
    assert found is not None
    return found
