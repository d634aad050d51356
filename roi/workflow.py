"""The words of the ledger: kinds of entries, what they are filed under, how well they are evidenced."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from foundation.kernel.text import gettext_noop as _
from foundation.kernel.tones import Tone


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


class BatchState(StrEnum):
    """Where a batch of entries to sign stands."""

    OPEN = "open"
    SIGNING = "signing"
    SIGNED = "signed"
    GIVEN_UP = "given_up"


class ItemState(StrEnum):
    """What became of an entry in a batch. `LEFT` could not be signed when the batch was; its reason says why."""

    WAITING = "waiting"
    SIGNED = "signed"
    REFUSED = "refused"
    LEFT = "left"


BATCH_STATES: Mapping[BatchState, tuple[str, Tone]] = {
    BatchState.OPEN: (_("Open"), Tone.INFO),
    BatchState.SIGNING: (_("Being signed"), Tone.WARN),
    BatchState.SIGNED: (_("Signed"), Tone.GOOD),
    BatchState.GIVEN_UP: (_("Given up"), Tone.NEUTRAL),
}
ITEM_STATES: Mapping[ItemState, tuple[str, Tone]] = {
    ItemState.WAITING: (_("To be signed"), Tone.INFO),
    ItemState.SIGNED: (_("Signed"), Tone.GOOD),
    ItemState.REFUSED: (_("Sent back"), Tone.BAD),
    ItemState.LEFT: (_("Left out"), Tone.WARN),
}


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


def label_of(key: str) -> str:
    """Return the words of a category, to be translated; the key itself for one that is not known."""
    return CATEGORIES[key].label if key in CATEGORIES else key
