"""The life of a use case: one ladder from idea to scale, three ways off it, and the facts that stand beside it."""

from collections.abc import Mapping
from enum import StrEnum

from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop as _
from foundation.kernel.tones import Tone


class Stage(StrEnum):
    """The furthest position a case has reached. Hold, review and approval are facts of their own, not stages."""

    IDEA = "idea"
    ASSESSED = "assessed"
    SCORED = "scored"
    APPROVED = "approved"
    ALPHA = "alpha"
    BETA = "beta"
    PILOT = "pilot"
    PRODUCTION = "production"
    SCALED = "scaled"
    REJECTED = "rejected"
    KILLED = "killed"
    RETIRED = "retired"


LADDER = (
    Stage.IDEA,
    Stage.ASSESSED,
    Stage.SCORED,
    Stage.APPROVED,
    Stage.ALPHA,
    Stage.BETA,
    Stage.PILOT,
    Stage.PRODUCTION,
    Stage.SCALED,
)
CLOSED = (Stage.REJECTED, Stage.KILLED, Stage.RETIRED)
ORDER: dict[str, int] = {stage.value: position for position, stage in enumerate((*LADDER, *CLOSED))}

LABELS: dict[Stage, str] = {
    Stage.IDEA: _("Idea"),
    Stage.ASSESSED: _("Assessed"),
    Stage.SCORED: _("Scored"),
    Stage.APPROVED: _("Approved"),
    Stage.ALPHA: _("Alpha"),
    Stage.BETA: _("Beta"),
    Stage.PILOT: _("Pilot"),
    Stage.PRODUCTION: _("Production"),
    Stage.SCALED: _("Scaled"),
    Stage.REJECTED: _("Rejected"),
    Stage.KILLED: _("Killed"),
    Stage.RETIRED: _("Retired"),
}
# Positions on the ladder are neutral (look.md: stages in one neutral ramp); only an ending against the case has a tone.
TONES: dict[Stage, Tone] = dict.fromkeys(Stage, Tone.NEUTRAL) | {
    Stage.REJECTED: Tone.BAD,
    Stage.KILLED: Tone.BAD,
}

_BEFORE_APPROVAL = {Stage.REJECTED, Stage.KILLED}
_AFTER_APPROVAL = {Stage.KILLED, Stage.RETIRED}
NEXT: dict[Stage, set[Stage]] = {
    # Scoring and classifying happen in either order; a review asks for both where its route needs them.
    Stage.IDEA: {Stage.ASSESSED, Stage.SCORED, Stage.APPROVED, *_BEFORE_APPROVAL},
    Stage.ASSESSED: {Stage.SCORED, Stage.APPROVED, *_BEFORE_APPROVAL},
    Stage.SCORED: {Stage.APPROVED, *_BEFORE_APPROVAL},
    Stage.APPROVED: {Stage.ALPHA, *_AFTER_APPROVAL},
    Stage.ALPHA: {Stage.BETA, *_AFTER_APPROVAL},
    Stage.BETA: {Stage.PILOT, *_AFTER_APPROVAL},
    Stage.PILOT: {Stage.PRODUCTION, *_AFTER_APPROVAL},
    Stage.PRODUCTION: {Stage.SCALED, *_AFTER_APPROVAL},
    Stage.SCALED: _AFTER_APPROVAL,
    # A closed case goes back only by being reopened, to where it stood.
    Stage.REJECTED: set(),
    Stage.KILLED: set(),
    Stage.RETIRED: set(),
}
REOPENABLE = frozenset({Stage.REJECTED, Stage.KILLED})


class Source(StrEnum):
    """Whether a stage was reached in this product or came with an imported record."""

    EARNED = "earned"
    IMPORTED = "imported"


SOURCE_LABELS: dict[str, str] = {Source.EARNED: _("Earned here"), Source.IMPORTED: _("Imported")}


class Tier(StrEnum):
    """How closely a case is reviewed (document A); "" while not classified."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


TIER_LABELS: dict[str, str] = {
    "": _("Not classified"),
    Tier.LOW: _("Low"),
    Tier.MEDIUM: _("Medium"),
    Tier.HIGH: _("High"),
}


TIERS: tuple[str, ...] = (Tier.LOW, Tier.MEDIUM, Tier.HIGH)


def at_least(tier: str, floor: str) -> str:
    """Return the higher of the tier that the answers give and the one that a law asks for; "" while there is none."""
    if not tier or not floor:
        return tier
    return max(tier, floor, key=TIERS.index)


class ReviewState(StrEnum):
    """What the latest review of a case says; governance keeps it current."""

    NONE = ""
    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


REVIEW_LABELS: dict[str, str] = {
    ReviewState.NONE: _("Not submitted"),
    ReviewState.OPEN: _("In review"),
    ReviewState.APPROVED: _("Approved"),
    ReviewState.REJECTED: _("Rejected"),
    ReviewState.RETURNED: _("Returned"),
    ReviewState.WITHDRAWN: _("Withdrawn"),
}
REVIEW_TONES: dict[str, Tone] = {
    ReviewState.NONE: Tone.NEUTRAL,
    ReviewState.OPEN: Tone.INFO,
    ReviewState.APPROVED: Tone.GOOD,
    ReviewState.REJECTED: Tone.BAD,
    ReviewState.RETURNED: Tone.WARN,
    ReviewState.WITHDRAWN: Tone.NEUTRAL,
}


class Standing(StrEnum):
    """Whether an approval still carries the case; "" for a case that was never approved here."""

    NONE = ""
    STANDING = "standing"
    SUSPENDED = "suspended"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    UNCOVERED = "uncovered"


STANDING_LABELS: dict[str, str] = {
    Standing.NONE: _("No approval"),
    Standing.STANDING: _("Approval stands"),
    Standing.SUSPENDED: _("Approval suspended"),
    Standing.LAPSED: _("Approval lapsed"),
    Standing.WITHDRAWN: _("Approval withdrawn"),
    Standing.SUPERSEDED: _("Approval superseded"),
    Standing.UNCOVERED: _("Approval no longer covers the case"),
}
STANDING_TONES: dict[str, Tone] = {
    Standing.NONE: Tone.NEUTRAL,
    Standing.STANDING: Tone.GOOD,
    Standing.SUSPENDED: Tone.WARN,
    Standing.LAPSED: Tone.WARN,
    Standing.WITHDRAWN: Tone.BAD,
    Standing.SUPERSEDED: Tone.NEUTRAL,
    Standing.UNCOVERED: Tone.WARN,
}

IMPACT_LABELS: dict[str, str] = {
    "": _("Not stated"),
    "rights": _("Affects rights"),
    "safety": _("Affects safety"),
    "both": _("Affects rights and safety"),
    "neither": _("Affects neither"),
    "unknown": _("Unknown"),
}
PERSONAL_DATA_LABELS: dict[str, str] = {
    "": _("Not stated"),
    "yes": _("Yes"),
    "no": _("No"),
    "unknown": _("Unknown"),
}


def require(now: str, to: str) -> None:
    """Raise Conflict unless a case at stage `now` may become `to`."""
    if Stage(to) not in NEXT[Stage(now)]:
        raise Conflict(
            _("A use case at the stage “%(now)s” cannot become “%(to)s”."), now=LABELS[Stage(now)], to=LABELS[Stage(to)]
        )


def is_closed(stage: str) -> bool:
    """Say whether a stage has left the ladder."""
    return Stage(stage) in CLOSED


def reached(stage: str, other: str) -> bool:
    """Say whether `stage` is `other` or lies beyond it on the ladder; a closed stage has reached nothing."""
    return not is_closed(stage) and ORDER[stage] >= ORDER[other]


def earned_by_facts(now: str, facts: Mapping[str, bool]) -> Stage:
    """Return the stage that the facts of a case give it before its review; never one below `now`.

    `facts["classified"]`: it has a tier. `facts["scored"]`: it has a score card. Either one alone makes it assessed,
    a score card makes it scored.
    """
    if is_closed(now):
        return Stage(now)
    given = Stage.SCORED if facts["scored"] else Stage.ASSESSED if facts["classified"] else Stage.IDEA
    return max(Stage(now), given, key=lambda stage: ORDER[stage])
