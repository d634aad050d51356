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


class DoubleState(StrEnum):
    """What somebody decided about two use cases that may claim the same saving."""

    OPEN = "open"
    SAME = "same"
    TWO = "two"


DOUBLE_STATES: Mapping[DoubleState, tuple[str, Tone]] = {
    DoubleState.OPEN: (_("To be decided"), Tone.WARN),
    DoubleState.SAME: (_("The same saving"), Tone.BAD),
    DoubleState.TWO: (_("Two savings"), Tone.GOOD),
}


class ImportState(StrEnum):
    """Where a file of ledger entries stands."""

    CHECKING = "checking"
    CHECKED = "checked"
    BOOKING = "booking"
    DONE = "done"


IMPORT_STATES: Mapping[ImportState, tuple[str, Tone]] = {
    ImportState.CHECKING: (_("Being checked"), Tone.INFO),
    ImportState.CHECKED: (_("Checked"), Tone.WARN),
    ImportState.BOOKING: (_("Being booked"), Tone.INFO),
    ImportState.DONE: (_("Booked"), Tone.GOOD),
}
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


class Group(StrEnum):
    """What kind of benefit or cost a category is; groups are shown beside each other (domain facts, D3)."""

    HARD = "hard"
    SOFT = "soft"
    AVOIDED = "avoided"
    RISK = "risk"
    BUILD = "build"
    RUN = "run"


GROUPS: Mapping[Group, str] = {
    Group.HARD: _("Hard, cash"),
    Group.SOFT: _("Soft, not cash"),
    Group.AVOIDED: _("Avoided cost"),
    Group.RISK: _("Reduced risk"),
    Group.BUILD: _("Building"),
    Group.RUN: _("Running"),
}
GROUPS_SHORT: Mapping[Group, str] = {
    Group.HARD: _("hard"),
    Group.SOFT: _("soft"),
    Group.AVOIDED: _("avoided"),
    Group.RISK: _("reduced risk"),
    Group.BUILD: _("building"),
    Group.RUN: _("running"),
}
"""As part of a sentence."""
GROUPS_OF: Mapping[Kind, tuple[Group, ...]] = {
    Kind.RETURN: (Group.HARD, Group.SOFT, Group.AVOIDED, Group.RISK),
    Kind.INVESTMENT: (Group.BUILD, Group.RUN),
}


@dataclass(frozen=True, slots=True)
class Category:
    """What an entry is filed under; it belongs to one kind and one group. A retired one takes no new entries."""

    key: str
    label: str
    kind: Kind
    group: Group
    is_retired: bool = False


KINDS: Mapping[Kind, str] = {Kind.INVESTMENT: _("Investment"), Kind.RETURN: _("Return")}
BASES: Mapping[Basis, str] = {Basis.ACTUAL: _("Actual"), Basis.PLAN: _("Plan")}
GRADES: Mapping[Grade, str] = {
    Grade.ASSERTED: _("Asserted"),
    Grade.USAGE_TIME: _("Usage times time saved"),
    Grade.BEFORE_AFTER: _("Before and after"),
    Grade.CONTROLLED: _("Controlled comparison"),
    Grade.FINANCE_SIGNED: _("Signed by finance"),
}

# The categories that every installation has; others are added as records. The first six are those of document A, run
# cost is the monthly cost of document B, cost avoidance and risk reduction stand apart from savings (domain facts, D3).
CATEGORIES: Mapping[str, Category] = {
    category.key: category
    for category in (
        Category("infrastructure", _("Infrastructure"), Kind.INVESTMENT, Group.BUILD),
        Category("licenses", _("Licenses"), Kind.INVESTMENT, Group.BUILD),
        Category("labor", _("Labor"), Kind.INVESTMENT, Group.BUILD),
        Category("run_cost", _("Run cost"), Kind.INVESTMENT, Group.RUN),
        Category("cost_savings", _("Cost savings"), Kind.RETURN, Group.HARD),
        Category("revenue", _("Revenue"), Kind.RETURN, Group.HARD),
        Category("productivity", _("Productivity"), Kind.RETURN, Group.SOFT),
        Category("cost_avoidance", _("Cost avoidance"), Kind.RETURN, Group.AVOIDED),
        Category("risk_reduction", _("Risk reduction"), Kind.RETURN, Group.RISK),
    )
}


class ProposalState(StrEnum):
    """What became of a month's measured benefit."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REPLACED = "replaced"
    SIGNED = "signed"


class VolumeTakes(StrEnum):
    """How a month's volume follows from the values of a KPI."""

    SUM = "sum"
    MEAN = "mean"


PROPOSAL_STATES: Mapping[ProposalState, tuple[str, Tone]] = {
    ProposalState.PROPOSED: (_("Waits for the owner"), Tone.INFO),
    ProposalState.ACCEPTED: (_("Accepted"), Tone.NEUTRAL),
    ProposalState.REFUSED: (_("Refused"), Tone.BAD),
    ProposalState.REPLACED: (_("Replaced by later values"), Tone.NEUTRAL),
    ProposalState.SIGNED: (_("Signed by finance"), Tone.GOOD),
}
VOLUME_TAKES: Mapping[VolumeTakes, str] = {
    VolumeTakes.SUM: _("The sum of the month's values"),
    VolumeTakes.MEAN: _("The mean of the month's values"),
}
