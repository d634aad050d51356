"""The words of the ledger: kinds of entries, what they are filed under, how well they are evidenced."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from foundation.kernel.text import gettext_noop as _


class Kind(StrEnum):
    """Money put in, or value that came out."""

    INVESTMENT = "investment"
    RETURN = "return"


class Basis(StrEnum):
    """What was planned, or what happened; the two are never added."""

    ACTUAL = "actual"
    PLAN = "plan"


class Grade(StrEnum):
    """How well an amount is evidenced, weakest first."""

    ASSERTED = "asserted"
    USAGE_TIME = "usage_time"
    BEFORE_AFTER = "before_after"
    CONTROLLED = "controlled"
    FINANCE_SIGNED = "finance_signed"


@dataclass(frozen=True, slots=True)
class Category:
    """What an entry is filed under; it belongs to one kind."""

    key: str
    label: str
    kind: Kind


KINDS: Mapping[Kind, str] = {Kind.INVESTMENT: _("Investment"), Kind.RETURN: _("Return")}
BASES: Mapping[Basis, str] = {Basis.ACTUAL: _("Actual"), Basis.PLAN: _("Plan")}
GRADES: Mapping[Grade, str] = {
    Grade.ASSERTED: _("Asserted"),
    Grade.USAGE_TIME: _("Usage times time saved"),
    Grade.BEFORE_AFTER: _("Before and after"),
    Grade.CONTROLLED: _("Controlled comparison"),
    Grade.FINANCE_SIGNED: _("Signed by finance"),
}

# The one list of categories. A new one is a new line here; the first six are those of document A, run cost is the
# monthly cost of document B, cost avoidance and risk reduction are kept apart from savings (domain facts, D3).
CATEGORIES: Mapping[str, Category] = {
    category.key: category
    for category in (
        Category("infrastructure", _("Infrastructure"), Kind.INVESTMENT),
        Category("licenses", _("Licenses"), Kind.INVESTMENT),
        Category("labor", _("Labor"), Kind.INVESTMENT),
        Category("run_cost", _("Run cost"), Kind.INVESTMENT),
        Category("cost_savings", _("Cost savings"), Kind.RETURN),
        Category("revenue", _("Revenue"), Kind.RETURN),
        Category("productivity", _("Productivity"), Kind.RETURN),
        Category("cost_avoidance", _("Cost avoidance"), Kind.RETURN),
        Category("risk_reduction", _("Risk reduction"), Kind.RETURN),
    )
}


def categories_of(kind: Kind) -> list[Category]:
    """Return the categories of one kind, in the order in which they are always shown."""
    return [category for category in CATEGORIES.values() if category.kind == kind]
